"""The bytes of a casebook as SQLite sees them: every page of the file and of its -wal, freed ones too, deciphered without the driver."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
_WAL_HEAD, _FRAME_HEAD = 32, 24


def _open(page: bytes, key: bytes, start: int) -> bytes:
    initial = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    opener = Cipher(algorithms.AES(key), modes.CBC(initial)).decryptor()
    return opener.update(page[start : PAGE - RESERVED]) + opener.finalize()


def deciphered(path: Path, key: bytes) -> bytes:
    """Give all pages of the store at `path` (SQLCipher 4 with a raw key) and of its -wal, one after another."""
    data = path.read_bytes()
    pages = [_open(data[at : at + PAGE], key, 0 if at else SALT) for at in range(0, len(data), PAGE)]
    wal = path.with_name(path.name + "-wal")
    log = wal.read_bytes() if wal.is_file() else b""
    step = _FRAME_HEAD + PAGE
    for at in range(_WAL_HEAD, len(log) - step + 1, step):
        number = int.from_bytes(log[at : at + 4], "big")
        frame = log[at + _FRAME_HEAD : at + step]
        pages.append(_open(frame, key, SALT if number == 1 else 0))
    return b"".join(pages)
