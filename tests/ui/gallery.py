"""Show all parts of the window at once and write pictures of them: `python -m tests.ui.gallery OUT [light|dark]`."""

import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QWidget

from rules.clock import StoryClock
from rules.regions import Region, national
from tests.ui import sample
from ui.app import make_application
from ui.dialogs.confirm import ConfirmDialog
from ui.dialogs.foundation import FoundationWizard
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.second_sign import SecondSignDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.dialogs.unlock import UnlockDialog
from ui.jobs import Jobs
from ui.models.rows import RowsModel
from ui.pages.page import Context, Page
from ui.theme import Mode
from ui.widgets.cards import Card, StatTile, Verdict, VerdictPanel
from ui.widgets.choices import CodeField, RegionField
from ui.widgets.fields import PhoneField, TextField
from ui.widgets.form import Form
from ui.widgets.id_number import IdNumberField
from ui.widgets.labels import row
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.table_view import TableView
from ui.widgets.timeline import Timeline

REGIONS = national().with_extra([Region("519901", "安和县")])


P = TypeVar("P", bound=QWidget)


def part(window: QWidget, kind: type[P]) -> P:
    """Give the one part of that kind."""
    found = window.findChild(kind)
    assert found is not None
    return found


def settle(milliseconds: int = 250) -> None:
    end = time.monotonic() + milliseconds / 1000
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


class Today(Page):
    """Show figures, verdicts and a timeline."""

    def __init__(self, here: Context) -> None:
        super().__init__(here, "今日待办")
        self.set_title("今日待办", "2009年9月28日 星期一")
        self.add_action("刷新", lambda: None, icon="refresh", shortcut="F5")
        self.add_action("登记服务对象", lambda: None, icon="plus", shortcut="Ctrl+N", primary=True)
        tiles = row(gap=12)
        tiles.addWidget(StatTile("本月登记", "126", "去年同月 98"))
        tiles.addWidget(StatTile("已发未核销", "39", "其中 5 张将到期"))
        tiles.addWidget(StatTile("可拨付（元）", "133,500", "267 张 × 500"))
        late = StatTile("证件待补")
        late.show_figure("4", "最早一位已 21 天", "warn")
        tiles.addWidget(late)
        self.add(tiles)
        self.add(VerdictPanel(Verdict.YES, "可以发券", "年满 16 周岁，户籍在本县。\n本年度未领过培训券。"))
        self.add(VerdictPanel(Verdict.CAUTION, "同名同生日的人已登记", "请先核对是否同一人。"))
        self.add(
            VerdictPanel(
                Verdict.NO, "不能发券", "本年度已领 1 张（第 5120095199010010001234 号，2009-03-12），每人每年限 1 张。"
            )
        )
        card = Card("办理经过")
        line = Timeline()
        line.show_events(sample.EVENTS)
        card.body.addWidget(line)
        self.add(card)
        self.body.addStretch(1)


class People(Page):
    """Show a long list."""

    def __init__(self, here: Context) -> None:
        super().__init__(here, "服务对象")
        self.add_action("登记", lambda: None, icon="plus", shortcut="Ctrl+N", primary=True)
        self.table = TableView("还没有登记服务对象。按 Ctrl+N 登记第一位。")
        self.model: RowsModel[Any] = RowsModel(here.jobs, sample.COLUMNS, self.failed.emit, self)
        self.table.set_rows(self.model)
        self.add(self.table, 1)

    def load(self) -> None:
        self.model.show(sample.numbers(1_000_000))


class Intake(Page):
    """Show all fields in their standings."""

    def __init__(self, here: Context) -> None:
        super().__init__(here, "登记")
        self.add_action("保存并下一位", lambda: None, icon="content-save-outline", shortcut="Ctrl+Return", primary=True)
        clock = StoryClock(sample.DAY)
        card = Card()
        form = Form()
        form.add_heading("身份")
        good = form.add("id", "证件号码", IdNumberField(clock, REGIONS), required=True)
        wrong = form.add("id2", "配偶证件号", IdNumberField(clock, REGIONS))
        form.add("name", "姓名", TextField(limit=50), required=True)
        phone = form.add("phone", "联系电话", PhoneField(), hint="可与家人共用")
        form.add_heading("情况")
        ethnic = form.add("ethnic", "民族", CodeField([("01", "汉族"), ("07", "彝族"), ("04", "藏族")]))
        region = form.add("region", "户籍地", RegionField(REGIONS))
        back = form.add("back", "返乡日期", DateField(clock))
        money = form.add("money", "月收入", MoneyField())
        kind = QComboBox()
        kind.addItems(["返乡农民工", "本地农民工", "困难职工"])
        form.add("kind", "人员类别", kind)
        form.add("agreed", "", QCheckBox("本人同意登记和使用以上信息"))
        card.body.addWidget(form)
        self.add(card)
        self.body.addStretch(1)
        good.setText("51990119690312452" + _last("51990119690312452"))
        wrong.setText("519901196903124520")
        phone.setText("13900000000")
        ethnic.set_value("07")
        region.set_value("519901")
        back.setText("20090217")
        money.setText("1250.5")
        form.first_problem()


def _last(first17: str) -> str:
    from rules.idnumber import check_digit

    return check_digit(first17)


class Paper(Page):
    """Show a paper."""

    def __init__(self, here: Context) -> None:
        super().__init__(here, "培训券")
        self.preview = PdfPreview(here.jobs, self.failed.emit)
        self.preview.set_document(a_paper())
        self.add(self.preview, 1)


def a_paper() -> bytes:
    """Give a PDF of two A5 pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    for _number in range(2):
        document.new_page(595, 420)
    import io

    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def main(out: Path, mode: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app, _theme = make_application([], Mode(mode))
    jobs: Jobs[Any] = Jobs(lambda _writing: object())
    specs = [
        sample.spec("today", "今日待办", "clipboard-check-outline", 1, Today),
        sample.spec("people", "服务对象", "account-group-outline", 2, People),
        sample.spec("intake", "培训报名", "school-outline", 3, Intake),
        sample.spec("paper", "培训券", "ticket-confirmation-outline", 4, Paper),
        sample.spec("empty", "证书", "certificate-outline", 5),
        sample.spec("exchange", "数据上报", "swap-horizontal", 6),
        sample.spec("system", "系统管理", "cog-outline", 7),
    ]
    window = sample.window(jobs, specs)
    scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    tag = f"{mode}-{round(scale * 100)}"

    def shot(widget: QWidget, name: str) -> None:
        settle()
        widget.grab().save(str(out / f"{tag}-{name}.png"))

    window.resize(round(1024 / scale), round(768 / scale))
    window.show()
    window.rail.set_badge("today", 7)
    window.say("已保存，可登记下一位。")
    shot(window, "1-today")
    window.go("people")
    window.search.setFocus()
    QTest.keyClicks(window.search, "wxy")
    settle(400)
    window.search.show_hits(window.search._serial, sample.HITS)
    shot(window, "2-people")
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    table = part(window, TableView)
    table.verticalScrollBar().setValue(16_000_000)
    table.setFocus()
    shot(window, "3-people-far")
    window.go("intake")
    part(window, PhoneField).setFocus()
    shot(window, "4-intake")
    window.go("paper")
    shot(window, "5-paper")
    window.go("empty")
    window.page("empty").show_empty("还没有证书", "班级考核合格并登记成绩后，在这里一次发放整班证书。", "去登记成绩")
    from sync.errors import FolderMissing

    window.show_error(FolderMissing(folder="E:/上报"))
    shot(window, "6-empty")
    window.lock()
    shot(window, "7-lock")
    dialogs(shot, jobs, window)
    window.close()
    jobs.close()
    app.processEvents()


def dialogs(shot: Any, jobs: Jobs[Any], window: QWidget) -> None:
    people = [("limin", "李敏"), ("wangwei", "王伟")]
    unlock = UnlockDialog("安和县困难职工帮扶中心", people, lambda _draft, _step: None, jobs, strip="示例数据·2009年度")
    unlock._words.setText("口令不对。请检查大小写锁定和输入法后重试。")
    unlock.show()
    shot(unlock, "a-unlock")
    from rules.wrapping import check_passphrase

    wizard = FoundationWizard(
        Path.home() / "帮扶中心",
        lambda text, login: check_passphrase(text, login=login),
        REGIONS.full_name,
    )
    wizard.show()
    shot(wizard, "b-found-1")
    wizard.go_on()
    wizard.unit._name.setText("安和县总工会困难职工帮扶中心")
    wizard.unit._county.setText("519901")
    shot(wizard, "b-found-2")
    wizard.go_on()
    wizard.first._name.setText("李敏")
    wizard.first._login.setText("limin")
    wizard.first._first.line.setText("short")
    shot(wizard, "b-found-3")
    wizard.first._first.line.setText("春风又绿江南岸2009年")
    wizard.first._again.line.setText("春风又绿江南岸2009年")
    wizard.go_on()
    wizard._skip_second()
    shot(wizard, "b-found-5")
    second = SecondSignDialog("作废 3 张培训券（打印污损）。", people, "limin", lambda _draft: None, jobs)
    second.show()
    shot(second, "c-second")
    ask = ConfirmDialog(
        "作废培训券", "作废后该号码不能再用，须由另一人核准。", "作废", reasons=["打印污损", "填写错误"]
    )
    ask.show()
    shot(ask, "d-confirm")
    keys = ShortcutsDialog([("今日待办", "Alt+1"), ("服务对象", "Alt+2")], [("登记", "Ctrl+N")], window)
    keys.show()
    shot(keys, "e-keys")

    def long_work(_book: Any, progress: Any) -> None:
        for number in itertools.count(2_000):  # until its pictures are taken, however long that is: then it is stopped
            progress.step(min(number, 5_000), 6_000, "正在导入花名册……")
            time.sleep(0.01)

    job = jobs.run(window, long_work, lambda _done: None, lambda _error: None)
    progress = ProgressDialog(job, "导入花名册", window)
    settle(1300)
    shot(progress, "f-progress")
    job.cancel()
    settle(200)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light")
