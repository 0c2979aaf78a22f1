"""Following the province's cards: a new one counts without a comparison of fingerprints if it is the very next and the root we know signed it.

The province writes every card since its second beside the receipts, so whoever was away follows them one by one (docs/sync.md section 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from db.casebook import Casebook
from rules.errors import AppError, EnvironmentFailure, UntrustedInput
from sync import device, folder
from sync.device import NoCard, OtherProvince
from sync.errors import CardDiffers, CardGap, CardOlder, CardUnsigned
from sync.keys import MAX_FILE, ProvinceCard

SUFFIX = ".yzcard"


@dataclass(frozen=True)
class Followed:
    """Tell what became of a card's file: the version that is ours now, or why it was not taken."""

    file: str
    version: int = 0
    error: AppError | None = None


def follow(book: Casebook, data: bytes) -> ProvinceCard:
    """Take the card that comes next after ours, signed by our root key and by its own; the card we hold may come again.

    Raise NoCard, BadCard, BadKey, OtherProvince, CardOlder, CardGap, CardDiffers or CardUnsigned.
    """
    held, found = device.card(book), ProvinceCard.read(data)
    if found.store_id != held.store_id or found.dev != held.dev:
        raise OtherProvince(name=held.name)
    if found.version < held.version:
        raise CardOlder(held=held.version, got=found.version)
    if found.version == held.version:
        if found != held:
            raise CardDiffers(version=found.version)
        return held
    if found.version > held.version + 1:
        raise CardGap(held=held.version, got=found.version)
    if not found.signed_by(data, held.root):
        raise CardUnsigned(got=found.version)
    device.keep_card(book, data)
    return found


def follow_folders(book: Casebook, folders: Iterable[Path]) -> list[Followed]:
    """Follow the cards that lie in the folders, lowest version first; tell of each that brought us on, or that is not what it should be.

    Cards that we are past are for others and pass unmentioned; before the first card, which takes a comparison, none is looked at.
    """
    if not book.setting(device.CARD):
        return []
    device.keep_escrow(book)  # a casebook of an older program has none yet
    if book.workplace.kind == "province":
        return []
    found, done = [], []
    for path in sorted(path for place in folders for path in folder.files(place, SUFFIX)):
        try:
            data = folder.read(path, limit=MAX_FILE)
            found.append((ProvinceCard.read(data).version, path.name, data))
        except (EnvironmentFailure, UntrustedInput) as error:
            done.append(Followed(path.name, error=error))
    for version, name, data in sorted(found):
        before = device.card(book).version
        try:
            follow(book, data)
        except CardOlder:
            continue
        except (UntrustedInput, OtherProvince, NoCard) as error:
            done.append(Followed(name, error=error))
        else:
            if version > before:
                done.append(Followed(name, version))
    return done


def write(book: Casebook, to: Path) -> list[Path]:
    """Write every card since the second one into the folder (province), for those who follow; give the files."""
    texts = [*device.former_cards(book), book.setting(device.CARD).encode()]
    cards = [(ProvinceCard.read(text), text) for text in texts]
    return [folder.write(to, f"province-{card.version}{SUFFIX}", text) for card, text in cards if card.version > 1]
