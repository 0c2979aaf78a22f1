"""Where each field of a form stands on this office's stock: a table of positions in millimetres, with the shipped ones to fall back on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from rules import layouts
from rules.errors import AppError
from rules.layouts import Field, Layout, LayoutUnfit, Place
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say, say_any
from ui.text import N_, _
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets.labels import column, label, row
from ui.widgets.millimetres import MillimetreField

Submit = Callable[[Layout, Callable[[Any], None], Callable[[Exception], None]], None]
TITLES = (N_("栏位"), N_("打印"), N_("左 mm"), N_("上/基线 mm"), N_("宽 mm"), N_("字号"), N_("对齐"))
ALIGNS = {"left": N_("靠左"), "centre": N_("居中"), "right": N_("靠右")}
NAME, SHOWN, X, Y, WIDTH, SIZE, ALIGN = range(7)
_NUMBERS: Final = {X: "x", Y: "y", WIDTH: "width", SIZE: "size"}


class LayoutDialog(QDialog):
    """Edit a layout; `submit(layout, done, refused)` keeps it."""

    def __init__(self, layout: Layout, submit: Submit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout, self._submit = layout, submit
        self.setWindowTitle(_("栏位的位置"))
        self.table = QTableWidget(len(layout.places), len(TITLES))
        self.table.setHorizontalHeaderLabels([_(title) for title in TITLES])
        self.table.setAccessibleName(_("栏位的位置"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for at, width in ((SHOWN, 56), (X, 76), (Y, 104), (WIDTH, 84), (SIZE, 64), (ALIGN, 88)):
            self.table.setColumnWidth(at, width)
        self.width_field, self.height_field = MillimetreField(400, 4200), MillimetreField(400, 4200)
        for field in (self.width_field, self.height_field):
            field.setMaximumWidth(90)
        self.turned = QCheckBox(_("横放的纸竖着进（激光打印机）"))
        self.words = label("", tone="bad", wrap=True)
        self.save_button = button(_("保存"), self.save, kind="primary")
        reset = button(
            _("恢复出厂位置"), lambda: self.show_layout(layouts.shipped()[layout.key]), icon="backup-restore"
        )
        leave = button(_("取消"), self.reject)
        for one in (self.save_button, reset, leave):
            one.setAutoDefault(False)
        lead = _(
            "{layout}。位置从纸的左上角量起；文字量到书写线，条码、二维码、照片和整段文字量到上边。须由本人或经办人手写的栏位不打印。"
        ).format(layout=_(layout.label))
        size = row(
            label(_("纸宽 mm")), self.width_field, label(_("纸高 mm")), self.height_field, 2 * GRID, self.turned, None
        )
        body = column(
            label(lead, "muted", wrap=True), size, self.table, self.words, row(reset, None, leave, self.save_button)
        )
        body.setStretch(2, 1)
        body.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        self.setLayout(body)
        self.show_layout(layout)
        take_room(self, 720, 600)

    def show_layout(self, layout: Layout) -> None:
        """Show a layout's positions."""
        self.width_field.set_tenths(round(layout.width * 10))
        self.height_field.set_tenths(round(layout.height * 10))
        self.turned.setChecked(layout.turned)
        known = layouts.fields(layout.form)
        for line, place in enumerate(layout.places):
            self._show_place(line, place, known[place.field])

    def _show_place(self, line: int, place: Place, field: Field) -> None:
        by_hand = field.hand == "always"
        name = QTableWidgetItem(_("{label}（手写）").format(label=_(field.label)) if field.hand else _(field.label))
        name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        shown = QTableWidgetItem()
        shown.setCheckState(Qt.CheckState.Checked if place.shown else Qt.CheckState.Unchecked)
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        shown.setFlags(Qt.ItemFlag.ItemIsSelectable if by_hand else flags | Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(line, NAME, name)
        self.table.setItem(line, SHOWN, shown)
        for at, attribute in _NUMBERS.items():
            cell = QTableWidgetItem(f"{getattr(place, attribute):g}")
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if by_hand:
                cell.setFlags(Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(line, at, cell)
        align = QComboBox()
        for key, words in ALIGNS.items():
            align.addItem(_(words), key)
        align.setCurrentIndex(align.findData(place.align))
        align.setEnabled(not by_hand and field.kind == "text")
        align.setAccessibleName(_("对齐"))
        self.table.setCellWidget(line, ALIGN, align)

    def layout_shown(self) -> Layout:
        """Give the layout as it is filled in; raise LayoutUnfit where a number is none or something does not fit."""
        width, height = self.width_field.value(), self.height_field.value()
        if width is None or height is None:
            raise LayoutUnfit(field=_("纸张"), reason="page")
        places = tuple(self._place(line, place) for line, place in enumerate(self._layout.places))
        changed = replace(
            self._layout, width=width / 10, height=height / 10, turned=self.turned.isChecked(), places=places
        )
        return layouts.check(changed)

    def _place(self, line: int, place: Place) -> Place:
        found: dict[str, Any] = {}
        for at, attribute in _NUMBERS.items():
            cell = self.table.item(line, at)
            try:
                found[attribute] = round(float(cell.text() if cell else ""), 2)
            except ValueError as error:
                label_of = layouts.fields(self._layout.form)[place.field].label
                raise LayoutUnfit(field=label_of, reason="number") from error
        shown, align = self.table.item(line, SHOWN), self.table.cellWidget(line, ALIGN)
        found["shown"] = shown is not None and shown.checkState() == Qt.CheckState.Checked
        found["align"] = align.currentData() if isinstance(align, QComboBox) else place.align
        return replace(place, **found)

    def save(self) -> None:
        """Keep the positions, or say which field cannot stand so."""
        try:
            found = self.layout_shown()
        except AppError as error:
            self.words.setText(say(error))
            return
        self.save_button.setEnabled(False)
        self._submit(found, lambda _done: self.accept(), self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.words.setText(say_any(error))
