"""A question that one line answers: a few words, one of several, a number. Qt's own dialog, with the margins of ours."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QInputDialog, QLineEdit, QWidget

from rules import visible
from ui.tokens import GRID

_LONGEST = 200


def ask_words(parent: QWidget, title: str, words: str) -> str:
    """Ask for a few words; give them without blanks around, empty where the question was left."""
    asked = _question(parent, title, words)
    asked.setTextValue("")  # Qt makes the line when it is first asked for
    for line in asked.findChildren(QLineEdit):
        line.setMaxLength(_LONGEST)
    return visible.line(asked.textValue()).strip() if _is_answered(asked) else ""


def ask_choice(parent: QWidget, title: str, words: str, offered: Sequence[str]) -> int | None:
    """Ask for one of several; give its place, None where the question was left. They are numbered: two may have the same name."""
    asked = _question(parent, title, words)
    named = [f"{at}. {one}" for at, one in enumerate(offered, 1)]
    asked.setComboBoxItems(named)
    return named.index(asked.textValue()) if _is_answered(asked) else None


def ask_number(parent: QWidget, title: str, words: str, now: int, least: int, most: int) -> int | None:
    """Ask for a number from `least` to `most`, beginning at `now`; None where the question was left."""
    asked = _question(parent, title, words)
    asked.setInputMode(QInputDialog.InputMode.IntInput)
    asked.setIntRange(least, most)
    asked.setIntValue(now)
    return asked.intValue() if _is_answered(asked) else None


def _question(parent: QWidget, title: str, words: str) -> QInputDialog:
    asked = QInputDialog(parent)
    asked.setWindowTitle(title)
    asked.setLabelText(words)
    return asked


def _is_answered(asked: QInputDialog) -> bool:
    asked.sizeHint()  # Qt lays the dialog out when its size is asked for, not before
    if (layout := asked.layout()) is not None:
        layout.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        layout.setSpacing(2 * GRID)
    done = asked.exec() == QDialog.DialogCode.Accepted
    asked.deleteLater()
    return done
