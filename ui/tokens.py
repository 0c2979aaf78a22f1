"""The colours and measures of the theme, by name, so that no widget invents its own.

Contrast follows WCAG 2.1 AA: text 4.5 : 1 on its ground, borders of inputs and the focus ring 3 : 1 (held by a test).
"""

from typing import NamedTuple

GRID = 4
"""The spacing unit in px; gaps are multiples of it, mostly 8."""
RADIUS = 6
"""Corner radius in px of cards, fields and buttons."""
FIELD_HEIGHT = 32
ROW_HEIGHT = 32
RAIL_WIDTH = 184
RAIL_NARROW = 56
NARROW_BELOW = 880
"""Width of the window in px below which the rail shows icons alone (1024 px at 150 % is 683)."""


class Tokens(NamedTuple):
    """Hold the colours of one appearance as #RRGGBB."""

    dark: bool
    window: str
    surface: str
    sunken: str
    rail: str
    hover: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_text: str
    on_accent: str
    focus: str
    selection: str
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    info: str
    info_ground: str

    def colour(self, role: str) -> str:
        """Give the colour named `role`; an unknown role is a bug and raises AttributeError."""
        value: str = getattr(self, role)
        return value

    def ground(self, tone: str) -> str:
        """Give the quiet ground that goes under text of `tone` ('ok', 'warn', 'bad', 'info')."""
        return self.colour(f"{tone}_ground")


LIGHT = Tokens(
    dark=False,
    window="#F3F5F7",
    surface="#FFFFFF",
    sunken="#EAEEF1",
    rail="#E9EDF1",
    hover="#E3E8ED",
    line="#D8DEE4",
    edge="#7A8895",
    text="#1B252E",
    muted="#52606C",
    accent="#B3261E",
    accent_hover="#98201A",
    accent_text="#A3221B",
    on_accent="#FFFFFF",
    focus="#2F6DA8",
    selection="#D6E4F2",
    ok="#1D6B40",
    ok_ground="#E4F2E9",
    warn="#7F5200",
    warn_ground="#FBF0D9",
    bad="#A8231B",
    bad_ground="#FBE7E5",
    info="#245B8F",
    info_ground="#E4EEF7",
)

DARK = Tokens(
    dark=True,
    window="#171C21",
    surface="#1F262C",
    sunken="#12161A",
    rail="#1B2127",
    hover="#2A333B",
    line="#333E48",
    edge="#75838F",
    text="#E5EAEE",
    muted="#A5B1BB",
    accent="#BF3F36",
    accent_hover="#CB4A40",
    accent_text="#F2968D",
    on_accent="#FFFFFF",
    focus="#6FA8DC",
    selection="#2A435B",
    ok="#7CCB9C",
    ok_ground="#1B3327",
    warn="#E3B55C",
    warn_ground="#392D14",
    bad="#F2968D",
    bad_ground="#3D2220",
    info="#8BBCE8",
    info_ground="#1D3143",
)


def luminance(colour: str) -> float:
    """Give the relative luminance (0–1) of `colour` #RRGGBB as WCAG 2.1 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio (1–21) of two colours as WCAG 2.1 defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
