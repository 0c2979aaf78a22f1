"""A bundle is complete in itself, opens for its addressees, and every way of spoiling it has its own outcome."""

import dataclasses
import datetime as dt
import hashlib
import os
import re
import subprocess
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
import zstandard
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rules import canonical
from rules.clock import StoryClock
from rules.signing import SigningKey
from sync import archive as archives
from sync import bundle, keys, minisign
from sync.archive import pack
from sync.bundle import Sealed, open_bundle, seal
from sync.errors import BadBundleFormat, Refusal, SenderNotEntitled, TooLarge
from sync.manifest import FileEntry, Manifest, blob_name


def device(number: int) -> keys.DeviceKeys:
    """Give a device of a fixed number and signing key (its age identity is fresh in each run)."""
    return keys.DeviceKeys.generate(lambda length: bytes([number]) * length)


DESK, PROVINCE, OTHER = device(0xD1), device(0xB0), device(0x0E)
ME = {PROVINCE.dev.hex()}
ENTRIES = "".join(f'{{"q":{q}}}\tc2FsdA==\t{{"name":"王秀英{q}"}}\n' for q in range(1, 41)).encode()
BLOB = b"\xff\xd8 a photograph"
DRAFT = Manifest(
    kind="stream",
    bundle_id=bytes(range(16)),
    to=(PROVINCE.dev.hex(),),
    from_dev=DESK.dev,
    ep=b"\5" * 8,
    first=1,
    upto=40,
    prev=b"\1" * 32,
    head=b"\2" * 32,
    dir_v=3,
    receipt_seen=2,
    app="0.1.0",
    created=1_254_100_000_000,
)


def find_key(dev: bytes) -> list[bytes]:
    return [DESK.signer.public] if dev == DESK.dev else []


def sealed(draft: Manifest = DRAFT, entries: bytes | bundle.Batch = ENTRIES, **change: Any) -> Sealed:
    arguments: dict[str, Any] = {
        "blobs": [BLOB],
        "signer": DESK.signer,
        "recipients": [PROVINCE.identity.to_public()],
        "province": "51",
        **change,
    }
    return seal(draft, entries, **arguments)


def outcome(data: bytes, me: set[str] = ME, find: Callable[[bytes], list[bytes]] = find_key) -> str:
    """Open with the province's key; give the outcome, or "OK"."""
    try:
        open_bundle(data, [PROVINCE.identity], find, me)
    except Refusal as refusal:
        return refusal.outcome
    return "OK"


GOOD = sealed()
ARCHIVE = pyrage.decrypt(GOOD.data, [PROVINCE.identity])
MEMBERS = dict(bundle.unpack(ARCHIVE).members)


def encrypt(archive: bytes) -> bytes:
    data: bytes = pyrage.encrypt(archive, [PROVINCE.identity.to_public()])
    return data


def resigned(manifest: bytes, members: dict[str, bytes] | None = None, signer: SigningKey = DESK.signer) -> bytes:
    """Give a bundle with another manifest, truly signed: what a faulty or hostile program of a known sender could send."""
    changed = {**(members or MEMBERS), "manifest.json": manifest}
    changed["manifest.json.minisig"] = minisign.sign(manifest, signer, signer.kid, "x").encode()
    return encrypt(pack(changed.items()))


def with_record(**change: Any) -> bytes:
    return resigned(canonical.dump({**canonical.load(MEMBERS["manifest.json"]), **change}))


def with_payload(packed: bytes, unpacked: int) -> bytes:
    files = [FileEntry.of("entries.jsonl.zst", packed, unpacked), *GOOD.manifest.files[1:]]
    members = {**MEMBERS, "entries.jsonl.zst": packed}
    return resigned(DRAFT.with_files(files).dump(), members)


# --- the good bundle ---------------------------------------------------------------------------------------------------


def test_what_was_sealed_is_what_opens() -> None:
    opened = open_bundle(GOOD.data, [OTHER.identity, PROVINCE.identity], find_key, ME)
    assert opened.lines == ENTRIES.splitlines()
    assert opened.blobs == {hashlib.sha256(BLOB).digest(): BLOB}
    assert opened.receipt is None
    assert opened.manifest == GOOD.manifest
    assert opened.signer == DESK.signer.public
    assert opened.sha256 == GOOD.sha256 == hashlib.sha256(GOOD.data).digest()


def test_its_name_is_ascii_and_short_enough_for_any_stick() -> None:
    assert re.fullmatch(rf"YZ1_51_{DESK.dev.hex()}_05050505_1-40_{GOOD.sha256.hex()[:8]}\.age", GOOD.name)
    with pytest.raises(ValueError):
        sealed(province="../51")


def test_all_but_the_encryption_is_deterministic() -> None:
    assert pyrage.decrypt(sealed().data, [PROVINCE.identity]) == ARCHIVE


def test_the_archive_is_what_gnu_tar_writes(tmp_path: Path) -> None:
    for name, data in MEMBERS.items():
        (tmp_path / name).write_bytes(data)
    options = ["--format=ustar", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=644"]
    done = subprocess.run(["tar", *options, "-b1", "-cf", "-", *MEMBERS], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == ARCHIVE


def test_a_receipt_carries_its_own_file() -> None:
    draft = dataclasses.replace(DRAFT, kind="receipt", first=7, upto=7, prev=b"")
    made = sealed(draft, b"", receipt=b'{"receipt_no":7}', blobs=[])
    opened = open_bundle(made.data, [PROVINCE.identity], find_key, ME)
    assert opened.receipt == b'{"receipt_no":7}'
    assert opened.lines == []
    assert [entry.name for entry in opened.manifest.files] == ["receipt.json", "entries.jsonl.zst"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=200).map(lambda line: line.replace(b"\n", b" ")), max_size=30),
    st.lists(st.binary(max_size=3000), max_size=4),
)
def test_any_lines_and_attachments_come_back(lines: list[bytes], blobs: list[bytes]) -> None:
    draft = dataclasses.replace(DRAFT, kind="extract", first=0, upto=0)
    made = sealed(draft, b"".join(line + b"\n" for line in lines), blobs=blobs)
    opened = open_bundle(made.data, [PROVINCE.identity], find_key, ME)
    assert opened.lines == lines
    assert sorted(opened.blobs.values()) == sorted(set(blobs))


def test_the_sender_may_be_refused_after_its_signature_and_before_its_content() -> None:
    def admit(manifest: Manifest) -> None:
        raise SenderNotEntitled(from_dev=manifest.from_dev.hex(), role="base")

    with pytest.raises(SenderNotEntitled):
        open_bundle(GOOD.data, [PROVINCE.identity], find_key, ME, admit=admit)


# --- drafts that are refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"upto": 41}, {"upto": 39}, {"kind": "receipt"}],
    ids=str,
)
def test_a_draft_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, BadBundleFormat)):
        sealed(dataclasses.replace(DRAFT, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "gift"},
        {"to": ()},
        {"to": ("a b",)},
        {"first": 0, "upto": 39},
        {"first": 41, "upto": 40},
        {"prev": b""},
        {"head": b"\1"},
        {"ep": b""},
        {"app": ""},
        {"app": "a\nb"},
        {"created": -1},
    ],
    ids=str,
)
def test_a_malformed_draft_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((BadBundleFormat, ValueError)):
        sealed(dataclasses.replace(DRAFT, **change))


@pytest.mark.parametrize("entries", [b"no end", b"\n", b"a\n\nb\n"])
def test_entries_must_be_lines(entries: bytes) -> None:
    with pytest.raises(ValueError):
        sealed(dataclasses.replace(DRAFT, kind="extract"), entries)


def test_a_receipt_file_belongs_to_receipts_only() -> None:
    with pytest.raises((BadBundleFormat, ValueError)):
        sealed(receipt=b"{}")


def test_caps() -> None:
    extract = dataclasses.replace(DRAFT, kind="extract")
    with pytest.raises(TooLarge) as caught:
        sealed(extract, b"x\n" * (bundle.MAX_ENTRIES + 1))
    assert caught.value.fields["what"] == "entries"
    with pytest.raises(TooLarge) as caught:
        sealed(blobs=[bytes(bundle.MAX_BLOB + 1)])
    assert caught.value.fields["what"] == "blob"
    with pytest.raises(TooLarge) as caught:
        sealed(extract, b"x" * bundle.MAX_UNPACKED + b"\n")
    assert caught.value.fields["what"] == "unpacked"
    with pytest.raises(TooLarge) as caught:
        sealed(blobs=[os.urandom(bundle.MAX_BLOB) for _ in range(6)])
    assert caught.value.fields["what"] == "bundle"


def test_split_packs_under_the_caps_and_in_order() -> None:
    short = [b"%d\n" % number for number in range(bundle.MAX_ENTRIES * 2 + 1)]
    packs = list(bundle.split(short))
    assert [len(pack) for pack in packs] == [bundle.MAX_ENTRIES, bundle.MAX_ENTRIES, 1]
    assert [line for pack in packs for line in pack.lines] == short
    assert list(bundle.split([])) == []
    noise = [os.urandom(600_000).replace(b"\n", b" ") + b"\n" for _ in range(14)]
    packs = list(bundle.split(noise, reserve=bundle.MAX_BLOB))
    assert [line for pack in packs for line in pack.lines] == noise
    for part in packs:
        made = sealed(dataclasses.replace(DRAFT, kind="extract"), part, blobs=[os.urandom(bundle.MAX_BLOB)])
        assert outcome(made.data) == "OK"
    with pytest.raises(TooLarge):
        list(bundle.split([os.urandom(bundle.MAX_BUNDLE).replace(b"\n", b" ") + b"\n"]))


# --- spoilt outside: size, keys, damage --------------------------------------------------------------------------------


def test_oversize_is_refused_before_anything_else() -> None:
    assert outcome(bytes(bundle.MAX_BUNDLE + 1)) == "E_SIZE"


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 3000, b"PK\3\4" + bytes(5000), b"age-encryption.org/v1\n", b"age-encryption.org/v2\n-> X25519 a\n"],
    ids=["empty", "zeros", "workbook", "only magic", "other version"],
)
def test_foreign_files(data: bytes) -> None:
    assert outcome(data) == "E_DAMAGED"


def test_armoured_is_not_binary() -> None:
    assert outcome(pyrage.encrypt(ARCHIVE, [PROVINCE.identity.to_public()], armored=True)) == "E_DAMAGED"


def test_a_bundle_for_others() -> None:
    assert outcome(sealed(recipients=[OTHER.identity.to_public()]).data) == "E_NOKEY"
    with pytest.raises(Refusal) as caught:
        open_bundle(GOOD.data, [], find_key, ME)
    assert caught.value.outcome == "E_NOKEY"


def test_cut_short_anywhere() -> None:
    header = GOOD.data.index(b"\n--- ")
    for length in [
        1,
        21,
        22,
        header,
        header + 6,
        header + 60,
        len(GOOD.data) - 17,
        len(GOOD.data) - 16,
        len(GOOD.data) - 1,
    ]:
        assert outcome(GOOD.data[:length]) == "E_DAMAGED", length


def test_cut_at_a_chunk_of_the_encryption() -> None:
    """Age seals 64 KiB chunks; one that ends at such a chunk must not pass for the whole."""
    whole = encrypt(bytes(65536 * 2 + 5))
    body = len(whole) - (65536 * 2 + 5) - 3 * 16
    for chunks in (0, 1, 2):
        assert outcome(whole[: body + chunks * (65536 + 16)]) == "E_DAMAGED"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD.data) * 8 - 1))
def test_one_flipped_bit(bit: int) -> None:
    data = bytearray(GOOD.data)
    data[bit // 8] ^= 1 << bit % 8
    assert outcome(bytes(data)) in {"E_DAMAGED", "E_NOKEY"}


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "])
)
def test_rubbish(tail: bytes, head: bytes) -> None:
    assert outcome(head + tail) in {"E_DAMAGED", "E_NOKEY"}


# --- spoilt inside: the archive ----------------------------------------------------------------------------------------


def tar_of(*members: tuple[str, bytes], end: bytes = bytes(1024), **fields: Any) -> bytes:
    """Give an archive by Python's own writer, with fields of our choice on its last member."""
    out = BytesIO()
    for name, data in members:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o644
        if name == members[-1][0]:
            for key, value in fields.items():
                setattr(info, key, value)
        out.write(info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512))
    return out.getvalue() + end


ITEMS = list(MEMBERS.items())
BAD_ARCHIVES = {
    "empty": b"",
    "no members": bytes(1024),
    "one end block": ARCHIVE[:-512],
    "no end blocks": ARCHIVE[:-1024],
    "cut at a member": pack(ITEMS[:2])[:-1024],
    "cut in a member": ARCHIVE[:1100],
    "cut in a header": ARCHIVE[:700],
    "trailing block": ARCHIVE + bytes(512),
    "trailing rubbish": ARCHIVE + b"x",
    "something after the end": ARCHIVE + ARCHIVE,
    "missing member": pack(ITEMS[:2]),
    "missing signature": pack([ITEMS[0], *ITEMS[2:]]),
    "extra member": pack([*ITEMS, ("zz", b"")]),
    "extra member first": pack([("a", b""), *ITEMS]),
    "order": pack([ITEMS[1], ITEMS[0], *ITEMS[2:]]),
    "duplicate": pack([*ITEMS[:3], ITEMS[2], *ITEMS[3:]]),
    "blobs out of order": pack([*ITEMS[:3], ("blob-" + "f" * 64, b""), ("blob-" + "0" * 64, b"")]),
    "blob name": pack([*ITEMS[:3], ("blob-xyz", b"")]),
    "path": tar_of(*ITEMS[:3], ("../evil", b"x")),
    "absolute": tar_of(*ITEMS[:3], ("/etc/evil", b"x")),
    "prefix": tar_of(*ITEMS[:3], ("a" * 60 + "/" + "b" * 60, b"x")),
    "folder": tar_of(*ITEMS[:3], ("blob-" + "0" * 64, b""), type=tarfile.DIRTYPE),
    "symlink": tar_of(*ITEMS[:3], ("blob-" + "0" * 64, b""), type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard link": tar_of(*ITEMS[:3], ("blob-" + "0" * 64, b""), type=tarfile.LNKTYPE, linkname="manifest.json"),
    "device": tar_of(*ITEMS[:3], ("blob-" + "0" * 64, b""), type=tarfile.CHRTYPE),
    "sparse": tar_of(*ITEMS[:3], ("blob-" + "0" * 64, b""), type=tarfile.GNUTYPE_SPARSE),
    "time": tar_of(*ITEMS[:3], mtime=1),
    "mode": tar_of(*ITEMS[:3], mode=0o755),
    "owner": tar_of(*ITEMS[:3], uname="root"),
    "padding": ARCHIVE[: 512 + len(ITEMS[0][1])] + b"x" + ARCHIVE[512 + len(ITEMS[0][1]) + 1 :],
    "size beyond": archives._header("manifest.json", 8**11 - 1) + bytes(2048),
}


@pytest.mark.parametrize("archive", BAD_ARCHIVES.values(), ids=BAD_ARCHIVES.keys())
def test_a_bad_archive(archive: bytes) -> None:
    assert outcome(encrypt(archive)) == "E_FORMAT"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ARCHIVE) * 8 - 1))
def test_one_flipped_bit_under_the_encryption(bit: int) -> None:
    """Every bit is covered but the text of minisign's untrusted comment, which nobody reads."""
    comment = ARCHIVE.index(b"untrusted comment: ") + len(b"untrusted comment: ")
    assume(not comment <= bit // 8 < ARCHIVE.index(b"\n", comment))
    data = bytearray(ARCHIVE)
    data[bit // 8] ^= 1 << bit % 8
    assert outcome(encrypt(bytes(data))) in {"E_FORMAT", "E_BADSIG", "Q_UNKNOWN_KEY", "E_HASH"}


@given(st.binary(max_size=2000))
def test_rubbish_is_no_archive(data: bytes) -> None:
    with pytest.raises(BadBundleFormat):
        bundle.unpack(data)


# --- spoilt inside: signature, manifest, content -----------------------------------------------------------------------


def test_signatures() -> None:
    assert outcome(GOOD.data, find=lambda _: []) == "Q_UNKNOWN_KEY"
    assert outcome(GOOD.data, find=lambda _: [OTHER.signer.public]) == "E_BADSIG"
    assert outcome(sealed(signer=OTHER.signer).data) == "E_BADSIG"
    assert outcome(encrypt(pack({**MEMBERS, "manifest.json.minisig": b"\xff"}.items()))) == "E_BADSIG"
    altered = MEMBERS["manifest.json"].replace(b'"upto":40', b'"upto":41')
    assert outcome(encrypt(pack({**MEMBERS, "manifest.json": altered}.items()))) == "E_BADSIG"


def test_a_key_of_small_order_signs_nothing() -> None:
    """The forgery that verifies under the neutral point must not pass even where such a key got into a directory."""
    neutral = (1).to_bytes(32, "little")

    class Forger:
        kid = hashlib.sha256(neutral).digest()[:8]
        public = neutral

        def sign(self, data: bytes) -> bytes:
            return neutral + bytes(32)

    assert outcome(sealed(signer=Forger()).data, find=lambda _: [neutral]) == "E_BADSIG"


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"{}",
        MEMBERS["manifest.json"] + b"\n",
        MEMBERS["manifest.json"].replace(b":", b": ", 1),
        MEMBERS["manifest.json"].replace(b'"app"', b'"app":"x","app"', 1),
        MEMBERS["manifest.json"].replace(b'"0.1.0"', b"1.5", 1),
        b"[" * 100_000,
    ],
    ids=["empty", "list", "null", "cut", "bare", "newline", "space", "duplicate key", "float", "deep"],
)
def test_a_manifest_that_is_not_canonical(manifest: bytes) -> None:
    assert outcome(resigned(manifest)) == "E_FORMAT"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"fmt": "YZ2"}, "E_VERSION"),
        ({"suite": 2}, "E_VERSION"),
        ({"min_reader": 2, "kind": "unheard of"}, "E_VERSION"),
        ({"min_reader": None}, "E_VERSION"),
        ({"unknown": 1}, "OK"),
        ({"kind": "unheard of"}, "E_FORMAT"),
        ({"kind": "receipt"}, "E_FORMAT"),
        ({"from_dev": "AB" * 8}, "E_FORMAT"),
        ({"from_dev": "ab" * 7}, "E_FORMAT"),
        ({"from": True}, "E_FORMAT"),
        ({"from": -1}, "E_FORMAT"),
        ({"from": 0}, "E_FORMAT"),
        ({"upto": 0}, "E_FORMAT"),
        ({"prev": ""}, "E_FORMAT"),
        ({"to": []}, "E_FORMAT"),
        ({"to": "all"}, "E_FORMAT"),
        ({"to": [1]}, "E_FORMAT"),
        ({"to": [OTHER.dev.hex()]}, "E_NOT_FOR_ME"),
        ({"files": []}, "E_FORMAT"),
        ({"files": None}, "E_FORMAT"),
        ({"files": [1, 2]}, "E_FORMAT"),
        ({"from": 2, "upto": 40}, "E_HASH"),
    ],
    ids=str,
)
def test_a_signed_manifest_is_still_judged(change: dict[str, Any], expected: str) -> None:
    assert outcome(with_record(**change)) == expected


@pytest.mark.parametrize(
    ("at", "change"),
    [
        (0, {"h": "00" * 32}),
        (0, {"z": 1}),
        (0, {"u": 1}),
        (0, {"u": 2**40}),
        (0, {"u": len(ENTRIES) + 1}),
        (1, {"h": "00" * 32}),
        (1, {"u": len(BLOB) + 1}),
    ],
    ids=str,
)
def test_a_file_that_differs_from_the_manifest(at: int, change: dict[str, Any]) -> None:
    files = [entry.json() for entry in GOOD.manifest.files]
    files[at] |= change
    assert outcome(with_record(files=files)) == "E_HASH"


def test_a_blob_under_a_false_name() -> None:
    name = blob_name(bytes(32))
    members = {key: value for key, value in MEMBERS.items() if not key.startswith("blob-")} | {name: BLOB}
    files = [GOOD.manifest.files[0], FileEntry.of(name, BLOB, len(BLOB))]
    assert outcome(resigned(DRAFT.with_files(files).dump(), members)) == "E_HASH"


def frame(data: bytes, **options: Any) -> bytes:
    packed: bytes = zstandard.ZstdCompressor(level=1, **options).compress(data)
    return packed


BOMB = frame(bytes(bundle.MAX_UNPACKED + 1))
PACKED = MEMBERS["entries.jsonl.zst"]


@pytest.mark.parametrize(
    ("packed", "unpacked"),
    [
        (BOMB, bundle.MAX_UNPACKED + 1),
        (BOMB, len(ENTRIES)),
        (frame(ENTRIES, write_content_size=False), len(ENTRIES)),
        (PACKED[:-1], len(ENTRIES)),
        (PACKED[:20], len(ENTRIES)),
        (PACKED + b"\0", len(ENTRIES)),
        (PACKED + PACKED, len(ENTRIES)),
        (PACKED[:-1] + bytes([PACKED[-1] ^ 1]), len(ENTRIES)),
        (b"", 0),
        (b"not zstd at all", len(ENTRIES)),
        (b"\x50\x2a\x4d\x18\x04\0\0\0skip", 0),
        (frame(ENTRIES[:-1]), len(ENTRIES) - 1),
        (frame(ENTRIES + b"\n"), len(ENTRIES) + 1),
        (frame(ENTRIES + b"x\n"), len(ENTRIES) + 2),
        (frame(b""), 0),
    ],
    ids=[
        "bomb told",
        "bomb untold",
        "no content size",
        "cut checksum",
        "cut frame",
        "trailing byte",
        "two frames",
        "checksum",
        "empty",
        "foreign",
        "skippable frame",
        "last line open",
        "empty line",
        "one line more",
        "no lines",
    ],
)
def test_a_payload_that_does_not_unpack_as_told(packed: bytes, unpacked: int) -> None:
    assert outcome(with_payload(packed, unpacked)) == "E_HASH"


def test_an_extract_has_its_own_cap_of_lines() -> None:
    packed = frame(b"x\n" * (bundle.MAX_ENTRIES + 1))
    draft = dataclasses.replace(DRAFT, kind="extract")
    files = [FileEntry.of("entries.jsonl.zst", packed, 2 * bundle.MAX_ENTRIES + 2), *GOOD.manifest.files[1:]]
    assert outcome(resigned(draft.with_files(files).dump(), {**MEMBERS, "entries.jsonl.zst": packed})) == "E_HASH"


# --- without this program ----------------------------------------------------------------------------------------------

DOCUMENT = Path(__file__).parents[2] / "docs" / "open-a-bundle.md"


def follow_the_document(folder: Path, data: bytes, public: bytes) -> subprocess.CompletedProcess[str]:
    """Run the commands of the document itself, each of which must succeed."""
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL))
    (folder / "bundle.age").write_bytes(data)
    (folder / "sender.hex").write_text(public.hex() + "\n")
    script = ["bash", "-euo", "pipefail", "-c", commands]
    return subprocess.run(script, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    moment = StoryClock(dt.date(2009, 9, 28)).now()
    (tmp_path / "identity.txt").write_text(keys.identity_file(PROVINCE.identity, moment))
    return tmp_path


def test_the_document_opens_a_bundle(folder: Path) -> None:
    done = follow_the_document(folder, GOOD.data, DESK.signer.public)
    assert done.returncode == 0, done.stderr
    assert (folder / "entries.jsonl").read_bytes() == ENTRIES
    assert (folder / blob_name(hashlib.sha256(BLOB).digest())).read_bytes() == BLOB
    assert done.stdout.count(": OK") == 2
    assert "Signature and comment signature verified" in done.stdout


def test_the_document_opens_a_receipt(folder: Path) -> None:
    draft = dataclasses.replace(DRAFT, kind="receipt", first=7, upto=7)
    made = sealed(draft, b"", receipt=b"{}", blobs=[])
    done = follow_the_document(folder, made.data, DESK.signer.public)
    assert done.returncode == 0, done.stderr
    assert (folder / "receipt.json").read_bytes() == b"{}"


def test_the_document_stops_at_what_is_spoilt(folder: Path) -> None:
    assert follow_the_document(folder, GOOD.data, OTHER.signer.public).returncode != 0
    assert not (folder / "entries.jsonl").exists()
    assert follow_the_document(folder, GOOD.data[:-1], DESK.signer.public).returncode != 0
    files = [entry.json() for entry in GOOD.manifest.files]
    files[1] |= {"h": "00" * 32}
    for name in MEMBERS:
        (folder / name).unlink(missing_ok=True)
    (folder / "bundle.tar").unlink(missing_ok=True)
    assert follow_the_document(folder, with_record(files=files), DESK.signer.public).returncode != 0
    assert not (folder / "entries.jsonl").exists()
