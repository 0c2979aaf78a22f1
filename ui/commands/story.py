"""The story of the sample county, told by the same use cases that the window calls: from the province's quota to the receipt.

It plays on the days it tells of, under an injected clock, and ends on 2009-09-28. Whatever ought to be refused on the way is
tried, and the refusal's code is kept.
"""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db import backup, casebook, certificates, people, prints, roster, settlement, training, verification, vouchers
from db.casebook import Casebook, Foundation, Session
from db.people import PersonRow
from db.training import ClassDraft, ClassRow, Result
from db.vouchers import IssueDraft, VoucherRow
from rules.clock import StoryClock
from rules.errors import AppError
from rules.wrapping import Parameters
from sync import admission, collector, device, digest, extract, receiving, streams
from ui.commands import sample
from ui.commands.areas import figures, jobs, membership, network, relief, rights, startup, surveys
from ui.commands.areas.year import Year
from ui.papers.certificates import certificate_paper
from ui.papers.classes import roster_paper
from ui.papers.vouchers import claim_paper, voucher_paper
from ui.text import _

FACE_FEN, FEE_FEN = 50_000, 60_000
MORE = "receipts/追加"
"""Where the receipt lies that brings the vouchers which are left to be issued."""
PRINTED, ISSUED, SPOILED, VOIDED, REDEEMED, LOST = 330, 310, 4, 2, 268, 3
COMPLETED, PASSED = 255, 249
_PRINTER, _SHIFTED = "办公室打印机", "打印错位，上一份已作废"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """Hold the story's numbers at its scale; at full size they are those of docs/programme.md."""

    people: int
    sizes: tuple[int, ...]
    printed: int
    issued: int
    spoiled: int
    voided: int
    redeemed: int
    lost: int
    completed: int
    passed: int

    @property
    def enrolled(self) -> int:
        """Count all enrolled."""
        return sum(self.sizes)


def plan(wanted: int) -> Plan:
    """Scale the story to so many people (at least 60), keeping every sum consistent."""
    factor = max(wanted, 60) / sample.FULL
    if factor == 1:
        return Plan(
            wanted,
            tuple(trade.size for trade in sample.TRADES),
            PRINTED,
            ISSUED,
            SPOILED,
            VOIDED,
            REDEEMED,
            LOST,
            COMPLETED,
            PASSED,
        )

    def scaled(number: int, least: int = 1) -> int:
        return max(least, round(number * factor))

    sizes = tuple(scaled(trade.size, 3) for trade in sample.TRADES)
    enrolled = sum(sizes)
    redeemed, lost = enrolled - scaled(286 - REDEEMED), scaled(LOST)
    issued = enrolled + scaled(ISSUED - 286, 2)
    completed = enrolled - scaled(286 - COMPLETED)
    passed = completed - scaled(COMPLETED - PASSED)
    spoiled, voided = scaled(SPOILED), scaled(VOIDED)
    return Plan(
        max(wanted, 60),
        sizes,
        issued + spoiled + voided + scaled(14, 2),
        issued,
        spoiled,
        voided,
        redeemed,
        lost,
        completed,
        passed,
    )


@dataclass
class Story:
    """Hold the places, the people's passphrase and what has happened so far."""

    folder: Path
    plan: Plan
    clock: StoryClock
    passphrase: str
    say: Say
    rng: random.Random
    parameters: Parameters
    province: Casebook = field(init=False)
    desk: Casebook = field(init=False)
    bases: list[Casebook] = field(init=False, default_factory=list)
    second: Session = field(init=False)
    year: Year = field(init=False)
    refused: dict[str, str] = field(default_factory=dict)
    bundles: list[Path] = field(default_factory=list)
    receipts: list[Path] = field(default_factory=list)
    papers: list[Path] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    roster: Any = None

    def place(self, name: str) -> Path:
        """Give a folder of the story, made when first asked for."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def refuse(self, what: str, attempt: Callable[[], object]) -> None:
        """Try what must be refused and keep the refusal's code; a success is a bug."""
        try:
            attempt()
        except AppError as error:
            self.refused[what] = error.code
        else:
            raise RuntimeError(f"not refused: {what}")

    def everybody(self) -> list[Casebook]:
        """Give all four casebooks."""
        return [self.province, self.desk, *self.bases]


def tell(
    folder: Path, *, people_wanted: int = sample.FULL, seed: int = 2009, passphrase: str = "", say: Say = lambda _: None, parameters: Parameters | None = None,
) -> Story:  # fmt: skip
    """Play the whole story into the folder; the casebooks are left open for whoever looks at them next."""
    story = Story(
        folder, plan(people_wanted), StoryClock(date(2009, 2, 20)), passphrase or "anhe-" + secrets.token_hex(5), say, random.Random(seed),  # noqa: S311 - which sample person drops out is no secret
        parameters or Parameters(),
    )  # fmt: skip
    found(story)
    admit(story)
    register(story, seed)
    begin_year(story, seed)
    classes = teach(story)
    lose_and_spoil(story)
    contest(story, classes)
    settle(story)
    exchange(story)
    print_papers(story, classes)
    keep_safe(story)
    return story


def found(story: Story) -> None:
    """Found the province, the desk and the two bases, each with its people."""
    story.say(_("建立省总、县帮扶中心和两个培训基地……"))
    more: dict[str, Any] = {"regions": sample.regions(), "parameters": story.parameters}

    def foundation(kind: str, name: str, county: str, login: str, who: str, role: str) -> Foundation:
        return Foundation(kind, name, county, login, who, role, story.passphrase, sample=True)

    story.province = admission.found_province(
        story.folder / "province", foundation("province", "示例省总工会", "510000", "shengzong", "周启明", "officer"),
        offline_passphrase=story.passphrase + "-offline", clock=story.clock, **more,
    )  # fmt: skip
    offline = story.folder / "province" / admission.OFFLINE
    admission.write_safe_identity(
        offline / "safe.yzkey", story.passphrase + "-offline", offline / "safe.identity.txt", story.clock
    )
    casebook.add_user(story.province, login="fuhe", name="温霜降", role="supervisor", passphrase=story.passphrase)
    story.desk = casebook.found(
        story.folder / "desk",
        foundation("desk", sample.COUNTY_NAME + "总工会", sample.COUNTY, "fuzeren", "沈书宁", "supervisor"),
        story.clock,
        **more,
    )
    casebook.add_user(story.desk, login="jingban", name="陆小满", role="clerk", passphrase=story.passphrase)
    story.second = _require(story.desk.session)
    _book, clerk = casebook.sign_in(story.desk.workplace, "jingban", story.passphrase)
    story.desk.session = clerk
    for at, name in enumerate(sample.BASES, 1):
        book = casebook.found(
            story.folder / f"base{at}",
            foundation("base", name, sample.COUNTY, "jidi", ("韩立春", "苗大暑")[at - 1], "base_staff"),
            story.clock,
            **more,
        )
        casebook.add_user(
            book, login="zhuren", name=("孟清明", "谷立夏")[at - 1], role="supervisor", passphrase=story.passphrase
        )
        story.bases.append(book)


def _require(session: Session | None) -> Session:
    if session is None:
        raise RuntimeError("nobody has signed in")
    return session


def admit(story: Story) -> None:
    """Carry the province card out, the requests in, the grants back; enter the courses."""
    story.say(_("省总开通各单位：逐一核对核对码，下达号段与额度……"))
    card = (story.folder / "province" / admission.CARD_FILE).read_bytes()
    requests, answers = story.place("bundles/开通申请"), story.place("receipts/开通回执")
    for book in (story.desk, *story.bases):
        device.take_card(book, card, device.card(story.province).fingerprint)
        story.bundles += [one.path for one in admission.request(book, requests)]
    collector.collect(story.province, [requests])
    grant_key = admission.open_grant_key(story.province, story.passphrase + "-offline")
    asked = {request.keys.dev: request for request in admission.waiting(story.province)}
    chosen = story.plan
    for book in (story.desk, *story.bases):
        allotment = admission.Allotment(
            vouchers=chosen.printed,
            face_fen=FACE_FEN,
            valid_until=date(2010, 2, 28),
            limit_fen=(chosen.issued + chosen.voided) * FACE_FEN,
        )
        if book is not story.desk:
            allotment = admission.Allotment(certificates=max(500, chosen.enrolled))
        dev = book.workplace.dev
        admission.approve(story.province, dev, asked[dev].fingerprint, allotment, grant_key)
    for at, name in enumerate(sample.COURSES, 1):
        training.add_course(
            story.province, county=sample.COUNTY, code=f"K{at:02d}", name=name, hours=120, fee_fen=FEE_FEN
        )
    figures.set_targets(story.province, round(chosen.enrolled * 1.05))  # 300 at full size
    network.publish(story.province)
    done = collector.collect(story.province, [requests], answers)
    story.receipts += done.receipts
    for book in (story.desk, *story.bases):
        receiving.receive_folder(book, [answers])


def register(story: Story, seed: int) -> None:
    """Import the county's roster: a dry run first, then in earnest; the same file a second time is refused."""
    story.clock.set(date(2009, 3, 2))
    path = sample.write_roster(story.place("rosters") / "安和县返乡农民工花名册.xlsx", story.plan.people, seed)
    dry = roster.import_roster(story.desk, path, dry_run=True)
    story.say(_("导入花名册：{rows} 行，可登记 {accepted} 人……").format(rows=dry.rows, accepted=dry.accepted))
    story.roster = roster.import_roster(story.desk, path)
    story.refuse("same_roster_again", lambda: roster.import_roster(story.desk, path))


def begin_year(story: Story, seed: int) -> None:
    """Let the areas beside training begin: what they do in the year is done between the classes, each on its day."""
    story.say(_("各项服务：岗位、创业、维权、帮扶、会籍、调研、机构、资金和报表……"))
    scale = max(2, story.plan.people // 160)
    story.year = Year(story.desk, story.second, story.clock, random.Random(seed + 1), scale)  # noqa: S311 - sample data, no secret
    for area in (network, relief, jobs, rights, startup, membership, surveys, figures):
        story.year.tell(area.tell(story.year))


def _may_have(story: Story) -> list[PersonRow]:
    """Give the registered who may have a voucher, in the order of registration."""
    found = people.page(story.desk, limit=story.plan.people + 10)
    return [
        person for person in reversed(found) if all(finding.ok for finding in vouchers.findings(story.desk, person.id))
    ]


def teach(story: Story) -> list[ClassRow]:
    """Hold the classes one after the other: enrol, issue vouchers, send the class file, redeem, attend, examine, certify, send back."""
    waiting = _may_have(story)
    story.say(_("八个培训班：{enrolled} 人入学……").format(enrolled=story.plan.enrolled))
    bases, courses = training.bases(story.desk), {course.name: course for course in training.courses(story.desk)}
    codes = {base.name: base for base in bases}
    drops = _spread(story.plan.enrolled - story.plan.completed, story.plan.sizes)
    fails = _spread(story.plan.completed - story.plan.passed, story.plan.sizes)
    unspent = _spread(story.plan.enrolled - story.plan.redeemed, story.plan.sizes)
    made = []
    for at, trade in enumerate(sample.TRADES):
        story.year.until(trade.starts)
        members, waiting = waiting[: story.plan.sizes[at]], waiting[story.plan.sizes[at] :]
        days = sample.school_days(trade.starts, 15)
        base = codes[sample.BASES[trade.base]]
        class_id = training.create_class(story.desk, ClassDraft(
            base.id, courses[trade.course].id, trade.term, days[0], days[-1], 15, 120, max(24, len(members)), FEE_FEN,
        ))  # fmt: skip
        training.enrol(story.desk, class_id, [person.id for person in members])
        issued = vouchers.issue(story.desk, [IssueDraft(person.id, trade.course) for person in members])
        files = extract.class_file(story.desk, class_id, story.place("bundles/班级资料"))
        story.bundles += files
        book = story.bases[trade.base]
        for path in files:
            receiving.take_file(book, path)
        _hold(story, book, class_id, days, issued[: len(issued) - unspent[at]], drops[at], fails[at])
        back = extract.class_results(book, class_id, story.place("bundles/培训结果"))
        story.bundles += back
        for path in back:
            receiving.take_file(story.desk, path)
        if at == 5:
            _midyear_receipt(story)
        if at in {2, 5}:
            story.bundles += [one.path for one in streams.export(story.desk, story.place(f"bundles/上报{at}"))]
        training.set_class_status(story.desk, class_id, training.ENDED)
        made.append(training.get_class(story.desk, class_id))
    rest = story.plan.issued - story.plan.enrolled
    story.year.until(date(2009, 9, 7))
    vouchers.issue(story.desk, [IssueDraft(person.id, sample.TRADES[0].course) for person in waiting[:rest]])
    return made


def _midyear_receipt(story: Story) -> None:
    """Bring receipts though nothing was collected meanwhile: without word from the province for half a year, no voucher may be issued."""
    answers = story.place("receipts/年中回执")
    story.receipts += collector.collect(story.province, [], answers).receipts
    for book in (story.desk, *story.bases):
        receiving.receive_folder(book, [answers])


def _spread(total: int, sizes: tuple[int, ...]) -> list[int]:
    """Share a total among classes, the larger ones first, never more than a class can lose."""
    shares = [0] * len(sizes)
    order = sorted(range(len(sizes)), key=lambda at: -sizes[at])
    for turn in range(total):
        shares[order[turn % len(order)]] += 1
    return shares


def _hold(
    story: Story, book: Casebook, class_id: bytes, days: list[date], spent: list[VoucherRow], drops: int, fails: int
) -> None:
    """Redeem at the base by token, keep attendance, examine, certify."""
    for voucher in spent:
        vouchers.redeem(book, voucher.token, class_id)
    story.refuse("second_redemption_same_base", lambda: vouchers.redeem(book, spent[0].token, class_id))
    lines = training.roster(book, class_id)
    gone = {line.enrolment for line in lines[len(lines) - drops :]}
    failed = {line.enrolment for line in lines[len(lines) - drops - fails : len(lines) - drops]}
    for at, day in enumerate(days):
        story.clock.set(day)
        for part in ("上午", "下午"):
            marks = {line.enrolment: _mark(story, line.enrolment in gone and at > 3) for line in lines}
            training.record_attendance(book, class_id, day, part, marks)
    results = {}
    for line in lines:
        completed, passed = line.enrolment not in gone, line.enrolment not in gone | failed
        low, high = (62, 96) if passed else (30, 55)
        scores = (story.rng.randrange(low, high), story.rng.randrange(low, high)) if completed else (None, None)
        results[line.enrolment] = Result(completed, training.PASSED if passed else training.FAILED, *scores)
    training.record_results(book, class_id, results)
    certificates.issue(book, class_id)


def _mark(story: Story, gone: bool) -> str:
    if gone:
        return training.ABSENT
    chance = story.rng.random()
    return training.PRESENT if chance < 0.95 else training.LATE if chance < 0.98 else training.LEAVE


def lose_and_spoil(story: Story) -> None:
    """Void spoiled sheets and wrongly written vouchers by two persons, take notice of losses; try what must be refused."""
    story.say(_("废券、挂失，以及应当被拒绝的事……"))
    story.year.until(date(2009, 9, 14))
    desk, second = story.desk, story.second
    free = [number for number, _n in vouchers.next_numbers(desk, story.plan.spoiled)]
    for number in free:
        vouchers.void(desk, number, "打印卡纸，三联损坏", second=second, spoiled=True)
    waiting = _may_have(story)
    wrong = vouchers.issue(desk, [IssueDraft(person.id, "焊工") for person in waiting[: story.plan.voided]])
    for row in wrong:
        vouchers.void(desk, row.number, "培训工种填写错误", second=second)
    still_out = [row for _n, row in vouchers.page(desk, status="已发放", limit=100)]
    for row in still_out[: story.plan.lost]:
        vouchers.report_loss(desk, row.id, "本人报失")
    person = waiting[story.plan.voided].id
    block = vouchers.own_grant(desk).blocks_of("voucher")[-1]
    outside = block.number(block.serials[-1] + 1)
    story.refuse("number_outside_block", lambda: vouchers.issue(desk, [IssueDraft(person, "焊工", number=outside)]))
    story.refuse("beyond_quota", lambda: vouchers.issue(desk, [IssueDraft(person, "焊工")]))
    story.refuse("void_by_one", lambda: vouchers.void(desk, wrong[0].number, "", second=_require(desk.session)))


def contest(story: Story, classes: list[ClassRow]) -> None:
    """Redeem one voucher at both bases, which cannot know of each other: contested, not payable."""
    first, second = classes[0], classes[1]
    done = vouchers.redemptions(story.bases[0], first.id)[-1]
    token = str(story.bases[0].store.value("SELECT token FROM redemption WHERE id = ?", (done.id,)))
    story.refuse("holder_not_on_roster", lambda: vouchers.redeem(story.bases[1], token, second.id))
    vouchers.redeem(story.bases[1], token, second.id, off_roster=True)


def settle(story: Story) -> None:
    """Let the bases claim and the county review."""
    story.say(_("基地结算申报，县总审核……"))
    story.year.until(date(2009, 9, 21))
    for book in story.bases:
        settlement.claim(book, "2009-09")
    for book in story.bases:
        files = extract.class_results(book, training.classes(book)[0].id, story.place("bundles/结算申报"))
        story.bundles += files
        for path in files:
            receiving.take_file(story.desk, path)
    clerk, story.desk.session = story.desk.session, story.second
    for row in settlement.claims(story.desk):
        settlement.review_claim(story.desk, row.id, {})
    story.desk.session = clerk


def exchange(story: Story) -> None:
    """Send everything in wrong order and twice; the province answers; all compare digests."""
    story.say(_("数据包倒序、重复送达省总，省总出回执……"))
    story.year.until(sample.DAY)
    last = story.place("bundles/上报9")
    for book in (story.desk, *story.bases):
        story.bundles += [one.path for one in streams.export(book, last)]
    folders = [last, story.folder / "bundles/上报5", story.folder / "bundles/上报2"]
    answers = story.place("receipts/九月回执")
    for folder in folders:
        story.outcomes += [one.outcome for one in collector.collect(story.province, [folder]).outcomes]
    again = collector.collect(story.province, folders, answers)
    story.outcomes += [one.outcome for one in again.outcomes]
    story.receipts += again.receipts
    for book in (story.desk, *story.bases):
        receiving.receive_folder(book, [answers])
    receiving.receive_folder(story.desk, [last])


def print_papers(story: Story, classes: list[ClassRow]) -> None:
    """Print vouchers, certificates, rosters and claims of the story."""
    from printouts.certificate import print_certificates
    from printouts.rosters import print_claims, print_rosters
    from printouts.voucher import print_vouchers

    story.say(_("打印培训券、合格证书、花名册和兑付申请……"))
    to, now = story.place("papers"), story.clock.now()
    issued = [voucher_paper(story.desk, row) for _n, row in reversed(vouchers.page(story.desk, limit=100_000))]
    story.papers.append(_path(print_vouchers(issued, to / "培训券.pdf", printed_at=now)))
    for at, book in enumerate(story.bases, 1):
        rows = [certificate_paper(book, row) for _n, row in reversed(certificates.page(book, limit=100_000))]
        story.papers.append(_path(print_certificates(rows, to / f"培训合格证书-基地{at}.pdf", printed_at=now)))
        claims = [claim_paper(book, row.id) for row in settlement.claims(book)]
        story.papers.append(_path(print_claims(claims, to / f"兑付申请花名册-基地{at}.pdf", printed_at=now)))
    rosters = [roster_paper(story.desk, row.id) for row in classes]
    story.papers.append(_path(print_rosters(rosters, to / "培训花名册.pdf", printed_at=now)))
    note_papers(story, classes)


def note_papers(story: Story, classes: list[ClassRow]) -> None:
    """Note in the print registers what was made, and what a year's desk prints: the first class's vouchers, one of them again, the rosters."""
    desk = story.desk
    issued = [row.number for _, row in reversed(vouchers.page(desk, limit=100_000))]
    first = issued[: classes[0].enrolled]
    prints.note_saved(desk, prints.VOUCHER, issued, pages=len(issued))
    for row in classes:
        prints.log(desk, prints.ROSTER, [row.id.hex()], pages=2, copies=2, printer=_PRINTER)
    prints.log(desk, prints.VOUCHER, first, pages=len(first), printer=_PRINTER)
    prints.log(desk, prints.VOUCHER, first[:1], reason=_SHIFTED, pages=1, printer=_PRINTER)
    for book in story.bases:
        numbers = [row.number for _, row in reversed(certificates.page(book, limit=100_000))]
        prints.note_saved(book, prints.CERTIFICATE, numbers, pages=len(numbers))
        for claim in settlement.claims(book):
            prints.log(book, prints.CLAIM, [claim.id.hex()], pages=2, copies=3, printer=_PRINTER)


def _path(made: bytes | Path) -> Path:
    if not isinstance(made, Path):
        raise TypeError("a file was asked for")
    return made


def keep_safe(story: Story) -> None:
    """Back the desk up."""
    clerk, story.desk.session = story.desk.session, story.second
    backup.back_up(story.desk, story.place("backups"))
    story.desk.session = clerk


def verdicts(story: Story) -> dict[str, str]:
    """Judge one voucher of each kind and a forged one, at the first base."""
    book = story.bases[0]
    spent = str(book.store.value("SELECT token FROM redemption LIMIT 1"))
    fresh = next(row for _n, row in vouchers.page(story.desk, status="已发放", limit=1))
    certificate = next(row for _n, row in certificates.page(book, limit=1))
    swapped = fresh.token[:-4] + ("0000" if fresh.token[-4:] != "0000" else "1111")
    tokens = {"issued": fresh.token, "spent": spent, "certificate": certificate.token, "forged": swapped}
    return {name: verification.judge(book, text).verdict for name, text in tokens.items()}


def digests(story: Story) -> dict[str, dict[str, str]]:
    """Compare state digests: for each set of streams, what every workplace that holds all of it makes of it.

    The sets: the whole county, each workplace's own stream, and what the province sent to the county (held by all four).
    """
    province = story.province
    home = province.stream()[1]
    county = [part for part in digest.held(province) if part.ep != home]
    sets = {"全县": county, "省总下发": [part for part in county if part.dev == province.workplace.dev]}
    sets |= {
        book.workplace.name: [part for part in county if part.dev == book.workplace.dev]
        for book in (story.desk, *story.bases)
    }
    held = {
        book.workplace.name: {(part.dev, part.ep): part.upto for part in digest.held(book)}
        for book in story.everybody()
    }
    return {
        label: {
            book.workplace.name: digest.digest(book, parts)
            for book in story.everybody()
            if all(held[book.workplace.name].get((part.dev, part.ep), 0) >= part.upto for part in parts)
        }
        for label, parts in sets.items()
    }


def summary(story: Story) -> dict[str, Any]:
    """Give the story's figures as the command line prints them."""
    counts = settlement.counts(story.province, sample.COUNTY)
    settled = settlement.settle(story.province, sample.COUNTY)
    desk = story.desk
    results = [line.result for row in training.classes(desk) for line in training.roster(desk, row.id)]
    return {
        "people": people.count(desk),
        "roster": {"rows": story.roster.rows, "accepted": story.roster.accepted, "duplicates": story.roster.duplicates,
                   "rejected": story.roster.rejected, "parked": story.roster.parked, "warnings": story.roster.warnings},
        "classes": len(training.classes(desk)),
        "enrolled": len(results),
        "completed": sum(bool(result and result.completed) for result in results),
        "passed": sum(bool(result and result.outcome == training.PASSED) for result in results),
        "certificates": certificates.count(story.province, sample.DAY.year),
        "vouchers": {
            "printed": counts.printed, "stock": counts.stock, "issued": counts.issued, "void": counts.void, "redeemed": counts.redeemed,
            "outstanding": counts.outstanding, "lost": counts.lost, "expired": counts.expired, "contested": settled.contested, "payable": counts.payable,
            "payable_fen": counts.payable_fen, "refused_by_quota": int(story.refused.get("beyond_quota") == vouchers.OverQuota.code),
            "breaches": list(counts.breaches()),
        },
        "refused": story.refused,
        "verdicts": verdicts(story),
        "outcomes": {code: story.outcomes.count(code) for code in sorted(set(story.outcomes))},
        "papers": [str(path) for path in story.papers],
        "bundles": [str(path) for path in story.bundles],
        "receipts": [str(path) for path in story.receipts],
        "screenshots": [],
        "workplaces": {
            "desk": str(desk.workplace.path), "bases": [str(book.workplace.path) for book in story.bases], "province": str(story.province.workplace.path),
        },
        "digests": digests(story),
        "passphrase": story.passphrase,
    }  # fmt: skip
