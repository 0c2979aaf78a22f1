"""A person's file in the real window: each happening of the whole chain stands there with its day and words, and opens the record that it tells of."""

import datetime as dt

from db import (
    jobs,
    membership,
    past,
    people,
    placements,
    published_bases,
    records,
    relief,
    rights,
    skills,
    story,
    training_bases,
)
from db.casebook import Casebook
from db.tables import jobs as job_tables
from ui.open import settle
from ui.pages.person import PersonPage, happenings
from ui.window import MainWindow


def aided(book: Casebook) -> bytes:
    """Let one who has a class and a voucher go on through the other areas."""
    person = next(one for one in people.page(book) if one.name == "王秀英").id
    records.add(book, skills.CERTIFICATE, {
        "person": person, "kind": "1", "trade": "家政服务员", "level": "5", "number": "0900123456", "issuer": "县劳动局", "day": dt.date(2009, 6, 1),
    })  # fmt: skip
    unit = records.add(book, jobs.EMPLOYER, {"name": "安和家政公司"})
    vacancy = records.add(
        book, jobs.VACANCY, {"employer": unit, "post": "家政员", "places": 3, "valid_until": dt.date(2009, 12, 31)}
    )
    records.move(book, jobs.VACANCY, vacancy, job_tables.OPEN, {"verified_how": "电话"})
    letter = records.add(book, jobs.REFERRAL, {"person": person, "vacancy": vacancy})
    for state in (job_tables.INTENDED, job_tables.AT_WORK):
        records.move(book, jobs.REFERRAL, letter, state, {"starts": dt.date(2009, 8, 20)})
    (placement,) = records.by_column(book, "placement", person=person)
    records.add(book, placements.FOLLOW_UP, {"placement": placement.id, "months": 1, "outcome": "1", "means": "1"})
    records.add(
        book, rights.CASE, {"person": person, "kind": "1", "way": "1", "unit": "安和建筑公司", "claimed_fen": 120_000}
    )
    records.add(book, relief.FILE, {"person": person, "category": "1", "cause": "1"})
    union = records.add(book, membership.UNION, {"name": "安和家政公司工会", "kind": "1"})
    records.add(book, membership.APPLICATION, {"person": person, "union_id": union})
    return person


def test_every_happening_of_the_chain_has_its_day_and_opens(window: MainWindow, book: Casebook) -> None:
    person = aided(book)
    events = people.timeline(book, person)
    told = {event.table for event in events}
    assert told >= {
        "person", "enrolment", "voucher_issue", "skill_certificate", "referral", "placement", "follow_up", "rights_claimant", "hardship_file",
        "member_application",
    }  # fmt: skip
    assert all(event.day and event.title for event in events)
    window.go("person", person)
    settle(window)
    file = window.page("person")
    assert isinstance(file, PersonPage)
    assert {name for name, part in file.way.steps.items() if part.text().startswith("✓")} >= {
        "登记", "培训", "证书", "介绍", "就业或创业", "回访", "维权", "帮扶", "会籍",
    }  # fmt: skip
    assert all(one.kind for one in happenings(events)), "each has its sign"
    lines = len(events)
    for at in range(lines):
        event = events[lines - 1 - at]
        if event.table == "person":
            continue
        window.go("person", person)
        settle(window)
        file.timeline.activated.emit(file.timeline.model().index(at, 0))
        settle(window)
        assert window.current_key() != "person", f"{event.table}: {event.title}"


def test_each_kind_of_happening_leads_to_a_page_of_the_desk(window: MainWindow, book: Casebook) -> None:
    kinds = {
        story.opened(book, table, b"\0" * 16)[0] for table in (*(one.name for one, _ in story.tables()), *past.TABLES)
    }
    kinds |= {kind for kind, _sql in story._OPENED.values()}
    assert [kind for kind in sorted(kinds) if kind not in window._specs and not window._key_for(kind)] == []
    assert (published_bases.TRAINING.name in kinds, training_bases.PLACE.name in kinds) == (True, False)
