"""The command `demo`: a sample county, two bases and a province that play the whole story."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.workplace import make_folder
from rules.errors import UserError
from rules.money import grouped
from ui.commands import sample
from ui.commands.entrance import VARIABLE, count
from ui.commands.line import Answer, option_json
from ui.text import _

if TYPE_CHECKING:
    from rules.wrapping import Parameters
    from ui.commands.story import Story

DONE = "story.json"
FOR_PRACTICE = 120
"""People of the sample that the start dialog makes: enough to look at, ready in half a minute."""
_MORE_VOUCHERS = 40


_PARTS = ("province", "desk", "base1", "base2", "bundles", "receipts", "papers", "rosters", "backups", "screenshots")


class DemoFolderNotEmpty(UserError):
    """Say that the folder for the sample holds other things; field `path`."""

    code = "DEMO_FOLDER_NOT_EMPTY"


def add_to(groups: Any) -> None:
    """Add this module's command."""
    one = groups.add_parser("demo", help=_("生成示例县并演示全流程"))
    one.add_argument("folder", type=Path, metavar=_("文件夹位置"), help=_("示例放在这里：新的、空的，或从前的示例"))
    one.add_argument(
        "--people", type=count, default=sample.FULL, help=_("多少人（默认 {most}，最少 60）").format(most=sample.FULL)
    )
    one.add_argument("--seed", type=int, default=2009, help=_("随机种子：同一个数生成同样的人（默认 2009）"))
    one.add_argument("--headless", action="store_true", help=_("不开窗口，用离屏窗口演示并截图"))
    option_json(one)
    one.set_defaults(run=demo)


def demo(arguments: argparse.Namespace) -> Answer:
    """Play the story into the folder, then open the desk's window on it; with no display, play through the window offscreen and keep pictures."""
    import json

    from ui.commands import story

    folder: Path = arguments.folder
    headless = arguments.headless or not has_display()
    if not headless and (folder / DONE).is_file():
        return _open(folder, json.loads((folder / DONE).read_text(encoding="utf-8")))
    if folder.exists() and any(folder.iterdir()) and not (folder / DONE).is_file():
        raise DemoFolderNotEmpty(path=str(folder))
    _clear(folder)
    make_folder(folder)
    say: story.Say = (lambda _: None) if arguments.json else print
    if headless and not arguments.headless:
        say(_("没有显示器：改用离屏窗口演示，打印件、数据包、回执和截图都留在文件夹里。"))
    told = story.tell(
        folder, people_wanted=arguments.people, seed=arguments.seed, passphrase=os.environ.get(VARIABLE, ""), say=say
    )
    if headless:
        from ui import showcase

        say(_("离屏打开窗口，走一遍窗口里的办事流程并截图……"))
        pictures = showcase.play(told)
    else:
        leave_work(told)
    value = _put_away(told, folder, pictures if headless else [])
    return Answer(value, _lines(value, folder)) if headless else _open(folder, value)


def practice(folder: Path, kind: str, parameters: "Parameters | None" = None) -> tuple[Path, str]:
    """Make the sample for trying in `folder` unless it is there; give the workplace of that kind and the sample's passphrase.

    Raise DemoFolderNotEmpty where other things lie in the folder.
    """
    import json

    from ui.commands import story

    if (folder / DONE).is_file():
        value = json.loads((folder / DONE).read_text(encoding="utf-8"))
    else:
        if folder.exists() and not {path.name for path in folder.iterdir()} <= {*_PARTS, DONE}:
            raise DemoFolderNotEmpty(path=str(folder))
        _clear(folder)  # what a sample left that was broken off
        make_folder(folder)
        told = story.tell(folder, people_wanted=FOR_PRACTICE, parameters=parameters)
        leave_work(told)
        value = _put_away(told, folder, [])
    places = value["workplaces"]
    return Path(places["bases"][0] if kind == "base" else places[kind]), value["passphrase"]


def leave_work(told: "Story") -> None:
    """Leave something to do after the story: a class that has not begun yet, and vouchers to issue."""
    import datetime as dt

    from db import training
    from sync import admission, collector, receiving
    from ui.commands.story import FACE_FEN, FEE_FEN, MORE

    told.clock.set(sample.DAY)
    days = sample.school_days(sample.DAY + dt.timedelta(days=14), 15)
    course = training.courses(told.desk)[0]
    draft = training.ClassDraft(
        training.bases(told.desk)[0].id, course.id, 9, days[0], days[-1], 15, 120, _MORE_VOUCHERS, FEE_FEN
    )
    training.create_class(told.desk, draft)
    lot = admission.Allotment(
        vouchers=_MORE_VOUCHERS,
        face_fen=FACE_FEN,
        valid_until=dt.date(2010, 2, 28),
        limit_fen=(told.plan.issued + told.plan.voided + _MORE_VOUCHERS) * FACE_FEN,
    )
    key = admission.open_grant_key(told.province, told.passphrase + "-offline")
    admission.extend(told.province, told.desk.workplace.dev, lot, key)
    answers = told.place(MORE)
    collector.collect(told.province, [], answers)
    receiving.receive_folder(told.desk, [answers])


def _put_away(told: "Story", folder: Path, pictures: list[Path]) -> dict[str, Any]:
    """Close the story's casebooks and write what it came to beside them; give that."""
    import json

    from ui.commands import story

    value = story.summary(told)
    value["screenshots"] = [str(path) for path in pictures]
    for book in told.everybody():
        book.close()
    (folder / DONE).write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return value


def has_display() -> bool:
    """Tell whether a window can be seen: always on Windows and macOS, elsewhere where a display server is named."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(folder: Path, value: dict[str, Any]) -> Answer:
    """Open the desk's window on the sample county, already signed in."""
    from ui import showcase

    print("\n".join(_lines(value, folder)))
    code = showcase.open_desk(Path(value["workplaces"]["desk"]), value["passphrase"])
    return Answer(value, [], code)


def _clear(folder: Path) -> None:
    """Take away what an earlier story left here."""
    import shutil

    for name in _PARTS:
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / DONE).unlink(missing_ok=True)


def _lines(value: dict[str, Any], folder: Path) -> list[str]:
    vouchers = value["vouchers"]
    same = all(len(set(found.values())) == 1 for found in value["digests"].values())
    return [
        _(
            "登记 {people} 人；{classes} 个培训班，入学 {enrolled} 人，结业 {completed} 人，合格 {passed} 人，发证 {certificates} 张"
        ).format(**value),
        _("培训券 {printed} 张 = 在库 {stock} + 已发 {issued} + 作废 {void}").format(**vouchers),
        _("已发 {issued} = 已核销 {redeemed} + 已发未核销 {outstanding} + 过期 {expired} + 挂失 {lost}").format(
            **vouchers
        ),
        _("重复核销待查 {contested} 张；应付 {payable} 张，{yuan} 元").format(
            contested=vouchers["contested"], payable=vouchers["payable"], yuan=grouped(vouchers["payable_fen"])
        ),
        (
            (_("各单位状态摘要一致") if same else _("各单位状态摘要不一致"))
            + _("；")
            + _("数据包 {bundles} 个，回执 {receipts} 个，打印件 {papers} 份，截图 {screenshots} 张").format(
                **{name: len(value[name]) for name in ("bundles", "receipts", "papers", "screenshots")}
            )
        ),
        _("全部文件在 {folder}；示例口令：{passphrase}").format(folder=folder, passphrase=value["passphrase"]),
    ]
