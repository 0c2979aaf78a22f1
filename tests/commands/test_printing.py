"""Every paper of the office from the command line: whole or not at all, and noted in the print register."""

import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from db import (
    casebook,
    certificates,
    funds,
    jobs,
    loans,
    membership,
    people,
    photographs,
    prints,
    records,
    relief,
    relief_grants,
    rights,
    settlement,
    startup,
    surveys,
    training,
    vouchers,
    work_handover,
)
from db.casebook import Casebook, Session
from db.tables import membership as membership_tables
from db.tables import relief as relief_tables
from db.tables import rights as rights_tables
from db.tables import startup as startup_tables
from printouts.photo import prepare
from rules.clock import StoryClock
from tests.commands.conftest import Run
from tests.journeys import small_county
from ui.commands import printing
from ui.papers import forms


def _blue() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 420), (90, 120, 200)).save(out, "PNG")
    return out.getvalue()


BLUE = _blue()
PHRASES = {"YUANZHU_PASSPHRASE": small_county.PASSPHRASE}
CLASS = "第1期家政服务员班"


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let a county issue, redeem, teach, examine, certify and claim; give the folder of its workplaces."""
    county = small_county.build(tmp_path_factory.mktemp("season"))
    county.issue(3)
    (shown,) = [one for one in people.page(county.desk) if one.name == "王秀英"]
    photographs.keep(county.desk, shown.id, prepare(BLUE, 25, 35))
    county.send_class()
    base, class_id = county.base, county.class_id
    for _, row in list(reversed(vouchers.page(county.desk, limit=10)))[:2]:
        vouchers.redeem(base, row.token, class_id)
    lines = training.roster(base, class_id)
    for day in (14, 15, 16):
        for part in ("上午", "下午"):
            marks = {line.enrolment: training.PRESENT for line in lines}
            training.record_attendance(base, class_id, small_county.DAY.replace(day=day), part, marks)
    training.record_results(
        base, class_id, {line.enrolment: training.Result(True, "合格", 86, 91) for line in lines[:4]}
    )
    certificates.issue(base, class_id)
    settlement.claim(base, "2009-09")
    county.send_results()
    county.close()
    return county.root


@pytest.fixture
def places(season: Path, tmp_path: Path) -> Path:
    for name in ("desk", "base"):
        shutil.copytree(season / name, tmp_path / name)
    return tmp_path


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


DESK_PAPERS = {
    "registration": ("王秀英", "个人信息处理告知书"), "enrolment": ("王秀英", "没有享受过"), "job-seeker": ("王秀英", "求职意向"),
    "data-sheet": ("王秀英", "向谁提供过"), "roster": (CLASS, "欧阳春梅"), "application": (CLASS, "开班申请表"), "attendance-blank": (CLASS, "教师签字"),
    "attendance-lessons": (CLASS, "教师签字"), "attendance": (CLASS, "出勤率"), "results": (CLASS, "519901-2009"), "public-list": (CLASS, "王*英"),
    "certificates": (CLASS, "培训合格证书"), "claims": ("2009-09", "人民币壹仟元整"), "vouchers-taken": (CLASS, "领券签收表"),
    "certificate-handout": (CLASS, "证书发放签收表"), "backs": ("2009-09", "副券送交清单"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DESK_PAPERS)
def test_every_paper_of_a_desk_is_written_and_noted(run: Run, places: Path, kind: str) -> None:
    named, words = DESK_PAPERS[kind]
    to = places / "out.pdf"
    said = run("print", kind, named, "--workplace", places / "desk", "--to", to, "--json", phrases=PHRASES)
    assert said.code == 0, said
    assert said.value["pages"] >= 1
    assert words in text_of(to)
    book = casebook.open_casebook(places / "desk", "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    (noted,) = prints.page(book, prints.Filter())
    assert (noted.way, noted.pages) == ("pdf", said.value["pages"])
    book.close()


def test_papers_of_the_office_itself_are_named_by_nothing(run: Run, places: Path) -> None:
    to, desk = places / "out.pdf", places / "desk"
    for kind, words in (("blocks", "号段领用单"), ("seal-use", "用印登记表")):
        said = run("print", kind, "--workplace", desk, "--to", to, "--json", phrases=PHRASES)
        assert said.code == 0, said
        assert words in text_of(to)
    none = run("print", "work-handover", "--workplace", desk, "--to", places / "no.pdf", "--json", phrases=PHRASES)
    assert none.error == "PRINT_NOTHING_NAMED"
    second = casebook.open_casebook(desk, "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    taker = casebook.sign_in(second.workplace, "zhou", small_county.SECOND)[1]
    work_handover.hand_over(second, work_handover.HandoverDraft("产假"), taker)
    second.close()
    said = run("print", "work-handover", "--workplace", desk, "--to", to, "--json", phrases=PHRASES)
    assert said.code == 0, said
    assert "产假" in text_of(to)


def is_blue_somewhere(path: Path) -> bool:
    """Tell whether the photograph was printed on one of the pages."""
    document = pypdfium2.PdfDocument(path)
    try:
        pictures = [page.render(scale=0.5).to_pil().convert("RGB") for page in document]
        return any(
            abs(red - 90) < 12 and abs(green - 120) < 12 and abs(blue - 200) < 12
            for one in pictures
            for _, (red, green, blue) in one.getcolors(one.width * one.height)
        )
    finally:
        document.close()


def test_the_photograph_taken_at_the_desk_is_on_the_form_and_on_the_bases_certificate(run: Run, places: Path) -> None:
    to = places / "out.pdf"
    for place, kind, named in (("desk", "registration", "王秀英"), ("base", "certificates", CLASS)):
        said = run("print", kind, named, "--workplace", places / place, "--to", to, phrases=PHRASES)
        assert said.code == 0, said
        assert is_blue_somewhere(to), kind
    assert (
        run("print", "registration", "欧阳春梅", "--workplace", places / "desk", "--to", to, phrases=PHRASES).code == 0
    )
    assert not is_blue_somewhere(to)


def test_vouchers_by_number_and_by_range(run: Run, places: Path) -> None:
    book = casebook.open_casebook(places / "desk", "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    numbers = sorted(row.number for _, row in vouchers.page(book, limit=10))
    book.close()
    to, desk = places / "out.pdf", places / "desk"

    def printed(*arguments: str) -> list[str]:
        said = run("print", "vouchers", *arguments, "--workplace", desk, "--to", to, "--json", phrases=PHRASES)
        assert said.code == 0, said
        text = text_of(to)
        return [number for number in numbers if number in text]

    assert printed(numbers[1]) == [numbers[1]]
    assert printed("--first", numbers[1]) == numbers[2:]  # the first two are spent
    assert printed("--first", numbers[0], "--last", numbers[2]) == [numbers[2]]
    refused = run(
        "print", "vouchers", "--first", "99", "--workplace", desk, "--to", places / "no.pdf", "--json", phrases=PHRASES
    )
    assert refused.error == "NOTHING_IN_RUN"
    assert not (places / "no.pdf").exists()


def test_the_base_prints_its_own_and_not_the_desks(run: Run, places: Path) -> None:
    to, base = places / "out.pdf", places / "base"
    assert run("print", "claims", "--workplace", base, "--to", to, phrases=PHRASES).code == 0
    assert "人民币壹仟元整" in text_of(to)
    assert run("print", "attendance", CLASS, "--workplace", base, "--to", to, phrases=PHRASES).code == 0
    assert (
        run("print", "registration", "王秀英", "--workplace", base, "--to", to, "--json", phrases=PHRASES).error
        == "PRINT_NOT_HERE"
    )


def test_the_data_sheet_tells_sources_and_recipients(run: Run, places: Path) -> None:
    book = casebook.open_casebook(places / "desk", "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    (person,) = [one for one in people.page(book) if one.name == "王秀英"]
    book.close()
    to = places / "out.pdf"
    said = run("print", "data-sheet", person.doc_no, "--workplace", places / "desk", "--to", to, phrases=PHRASES)
    assert said.code == 0, said
    text = text_of(to)
    for words in (
        person.doc_no, "13900000000", "返乡农民工", "李书", "2009-09-28", "报名", CLASS, "发放培训券", "核销培训券", "实到24学时", "考核合格",
        "安和县第一培训基地", "姓名、性别、出生日期、证件、电话、照片", "会计凭证及附件30年",
    ):  # fmt: skip
        assert words in text, words


def test_what_is_wrong_is_said_in_one_sentence_and_no_file_is_left(run: Run, places: Path) -> None:
    to, desk = places / "no.pdf", places / "desk"
    base = ("--workplace", desk, "--to", to)
    assert "没有“没有的班”" in run("print", "roster", "没有的班", *base, phrases=PHRASES).refusal
    assert "没有写明" in run("print", "roster", *base, phrases=PHRASES).refusal
    told = run("print", "data-sheet", "519901197001010018", *base, phrases=PHRASES).refusal
    assert "519901197001010018" not in told
    wrong = run("print", "diploma", *base, phrases=PHRASES)
    assert wrong.code == 2
    assert "种类 不能是" in wrong.err
    assert run("print", "roster", CLASS, "--workplace", desk, phrases=PHRASES).code == 2
    blocked = places / "none" / "x" / "no.pdf"
    assert (
        run("print", "roster", CLASS, "--workplace", desk, "--to", blocked, "--json", phrases=PHRASES).error
        == "PAPER_NOT_WRITTEN"
    )
    assert not to.exists()


def test_namesakes_are_told_apart_by_their_documents(run: Run, places: Path) -> None:
    book = casebook.open_casebook(places / "desk", "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    people.register(book, people.PersonDraft("王秀英", doc_no=small_county.number(77)))
    book.close()
    base = ("--workplace", places / "desk", "--to", places / "out.pdf")
    assert "2 个同名" in run("print", "registration", "王秀英", *base, phrases=PHRASES).refusal
    assert run("print", "registration", small_county.number(77), *base, phrases=PHRASES).code == 0


def test_every_kind_has_words_and_a_maker() -> None:
    from ui import print_words

    made = {printing._KEYS.get(kind, kind.replace("-", "_")) for kind in printing.WORDS} - {
        printing.VOUCHERS, printing.CERTIFICATES, printing.CALIBRATION,
    }  # fmt: skip
    assert made == set(forms.BY_KEY)
    assert made <= set(print_words.KINDS)


def test_papers_of_start_ups_and_loans_are_named_by_number_class_and_project(run: Run, places: Path) -> None:
    to, desk = places / "out.pdf", places / "desk"
    book = casebook.open_casebook(desk, "", small_county.PASSPHRASE, StoryClock(small_county.DAY))
    person = people.page(book)[0].id
    project = records.add(book, startup.PROJECT, {"person": person, "name": "柳河粉丝加工坊"})
    klass = records.add(book, startup.CLASS, {"name": "创业第1期", "starts": small_county.DAY})
    fees = {"tuition_due_fen": 600_00, "tuition_waived_fen": 600_00}
    records.add(book, startup.WAIVER, {"class_id": klass, "person": person, "borne_by": "县人社局免收", **fees})
    terms = {"kind": "1", "amount_fen": 30_000_00, "months": 12, "rate": "5.31", "way": "1"}
    loan = records.add(book, loans.LOAN, {"person": person, "project": project, **terms})
    number = records.get(book, "loan", loan)["number"]
    book.close()
    for kind, named, words in (
        ("loan-application", number, "人民币叁万元整"), ("fee-waivers", "创业第1期", "人民币陆佰元整"), ("help-card", "柳河粉丝加工坊", "落实优惠政策"),
    ):  # fmt: skip
        said = run("print", kind, named, "--workplace", desk, "--to", to, "--json", phrases=PHRASES)
        assert said.code == 0, said
        assert words in text_of(to)
    refused = run(
        "print", "repayment-plan", number, "--workplace", desk, "--to", places / "no.pdf", "--json", phrases=PHRASES
    )
    assert refused.error == "LOAN_NOT_OUT", "there is no plan before the money was paid out"
    assert (
        run(
            "print", "help-card", "没有这个", "--workplace", desk, "--to", places / "no.pdf", "--json", phrases=PHRASES
        ).error
        == "PRINT_NOT_FOUND"
    )


# --- every form there is


NUMBERED = {
    "referral": "referral", "rights_case": "rights_case", "rights_accepted": "rights_case", "rights_declined": "declined", "rights_passed_on": "passed_on",
    "member_transfer": "membership", "loan_application": "loan", "repayment_plan": "loan", "hardship_form": "hardship",
}  # fmt: skip
"""Forms named by the number of a record, and which of `_year` it is."""
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    **{printing._KEYS.get(kind, kind.replace("-", "_")): (named, (words,)) for kind, (named, words) in DESK_PAPERS.items() if kind != "certificates"},
    "blocks": ("", ("号段领用单",)), "seal_use": ("", ("用印登记表",)), "work_handover": ("", ("工作交接单", "产假")),
    "referral": ("", ("推荐信", "回执", "王秀英", "柳溪制衣厂", "缝纫工")),
    "rights_case": ("", ("维权受理登记表", "柳溪制衣厂", "支付三个月工资", "人民币陆仟元整", "调查核实")),
    "rights_accepted": ("", ("受理通知书", "王秀英", "柳溪制衣厂")), "rights_declined": ("", ("不予受理通知书", "不属于受理范围")),
    "rights_passed_on": ("", ("转办函", "县劳动监察大队", "回执")), "member_application": ("王秀英", ("入会申请书", "柳溪制衣厂工会")),
    "member_transfer": ("", ("介绍信", "王秀英", "邻县纺织厂工会")), "loan_application": ("", ("小额担保贷款申请表", "人民币叁万元整", "柳河粉丝加工坊")),
    "repayment_plan": ("", ("小额贷款还款计划表", "人民币叁万元整", "等额本息")), "fee_waivers": ("创业第1期", ("“四免”明细签领表", "人民币陆佰元整", "小额周转金")),
    "help_card": ("柳河粉丝加工坊", ("创业帮扶卡", "落实优惠政策")), "hardship_form": ("", ("困难职工档案", "王秀英", "李小明")),
    "relief_list": ("", ("救助发放表", "王秀英", "人民币伍佰元整")), "questionnaire": ("SX2009", ("农民工就业状况大调研问卷", "返乡")),
}  # fmt: skip
"""For each form what is named of it, and words that must be read on it."""
ONE_SHEET = frozenset({"enrolment", "job_seeker", "referral", "help_card", "repayment_plan", "work_handover"})
"""Forms of one sheet (standards section 9.1): a signature alone on a second one gets lost."""


@pytest.fixture(scope="session")
def year(season: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Let the desk do in every area what its forms are printed of; give its folder, and the numbers of the records."""
    desk = tmp_path_factory.mktemp("year") / "desk"
    shutil.copytree(season / "desk", desk)
    book = casebook.open_casebook(desk, "zhou", small_county.SECOND, StoryClock(small_county.DAY))
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    second = casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]
    try:
        numbers = _year(book, second)
    finally:
        book.close()
    return desk, numbers


def _year(book: Casebook, second: Session) -> dict[str, str]:
    (person,) = [one.id for one in people.page(book) if one.name == "王秀英"]
    (other,) = [one.id for one in people.page(book) if one.name == "欧阳春梅"]
    work_handover.hand_over(book, work_handover.HandoverDraft("产假"), second)
    rows: dict[str, tuple[str, bytes]] = {}
    # jobs
    employer = records.add(book, jobs.EMPLOYER, {"name": "柳溪制衣厂", "day": small_county.DAY})
    vacancy = {"employer": employer, "post": "缝纫工", "places": 3, "valid_until": dt.date(2009, 12, 31), "source": "1"}
    post = records.add(book, jobs.VACANCY, vacancy)
    records.move(book, jobs.VACANCY, post, "招聘中")
    rows["referral"] = "referral", records.add(book, jobs.REFERRAL, {"person": person, "vacancy": post})
    # rights
    case = {
        "person": person,
        "kind": "1",
        "way": "1",
        "unit": "柳溪制衣厂",
        "claimed_fen": 6_000_00,
        "demand": "支付三个月工资",
    }
    rows["rights_case"] = "rights_case", records.add(book, rights.CASE, case)
    records.move(book, rights.CASE, rows["rights_case"][1], rights_tables.ACCEPTED)
    records.add(book, rights.STEP, {"case_id": rows["rights_case"][1], "kind": "1", "outcome": "情况属实"})
    for name, steps in (
        ("declined", ((rights_tables.DECLINED, {"refusal": "不属于受理范围"}),)),
        ("passed_on", ((rights_tables.ACCEPTED, {}), (rights_tables.PASSED_ON, {"referred_to": "县劳动监察大队"}))),
    ):
        row = records.add(book, rights.CASE, {**case, "person": other, "unit": f"柳溪制衣厂{name}"})
        for state, more in steps:
            records.move(book, rights.CASE, row, state, more)
        rows[name] = "rights_case", row
    # membership
    union = records.add(book, membership.UNION, {"name": "柳溪制衣厂工会", "kind": "1", "active": True})
    application = records.add(
        book, membership.APPLICATION, {"person": person, "union_id": union, "number": "519901000001"}
    )
    first, book.session = book.session, second
    records.move(book, membership.APPLICATION, application, membership_tables.APPROVED)
    book.session = first
    member = records.by_column(book, "membership", application=application)[0].id
    records.move(book, membership.MEMBERSHIP, member, membership_tables.LEAVING, {"to_union": "邻县纺织厂工会"})
    rows["membership"] = "membership", member
    # money, start-ups and loans
    source = records.add(book, funds.SOURCE, {"name": "小额周转金", "kind": "3", "document": "县总〔2009〕1 号"})
    records.add(book, funds.RECEIPT, {"source": source, "amount_fen": 100_000_00, "voucher_no": "收1"})
    project = records.add(book, startup.PROJECT, {"person": person, "name": "柳河粉丝加工坊"})
    klass = records.add(book, startup.CLASS, {"name": "创业第1期", "starts": small_county.DAY})
    fees = {"tuition_due_fen": 600_00, "tuition_waived_fen": 600_00}
    records.add(book, startup.WAIVER, {"class_id": klass, "person": person, "source": source, **fees})
    terms = {"kind": "1", "amount_fen": 30_000_00, "months": 12, "rate": "5.31", "way": "1", "source": source}
    loan = records.add(book, loans.LOAN, {"person": person, "project": project, **terms})
    book.session = second
    for state in (startup_tables.FIRST, startup_tables.SECOND, startup_tables.LENT):
        records.move(book, loans.LOAN, loan, state)
    book.session = first
    rows["loan"] = "loan", loan
    # relief
    file = records.add(book, relief.FILE, {"person": person, "kind": "1", "members": 2})
    records.add(book, relief.MEMBER, {"file": file, "name": "李小明", "relation": "2"})
    rows["hardship"] = "hardship_file", file
    grant = {"person": person, "kind": "4", "amount_fen": 500_00, "source": source, "occasion": "国庆"}
    records.move(
        book, relief_grants.GRANT, records.add(book, relief_grants.GRANT, grant), relief_tables.APPROVED, second=second
    )
    surveys.take_shipped(book)
    return {name: records.get(book, table, row)["file_no" if table == "hardship_file" else "number"] for name, (table, row) in rows.items()}  # fmt: skip


@pytest.mark.parametrize("key", [form.key for form in forms.FORMS])
def test_every_form_is_printed_from_a_casebook_that_has_one_and_reads_back(
    run: Run, year: tuple[Path, dict[str, str]], tmp_path: Path, key: str
) -> None:
    """A form that is new and has no case here fails, so that none is left untried."""
    desk, numbers = year
    assert key in CASES, "a form without a case: say what is named of it and what must be read on it"
    named, words = CASES[key]
    named = numbers[NUMBERED[key]] if key in NUMBERED else named
    kind = next(one for one in printing.WORDS if printing._KEYS.get(one, one.replace("-", "_")) == key)
    to = tmp_path / f"{key}.pdf"
    said = run("print", kind, *([named] if named else []), "--workplace", desk, "--to", to, "--json", phrases=PHRASES)
    assert said.code == 0, said
    text = "".join(read(to).split())
    for one in words:
        assert one in text, (one, text)
    if key in ONE_SHEET:
        assert said.value["pages"] == 1


def read(path: Path) -> str:
    """Read a paper as a stranger's program does; with ours where there is none."""
    if (program := shutil.which("pdftotext")) is None:
        return text_of(path)
    done = subprocess.run([program, "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()
