"""Suites and HPKE: what the library lacks agrees with what it has."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from leeward_mls import LocalError, SignatureKey, Suite, verify
from leeward_mls.codec import Reader, parse, varint, vec
from leeward_mls.errors import Malformed
from leeward_mls.hpke import _SMALL_ORDER, HPKEError, hkdf_expand
from leeward_mls.suites import crypto
from nacl.bindings import crypto_scalarmult


@pytest.mark.parametrize("suite", list(Suite))
def test_seal_and_open(suite: Suite) -> None:
    c = crypto(suite)
    private, public = c.kem.generate()
    assert len(private) == c.kem.private_size
    assert len(public) == c.kem.public_size
    enc, sealed = c.seal(public, "label", b"context", b"plain")
    assert len(enc) == c.kem.enc_size
    assert c.open(private, "label", b"context", enc, sealed) == b"plain"
    for label, context, other_enc, other_sealed in (
        ("other", b"context", enc, sealed),
        ("label", b"other", enc, sealed),
        ("label", b"context", enc, sealed[:-1]),
        ("label", b"context", enc[:-1], sealed),
        ("label", b"context", bytes(len(enc)), sealed),
        ("label", b"context", enc, bytes(len(sealed))),
    ):
        with pytest.raises(HPKEError):
            c.open(private, label, context, other_enc, other_sealed)


@pytest.mark.parametrize("suite", list(Suite))
def test_sizes_are_checked(suite: Suite) -> None:
    """Bytes may not wander from the encapsulation to the ciphertext, and keys have one size."""
    c = crypto(suite)
    private, public = c.kem.generate()
    enc, sealed = c.seal(public, "label", b"", b"plain")
    for cut in (-1, 1):
        both = enc + sealed
        with pytest.raises(HPKEError):
            c.open(private, "label", b"", both[: len(enc) + cut], both[len(enc) + cut :])
        with pytest.raises(HPKEError):
            c.kem.receive_export(private, both[: len(enc) + cut], b"", 32)
    for bad in (private[:-1], private + b"\0", b""):
        with pytest.raises(HPKEError):
            c.kem.load_private(bad)


@pytest.mark.parametrize("suite", list(Suite))
def test_derive_key_pair_is_deterministic(suite: Suite) -> None:
    kem = crypto(suite).kem
    assert kem.derive(b"a" * 64) == kem.derive(bytearray(b"a" * 64))
    assert kem.derive(b"a" * 64) != kem.derive(b"b" * 64)
    private, public = kem.derive(b"a" * 64)
    assert kem.public_of(private) == public


def test_x_wing_derives_its_seed_with_shake() -> None:
    seed, _ = crypto(Suite.XWING).kem.derive(b"keying material")
    assert seed == hashlib.shake_256(b"keying material").digest(32)


def test_x_wing_key_of_the_draft() -> None:
    """The first vector of draft-connolly-cfrg-xwing-kem, its public key by a hash."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = crypto(Suite.XWING).kem.public_of(seed)
    assert len(public) == 1216
    assert public.hex().startswith(
        "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5"
    )


@pytest.mark.parametrize("suite", list(Suite))
def test_our_encapsulation_agrees_with_the_librarys(suite: Suite) -> None:
    """What the library seals opens with our decapsulation and our key schedule."""
    c = crypto(suite)
    kem = c.kem
    private, public = kem.generate()
    enc, sealed = kem.seal(public, b"", b"plain")
    shared = kem._decap(enc, private)
    schedule = b"\0" + kem._extract(b"", b"psk_id_hash", b"") + kem._extract(b"", b"info_hash", b"")
    secret = kem._extract(shared, b"secret", b"")
    key = kem._expand(secret, b"key", schedule, c.key_size)
    nonce = kem._expand(secret, b"base_nonce", schedule, c.nonce_size)
    assert c.aead_open(key, nonce, b"", sealed) == b"plain"
    again, enc = kem._encap(public)
    assert kem._decap(enc, private) == again


@pytest.mark.parametrize("suite", list(Suite))
def test_export_agrees_at_both_ends(suite: Suite) -> None:
    kem = crypto(suite).kem
    private, public = kem.generate()
    enc, secret = kem.send_export(public, b"context", 64)
    assert kem.receive_export(private, enc, b"context", 64) == secret
    assert kem.receive_export(private, enc, b"other", 64) != secret
    with pytest.raises(HPKEError):
        kem.receive_export(private, enc[:-1], b"context", 64)
    with pytest.raises(HPKEError):
        kem.receive_export(private, bytes(len(enc)), b"context", 64)


def test_points_of_small_order_are_refused() -> None:
    """Each one listed makes the exchange fail, with either top bit, and is not usable."""
    private = bytes(range(32))
    assert len(_SMALL_ORDER) == 7
    for point in _SMALL_ORDER:
        for top in (0, 0x80):
            bad = point[:31] + bytes((point[31] | top,))
            with pytest.raises(Exception, match=r".*"):
                crypto_scalarmult(private, bad)
            assert not crypto(Suite.X25519_CHACHA).usable(bad)
            good = crypto(Suite.XWING).kem.generate()[1]
            assert not crypto(Suite.XWING).usable(good[:1184] + bad)
    assert crypto(Suite.X25519_CHACHA).usable(crypto(Suite.X25519_CHACHA).kem.generate()[1])


def test_ml_kem_keys_are_checked() -> None:
    c = crypto(Suite.XWING)
    _, public = c.kem.generate()
    assert c.usable(public)
    assert not c.usable(b"\xff" * 1184 + public[1184:])
    assert not c.usable(public[:-1])
    assert not c.usable(public + b"\0")


def test_expanding_past_one_block() -> None:
    """RFC 5869, test case 2: 82 bytes from SHA-256."""
    secret = bytes.fromhex("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244")
    info = bytes(range(0xB0, 0x100))
    wanted = (
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
        "cc30c58179ec3e87c14c01d5c1f3434f1d87"
    )
    assert hkdf_expand("sha256", secret, info, 82).hex() == wanted
    with pytest.raises(ValueError, match="255"):
        hkdf_expand("sha256", secret, info, 255 * 32 + 1)


def test_signatures_bind_their_label() -> None:
    c = crypto(Suite.XWING)
    signer = SignatureKey.generate(Suite.XWING)
    signature = c.sign(signer, "one", b"content")
    assert verify(signer.public, "one", b"content", signature)
    assert not verify(signer.public, "other", b"content", signature)
    assert not verify(signer.public, "one", b"content", signature + b"\0")
    assert not verify(signer.public[:-1], "one", b"content", signature)


def test_aead_refuses_what_was_changed() -> None:
    c = crypto(Suite.XWING)
    sealed = ChaCha20Poly1305(bytes(32)).encrypt(bytes(12), b"plain", b"aad")
    assert c.aead_open(bytes(32), bytes(12), b"aad", sealed) == b"plain"
    assert c.aead_open(bytes(32), bytes(12), b"other", sealed) is None
    assert c.aead_open(bytes(32), bytes(12), b"aad", b"") is None


def test_unknown_suites_are_refused() -> None:
    with pytest.raises(LocalError):
        crypto(2)


@pytest.mark.parametrize("raw", ["4000", "80003fff", "c0", "403f", "80000000", "40", "800000"])
def test_lengths_are_minimal(raw: str) -> None:
    with pytest.raises(Malformed):
        Reader(bytes.fromhex(raw)).varint()


def test_vectors_are_bounded() -> None:
    for value in (0, 63, 64, 16383, 16384, 2**30 - 1):
        assert Reader(varint(value)).varint() == value
    with pytest.raises(ValueError, match="2"):
        varint(2**30)
    with pytest.raises(Malformed):
        parse(b"\x05abc", Reader.vec)
    with pytest.raises(Malformed):
        parse(vec(b"abc") + b"x", Reader.vec)
    with pytest.raises(Malformed):
        Reader(b"\2").present()


def test_nothing_is_read_past_the_end() -> None:
    """Neither of a buffer nor of a vector inside it, whose elements may not cross its end."""
    for read in (Reader.u8, Reader.u16, Reader.u32, Reader.u64, Reader.varint, Reader.vec):
        with pytest.raises(Malformed, match="too short"):
            read(Reader(b""))
    with pytest.raises(Malformed, match="too short"):
        Reader(b"ab").take(3)
    with pytest.raises(Malformed, match="too short"):
        Reader(b"\3\5abcdef").list_of(Reader.vec)
    for kind in (Reader.u16_list, Reader.u32_list):
        with pytest.raises(Malformed):
            kind(Reader(b"\3abc"))
