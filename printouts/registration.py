"""The registration form (农民工登记表), A4 on both sides: what is known of a person, then the privacy notice and the consent.

The notice says what the law asks for (个人信息保护法第十七条): who handles the data and how to reach them, what for, how, which kinds, how long, and
how the person exercises their rights; consent to sensitive data, to handing on and to publication is given separately (articles 29, 23, 25).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Field, Form, Grid, Signing, Ticks, Words, print_forms
from printouts.particulars import Particulars, blank_day, day_words, group_ticks, identity_rows
from rules import money

TITLE = "农民工登记表"
_RETURNED_FOR = ("被裁减", "合同到期未续", "经济不景气", "家庭原因", "政策吸引")
_YES_NO = ("有", "无")


@dataclass(frozen=True, slots=True)
class RegistrationPaper:
    """One person's registration; `keeping` gives (what is kept, years), `contact` how to reach the union, empty for a hand to fill in."""

    union: str
    who: Particulars
    contact: str = ""
    health: str = ""
    hukou: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    work_place: str = ""
    trade: str = ""
    years_out: int | None = None
    income_fen: int | None = None
    returned_on: str = ""
    return_reason: str = ""
    certificates: Sequence[str] = ()
    wishes: str = ""
    note: str = ""
    registered_on: date | None = None
    consent_on: date | None = None
    clerk: str = ""
    keeping: Sequence[tuple[str, int]] = field(default_factory=tuple)
    edition: int = 1


def notice(paper: RegistrationPaper) -> list[str]:
    """Give the privacy notice, a paragraph for each thing that the law wants told."""
    kept = "；".join(f"{label} {years} 年" for label, years in paper.keeping)
    contact = paper.contact or "＿＿＿＿＿＿＿＿＿＿＿＿＿＿（由本单位填写）"
    return [
        f"一、谁处理：{paper.union}。联系方式：{contact}。",
        "二、为了什么：登记、核对身份、资格审核、报名培训、发放和结算培训券、颁发证书、介绍就业、回访，以及按规定统计上报。不用于其他目的。",
        (
            "三、怎样处理、哪些信息：由经办人员录入本单位加密保存的系统，只收办理业务所需的内容，即本表所列各项和办理经过。其中证件号码、健康状况、收入属敏感个人信息，"
            "用于核对本人、核定类别，不填会影响需要核对身份的业务，但不影响登记。"
        ),
        (
            "四、会给谁：所报班级的培训基地（姓名、性别、出生日期、证件、电话）；省总工会（加密上报，用于防止重复领取、结算和统计）。推荐就业时给用人单位的资料不含证件号码、家庭困难和"
            "健康状况。需要公示的，只列打码姓名、乡镇或单位、项目和金额；未成年人不公示。"
        ),
        f"五、保存多久：{kept or '办理完毕后按档案管理规定保存'}。到期列清册，经批准由两人销毁。",
        (
            "六、您的权利：凭本人有效证件，可以随时到本单位查阅、复制、要求更正或删除自己的信息，要求说明处理规则，也可以撤回同意；撤回不影响此前已办的事，依法必须保存的改为只保存、不使用。"
            "近亲属可以查阅逝者的信息。对处理有异议的，可以向上级工会或履行个人信息保护职责的部门反映。"
        ),
        "七、不满十四周岁的，由父母或其他监护人阅读并签名。",
    ]


CONSENT = (
    "同意本单位为上述目的处理我的个人信息",
    "单独同意处理敏感个人信息（证件号码、健康状况、收入）",
    "单独同意向所报班级的培训基地和省总工会提供",
    "单独同意在公示名单中列出打码姓名、乡镇或单位、项目和金额",
    "单独同意向用人单位推荐（不含证件号码、家庭困难和健康状况）",
)


def _work(paper: RegistrationPaper) -> list[list[Field]]:
    known = paper.return_reason in _RETURNED_FOR
    other = f"其他：{paper.return_reason}" if paper.return_reason and not known else "其他"
    reasons = Ticks((*_RETURNED_FOR, other), (paper.return_reason if known else other,) if paper.return_reason else ())
    income = money.grouped(paper.income_fen) if paper.income_fen is not None else ""
    years = str(paper.years_out) if paper.years_out is not None else ""
    return [
        [Field("外出地、工作单位", paper.work_place, 2), Field("工种", paper.trade)],
        [Field("外出年限（年）", years), Field("月收入（元）", income, whole=True), Field("返乡时间", paper.returned_on)],
        [Field("返乡原因", reasons)],
        [Field("被拖欠工资", Ticks(_YES_NO)), Field("参加社会保险", Ticks(_YES_NO)), Field("领到裁员补偿", Ticks(_YES_NO))],
    ]  # fmt: skip


def form_of(paper: RegistrationPaper) -> Form:
    """Lay the form out."""
    who = paper.who
    more = [
        [Field("文化程度", who.education), Field("婚姻状况", who.marital), Field("健康状况", paper.health)],
        [Field("户籍地", who.home, 2), Field("户口类型", paper.hukou)],
        [Field("现住地", who.live)],
        [Field("紧急联系人", paper.emergency_name), Field("紧急联系电话", paper.emergency_phone)],
        [Field("人员类别", group_ticks(who.groups))],
    ]
    aims = Ticks(("参加培训", "求职", "创业", "贷款", "维权", "入会"))
    wishes = [
        [Field("已有技能、证书", "；".join(paper.certificates), height=11)],
        [Field("意愿", aims, 1.6), Field("说明", paper.wishes, 1.4)],
        [Field("工会会员", Ticks(("是", "否")), 1), Field("会员证号", "", 2)],
        [Field("备　　注", paper.note, height=11)],
    ]
    end = [[Field("本人签名", ""), Field("经办人", paper.clerk), Field("签名日期", "")]]
    consent = [[Field("", Ticks((words,)))] for words in CONSENT]
    told = f"系统记载：{day_words(paper.consent_on)}已取得知情同意。" if paper.consent_on else ""
    return Form(
        TITLE, facts=(f"登记单位：{paper.union}", f"登记日期：{day_words(paper.registered_on) or blank_day()}"),
        blocks=(
            Grid(identity_rows(who), photo=4, picture=who.photo), Grid(more), Grid(_work(paper), "外出务工和返乡"), Grid(wishes, "技能和意愿"), Grid(end),
            Words(notice(paper), "个人信息处理告知书", overleaf=True), Grid(consent, "本人同意（逐项自愿，请在方框内打√）"),
            Signing(("本人签名", "监护人签名", "签名日期"), each=3),
        ),
        note=f"本表一份，由登记单位保存。{told}", edition=paper.edition,
    )  # fmt: skip


def print_registrations(
    papers: Sequence[RegistrationPaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print registration forms in one document; see `print_forms`."""
    return print_forms(
        papers, form_of, to, title=TITLE, printed_at=printed_at, fonts=fonts, progress=progress, cancelled=cancelled
    )
