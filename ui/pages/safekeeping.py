"""密钥保管: the province's keys kept apart, renewed, and used for others: new keys of devices, rescue of who forgot."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QFileDialog

from ui.actions import button
from ui.dialogs.key_use import Done, KeyDialog, KeyDraft, Phrase, Place, Refused
from ui.models.rows import Column
from ui.pages.overview import ROLE_WORDS
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.fingerprint import fingerprint_label, grouped
from ui.widgets.labels import column, label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.casebook import Casebook
    from sync.rekey import Rekey
    from sync.rescue import Help
    from sync.safekeeping import Kept
    from ui.jobs import Progress

KEY_WORDS = {
    "root": N_("根密钥"), "grant": N_("授权密钥"), "safe": N_("保险密钥"), "receipt": N_("回执密钥"), "transport": N_("收包密钥"),
}  # fmt: skip
_USES = {
    "root": N_("更换密钥时用，封存两个 U 盘，任一个都能用"),
    "grant": N_("开通、追加、撤销时用，单独一个 U 盘"),
    "safe": N_("救急时用，装入信封封存"),
}
_PARTS = (
    ("grant", N_("授权密钥（保管人变动、U 盘遗失时换）")), ("receipt", N_("回执密钥（本机可能被人动过时换）")),
    ("transport", N_("收包密钥（同上）")), ("safe", N_("保险密钥（信封启封过时换）")), ("root", N_("根密钥（U 盘遗失时换）")),
)  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """Hold what the page shows: how each key is kept, what else lies on this PC, the card's version and digits, new keys that wait."""

    kept: "tuple[Kept, ...]"
    strays: tuple[str, ...]
    version: int
    fingerprint: str
    rekeys: "tuple[Rekey, ...]"


def look(book: "Casebook", _progress: object = None) -> Keeping:
    """Collect how the keys are kept."""
    from sync import device, rekey, safekeeping

    card = device.card(book)
    return Keeping(
        tuple(safekeeping.standing(book)),
        tuple(safekeeping.strays(book)),
        card.version,
        card.fingerprint,
        tuple(rekey.waiting(book)),
    )


class SafekeepingPage(Page):
    """Keep keys apart, change them, use them."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("密钥保管"))
        self._keeping: Keeping | None = None
        jobs, failed = context.jobs, self.failed.emit
        self.verdict = VerdictPanel()
        keys = Card(_("离线密钥"))
        keys.head.addWidget(button(_("再次核验…"), lambda: self._open(self.prove_dialog), icon="check-circle-outline"))
        keys.head.addWidget(
            button(_("存到 U 盘…"), lambda: self._open(self.put_dialog), kind="primary", icon="usb", shortcut="Ctrl+S")
        )
        self.kept: Listing[Kept] = Listing(jobs, _kept_columns(), "", failed, most=3)
        self._strays = label("", tone="warn", wrap=True)
        keys.body.addWidget(self.kept)
        keys.body.addWidget(self._strays)
        renew = Card(_("省总名片"))
        renew.head.addWidget(button(_("更换密钥…"), lambda: self.renew_dialog().exec(), icon="key-change"))
        self._version = label("", "muted", wrap=True)
        self._digits = column()
        renew.body.addLayout(column(self._version, self._digits, gap=GRID))
        devices = Card(_("单位换密钥"))
        devices.head.addWidget(button(_("核对并批准…"), self._open_rekey, icon="shield-key-outline"))
        self.rekeys: Listing[Rekey] = Listing(
            jobs,
            _rekey_columns(),
            _("没有等待批准的新密钥。单位在“口令与恢复”里换密钥，随数据包报来。"),
            failed,
            most=4,
        )
        devices.body.addWidget(self.rekeys)
        aid = Card(_("解救忘记口令的单位"))
        aid.head.addWidget(button(_("打开求助文件…"), self._choose_help, icon="lifebuoy"))
        words = _(
            "单位所有人都忘记口令、又没有应急口令单时，会送来求助文件（.yzhelp）。先打电话逐组核对，再用保险密钥写出答复。"
        )
        aid.body.addWidget(label(words, "muted", wrap=True))
        for part in (self.verdict, keys, renew, devices, aid):
            self.add(part)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch how the keys are kept."""
        self.load_with(look, self._tell)

    def _tell(self, keeping: Keeping) -> None:
        self._keeping = keeping
        here = [_(KEY_WORDS[one.which]) for one in keeping.kept if one.here]
        few = [_(KEY_WORDS[one.which]) for one in keeping.kept if not one.here and not one.is_safe]
        if here:
            words = _("{keys}还在本机。拿到这台电脑和口令的人就能冒充省总，请尽快存到 U 盘并从本机移走。")
            self.verdict.tell(Verdict.CAUTION, _("密钥还没有分开存放"), words.format(keys=_("、").join(here)))
        elif few:
            self.verdict.tell(
                Verdict.CAUTION, _("份数不够"), _("{keys}的份数不够，请补存。").format(keys=_("、").join(few))
            )
        else:
            self.verdict.tell(Verdict.YES, _("密钥已分开存放"), _("每年至少核验一次，U 盘也会坏。"))
        self.kept.tell(keeping.kept)
        self._strays.setVisible(bool(keeping.strays))
        words = _(
            "本机 offline 文件夹里还有：{names}。停用的保险密钥仍能打开旧数据包，请移到封存的 U 盘；其余的请删除。"
        )
        self._strays.setText(words.format(names=_("、").join(keeping.strays)))
        self._version.setText(
            _(
                "现为第 {n} 版。更换密钥后，新名片和回执放在一起发下去，各单位自动接上；新单位开通时用下面的核对码。换完请立即备份。"
            ).format(n=keeping.version)
        )
        while (item := self._digits.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._digits.addWidget(fingerprint_label(keeping.fingerprint))
        self.rekeys.tell(keeping.rekeys)
        self.counted.emit(len(keeping.rekeys))

    # --- keeping apart ---

    def _open(self, make: "Callable[[Kept], KeyDialog]") -> None:
        if self._keeping is not None:
            first = next((one for one in self._keeping.kept if one.here), self._keeping.kept[0])
            make(self.kept.current_row() or first).exec()

    def put_dialog(self, kept: "Kept") -> KeyDialog:
        """Give the dialog that copies a key to a medium, proves it there, and takes it off this PC once it lies where it must."""
        which = kept.which

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> "Kept":
                from sync import safekeeping

                return safekeeping.put(
                    book, which, draft.places["medium"], draft.phrases["key"], draft.places.get("source")
                )

            def take(found: "Kept") -> None:
                done(found)
                self.said.emit(_after_put(found))

            self.run(work, take, failed=refused, write=True, touches={"exchange"})

        places = [Place("medium", _("U 盘"), _("不能和另一种密钥同放"))]
        if not kept.here:
            places.append(Place("source", _("从哪个 U 盘复制"), _("本机已没有这把密钥"), _where(kept)))
        name = _(KEY_WORDS[which])
        return KeyDialog(
            _("存放{name}").format(name=name),
            _("存好后在 U 盘上用口令打开一次，证明能用；已有 {n} 份，满 {wanted} 份才从本机删除。").format(
                n=len(kept.copies), wanted=kept.wanted
            ),
            _("存放并核验"),
            do,
            places=places,
            phrases=[Phrase("key", _("密钥口令"), _("不是登录口令"))],
            parent=self,
        )

    def prove_dialog(self, kept: "Kept") -> KeyDialog:
        """Give the dialog that unlocks a copy on its medium once more."""
        which = kept.which

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> "Kept":
                from sync import safekeeping

                return safekeeping.prove(book, which, draft.places["medium"], draft.phrases["key"])

            def take(found: "Kept") -> None:
                done(found)
                self.said.emit(_("{name}核验无误。").format(name=_(KEY_WORDS[which])))

            self.run(work, take, failed=refused, write=True, touches={"exchange"})

        return KeyDialog(
            _("核验{name}").format(name=_(KEY_WORDS[which])),
            _("插入存放它的 U 盘，用口令打开一次。"),
            _("核验"),
            do,
            places=[Place("medium", _("U 盘"), "", _where(kept))],
            phrases=[Phrase("key", _("密钥口令"), _("不是登录口令"))],
            parent=self,
        )

    # --- changing ---

    def renew_dialog(self) -> KeyDialog:
        """Give the dialog that changes keys of the province."""
        from rules.wrapping import check_passphrase

        login = self.context.session.login

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> int:
                from sync import renewing, safekeeping

                root = safekeeping.open_key(book, "root", draft.phrases["root"], draft.places.get("root"))
                return renewing.renew(book, draft.ticked, root, draft.phrases["new"]).version

            def take(version: int) -> None:
                done(version)
                words = _(
                    "已更换，名片现为第 {n} 版。请到“收包与回执”写回执，把文件夹里的新名片一并发下去；新密钥请存到 U 盘。"
                )
                self.said.emit(words.format(n=version))

            self.run(work, take, failed=refused, write=True, touches={"exchange"})

        kept = next((one for one in self._keeping.kept if one.which == "root"), None) if self._keeping else None
        return KeyDialog(
            _("更换省总密钥"),
            _("选要换的几把。新名片由原根密钥签名，各单位不必重新核对。旧密钥仍能打开旧数据包。"),
            _("更换"),
            do,
            ticks=[(key, _(words)) for key, words in _PARTS],
            places=[Place("root", _("根密钥所在 U 盘"), _("密钥不在本机时才填"), _where(kept), required=False)],
            phrases=[
                Phrase("root", _("根密钥口令")),
                Phrase(
                    "new",
                    _("新密钥的口令"),
                    _("锁新的离线密钥"),
                    lambda text: check_passphrase(text, login=login),
                    ticked=frozenset({"root", "grant", "safe"}),
                ),
            ],
            parent=self,
        )

    def _open_rekey(self) -> None:
        if self._keeping and self._keeping.rekeys:
            self.rekey_dialog(self.rekeys.current_row() or self._keeping.rekeys[0]).exec()

    def rekey_dialog(self, asked: "Rekey") -> KeyDialog:
        """Give the dialog that grants a device's new keys."""

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> str:
                from sync import admission

                key = admission.open_grant_key(book, draft.phrases["grant"], draft.places.get("grant"))
                return admission.approve_keys(book, asked.keys.dev, draft.digits, key).name

            def take(name: str) -> None:
                done(name)
                self.said.emit(_("已批准“{name}”的新密钥，对方导入下一份回执后启用。").format(name=name))

            self.run(work, take, failed=refused, write=True, touches={"exchange"})

        return KeyDialog(
            _("核对“{name}”的新密钥").format(name=asked.name),
            _("打电话给单位负责人（不要用来信里的号码），请对方在“口令与恢复”页逐组念出新的核对码。"),
            _("批准"),
            do,
            expected=asked.fingerprint,
            places=[grant_place(self._keeping.kept if self._keeping else ())],
            phrases=[Phrase("grant", _("授权口令"), _("不是登录口令"))],
            parent=self,
        )

    # --- rescue ---

    def _choose_help(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("选择求助文件"), "", _("求助文件 (*.yzhelp)"))
        if name:
            self.read_help(Path(name))

    def read_help(self, path: Path) -> None:
        """Read a request for help, and ask for its digits."""

        def work(_book: "Casebook", _progress: "Progress") -> "tuple[bytes, Help]":
            from sync import folder, rescue
            from sync.keys import MAX_FILE

            data = folder.read(path, limit=MAX_FILE)
            return data, rescue.read_help(data)

        def take(found: "tuple[bytes, Help]") -> None:
            self.rescue_dialog(path, *found).exec()

        self.run(work, take)

    def rescue_dialog(self, path: Path, data: bytes, asked: "Help") -> KeyDialog:
        """Give the dialog that answers a request for help."""

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> Path:
                from sync import rescue, safekeeping

                file = safekeeping.find(book, "safe", draft.places.get("safe"))
                safe = rescue.open_safe(file, draft.phrases["safe"])
                return rescue.answer(book, data, draft.digits, safe, draft.places.get("to") or path.parent)

            def take(made: Path) -> None:
                done(made)
                self.said.emit(_("答复文件已写到“{path}”，只有求助的那台电脑能打开。").format(path=made))

            self.run(work, take, failed=refused, write=True)

        kept = next((one for one in self._keeping.kept if one.which == "safe"), None) if self._keeping else None
        return KeyDialog(
            _("解救“{name}”").format(name=asked.name),
            _("打电话给单位负责人（不要用来信里的号码），确认确有其事，再逐组核对。电脑已报失窃的不要解救。"),
            _("写出答复"),
            do,
            expected=asked.fingerprint,
            places=[
                Place(
                    "safe",
                    _("保险密钥"),
                    _("U 盘或信封里的文件"),
                    _where(kept),
                    files=_("密钥或身份文件 (*)"),
                    required=False,
                ),
                Place("to", _("答复存放到"), "", str(path.parent)),
            ],
            phrases=[Phrase("safe", _("保险口令"), _("信封里的身份文件没有口令"), required=False)],
            parent=self,
        )


def grant_place(kept: "tuple[Kept, ...]") -> Place:
    """Give the question where the grant key lies."""
    found = next((one for one in kept if one.which == "grant"), None)
    return Place("grant", _("授权密钥所在 U 盘"), _("密钥不在本机时才填"), _where(found), required=False)


def _where(kept: "Kept | None") -> str:
    """Give where a key lies: nothing while it is still on this PC, else the medium where it was last proven."""
    if kept is None or kept.here or not kept.copies:
        return ""
    return kept.copies[-1].where


def _after_put(kept: "Kept") -> str:
    name = _(KEY_WORDS[kept.which])
    if kept.here:
        left = kept.wanted - len(kept.copies)
        return _("{name}已存放并核验，还要再存 {n} 个 U 盘才从本机删除。").format(name=name, n=left)
    return _("{name}已存放并核验，本机的已删除。请把 U 盘封存。").format(name=name)


def _kept_columns() -> "list[Column[Kept]]":
    return [
        Column(_("密钥"), lambda one: _(KEY_WORDS[one.which]), 124, icon=_sign),
        Column(_("在哪里"), lambda one: _("还在本机") if one.here else _("已离开本机"), 110),
        Column(_("已存"), lambda one: _("{n} / {wanted} 份").format(n=len(one.copies), wanted=one.wanted), 84),
        Column(_("最近核验"), lambda one: max((copy.proven for copy in one.copies), default=_("没有")), 108),
        Column(_("用途与存放"), lambda one: _(_USES[one.which])),
    ]


def _sign(kept: "Kept") -> tuple[str, str]:
    return ("check-circle-outline", "ok") if kept.is_safe else ("alert-outline", "warn")


def _rekey_columns() -> "list[Column[Rekey]]":
    return [
        Column(_("单位"), lambda one: one.name),
        Column(_("类别"), lambda one: _(ROLE_WORDS.get(one.role, one.role)), 90),
        Column(_("新核对码（电话核对）"), lambda one: grouped(one.fingerprint), 316),
    ]


SPEC = PageSpec("safekeeping", N_("密钥保管"), "key-chain-variant", SafekeepingPage, under="system")
