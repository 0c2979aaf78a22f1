"""How the window looks on this PC and account: light or dark, and how large; kept beside the note of the last workplace, for it is wanted before any is open.

The size is Qt's own scale factor and not a larger letter: fields, rows and icons grow with the words, so that nothing is cut off. Qt reads it once,
when the program starts.
"""

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path

from ui.theme import Mode, Theme

FILE = "appearance.json"
PERCENTS = (100, 110, 125, 150)
"""Sizes to choose from, in percent of what the system asks for; at 150 % a 1024×768 screen still shows every page."""
_SCALE = "QT_SCALE_FACTOR"
_MOST_BYTES = 4096


@dataclass(frozen=True)
class Appearance:
    """Hold what was chosen; `percent` counts from the next start on."""

    mode: Mode = Mode.AUTO
    percent: int = 100


def load(folder: Path) -> Appearance:
    """Read what was chosen; what cannot be read, or is none of the choices, is as the system has it."""
    try:
        with (folder / FILE).open("rb") as file:
            said = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError):
        return Appearance()
    if not isinstance(said, Mapping):
        return Appearance()
    mode, percent = said.get("mode"), said.get("percent")
    return Appearance(
        next((one for one in Mode if one.value == mode), Mode.AUTO),
        next((one for one in PERCENTS if one == percent), 100),
    )


def enlarge(chosen: Appearance, surroundings: MutableMapping[str, str]) -> None:
    """Tell Qt the size before it starts; a scale factor that somebody set in the surroundings has precedence."""
    if chosen.percent != 100 and _SCALE not in surroundings:
        surroundings[_SCALE] = f"{chosen.percent / 100:g}"


class Dress:
    """Change the appearance of the running program, as it was `chosen` when that started, and keep it for the next start."""

    def __init__(self, theme: Theme, folder: Path, chosen: Appearance) -> None:
        self._theme, self._folder = theme, folder
        self.chosen = chosen

    def set_mode(self, mode: Mode) -> None:
        """Turn light or dark at once; raise OSError where it cannot be kept."""
        self._theme.set_mode(mode)
        self._keep(replace(self.chosen, mode=mode))

    def set_percent(self, percent: int) -> None:
        """Be this large from the next start on; raise OSError where it cannot be kept."""
        self._keep(replace(self.chosen, percent=percent))

    def _keep(self, changed: Appearance) -> None:
        self.chosen = changed
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = json.dumps({"mode": changed.mode.value, "percent": changed.percent})
        (self._folder / FILE).write_text(said, encoding="utf-8")
