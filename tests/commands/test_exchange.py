"""A county joins its province and reports to it, by commands and folders alone."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db import casebook, loans, people, records, startup, training, vouchers
from db.casebook import Casebook, Foundation
from rules import idnumber
from rules.clock import SampleClock
from rules.wrapping import Parameters
from sync import admission, collector, device, receiving
from tests.commands.conftest import OFFLINE, PASSPHRASE, Run, picture
from ui.commands import sample


@dataclass(frozen=True)
class County:
    """Hold the folders of a province, a desk and a base, and the media between them."""

    province: Path
    desk: Path
    base: Path
    stick: Path
    answers: Path
    card: Path
    card_fingerprint: str

    @property
    def all(self) -> tuple[Path, Path, Path]:
        """Give the three workplaces."""
        return self.province, self.desk, self.base


def open_book(place: Path) -> Casebook:
    return casebook.open_casebook(place, "", PASSPHRASE, SampleClock(sample.DAY), regions=sample.regions())


def ok(run: Run, *arguments: object) -> Any:
    said = run(*arguments, "--json")
    assert (said.code, said.err) == (0, ""), said
    return said.value


def _found_cheaply(home: Path) -> County:
    """Found the three with passphrases that are cheap to try, as `main.py found … --sample` would."""
    more: dict[str, Any] = {
        "clock": SampleClock(sample.DAY),
        "regions": sample.regions(),
        "parameters": Parameters(1, 8, 1),
    }
    for kind, role in (("desk", "supervisor"), ("base", "base_staff")):
        plan = Foundation(kind, f"示例{kind}", sample.COUNTY, "admin", "负责人", role, PASSPHRASE, sample=True)
        casebook.found(home / kind, plan, **more).close()
    plan = Foundation("province", "示例province", "510000", "admin", "负责人", "officer", PASSPHRASE, sample=True)
    province = admission.found_province(home / "province", plan, offline_passphrase=OFFLINE, **more)
    fingerprint = device.card(province).fingerprint
    province.close()
    for name in ("stick", "answers"):
        (home / name).mkdir()
    return _at(home, fingerprint)


def _at(home: Path, card_fingerprint: str) -> County:
    card = home / "province" / admission.CARD_FILE
    return County(
        home / "province", home / "desk", home / "base", home / "stick", home / "answers", card, card_fingerprint
    )


def _copied(template: County, home: Path) -> County:
    shutil.copytree(template.province.parent, home)
    return _at(home, template.card_fingerprint)


@pytest.fixture(scope="session")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> County:
    return _found_cheaply(tmp_path_factory.mktemp("founded") / "home")


@pytest.fixture(scope="session")
def joined_once(founded_once: County, tmp_path_factory: pytest.TempPathFactory) -> County:
    """Let the desk and the base join, without the command line."""
    made = _copied(founded_once, tmp_path_factory.mktemp("joined") / "home")
    province, *units = [open_book(place) for place in made.all]
    for book in units:
        device.take_card(book, made.card.read_bytes(), made.card_fingerprint)
        admission.request(book, made.stick)
    collector.collect(province, [made.stick])
    key = admission.open_grant_key(province, OFFLINE)
    for asked in admission.waiting(province):
        of_desk = admission.Allotment(vouchers=10, limit_fen=500_000, valid_until=dt.date(2010, 2, 28))
        given = of_desk if asked.role == "desk" else admission.Allotment(certificates=50)
        admission.approve(province, asked.keys.dev, asked.fingerprint, given, key)
    collector.collect(province, [made.stick], made.answers)
    for book in units:
        receiving.receive_folder(book, [made.answers])
    for book in (province, *units):
        book.close()
    return made


@pytest.fixture
def unjoined(founded_once: County, tmp_path: Path) -> County:
    """Give three workplaces that do not know each other."""
    return _copied(founded_once, tmp_path / "home")


@pytest.fixture
def county(joined_once: County, tmp_path: Path) -> County:
    """Give a desk and a base that have joined their province; what they sent for that still lies on the stick."""
    return _copied(joined_once, tmp_path / "home")


def issue_one(place: Path) -> str:
    """Register somebody at the desk and issue a voucher; give its token."""
    book = open_book(place)
    first = f"{sample.COUNTY}19800101002"
    draft = people.PersonDraft(
        "陈晓兰", doc_no=first + idnumber.check_digit(first), phone="13800000001", profile={"groups": ["returned"]}
    )
    try:
        person = people.register(book, draft)
        return vouchers.issue(book, [vouchers.IssueDraft(person.id, "家政服务员")])[0].token
    finally:
        book.close()


# --- joining ---------------------------------------------------------------------------------------------------------


def test_a_county_joins_by_commands_alone(run: Run, tmp_path: Path) -> None:
    made = {}
    for kind, county in (("province", "51"), ("desk", sample.COUNTY), ("base", sample.COUNTY)):
        made[kind] = ok(
            run, "found", tmp_path / kind, "--as", kind, "--name", f"示例{kind}", "--county", county, "--sample"
        )
    assert (tmp_path / "province" / "offline" / "grant.yzkey").is_file()
    stick, answers = tmp_path / "stick", tmp_path / "answers"
    stick.mkdir()
    answers.mkdir()
    asked = {}
    for kind in ("desk", "base"):
        asked[kind] = ok(
            run, "admit", "request", "--workplace", tmp_path / kind, "--card", made["province"]["card"],
            "--fingerprint", made["province"]["card_fingerprint"], "--to", stick,
        )  # fmt: skip
        assert len(asked[kind]["bundles"]) == 1
        assert asked[kind]["fingerprint"] == made[kind]["fingerprint"]
    waiting = ok(run, "admit", "approve", "--workplace", tmp_path / "province", "--from", stick)
    assert {one["fingerprint"] for one in waiting} == {one["fingerprint"] for one in asked.values()}
    for kind, more in (
        ("desk", ["--vouchers", 10, "--limit", "5000", "--valid-until", "2010-02-28"]),
        ("base", ["--certificates", 50]),
    ):
        granted = ok(
            run, "admit", "approve", "--workplace", tmp_path / "province", "--from", stick, "--fingerprint", asked[kind]["fingerprint"],
            "--receipts", answers, *more,
        )  # fmt: skip
        assert (granted["grant_no"], granted["device"]) == (1, made[kind]["device"])
    assert ok(run, "admit", "approve", "--workplace", tmp_path / "province", "--from", stick) == []
    for kind in ("desk", "base"):
        assert ok(run, "admit", "take", "--workplace", tmp_path / kind, "--from", answers)["granted"] is True
    token = issue_one(tmp_path / "desk")
    assert ok(run, "verify", token, "--workplace", tmp_path / "base")["verdict"] == "genuine"


def test_the_province_gives_a_unit_more_and_new_numbers_after_a_restore(
    run: Run, county: County, tmp_path: Path
) -> None:
    extend = ("admit", "extend", "--workplace", county.province)
    known = {one["role"]: one for one in ok(run, *extend)}
    assert known["desk"]["limit_fen"] == 500_000
    assert run(*extend, "--device", "00" * 8, "--vouchers", 5).refusal
    ok(run, "backup", "--workplace", county.desk, "--to", tmp_path)
    back = tmp_path / "back"
    ok(run, "restore", next(tmp_path.glob("*.yzbackup")), "--to", back)
    book = open_book(back)
    with pytest.raises(vouchers.BlocksRetired):
        vouchers.next_numbers(book, 1)
    book.close()
    ok(run, "export", "--workplace", back, "--to", county.stick)
    ok(run, "collect", county.stick, "--workplace", county.province)
    done = ok(run, *extend, "--device", known["desk"]["device"], "--vouchers", 5, "--receipts", county.answers)
    assert (done["grant_no"], done["device"]) == (2, known["desk"]["device"])
    ok(run, "receive", county.answers, "--workplace", back)
    token = issue_one(back)
    assert int(ok(run, "verify", token, "--workplace", back)["fields"]["number"][15:21]) == 11, "beyond the first ten"
    assert {one["role"]: one["limit_fen"] for one in ok(run, *extend)}["desk"] == 500_000, "not named, not changed"


def test_a_wrong_card_fingerprint_is_refused(run: Run, unjoined: County) -> None:
    wrong = "0" * 30
    said = run(
        "admit", "request", "--workplace", unjoined.desk, "--card", unjoined.card, "--fingerprint", wrong, "--to", unjoined.stick, "--json"
    )  # fmt: skip
    assert said.error == "FINGERPRINT_DIFFERS"
    assert not picture(unjoined.stick)


@pytest.mark.parametrize("content", [b"", b"hello", b"{}", None])
def test_a_card_that_is_none_is_refused(run: Run, unjoined: County, tmp_path: Path, content: bytes | None) -> None:
    card = tmp_path / "some.yzcard"
    if content is not None:
        card.write_bytes(content)
    words = (
        "admit",
        "request",
        "--workplace",
        unjoined.desk,
        "--card",
        card,
        "--fingerprint",
        "1",
        "--to",
        unjoined.stick,
    )
    assert run(*words).refusal
    assert not picture(unjoined.stick)


def test_without_a_card_nothing_is_exported(run: Run, unjoined: County) -> None:
    assert run("export", "--workplace", unjoined.desk, "--to", unjoined.stick, "--json").error == "NO_CARD"
    assert not picture(unjoined.stick)


def test_approval_wants_the_right_fingerprint_and_the_offline_passphrase(run: Run, unjoined: County) -> None:
    asked = ok(
        run, "admit", "request", "--workplace", unjoined.desk, "--card", unjoined.card, "--fingerprint", unjoined.card_fingerprint,
        "--to", unjoined.stick,
    )  # fmt: skip
    words = (
        "admit",
        "approve",
        "--workplace",
        unjoined.province,
        "--from",
        unjoined.stick,
        "--receipts",
        unjoined.answers,
        "--json",
    )
    assert run(*words, "--fingerprint", "1" * 30).error == "NO_SUCH_REQUEST"
    offline = {"YUANZHU_PASSPHRASE": PASSPHRASE, "YUANZHU_OFFLINE_PASSPHRASE": "not the phrase"}
    assert run(*words, "--fingerprint", asked["fingerprint"], phrases=offline).error == "WRONG_PASSPHRASE"
    assert (
        run(*words, "--fingerprint", asked["fingerprint"], phrases={"YUANZHU_PASSPHRASE": PASSPHRASE}).error
        == "NO_PASSPHRASE"
    )
    assert not picture(unjoined.answers)
    said = run("admit", "take", "--workplace", unjoined.desk, "--from", unjoined.answers, "--json")
    assert (said.code, said.value["granted"]) == (1, False)


# --- exchanging ------------------------------------------------------------------------------------------------------


def test_export_collect_receive_and_equal_digests(run: Run, county: County) -> None:
    issue_one(county.desk)
    written = ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"]
    assert [one["relayed"] for one in written] == [False]
    assert written[0]["entries"] == written[0]["upto"] - written[0]["from"] + 1 == 3
    assert Path(written[0]["file"]).stat().st_size == written[0]["size"]
    assert ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"] == []
    taken = ok(run, "collect", county.stick, "--workplace", county.province, "--receipts", county.answers)
    assert {one["outcome"] for one in taken["bundles"]} == {"OK", "DUP"}
    assert sum(one["new"] for one in taken["bundles"]) == 3
    assert len(taken["receipts"]) >= 1
    told = ok(run, "receive", county.answers, "--workplace", county.desk)
    assert told["unconfirmed"] == told["unsent"] == 0
    assert told["receipt_no"] >= 2
    streams = ",".join(ok(run, "digest", "--workplace", county.desk)["streams"])
    own = ",".join(one for one in streams.split(",") if one.startswith(_dev(county.desk)))
    at_desk = ok(run, "digest", "--workplace", county.desk, "--streams", own)
    assert at_desk == ok(run, "digest", "--workplace", county.province, "--streams", own)


def test_receive_tells_what_the_province_lacks(run: Run, county: County, tmp_path: Path) -> None:
    lost, table = tmp_path / "lost", tmp_path / "名单.csv"
    lost.mkdir()
    issue_one(county.desk)
    (gone,) = ok(run, "export", "--workplace", county.desk, "--to", lost)["bundles"]
    table.write_text("姓名,身份证号码\n张三,待补\n", encoding="utf-8")
    ok(run, "import-roster", table, "--workplace", county.desk)
    ok(run, "export", "--workplace", county.desk, "--to", county.stick)
    ok(run, "collect", county.stick, "--workplace", county.province, "--receipts", county.answers)
    told = ok(run, "receive", county.answers, "--workplace", county.desk)
    (held,) = told["confirmed"]
    assert (held["dev"], held["upto"]) == (_dev(county.desk), gone["from"] - 1)
    assert told["missing"] == [{"dev": held["dev"], "ep": held["ep"], "from": gone["from"], "upto": gone["upto"]}]
    assert f"第 {gone['from']}–{gone['upto']} 条" in run("receive", county.answers, "--workplace", county.desk).out
    ok(run, "export", "--workplace", county.desk, "--to", county.stick)
    ok(run, "collect", county.stick, "--workplace", county.province, "--receipts", county.answers)
    assert ok(run, "receive", county.answers, "--workplace", county.desk)["missing"] == []


def test_receive_says_aloud_that_money_stops_for_a_copied_folder(run: Run, county: County, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(county.desk, copy)
    for place, name in ((county.desk, "张三"), (copy, "李四")):
        table, stick = tmp_path / f"{name}.csv", tmp_path / name
        stick.mkdir()
        table.write_text(f"姓名,身份证号码\n{name},待补\n", encoding="utf-8")
        ok(run, "import-roster", table, "--workplace", place)
        ok(run, "export", "--workplace", place, "--to", stick)
        ok(run, "collect", stick, "--workplace", county.province, "--receipts", county.answers)
    for place in (county.desk, copy):
        assert ok(run, "receive", county.answers, "--workplace", place)["frozen"] == "FORK"
        assert "请先停止发券并联系省总" in run("receive", county.answers, "--workplace", place).out


def test_a_loan_document_of_the_province_comes_with_the_receipt_and_refuses_a_loan(run: Run, county: County) -> None:
    documents, receipts = ("loan-documents", "--workplace"), (county.stick, county.answers)
    assert run(*documents, county.province, "--publish", "--json").error == "NO_LOAN_DOCUMENT"
    paper = (
        "--number",
        "示财金〔2009〕9号",
        "--from",
        "2009-09-01",
        "--cap",
        "40000",
        "--months",
        "12",
        "--over-base",
        "2",
    )
    said = ok(run, *documents, county.province, "--add", "省小额贷款办法", *paper, "--publish")
    assert (len(said["added"]), said["documents"], said["counties"]) == (32, 1, 1)
    (before,) = [one for one in ok(run, *documents, county.desk)["documents"] if not one["women"]]
    assert (before["number"], before["cap_fen"]) == ("银发〔2008〕238号", 50_000_00)
    ok(run, "collect", receipts[0], "--workplace", county.province, "--receipts", receipts[1])
    ok(run, "receive", receipts[1], "--workplace", county.desk)
    (now,) = ok(run, *documents, county.desk)["documents"]
    assert (now["number"], now["cap_fen"], now["months"], now["over_base"]) == ("示财金〔2009〕9号", 40_000_00, 12, "2")
    assert ok(run, *documents, county.desk, "--day", "2009-08-31")["documents"][0] == before, "not before its day"
    assert (
        "《省小额贷款办法》（示财金〔2009〕9号），2009-09-01 起　不超过 40,000.00 元　最长 12 个月"
        in run(*documents, county.desk).out
    )
    assert run(*documents, county.desk, "--publish", "--json").error == "NOT_PERMITTED"
    book = open_book(county.desk)
    try:
        person = people.register(book, people.PersonDraft("陈立", sex="1", birth="1980-01")).id
        project = records.add(book, startup.PROJECT, {"person": person, "name": "粉丝坊"})
        loan = {
            "person": person,
            "project": project,
            "kind": "2",
            "months": 12,
            "rate": "5.31",
            "way": "1",
            "bank": "信用社",
        }
        with pytest.raises(loans.LoanOverCap) as refused:
            records.add(book, loans.LOAN, {**loan, "amount_fen": 40_000_01})
        assert "示财金〔2009〕9号" in refused.value.fields["document"]
    finally:
        book.close()


def _dev(place: Path) -> str:
    book = open_book(place)
    try:
        return book.workplace.dev.hex()
    finally:
        book.close()


def test_digest_wants_well_formed_streams(run: Run, county: County) -> None:
    assert run("digest", "--workplace", county.desk, "--streams", "hello", "--json").code == 1
    assert run("digest", "--workplace", county.desk, "--streams", "hello").refusal


def test_a_bundle_found_twice_in_one_folder_is_taken_once(run: Run, county: County) -> None:
    issue_one(county.desk)
    written = Path(ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"][0]["file"])
    shutil.copy(written, written.with_name("副本 - " + written.name))
    taken = ok(run, "collect", county.stick, "--workplace", county.province)["bundles"]
    mine = [one for one in taken if one["file"].endswith(written.name)]
    assert sorted(one["outcome"] for one in mine) == ["DUP", "OK"]
    assert sorted(one["new"] for one in mine) == [0, 3]


def test_damaged_and_foreign_bundles_are_named_and_do_not_stop_the_good_one(run: Run, county: County) -> None:
    issue_one(county.desk)
    written = Path(ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"][0]["file"])
    data = bytearray(written.read_bytes())
    data[-20] ^= 1
    (county.stick / "damaged.age").write_bytes(data)
    (county.stick / "foreign.age").write_bytes(b"hello")
    (county.stick / "empty.age").write_bytes(b"")
    taken = ok(run, "collect", county.stick, "--workplace", county.province)["bundles"]
    outcomes = {one["file"]: one for one in taken}
    for name in ("damaged.age", "foreign.age", "empty.age"):
        assert outcomes[name]["outcome"] == "E_DAMAGED"
        assert outcomes[name]["message"]
    assert outcomes[written.name]["outcome"] == "OK"


@pytest.mark.parametrize("medium", ["missing", "a file", "read-only"])
def test_export_to_a_bad_medium_leaves_nothing_and_sends_all_later(
    run: Run, county: County, read_only: Callable[[Path], Path], medium: str
) -> None:
    issue_one(county.desk)
    to = county.stick / "deeper"
    if medium == "a file":
        to.write_bytes(b"")
    elif medium == "read-only":
        to.mkdir()
        read_only(to)
    assert run("export", "--workplace", county.desk, "--to", to).refusal
    assert not to.is_dir() or not picture(to)
    written = ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"]
    assert sum(one["entries"] for one in written) == 3


def test_collecting_from_a_read_only_folder_works(run: Run, county: County, read_only: Callable[[Path], Path]) -> None:
    issue_one(county.desk)
    ok(run, "export", "--workplace", county.desk, "--to", county.stick)
    read_only(county.stick)
    taken = ok(run, "collect", county.stick, "--workplace", county.province)["bundles"]
    assert sum(one["new"] for one in taken) == 3


def test_collecting_from_nowhere_or_answering_nowhere_is_refused_before_anything_is_taken(
    run: Run, county: County
) -> None:
    issue_one(county.desk)
    ok(run, "export", "--workplace", county.desk, "--to", county.stick)
    nowhere = county.stick / "nowhere"
    assert run("collect", nowhere, "--workplace", county.province, "--json").error == "FOLDER_MISSING"
    said = run("collect", county.stick, "--workplace", county.province, "--receipts", nowhere, "--json")
    assert said.error == "FOLDER_MISSING"
    taken = ok(run, "collect", county.stick, "--workplace", county.province)["bundles"]
    assert sum(one["new"] for one in taken) == 3


def test_a_desk_does_not_collect(run: Run, county: County) -> None:
    assert run("collect", county.stick, "--workplace", county.desk, "--json").error == "NOT_PERMITTED"


# --- verifying -------------------------------------------------------------------------------------------------------


def test_verify_genuine_from_an_argument_and_from_standard_input(run: Run, county: County) -> None:
    token = issue_one(county.desk)
    for said in (
        run("verify", token, "--workplace", county.base, "--json"),
        run("verify", "-", "--workplace", county.base, "--json", stdin=token + "\n"),
    ):
        assert (said.code, said.err) == (0, "")
        found = said.value
        assert (found["verdict"], found["kind"], found["reason"]) == ("genuine", "voucher", "")
        assert (found["fields"]["holder"], found["fields"]["value_fen"]) == ("陈晓兰", 50_000)
        assert len(found["fields"]["number"]) == 22
        assert len(found["fields"]["doc_tail"]) == 4
    said = run("verify", token, "--workplace", county.base)
    assert "真实有效" in said.out
    assert "陈晓兰" in said.out


def test_verify_forged(run: Run, county: County) -> None:
    token = issue_one(county.desk)
    other = "0" if token[-1] != "0" else "1"
    for text in (token[:-1] + other, token[: len(token) // 2], "YZ1:", "hello", "YZ1:你好", "1" * 5000):
        said = run("verify", text, "--workplace", county.base, "--json")
        assert (said.code, said.err) == (1, "")
        assert said.value["verdict"] == "forged"
        assert said.value["reason"]
    assert run("verify", "-", "--workplace", county.base, "--json", stdin="").value["verdict"] == "forged"


def test_verify_a_stranger(run: Run, county: County, tmp_path: Path) -> None:
    token = issue_one(county.desk)
    ok(run, "found", tmp_path / "stranger", "--as", "base", "--name", "外县基地", "--county", "510105", "--sample")
    said = run("verify", token, "--workplace", tmp_path / "stranger", "--json")
    assert (said.code, said.value["verdict"]) == (1, "issuer_unknown")


def test_verify_void_and_redeemed(run: Run, county: County) -> None:
    token = issue_one(county.desk)
    book = open_book(county.desk)
    try:
        vouchers.report_loss(book, next(row.id for _, row in vouchers.page(book, limit=1)), "本人报失")
    finally:
        book.close()
    said = run("verify", token, "--workplace", county.desk, "--json")
    assert (said.code, said.value["verdict"]) == (1, "void")
    assert run("verify", token, "--workplace", county.base, "--json").value["verdict"] == "genuine", "not heard of yet"


def test_the_province_tells_its_units_of_a_course(run: Run, county: County) -> None:
    book = open_book(county.province)
    try:
        training.add_course(book, county=sample.COUNTY, code="K01", name="家政服务员", hours=120, fee_fen=60_000)
    finally:
        book.close()
    ok(run, "collect", county.stick, "--workplace", county.province, "--receipts", county.answers)
    for place in (county.desk, county.base):
        ok(run, "receive", county.answers, "--workplace", place)
        book = open_book(place)
        assert [course.name for course in training.courses(book)] == ["家政服务员"]
        book.close()
    assert (
        dt.date.fromisoformat(ok(run, "receive", county.answers, "--workplace", county.desk)["receipt_day"])
        == sample.DAY
    )


def test_export_to_a_full_stick_leaves_nothing_and_sends_all_later(run: Run, county: County, full_disk: Path) -> None:
    issue_one(county.desk)
    before = picture(full_disk)
    assert run("export", "--workplace", county.desk, "--to", full_disk, "--json").error == "DISK_FULL"
    assert picture(full_disk) == before
    written = ok(run, "export", "--workplace", county.desk, "--to", county.stick)["bundles"]
    assert sum(one["entries"] for one in written) == 3
