"""The theme is readable, and its parts exist."""

import re

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from ui import fonts, icons, stylesheet, theme
from ui.tokens import DARK, LIGHT, Tokens, contrast


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_aa(tokens: Tokens) -> None:
    for ground in ("window", "surface", "rail", "sunken"):
        for ink in ("text", "muted", "accent_text", "ok", "warn", "bad", "info"):
            assert contrast(tokens.colour(ink), tokens.colour(ground)) >= 4.5, (ink, ground)
    for tone in ("ok", "warn", "bad", "info"):
        assert contrast(tokens.colour(tone), tokens.ground(tone)) >= 4.5, tone
        assert contrast(tokens.text, tokens.ground(tone)) >= 4.5, tone
    for fill in (tokens.accent, tokens.accent_hover):
        assert contrast(tokens.on_accent, fill) >= 4.5
    assert contrast(tokens.text, tokens.selection) >= 4.5
    for ground in (tokens.window, tokens.surface):
        assert contrast(tokens.edge, ground) >= 3
        assert contrast(tokens.focus, ground) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_is_filled(tokens: Tokens) -> None:
    made = stylesheet.sheet(tokens, 10.5)
    assert "$" not in made
    assert made.count("{") == made.count("}")


def test_the_mode_changes_palette_and_icons(qapp: QApplication) -> None:
    dress = theme.Theme(qapp, theme.Mode.DARK)
    assert icons.current_tokens() is DARK
    dress.set_mode(theme.Mode.LIGHT)
    assert icons.current_tokens() is LIGHT
    assert dress.tokens is LIGHT


def test_every_icon_named_in_the_window_exists(qapp: QApplication) -> None:
    from pathlib import Path

    text = "\n".join(path.read_text("utf-8") for path in Path(icons.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'(?:icon=|icon\(|icon_button\(|Glyph\(|\.set\(|_show\([^"]*)"([a-z][a-z0-9-]+)"', text))
    assert len(named) > 15
    assert {name for name in named if not icons.known(name)} == set()


def test_an_icon_draws_something(qapp: QApplication) -> None:
    image = icons.icon("magnify", "text").pixmap(32, 32).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


def test_the_font_shows_chinese_and_rare_names(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetrics

    family = fonts.bundled_family()
    assert family in QFontDatabase.families()
    metrics = QFontMetrics(fonts.interface_font(family))
    assert all(metrics.inFontUcs4(ord(character)) for character in "援助台安和县䶮")
