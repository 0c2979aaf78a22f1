"""Pre-printed stock (预印纸张): received by ranges of serials, each sheet matched with the number printed on it, spoiled ones approved by two.

A spoiled sheet is not a void number: the number goes on to a new sheet. Of each sheet the latest record that nothing corrects stands.
The account 领入 = 已用 + 作废 + 结存 is counted from the serials, never kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import consent, walks
from db.casebook import Casebook, Session
from db.journal import Writer
from db.walks import Orders, Walk
from rules import serials
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action
from rules.serials import Serial, SerialRange, StockCount

VOUCHER, CERTIFICATE = "voucher", "certificate"
FORMS = (VOUCHER, CERTIFICATE)
USED, SPOILED, MISSING, FREE = "used", "spoiled", "missing", "free"
STATES = (USED, SPOILED, MISSING)
PROVINCE = "province"
"""What `origin` says of stock that the province has printed; of a county's own stock it says the county: serials are unique within it."""

_NUMBERS = {
    VOUCHER: """SELECT i.number, EXISTS (SELECT 1 FROM voucher_void v WHERE v.voucher = i.id OR (v.voucher IS NULL AND v.number = i.number)) AS gone
        FROM voucher_issue i WHERE i.number = ? ORDER BY gone""",
    CERTIFICATE: """SELECT c.number, EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id) AS gone
        FROM certificate c WHERE c.number = ? ORDER BY gone""",
}  # fmt: skip
# A record stands unless a later one corrects it; `free` says that the sheet went back to the stock.
STANDS = "s.state <> 'free' AND NOT EXISTS (SELECT 1 FROM stock_sheet c WHERE c.corrects = s.id)"
_APPROVED = """s.state <> 'used' AND EXISTS (SELECT 1 FROM stock_approval a, json_each(a.sheets) j WHERE a._dev = s._dev AND j.value = lower(hex(s.id)))"""


class StockOverlap(UserError):
    """Say that a range holds serials received before; fields `first`, `last` of the earlier range."""

    code = "STOCK_OVERLAP"


class StockInUse(UserError):
    """Say that a receipt cannot be withdrawn: one of its sheets was used; field `serial`."""

    code = "STOCK_IN_USE"


class SheetOutside(UserError):
    """Say that a serial lies outside the stock drawn here; field `serial`."""

    code = "SHEET_OUTSIDE"


class SheetTaken(UserError):
    """Say that a sheet is no longer blank; fields `serial`, `reason` (used, spoiled, missing), `number`, `day`."""

    code = "SHEET_TAKEN"


class SheetApproved(UserError):
    """Say that what became of a sheet was approved by two and cannot be taken back; field `serial`."""

    code = "SHEET_APPROVED"


class NumberOnSheet(UserError):
    """Say that a number stands on a sheet already; fields `number`, `serial`."""

    code = "NUMBER_ON_SHEET"


class NumberNotValid(UserError):
    """Say that no voucher or certificate in force bears this number; field `number`."""

    code = "NUMBER_NOT_VALID"


class NothingSpoiled(UserError):
    """Say that none of the sheets named waits for approval any more."""

    code = "NOTHING_SPOILED"


@dataclass(frozen=True)
class ReceiptDraft:
    """Ask for a range of serials to be taken in, both ends included; `origin` is PROVINCE, or empty for the county's own."""

    form: str
    first: str
    last: str
    source: str = ""
    origin: str = PROVINCE


@dataclass(frozen=True)
class Receipt:
    """Hold a range received and how many of its sheets are still blank; the day as ISO text."""

    id: bytes
    form: str
    origin: str
    first: str
    last: str
    count: int
    left: int
    source: str
    day: str

    @property
    def run(self) -> SerialRange:
        """Give the range."""
        return serials.run(self.first, self.last)


@dataclass(frozen=True)
class SheetRow:
    """Hold what became of one sheet: its state, the number meant for it, why, when, by whom; `waits` for the approval of two."""

    id: bytes
    form: str
    origin: str
    serial: str
    state: str
    number: str
    reason: str
    day: str
    by: str
    waits: bool


@dataclass(frozen=True)
class Standing:
    """Hold how the stock of one form stands: the account, how many spoiled sheets wait, the serial that comes next (or empty)."""

    form: str
    count: StockCount
    waiting: int
    next: str


# --- receiving ----------------------------------------------------------------------------------------------------


def receive(book: Casebook, draft: ReceiptDraft) -> Receipt:
    """Take a range into stock; raise SerialUnreadable, RangeUnfit or StockOverlap."""
    book.require(Action.STOCK_KEEP)
    run = serials.run(draft.first, draft.last)
    origin = draft.origin or book.workplace.county
    with book.write() as writer:
        for known in _ranges(book, draft.form):
            if known["origin"] == origin and serials.run(known["first"], known["last"]).overlaps(run):
                raise StockOverlap(first=known["first"], last=known["last"])
        made = writer.fact("stock_receipt", {
            "form": draft.form, "origin": origin, "first": str(run.first), "last": str(run.last), "count": run.count, "source": draft.source,
            "day": book.today,
        })  # fmt: skip
    return next(one for one in receipts(book, draft.form) if one.id == made)


def withdraw(book: Casebook, receipt: bytes) -> None:
    """Take back a receipt entered wrongly, while none of its sheets was used; raise StockInUse."""
    book.require(Action.STOCK_KEEP)
    with book.write() as writer:
        found = next((one for form in FORMS for one in receipts(book, form) if one.id == receipt), None)
        if found is None:
            return
        for serial in sorted(_taken(book, found.form, found.origin)):
            if serial in found.run:
                raise StockInUse(serial=str(serial))
        values = {name: getattr(found, name) for name in ("form", "origin", "first", "last", "count", "source")}
        writer.fact("stock_receipt", {**values, "day": book.today, "withdrawn": 1, "corrects": receipt})


def receipts(book: Casebook, form: str) -> list[Receipt]:
    """List the ranges of a form received here, the first received first."""
    return _ledger(book, form)[0]


def _ranges(book: Casebook, form: str) -> list[Any]:
    """Give the rows of the ranges that stand, the first received first."""
    return list(book.store.rows(
        """SELECT r.* FROM stock_receipt r WHERE r._dev = ? AND r.form = ? AND coalesce(r.withdrawn, 0) = 0
        AND NOT EXISTS (SELECT 1 FROM stock_receipt c WHERE c.corrects = r.id) ORDER BY r.n""",
        (book.workplace.dev, form),
    ))  # fmt: skip


def _ledger(book: Casebook, form: str) -> tuple[list[Receipt], dict[str, dict[Serial, str]]]:
    """Give the ranges received, and by origin the sheets that are blank no more with their states."""
    rows = _ranges(book, form)
    taken = {origin: _taken(book, form, origin) for origin in {row["origin"] for row in rows}}
    return [_receipt(row, taken[row["origin"]]) for row in rows], taken


def _receipt(row: Any, taken: Iterable[Serial]) -> Receipt:
    run = serials.run(row["first"], row["last"])
    left = run.count - sum(serial in run for serial in taken)
    return Receipt(
        bytes(row["id"]), row["form"], row["origin"], row["first"], row["last"], run.count, left, row["source"] or "", row["day"]
    )  # fmt: skip


def _taken(book: Casebook, form: str, origin: str) -> dict[Serial, str]:
    """Give the sheets of one origin that are blank no more, with their states; of two records of one sheet the use counts."""
    found: dict[Serial, str] = {}
    sql = f"SELECT s.serial, s.state FROM stock_sheet s WHERE s._dev = ? AND s.form = ? AND s.origin = ? AND {STANDS}"
    for text, state in book.store.rows(sql, (book.workplace.dev, form, origin)):
        serial = serials.parse(text)
        if found.get(serial) != USED:
            found[serial] = state
    return found


# --- sheets -------------------------------------------------------------------------------------------------------


def check_sheet(book: Casebook, form: str, text: str) -> str:
    """Give the serial typed or scanned, as it is printed, if that sheet is ours and blank.

    Raise SerialUnreadable, SheetOutside or SheetTaken.
    """
    return str(_blank(book, form, text)[0])


def _blank(book: Casebook, form: str, text: str) -> tuple[Serial, str]:
    """Give a blank sheet's serial and origin; errors as `check_sheet`."""
    serial = serials.parse(text)
    origins = [row["origin"] for row in _ranges(book, form) if serial in serials.run(row["first"], row["last"])]
    if not origins:
        raise SheetOutside(serial=str(serial))
    standing = _sheets(book, form, serial=str(serial))
    blank = [origin for origin in origins if all(one.origin != origin for one in standing)]
    if not blank:
        found = standing[0]
        raise SheetTaken(serial=found.serial, reason=found.state, number=found.number, day=found.day)
    return serial, blank[0]


def use(book: Casebook, form: str, text: str, number: str) -> SheetRow:
    """Match a blank sheet with the number that was printed on it.

    Raise what `check_sheet` raises, NumberNotValid, and NumberOnSheet where the number stands on another sheet.
    """
    book.require(Action.STOCK_KEEP)
    with book.write() as writer:
        serial, origin = _blank(book, form, text)
        check_number(book, form, number)
        made = _note(book, writer, form, origin, serial, USED, number=number)
    return _sheet(book, made)


def check_number(book: Casebook, form: str, number: str) -> None:
    """Raise NumberNotValid unless a voucher or certificate in force bears this number, NumberOnSheet if it stands on a sheet already."""
    row = book.store.one(_NUMBERS[form], (number,))
    if row is None or row["gone"]:
        raise NumberNotValid(number=number)
    if found := sheet_of(book, form, number):
        raise NumberOnSheet(number=number, serial=found.serial)


def spoil(book: Casebook, form: str, text: str, reason: str, *, number: str = "") -> SheetRow:
    """Note a sheet as spoiled: a blank one, or one in use, whose number may then go on another; it waits for the approval of two.

    `number` is what was meant for it. Raise ReasonMissing, SerialUnreadable, SheetOutside, SheetTaken where it is spoiled or missing already.
    """
    return _lose(book, form, text, SPOILED, reason, number)


def miss(book: Casebook, form: str, text: str, reason: str) -> SheetRow:
    """Note that a sheet is not where it should be (缺号); it waits for the approval of two. Raise as `spoil`."""
    return _lose(book, form, text, MISSING, reason, "")


def _lose(book: Casebook, form: str, text: str, state: str, reason: str, number: str) -> SheetRow:
    book.require(Action.STOCK_KEEP)
    if not reason.strip():
        raise ReasonMissing
    with book.write() as writer:
        used = [one for one in _sheets(book, form, serial=str(serials.parse(text))) if one.state == USED]
        if used and state == SPOILED:
            was = used[0]
            serial, origin, number, corrects = serials.parse(was.serial), was.origin, number or was.number, was.id
        else:
            (serial, origin), corrects = _blank(book, form, text), None
        made = _note(book, writer, form, origin, serial, state, number=number, reason=reason.strip(), corrects=corrects)
    return _sheet(book, made)


def take_back(book: Casebook, sheet: bytes, reason: str) -> None:
    """Put a sheet back among the blank ones: its serial was typed wrongly. Raise ReasonMissing, SheetApproved, or NothingSpoiled where it is blank."""
    book.require(Action.STOCK_KEEP)
    if not reason.strip():
        raise ReasonMissing
    with book.write() as writer:
        if (
            book.store.one(
                f"SELECT 1 FROM stock_sheet s WHERE s.id = ? AND s._dev = ? AND {STANDS}", (sheet, book.workplace.dev)
            )
            is None
        ):
            raise NothingSpoiled
        found = _sheet(book, sheet)
        if found.state != USED and not found.waits:
            raise SheetApproved(serial=found.serial)
        serial = serials.parse(found.serial)
        _note(book, writer, found.form, found.origin, serial, FREE, reason=reason.strip(), corrects=sheet)


def _note(
    book: Casebook, writer: Writer, form: str, origin: str, serial: Serial, state: str, *, number: str = "", reason: str = "",
    corrects: bytes | None = None,
) -> bytes:  # fmt: skip
    return writer.fact("stock_sheet", {
        "form": form, "origin": origin, "serial": str(serial), "state": state, "number": number, "reason": reason, "day": book.today,
        "corrects": corrects,
    })  # fmt: skip


def _sheets(book: Casebook, form: str, *, serial: str = "", number: str = "", state: str = "") -> list[SheetRow]:
    """List the standing records of sheets here, the latest first; of one serial, number or state where it is named."""
    sql = f"""SELECT s.*, t.name AS by_name, {_APPROVED} AS approved FROM stock_sheet s LEFT JOIN staff t ON t.id = s._by
        WHERE s._dev = :dev AND s.form = :form AND {STANDS} AND (:serial = '' OR s.serial = :serial) AND (:number = '' OR s.number = :number)
        AND (:state = '' OR s.state = :state) ORDER BY s.n DESC"""
    values = {"dev": book.workplace.dev, "form": form, "serial": serial, "number": number, "state": state}
    return [_row(row) for row in book.store.rows(sql, values)]


def _row(row: Any) -> SheetRow:
    return SheetRow(
        bytes(row["id"]), row["form"], row["origin"], row["serial"], row["state"], row["number"] or "", row["reason"] or "", row["day"],
        row["by_name"] or "", row["state"] in {SPOILED, MISSING} and not row["approved"],
    )  # fmt: skip


def _sheet(book: Casebook, sheet: bytes) -> SheetRow:
    sql = f"SELECT s.*, t.name AS by_name, {_APPROVED} AS approved FROM stock_sheet s LEFT JOIN staff t ON t.id = s._by WHERE s.id = ?"
    return _row(book.store.one(sql, (sheet,)))


def sheet_of(book: Casebook, form: str, number: str) -> SheetRow | None:
    """Give the sheet on which a number stands here, or None."""
    return next(iter(_sheets(book, form, number=number, state=USED)), None)


def page(
    book: Casebook, form: str, *, text: str = "", state: str = "", after: int = 0, limit: int = 200
) -> list[tuple[int, SheetRow]]:
    """Give the standing records of sheets, newest first, as (row number, sheet); by a part of serial or number, and by state."""
    sql = f"""SELECT s.*, t.name AS by_name, {_APPROVED} AS approved FROM stock_sheet s LEFT JOIN staff t ON t.id = s._by WHERE {_LISTED}
        AND (:after = 0 OR s.n < :after) ORDER BY s.n DESC LIMIT :limit"""
    values = _listed(book, form, text, state) | {"after": after, "limit": limit}
    return [(row["n"], _row(row)) for row in book.store.rows(sql, values)]


def count(book: Casebook, form: str, *, text: str = "", state: str = "") -> int:
    """Count what `page` would list."""
    return int(
        book.store.value(f"SELECT count(*) FROM stock_sheet s WHERE {_LISTED}", _listed(book, form, text, state))
    )


def walk(book: Casebook, form: str, *, text: str = "", state: str = "") -> Walk:
    """Say how the records that `page` lists are walked, newest first."""
    return walks.over("stock_sheet s", Orders(), "", _LISTED, _listed(book, form, text, state))


def by_numbers(book: Casebook, numbers: Sequence[int]) -> list[tuple[int, SheetRow] | None]:
    """Give the records with these row numbers, in their order."""
    sql = f"""SELECT s.*, t.name AS by_name, {_APPROVED} AS approved FROM stock_sheet s LEFT JOIN staff t ON t.id = s._by
        WHERE s.n IN ({",".join("?" * len(numbers))})"""
    found = {row["n"]: (row["n"], _row(row)) for row in book.store.rows(sql, tuple(numbers))}
    return [found.get(number) for number in numbers]


_LISTED = f"""s._dev = :dev AND s.form = :form AND {STANDS} AND (:state = '' OR s.state = :state)
    AND (:text = '' OR instr(s.serial, :text) > 0 OR instr(coalesce(s.number, ''), :text) > 0)"""


def _listed(book: Casebook, form: str, text: str, state: str) -> dict[str, Any]:
    folded = "".join(text.split()).upper()
    return {"dev": book.workplace.dev, "form": form, "text": folded, "state": state}


# --- the account --------------------------------------------------------------------------------------------------


def standing(book: Casebook, form: str) -> Standing:
    """Tell how the stock of a form stands here."""
    held, taken = _ledger(book, form)
    received = used = void = missing = left = 0
    for origin, sheets in taken.items():
        runs = [one.run for one in held if one.origin == origin]
        states = [state for serial, state in sheets.items() if any(serial in run for run in runs)]
        received += sum(run.count for run in runs)
        left += sum(one.left for one in held if one.origin == origin)
        used += states.count(USED)
        missing += states.count(MISSING)
        void += len(states) - states.count(USED)
    counted = StockCount(received, used, void, left, missing)
    return Standing(form, counted, len(waiting(book, form)), _next_serial(book, form, held, taken))


def _next_serial(book: Casebook, form: str, held: Sequence[Receipt], taken: Mapping[str, Mapping[Serial, str]]) -> str:
    """Give the serial of the sheet that should lie on top: the one after the last recorded, else the first blank one, or empty."""
    last = book.store.one(
        f"SELECT s.serial, s.origin FROM stock_sheet s WHERE s._dev = ? AND s.form = ? AND {STANDS} ORDER BY s.n DESC LIMIT 1",
        (book.workplace.dev, form),
    )
    if last is not None:
        after = serials.parse(last["serial"]).next()
        for one in held:
            if (
                after is not None
                and one.origin == last["origin"]
                and after in one.run
                and after not in taken[one.origin]
            ):
                return str(after)
    return next((str(first) for one in held if (first := _first_blank(one.run, taken[one.origin]))), "")


def _first_blank(run: SerialRange, taken: Mapping[Serial, str]) -> Serial | None:
    at = run.first
    while at in taken:
        after = at.next()
        if after is None or after not in run:
            return None
        at = after
    return at


# --- spoiled sheets wait for one approval -------------------------------------------------------------------------


def waiting(book: Casebook, form: str = "") -> list[SheetRow]:
    """List the spoiled and missing sheets that nobody has approved yet, of one form or of all."""
    found = [
        one
        for wanted in FORMS
        if form in {"", wanted}
        for state in (SPOILED, MISSING)
        for one in _sheets(book, wanted, state=state)
    ]
    return sorted((one for one in found if one.waits), key=lambda one: one.id, reverse=True)


def check_waiting(book: Casebook, sheets: Sequence[bytes]) -> list[str]:
    """Give, in hex and sorted, those of the sheets that wait for approval; raise NothingSpoiled where none does."""
    found = sorted({one.id.hex() for one in waiting(book)} & {one.hex() for one in sheets})
    if not found:
        raise NothingSpoiled
    return found


def approve(
    book: Casebook, sheets: Sequence[bytes], reason: str, *, second: Session | None, approval: bytes | None = None
) -> int:  # fmt: skip
    """Approve by two persons, or by the province, that sheets are spoiled or missing; give how many.

    Raise NothingSpoiled, SecondPersonNeeded or ApprovalUnfit.
    """
    book.require(Action.STOCK_SPOIL)
    found = [one.hex() for one in sheets] if approval is not None else check_waiting(book, sheets)
    beside = consent.beside(book, "stock_approval", {"sheets": found}, second, approval)
    with book.write() as writer:
        check_waiting(book, sheets)
        values = {"sheets": found, "count": len(found), "reason": reason, "day": book.today, "approval": approval}
        writer.fact("stock_approval", values, second=beside)
    return len(found)
