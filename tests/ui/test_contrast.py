"""Every pair of colours that the theme puts one on the other: text 4.5 : 1, signs and borders that mean something 3 : 1; light and dark."""

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from ui import stylesheet
from ui.theme import palette
from ui.tokens import DARK, LIGHT, Tokens, contrast

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
TEXT, SIGN = 4.5, 3.0
GROUNDS = ("window", "surface", "rail", "sunken", "hover", "selection")
FOCUS = re.compile(r"([^{}]+):focus[^{}]*\{([^}]*)\}")


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_are_read_on_every_ground(tokens: Tokens, ground: str) -> None:
    for ink in ("text", "muted"):
        assert contrast(tokens.colour(ink), tokens.colour(ground)) >= TEXT, ink


@BOTH
def test_tones_are_read_where_they_stand(tokens: Tokens) -> None:
    for ground in ("window", "surface", "sunken", "selection"):
        for ink in ("ok", "warn", "bad", "info", "accent_text"):
            least = TEXT if ground != "selection" else SIGN  # on a selected row a tone is a sign beside words
            assert contrast(tokens.colour(ink), tokens.colour(ground)) >= least, (ink, ground)
    for tone in ("ok", "warn", "bad", "info"):
        for ink in ("text", "muted", tone):
            assert contrast(tokens.colour(ink), tokens.ground(tone)) >= TEXT, (ink, tone)


@BOTH
def test_rows_striped_and_buttons_filled(tokens: Tokens) -> None:
    stripe = stylesheet.mix(tokens.surface, tokens.sunken, 0.35)
    for ink in ("text", "muted", "ok", "warn", "bad", "info"):
        assert contrast(tokens.colour(ink), stripe) >= TEXT, ink
    for fill in (tokens.accent, tokens.accent_hover):
        assert contrast(tokens.on_accent, fill) >= TEXT
    assert contrast(tokens.window, tokens.text) >= TEXT  # the toast


@BOTH
def test_borders_and_rings_are_seen(tokens: Tokens) -> None:
    for ground in ("window", "surface", "sunken", "rail"):
        for line in ("edge", "focus"):
            assert contrast(tokens.colour(line), tokens.colour(ground)) >= SIGN, (line, ground)
    ring = tokens.text if not tokens.dark else tokens.focus
    assert contrast(ring, tokens.surface) >= SIGN
    for tone in ("ok", "warn", "bad", "info"):
        assert contrast(tokens.colour(tone), tokens.surface) >= SIGN
    assert (
        contrast(stylesheet.mix(tokens.line, tokens.edge, 0.35), tokens.surface) >= 1.3
    )  # the scroll bar is moved by wheel and key too


@BOTH
def test_what_is_asked_in_a_field_is_read(tokens: Tokens, qapp: QApplication) -> None:
    asked = palette(tokens).color(QPalette.ColorRole.PlaceholderText).name()
    for ground in ("surface", "sunken"):
        assert contrast(asked, tokens.colour(ground)) >= TEXT, ground


@BOTH
def test_focus_is_always_drawn(tokens: Tokens) -> None:
    """Each kind of part that takes the keyboard has a rule of its own for it, with a line or words in the colour of focus."""
    made = stylesheet.sheet(tokens, 10.5)
    ring = (tokens.focus, tokens.text if not tokens.dark else tokens.focus)
    ruled: dict[str, str] = {}
    for selectors, body in FOCUS.findall(made):
        for one in (f"{selectors}:focus").split(","):
            ruled[one.strip().partition(":")[0]] = ruled.get(one.strip().partition(":")[0], "") + body
    for kind in (
        "QPushButton", 'QPushButton[kind="primary"]', 'QPushButton[kind="danger"]', 'QPushButton[kind="quiet"]', 'QPushButton[kind="choice"]', "QToolButton",
        "QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QAbstractSpinBox", "QAbstractItemView", "QTabBar", "QCheckBox", "QRadioButton",
        'QFrame[role="card"][lead="yes"]',
    ):  # fmt: skip
        name = next((one for one in ruled if one == kind or one.startswith(kind)), "")
        assert name, kind
        assert any(colour in ruled[name] for colour in ring), kind
