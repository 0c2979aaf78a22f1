"""The command line: reads the arguments, runs one command, prints its result for people or as JSON, and gives the exit code.

0 done, 1 refused with a reason, 2 wrong usage. The passphrase comes from YUANZHU_PASSPHRASE or a prompt, never from an argument.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rules.errors import AppError
from ui.error_text import say, say_any

Command = Callable[[argparse.Namespace], "Answer"]


class Answer:
    """Hold what a command answers: the JSON value, the lines for people, and the exit code."""

    def __init__(self, value: Any, lines: Sequence[str] = (), code: int = 0) -> None:
        self.value, self.lines, self.code = value, tuple(lines), code


def parser() -> argparse.ArgumentParser:
    """Make the parser of all commands."""
    from ui.commands import exchanging, people, places, samples

    made = argparse.ArgumentParser(prog="main.py", description="工会援助业务系统（援助台）")
    groups = made.add_subparsers(dest="command", metavar="命令", required=True)
    for module in (samples, places, people, exchanging):
        module.add_to(groups)
    return made


def option_json(one: argparse.ArgumentParser) -> None:
    """Give a command the option `--json`."""
    one.add_argument("--json", action="store_true", help="输出机器可读的 JSON")


def option_workplace(one: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Give a command the options that name the workplace and who signs in."""
    one.add_argument(
        "--workplace",
        type=Path,
        required=required,
        default=argparse.SUPPRESS if required else None,
        help="工作点文件夹",
    )
    one.add_argument("--user", default="", help="登录名（只有一个用户时可省略）")


def run(arguments: argparse.Namespace) -> int:
    """Run the command that was parsed; print the answer or why not; give the exit code."""
    as_json = bool(getattr(arguments, "json", False))
    try:
        answer: Answer = arguments.run(arguments)
    except AppError as error:
        return refuse(error.code, say(error), error.fields, as_json=as_json)
    except KeyboardInterrupt:
        return refuse("CANCELLED", "已取消。", {}, as_json=as_json)
    except OSError as error:
        return refuse(
            "SYSTEM",
            f"电脑或磁盘出了问题：{error.strerror or type(error).__name__}（{error.filename or ''}）",
            {},
            as_json=as_json,
        )
    except Exception as error:  # the last wall: no traceback ever reaches a clerk
        logging.getLogger("yuanzhu").exception("unexpected")
        return refuse("UNEXPECTED", say_any(error), {}, as_json=as_json)
    if as_json:
        print(json.dumps(answer.value, ensure_ascii=False, indent=1, default=str))
    elif answer.lines:
        print("\n".join(answer.lines))
    return answer.code


def refuse(code: str, words: str, fields: dict[str, Any], *, as_json: bool) -> int:
    """Print a refusal; give exit code 1."""
    if as_json:
        known = {name: value for name, value in fields.items() if isinstance(value, (str, int, float, bool))}
        print(json.dumps({"error": code, "message": words, **known}, ensure_ascii=False, indent=1))
    else:
        print(words, file=sys.stderr)
    return 1
