"""Keep the English catalogue: python -m tests.catalogue adds what is new to the .po file, drops what is gone, and compiles the .mo file.

`ui/locale/en/LC_MESSAGES/yuanzhu.po` is what people edit; the .mo file beside it is what gettext reads. With `--missing` it lists what has no English.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PO = HOUSE / "ui" / "locale" / "en" / "LC_MESSAGES" / "yuanzhu.po"
HEADER = "Language: en\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
_LINE = re.compile(r'^(?:(?P<key>msgid|msgstr) )?(?P<text>".*")$')


def main(arguments: list[str]) -> int:
    """Bring the catalogue up to date; the answer is 1 where English is missing and that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.catalogue", description=__doc__)
    parser.add_argument("--missing", action="store_true", help="only list what has no English")
    asked = parser.parse_args(arguments)
    said, held = messages(), read(PO) if PO.exists() else {}
    missing = [text for text in said if not held.get(text)]
    if asked.missing:
        print("\n".join(f"{said[text]}: {text!r}" for text in missing))
        return 1 if missing else 0
    kept = {text: held.get(text, "") for text in said}
    write(PO, kept, said)
    PO.with_suffix(".mo").write_bytes(compiled(kept))
    print(f"{len(kept)} strings, {len(missing)} without English")
    return 0


def messages() -> dict[str, str]:
    """Give every literal passed to `_` or `N_` in ui, in the order of files and lines, with the file where it stands first."""
    found: dict[str, str] = {}
    for path in sorted((HOUSE / "ui").rglob("*.py")):
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}
        ]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                found.setdefault(call.args[0].value, path.relative_to(HOUSE).as_posix())
    return found


def read(path: Path) -> dict[str, str]:
    """Read a .po file: each string with its English, '' where it has none."""
    found: dict[str, str] = {}
    parts = {"msgid": "", "msgstr": ""}
    key = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        part = _LINE.match(line)
        if part is None:
            continue
        if part["key"] == "msgid":
            if key:
                found[parts["msgid"]] = parts["msgstr"]
            parts = {"msgid": "", "msgstr": ""}
        key = part["key"] or key
        parts[key] += ast.literal_eval(part["text"])
    found.pop("", None)
    return found


def write(path: Path, entries: Mapping[str, str], places: Mapping[str, str]) -> None:
    """Write a .po file."""
    lines = ['msgid ""', 'msgstr ""', *(_quoted(line + "\n") for line in HEADER.splitlines()), ""]
    for text, english in entries.items():
        lines += [f"#: {places[text]}", f"msgid {_quoted(text)}", f"msgstr {_quoted(english)}", ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


def compiled(entries: Mapping[str, str]) -> bytes:
    """Give the .mo file of what has English (GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted((text.encode(), english.encode()) for text, english in {**entries, "": HEADER}.items() if english)
    head = 28
    start = head + 16 * len(pairs)
    tables: list[list[tuple[int, int]]] = [[], []]
    blob = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side].append((len(pair[side]), start + len(blob)))
            blob += pair[side] + b"\0"
    numbers = [number for table in tables for one in table for number in one]
    return (
        struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
        + struct.pack(f"<{len(numbers)}I", *numbers)
        + blob
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
