"""Framing of handshake and application messages (RFC 9420 section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from .codec import Reader, u8, u16, u32, u64, vec
from .errors import LocalError, Malformed, PublicError
from .nodes import VERSION
from .proposals import Commit, Proposal, read_commit, read_proposal
from .suites import Crypto


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


def read_content(reader: Reader, kind: ContentType) -> Content:
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
    content = read_content(reader, kind)
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


def read_auth(reader: Reader, kind: ContentType) -> tuple[bytes, bytes | None]:
    signature = reader.vec()
    return signature, reader.vec() if kind is ContentType.COMMIT else None


def read_authenticated_content(reader: Reader) -> AuthenticatedContent:
    wire_format = reader.u16()
    if wire_format not in (WireFormat.PUBLIC_MESSAGE, WireFormat.PRIVATE_MESSAGE):
        raise PublicError("6-1")
    framed = read_framed_content(reader)
    return AuthenticatedContent(WireFormat(wire_format), framed, *read_auth(reader, framed.type))


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
        WireFormat.PUBLIC_MESSAGE, framed, *read_auth(reader, framed.type)
    )
    tag = reader.vec() if framed.sender.type is SenderType.MEMBER else None
    return PublicMessage(content, tag)


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
