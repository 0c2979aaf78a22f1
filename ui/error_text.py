"""The wording of errors: for each code what happened and what to do about it.

One place for the window and the command line, so it needs no Qt. A key `CODE.reason` words one reason of an error more closely than
`CODE` alone. Sentences are source strings for translation and are filled with the error's fields; they never hold a secret.
"""

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules.errors import AppError, EnvironmentFailure, UntrustedInput, UserError
from ui.text import N_, _

WORDS: dict[str, str] = {
    # identity numbers, names, telephones
    "ID_FORMAT": N_("身份证号应为 18 位：前 17 位是数字，末位是数字或 X。请对照证件重新输入。"),
    "ID_CHECKSUM": N_("末位校验不符，号码中有一位输错了。请对照证件逐位核对。"),
    "ID_DATE": N_("号码第 7 至 14 位不是有效的出生日期。请对照证件核对。"),
    "ID_LEGACY_15": N_("这是 15 位旧号，只用于查旧档；请补录 18 位新号。"),
    "ID_LEGACY_CENTENARIAN": N_("这个旧号属于百岁老人专用段，不能自动升位，请人工核对出生年份。"),
    "ID_PRECISION_LOST": N_("号码末几位在表格里已丢失（显示成科学计数或全为 0）。请把该列设为文本后重新填写。"),
    "ID_MISSING": N_("没有证件号码，已按“证件待补”保存。"),
    "SAME_ID_OTHER_NAME": N_("同一号码已登记了另一个姓名，已列入待核，请核对证件。"),
    "SEX_MISMATCH": N_("性别与证件号码不一致，请核对；确认无误的须注明原因。"),
    "REGION_UNKNOWN": N_("前 6 位地址码不在区划表中，可能已撤并，请核对后继续。"),
    "AGE_OVER_110": N_("按号码推算年龄超过 110 岁，请核对。"),
    "NAME_EMPTY": N_("没有填写姓名。"),
    "PHONE_FORMAT": N_("电话号码的位数不对，请核对。"),
    "CODE_UNMAPPED": N_("有一项内容不在代码表中，已按原文保留。"),
    # money, canonical form, keys
    "MONEY_FORMAT": N_("金额看不明白，请按 500 或 1,200.50 的样子填写。"),
    "MONEY_FORMAT.negative": N_("金额不能是负数。"),
    "MONEY_FORMAT.fraction": N_("金额最多两位小数（到分）。"),
    "MONEY_FORMAT.limit": N_("金额太大，请核对是否多输了位数。"),
    "NOT_CANONICAL": N_("文件内容的写法不符合约定，可能被其他软件改动过。请向来源单位重新索取。"),
    "WEAK_KEY": N_("文件中的公钥不可信。请不要使用该文件，并联系来源单位重新生成。"),
    "WRONG_PASSPHRASE": N_("口令不对。请检查大小写锁定和输入法后重试。"),
    "WEAK_PASSPHRASE": N_("口令太容易被猜到。至少 {least} 个字符，不要用登录名、连续或重复的字符。"),
    "WEAK_PASSPHRASE.short": N_("口令太短，至少要 {least} 个字符。可以用一句自己记得住的话。"),
    "WEAK_PASSPHRASE.long": N_("口令太长，请缩短一些。"),
    "WEAK_PASSPHRASE.repeated": N_("口令中不同的字符太少，请换一个。"),
    "WEAK_PASSPHRASE.sequence": N_("口令是连续的数字、字母或键盘顺序，请换一个。"),
    "WEAK_PASSPHRASE.login": N_("口令不能就是登录名，请换一个。"),
    "WEAK_PASSPHRASE.characters": N_("口令里有不能使用的控制字符，请重新输入。"),
    "BAD_KEY_SLOT": N_("本机的口令文件已损坏，无法用它解锁。请用备份恢复，并联系系统管理员。"),
    "NO_MEMORY_FOR_KEY": N_("电脑可用内存不足，无法核对口令。请关闭其他程序后重试。"),
    # the workplace and its store
    "NOT_SIGNED_IN": N_("请先登录再办理这项业务。"),
    "NO_WORKPLACE": N_("文件夹“{path}”里没有工作点数据。请选择正确的文件夹，或新建工作点。"),
    "WORKPLACE_EXISTS": N_("文件夹“{path}”里已有工作点或其他文件。请另选一个空文件夹。"),
    "WORKPLACE_DAMAGED": N_("工作点文件“{path}”无法读取，可能已损坏。请用最近的备份恢复。"),
    "UNKNOWN_USER": N_("本机没有登录名为“{login}”的用户。请检查登录名。"),
    "LOGIN_TAKEN": N_("登录名“{login}”已有人使用，请换一个。"),
    "FIELD_DISPUTED": N_("“{table}”的“{column}”有两个单位填的不一致，请先在待处理事项中确认以哪个为准，再修改。"),
    "NOT_WRITER": N_("“{table}”不由本工作点登记，请联系负责的单位修改。"),
    "CHAIN_BROKEN": N_("本机记录从第 {q} 条起不能与前文衔接。请立即停止办理业务，保留现场，并联系省总。"),
    "STORE_TOO_NEW": N_("这份数据已由更新版本的程序使用过，本机版本太旧，不能打开。请先升级程序。"),
    "STORE_DAMAGED": N_("数据文件无法打开：文件已损坏，或与口令文件不是一套。请用最近的备份恢复。"),
    "STORE_MISSING": N_("找不到数据文件“{path}”。请检查文件夹是否被移动或磁盘是否已拔出。"),
    "STORE_BUSY": N_("数据正被另一个程序占用。请关闭另一个窗口后重试。"),
    "STORE_READ_ONLY": N_("“{path}”不能写入。请检查文件夹的权限，或光盘、U 盘是否写保护。"),
    "STORE_DISK_FULL": N_("磁盘已满，刚才的操作没有保存。请清理磁盘空间后重做。"),
    "STORE_ON_NETWORK": N_("数据不能放在网络磁盘“{path}”上，否则可能损坏。请放在本机磁盘，用数据包与其他电脑交换。"),
    "WRONG_SHAPE": N_("收到的记录与表“{table}”的格式不符，已拒收。请联系来源单位重新生成。"),
    "BAD_ENTRY": N_("数据包中有不合格式的记录，已拒收。请联系来源单位重新生成。"),
    # bundles, receipts, folders
    "E_SIZE": N_("文件超过数据包允许的大小，不是有效的数据包。"),
    "DUP": N_("这个数据包以前已经收过，不会重复记入。"),
    "E_NOKEY": N_("这个数据包不是加密给本单位的，无法打开。请核对是否拿错了文件。"),
    "E_DAMAGED": N_("数据包不完整或被改动过，没有记入任何内容。请向来源单位重新复制一份。"),
    "E_DAMAGED.empty": N_("文件是空的，复制时可能中断。请重新复制。"),
    "E_DAMAGED.foreign": N_("这个文件不是数据包。请选择扩展名正确的文件。"),
    "E_FORMAT": N_("数据包内部的排列不符合约定，没有记入任何内容。请向来源单位重新索取。"),
    "Q_UNKNOWN_KEY": N_("发来数据包的单位尚未开通，数据包已保留待核。请先办理开通授权。"),
    "E_BADSIG": N_("数据包的签名不对，可能被改动过，没有记入任何内容。请联系来源单位核实。"),
    "E_VERSION": N_("这个数据包由更新版本的程序生成，请先升级本机程序。"),
    "E_NOT_FOR_ME": N_("这个数据包的收件单位不是本单位，没有记入。"),
    "E_ROLE": N_("来源单位的授权不包括这类数据，没有记入。请核对它的开通授权。"),
    "Q_REVOKED": N_("来源单位的授权已撤销或到期，数据包已保留待核。"),
    "E_HASH": N_("数据包里的文件与清单不符，没有记入任何内容。请重新复制一份。"),
    "GAP": N_(
        "缺少前面的数据包（应从第 {expected} 条开始，这个从第 {got} 条开始）。本包已保留，收到前面的包后会自动接上。"
    ),
    "FORK": N_("本机与省总记录不一致，请先停止发券并联系省总。"),
    "E_CHAIN": N_("数据包中的记录不能与前文衔接，没有记入。请联系来源单位。"),
    "ROLLBACK": N_("这份回执比已导入的旧，不再导入。请选择最新的回执。"),
    "BAD_KEY": N_("单位公钥信息有误，不能使用。请向来源单位重新索取。"),
    "BAD_CARD": N_("这个文件不是省总名片，或其签名不对。请向省总重新索取。"),
    "BAD_KEY_FILE": N_("文件里没有所需的密钥。请核对是否选错了文件。"),
    "BAD_MINISIGN": N_("签名文件的格式不对，无法核对签名。请向来源单位重新索取。"),
    "BUNDLE_TOO_LARGE": N_("内容太大，装不进一个数据包。请减少附件或分几次发送。"),
    "FOLDER_MISSING": N_("找不到文件夹“{folder}”。U 盘可能已拔出，请插好后重试。"),
    "FOLDER_READ_ONLY": N_("文件夹“{folder}”不能写入。请检查写保护或权限，或另选文件夹。"),
    "FOLDER_UNREADABLE": N_("文件夹“{folder}”或其中的文件不能读取。请检查权限，或换一个 U 盘。"),
    "DISK_FULL": N_("“{folder}”所在磁盘空间不足，没有写入。请清理后重试。"),
    "READ_BACK_DIFFERS": N_("写入“{folder}”后读回的内容不一致，这个 U 盘或磁盘可能有故障。请换一个重试。"),
    "FOLDER_FAILED": N_("读写“{folder}”时出错。请检查 U 盘或网络共享后重试。"),
}
"""The sentence of each code, in `str.format` style."""

_FAMILY: Mapping[type[AppError], str] = {
    UserError: N_("这一步不能这样办（{code}）。请核对后重试。"),
    EnvironmentFailure: N_("电脑或磁盘出了问题（{code}），刚才的操作没有完成。请检查后重试。"),
    UntrustedInput: N_("来自外部的内容有问题（{code}），没有记入。请联系来源单位。"),
}
_UNEXPECTED = N_(
    "程序遇到没有料到的情况，刚才这一步可能没有完成；此前已保存的内容不受影响。请重试一次；若仍不行，请把日志文件交给维护人员：{log}"
)
_UNKNOWN_FIELD = "……"


class _Fields(string.Formatter):
    """Fill in what is known and leave dots for what is not: a missing field must not hide the sentence."""

    def get_value(self, key: int | str, _args: Any, kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, str):
            return kwargs.get(key, _UNKNOWN_FIELD)
        return _UNKNOWN_FIELD

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return self.get_value(field_name, args, kwargs), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return str(super().format_field(value, format_spec))
        except (TypeError, ValueError):
            return str(value)


def say(error: AppError) -> str:
    """Give the Chinese words of an error; never fails, whatever its fields."""
    words = _sentence(error.code, error.fields)
    if words is None:
        family = next((text for kind, text in _FAMILY.items() if isinstance(error, kind)), _FAMILY[UserError])
        return _(family).format(code=error.code)
    return words


def say_code(code: str, **fields: Any) -> str:
    """Give the words of a finding that is no exception (ID_CHECKSUM, REGION_UNKNOWN …); the bare code where it has none."""
    return _sentence(code, fields) or code


def say_any(error: BaseException, log: Path | str = "") -> str:
    """Give words for any exception: those of an `AppError`, or for a bug a calm sentence that names the `log` file."""
    if isinstance(error, AppError):
        return say(error)
    return _(_UNEXPECTED).format(log=log or _("程序日志"))


def has_words(code: str) -> bool:
    """Tell whether `code` has words of its own."""
    return code in WORDS


def _sentence(code: str, fields: Mapping[str, Any]) -> str | None:
    words = WORDS.get(f"{code}.{fields.get('reason', '')}", WORDS.get(code))
    return None if words is None else _Fields().vformat(_(words), (), fields)
