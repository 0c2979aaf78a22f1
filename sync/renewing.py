"""The province changes its keys: any of the five, by a card that the old root signs and the new one too (docs/sync.md section 6).

Nobody need compare digits again: workplaces follow the cards one by one (sync/cards.py). Private keys that are retired still open what was locked
for them; grants and revocations are signed once more where the grant key changes.
"""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pyrage import x25519

from db import directory
from db.casebook import Casebook, NotPermitted
from db.workplace import make_folder, write_file
from rules.permissions import Action
from rules.signing import SigningKey
from rules.wrapping import check_passphrase
from sync import device
from sync.errors import BadKey
from sync.keys import DeviceKeys, ProvinceCard, save_key
from sync.safekeeping import OFFLINE

CARD_FILE = "province.yzcard"
PARTS = ("root", "grant", "safe", "receipt", "transport")
_SIGN = ("root", "grant", "receipt")


def renew(book: Casebook, which: Collection[str], root: SigningKey, passphrase: str = "") -> ProvinceCard:
    """Change the keys named in `which` and give the new card; `root` is the present root key.

    New root, grant and safe keys are locked with `passphrase` and lie under `offline/` until they are kept apart. Raise NotPermitted, BadKey where
    `root` is another key, WeakPassphrase, and the store's errors.
    """
    book.require(Action.KEY_RENEW)
    if book.workplace.kind != "province":
        raise NotPermitted(role=book.signed_in.role, action=Action.KEY_RENEW)
    if not which or not set(which) <= set(PARTS):
        raise ValueError("name the keys to change")
    held = device.card(book)
    if root.public.hex() != held.root:
        raise BadKey(which="root", reason="other key")
    signers = {name: SigningKey.generate(book.random) for name in _SIGN if name in which}
    identities = {name: x25519.Identity.generate() for name in ("safe", "transport") if name in which}
    public = {name: key.public.hex() for name, key in signers.items()}
    public |= {name: str(identity.to_public()) for name, identity in identities.items()}
    card = replace(held, version=held.version + 1, **public)
    secrets = {name: key.seed for name, key in signers.items() if name != "receipt"}
    secrets |= {name: str(identity).encode() for name, identity in identities.items() if name == "safe"}
    _lock(book, secrets, card.version, passphrase)
    new_root = signers.get("root", root)
    text = card.sign(new_root, root if "root" in which else None)
    with book.store.transaction():
        if "grant" in which:
            directory.sign_again(book.store, signers["grant"])
        if "receipt" in which or "transport" in which:
            now = device.keys(book)
            signer, identity = signers.get("receipt", now.signer), identities.get("transport", now.identity)
            device.replace(book, DeviceKeys(now.dev, signer, identity))
        book.set_setting("dir_v", str(int(book.setting("dir_v", "0")) + 1))
        device.put_card(book, text)
    device.keep_escrow(book)
    write_file(book.workplace.path / CARD_FILE, text)
    return card


def card_file(book: Casebook) -> Path:
    """Give the file of the present card, written anew where it is not there or is an older one: a restored province has none beside its casebook."""
    path, text = book.workplace.path / CARD_FILE, book.setting(device.CARD).encode()
    if not path.is_file() or path.read_bytes() != text:
        write_file(path, text)
    return path


def _lock(book: Casebook, secrets: dict[str, bytes], version: int, passphrase: str) -> None:
    """Write the new offline keys before anything else: a card whose private keys were lost would be the end of the province."""
    if not secrets:
        return
    check_passphrase(passphrase, login=book.signed_in.login)
    place = book.workplace.path / OFFLINE
    make_folder(place)
    for name, secret in secrets.items():
        data = save_key(name, secret, passphrase, parameters=book.parameters, random=book.random)
        write_file(place / f"{name}-{version}.yzkey", data)
