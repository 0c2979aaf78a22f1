"""The wording of errors: what happened and what to do about it; the sentences themselves stand in `ui/error_words.py`.

One place for the window and the command line, so it needs no Qt. A sentence is filled with the error's
fields and never holds a secret.
"""

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules.errors import AppError, EnvironmentFailure, UntrustedInput, UserError
from ui.error_words import WORDS
from ui.text import N_, _, agreed

_FAMILY: Mapping[type[AppError], str] = {
    UserError: N_("这一步不能这样办（{code}）。请核对后重试。"),
    EnvironmentFailure: N_("电脑或磁盘出了问题（{code}），刚才的操作没有完成。请检查后重试。"),
    UntrustedInput: N_("来自外部的内容有问题（{code}），没有记入。请联系来源单位。"),
}
_UNEXPECTED = N_(
    "程序遇到没有料到的情况，刚才这一步可能没有完成；此前已保存的内容不受影响。请重试一次；若仍不行，请把日志文件交给维护人员：{log}"
)
_UNKNOWN_FIELD = "……"
_CLOSER = ("reason", "verdict", "limit")
"""Fields whose value may choose a closer sentence: `CODE.value`, or the value where it is a code itself (ID_CHECKSUM)."""
_OUR_WORDS = frozenset({
    "column", "columns", "field", "item", "known", "label", "now", "period", "reasons", "state", "status", "table", "to", "unit", "use", "uses", "what",
})  # fmt: skip
"""Fields that rules and db fill with words of ours, told in the language in use; what people typed, names and paths stay as they are."""
_YUAN = "yuan"
"""The format in a sentence that writes fen as yuan: `{limit_fen:yuan}`."""


class _Fields(string.Formatter):
    """Fill in what is known and leave dots for what is not: a missing field must not hide the sentence."""

    def get_value(self, key: int | str, _args: Any, kwargs: Mapping[str, Any]) -> Any:
        if isinstance(key, str):
            value = kwargs.get(key, _UNKNOWN_FIELD)
            return _(value) if key in _OUR_WORDS and isinstance(value, str) else value
        return _UNKNOWN_FIELD

    def get_field(self, field_name: str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return self.get_value(field_name, args, kwargs), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == _YUAN:
            from rules import money

            return money.grouped(value) if isinstance(value, int) else str(value)
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
    values = [str(fields[name]) for name in _CLOSER if name in fields]
    closer = [WORDS.get(f"{code}.{value}") for value in values] + [WORDS.get(value) for value in values]
    words = next((text for text in closer if text), WORDS.get(code))
    return None if words is None else _Fields().vformat(agreed(_(words), fields), (), fields)
