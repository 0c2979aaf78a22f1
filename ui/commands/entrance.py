"""How a command comes in: which workplace, who, with which passphrase, at what time."""

import argparse
import os
from datetime import date

from db import casebook, workplace
from db.casebook import Casebook
from rules import money
from rules.clock import Clock, SampleClock, SystemClock
from rules.errors import UserError
from rules.regions import Regions, national
from ui.commands import sample
from ui.text import _

VARIABLE = "YUANZHU_PASSPHRASE"


class NoPassphrase(UserError):
    """Say that no passphrase was given: the variable is not set and there is nobody to ask; field `variable`."""

    code = "NO_PASSPHRASE"


def passphrase(question: str = "", variable: str = VARIABLE) -> str:
    """Give the passphrase from the environment or from a prompt; raise NoPassphrase where there is neither."""
    said = os.environ.get(variable)
    if said:
        return said
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise NoPassphrase(variable=variable)
    return getpass.getpass(question or _("口令："))


def clock_of(place: workplace.Workplace | None) -> Clock:
    """Give the clock of a workplace: sample data lives in its own year."""
    return SampleClock(sample.DAY) if place is not None and place.sample else SystemClock()


def regions_of(place: workplace.Workplace | None) -> Regions:
    """Give the region table of a workplace; the sample county is known to sample data alone."""
    return sample.regions() if place is not None and place.sample else national()


def open_book(arguments: argparse.Namespace) -> Casebook:
    """Open the workplace that the arguments name."""
    place = workplace.load(arguments.workplace)
    return casebook.open_casebook(
        arguments.workplace, getattr(arguments, "user", ""), passphrase(), clock_of(place), regions=regions_of(place)
    )


def second_person(book: Casebook, login: str) -> casebook.Session:
    """Sign in the second person of a four-eyes action; the passphrase comes from YUANZHU_SECOND_PASSPHRASE or a prompt."""
    said = passphrase(_("第二人口令："), "YUANZHU_SECOND_PASSPHRASE")
    return casebook.sign_in(book.workplace, login, said)[1]


def day(text: str) -> date:
    """Read an ISO day for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("日期应写作 2009-09-28：{text}").format(text=text)) from error


def count(text: str) -> int:
    """Read how many numbers for argparse: none or more."""
    if text.isascii() and text.isdecimal() and len(text) <= 6:
        return int(text)
    raise argparse.ArgumentTypeError(_("应为 0 至 999999 的整数：{text}").format(text=text))


def region(text: str) -> str:
    """Read a region code for argparse: 6 digits; of a province or city 2 or 4 will do."""
    if len(text) in {2, 4, 6} and text.isascii() and text.isdecimal():
        return text.ljust(6, "0")
    raise argparse.ArgumentTypeError(_("区划代码应为 6 位数字：{text}").format(text=text))


def yuan(text: str) -> int:
    """Read an amount in yuan for argparse; give fen."""
    try:
        return money.parse_yuan(text)
    except money.MoneyFormat as error:
        raise argparse.ArgumentTypeError(_("金额看不明白：{text}").format(text=text)) from error
