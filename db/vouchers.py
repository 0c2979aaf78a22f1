"""Training vouchers: issuing within block and quota, voiding by two, loss and reissue, redeeming, claiming and what is payable."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from db import consent, directory, holdings, opening, past, people, training, verification
from db.casebook import Casebook, Session
from db.directory import Grant, NumberBlock
from rules import eligibility, tokens
from rules import vouchers as numbers
from rules.dates import parse_partial
from rules.errors import UserError
from rules.permissions import Action

GRACE = timedelta(days=90)
# The setting by which the exchange stops money: why the province's books contradict ours, empty while they agree.
FROZEN = "money_frozen"


class NotGranted(UserError):
    """Say that the province has not granted this workplace yet."""

    code = "NOT_GRANTED"


class GrantExpired(UserError):
    """Say that the grant and its days of grace are over; field `expires`."""

    code = "GRANT_EXPIRED"


class ReceiptExpired(UserError):
    """Say that no word has come from the province for too long, grace included; field `expires`, the day the last receipt ran out."""

    code = "RECEIPT_EXPIRED"


class MoneyFrozen(UserError):
    """Say that our books and the province's contradict each other, so no voucher is issued; field `reason` (FORK or PROVINCE_FORK)."""

    code = "MONEY_FROZEN"


class NoNumberLeft(UserError):
    """Say that the block has too few numbers left; fields `left`, `wanted`."""

    code = "NO_NUMBER_LEFT"


class BlocksRetired(UserError):
    """Say that the blocks belong to a copy of the casebook before it was restored; the province must grant anew."""

    code = "BLOCKS_RETIRED"


class OutsideBlock(UserError):
    """Say that a number lies outside the granted blocks; field `number`."""

    code = "OUTSIDE_BLOCK"


class NumberUsed(UserError):
    """Say that a number was used already; field `number`."""

    code = "NUMBER_USED"


class OverQuota(UserError):
    """Say that the issue would exceed the granted limit; fields `limit_fen`, `used_fen`, `wanted_fen`."""

    code = "OVER_QUOTA"


class NotEligible(UserError):
    """Say that somebody may not have a voucher; fields `name`, `reasons` (text)."""

    code = "NOT_ELIGIBLE"


class VoucherUnknown(UserError):
    """Say that there is no such voucher here."""

    code = "VOUCHER_UNKNOWN"


class VoucherNotOpen(UserError):
    """Say that a voucher is not in a state that allows this; fields `number`, `status`."""

    code = "VOUCHER_NOT_OPEN"


class TokenRefused(UserError):
    """Say that the scanned voucher is not good; fields `verdict`, `number`, `day`."""

    code = "TOKEN_REFUSED"


class WrongBase(UserError):
    """Say that the voucher is bound to another base; field `base`."""

    code = "WRONG_BASE"


class WrongCourse(UserError):
    """Say that the voucher is for another course; fields `course`, `wanted`."""

    code = "WRONG_COURSE"


class HolderNotOnRoster(UserError):
    """Say that the voucher's holder is not on the class's roster; field `holder`."""

    code = "HOLDER_NOT_ON_ROSTER"


@dataclass(frozen=True)
class IssueDraft:
    """Ask for one voucher: whom for, the course, a base it is bound to (its code, or empty), a number (empty: the next free one)."""

    person: bytes
    course: str
    base: str = ""
    number: str = ""


@dataclass(frozen=True)
class VoucherRow:
    """Hold an issued voucher and where it stands; money in fen, days as ISO text."""

    id: bytes
    number: str
    person: bytes
    holder: str
    doc_tail: str
    face_fen: int
    course: str
    base: str
    valid_from: str
    valid_until: str
    issued_on: str
    token: str
    status: str
    replaces: bool


@dataclass(frozen=True)
class Quota:
    """Hold what may still be issued: numbers free in the open blocks, the limit and what is used of it in fen.

    `moved_fen` is how much of the limit came from other PCs of the county, below zero where more went to them; `retired` says that the
    grant's blocks rest since a restore.
    """

    free_numbers: int
    limit_fen: int
    used_fen: int
    expires: date | None
    moved_fen: int = 0
    retired: bool = False

    @property
    def left_fen(self) -> int:
        """Give what is left of the limit."""
        return max(0, self.limit_fen - self.used_fen)


def own_grant(book: Casebook) -> Grant:
    """Give this workplace's newest grant; raise NotGranted."""
    grant = directory.grant_of(book.store, book.workplace.dev)
    if grant is None:
        raise NotGranted
    return grant


def latest_day(book: Casebook) -> date:
    """Give today, or the day of the latest signed time seen where the PC's clock is behind it."""
    seen = book.setting("latest_signed_day")
    return max(book.today, date.fromisoformat(seen)) if seen else book.today


def limit_fen(book: Casebook) -> int:
    """Give how much this workplace may issue in all, in fen: its grant's limit, less what it handed on, plus what it received."""
    return holdings.Holdings(book.store).limit(book.workplace.dev)


def open_blocks(book: Casebook, grant: Grant) -> tuple[NumberBlock, ...]:
    """Give the runs from which numbers may be given now; raise BlocksRetired where all rest since a restore."""
    found = holdings.open_blocks(book.store, grant, book.stream()[1])
    if not found and grant.ep != book.stream()[1]:
        raise BlocksRetired
    return found


def in_own_blocks(book: Casebook, number: str) -> bool:
    """Tell whether a number is ours: granted, received or of our opened spare block, and not handed on, whether or not it may still be given."""
    return any(number in held for held in holdings.Holdings(book.store).of(own_grant(book).dev))


def used_serials(book: Casebook, block: NumberBlock) -> set[int]:
    """Give the serials of a run that were issued or made void."""
    found = book.store.rows(
        # an old voucher that bears one of our numbers is on paper already
        """SELECT number FROM voucher_issue WHERE number BETWEEN ? AND ? UNION SELECT number FROM voucher_void WHERE number BETWEEN ? AND ?
        UNION SELECT number FROM ledger_voucher WHERE number BETWEEN ? AND ? AND length(number) = 22 AND number NOT GLOB '*[^0-9]*'""",
        (block.first, block.last) * 3,
    )
    return {int(row[0][15:21]) for row in found}


def next_numbers(book: Casebook, count: int) -> list[tuple[str, NumberBlock]]:
    """Give the next free numbers with their blocks; raise NotGranted, BlocksRetired or NoNumberLeft."""
    chosen: list[tuple[str, NumberBlock]] = []
    left = 0
    for block in open_blocks(book, own_grant(book)):
        if not _open_for_issue(block, book):
            continue
        used = used_serials(book, block)
        free = [serial for serial in block.serials if serial not in used]
        left += len(free)
        chosen += [(block.number(serial), block) for serial in free[: count - len(chosen)]]
    if len(chosen) < count:
        raise NoNumberLeft(left=left, wanted=count)
    return chosen


def used_fen(book: Casebook) -> int:
    """Give the face value issued by this workplace, less the voids that a receipt has accepted."""
    issued = book.store.value(
        "SELECT coalesce(sum(face_fen), 0) FROM voucher_issue WHERE _dev = ? AND coalesce(quota_free, 0) = 0",
        (book.workplace.dev,),
    )
    void = book.store.value(
        """SELECT coalesce(sum(v.face_fen), 0) FROM voucher_issue v WHERE v._dev = ? AND coalesce(v.quota_free, 0) = 0 AND EXISTS (
            SELECT 1 FROM voucher_void x JOIN entry e ON e.hash = x._entry JOIN stream s ON s.dev = e.dev AND s.ep = e.ep
            WHERE x.voucher = v.id AND e.q <= s.confirmed)""",
        (book.workplace.dev,),
    )
    return int(issued) - int(void)


def quota(book: Casebook) -> Quota:
    """Tell what may still be issued; zeros without a grant."""
    grant = directory.grant_of(book.store, book.workplace.dev)
    if grant is None:
        return Quota(0, 0, 0, None)
    blocks = holdings.open_blocks(book.store, grant, book.stream()[1])
    free = sum(len(block.serials) - len(used_serials(book, block)) for block in blocks)
    retired = grant.ep != book.stream()[1]
    limit = limit_fen(book)
    return Quota(free, limit, used_fen(book), grant.expires, limit - grant.limit_fen, retired)


def findings(book: Casebook, person: bytes) -> list[eligibility.Finding]:
    """Judge in plain words, with the rules' sources, whether a person may have a voucher today."""
    found = people.get(book, person)
    ids = (person, *people.same_persons(book, person))
    earlier = book.store.rows(
        f"""SELECT number, issued_on, EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) AS void,
        replaces IS NOT NULL AS replaces FROM voucher_issue v WHERE person IN ({",".join("?" * len(ids))})""",
        ids,
    )
    applicant = eligibility.Applicant(
        sex=found.sex or None, birth=parse_partial(found.birth, today=book.today) if found.birth else None,
        document_complete=bool(found.doc_no) and not found.doc_pending, groups=frozenset(found.profile.get("groups", ())),
        received=(
            *(eligibility.PastVoucher(row["number"], date.fromisoformat(row["issued_on"]), void=bool(row["void"])) for row in earlier if not row["replaces"]),
            *past.received(book.store, ids, today=book.today),
        ),
    )  # fmt: skip
    return eligibility.voucher(applicant, on=book.today)


def issue(book: Casebook, drafts: Sequence[IssueDraft]) -> list[VoucherRow]:
    """Issue vouchers, all or none, each signed and with its token.

    Raise NotGranted, MoneyFrozen, GrantExpired, ReceiptExpired, OpeningMissing, OpeningUnbalanced, BlocksRetired, NoNumberLeft, OutsideBlock, NumberUsed,
    OverQuota or NotEligible; then nothing was written.
    """
    book.require(Action.VOUCHER_ISSUE)
    made = []
    with book.write() as writer:
        grant = living_grant(book)
        opening.check_before_issue(book)
        _check_eligible(book, [draft.person for draft in drafts])
        chosen = _choose(book, grant, drafts)
        wanted = sum(block.face_fen for _, block in chosen)
        used, limit = used_fen(book), limit_fen(book)
        if used + wanted > limit:
            raise OverQuota(limit_fen=limit, used_fen=used, wanted_fen=wanted)
        for draft, (number, block) in zip(drafts, chosen, strict=True):
            values = _issue_values(book, draft, number, block, grant)
            made.append(writer.fact("voucher_issue", values, values.pop("id")))
    return [get(book, row) for row in made]


def living_grant(book: Casebook) -> Grant:
    """Give our grant unless money is frozen, or grant or last receipt ran out and the days of grace are over by the latest signed time seen.

    Raise NotGranted, MoneyFrozen, GrantExpired or ReceiptExpired.
    """
    grant = own_grant(book)
    if book.setting(FROZEN):
        raise MoneyFrozen(reason=book.setting(FROZEN))
    day = latest_day(book)
    if day > grant.expires + GRACE:
        raise GrantExpired(expires=grant.expires.isoformat())
    receipt = book.setting("receipt_expires")
    if receipt and day > date.fromisoformat(receipt) + GRACE:
        raise ReceiptExpired(expires=receipt)
    return grant


def _check_eligible(book: Casebook, persons: Sequence[bytes]) -> None:
    """Raise NotEligible for the first who may have no voucher, or who stands on the list twice."""
    listed: set[bytes] = set()
    for person in persons:
        bad = [finding.text for finding in findings(book, person) if not finding.ok]
        same = {person, *people.same_persons(book, person)}
        if same & listed:
            bad.append("同一人在本次名单中出现两次")
        listed |= same
        if bad:
            raise NotEligible(name=people.get(book, person).name, reasons="；".join(bad))


def _open_for_issue(block: NumberBlock, book: Casebook) -> bool:
    return block.valid_until is None or block.valid_until >= book.today


def _choose(book: Casebook, grant: Grant, drafts: Sequence[IssueDraft]) -> list[tuple[str, NumberBlock]]:
    """Give each draft its number: the one it asks for, or the next free one."""
    blocks = open_blocks(book, grant)
    named: dict[str, NumberBlock] = {}
    for draft in drafts:
        if not draft.number:
            continue
        block = next((block for block in blocks if draft.number in block), None)
        if block is None or not _open_for_issue(block, book):
            raise OutsideBlock(number=draft.number)
        if draft.number in named or int(draft.number[15:21]) in used_serials(book, block):
            raise NumberUsed(number=draft.number)
        named[draft.number] = block
    unnamed = sum(not draft.number for draft in drafts)
    free = iter([one for one in next_numbers(book, unnamed + len(named)) if one[0] not in named] if unnamed else [])
    return [(draft.number, named[draft.number]) if draft.number else next(free) for draft in drafts]


def _issue_values(book: Casebook, draft: IssueDraft, number: str, block: NumberBlock, grant: Grant) -> dict[str, Any]:
    person = people.get(book, draft.person)
    voucher = book.random(16)
    until = block.valid_until or date(book.today.year, 12, 31)
    claims = tokens.Claims(
        kind=tokens.VOUCHER, id=voucher, number=number, value_fen=block.face_fen, holder=person.name, doc_tail=person.doc_tail,
        valid_from=book.today, valid_until=until, base=draft.base or None, course=draft.course,
    )  # fmt: skip
    return {
        "id": voucher, "number": number, "person": draft.person, "holder": person.name, "doc_tail": person.doc_tail, "face_fen": block.face_fen,
        "course": draft.course, "base": draft.base, "valid_from": book.today, "valid_until": until, "issued_on": book.today,
        "grant_no": grant.grant_no, "token": tokens.issue(claims, book.device_signer),
    }  # fmt: skip


_STATUS = """CASE
    WHEN EXISTS (SELECT 1 FROM redemption r WHERE r.voucher = v.id) THEN '已核销'
    WHEN EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) THEN '作废'
    WHEN EXISTS (SELECT 1 FROM voucher_issue y WHERE y.replaces = v.id) THEN '已补发'
    WHEN EXISTS (SELECT 1 FROM voucher_loss l WHERE l.voucher = v.id) THEN '挂失'
    WHEN v.valid_until < :today THEN '过期' ELSE '已发放' END"""


def _row(row: Any) -> VoucherRow:
    return VoucherRow(
        bytes(row["id"]), row["number"], bytes(row["person"] or b""), row["holder"] or "", row["doc_tail"] or "", row["face_fen"] or 0, row["course"] or "",
        row["base"] or "", row["valid_from"] or "", row["valid_until"] or "", row["issued_on"] or "", row["token"] or "", row["status"], bool(row["replaces"]),
    )  # fmt: skip


def get(book: Casebook, voucher: bytes) -> VoucherRow:
    """Give one issued voucher; raise VoucherUnknown."""
    row = book.store.one(
        f"SELECT v.*, {_STATUS} AS status FROM voucher_issue v WHERE v.id = :id",
        {"id": voucher, "today": book.today.isoformat()},
    )
    if row is None:
        raise VoucherUnknown
    return _row(row)


def page(
    book: Casebook, *, text: str = "", status: str = "", until: date | None = None, after: int = 0, limit: int = 200
) -> list[tuple[int, VoucherRow]]:
    """Give issued vouchers, newest first, as (row number, voucher); `text` is a part of the number or the holder's name.

    With `until` those alone that run out on that day at the latest.
    """
    sql = f"""SELECT * FROM (SELECT v.*, {_STATUS} AS status FROM voucher_issue v WHERE (:after = 0 OR v.n < :after)
        AND (:until = '' OR v.valid_until <= :until) AND (:text = '' OR instr(v.number, :text) > 0 OR instr(v.holder, :text) > 0))
        WHERE :status = '' OR status = :status ORDER BY n DESC LIMIT :limit"""
    values = {
        "after": after, "text": text.strip(), "status": status, "until": until.isoformat() if until else "", "limit": limit,
        "today": book.today.isoformat(),
    }  # fmt: skip
    return [(row["n"], _row(row)) for row in book.store.rows(sql, values)]


def check_void(book: Casebook, number: str) -> bytes | None:
    """Give the issue of a number that may be made void now (None: still in stock); raise OutsideBlock, NumberUsed or VoucherNotOpen."""
    if not in_own_blocks(book, number):
        raise OutsideBlock(number=number)
    if book.store.one("SELECT 1 FROM voucher_void WHERE number = ?", (number,)) is not None:
        raise NumberUsed(number=number)
    found = book.store.one("SELECT id FROM voucher_issue WHERE number = ?", (number,))
    if found is None:
        return None
    row = get(book, bytes(found["id"]))
    if row.status in {"已核销", "已补发"}:
        raise VoucherNotOpen(number=number, status=row.status)
    return row.id


def void(
    book: Casebook, number: str, reason: str, *, second: Session | None, approval: bytes | None = None, spoiled: bool = False
) -> bytes:  # fmt: skip
    """Void a number, issued or still in stock, by two persons or by the province's approval.

    Raise SecondPersonNeeded, ApprovalUnfit, OutsideBlock, NumberUsed or VoucherNotOpen.
    """
    book.require(Action.VOUCHER_VOID)
    beside = consent.beside(book, "voucher_void", {"number": number}, second, approval)
    with book.write() as writer:
        values = {
            "number": number,
            "voucher": check_void(book, number),
            "reason": reason,
            "day": book.today,
            "spoiled": spoiled,
            "approval": approval,
        }
        return writer.fact("voucher_void", values, second=beside)


def report_loss(book: Casebook, voucher: bytes, reason: str) -> bytes:
    """Record that a voucher was lost; raise VoucherNotOpen where it is not in its holder's hands."""
    book.require(Action.VOUCHER_LOSS)
    with book.write() as writer:
        row = get(book, voucher)
        if row.status != "已发放":
            raise VoucherNotOpen(number=row.number, status=row.status)
        return writer.fact(
            "voucher_loss", {"number": row.number, "voucher": voucher, "reason": reason, "day": book.today}
        )


def check_reissue(book: Casebook, voucher: bytes) -> VoucherRow:
    """Give a voucher that may be replaced now; raise VoucherNotOpen unless it was reported lost and has not run out."""
    row = get(book, voucher)
    late = date.fromisoformat(row.valid_until) < book.today
    if row.status != "挂失" or late:
        raise VoucherNotOpen(number=row.number, status="过期" if late else row.status)
    return row


def reissue(
    book: Casebook, voucher: bytes, *, second: Session | None, approval: bytes | None = None
) -> VoucherRow:  # fmt: skip
    """Replace a lost voucher by two persons or by the province's approval: a new number, the old value and last day, no new quota.

    Raise VoucherNotOpen, SecondPersonNeeded, ApprovalUnfit, and what `issue` raises about grant and numbers.
    """
    book.require(Action.VOUCHER_REPLACE)
    beside = consent.beside(book, "voucher_issue", {"replaces": voucher.hex()}, second, approval)
    with book.write() as writer:
        row = check_reissue(book, voucher)
        grant = living_grant(book)
        opening.check_before_issue(book)
        ((number, block),) = next_numbers(book, 1)
        block = replace(block, face_fen=row.face_fen, valid_until=date.fromisoformat(row.valid_until))
        values = _issue_values(book, IssueDraft(row.person, row.course, row.base), number, block, grant)
        row_id = values.pop("id")
        more = {"replaces": voucher, "quota_free": 1, "approval": approval}
        made = writer.fact("voucher_issue", values | more, row_id, second=beside)
    return get(book, made)


@dataclass(frozen=True)
class RedemptionRow:
    """Hold a redemption; money in fen."""

    id: bytes
    voucher: bytes
    number: str
    holder: str
    face_fen: int
    fee_fen: int
    amount_fen: int
    day: str
    class_name: str
    provisional: bool


def redeem(book: Casebook, token_text: str, class_id: bytes, *, off_roster: bool = False) -> RedemptionRow:
    """Redeem a voucher at this base for a class: amount = the smaller of face value and actual fee.

    A voucher of an unknown issuer is kept as provisional. Raise TokenRefused, WrongBase, WrongCourse, HolderNotOnRoster (unless `off_roster`)
    or ClassUnknown.
    """
    book.require(Action.VOUCHER_REDEEM)
    with book.write() as writer:
        row = writer.fact("redemption", _redemption(book, token_text, class_id, off_roster=off_roster))
    return next(one for one in redemptions(book, class_id) if one.id == row)


def _redemption(book: Casebook, token_text: str, class_id: bytes, *, off_roster: bool) -> dict[str, Any]:
    found = training.get_class(book, class_id)
    verdict = verification.judge(book, token_text)
    token = verdict.token
    if (
        token is None
        or verdict.verdict not in {verification.GENUINE, verification.ISSUER_UNKNOWN}
        or token.claims.kind != tokens.VOUCHER
    ):
        raise TokenRefused(verdict=verdict.verdict, number=token.claims.number if token else "", day=verdict.day)
    claims = token.claims
    base = training.own_base(book)
    if claims.base and (base is None or claims.base != base.code):
        raise WrongBase(base=claims.base)
    if claims.course and claims.course != found.course_name:
        raise WrongCourse(course=claims.course, wanted=found.course_name)
    enrolment = _enrolment(book, class_id, claims.holder or "", claims.doc_tail or "")
    if enrolment is None and not off_roster:
        raise HolderNotOnRoster(holder=claims.holder)
    face = claims.value_fen or 0
    return {
        "voucher": claims.id, "number": claims.number, "base": base.id if base else None, "class_id": class_id, "enrolment": enrolment, "face_fen": face,
        "fee_fen": found.fee_fen, "amount_fen": numbers.payable(face, found.fee_fen), "day": book.today,
        "provisional": verdict.verdict == verification.ISSUER_UNKNOWN, "token": token_text,
    }  # fmt: skip


def _enrolment(book: Casebook, class_id: bytes, holder: str, tail: str) -> bytes | None:
    row = book.store.one(
        """SELECT e.id FROM enrolment e JOIN person p ON p.id = e.person WHERE e.class_id = ? AND e.status <> ? AND p.name = ? AND substr(p.doc_no, -4) = ?
        AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.enrolment = e.id)""",
        (class_id, training.LEFT, holder, tail),
    )
    return bytes(row["id"]) if row is not None else None


def redemptions(book: Casebook, class_id: bytes | None = None, limit: int = 1000) -> list[RedemptionRow]:
    """List redemptions, newest first, of one class where it is named."""
    where = "WHERE r.class_id = ?" if class_id else ""
    sql = f"""SELECT r.*, c.name AS class_name, coalesce(p.name, i.holder, '') AS holder FROM redemption r
        LEFT JOIN training_class c ON c.id = r.class_id LEFT JOIN enrolment e ON e.id = r.enrolment LEFT JOIN person p ON p.id = e.person
        LEFT JOIN voucher_issue i ON i.id = r.voucher {where} ORDER BY r.n DESC LIMIT ?"""
    return [
        RedemptionRow(
            bytes(row["id"]), bytes(row["voucher"]), row["number"], row["holder"], row["face_fen"], row["fee_fen"], row["amount_fen"], row["day"],
            row["class_name"] or "", bool(row["provisional"]),
        )
        for row in book.store.rows(sql, (class_id, limit) if class_id else (limit,))
    ]  # fmt: skip
