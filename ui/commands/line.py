"""The command line: reads the arguments, runs one command, prints its result for people or as JSON, and gives the exit code.

0 done, 1 refused with a reason, 2 wrong usage. The passphrase comes from YUANZHU_PASSPHRASE or a prompt, never from an argument.
"""

import argparse
import errno
import io
import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from rules.errors import AppError
from ui.error_text import say, say_any
from ui.text import CHINESE, N_, _, language

_log = logging.getLogger("yuanzhu")
_log.addHandler(logging.NullHandler())  # without a handler, Python would print the record to standard error


class Answer:
    """Hold what a command answers: the JSON value, the lines for people, and the exit code."""

    def __init__(self, value: Any, lines: Sequence[str] = (), code: int = 0) -> None:
        self.value, self.lines, self.code = value, tuple(lines), code


_MISUSE = (
    (r"the following arguments are required: (?P<what>.+)", N_("缺少：{what}")),
    (r"one of the arguments (?P<what>.+) is required", N_("缺少其中一项：{what}")),
    (r"unrecognized arguments: (?P<what>.+)", N_("多出了：{what}")),
    (r"ambiguous option: (?P<what>.+) could match (?P<others>.+)", N_("{what} 没有写全，可以是 {others}")),
    (r"argument (?P<what>.+): expected (?:at most |at least )?one argument", N_("{what} 后面要写内容")),
    (r"argument (?P<what>.+): expected (?P<n>\d+) arguments?", N_("{what} 后面要写 {n} 项")),
    (r"argument (?P<what>.+): ignored explicit argument (?P<value>.+)", N_("{what} 后面不写内容：{value}")),
    (r"argument (?P<what>.+): not allowed with argument (?P<others>.+)", N_("{what} 不能与 {others} 连用")),
    (r"argument (?P<what>.+): invalid choice: (?P<value>\S+) .*", N_("{what} 不能是 {value}")),
    (r"argument (?P<what>.+): invalid \S+ value: (?P<value>.+)", N_("{what} 不能是 {value}")),
    (r"argument (?P<what>.+?): (?P<why>.+)", N_("{what}：{why}")),
)
"""What argparse says of a wrong usage, and how we say it in the language in use: argparse's own words never reach a reader."""


_TITLES = {"positional arguments": N_("要写的内容"), "options": N_("选项"), "optional arguments": N_("选项")}
"""What argparse heads its lists with, and how we do."""


class _Help(argparse.HelpFormatter):
    """Lay help out as argparse does, headed in the language in use."""

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:  # the parent's argument names
        """Begin with the usage, headed in our words."""
        super().add_usage(usage, actions, groups, _("用法：") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """Begin a list, headed in our words."""
        super().start_section(_(_TITLES[heading]) if heading in _TITLES else heading)


class Parser(argparse.ArgumentParser):
    """Say help, and in one sentence a wrong usage (exit 2), in the language in use; in English metavars are capitals, as is usual there."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what argparse takes; `--help` is told in our words."""
        super().__init__(*arguments, **{"formatter_class": _Help, "add_help": False, **options})
        self.add_argument("-h", "--help", action="help", help=_("显示这段说明"))

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        """Add an argument, its metavar in the manner of the language."""
        return super().add_argument(*names, **_in_manner(options))

    def add_subparsers(self, **options: Any) -> Any:
        """Add the place of a subcommand, its metavar in the manner of the language."""
        return super().add_subparsers(**_in_manner(options))

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it, and leave."""
        found = next(((match, words) for pattern, words in _MISUSE if (match := re.fullmatch(pattern, message))), None)
        told = _(found[1]).format(**found[0].groupdict()) if found else message
        self.exit(2, self.format_usage() + _("命令写法不对：{told}。用 --help 查看说明。\n").format(told=told))


def _in_manner(options: dict[str, Any]) -> dict[str, Any]:
    """Give options whose metavar is one word in capitals; Chinese has none and stays."""
    said = options.get("metavar")
    if said is None:
        return options
    made = [words.upper().replace(" ", "-") for words in ((said,) if isinstance(said, str) else said)]
    return {**options, "metavar": made[0] if isinstance(said, str) else tuple(made)}


def parser() -> argparse.ArgumentParser:
    """Make the parser of all commands."""
    from ui.commands import (
        exchanging,
        handing,
        integrity,
        job_aid,
        keys,
        ledgers,
        mailing,
        money_aid,
        people,
        places,
        printing,
        prints,
        records,
        reporting,
        rights_aid,
        samples,
        settling,
        startup_aid,
        stock,
        survey_aid,
        transport,
    )

    speak_chinese()
    made = Parser(prog="main.py", description=_("工会援助业务系统（援助台）"))
    made.add_argument("--lang", metavar=_("语言"), help=_("写在最前面：en 为英文；不写为中文"))
    groups = made.add_subparsers(dest="command", metavar=_("命令"), required=True)
    for module in (
        samples,
        places,
        printing,
        people,
        ledgers,
        job_aid,
        rights_aid,
        startup_aid,
        money_aid,
        survey_aid,
        mailing,
        exchanging,
        handing,
        integrity,
        records,
        prints,
        reporting,
        settling,
        stock,
        transport,
        keys,
    ):
        module.add_to(groups)
    return made


def option_json(one: argparse.ArgumentParser) -> None:
    """Give a command the option `--json`."""
    one.add_argument("--json", action="store_true", help=_("输出机器可读的 JSON"))


def option_workplace(one: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command the options that name the workplace and who signs in."""
    one.add_argument(
        "--workplace",
        type=Path,
        required=required,
        default=argparse.SUPPRESS if required else None,
        help=_("工作点文件夹"),
    )
    one.add_argument("--user", default="", help=_("登录名（不填为第一位用户）"))


def speak_chinese() -> None:
    """Let Chinese pass whatever the locale: UTF-8 into files and pipes, and no character may stop the program on an old console."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was parsed; print the answer or why not; give the exit code."""
    as_json = bool(getattr(arguments, "json", False))
    try:
        answer: Answer = arguments.run(arguments)
    except AppError as error:
        return refuse(error.code, say(error), error.fields, as_json=as_json)
    except KeyboardInterrupt:
        return refuse("CANCELLED", _("已取消。"), {}, as_json=as_json)
    except OSError as error:
        return refuse("SYSTEM", _say_system(error), {}, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last wall: no traceback ever reaches a clerk
        place = _place(error)
        _log.critical("unexpected: %s", place)
        return refuse("UNEXPECTED", say_any(error, place), {"place": place}, as_json=as_json)
    if as_json:
        _print(json.dumps(answer.value, ensure_ascii=False, indent=1, default=str))
    elif answer.lines:
        _print(columns("\n".join(answer.lines)))
    return answer.code


def columns(text: str) -> str:
    """Give lines whose columns stand apart as is usual in the language: by a full-width space in Chinese, by two spaces elsewhere."""
    return text if language() == CHINESE else text.replace("　", "  ")


def _print(text: str) -> None:
    """Print to whoever listens; a reader who has heard enough (`… | head`) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - Python flushes it once more at its end


_SYSTEM = {
    errno.ENOENT: N_("找不到文件或文件夹"), errno.EACCES: N_("没有权限"), errno.EPERM: N_("没有权限"), errno.EROFS: N_("磁盘只读"), errno.ENOSPC: N_("磁盘已满"),
    errno.ENOTDIR: N_("不是文件夹"), errno.EISDIR: N_("这是文件夹，不是文件"), errno.EIO: N_("读写出错"), errno.ENAMETOOLONG: N_("名称太长"), errno.EEXIST: N_("已经存在"),
}  # fmt: skip
"""What the system says, in the words of those who read it."""


def _say_system(error: OSError) -> str:
    told = _(_SYSTEM.get(error.errno or 0, N_("读写失败")))
    if error.filename:
        return _("电脑或磁盘出了问题：{told}（{name}）。").format(told=told, name=error.filename)
    return _("电脑或磁盘出了问题：{told}。").format(told=told)


def _place(error: BaseException) -> str:
    """Name a bug by its kind and the line that it arose on; never by its message, which may name a person."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f" {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + last


def refuse(code: str, words: str, fields: dict[str, Any], *, as_json: bool) -> int:
    """Print a refusal; give exit code 1."""
    if as_json:
        known = {name: value for name, value in fields.items() if isinstance(value, (str, int, float, bool))}
        print(json.dumps({"error": code, "message": words, **known}, ensure_ascii=False, indent=1))
    else:
        print(words, file=sys.stderr)
    return 1
