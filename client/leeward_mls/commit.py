"""Making commits and welcomes (RFC 9420 section 12.4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import treemath
from .apply import Applied, Resolved, apply_list
from .codec import vec
from .errors import LocalError, MLSError, PublicError
from .framing import (
    FramedContent,
    Sender,
    SenderType,
    WireFormat,
    wrap,
)
from .groupinfo import GroupContext, GroupInfo, GroupSecrets, Welcome
from .keyschedule import (
    EpochSecrets,
    confirmation_tag,
    confirmed_hash,
    epoch_secret,
    joiner_secret,
    member_secret,
    welcome_keys,
    welcome_secret,
)
from .nodes import Extension, ExtensionType
from .proposals import (
    Add,
    Commit,
    GroupContextExtensions,
    HPKECiphertext,
    ProposalRef,
    ReInit,
    Remove,
    Update,
)
from .protection import protect_private, protect_public, sign_content
from .psk import psk_secret
from .state import State, next_state
from .suites import Secret
from .treekem import NewPath, new_path
from .validation import check_members


@dataclass(slots=True)
class Wishes:
    """How a commit is to be sent."""

    update: bool = True
    authenticated_data: bytes = b""
    group_info_extensions: tuple[Extension, ...] = ()
    private: bool = False
    ratchet_tree: bool = True
    leaf_extensions: tuple[Extension, ...] | None = None


@dataclass(slots=True)
class Made:
    """A commit just made: its bytes, the welcome for those it adds, the state after it."""

    message: bytes
    welcome: bytes | None
    next: State = field(repr=False)


def choose(state: State, own: Sequence[Resolved]) -> list[Resolved]:
    """The remembered proposals that fit together and beside ``own`` (section 12.2).

    One that would make the list void is left out: nobody can hold up our commits with it.
    """
    preferred = _prefer(state, own)
    if not preferred or _lawful(state, [*preferred, *own]):
        return preferred
    chosen: list[Resolved] = []
    for one in preferred:
        if _lawful(state, [*chosen, one, *own]):
            chosen.append(one)
    return chosen


def _lawful(state: State, items: Sequence[Resolved]) -> bool:
    context = state.context
    try:
        applied = apply_list(
            state.tree, context.group_id, context.extensions, items, state.own_leaf
        )
        check_members(applied.tree)
        state.psk_keys(applied.psks)
    except MLSError:
        return False
    return True


def _prefer(state: State, own: Sequence[Resolved]) -> list[Resolved]:
    """A remove goes before an update of the same leaf, later updates before earlier ones."""
    me = state.own_leaf
    taken = {one.proposal.removed for one in own if isinstance(one.proposal, Remove)}
    keys = {
        one.proposal.key_package.leaf.signature_key for one in own if isinstance(one.proposal, Add)
    }
    contexts = any(isinstance(one.proposal, GroupContextExtensions) for one in own)
    remembered = list(state.proposals.values())
    chosen = []
    for one in remembered:
        if isinstance(one.proposal, Remove):
            leaf = one.proposal.removed
            if leaf != me and leaf not in taken:
                taken.add(leaf)
                chosen.append(one)
    for one in reversed(remembered):
        if not isinstance(one.proposal, Update) or one.member is None:
            continue
        if one.member != me and one.member not in taken:
            taken.add(one.member)
            chosen.append(one)
    for one in remembered:
        proposal = one.proposal
        if isinstance(proposal, Add):
            key = proposal.key_package.leaf.signature_key
            if key not in keys:
                keys.add(key)
                chosen.append(one)
        elif isinstance(proposal, GroupContextExtensions):
            if not contexts:
                contexts = True
                chosen.append(one)
        elif not isinstance(proposal, Remove | Update | ReInit):
            chosen.append(one)
    return chosen


def make_commit(state: State, items: Sequence[Resolved], wishes: Wishes) -> Made:
    """Commit ``items``, first what goes by reference; ``state`` is not changed, but for the
    handshake ratchet if the commit is sent as a private message."""
    crypto = state.crypto
    try:
        applied = apply_list(
            state.tree, state.context.group_id, state.context.extensions, items, state.own_leaf
        )
    except PublicError as error:
        raise LocalError(f"this commit would be void: {error}") from error
    psk = psk_secret(crypto, state.psk_keys(applied.psks))
    path = None
    if wishes.update or applied.needs_path or wishes.leaf_extensions is not None:
        path = _own_path(state, applied, wishes.leaf_extensions)
    tree = applied.tree
    try:
        check_members(tree)
    except PublicError as error:
        raise LocalError(f"this commit would be void: {error}") from error
    provisional = GroupContext(
        state.context.suite,
        state.context.group_id,
        state.context.epoch + 1,
        tree.tree_hash(),
        state.context.confirmed_transcript_hash,
        applied.extensions,
    )
    listed = tuple(ProposalRef(one.ref) if one.ref is not None else one.proposal for one in items)
    update_path = None
    commit_secret: Secret = crypto.zero
    private: dict[int, Secret] = dict(state.kept_private(tree))
    if path is not None:
        update_path = path.encrypt(tree, applied.new_leaves, provisional.encode())
        commit_secret = path.commit_secret
        private.update(path.private)
    wire_format = WireFormat.PRIVATE_MESSAGE if wishes.private else WireFormat.PUBLIC_MESSAGE
    framed = FramedContent.make(
        state.context.group_id,
        state.context.epoch,
        Sender(SenderType.MEMBER, state.own_leaf),
        wishes.authenticated_data,
        Commit(listed, update_path),
    )
    content = sign_content(crypto, state.signer, wire_format, framed, state.context_raw)
    context = provisional.confirmed(
        confirmed_hash(crypto, state.interim, content.transcript_input())
    )
    encoded = context.encode()
    joiner = joiner_secret(crypto, state.secrets.init_secret, commit_secret, encoded)
    member = member_secret(crypto, joiner, psk)
    secrets, encryption_secret = EpochSecrets.derive(crypto, epoch_secret(crypto, member, encoded))
    content.confirmation_tag = confirmation_tag(crypto, secrets, context)
    after = next_state(
        state,
        context=context,
        tree=tree,
        confirmation_tag=content.confirmation_tag,
        secrets=secrets,
        encryption_secret=encryption_secret,
        private=private,
        reinit=applied.reinit,
    )
    welcome = None
    if applied.added:
        welcome = _welcome(after, applied, path, joiner, member, wishes)
    if wishes.private:
        body = protect_private(
            crypto, content, state.secret_tree, state.secrets.sender_data_secret
        ).encode()
    else:
        body = protect_public(
            crypto, content, state.secrets.membership_key, state.context_raw
        ).encode()
    return Made(wrap(wire_format, body), welcome, after)


def _own_path(state: State, applied: Applied, extensions: tuple[Extension, ...] | None) -> NewPath:
    leaf = state.own_node
    return new_path(
        applied.tree,
        state.own_leaf,
        state.signer,
        state.context.group_id,
        leaf.credential,
        leaf.capabilities,
        leaf.extensions if extensions is None else extensions,
    )


def group_info(
    state: State,
    extensions: tuple[Extension, ...] = (),
    *,
    ratchet_tree: bool = True,
    external_pub: bool = False,
) -> GroupInfo:
    """Sign a group info of this epoch, by default with its tree."""
    listed = list(extensions)
    if ratchet_tree:
        listed.append(Extension(ExtensionType.RATCHET_TREE, state.tree.encode()))
    if external_pub:
        _, public = state.crypto.kem.derive(state.secrets.external_secret)
        listed.append(Extension(ExtensionType.EXTERNAL_PUB, vec(public)))
    if len({kind for kind, _ in listed}) != len(listed):
        raise LocalError("an extension type stands twice in the group info")
    info = GroupInfo(state.context, tuple(listed), state.confirmation_tag, state.own_leaf)
    return info.sign(state.crypto, state.signer)


def _welcome(
    after: State,
    applied: Applied,
    path: NewPath | None,
    joiner: bytes,
    member: bytes,
    wishes: Wishes,
) -> bytes:
    """One welcome for all that a commit adds (section 12.4.3.1)."""
    crypto = after.crypto
    info = group_info(after, wishes.group_info_extensions, ratchet_tree=wishes.ratchet_tree)
    key, nonce = welcome_keys(crypto, welcome_secret(crypto, member))
    sealed_info = crypto.aead_seal(key, nonce, b"", info.encode())
    entries = []
    for leaf, add in applied.added:
        secret = None
        if path is not None:
            secret = path.secret_of(treemath.common_ancestor(after.own_leaf, leaf))
        secrets = GroupSecrets(joiner, secret, tuple(applied.psks))
        package = add.key_package
        pair = crypto.seal(package.init_key, "Welcome", sealed_info, secrets.encode())
        entries.append((package.ref(crypto), HPKECiphertext(*pair)))
    return wrap(WireFormat.WELCOME, Welcome(crypto.suite, tuple(entries), sealed_info).encode())
