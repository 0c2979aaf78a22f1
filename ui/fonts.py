"""The typeface of the window: the system's own Chinese sans serif where there is one, the bundled Noto Sans SC where not.

A bare Linux has no Chinese font and would show empty boxes; loading the bundled one costs some milliseconds,
so it is loaded only then. A family that merely covers Chinese (a rare-character or calligraphic one) is not taken.
"""

from PySide6.QtGui import QFont, QFontDatabase

POINTS = 10.5
"""五号, the size Chinese office papers are set in: 14 px at 100 %."""
_PREFERRED = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)


def chinese_family() -> str:
    """Give a family that shows Chinese, loading the bundled one if the system has none."""
    # asked one by one: a list of all that show Chinese has Qt look into every font there is, while the unlock dialog waits
    return next((one for one in _PREFERRED if QFontDatabase.hasFamily(one)), None) or bundled_family()


def bundled_family() -> str:
    """Load the bundled static Noto Sans SC and give its family name, or the default family where it cannot be read."""
    from pylopdf_fonts_zh_cn import sans_path

    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(sans_path())))
    return families[0] if families else QFont().family()


def interface_font(family: str, points: float = POINTS) -> QFont:
    """Give the font of the interface: `family` at `points`, figures of one width."""
    font = QFont(family)
    font.setPointSizeF(points)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def scaled(font: QFont, factor: float, *, strong: bool = False) -> QFont:
    """Give a copy of `font` at `factor` times its size, bold if `strong`."""
    copy = QFont(font)
    copy.setPointSizeF(font.pointSizeF() * factor)
    if strong:
        copy.setWeight(QFont.Weight.Bold)
    return copy
