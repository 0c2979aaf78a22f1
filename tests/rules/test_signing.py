"""Signatures hold for their own text alone, and weak public keys never verify anything."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from rules import signing
from rules.signing import SigningKey, WeakKey, check_public, verify

P = 2**255 - 19
Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL = [
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, P - 1, Y8, P - Y8, P, P + 1)  # the last two are non-canonical forms of 0 and 1
    for sign in (0, 1)
]
seeds = st.binary(min_size=32, max_size=32)


def test_rfc_8032_vector_2() -> None:
    key = SigningKey.from_seed(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
    assert key.public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


@given(seeds, st.binary(max_size=200))
def test_a_signature_verifies_its_own_text_only(seed: bytes, data: bytes) -> None:
    key = SigningKey.from_seed(seed)
    signature = key.sign(data)
    check_public(key.public)
    assert verify(key.public, signature, data)
    assert not verify(key.public, signature, data + b".")
    assert not verify(key.public, signature[:-1] + bytes([signature[-1] ^ 1]), data)
    assert not verify(key.public, signature[:-1], data)
    assert len(key.kid) == 8
    assert key.kid == signing.key_id(key.public)
    assert key.seed.hex() not in repr(key)


def test_generate_takes_its_randomness_from_the_caller() -> None:
    assert SigningKey.generate(lambda n: b"\7" * n).seed == b"\7" * 32
    with pytest.raises(ValueError):
        SigningKey.from_seed(b"short")


@pytest.mark.parametrize("public", SMALL, ids=lambda public: public.hex()[:8])
def test_small_order_keys_are_refused(public: bytes) -> None:
    with pytest.raises(WeakKey) as caught:
        check_public(public)
    assert caught.value.fields["reason"] == "small order"


def test_the_universal_forgery_is_refused_though_the_library_takes_it() -> None:
    neutral = (1).to_bytes(32, "little")
    forged = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(forged, b"any text")
    assert not verify(neutral, forged, b"any text")


@pytest.mark.parametrize(
    ("public", "reason"),
    [
        (b"", "length"),
        (bytes(33), "length"),
        ((P + 2).to_bytes(32, "little"), "encoding"),
        ((2).to_bytes(32, "little"), "curve"),
    ],
)
def test_other_bad_keys_are_refused(public: bytes, reason: str) -> None:
    with pytest.raises(WeakKey) as caught:
        check_public(public)
    assert caught.value.fields["reason"] == reason
    assert not verify(public, bytes(64), b"")


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_rubbish_never_raises(public: bytes, signature: bytes) -> None:
    assert not verify(public, signature, b"x")
