"""Commands about what a merge leaves for people: fields filled in differently, two records of one human, vouchers redeemed twice."""

import argparse
import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

from rules.errors import UserError
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.casebook import Casebook
    from db.conflicts import Candidate, Conflict
    from db.contests import Contest
    from db.people import PersonRow

T = TypeVar("T")
MOST = 500
"""As many are listed, and can be named by the beginning of their numbers."""
_LEAST = 4


class NoSuchChoice(UserError):
    """Say that not exactly one of those listed begins as given; field `given`."""

    code = "NO_SUCH_CHOICE"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("conflicts", help=_("两处填写不一致：列出，或采用其中一个"))
    one.add_argument("--decide", metavar=_("编号"), default="", help=_("采用编号以此开头的值（编号见清单）"))
    one.add_argument("--decided", action="store_true", help=_("列出已作的认定；与 --decide 连用可改用另一个"))
    _place(one, conflicts)
    one = groups.add_parser("same-as", help=_("疑似同一人：列出、认定、撤销"))
    one.add_argument("deed", nargs="?", choices=("list", "judged", "accept", "refuse", "undo"), default="list", metavar=_("做什么"),
                     help=_("list 列出待核，judged 列出已认定，accept 是同一人，refuse 不是，undo 撤销"))  # fmt: skip
    one.add_argument(
        "pair", nargs="?", default="", metavar=_("编号"), help=_("一对档案的编号（见清单），写开头几位即可")
    )
    _place(one, same_as)
    one = groups.add_parser("contests", help=_("重复核销：列出，或由两人认定哪一笔有效"))
    one.add_argument("--decide", metavar=_("编号"), default="", help=_("认定编号以此开头的一笔核销有效"))
    one.add_argument("--decided", action="store_true", help=_("列出已认定的；与 --decide 连用可改认另一笔"))
    one.add_argument("--reason", default="", metavar=_("依据"), help=_("谁出示了收存的原券"))
    one.add_argument(
        "--second", default="", metavar=_("登录名"), help=_("第二人；口令由 YUANZHU_SECOND_PASSPHRASE 给出或当面输入")
    )
    _place(one, contests)


def _place(one: argparse.ArgumentParser, run: "Callable[[argparse.Namespace], Answer]") -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


@contextlib.contextmanager
def _opened(arguments: argparse.Namespace) -> "Iterator[Casebook]":
    book = entrance.open_book(arguments)
    try:
        yield book
    finally:
        book.close()


def _chosen(given: str, names: dict[str, T]) -> T:
    """Give what the name as given stands for, else the only one that begins so; raise NoSuchChoice."""
    if given in names:
        return names[given]
    found = [value for name, value in names.items() if len(given) >= _LEAST and name.startswith(given.lower())]
    if len(found) != 1:
        raise NoSuchChoice(given=given)
    return found[0]


# --- fields filled in differently


def conflicts(arguments: argparse.Namespace) -> Answer:
    """List the fields in dispute, or let one value stand."""
    from db import conflicts as disputes

    with _opened(arguments) as book:
        if arguments.decided:
            found = [(f"{_(one.label)}　{one.title}", one.conflict) for one in disputes.decided(book, limit=MOST)]
        else:
            found = [
                (f"{_(row.label)}　{row.title}", conflict)
                for row in disputes.waiting(book, limit=MOST)
                for conflict in row.conflicts
            ]
        if arguments.decide:
            names = {_number(field, value): (field, value) for _title, field in found for value in field.values}
            field, value = _chosen(arguments.decide, names)
            disputes.decide(book, field.table, field.row, field.column, value.hash)
            return Answer(
                {"decided": _told(field, value)},
                [_("已采用：{label} {value}").format(label=_(field.label), value=_said(value))],
            )
    values = [
        {"title": title, "table": field.table, "row": field.row.hex(), "column": field.column, "label": field.label,
         "values": [_told(field, value) for value in field.values]}
        for title, field in found
    ]  # fmt: skip
    lines = []
    for title, field in found:
        lines.append(f"{title}　{_(field.label)}")
        lines += [
            f"  {_number(field, value)}　{_said(value)}　{value.desk or '—'} {value.by}".rstrip()
            for value in field.values
        ]
    return Answer(values, lines or [_("没有两处填写不一致的内容。")])


def _number(field: "Conflict", value: "Candidate") -> str:
    """Give a value its number: the entry and the field, for one entry may have written several."""
    return f"{value.hash.hex()[:12]}-{field.column}"


def _said(value: "Candidate") -> str:
    if value.value is None:
        return _("（空）")
    return value.named or (value.value.hex() if isinstance(value.value, bytes) else str(value.value))


def _told(field: "Conflict", value: "Candidate") -> dict[str, Any]:
    return {"number": _number(field, value), "value": _said(value), "unit": value.desk, "by": value.by, "at": value.at}


# --- two records of one human


def same_as(arguments: argparse.Namespace) -> Answer:
    """List the pairs that wait or were judged, or judge one."""
    from db import sameness

    deeds = {"accept": sameness.accept, "refuse": sameness.refuse, "undo": sameness.undo}
    with _opened(arguments) as book:
        if arguments.deed in {"list", "accept", "refuse"}:
            found = [
                (one.one, one.other, _(sameness.EVIDENCE[one.evidence]))
                for one in sameness.proposals(book, limit=MOST).pairs
            ]
        else:
            found = [
                (
                    one.one,
                    one.other,
                    _("两处认定不一致") if one.disputed else _("是同一人") if one.same else _("不是同一人"),
                )
                for one in sameness.judged(book, limit=MOST)
            ]
        if arguments.deed in deeds:
            names = {sameness.pair_id(one.id, other.id).hex(): (one, other) for one, other, _words in found}
            one, other = _chosen(arguments.pair, names)
            deeds[arguments.deed](book, one.id, other.id)
            done = {"accept": _("已认定为同一人"), "refuse": _("已认定不是同一人"), "undo": _("已撤销认定")}[
                arguments.deed
            ]
            return Answer({arguments.deed: _pair(one, other)}, [_("{done}：{name}").format(done=done, name=one.name)])
    values = [{**_pair(one, other), "words": words} for one, other, words in found]
    lines = [
        f"{sameness.pair_id(one.id, other.id).hex()[:12]}　{one.name}　{words}　{_document(one)} / {_document(other)}"
        for one, other, words in found
    ]
    return Answer(values, lines or [_("没有疑似同一人的档案。") if arguments.deed == "list" else _("没有已作的认定。")])


def _pair(one: "PersonRow", other: "PersonRow") -> dict[str, Any]:
    from db import sameness

    return {
        "pair": sameness.pair_id(one.id, other.id).hex(),
        "name": one.name,
        "one": one.id.hex(),
        "other": other.id.hex(),
    }


def _document(person: "PersonRow") -> str:
    return _("尾号 {doc_tail}").format(doc_tail=person.doc_tail) if person.doc_no else _("证件待补")


# --- vouchers redeemed twice


def contests(arguments: argparse.Namespace) -> Answer:
    """List the vouchers redeemed more than once, or let one redemption stand."""
    from db import contests as twice

    with _opened(arguments) as book:
        found = twice.contested(book, decided=arguments.decided, limit=MOST)
        if arguments.decide:
            names = {one.id.hex(): (contest, one) for contest in found for one in contest.redemptions}
            contest, chosen = _chosen(arguments.decide, names)
            second = entrance.second_person(book, arguments.second) if arguments.second else None
            twice.decide(book, contest.voucher, chosen.id, arguments.reason, second=second)
            told = _contest(twice.of(book, contest.voucher))
            return Answer(
                told,
                [
                    _("已认定：{number} 以 {base} {day} 的核销为准").format(
                        number=contest.number, base=chosen.base, day=chosen.day
                    )
                ],
            )
    lines = []
    for contest in found:
        lines.append(f"{contest.number}　{contest.holder}")
        lines += [
            f"  {one.id.hex()[:12]}　{one.base}　{one.day}{'　' + _('认定有效') if one.id == contest.stands else ''}"
            for one in contest.redemptions
        ]
    return Answer([_contest(contest) for contest in found], lines or [_("没有重复核销的券。")])


def _contest(found: "Contest") -> dict[str, Any]:
    return {
        "number": found.number, "holder": found.holder, "stands": found.stands.hex(),
        "redemptions": [{"id": one.id.hex(), "base": one.base, "day": one.day, "amount_fen": one.amount_fen} for one in found.redemptions],
    }  # fmt: skip
