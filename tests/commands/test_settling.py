"""What a merge leaves for people, settled from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db import conflicts, people, sameness
from db.casebook import Casebook
from db.people import PersonDraft
from rules.clock import SystemClock, millis
from tests.commands.conftest import PASSPHRASE, Run
from tests.journeys.pending_world import OTHER, heads, write

if TYPE_CHECKING:
    from collections.abc import Callable


def reopen(path: Path) -> Casebook:
    from db import casebook

    return casebook.open_casebook(path, "", PASSPHRASE, SystemClock())


@pytest.fixture
def troubled(desk: Path) -> Path:
    """Give a desk with a person whose telephone and name are in dispute, and with a pair of records."""
    book = reopen(desk)
    row = people.register(book, PersonDraft("张三", phone="13800138000")).id
    before = heads(book, "person", row)
    people.change(book, row, {"phone": "13700137000", "phone_owner": "本人"})
    write(book, OTHER, "person", row, before, {"phone": "13900139000", "phone_owner": "配偶"})
    for _ in range(2):
        people.register(book, PersonDraft("李四", birth="1980-01-01"))
    assert millis(book.clock)
    book.close()
    return desk


def test_disputes_are_listed_decided_and_decided_otherwise(run: Run, troubled: Path) -> None:
    place = ("--workplace", troubled, "--json")
    listed = run("conflicts", *place).value
    assert [(one["column"], [value["value"] for value in one["values"]]) for one in listed] == [
        ("phone", [value["value"] for value in listed[0]["values"]]),
        ("phone_owner", [value["value"] for value in listed[1]["values"]]),
    ]
    assert {value["value"] for value in listed[0]["values"]} == {"13700137000", "13900139000"}
    number = {value["value"]: value["number"] for value in listed[0]["values"]}
    assert run("conflicts", "--decide", number["13900139000"], *place).value["decided"]["value"] == "13900139000"
    assert [one["column"] for one in run("conflicts", *place).value] == ["phone_owner"]
    again = run("conflicts", "--decided", "--decide", number["13700137000"], *place)
    assert again.value["decided"]["value"] == "13700137000"
    assert "没有唯一一项" in run("conflicts", "--decide", "zz", "--workplace", troubled).refusal
    book = reopen(troubled)
    assert conflicts.count(book) == 1
    book.close()
    told = run("conflicts", "--workplace", troubled)
    assert "号码归属" in told.out


def test_pairs_are_listed_judged_and_taken_back(run: Run, troubled: Path) -> None:
    place = ("--workplace", troubled, "--json")
    (pair,) = run("same-as", *place).value
    assert (pair["name"], pair["words"]) == ("李四", "姓名、出生日期相同")
    deeds: list[tuple[str, Callable[[list[object]], bool]]] = [
        ("accept", lambda found: not found), ("undo", lambda found: len(found) == 1), ("refuse", lambda found: not found),
    ]  # fmt: skip
    for deed, right in deeds:
        assert run("same-as", deed, pair["pair"][:8], *place).value[deed]["pair"] == pair["pair"]
        assert right(run("same-as", *place).value)
    assert "不是同一人" in run("same-as", "judged", "--workplace", troubled).out
    assert run("same-as", "accept", pair["pair"], *place).error == "NO_SUCH_CHOICE"
    book = reopen(troubled)
    assert [one.same for one in sameness.judged(book)] == [False]
    book.close()


def test_without_contested_vouchers_the_list_says_so(run: Run, desk: Path) -> None:
    assert run("contests", "--workplace", desk).out == "没有重复核销的券。\n"
    assert run("contests", "--workplace", desk, "--json").value == []
    assert run("contests", "--decide", "abcdef", "--workplace", desk, "--json").error == "NO_SUCH_CHOICE"
    assert run("conflicts", "--workplace", desk).out == "没有两处填写不一致的内容。\n"
    assert run("same-as", "--workplace", desk).out == "没有疑似同一人的档案。\n"
