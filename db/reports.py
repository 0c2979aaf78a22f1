"""Reports: made from what the areas declare, locked month by month as they were sent up, and corrected where something came late.

A locked month is never changed. What is entered afterwards with a business date in it shows as a difference, and a correction report (更正报表)
says it: as reported + correction = now. Counting goes by the business date alone.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db import contests, directory, erased_figures, indicators, targets
from db.casebook import Casebook
from db.indicators import BY_KEY, Behind, Span
from db.tables.indicator import Indicator
from rules import periods, report_forms, reports
from rules.errors import UserError
from rules.periods import Period
from rules.permissions import Action
from rules.quantities import Measure, Quantity, adding
from rules.report_forms import Form, Line, Stands
from rules.reports import Correction, Counted, CountyFigures, Judged, Report, ReportLine, Signers
from rules.steps import Step, unheard

_MEASURES = frozenset({"persons", "times", "amount", "pieces"})
_STANDS: Mapping[str, Stands] = {"": "", "opening": "opening", "closing": "closing"}
_MOST_TOLD = 20
_KIND = {"month": "月报", "quarter": "季报", "year": "年报"}


class ReportUnknown(UserError):
    """Say that there is no such report, or none for such a period; fields `given`, `known`."""

    code = "REPORT_UNKNOWN"


class PeriodLocked(UserError):
    """Say that a month is locked already: it is corrected, not changed; fields `period`, `day`."""

    code = "PERIOD_LOCKED"


class PeriodRunning(UserError):
    """Say that a month has not ended yet; fields `period`, `last`."""

    code = "PERIOD_RUNNING"


class PeriodNotLocked(UserError):
    """Say that only a locked period can be corrected; field `period`."""

    code = "PERIOD_NOT_LOCKED"


class NothingToCorrect(UserError):
    """Say that the figures of a locked period are as they were sent; field `period`."""

    code = "NOTHING_TO_CORRECT"


class SignerMissing(UserError):
    """Say that 填表人, 审核人 or 负责人 is not named, or that who filled in also reviews."""

    code = "SIGNER_MISSING"


@dataclass(frozen=True)
class Lock:
    """Hold a month that is locked: its row, county, period, the day, who signed, whether nothing had happened, what was left undone."""

    id: bytes
    county: str
    period: Period
    day: dt.date
    signers: Signers
    zero: bool
    undone: tuple[str, ...]


@dataclass(frozen=True)
class CountyStanding:
    """Hold how a county, or a base, stands with a month: its lock, how often it was corrected, of a county also whether its figures are ours.

    `broken` are the rules between lines that do not hold in what it sent.
    """

    county: str
    name: str
    lock: Lock | None
    versions: int
    differs: bool
    is_base: bool = False
    broken: tuple[str, ...] = ()


# --- what can be reported


def forms(kind: str = "", place: str = "desk") -> tuple[Form, ...]:
    """Give the forms that a kind of workplace makes (of a kind of period: month, quarter, year), with the lines that areas have declared."""
    found = (
        form.known(BY_KEY) for form in report_forms.FORMS if place in form.places and (not kind or kind in form.often)
    )
    return tuple(form for form in found if form is not None)


def kind_of(period: Period) -> str:
    """Give month, quarter or year."""
    return "month" if period.month else "quarter" if period.quarter else "year"


def form_of(name: str, period: Period | None = None, place: str = "desk") -> Form:
    """Find a form of a kind of workplace by its key or title; raise ReportUnknown where there is none, or none for such a period."""
    known = forms(kind_of(period) if period else "", place)
    found = next((form for form in known if name in {form.key, form.title}), None)
    if found is None:
        raise ReportUnknown(given=name[:60], known="、".join(form.key for form in known))
    return found


def _indicators(line: Line | ReportLine) -> list[Indicator]:
    """Give what a line counts, and for a stock what it takes away."""
    came = [found for key in line.keys if (found := indicators.find(key)) is not None]
    return [*came, *(indicators.less(found) for key in line.less if (found := indicators.find(key)) is not None)]


def _shape(line: Line) -> tuple[Measure, str, bool]:
    """Give what a line counts: measure, unit of pieces, whether everybody in it is named.

    Named persons and person-times together are person-times; heads that nobody named go with neither.
    """
    found = _indicators(line)
    if len({adding(one.measure, one.unit, named=one.named) for one in found}) != 1:
        raise ValueError(f"line {line.number} of a form mixes kinds: {line.keys}")
    measures = {one.measure for one in found}
    units = {one.unit for one in found}
    if measures == {"persons", "times"}:
        measures = {"times"}
    return measures.pop(), units.pop(), not line.stands and all(one.named for one in found)


def office_name(book: Casebook, county: str) -> str:
    """Give who reports: this office, or at the province the desk of a county."""
    if book.workplace.kind != "province" or not county or county == book.workplace.county:
        return book.workplace.name
    desks = (grant.name for grant in directory.grants(book.store, county) if grant.role == "desk")
    return next(desks, book.regions.full_name(county) or county)


# --- making


def _set_of(line: Line) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Give by what a line is counted: lines with the same are counted once."""
    return line.keys, line.less, bool(line.stands)


class _Counts:
    """Count each set of indicators once for all the periods of several reports: forms share many lines, and periods their years."""

    def __init__(
        self, book: Casebook, periods: Sequence[Period], county: str, step: Step = unheard, total: int = 0
    ) -> None:
        self._book, self._county = book, county
        self._step, self._total = step, total
        self._spans = {(period, name): span for period in periods for name, span in indicators.spans(period).items()}
        self._known: dict[tuple[tuple[str, ...], tuple[str, ...], bool], dict[Span, Counted]] = {}

    def of(self, line: Line, period: Period) -> dict[str, Counted]:
        """Give what a line counts in each span of a period."""
        asked = _set_of(line)
        if asked not in self._known:
            self._known[asked] = self._count(line)
            self._step(len(self._known), self._total)
        found = self._known[asked]
        return {
            name: found[indicators.standing_at(span, line.stands)]
            for (one, name), span in self._spans.items()
            if one == period
        }

    def _count(self, line: Line) -> dict[Span, Counted]:
        ways: tuple[Stands, ...] = ("opening", "closing") if line.stands else ("",)
        wanted = dict.fromkeys(indicators.standing_at(span, way) for span in self._spans.values() for way in ways)
        named = {str(at): span for at, span in enumerate(wanted)}
        found = indicators.count(self._book, _indicators(line), named, self._county)
        return {span: found[name] for name, span in named.items()}


def make_all(book: Casebook, periods: Sequence[Period], county: str = "", step: Step = unheard) -> list[Report]:
    """Make all reports of several periods with today's figures, counting what they share once; `step(done, all)` may raise to stop."""
    wanted = [(form, period) for period in periods for form in forms(kind_of(period), book.workplace.kind)]
    total = len({_set_of(line) for form, _period in wanted for line in form.lines})
    counts = _Counts(book, periods, county, step, total)
    return [make(book, form, period, county, counts=counts) for form, period in wanted]


def make(
    book: Casebook, form: Form, period: Period, county: str = "", *, by_county: bool = False, counts: _Counts | None = None, step: Step = unheard
) -> Report:  # fmt: skip
    """Make a report of today's figures, whatever was locked; with `by_county` (province) each county's beside them."""
    own = len({_set_of(line) for line in form.lines})
    total = own + len(form.lines) * by_county
    counts = counts or _Counts(book, [period], county, step, total)
    goals = _goals(book, period.year, county)
    lines = []
    for line in form.lines:
        measure, unit, named = _shape(line)
        made = ReportLine(
            line.number, line.label, line.indent, line.keys, measure, unit, named, counts.of(line, period), less=line.less, stands=line.stands,
        )  # fmt: skip
        lines.append(replace(made, target=_goal(made, goals)))
    made_now = Report(
        form.key, form.title, office_name(book, county), county or book.workplace.county, period, tuple(lines), form.note, day=book.today,
        counties=_counties(book, form, period, lambda done: step(own + done, total)) if by_county else (),
    )  # fmt: skip
    return replace(made_now, carried=_carried(book, made_now), erased=_erased(book, made_now))


def _erased(book: Casebook, now: Report) -> int:
    """Tell how many events of a report's period are counted although their records were erased."""
    if not erased_figures.is_any(book.store):
        return 0
    keys = [key for line in now.lines if not line.stands for key in line.keys]
    return erased_figures.count(book.store, keys, now.period.first, now.period.last)


def _carried(book: Casebook, now: Report) -> tuple[Judged, ...]:
    """Judge a report's opening stocks by what the period before was last reported to end with, nothing where it was not; tell of vouchers redeemed twice."""
    if not any(line.stands for line in now.lines):
        return ()
    before = last_sent(book, now.form, now.period.before, now.county)
    found = reports.carry_over(before, now) if before is not None else ()
    return (*found, *_redeemed_twice(book, now)) if now.form == "vouchers" else found


def _redeemed_twice(book: Casebook, now: Report) -> list[Judged]:
    """Name each voucher that two bases redeemed by the end of a report's period: it is redeemed once, and claimed twice."""
    county = "" if now.county == book.workplace.county and book.workplace.kind == "province" else now.county
    told = []
    for decided in (False, True):
        for one in contests.contested(book, decided=decided, county=county, limit=_MOST_TOLD):
            by_then = [each for each in one.redemptions if each.day <= now.period.last.isoformat()]
            if len(by_then) > 1:
                where = "、".join(f"{each.base} {each.day}" for each in by_then)
                why = "已认定一笔有效，另一笔不拨付" if decided else "待认定，到“待处理事项”"
                told.append(Judged(f"券 {one.number} 重复核销，只计一次：{where}", "note", why))
    return told


def _counties(
    book: Casebook, form: Form, period: Period, step: Callable[[int], None]
) -> tuple[CountyFigures, ...]:  # fmt: skip
    spans = {name: span for name, span in indicators.spans(period).items() if name in {"period", "year"}}
    found: dict[str, dict[str, Mapping[str, Counted]]] = {}
    for done, line in enumerate(form.lines, 1):
        wanted = {name: indicators.standing_at(span, line.stands) for name, span in spans.items()}
        for county, counts in indicators.count_by_county(book, _indicators(line), wanted).items():
            found.setdefault(county, {})[line.number] = counts
        step(done)
    codes = sorted({*found, *(grant.county for grant in directory.grants(book.store) if grant.role == "desk")} - {""})
    return tuple(CountyFigures(code, office_name(book, code), found.get(code, {})) for code in codes)


def _goals(book: Casebook, year: int, county: str) -> list[targets.Target]:
    if book.workplace.kind == "base":
        return []  # its figures are a part of the county's, whose targets they do not answer
    wanted = county or ("" if book.workplace.kind == "province" else book.workplace.county)
    return [one for one in targets.targets(book, year) if one.county == wanted and one.draft.kind == targets.PLAN]


def _goal(line: ReportLine, goals: Sequence[targets.Target]) -> Quantity | None:
    """Give the target that asks for what a line counts, in its unit: the first one of those indicators."""
    for one in goals:
        if not line.stands and set(one.draft.keys) & set(BY_KEY) == set(line.keys):
            quantity = one.quantity
            if type(quantity) is type(line.value("year")) and quantity.unit == line.value("year").unit:
                return quantity
    return None


def report(
    book: Casebook, name: str, period: Period, county: str = "", *, by_county: bool = False, step: Step = unheard
) -> Report:  # fmt: skip
    """Give a report: of a locked period as it was last sent, with how many figures differ by now; else today's.

    `step(done, all)` hears of each line and may raise to stop. Raise ReportUnknown.
    """
    form = form_of(name, period, book.workplace.kind)
    now = make(book, form, period, county, by_county=by_county, step=step)
    sent = last_sent(book, form.key, period, now.county)
    if sent is None:
        return now
    late = len(reports.correct(sent, now).changes)
    goals = _goals(book, period.year, county)
    lines = tuple(replace(line, target=_goal(line, goals)) for line in sent.lines)
    return replace(sent, lines=lines, late=late, counties=now.counties, carried=_carried(book, sent), erased=now.erased)


def records(
    book: Casebook, line: ReportLine, period: Period, span: str, county: str = "", *, offset: int = 0, limit: int = 200
) -> list[Behind]:
    """List the records behind a line's figure of a span, the earliest business date first."""
    asked = indicators.standing_at(span_of(period, span), line.stands)
    return indicators.behind(book, _indicators(line), asked, county, net=bool(line.stands), offset=offset, limit=limit)


def records_count(book: Casebook, line: ReportLine, period: Period, span: str, county: str = "") -> int:
    """Tell how many records `records` can list."""
    asked = indicators.standing_at(span_of(period, span), line.stands)
    return indicators.behind_count(book, _indicators(line), asked, county, net=bool(line.stands))


def months(book: Casebook, line: ReportLine, year: int, county: str = "") -> dict[Period, Quantity]:
    """Give what a line came to in each month of a year and of the year before: a stock at the month's beginning or end, none in months to come."""
    known = [month for one in (year, year - 1) for month in Period(one).months]
    spans = {str(month): indicators.standing_at(Span(month.first, month.last), line.stands) for month in known}
    found = indicators.count(book, _indicators(line), spans, county)
    return {
        month: line.of(Counted() if line.stands and month.first > book.today else found[str(month)]) for month in known
    }


# --- locking


def locks(book: Casebook, county: str = "", period: Period | None = None, base: bytes = b"") -> list[Lock]:
    """List the locked months of a county or of a base's device (our own by default), the latest first.

    Of two PCs of a county that locked the same month the first counts. Whose lock it is, its writer says: a base closes its own month, never its
    county's.
    """
    if book.workplace.kind == "base":
        base = book.workplace.dev
    rows = book.store.rows(
        "SELECT * FROM report_lock WHERE county = ? AND (? IS NULL OR period = ?) ORDER BY period DESC, day, id"
        if not base
        else "SELECT * FROM report_lock WHERE _dev = ? AND (? IS NULL OR period = ?) ORDER BY period DESC, day, id",
        (base or county or book.workplace.county, str(period) if period else None, str(period) if period else None),
    )
    found: dict[str, Lock] = {}
    for row in rows:
        lock = _lock(row) if base or book.role_of(bytes(row["_dev"])) != "base" else None
        if lock is not None:
            found.setdefault(str(lock.period), lock)
    return list(found.values())


def _lock(row: Any) -> Lock | None:
    """Read a lock that another workplace may have written; one whose period is none is left out."""
    try:
        period = periods.read(row["period"])
    except periods.PeriodFormat:
        return None
    undone = json.loads(row["undone"] or "[]")
    return Lock(
        bytes(row["id"]), row["county"] or "", period, dt.date.fromisoformat(row["day"]),
        Signers(row["prepared_by"] or "", row["reviewed_by"] or "", row["head"] or "", row["phone"] or ""), bool(row["zero"]),
        tuple(one for one in undone if type(one) is str) if type(undone) is list else (),
    )  # fmt: skip


def lock_of(book: Casebook, month: Period, county: str = "", base: bytes = b"") -> Lock | None:
    """Give the lock of a month, of a county or a base's device, or None."""
    found = locks(book, county, month, base)
    return found[0] if found else None


def closed_with(month: Period) -> tuple[Period, ...]:
    """Give the periods that end with a month: itself, the quarter at its third month, the year at December."""
    found = [month]
    if month.month % 3 == 0:
        found.append(Period(month.year, 0, month.month // 3))
    return (*found, Period(month.year)) if month.month == 12 else tuple(found)


def lock(book: Casebook, month: Period, signers: Signers, undone: Sequence[str] = (), step: Step = unheard) -> Lock:
    """Lock a month: its reports, and those of the quarter and the year that end with it, are kept as they are now and count as sent.

    `step(done, all)` may raise to stop; nothing is kept then. Raise PeriodRunning, PeriodLocked, SignerMissing.
    """
    book.require(Action.REPORT_LOCK)
    if not month.month or month.last > book.today:
        raise PeriodRunning(period=month.label, last=month.last.isoformat())
    _check_signers(signers)
    county = book.workplace.county
    with book.write() as writer:
        before = lock_of(book, month)
        if before is not None:
            raise PeriodLocked(period=month.label, day=before.day.isoformat())
        made = make_all(book, closed_with(month), step=step)
        zero = all(one.is_zero for one in made if one.period == month)
        key = writer.fact("report_lock", {
            "county": county, "period": str(month), "day": book.today, "prepared_by": signers.prepared_by, "reviewed_by": signers.reviewed_by,
            "head": signers.head, "phone": signers.phone or None, "zero": zero, "undone": list(undone),
        })  # fmt: skip
        for one in made:
            writer.fact("report_snapshot", _snapshot(one, key, 1, signers, book.today))
    return Lock(key, county, month, book.today, signers, zero, tuple(undone))


def _check_signers(signers: Signers) -> None:
    names = [one.strip() for one in (signers.prepared_by, signers.reviewed_by, signers.head)]
    if not all(names) or names[0] == names[1]:
        raise SignerMissing


def _snapshot(one: Report, key: bytes, version: int, signers: Signers, day: dt.date) -> dict[str, Any]:
    lines = [
        {
            "number": line.number, "label": line.label, "indent": line.indent, "keys": list(line.keys), "measure": line.measure, "unit": line.unit,
            "named": int(line.named), **({"less": list(line.less), "stands": line.stands} if line.stands else {}), "counts": {name: [c.events, c.persons, c.total] for name, c in line.counts.items()},
        }
        for line in one.lines
    ]  # fmt: skip
    return {
        "lock_id": key, "report": one.form, "county": one.county, "period": str(one.period), "version": version,
        "figures": {"title": one.title, "note": one.note, "lines": lines}, "day": day, "prepared_by": signers.prepared_by,
        "reviewed_by": signers.reviewed_by, "head": signers.head,
    }  # fmt: skip


# --- what was sent


def sent(book: Casebook, form: str, period: Period, county: str = "") -> list[Report]:
    """Give all versions of a report as they were sent, the first one first."""
    return [one for one, _id in _sent(book, form, period, county or book.workplace.county)]


def last_sent(book: Casebook, form: str, period: Period, county: str = "") -> Report | None:
    """Give a report as it was last sent, or None where its period is open."""
    found = sent(book, form, period, county)
    return found[-1] if found else None


def _sent(book: Casebook, form: str, period: Period, county: str) -> list[tuple[Report, bytes]]:
    lock_ids = {one.id for month in period.months[-1:] for one in locks(book, county, month)}
    rows = book.store.rows(
        "SELECT * FROM report_snapshot WHERE report = ? AND period = ? AND county = ? ORDER BY version, day, id",
        (form, str(period), county),
    )
    found: dict[int, tuple[Report, bytes]] = {}
    for row in rows:
        if bytes(row["lock_id"]) in lock_ids:
            one = _read(book, row, period)
            if one is not None:
                found.setdefault(one.version, (one, bytes(row["id"])))
    return list(found.values())


def _read(book: Casebook, row: Any, period: Period) -> Report | None:
    """Read a snapshot that another workplace may have written; one that is not in our form is left out."""
    try:
        figures = json.loads(row["figures"])
        lines = tuple(_read_line(one) for one in figures["lines"])
        title, note = str(figures["title"]), str(figures.get("note", ""))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    signers = Signers(row["prepared_by"] or "", row["reviewed_by"] or "", row["head"] or "")
    version = row["version"] or 1
    return Report(
        row["report"], title, office_name(book, row["county"]), row["county"], period, lines, note, "locked" if version == 1 else "corrected", version,
        dt.date.fromisoformat(row["day"]), signers,
    )  # fmt: skip


def _read_line(one: Any) -> ReportLine:
    measure = one["measure"]
    if measure not in _MEASURES:
        raise ValueError(measure)
    counts = {
        name: Counted(*(int(number) for number in numbers))
        for name, numbers in one["counts"].items()
        if name in reports.SPANS
    }
    keys = tuple(str(key) for key in one["keys"])
    return ReportLine(
        str(one["number"]), str(one["label"]), int(one["indent"]), keys, measure, str(one["unit"]), bool(one["named"]), counts,
        less=tuple(str(key) for key in one.get("less", ())), stands=_STANDS[one.get("stands", "")],
    )  # fmt: skip


# --- corrections


def correction(book: Casebook, name: str, period: Period, county: str = "", reason: str = "") -> Correction:
    """Compare a locked report with today's figures; raise ReportUnknown, PeriodNotLocked."""
    form = form_of(name, period, book.workplace.kind)
    before = last_sent(book, form.key, period, county)
    if before is None:
        raise PeriodNotLocked(period=period.label)
    return reports.correct(before, make(book, form, period, county), reason)


def last_correction(book: Casebook, name: str, period: Period, county: str = "") -> Correction | None:
    """Give the last correction that was made of a report, against the version before it, or None."""
    rows = _sent(book, form_of(name, period, book.workplace.kind).key, period, county or book.workplace.county)
    if len(rows) < 2:
        return None
    reason = book.store.value("SELECT reason FROM report_snapshot WHERE id = ?", (rows[-1][1],)) or ""
    now = rows[-1][0]
    return reports.correct(rows[-2][0], replace(now, erased=_erased(book, now)), reason)


def correct(
    book: Casebook, month: Period, reason: str, signers: Signers, step: Step = unheard
) -> tuple[Correction, ...]:  # fmt: skip
    """Correct a locked month: each of its reports that is no longer right gets a further version; give what was corrected.

    The quarter and the year that ended with it are corrected too. `step(done, all)` may raise to stop; nothing is kept then. Raise PeriodNotLocked, NothingToCorrect, SignerMissing.
    """
    book.require(Action.REPORT_LOCK)
    _check_signers(signers)
    with book.write() as writer:
        held = lock_of(book, month)
        if held is None:
            raise PeriodNotLocked(period=month.label)
        made = []
        for now in make_all(book, closed_with(month), step=step):
            versions = _sent(book, now.form, now.period, book.workplace.county)
            before, earlier = versions[-1] if versions else (replace(now, lines=()), None)
            found = reports.correct(before, now, reason)
            if found.changes:
                values = _snapshot(now, held.id, before.version + 1, signers, book.today)
                writer.fact("report_snapshot", values | {"reason": reason.strip() or None, "corrects": earlier})
                corrected = replace(now, state="corrected", version=before.version + 1, signers=signers)
                made.append(replace(found, now=corrected))
        if not made:
            raise NothingToCorrect(period=month.label)
    return tuple(made)


def late(book: Casebook, county: str = "", *, months: int = 12) -> list[tuple[Lock, int]]:
    """List the locked months (the latest `months` of them) whose figures are no longer those last sent, with how many figures differ."""
    found = []
    held = locks(book, county)[:months]
    made = make_all(book, [one.period for one in held], county)
    for one in held:
        count = 0
        for now in made:
            before = last_sent(book, now.form, now.period, one.county) if now.period == one.period else None
            count += len(reports.correct(before, now).changes) if before is not None else 0
        if count:
            found.append((one, count))
    return found


def standing(book: Casebook, month: Period) -> list[CountyStanding]:
    """Tell at the province how each county stands with a month: locked or not, how often corrected, whether our figures are the county's.

    The bases follow, which close their own months.
    """
    found = []
    for county in targets.counties(book):
        held = lock_of(book, month, county)
        versions, differs, broken = 0, False, []
        for now in make_all(book, [month], county) if held else ():
            reported = last_sent(book, now.form, month, county)
            if reported is not None:
                versions = max(versions, reported.version)
                differs = differs or bool(reports.correct(reported, now).changes)
                broken += [f"{reported.title}：{one.words}" for one in reported.judged if one.standing == "bad"]
        found.append(CountyStanding(county, office_name(book, county), held, versions, differs, broken=tuple(broken)))
    return found + [
        _base_standing(book, month, grant) for grant in directory.living(book.store) if grant.role == "base"
    ]


def _base_standing(book: Casebook, month: Period, grant: directory.Grant) -> CountyStanding:
    held = lock_of(book, month, base=grant.dev)
    sql = "SELECT max(version) FROM report_snapshot WHERE lock_id = ?"
    versions = int(book.store.value(sql, (held.id,)) or 1) if held else 0
    return CountyStanding(grant.county, grant.name, held, versions, differs=False, is_base=True)


def span_of(period: Period, name: str) -> Span:
    """Give the days of one of a report's spans."""
    return indicators.spans(period)[name]
