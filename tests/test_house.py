"""The house keeps its own rules: who imports whom, what is locked, which words exist."""

import ast
import importlib
import importlib.util
import logging
import pkgutil
import re
import string
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

from db.schema import TABLES
from rules.errors import AppError, EnvironmentFailure, UntrustedInput, UserError, all_errors

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("rules", "db", "sync", "printouts", "ui")
HAN = re.compile(r"[\u4e00-\u9fff]")

# A package outside the house → the modules (and all below them) that may import it.
AT_HOME = {
    "PySide6": ("ui",),
    "shiboken6": ("ui",),
    "qtawesome": ("ui",),
    "sqlite_utils": ("db.store", "db.migrations"),
    "sqlcipher3": ("db.store",),
    "reportlab": ("printouts",),
    "chinese_calendar": ("rules.workdays",),
    "pandas": ("db.roster_sheet", "db.report_tables"),
}
WITHOUT_QT = ("ui.commands", "ui.error_text")
QT = ("PySide6", "shiboken6", "qtawesome")
# Too slow to load for a program that must be ready at once; each is imported inside the function that needs it.
NOT_AT_START = ("pandas", "numpy", "PySide6", "reportlab", "openpyxl")


def _modules() -> dict[str, Path]:
    """Give every module of the rooms, and main, by its dotted name."""
    found = {"main": HOUSE / "main.py"} if (HOUSE / "main.py").exists() else {}
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            parts = path.relative_to(HOUSE).with_suffix("").parts
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield what a file imports, as a dotted name, and whether it does so when the file itself is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    later: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        ):
            later.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node not in later
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: the rooms name each other in full"
            yield node.module or "", node not in later


def _within(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(home + ".") for home in homes)


def _load_all() -> None:
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, room + "."):
            importlib.import_module(module.name)


def test_rooms_import_one_way_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(HOUSE)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = {name: logging.getLogger(name).disabled for name in logging.root.manager.loggerDict}
    kept = cli.lint_imports(config_filename=str(HOUSE / "pyproject.toml"), no_cache=True, no_logo=True)
    for name, disabled in before.items():  # the linter sets up logging for itself and silences every other logger
        logging.getLogger(name).disabled = disabled
    assert kept == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_packages_are_imported_at_home_only() -> None:
    strays = [
        f"{module} imports {name}"
        for module, path in _modules().items()
        for name, _ in _imports(path)
        if (homes := AT_HOME.get(name.split(".")[0])) is not None and not _within(module, homes)
    ]
    assert not strays


def test_command_line_and_wording_do_not_import_qt() -> None:
    strays = [
        f"{module} imports {name}"
        for module, path in _modules().items()
        if _within(module, WITHOUT_QT)
        for name, _ in _imports(path)
        if name.split(".")[0] in QT
    ]
    assert not strays


def test_tables_are_loaded_when_used() -> None:
    strays = [
        f"{module} imports {name} when loaded"
        for module, path in _modules().items()
        for name, at_load in _imports(path)
        if at_load and name.split(".")[0] in {"pandas", "numpy", "openpyxl"}
    ]
    assert not strays


def test_main_only_puts_the_parts_together() -> None:
    main = HOUSE / "main.py"
    assert len(main.read_text(encoding="utf-8").splitlines()) <= 80
    assert {name.split(".")[0] for name, _ in _imports(main)} & set(ROOMS) <= {"ui", "rules"}


def test_command_line_starts_without_qt_and_without_heavy_packages() -> None:
    story = textwrap.dedent(
        f"""
        import importlib, pkgutil, sys
        for name in {QT!r}:
            sys.modules[name] = None
        import main, ui.commands, ui.error_text
        for module in pkgutil.walk_packages(ui.commands.__path__, "ui.commands."):
            importlib.import_module(module.name)
        heavy = [name for name in {NOT_AT_START!r} if sys.modules.get(name) is not None]
        assert not heavy, heavy
        """
    )
    done = subprocess.run([sys.executable, "-c", story], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
    assert not [name for name in _modules() if drawers & set(name.split("."))]


# --- errors and their words ------------------------------------------------------------------------------------------


def _house_errors() -> list[type[AppError]]:
    _load_all()
    return [error for error in all_errors() if error.__module__.split(".")[0] in ROOMS]


def test_every_error_has_chinese_words() -> None:
    words = importlib.import_module("ui.error_text").WORDS
    speechless = sorted({error.code for error in _house_errors() if not HAN.search(words.get(error.code, ""))})
    assert not speechless


def test_every_error_has_one_code_and_one_family() -> None:
    codes: dict[str, type[AppError]] = {}
    for error in _house_errors():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", error.code), error
        assert codes.setdefault(error.code, error) is error, f"{error} and {codes[error.code]} share {error.code}"
        assert issubclass(error, UserError | EnvironmentFailure | UntrustedInput), error


def _raised(path: Path, names: dict[str, type[AppError]]) -> Iterator[tuple[type[AppError], set[str]]]:
    """Yield each error that a file makes by name, with the fields it gives it; calls that pass `**fields` are left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")[-1]
            if name in names and all(keyword.arg for keyword in node.keywords):
                yield names[name], {str(keyword.arg) for keyword in node.keywords}


def test_words_ask_only_for_fields_that_are_given() -> None:
    words = importlib.import_module("ui.error_text").WORDS
    names = {error.__name__: error for error in _house_errors()}
    unfilled = []
    for module, path in _modules().items():
        for error, given in _raised(path, names):
            asked = {
                re.split(r"[.\[]", field)[0]
                for _, field, _, _ in string.Formatter().parse(words.get(error.code, ""))
                if field
            }
            if error.__init__ is AppError.__init__ and not asked <= given:
                unfilled.append(f"{module}: {error.code} lacks {sorted(asked - given)}")
    assert not unfilled


# --- what is locked --------------------------------------------------------------------------------------------------

REQUIREMENT = re.compile(
    r"^(?P<name>[a-z0-9.\-]+)(?:\[[a-z,]+\])?==(?P<version>\S+?)(?: ; (?P<marker>.+?))? \\$", re.MULTILINE
)


def _locked(name: str) -> set[tuple[str, str, str]]:
    text = (HOUSE / name).read_text(encoding="utf-8")
    return {(found["name"], found["version"], found["marker"] or "") for found in REQUIREMENT.finditer(text)}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-camera.lock"])
def test_lock_has_a_hash_for_everything_and_no_address(name: str) -> None:
    text = (HOUSE / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|\bfile:", text)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    wanted = [block for block in blocks if block and not block.startswith("#")]
    assert wanted
    assert all("--hash=sha256:" in block for block in wanted)
    assert len(wanted) == len(_locked(name))


def test_development_lock_holds_everything_the_program_needs() -> None:
    program = {(name, version) for name, version, _ in _locked("requirements.lock")}
    assert program <= {(name, version) for name, version, _ in _locked("requirements-dev.lock")}


def test_lock_keeps_the_pins_for_the_oldest_systems() -> None:
    pins = (HOUSE / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = _locked("requirements.lock")
    for pin in pins:
        if not pin.startswith("#"):
            requirement, marker = pin.split(";")
            name, version = requirement.split("==")
            assert (name, version, marker.strip()) in locked


# --- the glossary tells the truth ------------------------------------------------------------------------------------


def test_glossary_names_what_exists() -> None:
    words: set[str] = set()
    for path in [*_modules().values(), *(HOUSE / "rules" / "data").rglob("*.*")]:
        if path.suffix in {".py", ".json", ".csv", ".tsv", ".toml"}:
            words.update(re.findall(r"\w+", path.read_text(encoding="utf-8"), flags=re.ASCII))
    missing = []
    for line in (HOUSE / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            identifiers = line.split("|")[2]
            named = re.findall(r"`([^`]+)`", identifiers)
            missing += [name for name in named if not set(re.findall(r"\w+", name, flags=re.ASCII)) <= words]
    assert not missing


def test_glossary_has_every_shared_table_under_its_label() -> None:
    rows = [
        line for line in (HOUSE / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines() if line[:1] == "|"
    ]
    unnamed = [
        table.name for table in TABLES if not any(f"`{table.name}`" in row and table.label in row for row in rows)
    ]
    assert not unnamed


def test_links_in_the_papers_lead_somewhere() -> None:
    papers = [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]
    broken = [
        f"{paper.relative_to(HOUSE)} → {target}"
        for paper in papers
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (paper.parent / target).exists()
    ]
    assert not broken
