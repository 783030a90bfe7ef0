"""Framing of handshake and application messages (RFC 9420 section 6)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from .codec import Reader, parse, u8, u16, u32, u64, vec
from .errors import LocalError, Malformed, OwnMessage, PublicError
from .nodes import VERSION
from .proposals import Commit, Proposal, read_commit, read_proposal
from .secrettree import APPLICATION, HANDSHAKE, LAST_GENERATION, SecretTree, Step
from .suites import Crypto, Secret, SignatureKey, equal


class WireFormat(IntEnum):
    PUBLIC_MESSAGE = 1
    PRIVATE_MESSAGE = 2
    WELCOME = 3
    GROUP_INFO = 4
    KEY_PACKAGE = 5


class ContentType(IntEnum):
    APPLICATION = 1
    PROPOSAL = 2
    COMMIT = 3


class SenderType(IntEnum):
    MEMBER = 1
    EXTERNAL = 2
    NEW_MEMBER_PROPOSAL = 3
    NEW_MEMBER_COMMIT = 4


Content = bytes | Proposal | Commit


@dataclass(slots=True, frozen=True)
class Sender:
    """``index`` is a leaf index for members, a place in external_senders for external ones."""

    type: SenderType
    index: int = 0

    def encode(self) -> bytes:
        if self.type in (SenderType.MEMBER, SenderType.EXTERNAL):
            return u8(self.type) + u32(self.index)
        return u8(self.type)


@dataclass(slots=True, eq=False)
class FramedContent:
    group_id: bytes
    epoch: int
    sender: Sender
    authenticated_data: bytes
    type: ContentType
    content: Content
    raw: bytes

    @classmethod
    def make(
        cls,
        group_id: bytes,
        epoch: int,
        sender: Sender,
        authenticated_data: bytes,
        content: Content,
    ) -> FramedContent:
        if isinstance(content, bytes):
            kind, encoded = ContentType.APPLICATION, vec(content)
        elif isinstance(content, Commit):
            kind, encoded = ContentType.COMMIT, content.encode()
        else:
            kind, encoded = ContentType.PROPOSAL, content.encode()
        return cls.join(group_id, epoch, sender, authenticated_data, kind, content, encoded)

    @classmethod
    def join(
        cls,
        group_id: bytes,
        epoch: int,
        sender: Sender,
        authenticated_data: bytes,
        kind: ContentType,
        content: Content,
        encoded: bytes,
    ) -> FramedContent:
        head = vec(group_id) + u64(epoch) + sender.encode() + vec(authenticated_data) + u8(kind)
        return cls(group_id, epoch, sender, authenticated_data, kind, content, head + encoded)

    def tbs(self, wire_format: WireFormat, context: bytes) -> bytes:
        """FramedContentTBS; ``context`` is the encoded group context of the epoch."""
        head = u16(VERSION) + u16(wire_format) + self.raw
        if self.sender.type in (SenderType.MEMBER, SenderType.NEW_MEMBER_COMMIT):
            return head + context
        return head


def _content_type(value: int) -> ContentType:
    if value not in (1, 2, 3):
        raise Malformed("content type")
    return ContentType(value)


def _read_content(reader: Reader, kind: ContentType) -> Content:
    if kind is ContentType.APPLICATION:
        return reader.vec()
    if kind is ContentType.PROPOSAL:
        return read_proposal(reader)
    return read_commit(reader)


def read_sender(reader: Reader) -> Sender:
    kind = reader.u8()
    if kind in (SenderType.MEMBER, SenderType.EXTERNAL):
        return Sender(SenderType(kind), reader.u32())
    if kind in (SenderType.NEW_MEMBER_PROPOSAL, SenderType.NEW_MEMBER_COMMIT):
        return Sender(SenderType(kind))
    raise Malformed("sender type")


def read_framed_content(reader: Reader) -> FramedContent:
    start = reader.pos
    group_id, epoch = reader.vec(), reader.u64()
    sender = read_sender(reader)
    authenticated_data = reader.vec()
    kind = _content_type(reader.u8())
    content = _read_content(reader, kind)
    raw = reader.data[start : reader.pos]
    return FramedContent(group_id, epoch, sender, authenticated_data, kind, content, raw)


@dataclass(slots=True, eq=False)
class AuthenticatedContent:
    """Framed content with its signature, however it travelled."""

    wire_format: WireFormat
    framed: FramedContent
    signature: bytes
    confirmation_tag: bytes | None

    def auth(self) -> bytes:
        """FramedContentAuthData."""
        if self.framed.type is not ContentType.COMMIT:
            return vec(self.signature)
        if self.confirmation_tag is None:
            raise LocalError("a commit is sent with its confirmation tag")
        return vec(self.signature) + vec(self.confirmation_tag)

    def encode(self) -> bytes:
        return u16(self.wire_format) + self.framed.raw + self.auth()

    def transcript_input(self) -> bytes:
        """ConfirmedTranscriptHashInput (section 8.2)."""
        return u16(self.wire_format) + self.framed.raw + vec(self.signature)

    def proposal_ref(self, crypto: Crypto) -> bytes:
        return crypto.make_ref("Proposal Reference", self.encode())

    def verify(self, crypto: Crypto, public: bytes, context: bytes) -> bool:
        tbs = self.framed.tbs(self.wire_format, context)
        return crypto.verify(public, "FramedContentTBS", tbs, self.signature)


def sign_content(
    crypto: Crypto,
    signer: SignatureKey,
    wire_format: WireFormat,
    framed: FramedContent,
    context: bytes,
) -> AuthenticatedContent:
    signature = crypto.sign(signer, "FramedContentTBS", framed.tbs(wire_format, context))
    return AuthenticatedContent(wire_format, framed, signature, None)


def _read_auth(reader: Reader, kind: ContentType) -> tuple[bytes, bytes | None]:
    signature = reader.vec()
    return signature, reader.vec() if kind is ContentType.COMMIT else None


def read_authenticated_content(reader: Reader) -> AuthenticatedContent:
    wire_format = reader.u16()
    if wire_format not in (WireFormat.PUBLIC_MESSAGE, WireFormat.PRIVATE_MESSAGE):
        raise PublicError("6-1")
    framed = read_framed_content(reader)
    return AuthenticatedContent(WireFormat(wire_format), framed, *_read_auth(reader, framed.type))


# -- public messages (section 6.2)


@dataclass(slots=True, eq=False)
class PublicMessage:
    content: AuthenticatedContent
    membership_tag: bytes | None

    def encode(self) -> bytes:
        tag = b"" if self.membership_tag is None else vec(self.membership_tag)
        return self.content.framed.raw + self.content.auth() + tag


def read_public_message(reader: Reader) -> PublicMessage:
    framed = read_framed_content(reader)
    content = AuthenticatedContent(
        WireFormat.PUBLIC_MESSAGE, framed, *_read_auth(reader, framed.type)
    )
    tag = reader.vec() if framed.sender.type is SenderType.MEMBER else None
    return PublicMessage(content, tag)


def protect_public(
    crypto: Crypto, content: AuthenticatedContent, membership_key: Secret, context: bytes
) -> PublicMessage:
    """Frame for sending in the clear; application data never are (LocalError)."""
    if content.framed.type is ContentType.APPLICATION:
        raise LocalError("application data are always encrypted")
    tag = None
    if content.framed.sender.type is SenderType.MEMBER:
        tag = _membership_tag(crypto, content, membership_key, context)
    return PublicMessage(content, tag)


def _membership_tag(
    crypto: Crypto, content: AuthenticatedContent, membership_key: Secret, context: bytes
) -> bytes:
    tbm = content.framed.tbs(content.wire_format, context) + content.auth()
    return crypto.mac(membership_key, tbm)


def check_public(
    crypto: Crypto, message: PublicMessage, membership_key: Secret, context: bytes
) -> AuthenticatedContent:
    """Check the membership tag of a member's message; the signature is still unchecked."""
    content = message.content
    if content.framed.type is ContentType.APPLICATION:
        raise PublicError("6.2-2")
    if message.membership_tag is not None:
        expected = _membership_tag(crypto, content, membership_key, context)
        if not equal(expected, message.membership_tag):
            raise PublicError("6.2-1")
    return content


# -- private messages (section 6.3)


@dataclass(slots=True, eq=False)
class PrivateMessage:
    group_id: bytes
    epoch: int
    type: ContentType
    authenticated_data: bytes
    encrypted_sender_data: bytes
    ciphertext: bytes

    def encode(self) -> bytes:
        return (
            self._head()
            + vec(self.authenticated_data)
            + vec(self.encrypted_sender_data)
            + vec(self.ciphertext)
        )

    def _head(self) -> bytes:
        return vec(self.group_id) + u64(self.epoch) + u8(self.type)

    def content_aad(self) -> bytes:
        return self._head() + vec(self.authenticated_data)

    def sender_aad(self) -> bytes:
        return self._head()


def read_private_message(reader: Reader) -> PrivateMessage:
    return PrivateMessage(
        reader.vec(),
        reader.u64(),
        _content_type(reader.u8()),
        reader.vec(),
        reader.vec(),
        reader.vec(),
    )


def sender_data_keys(crypto: Crypto, secret: Secret, ciphertext: bytes) -> tuple[bytes, bytes]:
    """(key, nonce) for the sender data beside ``ciphertext`` (section 6.3.2)."""
    sample = ciphertext[: crypto.hash_size]
    key = crypto.expand(secret, "key", sample, crypto.key_size)
    return key, crypto.expand(secret, "nonce", sample, crypto.nonce_size)


def _guarded(nonce: bytes, guard: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(nonce[:4], guard, strict=True)) + nonce[4:]


def _ratchet_kind(kind: ContentType) -> int:
    return APPLICATION if kind is ContentType.APPLICATION else HANDSHAKE


def protect_private(
    crypto: Crypto,
    content: AuthenticatedContent,
    secrets: SecretTree,
    sender_data_secret: Secret,
    padding: int = 0,
) -> PrivateMessage:
    """Encrypt a member's message. Its generation is taken before the key is used."""
    framed = content.framed
    if framed.sender.type is not SenderType.MEMBER:
        raise LocalError("only members encrypt")
    if padding < 0:
        raise LocalError("padding is a number of bytes")
    leaf, kind = framed.sender.index, _ratchet_kind(framed.type)
    generation = secrets.next_generation(leaf, kind)
    if generation > LAST_GENERATION:
        raise LocalError("the ratchet has come to its end in this epoch")
    step = secrets.look(leaf, kind, generation)
    secrets.take(step)
    encoded = framed.content
    body = vec(encoded) if isinstance(encoded, bytes) else encoded.encode()
    message = PrivateMessage(
        framed.group_id, framed.epoch, framed.type, framed.authenticated_data, b"", b""
    )
    guard = os.urandom(4)
    message.ciphertext = crypto.aead_seal(
        step.key,
        _guarded(step.nonce, guard),
        message.content_aad(),
        body + content.auth() + bytes(padding),
    )
    key, nonce = sender_data_keys(crypto, sender_data_secret, message.ciphertext)
    message.encrypted_sender_data = crypto.aead_seal(
        key, nonce, message.sender_aad(), u32(leaf) + u32(generation) + guard
    )
    return message


def open_private(
    crypto: Crypto,
    message: PrivateMessage,
    secrets: SecretTree,
    sender_data_secret: Secret,
    is_member: Callable[[int], bool],
    own_leaf: int | None,
) -> tuple[AuthenticatedContent, Step]:
    """Decrypt without consuming: the caller checks the signature, then takes the step.

    :class:`OwnMessage` for what bears our own leaf, :class:`Replayed` for a spent key,
    :class:`PublicError` for what no member would accept.
    """
    key, nonce = sender_data_keys(crypto, sender_data_secret, message.ciphertext)
    data = crypto.aead_open(key, nonce, message.sender_aad(), message.encrypted_sender_data)
    if data is None:
        raise PublicError("6.3-1")
    leaf, generation, guard = parse(data, lambda r: (r.u32(), r.u32(), r.take(4)))
    if not is_member(leaf):
        raise PublicError("6-5")
    if leaf == own_leaf:
        raise OwnMessage("this message bears our own leaf")
    step = secrets.look(leaf, _ratchet_kind(message.type), generation)
    plaintext = crypto.aead_open(
        step.key, _guarded(step.nonce, guard), message.content_aad(), message.ciphertext
    )
    if plaintext is None:
        raise PublicError("6.3-2")
    reader = Reader(plaintext)
    content = _read_content(reader, message.type)
    encoded = plaintext[: reader.pos]
    signature, tag = _read_auth(reader, message.type)
    if any(plaintext[reader.pos :]):
        raise PublicError("6.3-3")
    framed = FramedContent.join(
        message.group_id,
        message.epoch,
        Sender(SenderType.MEMBER, leaf),
        message.authenticated_data,
        message.type,
        content,
        encoded,
    )
    return AuthenticatedContent(WireFormat.PRIVATE_MESSAGE, framed, signature, tag), step


# -- the envelope of all messages


def wrap(wire_format: WireFormat, body: bytes) -> bytes:
    """An MLSMessage."""
    return u16(VERSION) + u16(wire_format) + body


def unwrap(message: bytes, *formats: WireFormat) -> tuple[WireFormat, Reader]:
    """Open an MLSMessage of one of ``formats``; the reader stands before its body."""
    reader = Reader(message)
    version, wire_format = reader.u16(), reader.u16()
    if version != VERSION or wire_format not in formats:
        raise PublicError("6-1")
    return WireFormat(wire_format), reader
