"""The one door through which every sentence shown on screen passes, so that it can be translated.

Source strings are Chinese. Never put an f-string inside `_()`: name the fields and use `.format()` on what it returns.
What `rules` and `db` say (labels, states, sentences that they filled already) passes `_` where it is shown; what people typed does not.
This module needs no Qt; the command line words its answers through it too.

Chinese has no plural. An English sentence names it where it is needed, after a bar: `{n} {n|line is|lines are} new` is filled with 1 as `1 line is new`.
"""

import gettext
import re
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "yuanzhu"
LOCALE = Path(__file__).with_name("locale")
CHINESE = "zh"
_AGREEING = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")
"""Words that go with a figure: its field, how they are for one, how they are for all else."""


def agreed(words: str, values: Mapping[str, object]) -> str:
    """Give the words of a sentence in the number of the figures that will fill it: one is what is written `1`."""
    return _AGREEING.sub(lambda found: found[2] if str(values.get(found[1])) == "1" else found[3], words)


class Agreeing(str):
    """A sentence whose words go with its figures; `format` chooses them before it fills the fields."""

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """Fill the sentence as `str.format` does."""
        numbered = {str(at): value for at, value in enumerate(args)}
        return str.format(agreed(self, numbered | fields), *args, **fields)


class _Catalogue:
    """Hold the translation in use; Chinese needs none."""

    def __init__(self) -> None:
        self.translation: gettext.NullTranslations = gettext.NullTranslations()
        self.language = CHINESE

    def said(self, message: str) -> str:
        """Give the translation of a message, or of the sentence that it was filled from."""
        if not message:
            return ""  # gettext would give the catalogue's head
        found = self.translation.gettext(message)
        if found != message:
            return Agreeing(found) if "|" in found else found
        if self.language == CHINESE or message.isascii():
            return found
        from ui import phrases

        return phrases.said(message, self.translation.gettext)


_catalogue = _Catalogue()


def use_language(language: str, folder: Path = LOCALE) -> bool:
    """Take the catalogue of `language` ('en', …) under `folder`; give False, and keep Chinese, where there is none."""
    try:
        _catalogue.translation = gettext.translation(DOMAIN, folder, languages=[language])
    except OSError:
        _catalogue.translation, _catalogue.language = gettext.NullTranslations(), CHINESE
        return False
    _catalogue.language = language
    return True


def language() -> str:
    """Give the language in use: 'zh', or that of the catalogue."""
    return _catalogue.language


def _(message: str) -> str:
    """Give `message` in the language in use; what is not known stays as it is."""
    return _catalogue.said(message)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `message` for translation where it stands; it is translated when it is shown."""
    return message
