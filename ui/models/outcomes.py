"""What became of each bundle, in words for a table; no code, no hash, no alarm where there is no reason for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.error_text import say
from ui.models.rows import Column
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.receiving import Outcome

KINDS = {
    "stream": N_("数据包"),
    "receipt": N_("回执"),
    "extract": N_("班级资料"),
    "card": N_("省总名片"),
    "": N_("数据包"),
}
_QUIET = {"E_NOKEY", "E_NOT_FOR_ME", "DUP"}
_SHORT = {
    "DUP": N_("以前收过，没有重复记入"),
    "E_NOKEY": N_("不是发给本单位的"),
    "E_NOT_FOR_ME": N_("不是发给本单位的"),
    "Q_UNKNOWN_KEY": N_("单位尚未开通，已保留"),
}
_ICONS = {
    "ok": ("check-circle-outline", "ok"),
    "": ("minus-circle-outline", "muted"),
    "warn": ("clock-outline", "warn"),
    "bad": ("close-circle-outline", "bad"),
}


@dataclass(frozen=True)
class OutcomeLine:
    """Hold one line: file, kind, sender's name, what became of it, and its tone ('ok', '', 'warn', 'bad')."""

    file: str
    kind: str
    sender: str
    words: str
    tone: str
    code: str


def tell(book: "Casebook", outcomes: "Sequence[Outcome]") -> list[OutcomeLine]:
    """Word outcomes; those that need a look come first."""
    names = sender_names(book)
    lines = [_line(one, names) for one in outcomes]
    order = {"bad": 0, "warn": 1, "ok": 2, "": 3}
    return sorted(lines, key=lambda line: order[line.tone])


def sender_names(book: "Casebook") -> dict[str, str]:
    """Give the names of units by their device number in hex."""
    from db import directory
    from sync import device

    names = {grant.dev.hex(): grant.name for grant in directory.grants(book.store)}
    if book.setting(device.CARD):
        card = device.card(book)
        names[card.dev] = card.name
    return names


def code_words(code: str) -> tuple[str, str]:
    """Give words and tone of an outcome's code alone."""
    if code == "OK":
        return _("已记入"), "ok"
    if code in _QUIET:
        return _(_SHORT[code]), ""
    from ui.error_text import say_code

    words = _(_SHORT[code]) if code in _SHORT else say_code(code, expected="…", got="…")
    return words, "warn" if code.startswith("Q_") or code == "GAP" else "bad"


def summary(lines: Sequence[OutcomeLine]) -> str:
    """Say in one sentence how it went."""
    good = sum(line.tone == "ok" for line in lines)
    waits = sum(line.tone == "warn" for line in lines)
    refused = sum(line.tone == "bad" for line in lines)
    if not lines:
        return _("文件夹里没有数据包。")
    words = [_("记入 {n} 个").format(n=good)]
    if waits:
        words.append(_("保留待办 {n} 个").format(n=waits))
    if refused:
        words.append(_("未能记入 {n} 个").format(n=refused))
    quiet = len(lines) - good - waits - refused
    if quiet:
        words.append(_("与本单位无关或已收过 {n} 个").format(n=quiet))
    return _("，").join(words) + _("。")


def columns() -> list[Column[OutcomeLine]]:
    """Give the columns of the table."""
    return [
        Column(_("结果"), lambda line: line.words, icon=lambda line: _ICONS[line.tone]),
        Column(_("种类"), lambda line: line.kind, 96),
        Column(_("来自"), lambda line: line.sender, 170),
        Column(_("文件"), lambda line: line.file, 200),
    ]


def _line(outcome: "Outcome", names: dict[str, str]) -> OutcomeLine:
    kind = _(KINDS.get(outcome.kind, KINDS[""]))
    sender = names.get(outcome.sender, "")
    if outcome.kind == "card" and outcome.outcome == "OK":
        words = _("省总已更换密钥，新名片（第 {n} 版）已自动接上").format(n=outcome.first)
        return OutcomeLine(outcome.file, kind, sender, words, "ok", outcome.outcome)
    if outcome.outcome == "OK":
        words = _("已记入，新增 {n} 条").format(n=outcome.new) if outcome.new else _("已记入，没有新内容")
        if outcome.flags:
            words += _("，{n} 项待处理").format(n=outcome.flags)
        return OutcomeLine(outcome.file, kind, sender, words, "ok", outcome.outcome)
    words, tone = code_words(outcome.outcome)
    if outcome.outcome not in _SHORT and outcome.error is not None:
        words = say(outcome.error)
    if not sender and outcome.error is not None:
        sender = names.get(str(outcome.error.fields.get("from_dev") or outcome.error.fields.get("dev") or ""), "")
    return OutcomeLine(outcome.file, kind, sender, words, tone, outcome.outcome)
