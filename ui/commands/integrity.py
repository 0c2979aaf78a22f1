"""Commands about how books stand: the findings in plain words, gaps and their closing, versions of a stream and which counts."""

import argparse
from typing import Any

from db import forks, gaps
from db.casebook import Casebook
from rules.errors import UserError
from sync import health, integrity
from sync.integrity import StreamStanding
from ui import health_words
from ui.commands import entrance
from ui.commands.exchanging import outcome_lines, outcome_values
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _


class StreamUnknown(UserError):
    """Say that no stream here begins with these digits, or more than one; field `text`."""

    code = "STREAM_UNKNOWN"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("standing", help=_("对账情况：本机与省总的记录是否一致，该怎么办"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=standing)
    one = groups.add_parser("streams", help=_("记录完整性：每台设备的记录收到哪里、缺什么（省总）"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=streams)
    one = groups.add_parser("close-gap", help=_("关闭缺口（省总）"))
    one.add_argument("stream", help=_("设备号:时期号，可只写开头几位"))
    one.add_argument("--reason", required=True, help=_("原因"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=close_gap)
    one = groups.add_parser("decide-fork", help=_("认定两份记录以哪一份为准（省总，须两人）"))
    one.add_argument("stream", help=_("设备号:时期号，可只写开头几位"))
    one.add_argument("--stands", required=True, help=_("所认定的一份的代号；both 为两份都算数"))
    one.add_argument("--reason", required=True, help=_("依据"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=decide_fork)
    one = groups.add_parser("end-part", help=_("停用一段记录：复制件写的那一段；已停用的恢复（省总，须两人）"))
    one.add_argument("stream", help=_("设备号:时期号，可只写开头几位"))
    one.add_argument("--reason", required=True, help=_("原因"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=end_part)


def standing(arguments: argparse.Namespace) -> Answer:
    """Tell how our books stand beside the province's."""
    book = entrance.open_book(arguments)
    try:
        found = health.look(book)
    finally:
        book.close()
    value, lines = [], []
    for one in found:
        title, meaning, advice = health_words.say(one)
        value.append(
            {
                "code": one.code,
                "grave": one.grave.name.lower(),
                "title": title,
                "meaning": meaning,
                "advice": advice,
                **one.fields,
            }
        )
        lines += [title, f"　{meaning}"] + (["　" + _("怎么办：{advice}").format(advice=advice)] if advice else [])
    return Answer(value, lines)


def streams(arguments: argparse.Namespace) -> Answer:
    """List the streams of others."""
    book = entrance.open_book(arguments)
    try:
        found = integrity.standings(book)
    finally:
        book.close()
    return Answer([_value(one) for one in found], [_line(one) for one in found] or [_("还没有收过数据包。")])


def _value(one: StreamStanding) -> dict[str, Any]:
    return {
        "stream": f"{one.dev.hex()}:{one.ep.hex()}", "name": one.name, "role": one.role, "part": one.part, "held": one.held,
        "gap": [one.gap.first, one.gap.upto] if one.gap else None, "holes": [list(hole) for hole in one.holes], "ended": one.ended,
        "versions": [{"name": version.first.hex(), "upto": version.upto, "entries": version.entries, "money": version.money} for version in one.fork.versions]
        if one.fork else [],
        "stands": one.fork.stands if one.fork else None,
    }  # fmt: skip


def _line(one: StreamStanding) -> str:
    words = _("{dev}:{ep}　{name}　第 {part} 段　已收 {held} 条").format(
        dev=one.dev.hex()[:6], ep=one.ep.hex()[:6], name=one.name or _("未开通的设备"), part=one.part, held=one.held
    )
    if one.ended:
        words += "　" + _("已停用")
    if one.gap:
        words += "　" + _("缺第 {first}–{upto} 条").format(first=one.gap.first, upto=one.gap.upto)
    if one.fork:
        told = _("；").join(
            _("{first}：{entries} 条，其中发券核销 {money} 条").format(
                first=version.first.hex()[:8], entries=version.entries, money=version.money
            )
            for version in one.fork.versions
        )
        words += _("　两份记录（{told}）").format(told=told) + ("" if one.fork.stands is None else _("，已认定"))
    return words


def _stream(book: Casebook, text: str) -> StreamStanding:
    """Find the stream that the beginnings of its device and epoch name; raise StreamUnknown."""
    dev, _colon, ep = text.lower().partition(":")
    found = [one for one in integrity.standings(book) if one.dev.hex().startswith(dev) and one.ep.hex().startswith(ep)]
    if len(found) != 1:
        raise StreamUnknown(text=text[:60])
    return found[0]


def close_gap(arguments: argparse.Namespace) -> Answer:
    """Close the gap of a stream and take in what waited."""
    book = entrance.open_book(arguments)
    try:
        one = _stream(book, arguments.stream)
        if one.gap is None:
            raise gaps.NoGap
        taken = integrity.close_gap(book, one.gap, arguments.reason)
    finally:
        book.close()
    value = {"closed": [one.gap.first, one.gap.upto], "bundles": outcome_values(taken)}
    return Answer(
        value,
        [
            _("已关闭：{name} 第 {first}–{upto} 条").format(name=one.name, first=one.gap.first, upto=one.gap.upto),
            *outcome_lines(taken),
        ],
    )


def decide_fork(arguments: argparse.Namespace) -> Answer:
    """Say which version of a stream counts."""
    book = entrance.open_book(arguments)
    try:
        one = _stream(book, arguments.stream)
        if one.fork is None:
            raise forks.NoFork
        wanted = arguments.stands.lower()
        names = [version.first.hex() for version in one.fork.versions if version.first.hex().startswith(wanted)]
        if wanted != "both" and len(names) != 1:
            raise forks.NoFork
        stands = forks.BOTH if wanted == "both" else names[0]
        second = entrance.second_person(book, arguments.second)
        integrity.decide_fork(book, one.fork, stands, arguments.reason, second)
    finally:
        book.close()
    words = _("两份都算数") if stands == forks.BOTH else _("以 {stands} 为准").format(stands=stands[:8])
    return Answer(
        {"stream": arguments.stream, "stands": stands},
        [_("已认定：{name}，{words}。随下一份回执送到该单位。").format(name=one.name, words=words)],
    )


def end_part(arguments: argparse.Namespace) -> Answer:
    """End a part that a copy wrote, or take it back."""
    book = entrance.open_book(arguments)
    try:
        one = _stream(book, arguments.stream)
        integrity.end_part(book, one, arguments.reason, entrance.second_person(book, arguments.second))
    finally:
        book.close()
    words = _("已恢复") if one.ended else _("已停用")
    return Answer(
        {"stream": arguments.stream, "ended": not one.ended},
        [_("{words}：{name} 第 {part} 段。随下一份回执送到该单位。").format(words=words, name=one.name, part=one.part)],
    )
