"""Signing, authenticating and encrypting framed content (RFC 9420 sections 6.1 to 6.3)."""

from __future__ import annotations

import os
from collections.abc import Callable

from .codec import Reader, parse, u32, vec
from .errors import LocalError, OwnMessage, PublicError
from .framing import (
    AuthenticatedContent,
    ContentType,
    FramedContent,
    PrivateMessage,
    PublicMessage,
    Sender,
    SenderType,
    WireFormat,
    read_auth,
    read_content,
)
from .secrettree import APPLICATION, HANDSHAKE, LAST_GENERATION, SecretTree, Step
from .suites import Crypto, Secret, SignatureKey, equal


def sign_content(
    crypto: Crypto,
    signer: SignatureKey,
    wire_format: WireFormat,
    framed: FramedContent,
    context: bytes,
) -> AuthenticatedContent:
    signature = crypto.sign(signer, "FramedContentTBS", framed.tbs(wire_format, context))
    return AuthenticatedContent(wire_format, framed, signature, None)


# -- public messages (section 6.2)


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
    content = read_content(reader, message.type)
    encoded = plaintext[: reader.pos]
    signature, tag = read_auth(reader, message.type)
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
