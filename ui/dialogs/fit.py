"""The size of a dialog whose words wrap: Qt asks for its height before it knows the width, and would squeeze the fields."""

from PySide6.QtWidgets import QDialog, QWidget


def fit(dialog: QDialog, width: int) -> None:
    """Fix the width in px, and ask for the height that the words need at that width."""
    dialog.setFixedWidth(width)
    dialog.ensurePolished()
    for child in dialog.findChildren(QWidget):
        child.ensurePolished()
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        layout.activate()
        dialog.setMinimumHeight(layout.totalHeightForWidth(width))
