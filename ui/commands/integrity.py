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


class StreamUnknown(UserError):
    """Say that no stream here begins with these digits, or more than one; field `text`."""

    code = "STREAM_UNKNOWN"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("standing", help="对账情况：本机与省总的记录是否一致，该怎么办")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=standing)
    one = groups.add_parser("streams", help="记录完整性：每台设备的记录收到哪里、缺什么（省总）")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=streams)
    one = groups.add_parser("close-gap", help="关闭缺口（省总）")
    one.add_argument("stream", help="设备号:时期号，可只写开头几位")
    one.add_argument("--reason", required=True, help="原因")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=close_gap)
    one = groups.add_parser("decide-fork", help="认定两份记录以哪一份为准（省总，须两人）")
    one.add_argument("stream", help="设备号:时期号，可只写开头几位")
    one.add_argument("--stands", required=True, help="所认定的一份的代号；both 为两份都算数")
    one.add_argument("--reason", required=True, help="依据")
    one.add_argument("--second", required=True, help="第二人登录名")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=decide_fork)
    one = groups.add_parser("end-part", help="停用一段记录：复制件写的那一段；已停用的恢复（省总，须两人）")
    one.add_argument("stream", help="设备号:时期号，可只写开头几位")
    one.add_argument("--reason", required=True, help="原因")
    one.add_argument("--second", required=True, help="第二人登录名")
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
        lines += [title, f"　{meaning}"] + ([f"　怎么办：{advice}"] if advice else [])
    return Answer(value, lines)


def streams(arguments: argparse.Namespace) -> Answer:
    """List the streams of others."""
    book = entrance.open_book(arguments)
    try:
        found = integrity.standings(book)
    finally:
        book.close()
    return Answer([_value(one) for one in found], [_line(one) for one in found] or ["还没有收过数据包。"])


def _value(one: StreamStanding) -> dict[str, Any]:
    return {
        "stream": f"{one.dev.hex()}:{one.ep.hex()}", "name": one.name, "role": one.role, "part": one.part, "held": one.held,
        "gap": [one.gap.first, one.gap.upto] if one.gap else None, "holes": [list(hole) for hole in one.holes], "ended": one.ended,
        "versions": [{"name": version.first.hex(), "upto": version.upto, "entries": version.entries, "money": version.money} for version in one.fork.versions]
        if one.fork else [],
        "stands": one.fork.stands if one.fork else None,
    }  # fmt: skip


def _line(one: StreamStanding) -> str:
    words = (
        f"{one.dev.hex()[:6]}:{one.ep.hex()[:6]}　{one.name or '未开通的设备'}　第 {one.part} 段　已收 {one.held} 条"
    )
    if one.ended:
        words += "　已停用"
    if one.gap:
        words += f"　缺第 {one.gap.first}–{one.gap.upto} 条"
    if one.fork:
        told = "；".join(
            f"{version.first.hex()[:8]}：{version.entries} 条，其中发券核销 {version.money} 条"
            for version in one.fork.versions
        )
        words += f"　两份记录（{told}）" + ("" if one.fork.stands is None else "，已认定")
    return words


def _stream(book: Casebook, text: str) -> StreamStanding:
    """Find the stream that the beginnings of its device and epoch name; raise StreamUnknown."""
    dev, _, ep = text.lower().partition(":")
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
    return Answer(value, [f"已关闭：{one.name} 第 {one.gap.first}–{one.gap.upto} 条", *outcome_lines(taken)])


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
    words = "两份都算数" if stands == forks.BOTH else f"以 {stands[:8]} 为准"
    return Answer(
        {"stream": arguments.stream, "stands": stands}, [f"已认定：{one.name}，{words}。随下一份回执送到该单位。"]
    )


def end_part(arguments: argparse.Namespace) -> Answer:
    """End a part that a copy wrote, or take it back."""
    book = entrance.open_book(arguments)
    try:
        one = _stream(book, arguments.stream)
        integrity.end_part(book, one, arguments.reason, entrance.second_person(book, arguments.second))
    finally:
        book.close()
    words = "已恢复" if one.ended else "已停用"
    return Answer(
        {"stream": arguments.stream, "ended": not one.ended},
        [f"{words}：{one.name} 第 {one.part} 段。随下一份回执送到该单位。"],
    )
