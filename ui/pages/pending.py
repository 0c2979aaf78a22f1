"""查重与待核信息, at a desk and at the province: fields filled in differently, records of one human, and what a merge flagged, each to be settled."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QButtonGroup, QPushButton

from rules import vouchers as numbers
from ui.actions import action
from ui.pages.approvals import count_at, entry_to
from ui.pages.conflict_card import moment_words
from ui.pages.page import Context, Page, PageSpec
from ui.pages.pending_conflicts import ConflictsSection
from ui.pages.pending_matters import FlagGroup, FlagLine, MattersSection, SettledLine
from ui.pages.pending_same import Pair, SameSection
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.labels import row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.conflicts import Decided, Disputed
    from db.contests import Contest
    from db.flags import Flag
    from db.sameness import Judged

CONFLICTS, SAME, MATTERS = b"conflicts", b"same", b"matters"
"""What `open` shows first: one of the page's three parts."""
_MOST = 100
_HISTORY = 20
_SHOWN = 30
ADVICE = {
    "DUP_NUMBER": N_("同一券号发了两次，均不拨付。请两地核对存根后作废其一。"),
    "REDEEMED_VOID": N_("核销的是已作废的券，不拨付。请基地说明。"),
    "REDEEMED_EXPIRED": N_("核销时券已过期，不拨付。"),
    "OUT_OF_BLOCK": N_("券号不在该单位的号段内，不拨付。"),
    "TRANSFER_CONTESTED": N_(
        "同一段号码转授给了两处，两处都不能发放。请有关各台电脑停止用这段号，核对转授单后联系省总。"
    ),
    "OVER_QUOTA": N_("超过额度发放，超出部分不拨付。"),
    "DUP_CERTIFICATE": N_("证书编号重复，请基地核对后作废其一。"),
    "TWO_CERTIFICATES": N_("同一人同一班发了两本证书，请基地作废其一。"),
    "DUP_DOCUMENT": N_("同一证件号码有多份档案，请县里核对是否同一人。"),
    "DUP_ROW": N_("同一记录编号有两条内容，已按固定规则显示其一，请联系来源单位。"),
    "NOT_ENTITLED": N_("单位写了不归它登记的内容，已保存、未采用。"),
    "UNKNOWN": N_("由更新版本的程序登记，升级后自动采用。"),
    "BAD_SHAPE": N_("内容格式不符，已保存、未采用。请联系来源单位。"),
    "BODY_MISSING": N_("只有记录编号没有内容，请来源单位重新发送。"),
    "UNSIGNED": N_("缺少经办人签名，请来源单位说明。"),
    "SIGNER_UNKNOWN": N_("签名人不在该单位的人员名单中。"),
    "BAD_SIGNATURE": N_("签名与内容不符，请立即联系来源单位。"),
    "TWO_CORRECTIONS": N_("同一条记录有两次更正，请来源单位确认以哪次为准。"),
    "FORK": N_(
        "同一台设备送来两份不同的记录：电脑被复制，或恢复了旧盘。都已记入，发券核销暂不拨付。请到“收包与回执”的“记录完整性”认定。"
    ),
    "AFTER_GAP": N_("缺口关闭以后的记录，已记入；缺少的部分不会再来，请留意与之相关的业务。"),
    "READMITTED": N_("本机恢复备份后不认识该单位，凭它带回的原授权恢复。请核对该单位是否仍应开通。"),
    "HELD": N_("来源单位尚未开通，开通后自动记入。"),
    "LEDGER_NUMBER": N_("旧台账里的券号落在省总授予的号段内，纸面会重号；没有用过的号不会再发。请与省总核对。"),
    "DUP_SHEET": N_("同一张预印纸登记了两次，其一可能是伪造或扫错。请两处核对实物，扫错的改回空白。"),
    "NUMBER_TWO_SHEETS": N_("同一号码打在两张预印纸上。请核对实物，把多出的一张登记作废。"),
    "AFTER_CUT": N_("设备的授权撤销以后写的记录，内容保留，请逐条核实。"),
}


@dataclass(frozen=True)
class Pending:
    """Hold what the page shows: rows in dispute (of how many), decisions, pairs (and whether there are more), verdicts, vouchers, flags."""

    disputed: "tuple[Disputed, ...]"
    disputes: int
    decided: "tuple[Decided, ...]"
    pairs: tuple[Pair, ...]
    more_pairs: bool
    judged: "tuple[Judged, ...]"
    contested: "tuple[Contest, ...]"
    ruled: "tuple[Contest, ...]"
    groups: tuple[FlagGroup, ...]
    settled: tuple[SettledLine, ...]

    @property
    def matters(self) -> int:
        """Count the vouchers and flags that wait."""
        return len(self.contested) + sum(group.count for group in self.groups)

    @property
    def waiting(self) -> int:
        """Count all that waits."""
        return self.disputes + len(self.pairs) + self.matters

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits and nothing was ever settled."""
        return not (self.waiting or self.decided or self.judged or self.ruled or self.settled)


def look(book: "Casebook", _progress: object = None) -> Pending:
    """Collect what waits for a person, and what was settled of late."""
    from db import conflicts, contests, flags, sameness

    found = sameness.proposals(book, limit=_MOST)
    known = sameness.records(book, [side.id for pair in found.pairs for side in (pair.one, pair.other)])
    return Pending(
        tuple(conflicts.waiting(book, limit=_MOST)), conflicts.count(book), tuple(conflicts.decided(book, limit=_HISTORY)),
        tuple(Pair(known[one.one.id], known[one.other.id], one.evidence) for one in found.pairs), found.following is not None,
        tuple(sameness.judged(book, limit=_MOST)), tuple(contests.contested(book, limit=_MOST)),
        tuple(contests.contested(book, decided=True, limit=_HISTORY)), _groups(book),
        tuple(_settled(book, flag) for flag in flags.settled_flags(book.store, limit=_MOST)),
    )  # fmt: skip


def _groups(book: "Casebook") -> tuple[FlagGroup, ...]:
    from db import flags

    made = []
    for code, count in flags.count_open(book.store).items():
        if code != flags.CONTESTED:
            lines = tuple(_line(book, one) for one in flags.open_flags(book.store, _SHOWN, code=code))
            made.append(
                FlagGroup(code, flags.WORDS_OF.get(code, code), _(ADVICE.get(code, "")), max(count, len(lines)), lines)
            )
    return tuple(sorted(made, key=lambda group: -group.count))


def _line(book: "Casebook", flag: "Flag") -> FlagLine:
    from db import schema

    table = schema.BY_NAME.get(flag.tbl)
    return FlagLine(
        flag.n, _(table.label) if table else flag.tbl, _called(book, flag), moment_words(flag.at), flag.row if flag.tbl == "person" else None
    )  # fmt: skip


def _settled(book: "Casebook", flag: "Flag") -> SettledLine:
    from db import flags

    hand = " ".join(part for part in (flag.settled_by, moment_words(flag.settled_at)) if part)
    return SettledLine(flag.n, flags.WORDS_OF.get(flag.code, flag.code), _called(book, flag), flag.reason, hand)


def _called(book: "Casebook", flag: "Flag") -> str:
    """Name the row that a flag stands on: by the number in the flag, its own number or its name, else by the beginning of its id."""
    from db import conflicts, schema

    table = schema.BY_NAME.get(flag.tbl)
    said = flag.detail if numbers.is_number(flag.detail) else conflicts.called(book, table, flag.row) if table else ""
    if said:
        return numbers.shown(said) if numbers.is_number(said) else said
    return _("记录 {id}").format(id=flag.row.hex()[:8])


class PendingPage(Page):
    """Show what waits for a person, in three parts."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"exchange", "flag", "person", "person_profile", "training_class", "enrolment", "staff", "base", "course", "hardship_file", "same_as",
         "redemption", "claim_review", "contest_decision", "voucher_void", "voucher_issue", "certificate", "certificate_revocation", "approval"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        self._is_desk = context.workplace.kind == "desk"
        is_province = context.workplace.kind == "province"
        super().__init__(context, _("待处理事项") if is_province else _("查重与待核信息"))
        if self._is_desk:
            self.add_way(_("返回"), "today", icon="arrow-left", shortcut="Alt+Left")
        else:
            self.asked = entry_to(self, _("待核准"))
        self.conflicts, self.same, self.matters = ConflictsSection(self), SameSection(self), MattersSection(self)
        self._sections = {CONFLICTS: self.conflicts, SAME: self.same, MATTERS: self.matters}
        self._titles = {CONFLICTS: _("两处填写不一致"), SAME: _("疑似同一人"), MATTERS: _("待核事项")}
        self._asked: bytes | None = None
        self.chips: dict[bytes, QPushButton] = {}
        self._group = QButtonGroup(self)
        above = row()
        for place, which in enumerate(self._sections, 1):
            above.addWidget(self._chip(which, f"Alt+{place}"))
        above.addStretch(1)
        self.add(above)
        for section in self._sections.values():
            self.add(section)
            section.hide()
        self.body.addSpacing(GRID)
        self.body.addStretch(1)

    def _chip(self, which: bytes, key: str) -> QPushButton:
        chip = QPushButton(self._titles[which])
        chip.setCheckable(True)
        chip.setToolTip(action(self, self._titles[which], lambda: self._show_section(which), shortcut=key).toolTip())
        self._group.addButton(chip)
        self.chips[which] = chip
        chip.clicked.connect(lambda _checked=False: self._show_section(which))
        return chip

    def topic(self) -> str:
        """Name the part in sight."""
        return next((which.decode() for which, chip in self.chips.items() if chip.isChecked()), "")

    def open(self, thing: bytes | None) -> None:
        """Show one of the three parts; without one, the first in which something waits."""
        self._asked = thing if thing in self._sections else None
        if self._asked is not None:
            self._show_section(self._asked)
        self._stale = True

    def load(self) -> None:
        """Fetch what waits."""
        self.load_with(look, self._tell)
        if not self._is_desk:
            count_at(self, self.asked, _("待核准"))

    def _show_section(self, which: bytes) -> None:
        self._asked = which
        self.chips[which].setChecked(True)
        for one, section in self._sections.items():
            section.setVisible(one == which)

    def _tell(self, pending: Pending) -> None:
        if not self._is_desk:  # the desk's first page counts for both
            self.counted.emit(pending.waiting)
        if pending.is_empty:
            words = _("几台电脑填得不一样、像是同一人、重复核销等问题，收到数据包后会列在这里。")
            self.show_empty(_("没有待核的信息"), words)
            return
        self.conflicts.tell(pending.disputed, pending.disputes, pending.decided)
        self.same.tell(pending.pairs, pending.judged, more=pending.more_pairs)
        self.matters.tell(pending.contested, pending.ruled, pending.groups, pending.settled)
        counts = {CONFLICTS: pending.disputes, SAME: len(pending.pairs), MATTERS: pending.matters}
        for which, chip in self.chips.items():
            more = "+" if which == SAME and pending.more_pairs else ""
            chip.setText(f"{self._titles[which]}  {counts[which]:,}{more}" if counts[which] else self._titles[which])
        self._show_section(self._asked or next((which for which in counts if counts[which]), CONFLICTS))


def _disputes(book: "Casebook") -> Told:
    from db import conflicts

    return Told(conflicts.count(book), _("采用其一"), "warn")


def _pairs(book: "Casebook") -> Told:
    from db import sameness

    count = sameness.count(book, _MOST)
    return Told(count, _("请核对后认定"), "warn", f"{count:,}" + ("+" if count >= _MOST else ""))


def _flagged(book: "Casebook") -> Told:
    from db import flags

    found = sorted(flags.count_open(book.store).items())
    words = _("、").join(
        _("{what} {n}").format(what=_(flags.WORDS_OF.get(code, code)), n=count) for code, count in found
    )
    return Told(sum(count for _code, count in found), words, "bad")


SPEC = PageSpec(
    "pending", N_("待处理事项"), "flag-outline", PendingPage,
    tiles=(
        Tile(N_("两处填写不一致"), "account-question-outline", _disputes, CONFLICTS),
        Tile(N_("疑似同一人"), "account-multiple-outline", _pairs, SAME),
        Tile(N_("待核事项"), "flag-outline", _flagged, MATTERS),
    ),
)  # fmt: skip
