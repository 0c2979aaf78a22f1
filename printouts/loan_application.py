"""The application for a small loan (小额担保贷款申请表), A4 on several pages: who, for what, how much, guaranteed by whom, and four offices' opinions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Opinions, Signing, Ticks, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, identity_rows, labels
from rules import money

TITLE = "小额担保贷款申请表"
PROMISE = (
    "一、以上内容和所交证明真实，所贷资金只用于本项目，不转借他人。",
    "二、本人和配偶没有未结清的同类贷款，或已如实写明；按还款计划按时还本付息。",
    "三、愿意接受工会、劳动保障部门、担保机构和银行的核查；如有不实或挪用，愿意提前归还，并承担相应责任。",
)
_PROOFS = ("身份证", "户口簿", "婚姻证明", "身份类别证明", "培训结业证", "营业执照", "经营场所证明", "担保材料")


@dataclass(frozen=True, slots=True)
class LoanPaper:
    """One application; amounts in fen, rates as percent, opinions as entered; `interest_fen` is the interest that may be subsidised."""

    union: str
    number: str
    day: date
    who: Particulars
    proof: str
    certificate: str
    spouse: str
    spouse_document: str
    spouse_phone: str
    project: str
    industry: str
    place: str
    licence: str
    own_fen: int | None
    planned_jobs: int | None
    kind: str
    amount_fen: int
    approved_fen: int | None
    months: int
    rate: str
    base_rate: str
    way: str
    bank: str
    document: str
    guarantee: str
    guarantor: str
    guarantor_phone: str
    small_profit: bool
    interest_fen: int
    community: str = ""
    agency: str = ""
    guarantee_opinion: str = ""
    bank_opinion: str = ""
    lent_on: date | None = None
    edition: int = 1


def in_full(fen: int | None) -> str:
    """Write an amount in figures and in capitals; empty where there is none."""
    return "" if fen is None else f"¥{money.grouped(fen)}（{money.capitals(fen, prefix=True)}）"


def form_of(paper: LoanPaper) -> Form:
    """Lay the form out."""
    own = f"¥{money.grouped(paper.own_fen)}" if paper.own_fen is not None else ""
    person = [
        [Field("文化程度", paper.who.education), Field("婚姻状况", paper.who.marital)],
        [Field("户籍地", paper.who.home)],
        [Field("现住地", paper.who.live)],
        [Field("身份类别证明", paper.proof, 1.3), Field("培训结业证号", paper.certificate)],
        [
            Field("配偶姓名", paper.spouse),
            Field("配偶证件号码", paper.spouse_document, 1.4, whole=True),
            Field("配偶电话", paper.spouse_phone),
        ],
    ]
    project = [
        [Field("项目名称", paper.project, 1.4), Field("行　　业", paper.industry)],
        [Field("经营场所", paper.place)],
        [Field("营业执照号", paper.licence, 1.4), Field("自有资金", own)],
        [
            Field("带动就业", f"计划 {paper.planned_jobs} 人" if paper.planned_jobs else ""),
            Field("微利项目", Ticks(("是", "否"), ("是",) if paper.small_profit else ())),
        ],
        [Field("资金用途", "", height=14)],
    ]
    base = f"（基准 {paper.base_rate}%）" if paper.base_rate else ""
    loan = [
        [Field("贷款类型", Ticks(labels("loan_kind"), (paper.kind,)))],
        [Field("申请金额", in_full(paper.amount_fen))],
        [Field("期　　限", f"{paper.months} 个月"), Field("年利率", f"{paper.rate}%{base}")],
        [Field("还款方式", Ticks(labels("loan_way"), (paper.way,)))],
        [Field("经办银行", paper.bank)],
        [Field("依据文件", paper.document)],
    ]
    guarantee = [
        [Field("担保方式", Ticks(labels("loan_guarantee"), (paper.guarantee,)))],
        [Field("担保人", paper.guarantor, 1.4), Field("担保人电话", paper.guarantor_phone)],
    ]
    decided = [
        [Field("批准金额", in_full(paper.approved_fen))],
        [Field("应贴息额", in_full(paper.interest_fen) if paper.small_profit else "")],
        [Field("放款日期", day_words(paper.lent_on) or blank_day())],
    ]
    return Form(
        TITLE, facts=(f"受理单位：{paper.union}", f"申请编号：{paper.number}", f"申请日期：{day_words(paper.day)}"),
        blocks=(
            Grid([*identity_rows(paper.who), *person], "一、申请人和配偶", photo=4), Grid(project, "二、创业项目"), Grid(loan, "三、申请的贷款"),
            Grid(guarantee, "四、担保"), Grid([[Field("所附材料", Ticks(_PROOFS))]]), Words(PROMISE, "申请人承诺", boxed=True),
            Signing(("申请人", "配偶", "担保人")), Words((), "五、逐级意见"),
            Opinions((("社区（村）意见", paper.community, "（盖章）"), ("就业服务机构意见", paper.agency, "（盖章）")), 58),
            Opinions((("担保机构意见", paper.guarantee_opinion, "（盖章）"), ("经办银行意见", paper.bank_opinion, "（盖章）")), 58),
            Grid(decided, "六、审批结果"),
        ),
        note="每级意见由该级经办人签名、写明日期并盖章。贴息额是代付的利息，不计入贷款本金。", edition=paper.edition,
    )  # fmt: skip


def print_loan_applications(
    papers: Sequence[LoanPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print loan applications in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
