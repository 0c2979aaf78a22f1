"""A laptop goes to a construction site with a part of the county's numbers, and an office with one clerk asks the province: through the pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db import approvals, casebook, people, settlement, transfers, vouchers
from db.casebook import Casebook
from rules.clock import StoryClock
from rules.permissions import Action
from sync import admission, collector, device, receiving, streams
from tests.journeys import small_county
from tests.journeys.small_county import DAY, County
from ui.dialogs.second_sign import PROVINCE, SecondSignDialog
from ui.open import settle
from ui.pages import consent
from ui.pages.approvals import ApprovalsPage, OwnApprovals
from ui.pages.certificates import BaseCertificates
from ui.pages.transfers import TransfersPage
from ui.pages.voucher_issue import VoucherIssue
from ui.pages.vouchers import Vouchers
from ui.window import MainWindow

OFFLINE = "offline horse 2"


@dataclass(frozen=True)
class Site:
    """Hold the county and the laptop that goes to the site, admitted with no numbers and no money."""

    county: County
    laptop: Casebook

    @property
    def desk(self) -> Casebook:
        return self.county.desk

    @property
    def province(self) -> Casebook:
        return self.county.province

    def place(self, name: str) -> Path:
        made = self.county.root / name
        made.mkdir(exist_ok=True)
        return made

    def report(self, name: str, *books: Casebook) -> None:
        """Let workplaces send, the province collect and answer, and them take the answer."""
        stick, answers = self.place(name), self.place(f"{name}-answers")
        for book in books:
            streams.export(book, stick)
        collector.collect(self.province, [stick], answers)
        for book in books:
            receiving.receive_folder(book, [answers])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    county = small_county.build(tmp_path)
    laptop = small_county.found(tmp_path / "site", "desk", "工地笔记本", "lishu", "李书", StoryClock(DAY))
    made = Site(county, laptop)
    card = (county.province.workplace.path / admission.CARD_FILE).read_bytes()
    device.take_card(laptop, card, device.card(county.province).fingerprint)
    stick = made.place("request")
    admission.request(laptop, stick)
    collector.collect(county.province, [stick])
    (asked,) = admission.waiting(county.province)
    key = admission.open_grant_key(county.province, OFFLINE)
    admission.approve(county.province, asked.keys.dev, asked.fingerprint, admission.Allotment(), key)
    answers = made.place("grants")
    collector.collect(county.province, [stick], answers)
    for book in (county.desk, laptop):
        receiving.receive_folder(book, [answers])
    yield made
    laptop.close()
    county.close()


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Say who stands beside the first: the supervisor, or with `province` nobody."""
    asked: dict[str, Any] = {"what": [], "province": False}

    def ask_consent(context: Any, what: str, _parent: Any) -> Any:
        asked["what"].append(what)
        if asked["province"]:
            return PROVINCE
        return casebook.sign_in(context.workplace, "zhou", small_county.SECOND)[1]

    monkeypatch.setattr(consent, "ask_consent", ask_consent)
    return asked


def transfers_page(window: MainWindow) -> TransfersPage:
    window.go("transfers")
    settle(window)
    page = window.page("transfers")
    assert isinstance(page, TransfersPage)
    return page


def test_a_laptop_takes_numbers_to_a_site_and_brings_the_rest_back(
    site: Site, opened: Callable[[Casebook], MainWindow], beside: dict[str, Any]
) -> None:
    office, field = opened(site.desk), opened(site.laptop)
    ours = transfers_page(office)
    dialog = ours.hand_on_dialog()
    assert dialog is not None
    assert dialog.who.currentText() == "工地笔记本"
    dialog.count.setText("8")
    dialog.count.editingFinished.emit()
    dialog.try_now()
    assert dialog.result()
    draft = dialog.draft()
    assert (draft.first[15:21], draft.last[15:21], draft.limit_fen) == ("000023", "000030", 8 * 50_000)
    ours.hand(draft)
    settle(office)
    assert "转授 8 个号码" in beside["what"][0]
    assert [one.count for one in ours.list.rows] == [8]
    assert "已转出 4,000.00 元" in ours._words.text()
    stick = site.place("to-site")
    ours.write_file(stick)
    settle(office)

    field.go("exchange")
    settle(field)
    field.page("exchange").receive([stick])  # type: ignore[attr-defined]
    settle(field)
    theirs = transfers_page(field)
    assert "其中转入 4,000.00 元" in theirs._words.text()
    assert [len(run.serials) for run in theirs.runs.rows] == [8]
    persons = [
        people.register(site.laptop, people.PersonDraft(f"工地{sign}", doc_no=small_county.number(at), profile={"groups": ["returned"]}))
        for at, sign in ((50, "甲"), (51, "乙"), (0, "丙"))
    ]  # fmt: skip
    for person in persons:
        field.go("voucher_issue", person.id)
        settle(field)
        page = field.page("voucher_issue")
        assert isinstance(page, VoucherIssue)
        page.next_person()
        page.open(person.id)
        settle(field)
        page.course.set_value("K01")
        page.issue.trigger()
        settle(field)
    there = [row for _, row in vouchers.page(site.laptop)]
    assert sorted(row.number[15:21] for row in there) == ["000023", "000024", "000025"]
    here = site.county.issue(5)

    theirs = transfers_page(field)
    back = theirs.hand_back_dialog()
    assert back is not None
    assert back.who.currentText() == "安和县总工会困难职工帮扶中心"
    back.try_now()
    theirs.hand(back.draft())
    settle(field)
    home = site.place("home")
    theirs.write_file(home)
    settle(field)
    office.page("exchange").receive([home])  # type: ignore[attr-defined]
    settle(office)
    ours = transfers_page(office)
    assert sum(len(run.serials) for run in ours.runs.rows) == 30 - 5 - 3
    assert not {row.number for row in there} & {row.number for row in here}
    for book in (site.laptop, site.desk):
        streams.export(book, home)
    for book in (site.desk, site.laptop):
        receiving.receive_folder(book, [home])
    collector.collect(site.province, [home], site.place("last"))
    for book in (site.desk, site.laptop):
        receiving.receive_folder(book, [site.place("last")])
    books = (site.province, site.desk, site.laptop)
    assert len({str(settlement.counts(book, "519901")) for book in books}) == 1
    assert settlement.issue_faults(site.province) == {}


def test_one_clerk_asks_and_the_province_s_word_stands_in(
    site: Site, opened: Callable[[Casebook], MainWindow], beside: dict[str, Any]
) -> None:
    (issued,) = site.county.issue(1)
    office, province = opened(site.desk), opened(site.province)
    beside["province"] = True
    ledger = office.page("vouchers")
    assert isinstance(ledger, Vouchers)
    ours = transfers_page(office)
    dialog = ours.hand_on_dialog()
    assert dialog is not None
    ours.hand(dialog.draft())
    settle(office)
    assert transfers.transfers(site.desk) == [], "nothing but the request was written"
    approvals.ask(site.desk, Action.VOUCHER_VOID, {"number": issued.number}, "本人放弃")
    site.report("asked", site.desk)

    province.go("pending")
    settle(province)
    assert province.page("pending").asked.text() == "待核准（2）"  # type: ignore[attr-defined]
    province.go("approvals")
    settle(province)
    page = province.page("approvals")
    assert isinstance(page, ApprovalsPage)
    page.load()
    settle(province)
    assert [one.reason for one in page.waiting.rows] == ["本人放弃", "工地现场办理"]
    page.answer(approve=False, reason="应由本人申请")
    settle(province)
    page.answer(approve=True)
    settle(province)
    assert page.waiting.rows == []
    assert {one.state for one in page.answered.rows} == {"approved", "refused"}
    site.report("answered", site.desk)

    office.go("vouchers")
    ledger.load()
    settle(office)
    assert ledger.asked.text() == "待省总核准（1）"
    office.go("approvals")
    settle(office)
    own = office.page("approvals")
    assert isinstance(own, OwnApprovals)
    own.load()
    settle(office)
    assert [(one.state, one.answer) for one in own.list.rows] == [("refused", "应由本人申请"), ("approved", "")]
    assert own.do_button.isEnabled()
    own.carry_out()
    settle(office)
    assert [one.count for one in transfers.transfers(site.desk)] == [20]
    assert approvals.requests(site.desk, own=True)[1].state == "done"


def test_after_a_restore_the_page_says_what_happened_and_opens_the_spare_block(
    site: Site, opened: Callable[[Casebook], MainWindow], beside: dict[str, Any]
) -> None:
    key = admission.open_grant_key(site.province, OFFLINE)
    admission.extend(site.province, site.desk.workplace.dev, admission.Allotment(spare=20, limit_fen=20 * 50_000), key)
    admission.extend(site.province, site.county.base.workplace.dev, admission.Allotment(spare=10), key)
    site.county.send_class()
    site.report("spare", site.desk, site.county.base)
    for book in (site.desk, site.county.base):
        book.new_epoch("restore")
    office, base = opened(site.desk), opened(site.county.base)
    office.go("vouchers")
    settle(office)
    page = office.page("vouchers")
    assert isinstance(page, Vouchers)
    assert page.retired.isVisible()
    assert "办法一" in page.retired.accessibleName()
    assert "20 个号" in page.retired.accessibleName()
    page.retired.open_spare("从备份恢复，等待省总授权")
    settle(office)
    assert "正在使用备用号段" in page.retired.accessibleName()
    assert not page.retired.open_button.isVisible()
    assert vouchers.quota(site.desk).free_numbers == 20
    base.go("certificates")
    settle(base)
    papers = base.page("certificates")
    assert isinstance(papers, BaseCertificates)
    assert papers.retired.isVisible()
    papers.retired.open_spare("从备份恢复，等待省总授权")
    settle(base)
    assert "正在使用备用号段（10 个号）" in papers.retired.accessibleName()


def test_who_has_no_second_person_is_offered_the_province(site: Site, opened: Callable[[Casebook], MainWindow]) -> None:
    window = opened(site.desk)
    dialog = SecondSignDialog(
        "作废", [("lishu", "李书")], "lishu", lambda _draft: None, window.context.jobs, window, may_wait=True
    )
    assert "报省总核准" in dialog.words()
    dialog.wait.click()
    assert dialog.session is PROVINCE
    plain = SecondSignDialog("作废", [("lishu", "李书")], "lishu", lambda _draft: None, window.context.jobs, window)
    assert plain.wait.isHidden()


def test_numbers_that_cannot_be_handed_on_are_named_in_the_dialog(
    site: Site, opened: Callable[[Casebook], MainWindow]
) -> None:
    site.county.issue(2)
    page = transfers_page(opened(site.desk))
    dialog = page.hand_on_dialog()
    assert dialog is not None
    dialog.first.setText("12345")
    dialog.try_now()
    assert not dialog.result()
    dialog.first.set_value(page.runs.rows[0].first)
    dialog.count.set_value(28)
    dialog.limit.set_value(19 * 50_000)
    dialog.try_now()
    assert "额度超出" in dialog.words()
    dialog.first.set_value(page.runs.rows[0].last)
    dialog.try_now()
    assert "没有这么多连续的空号" in dialog.words()
