"""口令与恢复: people who forgot or left, the printed sheet, the key that lies locked for the province, this device's own keys."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.key_use import Done, KeyDialog, KeyDraft, Refused
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView, bytes_of
from ui.papers.faces import fonts_of
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.fingerprint import fingerprint_label
from ui.widgets.flow import Views
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.recovery import SheetStanding
    from ui.jobs import Progress


@dataclass(frozen=True)
class Ways:
    """Hold what the page shows: the sheet, when the key was locked for the province (empty: not yet), new keys' digits, the card's version."""

    sheet: "SheetStanding"
    escrow: str
    may: frozenset[str]
    granted: bool
    waiting: str
    card: int


def look(book: "Casebook", _progress: object = None) -> Ways:
    """Collect the ways in; our keys are made at the first look, so it runs where one may write."""
    from db import directory, recovery, workplace
    from rules.permissions import Action, may
    from sync import device, escrow

    place = workplace.load(book.workplace.path)
    held, pending = escrow.held(place), device.pending(book)
    actions = (Action.RECOVERY_SHEET, Action.KEY_RENEW)
    return Ways(
        recovery.standing(place),
        held.made if held else "",
        frozenset(str(one) for one in actions if may(book.signed_in.role, one, place.kind)),
        directory.grant_of(book.store, place.dev) is not None,
        pending.fingerprint if pending is not None else "",
        device.card(book).version if book.setting(device.CARD) else 0,
    )


class RecoveryPage(Page):
    """Mend what was forgotten, and prepare for the day when it will be."""

    tables: ClassVar[frozenset[str]] = frozenset({"staff", "exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("口令与恢复"))
        self._ways: Ways | None = None
        self.paper = PaperView(self)
        self.views = Views()
        shown = QWidget()
        parts = [self._build_people(), self._build_sheet(), self._build_escrow()]
        if context.workplace.kind != "province":
            parts.append(self._build_keys())
        shown.setLayout(column(*parts, None, gap=3 * GRID))
        self.views.addWidget(shown)
        self.views.addWidget(self.paper)
        self.paper.closed.connect(self._back_from_paper)
        self.add(self.views, 1)

    def _build_people(self) -> Card:
        card = Card(_("忘记口令的人、离开的人"))
        card.head.addWidget(
            button(_("用户与权限"), lambda: self.wants.emit("users", None), kind="quiet", icon="chevron-right")
        )
        words = _("有另一位主管时，在“用户与权限”里换口令、停用。没有别人时，用下面的应急口令单，或请省总解救。")
        card.body.addWidget(label(words, "muted", wrap=True))
        return card

    def _build_sheet(self) -> Card:
        card = Card(_("应急口令单"))
        self.prove = button(_("核验…"), lambda: self.prove_dialog().exec(), icon="check-circle-outline")
        self.make = button(_("制作并打印…"), self._make, icon="printer-outline")
        card.head.addWidget(self.prove)
        card.head.addWidget(self.make)
        self._sheet_glyph, self._sheet_words = Glyph("alert-outline", "warn", 24), label("", wrap=True)
        words = _(
            "一张打印的纸，所有人都忘记口令时凭上面的应急码打开数据。打印后装信封封存，和电脑分开放。打印出来还要照着输一遍、证明能用，才算数。"
        )
        line = row(gap=2 * GRID)
        line.addWidget(self._sheet_glyph)
        line.addWidget(self._sheet_words, 1)
        card.body.addLayout(column(line, label(words, "muted", wrap=True)))
        return card

    def _build_escrow(self) -> Card:
        card = Card(_("请省总解救") if self.context.workplace.kind != "province" else _("用保险密钥打开"))
        self._escrow_glyph, self._escrow_words = Glyph("alert-outline", "warn", 24), label("", wrap=True)
        line = row(gap=2 * GRID)
        line.addWidget(self._escrow_glyph)
        line.addWidget(self._escrow_words, 1)
        card.body.addLayout(line)
        return card

    def _build_keys(self) -> Card:
        card = Card(_("本机密钥"))
        self.rekey = button(_("更换本机密钥…"), self._open_rekey, icon="key-change")
        card.head.addWidget(self.rekey)
        self._keys_words = label("", "muted", wrap=True)
        self._digits = column()
        card.body.addLayout(column(self._keys_words, self._digits, gap=GRID))
        return card

    def load(self) -> None:
        """Fetch the ways in."""
        self.run(look, self._tell, failed=self.show_error, write=True)

    def _tell(self, ways: Ways) -> None:
        self.show_ready()
        self._ways = ways
        self.make.setEnabled("recovery_sheet" in ways.may)
        self.prove.setEnabled("recovery_sheet" in ways.may and bool(ways.sheet.number or ways.sheet.draft))
        self._tell_sheet(ways.sheet)
        self._tell_escrow(ways)
        if self.context.workplace.kind != "province":
            self._tell_keys(ways)

    def _tell_sheet(self, sheet: "SheetStanding") -> None:
        has = bool(sheet.number)
        words = (
            _("第 {n} 号，{made} 制，{proven} 核验过。").format(n=sheet.number, made=sheet.made, proven=sheet.proven)
            if has
            else _("还没有。")
        )
        if sheet.draft:
            words += _("第 {n} 号已打印，尚未核验，现在还不算数。").format(n=sheet.draft)
        self._sheet_words.setText(words)
        good = has and not sheet.draft
        self._sheet_glyph.set("shield-check-outline" if good else "alert-outline", "ok" if good else "warn")

    def _tell_escrow(self, ways: Ways) -> None:
        if self.context.workplace.kind == "province":
            words = _("省总自己忘记口令时，在登录窗口点“忘记口令…”，用信封里的保险密钥打开。")
        elif ways.escrow:
            words = _(
                "打开数据的钥匙已锁好交由省总保管（{day}，只有省总封存的保险密钥能开）。都忘记口令又没有应急口令单时，在登录窗口点“忘记口令…”写出求助文件。"
            ).format(day=ways.escrow)
        else:
            words = _("导入省总名片后自动备好；现在还没有名片，省总无法解救。")
        ready = bool(ways.escrow)
        self._escrow_words.setText(words)
        self._escrow_glyph.set("shield-check-outline" if ready else "alert-outline", "ok" if ready else "warn")

    def _tell_keys(self, ways: Ways) -> None:
        while (item := self._digits.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.rekey.setEnabled("key_renew" in ways.may and ways.granted and not ways.waiting)
        if ways.waiting:
            self._keys_words.setText(
                _("新密钥在等省总批准：请生成数据包上报，省总来电时念出下面的新核对码。批准后导入回执自动启用。")
            )
            self._digits.addWidget(fingerprint_label(ways.waiting))
        else:
            self._keys_words.setText(
                _(
                    "电脑送修、转手或怀疑被人动过时更换。换过以后，以前发的券、送出的数据包仍然有效。省总名片现为第 {n} 版。"
                ).format(n=ways.card)
                if ways.card
                else _("由省总开通以后才能更换。")
            )

    # --- the sheet ---

    def _make(self) -> None:
        words = _("会打印一张新的应急口令单。打印后点“核验…”照单输一遍，旧单随即作废。应急码只在纸上，不存在电脑里。")
        if ask(self, _("制作应急口令单"), words, _("制作"), danger=False) is not None:
            self.make_sheet()

    def make_sheet(self) -> None:
        """Make a sheet and show it, to be printed."""

        def work(book: "Casebook", _progress: "Progress") -> tuple[bytes, list[str]]:
            from db import recovery
            from printouts.recovery_sheet import RecoverySheet, print_recovery_sheet
            from rules import recovery_code

            number, code = recovery.make_sheet(book)
            scanned = recovery_code.PREFIX + code.replace(" ", "")
            paper = RecoverySheet(book.workplace.name, number, book.today, code, scanned)
            return bytes_of(print_recovery_sheet(paper, printed_at=book.clock.now(), fonts=fonts_of(book))), [
                str(number)
            ]

        note = _("请直接打印，不要另存；关掉这一页就再也看不到应急码了。打印好以后返回，点“核验…”。")
        self.paper.make(
            _("应急口令单"), work, lambda: self.views.setCurrentIndex(1), kind="recovery_sheet", note=note, write=True
        )

    def _back_from_paper(self) -> None:
        self.paper.clear()
        self.views.setCurrentIndex(0)
        self.load()

    def prove_dialog(self) -> KeyDialog:
        """Give the dialog in which the sheet's code is typed or scanned back."""

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> int:
                from db import recovery

                return recovery.prove_sheet(book, draft.code).number

            def take(number: int) -> None:
                done(number)
                self.said.emit(_("第 {n} 号应急口令单核验无误，现在算数。请装信封封存。").format(n=number))

            self.run(work, take, failed=refused, write=True, touches={"staff"})

        words = _("照打印的单子输入应急码，或用扫码枪扫二维码。")
        return KeyDialog(_("核验应急口令单"), words, _("核验"), do, code=True, parent=self)

    # --- our own keys ---

    def _open_rekey(self) -> None:
        words = _("新密钥随下一个数据包报省总，省总打电话核对后批准；在那以前照常用旧密钥办理。")
        if ask(self, _("更换本机密钥"), words, _("更换"), danger=False) is not None:
            self.begin_rekey()

    def begin_rekey(self) -> None:
        """Make new keys, to be announced with the next bundle."""

        def work(book: "Casebook", _progress: "Progress") -> str:
            from sync import rekey

            return rekey.begin(book).fingerprint

        words = _("新密钥已生成。请到“数据上报”生成数据包交省总。")
        self.run(work, lambda _digits: self.said.emit(words), write=True, touches={"exchange"})


SPEC = PageSpec("recovery", N_("口令与恢复"), "lifebuoy", RecoveryPage, under="system")
