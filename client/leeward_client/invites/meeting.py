"""The meeting box of an invite: what derives from the code, and what stands in the box.

Everything in it is encrypted under a key of the code, which shows the relay nothing, and is what
authenticates entry 0. Knocks are sealed once more, to a key of the issuer that stands in entry 0;
answers to a key that stands in the knock. So others who hold the code read neither, can answer
nobody, and learn only how many there are. docs/invites.md has the numbered rules.
"""

import hashlib
import hmac
import os
import struct
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from leeward_mls import Suite
from leeward_mls.hpke import HPKEError
from leeward_mls.suites import crypto
from leeward_wire import ENTRY_CLASSES, box_id
from msgspec import Meta
from nacl import bindings
from nacl.exceptions import CryptoError

NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
AEAD_TAG = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
LENGTH = struct.Struct(">I")
OVERHEAD = NONCE + AEAD_TAG + LENGTH.size
SECRET = 16
LONGEST_NOTE = 500
"""Characters that a newcomer may write to the issuer."""
LONGEST_NAME = 200
"""Characters that are read of a name; which names a circle takes is for the circle to say."""
LONGEST_LABEL = 500
MOST_KNOCK = 32_768
"""Bytes of a sealed knock."""
MOST_USES = 1000
ISSUER_KEY = 1216
"""Bytes of an X-Wing public key."""
MEMBER = 16
REPLY_KEY = 32
REJOINS = frozenset({0, 64, 168})
"""Bytes of what proves that a member comes back: nothing, its old leaf's signature, or a rejoin key's."""
KNOCK_ID = 8
_KDF_LABEL = b"leeward/meeting/1/"
_ENTRY_LABEL = b"leeward/meeting/entry/1\0"
_KNOCK_LABEL = b"leeward/knock/1\0"
_WELCOME_LABEL = b"leeward/welcome/1\0"
_DECLINE_LABEL = b"leeward/decline/1\0"
_ID_LABEL = b"leeward/invite/1\0"
_KNOCK = "leeward knock"
"""The label of EncryptWithLabel (RFC 9420, section 5.1.3) under which knocks are sealed."""
_CRYPTO = crypto(Suite.XWING)
_ENC = _CRYPTO.kem.enc_size
_LEAST_ANSWER = NONCE + AEAD_TAG

_KnockId = Annotated[bytes, Meta(min_length=KNOCK_ID, max_length=KNOCK_ID)]
_Time = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_Answer = Annotated[bytes, Meta(min_length=_LEAST_ANSWER, max_length=ENTRY_CLASSES[-1])]


class MeetingError(ValueError):
    """The entry, or what is sealed inside it, does not open or is not well formed."""


class _Content(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, tag=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Issued(_Content, frozen=True, tag=1):
    """Entry 0: the key that knocks are sealed to, and what the newcomer should know."""

    issuer_key: Annotated[bytes, Meta(min_length=ISSUER_KEY, max_length=ISSUER_KEY)]
    issued_at: _Time
    expires: _Time
    """Unix seconds; 0 for never."""
    uses: Annotated[int, Meta(ge=1, le=MOST_USES)]


class Knock(_Content, frozen=True, tag=2):
    """Somebody asks to be let in; only the issuer can read it."""

    sealed: Annotated[bytes, Meta(min_length=_ENC + AEAD_TAG, max_length=MOST_KNOCK)]

    @property
    def id(self) -> bytes:
        """What the knock is called, 8 bytes."""
        return hashlib.sha256(_KNOCK_LABEL + self.sealed).digest()[:KNOCK_ID]


class Welcome(_Content, frozen=True, tag=3):
    """The way in, for one newcomer alone."""

    knock_id: _KnockId
    sealed: _Answer


class Declined(_Content, frozen=True, tag=4):
    """The knock was answered with no; sealed, so that nobody else who holds the code can say it."""

    knock_id: _KnockId
    sealed: _Answer


class Closed(_Content, frozen=True, tag=5):
    """The code is good for nothing any more."""


Content = Issued | Knock | Welcome | Declined | Closed


class Request(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """What a knock says to the issuer. `rejoin` is empty, the old leaf's signature, or what a rejoin key
    shows in its place (docs/backup.md)."""

    key_package: Annotated[bytes, Meta(min_length=1, max_length=MOST_KNOCK)]
    member: Annotated[bytes, Meta(min_length=MEMBER, max_length=MEMBER)]
    name: Annotated[str, Meta(max_length=LONGEST_NAME)]
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)]
    reply_key: Annotated[bytes, Meta(min_length=REPLY_KEY, max_length=REPLY_KEY)]
    rejoin: Annotated[bytes, Meta(max_length=max(REJOINS))] = b""

    def __repr__(self) -> str:
        return "Request(...)"


class Way(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """What a welcome says to the newcomer: the MLS Welcome, and what the circle is called."""

    welcome: Annotated[bytes, Meta(min_length=1, max_length=ENTRY_CLASSES[-1])]
    label: Annotated[str, Meta(max_length=LONGEST_LABEL)]

    def __repr__(self) -> str:
        return "Way(...)"


@dataclass(frozen=True, repr=False)
class Meeting:
    """All that a code derives."""

    secret: bytes
    seed: bytes
    box: bytes
    burn_key: bytes
    envelope: bytes
    id_hash: bytes
    """What stands for the code in the policy: it tells who sees it nothing of the code."""

    @classmethod
    def of(cls, secret: bytes, label: bytes = _KDF_LABEL) -> "Meeting":
        """Derive the meeting box of a code's secret; at 128 bits it needs no stretching.

        `label` is that of the code's type: codes of different types share nothing.
        """
        if len(secret) != SECRET:
            raise ValueError("a code's secret has 16 bytes")

        def derive(what: bytes) -> bytes:
            return hmac.digest(secret, label + what, hashlib.sha256)

        seed = derive(b"box")
        return cls(
            secret=secret,
            seed=seed,
            box=box_id(seed),
            burn_key=derive(b"burn"),
            envelope=derive(b"envelope"),
            id_hash=hashlib.sha256(_ID_LABEL + derive(b"id")).digest(),
        )

    def close(self, content: Content) -> bytes:
        """An entry: padded to its class, encrypted, bound to the box.

        Raises MeetingError when it fits no class, or when its reader would refuse it.
        """
        plain = msgspec.msgpack.encode(content)
        decode(plain)
        return self.wrap(plain)

    def wrap(self, plain: bytes) -> bytes:
        """Any content as an entry. Raises MeetingError when it fits no class."""
        size = next((size for size in ENTRY_CLASSES if size >= len(plain) + OVERHEAD), 0)
        if not size:
            raise MeetingError("this is too large for an entry")
        padded = (LENGTH.pack(len(plain)) + plain).ljust(size - NONCE - AEAD_TAG, b"\0")
        nonce = os.urandom(NONCE)
        return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded, _ENTRY_LABEL + self.box, nonce, self.envelope
        )

    def open(self, blob: bytes) -> Content:
        """What an entry says; raises MeetingError."""
        return decode(self.unwrap(blob))

    def unwrap(self, blob: bytes) -> bytes:
        """The content of an entry, whatever it is; raises MeetingError."""
        if len(blob) not in ENTRY_CLASSES:
            raise MeetingError("the entry is of no class")
        try:
            padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                blob[NONCE:], _ENTRY_LABEL + self.box, blob[:NONCE], self.envelope
            )
        except CryptoError:
            raise MeetingError("the entry does not open") from None
        end = LENGTH.size + LENGTH.unpack_from(padded)[0]
        if end > len(padded) or any(padded[end:]):
            raise MeetingError("the entry is not well padded")
        return padded[LENGTH.size : end]

    def __repr__(self) -> str:
        return "Meeting(...)"


def issuer_keys() -> tuple[bytes, bytes]:
    """A one-time X-Wing key pair for one code: private (a 32-byte seed), public (1216 bytes)."""
    return _CRYPTO.kem.generate()


def knock(meeting: Meeting, issued: Issued, request: Request) -> Knock:
    """Seal a request to the issuer. Raises MeetingError when entry 0 holds no usable key."""
    plain = msgspec.msgpack.encode(request)
    _request(plain)
    return Knock(seal_to(issued.issuer_key, _KNOCK, meeting.box, plain))


def read_knock(meeting: Meeting, private: bytes, content: Knock) -> Request:
    """What a knock says, for the issuer; raises MeetingError."""
    try:
        plain = unseal_from(private, _KNOCK, meeting.box, content.sealed)
    except HPKEError:
        raise MeetingError("the knock does not open") from None
    return _request(plain)


def welcome(knock_id: bytes, reply_key: bytes, mls_welcome: bytes, label: str) -> bytes:
    """The content of a welcome entry, sealed to the newcomer alone."""
    plain = msgspec.msgpack.encode(Way(mls_welcome, label))
    sealed = sealed_with(reply_key, _WELCOME_LABEL + knock_id, plain)
    return msgspec.msgpack.encode(Welcome(knock_id, sealed))


def read_welcome(content: Welcome, reply_key: bytes) -> Way:
    """The way in, for the newcomer; raises MeetingError."""
    plain = unsealed_with(reply_key, _WELCOME_LABEL + content.knock_id, content.sealed)
    way: Way = decode_as(plain, Way)
    return way


def decline(knock_id: bytes, reply_key: bytes) -> Declined:
    """A no, for the newcomer alone."""
    return Declined(knock_id, sealed_with(reply_key, _DECLINE_LABEL + knock_id, b""))


def is_decline(content: Declined, reply_key: bytes) -> bool:
    """Whether a no is genuine."""
    try:
        label = _DECLINE_LABEL + content.knock_id
        return unsealed_with(reply_key, label, content.sealed) == b""
    except MeetingError:
        return False


def decode(data: bytes) -> Content:
    """The content of an entry from its bytes; raises MeetingError."""
    content: Content = decode_as(data, Content)
    return content


def _request(data: bytes) -> Request:
    request: Request = decode_as(data, Request)
    if len(request.rejoin) not in REJOINS:
        raise MeetingError("the knock is not well formed")
    return request


def decode_as(data: bytes, shape: Any) -> Any:
    """What the bytes hold in their one encoding; raises MeetingError."""
    try:
        content = msgspec.msgpack.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise MeetingError("the entry is not well formed") from None
    if msgspec.msgpack.encode(content) != data:
        raise MeetingError("the entry is not canonical")
    return content


def seal_to(public: bytes, label: str, context: bytes, plain: bytes) -> bytes:
    """Seal to a one-time key of a box's first entry, for its holder alone. Raises MeetingError."""
    try:
        enc, ciphertext = _CRYPTO.seal(public, label, context, plain)
    except HPKEError:
        raise MeetingError("the code is not genuine") from None
    return enc + ciphertext


def unseal_from(private: bytes, label: str, context: bytes, sealed: bytes) -> bytes:
    """Open what `seal_to` sealed; raises HPKEError."""
    return _CRYPTO.open(private, label, context, sealed[:_ENC], sealed[_ENC:])


def sealed_with(key: bytes, associated: bytes, plain: bytes) -> bytes:
    """Seal under a key that both sides hold; the nonce stands first."""
    nonce = os.urandom(NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, associated, nonce, key
    )


def unsealed_with(key: bytes, associated: bytes, sealed: bytes) -> bytes:
    """Open what `sealed_with` sealed; raises MeetingError."""
    if len(sealed) < _LEAST_ANSWER:
        raise MeetingError("the answer does not open")
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[NONCE:], associated, sealed[:NONCE], key
        )
    except CryptoError:
        raise MeetingError("the answer does not open") from None
