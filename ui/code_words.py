"""The words of code tables and of what `db` tells, in the language of the window; papers ask `rules.codes`, for they are Chinese."""

import re
from collections.abc import Collection, Iterable

from db import schema
from db.records import Record
from db.tables.declaration import Column, Table
from rules import codes
from ui.text import CHINESE, N_, _, language

_BARE = re.compile(r"\{\w+\}")
"""A title that is one column of the row."""
_ONE = {
    "服务对象": N_("一位服务对象"), "困难职工档案": N_("一份困难职工档案"), "救助申请": N_("一份救助申请"), "维权案件": N_("一件维权案件"), "共同约定": N_("一份共同约定"),
    "招聘岗位": N_("一个招聘岗位"), "岗位推荐": N_("一封岗位推荐"), "就业登记": N_("一条就业登记"), "岗位信息批次": N_("一个岗位信息批次"), "人力资源基地": N_("一个人力资源基地"),
    "劳务输出批次": N_("一个劳务输出批次"), "创业培训班": N_("一个创业培训班"), "小额贷款": N_("一笔小额贷款"), "基地单位": N_("一个基地单位"), "基地牌子": N_("一块基地牌子"),
    "兼职培训师": N_("一位兼职培训师"), "文化服务": N_("一次文化服务"),
}  # fmt: skip
"""Kinds of records whose name in another language says that they are many, and what one of them is called there."""


def entries(table: str, only: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Give (code, words) of a table in order, of those `only` where they are named."""
    return [(one.code, _(one.label)) for one in codes.tables()[table].items if only is None or one.code in only]


def word(table: str, code: str) -> str:
    """Give the words of a code; the code itself where the table has none."""
    return _(codes.label(table, code))


def several(table: str, held: Iterable[str]) -> str:
    """Give the words of several codes on one line."""
    return _("、").join(word(table, str(code)) for code in held)


def label(column: Column) -> str:
    """Give the label of a column; one that refers to a record names one: Chinese has the same word for a kind and for one of it."""
    words = column.label
    return _(_ONE.get(words, words)) if column.refers and language() != CHINESE else _(words)


def of_record(record: Record, name: str) -> str:
    """Give a column of a record in words: codes, states, sums, yes and no in the language of the window, what somebody entered as it is."""
    column, states, words = record.table.by_name[name], record.table.states, record.words[name]
    is_ours = column.codes or column.type in {"fen", "flag"} or (states is not None and name == states.column)
    if column.refers:
        return titled(schema.BY_NAME[column.refers], words)
    return _(words) if is_ours else words


def titled(table: Table, title: str) -> str:
    """Give what a row is called in the language of the window, as far as its table's title has words of ours: codes, states, what stands between."""
    return title if _BARE.fullmatch(table.title) else _(title)
