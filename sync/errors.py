"""Why a bundle, a receipt or a folder was refused: the outcomes of the receiving table, and what a stick or share can do to us.

An outcome beginning with E_ refuses for good, one with Q_ waits for a person; the rest tell the state of a stream.
Each class is raised with the fields named in its docstring.
"""

import errno
from pathlib import Path

from rules.errors import EnvironmentFailure, UntrustedInput, UserError


class Refusal(UntrustedInput):
    """Say that a bundle was not taken in; `outcome` is the word that the import log and the receipt carry."""

    @property
    def outcome(self) -> str:
        """Give the outcome code of the receiving table, such as E_BADSIG."""
        return self.code

    @property
    def waits(self) -> bool:
        """Tell whether the bundle is kept for a person or for its predecessor, instead of being refused for good."""
        return self.code.startswith("Q_") or self.code == "GAP"


class BundleTooBig(Refusal):
    """Say that the file is larger than any bundle may be; fields `size`, `limit` in bytes."""

    code = "E_SIZE"


class AlreadyReceived(Refusal):
    """Say that the same bytes were received before; field `sha256` (hex)."""

    code = "DUP"


class NoKeyForBundle(Refusal):
    """Say that the bundle is encrypted to others only."""

    code = "E_NOKEY"


class BundleDamaged(Refusal):
    """Say that the file is cut short, altered, or no bundle at all; field `reason`: empty, foreign, header or body."""

    code = "E_DAMAGED"


class BadBundleFormat(Refusal):
    """Say that the inside is not laid out as a bundle must be; field `reason`."""

    code = "E_FORMAT"


class UnknownSender(Refusal):
    """Say that no key of the sender is known (yet); field `from_dev` (hex)."""

    code = "Q_UNKNOWN_KEY"


class BadBundleSignature(Refusal):
    """Say that the sender's key did not sign this manifest; field `from_dev` (hex)."""

    code = "E_BADSIG"


class OtherSigningKey(BadBundleSignature):
    """Say the same of a manifest that names another key than those known of its sender: it may be the sender's new one; field `from_dev` (hex)."""


class NewCardNeeded(Refusal):
    """Say that the province has changed its keys and we hold no card of the new ones yet; fields `from_dev` (hex), `held` (our card's version)."""

    code = "Q_NEW_CARD"


class NewKeysNeeded(Refusal):
    """Say that another workplace signs by keys that no receipt has told us of yet; field `from_dev` (hex)."""

    code = "Q_NEW_KEYS"


class RetiredKey(Refusal):
    """Say that a receipt is signed by a key that the province has retired; field `from_dev` (hex)."""

    code = "E_RETIRED_KEY"


class NewerBundle(Refusal):
    """Say that a newer program is needed to read this; fields `fmt`, `suite`, `min_reader`."""

    code = "E_VERSION"


class NotAddressedToMe(Refusal):
    """Say that the manifest names other addressees; field `from_dev` (hex)."""

    code = "E_NOT_FOR_ME"


class SenderNotEntitled(Refusal):
    """Say that the sender's grant does not cover this kind of bundle; fields `from_dev` (hex), `role`."""

    code = "E_ROLE"


class SenderRevoked(Refusal):
    """Say that the sender's grant was revoked or has run out; field `from_dev` (hex)."""

    code = "Q_REVOKED"


class ContentMismatch(Refusal):
    """Say that a file in the bundle differs from the manifest's length or hash; fields `name`, `reason`."""

    code = "E_HASH"


class StreamGap(Refusal):
    """Say that entries before these are missing, so these wait; fields `dev` (hex), `expected`, `got` (sequence numbers)."""

    code = "GAP"


class StreamFork(Refusal):
    """Say that one number of a stream has two different entries; fields `dev`, `ep` (hex), `seq`."""

    code = "FORK"


class BrokenChain(Refusal):
    """Say that an entry does not continue the one before it; fields `dev` (hex), `seq`."""

    code = "E_CHAIN"


class ReceiptRollback(Refusal):
    """Say that a receipt is older than one already taken; fields `held`, `got` (receipt numbers)."""

    code = "ROLLBACK"


class BadKey(UntrustedInput):
    """Say that a public key or a record of keys is malformed or weak; fields `which`, `reason`."""

    code = "BAD_KEY"


class BadCard(UntrustedInput):
    """Say that a file is no province card, or its signature does not hold; field `reason`."""

    code = "BAD_CARD"


class CardGap(UntrustedInput):
    """Say that a card is more than one version ahead of ours: those between must be taken first; fields `held`, `got` (versions)."""

    code = "CARD_GAP"


class CardOlder(UntrustedInput):
    """Say that a card is older than ours; fields `held`, `got` (versions)."""

    code = "CARD_OLDER"


class CardDiffers(UntrustedInput):
    """Say that a card bears our version and says something else; field `version`."""

    code = "CARD_DIFFERS"


class CardUnsigned(UntrustedInput):
    """Say that the root key of the card we hold has not signed the new one; field `got` (version)."""

    code = "CARD_UNSIGNED"


class BadKeyFile(UntrustedInput):
    """Say that a file does not hold the private key asked for; fields `which`, `reason`."""

    code = "BAD_KEY_FILE"


class TooLarge(UserError):
    """Say that something does not fit into one bundle; fields `what`, `size`, `limit`. The caller splits, or the user shrinks a file."""

    code = "BUNDLE_TOO_LARGE"


class FolderMissing(EnvironmentFailure):
    """Say that the folder or file is gone, such as a stick pulled out; field `folder`."""

    code = "FOLDER_MISSING"


class FolderReadOnly(EnvironmentFailure):
    """Say that the folder may not be written; field `folder`."""

    code = "FOLDER_READ_ONLY"


class FolderUnreadable(EnvironmentFailure):
    """Say that the folder or a file in it may not be read; field `folder`."""

    code = "FOLDER_UNREADABLE"


class DiskFull(EnvironmentFailure):
    """Say that the medium has no room; fields `folder`, `need` (bytes), `free` (bytes; -1 where the system did not tell)."""

    code = "DISK_FULL"


class ReadBackDiffers(EnvironmentFailure):
    """Say that the medium gave back other bytes than were written; fields `folder`, `name`."""

    code = "READ_BACK_DIFFERS"


class FolderFailed(EnvironmentFailure):
    """Say that the medium failed in another way; fields `folder`, `reason` (the system's name of the error)."""

    code = "FOLDER_FAILED"


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# Gone is the stick, or the machine that a shared folder lies on.
_MISSING = frozenset({
    errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNRESET,
    getattr(errno, "ESTALE", errno.ENOENT), getattr(errno, "EHOSTDOWN", errno.ENOENT),
})  # fmt: skip
# Windows: disk full; write-protected; device not ready, network path or its machine gone, stick pulled out.
_WIN_FULL = frozenset({39, 112})
_WIN_READ_ONLY = frozenset({5, 19})
_WIN_MISSING = frozenset({2, 3, 15, 21, 51, 53, 55, 59, 64, 67, 121, 1167, 1231})


def from_os_error(error: OSError, folder: Path, *, need: int = 0, writing: bool = True) -> EnvironmentFailure:
    """Give the failure that stands for a system error met while reading or writing in `folder`."""
    number, windows = error.errno, getattr(error, "winerror", None)
    where = str(folder)
    if number in _FULL or windows in _WIN_FULL:
        return DiskFull(folder=where, need=need, free=-1)
    if number in _READ_ONLY or windows in _WIN_READ_ONLY:
        return FolderReadOnly(folder=where) if writing else FolderUnreadable(folder=where)
    if number in _MISSING or windows in _WIN_MISSING:
        return FolderMissing(folder=where)
    return FolderFailed(folder=where, reason=errno.errorcode.get(number or 0, "EIO"))
