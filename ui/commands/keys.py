"""Commands about keys and ways in: the province's offline keys, renewal, revocation, lost PCs, the recovery sheet, rescue, people.

Passphrases come from variables or a prompt, never from an argument: YUANZHU_OFFLINE_PASSPHRASE (a key of the province), YUANZHU_NEW_OFFLINE_PASSPHRASE
(its new keys), YUANZHU_NEW_PASSPHRASE (what a person gets), YUANZHU_SECOND_PASSPHRASE, YUANZHU_SHEET_CODE.
"""

import argparse
from pathlib import Path
from typing import Any

from db import recovery, users, workplace
from rules import recovery_code
from sync import admission, cards, device, lost, rekey, renewing, rescue, safekeeping
from sync.collector import write_receipts
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.papers.faces import fonts_of
from ui.text import N_, _

WHICH = {
    "root": N_("根密钥"),
    "grant": N_("授权密钥"),
    "safe": N_("保险密钥"),
    "receipt": N_("回执密钥"),
    "transport": N_("收包密钥"),
}


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    keys = groups.add_parser("keys", help=_("密钥与恢复：分开存放、更换、撤销、设备丢失、忘记口令"))
    steps = keys.add_subparsers(dest="step", metavar=_("步骤"), required=True)
    _add_province(steps)
    _add_devices(steps)
    _add_people(steps)
    _add_ways(steps)


def _command(steps: Any, name: str, words: str, run: Any, *, workplace_too: bool = True) -> argparse.ArgumentParser:
    one: argparse.ArgumentParser = steps.add_parser(name, help=words)
    if workplace_too:
        option_workplace(one)
    else:
        one.add_argument("--workplace", type=Path, required=True, help=_("工作点文件夹"))
    option_json(one)
    one.set_defaults(run=run)
    return one


def _add_province(steps: Any) -> None:
    _command(steps, "status", _("各把密钥还在不在本机、存在哪里"), status)
    one = _command(steps, "keep-apart", _("把一把密钥存到 U 盘并核验，份数够了就从本机删除"), keep_apart)
    one.add_argument("which", choices=sorted(safekeeping.WANTED), help=_("root 根密钥、grant 授权密钥、safe 保险密钥"))
    one.add_argument("--to", type=Path, required=True, help=_("U 盘文件夹"))
    one.add_argument("--source", type=Path, default=None, help=_("密钥已不在本机时，从这个 U 盘复制"))
    one = _command(steps, "prove", _("再次核验 U 盘上的密钥"), prove)
    one.add_argument("which", choices=sorted(safekeeping.WANTED), help=_("root 根密钥、grant 授权密钥、safe 保险密钥"))
    one.add_argument("--on", type=Path, required=True, help=_("U 盘文件夹"))
    one = _command(steps, "renew", _("更换省总的密钥"), renew)
    one.add_argument(
        "--parts", required=True, type=_parts, help=_("要换哪几把，用逗号分开：root,grant,safe,receipt,transport")
    )
    one.add_argument("--root", type=Path, default=None, help=_("根密钥所在的 U 盘或文件"))
    one.add_argument("--receipts", type=Path, default=None, help=_("新名片和回执写到这个文件夹"))
    one = _command(steps, "card", _("导入省总的新名片"), take_card)
    one.add_argument("file", type=Path, metavar=_("名片"), help="*.yzcard")
    one.add_argument("--fingerprint", default="", help=_("核对码；接着上一版的新名片不用填"))


def _add_devices(steps: Any) -> None:
    one = _command(steps, "rekey", _("更换本机密钥（县、基地）；省总用它列出并批准"), rekey_device)
    one.add_argument("--fingerprint", default="", help=_("省总：电话里核对过的新核对码"))
    _grant_key(one)
    for name, words, run in (
        ("revoke", _("撤销一台设备的授权"), revoke),
        ("lost", _("设备丢失：撤销并封存它的号码"), report_lost),
    ):
        one = _command(steps, name, words, run)
        one.add_argument("--device", default="", help=_("设备号；不填则列出已开通的设备"))
        one.add_argument("--reason", default="", help=_("原因"))
        one.add_argument("--cut", type=int, default=-1, help=_("最后有效的一条是第几条；不填为省总收到的最后一条"))
        one.add_argument("--second", default="", help=_("第二人登录名"))
        _grant_key(one)
    one = _command(steps, "hand-over", _("把丢失设备的资料交给接替它的新设备"), hand_over)
    one.add_argument("--device", required=True, help=_("新设备的设备号"))
    one.add_argument("--to", type=Path, required=True, help=_("资料包写到这个文件夹"))


def _parts(text: str) -> list[str]:
    """Read which keys to change for argparse."""
    parts = [part.strip() for part in text.split(",")]
    if set(parts) <= set(renewing.PARTS):
        return parts
    raise argparse.ArgumentTypeError(_("只能是 {parts}").format(parts=_("、").join(renewing.PARTS)))


def _grant_key(one: argparse.ArgumentParser) -> None:
    one.add_argument("--grant-key", type=Path, default=None, help=_("授权密钥所在的 U 盘或文件"))
    one.add_argument("--receipts", type=Path, default=None, help=_("回执写到这个文件夹"))


def _add_people(steps: Any) -> None:
    for name, words, run in (
        ("reset-user", _("给忘记口令的人换口令"), reset_user),
        ("close-user", _("停用一个人的登录"), close_user),
    ):
        one = _command(steps, name, words, run)
        one.add_argument("login", metavar=_("登录名"))


def _add_ways(steps: Any) -> None:
    sheet = steps.add_parser("sheet", help=_("应急口令单：make 制作、prove 核验、use 使用"))
    acts = sheet.add_subparsers(dest="act", metavar=_("步骤"), required=True)
    one = _command(acts, "make", _("制作一张，打印后须核验才算数"), sheet_make)
    one.add_argument("--to", type=Path, required=True, help=_("PDF 文件；打印后请删除"))
    _command(acts, "prove", _("照单输入应急码，核验能打开"), sheet_prove)
    one = _command(acts, "use", _("凭应急码给一个人设新口令"), sheet_use, workplace_too=False)
    one.add_argument("--login", required=True, help=_("给谁设新口令"))
    aid = steps.add_parser("rescue", help=_("请省总解救：ask 求助、answer 答复、take 导入答复、own 省总自救"))
    acts = aid.add_subparsers(dest="act", metavar=_("步骤"), required=True)
    one = _command(acts, "ask", _("写出求助文件，并选定新口令"), rescue_ask, workplace_too=False)
    one.add_argument("--login", required=True, help=_("给谁设新口令"))
    one.add_argument("--to", type=Path, required=True, help=_("求助文件写到这个文件夹"))
    one = _command(acts, "answer", _("省总核对后写出答复文件"), rescue_answer)
    one.add_argument("file", type=Path, metavar=_("求助文件"), help="*.yzhelp")
    one.add_argument("--fingerprint", default="", help=_("电话里核对过的核对码；不填则只显示是谁求助"))
    one.add_argument("--safe-key", type=Path, default=None, help=_("保险密钥（或信封里的身份文件）"))
    one.add_argument("--to", type=Path, default=None, help=_("答复文件写到这个文件夹"))
    one = _command(acts, "take", _("导入答复文件，用新口令打开"), rescue_take, workplace_too=False)
    one.add_argument("file", type=Path, metavar=_("答复文件"), help="*.yzrescue")
    one = _command(acts, "own", _("省总本机：用保险密钥打开"), rescue_own, workplace_too=False)
    one.add_argument("--login", required=True, help=_("给谁设新口令"))
    one.add_argument("--safe-key", type=Path, required=True, help=_("保险密钥（或信封里的身份文件）"))


def _offline(question: str = "") -> str:
    return entrance.passphrase(question or _("离线密钥口令："), "YUANZHU_OFFLINE_PASSPHRASE")


def _new() -> str:
    return entrance.passphrase(_("新口令："), "YUANZHU_NEW_PASSPHRASE")


# --- the province's keys ---


def _kept_value(one: safekeeping.Kept) -> dict[str, Any]:
    copies = [{"name": copy.name, "where": copy.where, "proven": copy.proven} for copy in one.copies]
    return {"key": one.which, "here": one.here, "safe": one.is_safe, "wanted": one.wanted, "copies": copies}


def _kept_line(one: safekeeping.Kept) -> str:
    where = _("；").join(
        _("{where}（{proven} 核验）").format(where=copy.where, proven=copy.proven) for copy in one.copies
    ) or _("没有存到 U 盘")
    return _("{key}　{here}　{n}/{wanted} 份　{where}").format(
        key=_(WHICH[one.which]),
        here=_("还在本机") if one.here else _("已离开本机"),
        n=len(one.copies),
        wanted=one.wanted,
        where=where,
    )


def status(arguments: argparse.Namespace) -> Answer:
    """Tell how the province's offline keys are kept."""
    book = entrance.open_book(arguments)
    try:
        found, more, card = safekeeping.standing(book), safekeeping.strays(book), device.card(book)
    finally:
        book.close()
    value = {
        "card": card.version,
        "fingerprint": card.fingerprint,
        "keys": [_kept_value(one) for one in found],
        "others": more,
    }
    lines = [
        _("省总名片第 {version} 版　{fingerprint}").format(version=card.version, fingerprint=card.fingerprint),
        *map(_kept_line, found),
    ]
    return Answer(value, lines + [_("本机 offline 文件夹里还有：{name}").format(name=name) for name in more])


def keep_apart(arguments: argparse.Namespace) -> Answer:
    """Copy a key to a medium, prove it there, and take it off this PC once it lies where it must."""
    book = entrance.open_book(arguments)
    try:
        kept = safekeeping.put(book, arguments.which, arguments.to, _offline(), arguments.source)
    finally:
        book.close()
    return Answer(_kept_value(kept), [_kept_line(kept)])


def prove(arguments: argparse.Namespace) -> Answer:
    """Unlock a copy on its medium once more."""
    book = entrance.open_book(arguments)
    try:
        kept = safekeeping.prove(book, arguments.which, arguments.on, _offline())
    finally:
        book.close()
    return Answer(_kept_value(kept), [_("核验无误。{kept}").format(kept=_kept_line(kept))])


def renew(arguments: argparse.Namespace) -> Answer:
    """Change keys of the province."""
    book = entrance.open_book(arguments)
    try:
        root = safekeeping.open_key(book, "root", _offline(_("根密钥口令：")), arguments.root)
        apart = set(arguments.parts) & set(safekeeping.WANTED)
        said = entrance.passphrase(_("新密钥的口令："), "YUANZHU_NEW_OFFLINE_PASSPHRASE") if apart else ""
        card = renewing.renew(book, arguments.parts, root, said)
        written = write_receipts(book, arguments.receipts) if arguments.receipts else []
        found = safekeeping.standing(book)
    finally:
        book.close()
    value = {
        "card": card.version, "fingerprint": card.fingerprint, "written": [str(path) for path in written], "keys": [_kept_value(one) for one in found],
    }  # fmt: skip
    lines = [
        _("已更换，省总名片现为第 {version} 版。新的核对码：{fingerprint}").format(
            version=card.version, fingerprint=card.fingerprint
        ),
        *(_("已写出：{path}").format(path=path) for path in written),
    ]
    return Answer(value, lines + [_kept_line(one) for one in found if one.here])


def take_card(arguments: argparse.Namespace) -> Answer:
    """Follow the province's next card, or take a later one after a comparison."""
    from sync import folder
    from sync.keys import MAX_FILE

    book = entrance.open_book(arguments)
    try:
        data = folder.read(arguments.file, limit=MAX_FILE)
        card = (
            device.take_card(book, data, arguments.fingerprint) if arguments.fingerprint else cards.follow(book, data)
        )
    finally:
        book.close()
    return Answer(
        {"province": card.name, "card": card.version},
        [_("{name}的名片现为第 {version} 版。").format(name=card.name, version=card.version)],
    )


# --- devices ---


def rekey_device(arguments: argparse.Namespace) -> Answer:
    """Make new keys for this desk or base; at the province list those that wait, or grant one."""
    book = entrance.open_book(arguments)
    try:
        if book.workplace.kind != "province":
            made = rekey.begin(book)
            return Answer(
                {"fingerprint": made.fingerprint},
                [
                    _("新密钥已生成，随下一个数据包报省总。新的核对码：{fingerprint}").format(
                        fingerprint=made.fingerprint
                    ),
                    _("省总批准、导入回执后自动启用。"),
                ],
            )
        asked = rekey.waiting(book)
        if not arguments.fingerprint:
            listed = [{"name": one.name, "device": one.keys.dev.hex(), "fingerprint": one.fingerprint} for one in asked]
            return Answer(listed, [f"{one.name}　{one.fingerprint}" for one in asked] or [_("没有等待批准的新密钥。")])
        chosen = next((one for one in asked if device.same_fingerprint(one.fingerprint, arguments.fingerprint)), None)
        if chosen is None:
            raise admission.NoSuchRequest
        key = admission.open_grant_key(book, _offline(), arguments.grant_key)
        grant = admission.approve_keys(book, chosen.keys.dev, arguments.fingerprint, key)
        written = write_receipts(book, arguments.receipts) if arguments.receipts else []
    finally:
        book.close()
    value = {
        "name": grant.name,
        "device": grant.dev.hex(),
        "grant_no": grant.grant_no,
        "receipts": [str(path) for path in written],
    }
    return Answer(
        value,
        [
            _("已批准“{name}”的新密钥（授权第 {grant_no} 号）。").format(name=grant.name, grant_no=grant.grant_no),
            *(_("回执：{path}").format(path=path) for path in written),
        ],
    )


def _granted(book: Any) -> Answer:
    from db import directory

    found = [(one, directory.is_revoked(book.store, one.dev)) for one in directory.grants(book.store)]
    value = [
        {"name": one.name, "role": one.role, "county": one.county, "device": one.dev.hex(), "revoked": gone} for one, gone in found
    ]  # fmt: skip
    lines = [
        _("{name}（{county}）").format(name=one.name, county=one.county)
        + f"　{one.dev.hex()}"
        + ("　" + _("已撤销") if gone else "")
        for one, gone in found
    ]
    return Answer(value, lines or [_("还没有开通的单位。")])


def _dev(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise admission.NoSuchRequest from error


def _end(arguments: argparse.Namespace, *, close: bool) -> Answer:
    book = entrance.open_book(arguments)
    try:
        if not arguments.device:
            return _granted(book)
        dev = _dev(arguments.device)
        before = lost.look(book, dev)
        cut = (before.last[0].ep, arguments.cut) if arguments.cut >= 0 and before.last else None
        second = entrance.second_person(book, arguments.second)
        key = admission.open_grant_key(book, _offline(), arguments.grant_key)
        act = lost.report if close else admission.revoke
        act(book, dev, arguments.reason or N_("设备丢失"), key, second, cut=cut)
        written = write_receipts(book, arguments.receipts) if arguments.receipts else []
    finally:
        book.close()
    value = {
        "name": before.grant.name, "device": before.grant.dev.hex(), "unused": before.unused, "left_fen": before.left_fen,
        "last": before.last[0].q if before.last else 0, "receipts": [str(path) for path in written],
    }  # fmt: skip
    lines = [_("已撤销“{name}”的这台设备。").format(name=before.grant.name)]
    if close:
        lines.append(
            _("未用的 {unused} 个券号已封存，不再使用；剩余额度 {left:,.2f} 元可给接替的设备。").format(
                unused=before.unused, left=before.left_fen / 100
            )
        )
    return Answer(value, lines + [_("回执：{path}").format(path=path) for path in written])


def revoke(arguments: argparse.Namespace) -> Answer:
    """Revoke a device with a cut, by two persons."""
    return _end(arguments, close=False)


def report_lost(arguments: argparse.Namespace) -> Answer:
    """Revoke a lost device and close its unused numbers, by two persons."""
    return _end(arguments, close=True)


def hand_over(arguments: argparse.Namespace) -> Answer:
    """Write a lost device's records for the one that takes its place."""
    book = entrance.open_book(arguments)
    try:
        written = lost.hand_over(book, _dev(arguments.device), arguments.to)
    finally:
        book.close()
    return Answer(
        {"files": [str(path) for path in written]},
        [_("资料包：{path}").format(path=path) for path in written] or [_("没有要交的资料。")],
    )


# --- people ---


def reset_user(arguments: argparse.Namespace) -> Answer:
    """Give another person a new passphrase."""
    book = entrance.open_book(arguments)
    try:
        slot = users.reset_user(book, arguments.login, _new())
    finally:
        book.close()
    return Answer(
        {"login": slot.login, "name": slot.name},
        [_("已给“{name}”换了口令。原来的签名仍然有效。").format(name=slot.name)],
    )


def close_user(arguments: argparse.Namespace) -> Answer:
    """Let a person sign in no more."""
    book = entrance.open_book(arguments)
    try:
        users.close_user(book, arguments.login)
    finally:
        book.close()
    return Answer({"login": arguments.login}, [_("“{login}”已停用。").format(login=arguments.login)])


# --- other ways in ---


def sheet_make(arguments: argparse.Namespace) -> Answer:
    """Make a recovery sheet as a PDF; its code stands there and nowhere else."""
    from printouts.recovery_sheet import RecoverySheet, print_recovery_sheet

    book = entrance.open_book(arguments)
    try:
        number, code = recovery.make_sheet(book)
        paper = RecoverySheet(
            book.workplace.name, number, book.today, code, recovery_code.PREFIX + code.replace(" ", "")
        )
        print_recovery_sheet(paper, arguments.to, printed_at=book.clock.now(), fonts=fonts_of(book))
    finally:
        book.close()
    lines = [
        _("第 {number} 号应急口令单：{to}").format(number=number, to=arguments.to),
        _("请打印后删除这个文件，再用 keys sheet prove 照单核验；核验以前它不算数。"),
    ]
    return Answer({"number": number, "file": str(arguments.to), "proven": False}, lines)


def _sheet_code() -> str:
    return entrance.passphrase(_("应急码："), "YUANZHU_SHEET_CODE")


def sheet_prove(arguments: argparse.Namespace) -> Answer:
    """Prove a sheet by its code."""
    book = entrance.open_book(arguments)
    try:
        stands = recovery.prove_sheet(book, _sheet_code())
    finally:
        book.close()
    return Answer(
        {"number": stands.number, "proven": stands.proven},
        [_("第 {number} 号应急口令单核验无误，现在算数。请封存。").format(number=stands.number)],
    )


def _opened(book: Any) -> Answer:
    here = book.signed_in
    name = book.workplace.name
    book.close()
    return Answer(
        {"login": here.login, "name": here.name},
        [_("“{name}”已打开，{who}的新口令已设好。").format(name=name, who=here.name)],
    )


def _clock(path: Path) -> dict[str, Any]:
    place = workplace.load(path)
    return {"clock": entrance.clock_of(place), "regions": entrance.regions_of(place)}


def sheet_use(arguments: argparse.Namespace) -> Answer:
    """Open a workplace by its sheet and give a person a new passphrase."""
    more = _clock(arguments.workplace)
    book = recovery.use_sheet(arguments.workplace, arguments.login, _sheet_code(), _new(), **more)
    answer = _opened(book)
    return Answer(answer.value, [*answer.lines, _("这张应急口令单已作废，请另做一张。")])


def rescue_ask(arguments: argparse.Namespace) -> Answer:
    """Ask the province for help."""
    clock = _clock(arguments.workplace)["clock"]
    asked = rescue.ask(arguments.workplace, arguments.login, _new(), arguments.to, clock)
    lines = [
        _("求助文件：{file}").format(file=asked.file),
        _("请交省总，并在电话里念出核对码：{fingerprint}").format(fingerprint=asked.fingerprint),
        _("新口令在导入答复后生效，请记住。"),
    ]
    return Answer({"file": str(asked.file), "fingerprint": asked.fingerprint}, lines)


def rescue_answer(arguments: argparse.Namespace) -> Answer:
    """Show who asks for help, or answer after the digits were compared."""
    from sync import folder
    from sync.keys import MAX_FILE

    data = folder.read(arguments.file, limit=MAX_FILE)
    asked = rescue.read_help(data)
    value: dict[str, Any] = {
        "name": asked.name,
        "county": asked.county,
        "device": asked.dev.hex(),
        "fingerprint": asked.fingerprint,
    }
    if not arguments.fingerprint:
        return Answer(
            value,
            [_("{name}（{county}）").format(name=asked.name, county=asked.county) + f"　{asked.fingerprint}"],
        )
    book = entrance.open_book(arguments)
    try:
        file = safekeeping.find(book, "safe", arguments.safe_key)
        safe = rescue.open_safe(file, _offline(_("保险密钥口令：")) if file.suffix == ".yzkey" else "")
        path = rescue.answer(book, data, arguments.fingerprint, safe, arguments.to or arguments.file.parent)
    finally:
        book.close()
    return Answer(
        value | {"file": str(path)},
        [_("答复文件：{path}，只有“{name}”求助的那台电脑能打开。").format(path=path, name=asked.name)],
    )


def rescue_take(arguments: argparse.Namespace) -> Answer:
    """Take the province's answer."""
    from sync import folder
    from sync.keys import MAX_FILE

    data = folder.read(arguments.file, limit=MAX_FILE)
    return _opened(rescue.take(arguments.workplace, data, _new(), **_clock(arguments.workplace)))


def rescue_own(arguments: argparse.Namespace) -> Answer:
    """Open the province's own workplace by its safe key."""
    said = _offline(_("保险密钥口令：")) if arguments.safe_key.suffix == ".yzkey" else ""
    safe = rescue.open_safe(arguments.safe_key, said)
    return _opened(rescue.own(arguments.workplace, safe, arguments.login, _new(), **_clock(arguments.workplace)))
