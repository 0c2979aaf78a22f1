"""What a training base's first page asks: sessions not recorded today, photographs and results missing, certificates due, claims not sent; it only reads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import certificates, overview, prints, training, voucher_lists
from db.casebook import Casebook
from db.training import ClassRow

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Waiting:
    """Hold how many wait and the class to begin with, None where nothing waits; `classes` is how many classes have some."""

    count: int = 0
    first: ClassRow | None = None
    classes: int = 0


def _of(found: "Iterable[tuple[ClassRow, int]]") -> Waiting:
    lines = [(one, count) for one, count in found if count]
    return Waiting(sum(count for _one, count in lines), lines[0][0] if lines else None, len(lines))


def _running(book: Casebook, *, to_come: bool = False) -> list[ClassRow]:
    """Give the base's classes that run today, with `to_come` also those that have not begun; the first to begin first."""
    today = book.today.isoformat()
    found, _in_hand = voucher_lists.own_classes(book)
    chosen = (
        one for one in found if one.status != training.CANCELLED and one.ends >= today and (to_come or one.starts <= today)
    )  # fmt: skip
    return sorted(chosen, key=lambda one: one.starts)


def untaken(book: Casebook) -> Waiting:
    """Count the classes that run today and of which no half day has been recorded today."""
    today = book.today.isoformat()
    return _of(
        (one, int(one.enrolled > 0 and all(day != today for day, _part in training.sheets(book, one.id))))
        for one in _running(book)
    )


def without_photograph(book: Casebook) -> Waiting:
    """Count the trainees of classes that run or begin and of whom no photograph has come here: the certificate wants one."""
    sql = """SELECT count(*) FROM enrolment e JOIN person p ON p.id = e.person WHERE e.class_id = ? AND e.status <> ?
        AND NOT EXISTS (SELECT 1 FROM photograph f WHERE lower(hex(f.digest)) = p.photo)"""
    return _of((one, int(book.store.value(sql, (one.id, training.LEFT)) or 0)) for one in _running(book, to_come=True))


def without_results(book: Casebook) -> Waiting:
    """Count the trainees of classes that are over and of whom no result is recorded."""
    return _of(overview.without_results(book))


def to_certify(book: Casebook) -> Waiting:
    """Count the trainees who may have a certificate and have none yet."""
    passed = """SELECT DISTINCT r.class_id FROM result r WHERE r.outcome = ?
        AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.enrolment = r.enrolment
            AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id))"""
    ids = [bytes(row[0]) for row in book.store.rows(passed, (training.PASSED,))]
    return _of((training.get_class(book, one), sum(each.ok for each in certificates.candidates(book, one))) for one in ids)  # fmt: skip


def unprinted(book: Casebook) -> Waiting:
    """Count the certificates of this base that hold and were neither printed on this PC nor handed out."""
    sql = """SELECT c.number, c.class_id FROM certificate c WHERE c._dev = ? AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)
        AND NOT EXISTS (SELECT 1 FROM certificate_handout h WHERE h.certificate = c.id AND h.withdrawn IS NOT 1) ORDER BY c.n"""
    printed = prints.printed(book, prints.CERTIFICATE)
    counts: dict[bytes, int] = {}
    for row in book.store.rows(sql, (book.workplace.dev,)):
        if row["number"] not in printed:
            counts[bytes(row["class_id"])] = counts.get(bytes(row["class_id"]), 0) + 1
    return _of((training.get_class(book, one), count) for one, count in counts.items())


def claims_unsent(book: Casebook) -> int:
    """Count the claims that were made here and have not gone out in a bundle yet."""
    sql = """SELECT count(*) FROM claim c JOIN entry e ON e.hash = c._entry JOIN stream s ON s.dev = e.dev AND s.ep = e.ep
        WHERE s.mine = 1 AND e.q > s.exported"""
    return int(book.store.value(sql))
