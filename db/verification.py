"""Judge a token offline: is this voucher or certificate genuine, and does it still hold (docs/sync.md section 7)."""

from dataclasses import dataclass
from datetime import date

from db import directory
from db.casebook import Casebook
from db.cuts import cuts
from rules import tokens
from rules.tokens import Token

GENUINE, FORGED, ISSUER_UNKNOWN = "genuine", "forged", "issuer_unknown"
REVOKED, VOID, EXPIRED, REDEEMED = "revoked", "void", "expired", "redeemed"
SPENT_PREFIX = 8
_ISSUERS = {tokens.VOUCHER: "desk", tokens.CERTIFICATE: "base"}


@dataclass(frozen=True)
class Verdict:
    """Hold the verdict on a token, what it says, and why; `day` tells when it was redeemed here, where it was."""

    verdict: str
    token: Token | None
    reason: str = ""
    day: str = ""
    issuer: str = ""


def judge(book: Casebook, text: str, *, on: date | None = None) -> Verdict:
    """Judge a scanned token against the directory, the spent list and what is known here."""
    try:
        token = tokens.read(text)
    except tokens.BadToken as error:
        return Verdict(FORGED, None, str(error.fields.get("reason", "shape")))
    grant = directory.by_kid(book.store, token.kid)
    if grant is None and token.kid == book.device_signer.kid:
        public, issuer, role = book.device_signer.public, book.workplace.name, book.workplace.kind
    elif grant is None:
        return Verdict(ISSUER_UNKNOWN, token, "kid")
    else:
        public, issuer, role = grant.key(token.kid) or grant.sign, grant.name, grant.role
    if not tokens.verify(token, public):
        return Verdict(FORGED, token, "signature", issuer=issuer)
    if role != _ISSUERS.get(token.claims.kind):
        return Verdict(FORGED, token, "role", issuer=issuer)  # a base's key makes no vouchers, a desk's no certificates
    if grant is not None and directory.is_revoked(book.store, grant.dev) and not _stands(book, token):
        return Verdict(ISSUER_UNKNOWN, token, "revoked", issuer=issuer)
    if token.claims.kind == tokens.VOUCHER:
        return _voucher(book, token, issuer, on or book.today)
    return _certificate(book, token, issuer)


def _stands(book: Casebook, token: Token) -> bool:
    """Tell whether the issue itself is known here and lies before the cut of its device's revocation."""
    table = "voucher_issue" if token.claims.kind == tokens.VOUCHER else "certificate"
    row = book.store.one(
        f"SELECT e.dev, e.ep, e.q FROM {table} v JOIN entry e ON e.hash = v._entry WHERE v.id = ?", (token.claims.id,)
    )
    if row is None:
        return False
    return not cuts(book.store).beyond(bytes(row["dev"]), bytes(row["ep"]), row["q"])


def _voucher(book: Casebook, token: Token, issuer: str, on: date) -> Verdict:
    claims = token.claims
    store = book.store
    if store.one("SELECT 1 FROM voucher_void WHERE voucher = ? OR number = ?", (claims.id, claims.number)) is not None:
        return Verdict(VOID, token, "voucher_void", issuer=issuer)
    if store.one("SELECT 1 FROM voucher_loss WHERE voucher = ?", (claims.id,)) is not None:
        return Verdict(VOID, token, "voucher_loss", issuer=issuer)
    here = store.one("SELECT day FROM redemption WHERE voucher = ? ORDER BY n LIMIT 1", (claims.id,))
    if here is not None:
        return Verdict(REDEEMED, token, "here", day=here["day"], issuer=issuer)
    if store.one("SELECT 1 FROM spent WHERE prefix = ?", (claims.id[:SPENT_PREFIX],)) is not None:
        return Verdict(REDEEMED, token, "elsewhere", issuer=issuer)
    if claims.valid_until is not None and on > claims.valid_until:
        return Verdict(EXPIRED, token, "valid_until", issuer=issuer)
    if claims.valid_from is not None and on < claims.valid_from:
        return Verdict(EXPIRED, token, "valid_from", issuer=issuer)
    return Verdict(GENUINE, token, issuer=issuer)


def _certificate(book: Casebook, token: Token, issuer: str) -> Verdict:
    revoked = book.store.one("SELECT reason FROM certificate_revocation WHERE certificate = ?", (token.claims.id,))
    if revoked is not None:
        return Verdict(REVOKED, token, "certificate_revocation", issuer=issuer)
    return Verdict(GENUINE, token, issuer=issuer)
