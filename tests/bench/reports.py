"""The full set of reports over so many persons and five records of service each, beside a plain pandas read of the same tables; and opening what is behind a figure.

The peer only reads: it groups nothing. The rows are laid into the encrypted store directly, for a report asks rows and not the journal.
"""

import random
from collections.abc import Callable
from pathlib import Path

from db import indicators, report_tables, reports
from db.casebook import Casebook
from rules.periods import Period
from rules.reports import ReportLine
from tests.bench import ground
from tests.bench.measure import Figure, Sizes, best_ratio, median_ratio, seconds, side_by_side

PERIODS = (Period(2009, 9), Period(2009, 0, 3), Period(2009))
_TABLES = {
    "person": "id, name, sex", "person_profile": "id, groups, registered_on", "training_class": "id, base, course, county, starts, ends, status",
    "enrolment": "id, class_id, person, status, enrolled_on", "result": "id, enrolment, class_id, completed, outcome, day, corrects",
    "certificate": "id, enrolment, person, class_id, issued_on", "voucher_issue": "id, number, person, face_fen, issued_on",
    "redemption": "id, voucher, number, amount_fen, day",
}  # fmt: skip
_A_CLASS = 40


def run(work: Path, sizes: Sizes) -> list[Figure]:
    """Lay the rows, then time the set, the read, one report, and the records behind a figure."""
    book = ground.found(work / "desk")
    try:
        records = _lay(book, sizes.persons)
        made: list[int] = []

        def ours() -> None:
            made.append(len(_all(book)))

        ours()  # pandas and the file's pages are warm for both
        _read(book)
        taken = side_by_side([ours, lambda: _read(book)], 3)
        told = f"{sizes.persons:,} persons, {records:,} records; {made[0]} reports of a month, a quarter and a year with all spans and checks"
        figures = [best_ratio("full set of reports / pandas reading the tables", taken[0], taken[1], None, told)]
        one = side_by_side([lambda: reports.report(book, "aid", PERIODS[0]), lambda: _read(book)], 3)
        figures.append(best_ratio("one monthly report / pandas reading the tables", one[0], one[1], None))
        table = side_by_side([lambda: report_tables.classes(book, PERIODS[2]), lambda: _read(book)], 2)
        figures.append(best_ratio("classes by base and trade (pandas) / the same read", table[0], table[1], None))
        line = reports.report(book, "aid", PERIODS[2]).line("1.1")
        behind = [seconds(_behind(book, line, offset)) for offset in (0, 200, 400, 1000, 0, 200)]
        plain = [
            seconds(
                lambda: indicators.behind_count(
                    book, [indicators.get("skill_trained")], indicators.spans(PERIODS[2])["year"]
                )
            )
            for _ in range(6)
        ]
        figures.append(median_ratio("200 records behind a figure / counting that figure", behind, plain, None))
        return figures
    finally:
        book.close()


def _behind(book: Casebook, line: ReportLine, offset: int) -> Callable[[], object]:
    return lambda: reports.records(book, line, PERIODS[2], "year", offset=offset)


def _all(book: Casebook) -> list[object]:
    """Make every report of the three periods with the rules between its lines, and the table of classes of each."""
    made: list[object] = [(found, found.judged) for found in reports.make_all(book, PERIODS)]
    return [*made, *(report_tables.classes(book, period) for period in PERIODS)]


def _read(book: Casebook) -> int:
    """Read the columns that reports ask for into frames, and nothing more."""
    import pandas as pd

    return sum(
        len(
            pd.DataFrame(
                book.store.tuples(f"SELECT {columns} FROM {table}"), columns=[one.strip() for one in columns.split(",")]
            )
        )
        for table, columns in _TABLES.items()
    )


def _lay(book: Casebook, persons: int) -> int:
    """Lay persons, and for each an enrolment, a result, a certificate, a voucher and a redemption; give how many records of service."""
    draw = random.Random(ground.SEED)

    def row_id(kind: int, n: int) -> bytes:
        return bytes([kind]) + n.to_bytes(15)

    def day() -> str:
        return f"{draw.choice((2008, 2009))}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"

    classes = -(-persons // _A_CLASS)
    base, course = row_id(9, 1), row_id(9, 2)
    store = book.store
    with store.bulk(), store.transaction():
        store.execute("INSERT INTO base (id, name, county) VALUES (?, '第一培训基地', '519901')", (base,))
        store.execute("INSERT INTO course (id, name) VALUES (?, '家政服务员')", (course,))
        store.many(
            "INSERT INTO person (id, name, sex, doc_pending) VALUES (?, ?, ?, 0)",
            ((row_id(1, n), f"学员{n}", "12"[n % 2]) for n in range(persons)),
        )
        store.many(
            "INSERT INTO person_profile (id, groups, registered_on) VALUES (?, '[\"returned\"]', ?)",
            ((row_id(1, n), day()) for n in range(persons)),
        )
        store.many(
            "INSERT INTO training_class (id, base, course, county, starts, ends, status) VALUES (?, ?, ?, '519901', ?, ?, '已结业')",
            ((row_id(2, n), base, course, first, first) for n in range(classes) if (first := day())),
        )
        store.many(
            "INSERT INTO enrolment (id, class_id, person, status, enrolled_on) VALUES (?, ?, ?, '在册', ?)",
            ((row_id(3, n), row_id(2, n // _A_CLASS), row_id(1, n), day()) for n in range(persons)),
        )
        store.many(
            "INSERT INTO result (id, enrolment, class_id, completed, outcome, day) VALUES (?, ?, ?, 1, '合格', ?)",
            ((row_id(4, n), row_id(3, n), row_id(2, n // _A_CLASS), day()) for n in range(persons)),
        )
        store.many(
            "INSERT INTO certificate (id, number, enrolment, person, class_id, issued_on) VALUES (?, ?, ?, ?, ?, ?)",
            (
                (row_id(5, n), str(n), row_id(3, n), row_id(1, n), row_id(2, n // _A_CLASS), day())
                for n in range(persons)
            ),
        )
        store.many(
            "INSERT INTO voucher_issue (id, number, person, face_fen, issued_on) VALUES (?, ?, ?, 50000, ?)",
            ((row_id(6, n), f"512009519901001{n:07d}", row_id(1, n), day()) for n in range(persons)),
        )
        store.many(
            "INSERT INTO redemption (id, voucher, number, amount_fen, day) VALUES (?, ?, ?, 50000, ?)",
            ((row_id(7, n), row_id(6, n), f"512009519901001{n:07d}", day()) for n in range(persons)),
        )
    return 5 * persons
