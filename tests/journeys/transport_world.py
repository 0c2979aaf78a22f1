"""Two desks, a base and the province of one county, for journeys over the shared folder and mail; and pictures of them.

`python -m tests.journeys.transport_world OUT [light|dark]` lets them converge through one shared folder in their real windows and leaves pictures.
"""

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog

from db import training, vouchers
from db.casebook import Casebook
from sync import digest, extract, share
from sync.drives import Drive
from tests.journeys.walking import shown
from tests.sync.county import Land, admit_all, found_land, give_vouchers, open_class, register
from ui.open import settle
from ui.pages.collecting import CollectingPage
from ui.pages.exchange import ExchangePage
from ui.window import MainWindow

STICK = Drive(
    Path("/media/lishu/上报盘"), "上报盘", 3_400_000_000, 8_000_000_000, "vfat", read_only=False, device="/dev/sdb1"
)
LOCKED = Drive(Path("/media/lishu/OLD"), "OLD", 12_000_000, 512_000_000, "vfat", read_only=True, device="/dev/sdc1")


def exchange(window: MainWindow) -> ExchangePage:
    window.go("exchange")
    settle(window)
    found = window.page("exchange")
    assert isinstance(found, ExchangePage)
    return found


def collecting(window: MainWindow) -> CollectingPage:
    window.go("collecting")
    settle(window)
    found = window.page("collecting")
    assert isinstance(found, CollectingPage)
    return found


def common(*books: Casebook) -> str:
    """Give the one digest of the streams that all hold; raise where they differ."""
    held = [set(digest.held(book)) for book in books]
    parts = sorted(set.intersection(*held), key=str)
    (found,) = {digest.digest(book, parts) for book in books}
    return found


def work_apart(land: Land) -> bytes:
    """Let both desks register and the first one enrol and issue; give the class."""
    persons = [register(land.desk, number) for number in range(4)]
    made = open_class(land, persons)
    give_vouchers(land, persons)
    register(land.desk2, 9)
    return made


def main(out: Path, mode: str) -> None:
    """Play it and leave pictures."""
    import tempfile

    from sync import mail_settings
    from sync.mail_settings import STARTTLS, MailSettings, Server
    from ui.app import make_application
    from ui.dialogs.way import DRIVE, Way, WayDialog
    from ui.models.sent import Written
    from ui.theme import Mode

    out.mkdir(parents=True, exist_ok=True)
    make_application([], Mode(mode))
    scale = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    size = (round(1024 / scale), round(768 / scale))
    tag = f"{mode}-{round(scale * 100)}"
    root = Path(tempfile.mkdtemp()) / "land"
    root.mkdir()
    land = found_land(root)
    admit_all(land)
    where = root / "共享"
    where.mkdir()
    class_id = work_apart(land)
    names = {"desk": land.desk, "desk2": land.desk2, "base1": land.base1}

    def shot(window: MainWindow | QDialog, name: str) -> None:
        for _round in range(5):
            QApplication.processEvents()
        window.grab().save(str(out / f"{tag}-{name}.png"))

    def look(name: str, step: str) -> None:
        with shown(names[name], size) as window:
            page = exchange(window)
            if not share.chosen(names[name]).where:
                page.ways.keep_share(str(where), 15 if name == "desk" else 0)
                settle(window)
            page.ways.share_now()
            settle(window)
            page.ensurePolished()
            area = window.page("exchange")._stack.currentWidget()
            area.verticalScrollBar().setValue(0)  # type: ignore[attr-defined]
            shot(window, f"{step}-{name}")

    look("desk", "1")
    look("desk2", "2")
    extract.class_file(land.desk, class_id, where)
    look("base1", "3")
    issued = land.base1.store.value("SELECT count(*) FROM enrolment")
    assert issued
    token = str(land.desk.store.value("SELECT token FROM voucher_issue ORDER BY n LIMIT 1"))
    vouchers.redeem(land.base1, token, class_id)
    training.roster(land.base1, class_id)
    extract.class_results(land.base1, class_id, where)
    look("base1", "4")
    look("desk", "5")
    look("desk2", "6")
    look("desk", "7")
    print("one digest:", common(land.desk, land.desk2))
    with shown(land.province, size) as window:
        collect = collecting(window)
        collect.ways.keep_share(str(where), 0)
        settle(window)
        collect.ways.share_now()
        settle(window)
        shot(window, "8-province")
    look("desk", "9")
    desk = land.desk
    mail_settings.save(
        desk, MailSettings(Server("smtp.example.org", 465), Server("imap.example.org", 143, STARTTLS), "anhe@example.org", "anhe@example.org", "sheng@example.org"), "x"
    )  # fmt: skip
    mail_settings.allow(desk, allowed=True)
    with shown(desk, size) as window:
        page = exchange(window)
        dialog = WayDialog(
            window.context.jobs, "数据包用什么方式送？", "生成", page.ways.offers(out=True), out=True, parent=window
        )
        dialog._timer.stop()
        settle(window)
        dialog.show_drives([STICK, LOCKED])
        dialog.show()
        shot(dialog, "a-way")
        dialog.choose_kind(DRIVE)
        assert dialog.chosen() == Way(DRIVE, STICK.root)
        dialog.close()
        settings = page.ways.settings_dialog()
        assert settings is not None
        settings.show()
        shot(settings, "b-mail")
        settings.close()
        from ui.dialogs.mail import AddressDialog

        assert page.ways.stand is not None
        book = AddressDialog(page.ways.stand.units, {}, lambda _given, _done, _refused: None, window)
        book.show()
        shot(book, "c-addresses")
        book.close()
        from sync import streams
        from ui.models.sent import exported

        done = exported(streams.export(desk, land.place(), resend=True)) or exported(
            streams.export(desk, land.place(), whole=True)
        )
        page._out.tell(Written(DRIVE, tuple(done), STICK, releasable=True), "")
        settle(window)
        shot(window, "d-safe")
    land.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light")
