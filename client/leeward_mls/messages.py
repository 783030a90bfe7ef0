"""Sending and receiving messages and proposals in one epoch (RFC 9420 sections 6, 12.1, 15)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .apply import Resolved, check_proposal
from .errors import LocalError, PublicError
from .framing import (
    AuthenticatedContent,
    ContentType,
    FramedContent,
    Sender,
    SenderType,
    WireFormat,
    read_private_message,
    unwrap,
    wrap,
)
from .nodes import Extension, make_leaf
from .proposals import Commit, Proposal, Update
from .protection import open_private, protect_private, protect_public, sign_content
from .staged import check_place, open_handshake
from .state import State


@dataclass(slots=True, frozen=True)
class Application:
    """A decrypted message."""

    sender_leaf: int
    identity: bytes
    plaintext: bytes = field(repr=False)
    authenticated_data: bytes


def _content(
    state: State, wire_format: WireFormat, authenticated_data: bytes, content: bytes | Proposal
) -> AuthenticatedContent:
    framed = FramedContent.make(
        state.context.group_id,
        state.context.epoch,
        Sender(SenderType.MEMBER, state.own_leaf),
        authenticated_data,
        content,
    )
    return sign_content(state.crypto, state.signer, wire_format, framed, state.context_raw)


def encrypt(state: State, plaintext: bytes, authenticated_data: bytes, padding: int) -> bytes:
    """An application message; its generation is taken from the ratchet first."""
    content = _content(state, WireFormat.PRIVATE_MESSAGE, authenticated_data, plaintext)
    secret = state.secrets.sender_data_secret
    message = protect_private(state.crypto, content, state.secret_tree, secret, padding)
    return wrap(WireFormat.PRIVATE_MESSAGE, message.encode())


def decrypt(state: State, message: bytes) -> Application:
    """Open an application message; its key is erased only when everything is right."""
    _, reader = unwrap(message, WireFormat.PRIVATE_MESSAGE)
    private = read_private_message(reader)
    reader.finish()
    check_place(state, private.group_id, private.epoch)
    if private.type is not ContentType.APPLICATION:
        raise PublicError("6-4")
    content, step = open_private(
        state.crypto,
        private,
        state.secret_tree,
        state.secrets.sender_data_secret,
        lambda leaf: state.tree.leaf(leaf) is not None,
        state.own_leaf,
    )
    leaf, plaintext = state.tree.leaf(content.framed.sender.index), content.framed.content
    if leaf is None or not isinstance(plaintext, bytes):
        raise PublicError("6-4")  # said to the type checker: both were seen to above
    if not content.verify(state.crypto, leaf.signature_key, state.context_raw):
        raise PublicError("6.1-1")
    state.secret_tree.take(step)
    return Application(
        content.framed.sender.index,
        leaf.credential.identity,
        plaintext,
        content.framed.authenticated_data,
    )


def propose(
    state: State,
    proposal: Proposal,
    authenticated_data: bytes,
    private: bool,
    key: bytes | None = None,
) -> bytes:
    """Sign a proposal and remember it; ``key`` is the private key of an update's new leaf."""
    item = Resolved(proposal, Sender(SenderType.MEMBER, state.own_leaf), private=key)
    try:
        check_proposal(state.crypto, state.tree, state.context.group_id, item)
    except PublicError as error:
        raise LocalError(f"this proposal would be void: {error}") from error
    wire_format = WireFormat.PRIVATE_MESSAGE if private else WireFormat.PUBLIC_MESSAGE
    content = _content(state, wire_format, authenticated_data, proposal)
    item.ref = content.proposal_ref(state.crypto)
    state.proposals[item.ref] = item
    if private:
        secret = state.secrets.sender_data_secret
        body = protect_private(state.crypto, content, state.secret_tree, secret).encode()
    else:
        tag_key = state.secrets.membership_key
        body = protect_public(state.crypto, content, tag_key, state.context_raw).encode()
    return wrap(wire_format, body)


def propose_update(
    state: State,
    extensions: tuple[Extension, ...] | None,
    authenticated_data: bytes,
    private: bool,
) -> bytes:
    """Propose our own leaf anew, with a fresh encryption key."""
    old = state.own_node
    key, public = state.crypto.kem.generate()
    leaf = make_leaf(
        state.crypto,
        state.signer,
        encryption_key=public,
        credential=old.credential,
        capabilities=old.capabilities,
        extensions=old.extensions if extensions is None else extensions,
        place=(state.context.group_id, state.own_leaf),
    )
    return propose(state, Update(leaf), authenticated_data, private, key)


def receive_proposal(state: State, message: bytes) -> tuple[bytes, int | None]:
    """Check a proposal and remember it: (its reference, the sender's leaf or None)."""
    opened = open_handshake(state, message)
    framed = opened.content.framed
    proposal = framed.content
    if isinstance(proposal, bytes | Commit):
        raise PublicError("6-4")
    ref = opened.content.proposal_ref(state.crypto)
    item = Resolved(proposal, framed.sender, ref)
    check_proposal(state.crypto, state.tree, state.context.group_id, item)
    if opened.step is not None:
        state.secret_tree.take(opened.step)
    # What we proposed ourselves is known already, with its private key.
    state.proposals.setdefault(ref, item)
    return ref, item.member
