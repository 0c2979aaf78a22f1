"""Keep the English catalogue: python -m tests.catalogue adds what is new to the .po file, drops what is gone, and compiles the .mo file.

`ui/locale/en/LC_MESSAGES/yuanzhu.po` is what people edit; the .mo file beside it is what gettext reads. With `--missing` it lists what has no English.
Strings come from three sides: the literals of `_` and `N_` in ui, the command line's among them; the words that rules and db say (every Chinese
literal there, for they know no gettext); the labels of codes and layouts in rules/data. Literals with fields are also listed in `ui/locale/phrases.txt`, by which
`_` knows a sentence that was filled already. English words that go with a figure stand after a bar: `{n} {n|line is|lines are} new` (decision 0098).
"""

import argparse
import ast
import json
import re
import string
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

HOUSE = Path(__file__).resolve().parent.parent
PO = HOUSE / "ui" / "locale" / "en" / "LC_MESSAGES" / "yuanzhu.po"
PHRASES = HOUSE / "ui" / "locale" / "phrases.txt"
HEADER = "Language: en\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
"""Typefaces that show Chinese draw curly quotation marks as wide as a character, also between English letters."""
HAN = re.compile(r"[\u3400-\u9fff]")
ROOMS = ("rules", "db", "ui/commands")
READ_ONLY = frozenset({
    "rules/pinyin.py", "rules/documents.py", "rules/money.py", "rules/regions.py", "rules/phones.py", "rules/publicity.py", "rules/scanning.py", "rules/names.py",
    "db/ledger_kinds.py", "db/roster_headers.py", "db/roster_cells.py", "db/roster_rows.py", "db/ledger_cells.py",
})  # fmt: skip
"""Modules whose Chinese is read and not said."""
STORY = ("ui/commands/sample.py", "ui/commands/story.py", "ui/commands/areas/")
"""Modules whose Chinese, but for what is marked, is data: the story of the sample county."""
LABEL_OF = {"Field": 1, "LedgerKind": 2, "DocType": 1}
"""Declarations that carry words of others beside their label: which argument the label is."""
_NOT_SHOWN = re.compile(r"\b(?:SELECT|CASE|WHERE|coalesce)\b|\.(?:status|outcome) |\\[sd]|\(\?|^[十拾零]$|〇")
_LINE = re.compile(r'^(?:(?P<key>msgid|msgstr) )?(?P<text>".*")$')


def main(arguments: list[str]) -> int:
    """Bring the catalogue up to date; the answer is 1 where English is missing and that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.catalogue", description=__doc__)
    parser.add_argument("--missing", action="store_true", help="only list what has no English")
    asked = parser.parse_args(arguments)
    said, held = everything(), read(PO) if PO.exists() else {}
    missing = [text for text in said if not held.get(text)]
    if asked.missing:
        print("\n".join(f"{said[text]}: {text!r}" for text in missing))
        return 1 if missing else 0
    kept = {text: held.get(text, "") for text in said}
    write(PO, kept, said)
    PO.with_suffix(".mo").write_bytes(compiled(kept))
    PHRASES.write_text(listed(), encoding="utf-8")
    print(f"{len(kept)} strings, {len(missing)} without English")
    return 0


def everything() -> dict[str, str]:
    """Give all that must have English, with the file where each stands first."""
    return {**data_labels(), **spoken(), **messages()}


def messages() -> dict[str, str]:
    """Give every literal passed to `_` or `N_` in ui, in the order of files and lines, with the file where it stands first."""
    found: dict[str, str] = {}
    for path in sorted((HOUSE / "ui").rglob("*.py")):
        calls = [node for node in ast.walk(_tree(path)) if _is_marked(node)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                found.setdefault(call.args[0].value, path.relative_to(HOUSE).as_posix())
    return found


def spoken() -> dict[str, str]:
    """Give every Chinese literal of rules, db and ui/commands that may be shown, an f-string as a template with the fields {0}, {1}.

    Not shown are docstrings, patterns, SQL, what stands in a module of `READ_ONLY`, and words by which a file of others is read (`synonyms`).
    """
    found: dict[str, str] = {}
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            place = path.relative_to(HOUSE).as_posix()
            if place.startswith(STORY):
                continue
            tree = _tree(path)
            for words in _declared(tree) if place in READ_ONLY else _literals(tree):
                found.setdefault(words, place)
    return found


def data_labels() -> dict[str, str]:
    """Give the labels of code tables and layouts, which are data of the program and not of its users."""
    found: dict[str, str] = {}
    for path in sorted((HOUSE / "rules" / "data").glob("*.json")):
        place = path.relative_to(HOUSE).as_posix()
        for words in _labels(path.name, json.loads(path.read_text(encoding="utf-8"))):
            if HAN.search(words):
                found.setdefault(words, place)
    return found


def listed() -> str:
    """Give the text of the list of phrases: what rules, db and the command line fill before it comes to `_`, one a line, escaped."""
    return "".join(json.dumps(words, ensure_ascii=False) + "\n" for words in sorted(spoken()) if has_fields(words))


def has_fields(words: str) -> bool:
    """Tell whether words are a template with something fixed in Chinese around its fields."""
    return any(name is not None for _text, name, _spec, _how in string.Formatter().parse(words))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_marked(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}


def _literals(node: ast.AST) -> Iterator[str]:
    """Give the Chinese literals below a node that may be shown."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if _is_marked(node) or name in {"compile", "fullmatch"}:
            return
        if name in LABEL_OF:
            yield from _literals(node.args[LABEL_OF[name]])
            for one in node.args:
                yield from (words for call in ast.walk(one) if _called(call, "Field") for words in _literals(call))
            return
    if isinstance(node, ast.JoinedStr):
        words = _template(node)
        if _is_shown(re.sub(r"\{\d+\}", "", words)):
            yield words
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _literals(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_shown(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _literals(child)


def _declared(tree: ast.Module) -> Iterator[str]:
    """Give, of a module that is read and not said, its declarations' labels and the words that it names (`LOST, VOID = "挂失", "作废"`)."""
    for node in ast.walk(tree):
        is_names = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
        if is_names or any(_called(node, name) for name in LABEL_OF):
            yield from _literals(node)


def _called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _template(node: ast.JoinedStr) -> str:
    """Give an f-string as a template whose fields are numbered."""
    parts, number = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts += str(part.value).replace("{", "{{").replace("}", "}}")
        else:
            parts += f"{{{number}}}"
            number += 1
    return parts


def _is_shown(words: str) -> bool:
    return HAN.search(words) is not None and not _NOT_SHOWN.search(words)


def _labels(name: str, held: Any) -> Iterator[str]:
    """Give the labels in one file of rules/data, by its form."""
    if name.startswith("codes"):
        for table in held.values():
            yield table["label"]
            yield from (item[1] for item in table["items"])
    elif name == "layouts.json":
        for fields in held["fields"].values():
            yield from (field[0] for field in fields.values())
        yield from (layout["label"] for layout in held["layouts"].values())


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
    """Give the .mo file of what has English (GNU gettext manual, "The Format of GNU MO Files"), its quotation marks straight."""
    pairs = sorted(
        (text.encode(), english.translate(STRAIGHT).encode())
        for text, english in {**entries, "": HEADER}.items()
        if english
    )
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
