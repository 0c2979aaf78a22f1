"""The one style sheet over Fusion, filled from the tokens.

Widgets are addressed by dynamic properties (`kind`, `state`, `tone`, `role`), never by object names, so that a page needs no style of
its own. Focus is always drawn: a 2 px ring in the focus colour, without moving anything.
"""

from pathlib import Path
from string import Template

from ui.tokens import FIELD_HEIGHT, RADIUS, Tokens

_ASSETS = Path(__file__).with_name("assets")

_SHEET = Template("""
QWidget { outline: 0; }
QMainWindow, QDialog, QWidget[ground="window"] { background: $window; }
QWidget[ground="surface"] { background: $surface; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 700; color: $text; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 700; color: $text; }
QLabel[role="figure"] { font-size: ${figure}pt; font-weight: 700; color: $text; }
QLabel[role="muted"], QLabel[role="hint"] { color: $muted; }
QLabel[role="hint"] { font-size: ${small}pt; }
QLabel[role="required"] { color: $accent_text; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="info"] { color: $info; }
QLabel[role="key"] { font-size: ${small}pt; color: $muted; background: $sunken; border: 1px solid $line; border-radius: 3px; padding: 0 4px; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[role="card"][lead="yes"]:hover { border-color: $edge; }
QFrame[role="card"][lead="yes"]:focus { border: 2px solid $focus; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="panel"] { border-radius: ${radius}px; border: 1px solid $line; background: $surface; }
QFrame[role="panel"][tone="ok"] { background: $ok_ground; border-color: $ok; }
QFrame[role="panel"][tone="warn"] { background: $warn_ground; border-color: $warn; }
QFrame[role="panel"][tone="bad"] { background: $bad_ground; border-color: $bad; }
QFrame[role="panel"][tone="info"] { background: $info_ground; border-color: $info; }
QFrame[role="toast"] { background: $text; border-radius: ${radius}px; }
QFrame[role="toast"] QLabel { color: $window; }
QFrame[role="strip"] { background: $warn_ground; border: none; border-bottom: 1px solid $line; }
QFrame[role="strip"] QLabel { color: $warn; font-size: ${small}pt; }
QFrame[role="strip"][tone="info"] { background: $info_ground; }
QFrame[role="strip"][tone="info"] QLabel { color: $text; }
QFrame[role="topbar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="statusline"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[role="statusline"] QLabel { color: $muted; font-size: ${small}pt; }
QFrame[role="statusline"] QLabel[tone="warn"] { color: $warn; }
QFrame[role="rail"] { background: $rail; border: none; border-right: 1px solid $line; }

QPushButton { background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px; padding: 0 14px;
  min-height: ${inner}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus { border: 2px solid $focus; padding: 0 13px; min-height: ${inner_focus}px; }
QPushButton:disabled { color: $faint; border-color: $line; background: $window; }
QPushButton:checked { background: $selection; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $ring; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $faint; border-color: $line; }
QDialogButtonBox { button-layout: 3; dialogbuttonbox-buttons-have-icons: 0; }
QDialogButtonBox QPushButton:default { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 700; }
QDialogButtonBox QPushButton:default:focus { border: 2px solid $ring; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="danger"]:disabled { color: $faint; border-color: $line; }
QPushButton[kind="danger"]:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"], QToolButton { background: transparent; border: 1px solid transparent; color: $text; border-radius: ${radius}px; }
QPushButton[kind="quiet"] { padding: 0 8px; }
QPushButton[kind="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[kind="quiet"]:focus, QToolButton:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"]:disabled, QToolButton:disabled { background: transparent; color: $faint; border-color: transparent; }
QToolButton { padding: 3px; }
QFrame[role="statusline"] QPushButton { color: $muted; font-size: ${small}pt; min-height: 18px; padding: 0 6px; }
QFrame[role="statusline"] QPushButton:focus { color: $text; min-height: 16px; padding: 0 6px; }
QPushButton[kind="choice"] { text-align: left; padding: 12px 16px; background: $surface; border: 1px solid $line; min-height: 42px; }
QPushButton[kind="choice"]:hover { border-color: $edge; background: $surface; }
QPushButton[kind="choice"]:checked { border: 2px solid $accent; background: $sunken; min-height: 40px; }
QPushButton[kind="choice"]:focus { border: 2px solid $focus; min-height: 40px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $surface; color: $text; border: 1px solid $edge;
  border-radius: ${radius}px; padding: 0 8px; selection-background-color: $selection; selection-color: $text; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${inner}px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $focus; padding: 0 7px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { min-height: ${inner_focus}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 5px; }
QTextEdit[role="guide"] { border-color: $line; }
QTextEdit[role="guide"]:focus { border: 2px solid $focus; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { background: $window; color: $faint; border-color: $line; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $window; border-color: $line; }
QLineEdit[state="bad"] { border: 2px solid $bad; padding: 0 7px; min-height: ${inner_focus}px; }
QLineEdit[state="warning"] { border: 2px solid $warn; padding: 0 7px; min-height: ${inner_focus}px; }
QLineEdit[state="bad"]:focus, QLineEdit[state="warning"]:focus { border: 2px solid $focus; }
QLineEdit[role="scan"] { min-height: 46px; }
QLineEdit[role="scan"]:focus { min-height: 44px; }
QLineEdit[role="search"] { background: $sunken; border: 1px solid $line; }
QLineEdit[role="search"]:focus { background: $surface; border: 2px solid $focus; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$chevron"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; padding: 4px; selection-background-color: $selection;
  selection-color: $text; }

QAbstractItemView { background: $surface; alternate-background-color: $stripe; border: 1px solid $line; border-radius: ${radius}px;
  selection-background-color: $selection; selection-color: $text; }
QAbstractItemView:focus { border: 1px solid $focus; }
QAbstractItemView[role="hits"] { background: transparent; border: 1px solid transparent; border-radius: 0; }
QAbstractItemView[role="plain"] { background: transparent; border: none; }
QListWidget::item { padding: 2px 8px; border: none; }
QListWidget::item:selected { background: $selection; color: $text; }
QListWidget[role="menu"]::item { padding: 0 10px; border: none; }
QListWidget[role="menu"]::item:selected { background: $selection; color: $text; font-weight: 700; }
QTableView { gridline-color: transparent; }
QTableView::item { padding: 0 8px; border: none; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line; padding: 0 11px;
  min-height: 32px; font-weight: 700; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QScrollArea { border: none; background: transparent; }

QProgressBar { background: $sunken; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $focus; border-radius: 4px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 14px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 700; }
QTabBar::tab:focus { color: $focus; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 24px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 16px; height: 16px; background: $surface;
  border: 1px solid $edge; border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $focus; border-color: $focus; image: url("$check"); }
QRadioButton::indicator:checked { background: $focus; border-color: $focus; image: url("$dot"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line; background: $window; }
QCheckBox:focus, QRadioButton:focus { color: $focus; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus; width: 14px; height: 14px; }
QGroupBox { border: none; margin-top: 0; }
QSplitter::handle { background: $line; }
""")


def mix(first: str, second: str, share: float) -> str:
    """Give the colour that lies `share` (0–1) of the way from `first` to `second`, both #RRGGBB."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def sheet(tokens: Tokens, points: float) -> str:
    """Give the style sheet for `tokens` around a body size of `points`."""
    kind = "dark" if tokens.dark else "light"
    colours = {name: value for name, value in tokens._asdict().items() if isinstance(value, str)}
    return _SHEET.substitute(
        colours,
        faint=mix(tokens.muted, tokens.surface, 0.45),
        stripe=mix(tokens.surface, tokens.sunken, 0.35),
        scroll=mix(tokens.line, tokens.edge, 0.35),
        ring=tokens.text if not tokens.dark else tokens.focus,
        radius=RADIUS,
        inner=FIELD_HEIGHT - 2,
        inner_focus=FIELD_HEIGHT - 4,
        small=round(points * 0.88, 2),
        heading=round(points * 1.12, 2),
        title=round(points * 1.45, 2),
        figure=round(points * 2.1, 2),
        **{name: (_ASSETS / f"{name}-{kind}.svg").as_posix() for name in ("chevron", "check", "dot")},
    )
