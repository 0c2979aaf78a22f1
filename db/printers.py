"""What this PC knows of its printers: which one prints which form, how far each is off, and where the fields of a form stand here.

Kept on this PC alone and never sent: another PC has other printers. `printer` is the system's name for it, `form` the key of a layout.
"""

from db.casebook import Casebook
from rules import calibration as rule
from rules import layouts
from rules.calibration import Calibration
from rules.layouts import Layout
from rules.permissions import Action


def calibration(book: Casebook, printer: str, form: str) -> Calibration:
    """Give the calibration of a printer for a form; none is offset nought and true scale."""
    row = book.store.one(
        "SELECT dx, dy, scale_x, scale_y FROM calibration WHERE printer = ? AND form = ?", (printer, form)
    )
    return Calibration(row["dx"], row["dy"], row["scale_x"], row["scale_y"]) if row is not None else Calibration()


def calibrate(book: Casebook, printer: str, form: str, found: Calibration) -> None:
    """Keep the calibration of a printer for a form; raise CalibrationOutOfRange."""
    book.require(Action.PRINT_SETUP)
    rule.check(found)
    with book.store.transaction():
        book.store.execute(
            """INSERT INTO calibration (printer, form, dx, dy, scale_x, scale_y, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (printer, form) DO UPDATE SET dx = excluded.dx, dy = excluded.dy, scale_x = excluded.scale_x, scale_y = excluded.scale_y,
            by = excluded.by, at = excluded.at""",
            (
                printer, form, found.dx, found.dy, found.scale_x, found.scale_y, book.signed_in.user_id, book.now,
            ),
        )  # fmt: skip


def layout(book: Casebook, key: str) -> Layout:
    """Give a layout as this office has it: the shipped one with the office's own positions. Raise KeyError for a key unknown."""
    return layouts.from_text(key, book.setting(f"layout.{key}"))


def change_layout(book: Casebook, changed: Layout) -> None:
    """Keep an office's own positions; raise LayoutUnfit."""
    book.require(Action.PRINT_SETUP)
    layouts.check(changed)
    shipped = changed == layouts.shipped()[changed.key]
    book.set_setting(f"layout.{changed.key}", "" if shipped else layouts.to_text(changed))


def chosen_layout(book: Casebook, form: str) -> Layout:
    """Give the kind of stock that a form is printed on here: chosen last, else the first shipped."""
    known = {one.key for one in layouts.of_form(form)}
    key = book.setting(f"stock_layout.{form}")
    return layout(book, key if key in known else layouts.of_form(form)[0].key)


def choose_layout(book: Casebook, form: str, key: str) -> None:
    """Remember which kind of stock a form is printed on."""
    book.set_setting(f"stock_layout.{form}", layouts.shipped()[key].key)


def chosen(book: Casebook, form: str) -> str:
    """Give the name of the printer last chosen for a form (a layout's key), or empty."""
    return book.setting(f"printer.{form}")


def choose(book: Casebook, form: str, printer: str) -> None:
    """Remember the printer of a form."""
    book.set_setting(f"printer.{form}", printer)
