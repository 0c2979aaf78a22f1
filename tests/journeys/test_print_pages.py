"""Papers in the window, by keys: printed once, printed again with a reason, refused where two persons must clear it first; and the register."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import certificates, prints, training, vouchers
from db.casebook import Casebook
from db.certificates import CertificateRow
from rules import vouchers as numbers
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui import print_words
from ui.dialogs.confirm import Confirmation
from ui.open import settle
from ui.pages import paper_view
from ui.pages.certificates import BaseCertificates
from ui.pages.paper_view import PaperView
from ui.pages.print_register import PrintRegister
from ui.pages.vouchers import Vouchers
from ui.window import MainWindow

Opener = Callable[[Casebook], MainWindow]


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer each question with its first reason, and tell what was asked; an empty list of answers says no."""
    heard: list[str] = []

    def ask(_parent: object, title: str, words: str, _deed: str, *, reasons: list[str], danger: bool) -> Confirmation:
        assert not danger
        heard.append(f"{title} {words}")
        return Confirmation(reasons[0])

    monkeypatch.setattr(paper_view, "ask", ask)
    return heard


def printer(path: Path, first: int = 0, last: int = 0) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(path))
    made.setResolution(72)
    if first:
        made.setFromTo(first, last)
    return made


def print_it(window: MainWindow, paper: PaperView, to: QPrinter) -> None:
    assert paper.preview is not None
    paper.preview.print_on(to)
    settle(window)


def vouchers_page(window: MainWindow) -> Vouchers:
    window.go("vouchers")
    settle(window)
    page = window.page("vouchers")
    assert isinstance(page, Vouchers)
    return page


def test_a_batch_printed_in_part_is_logged_in_part_and_again_only_with_a_reason(
    county: County, opened: Opener, asked: list[str], tmp_path: Path
) -> None:
    made = county.issue(5)
    window = opened(county.desk)
    page = vouchers_page(window)
    page._show_papers([one.id for one in made], "培训券 5 张")
    settle(window)
    preview = page.paper.preview
    assert preview is not None
    assert preview.page_count == 3
    print_it(window, page.paper, printer(tmp_path / "one.pdf", 1, 2))
    assert asked == []
    printed = [one.number for one in made]
    assert prints.printed(county.desk, prints.VOUCHER) == set(printed[:4])
    print_it(window, page.paper, printer(tmp_path / "two.pdf", 3, 3))
    assert asked == []
    assert prints.printed(county.desk, prints.VOUCHER) == set(printed)
    print_it(window, page.paper, printer(tmp_path / "three.pdf", 3, 3))
    assert len(asked) == 1
    assert "1 张以前打印过" in asked[0]
    run = prints.page(county.desk, prints.Filter())[0]
    assert (run.papers, run.again, run.reason) == (1, 1, "卡纸或缺墨，上一份已销毁")
    assert page.paper.preview is preview
    assert preview.page == 0


def test_who_gives_no_reason_prints_nothing(
    county: County, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = county.issue(1)
    prints.log(county.desk, prints.VOUCHER, [made.number])
    monkeypatch.setattr(paper_view, "ask", lambda *_words, **_more: None)
    window = opened(county.desk)
    page = vouchers_page(window)
    page.show_paper(vouchers.get(county.desk, made.id))
    settle(window)
    print_it(window, page.paper, printer(tmp_path / "out.pdf"))
    assert list(tmp_path.glob("*.pdf")) == []
    assert prints.count(county.desk, prints.Filter()) == 1


def test_a_saved_paper_is_registered_and_not_counted_as_printed(county: County, opened: Opener, tmp_path: Path) -> None:
    (made,) = county.issue(1)
    window = opened(county.desk)
    page = vouchers_page(window)
    page.show_paper(vouchers.get(county.desk, made.id))
    settle(window)
    assert page.paper.preview is not None
    page.paper.preview.save_to(tmp_path / "券.pdf")
    settle(window)
    assert (tmp_path / "券.pdf").exists()
    (run,) = prints.page(county.desk, prints.Filter())
    assert (run.way, run.pages) == (prints.PDF, 1)
    assert prints.edition(county.desk, prints.VOUCHER, made.number) == 1


def certify(county: County) -> list[CertificateRow]:
    """Let the class be held and examined at the base, and issue its certificates."""
    county.send_class()
    base = county.base
    lines = training.roster(base, county.class_id)
    day = dt.date(2009, 9, 14)
    for part in ("上午", "下午"):
        training.record_attendance(base, county.class_id, day, part, {line.enrolment: "P" for line in lines})
    passed = training.Result(completed=True, outcome=training.PASSED, theory=80, practice=80)
    training.record_results(base, county.class_id, {line.enrolment: passed for line in lines})
    return certificates.issue(base, county.class_id)


def test_a_certificate_is_not_printed_again_without_the_second_person(
    county: County, opened: Opener, asked: list[str], tmp_path: Path
) -> None:
    base = county.base
    made = certify(county)
    window = opened(base)
    window.go("certificates")
    settle(window)
    page = window.page("certificates")
    assert isinstance(page, BaseCertificates)
    page.print_all.trigger()
    settle(window)
    failures: list[object] = []
    page.failed.connect(failures.append)
    print_it(window, page.paper, printer(tmp_path / "one.pdf"))
    assert prints.printed(base, prints.CERTIFICATE) == {one.number for one in made}
    print_it(window, page.paper, printer(tmp_path / "two.pdf", 1, 1))
    assert [getattr(one, "code", "") for one in failures] == ["CERTIFICATE_PRINTED"]
    assert prints.count(base, prints.Filter()) == 1
    assert not (tmp_path / "two.pdf").exists()
    assert asked == []


def test_a_cancelled_batch_leaves_no_paper_and_no_log(county: County, opened: Opener) -> None:
    made = county.issue(6)
    window = opened(county.desk)
    page = vouchers_page(window)
    page._show_papers([one.id for one in made], "培训券 6 张")
    jobs = window.context.jobs
    for job, _work, _touched in list(jobs._open.values()):
        job.cancel()
    settle(window)
    QApplication.processEvents()
    assert page.paper.preview is None
    assert page.views.currentIndex() == 0
    assert prints.count(county.desk, prints.Filter()) == 0


# --- the register -------------------------------------------------------------------------------------------------


def register(window: MainWindow) -> PrintRegister:
    window.go("print_register")
    settle(window)
    page = window.page("print_register")
    assert isinstance(page, PrintRegister)
    return page


def shown(page: PrintRegister) -> list[list[str]]:
    model = page.model
    return [
        [str(model.index(line, place).data()) for place in range(1, model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_the_register_is_filtered_by_keys_and_totalled_by_day(county: County, opened: Opener, tmp_path: Path) -> None:
    desk = county.desk
    made = county.issue(4)
    prints.log(desk, prints.VOUCHER, [one.number for one in made], pages=2, copies=1, printer="前台激光")
    prints.log(desk, prints.ROSTER, [county.class_id.hex()], pages=1, copies=2, printer="前台激光")
    prints.log(desk, prints.VOUCHER, [made[0].number], reason="卡纸", pages=1, printer="前台激光")
    prints.note_saved(desk, prints.VOUCHER, [made[1].number], pages=1)
    window = opened(desk)
    page = register(window)
    assert page.told.text() == "共 4 次"
    first = numbers.shown(made[0].number)
    assert [line[:3] for line in shown(page)] == [
        ["培训券", numbers.shown(made[1].number), "—"],
        ["培训券", first, "重打"],
        ["培训花名册", training.get_class(desk, county.class_id).name, "首次"],
        ["培训券", f"{first} 起 4 张", "首次"],
    ]
    assert shown(page)[1][3:] == ["卡纸", "1 页", "前台激光", "李书"]
    assert shown(page)[2][4] == "1 页 × 2 份"
    page.table.selectRow(1)
    assert "重打 · 原因：卡纸" in page.caption.text()
    ((day, runs, papers, pages, again),) = [
        (one.day, one.runs, one.papers, one.pages, one.again) for one in page.days.rows
    ]
    assert (day, runs, papers, pages, again) == (desk.today.isoformat(), 3, 6, 5, 1)
    page.line.setFocus()
    QTest.keyClicks(page.line, made[3].number[-7:])
    QTest.keyClick(page.line, Qt.Key.Key_Down)
    settle(window)
    assert [line[0] for line in shown(page)] == ["培训券"]
    assert page.table.hasFocus()
    assert [one.edition for one in page.papers.rows] == [1, 1, 1, 1]
    page.line.setFocus()
    QTest.keyClick(page.line, Qt.Key.Key_Escape)
    page.kind.setFocus()
    QTest.keyClick(page.kind, Qt.Key.Key_End)
    page.kind.activated.emit(page.kind.currentIndex())
    settle(window)
    assert page.kind.currentText() == "培训券"
    assert page.told.text() == "共 3 次"
    to = tmp_path / "打印登记.xlsx"
    page.export(to)
    settle(window)
    sheet = openpyxl.load_workbook(to).active
    assert sheet is not None
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=4)]
    assert len(lines) == 6
    assert lines[1][2:5] == [first, "第 2 次", "打印"]
    assert lines[1][8] == "卡纸"


def test_an_empty_register_says_where_its_lines_come_from(county: County, opened: Opener) -> None:
    page = register(opened(county.province))
    assert shown(page) == []
    assert not page.export_action.isEnabled()


def test_every_kind_of_paper_has_its_word() -> None:
    kinds = {
        value for name, value in vars(prints).items() if name.isupper() and name[0] != "_" and isinstance(value, str)
    }
    assert kinds - {prints.PRINTER, prints.PDF} <= set(print_words.KINDS)


def test_a_report_is_named_by_its_title_and_period() -> None:
    assert [print_words.named(what) for what in ("aid 2009-03", "funds 2009-Q3 更正", "何𬭊", "K01 2009", "aid 2009-13x")] == [
        "援助行动情况统计表 2009年3月", "资金筹集与使用表 2009年第3季度 更正报表", "何𬭊", "K01 2009", "aid 2009-13x",
    ]  # fmt: skip
