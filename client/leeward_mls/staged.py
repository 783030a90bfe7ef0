"""Receiving a commit, in two steps (RFC 9420 section 12.4.2).

:func:`inspect` makes every check that all members can make alike and changes nothing.
:meth:`StagedCommit.apply` makes those that need private keys and gives the next state. A failure
of the first voids the commit for everyone, a failure of the second says nothing about others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .apply import Applied, Resolved, apply_list, external_senders, note_external_join
from .changes import Change, Member
from .codec import Reader
from .errors import LocalError, OwnMessage, PrivateError, PublicError, Removed
from .framing import (
    AuthenticatedContent,
    ContentType,
    SenderType,
    WireFormat,
    read_private_message,
    read_public_message,
    unwrap,
)
from .groupinfo import GroupContext
from .hpke import HPKEError
from .keyschedule import (
    EpochSecrets,
    confirmation_tag,
    confirmed_hash,
    epoch_secret,
    joiner_secret,
    member_secret,
)
from .nodes import Extension, LeafNode, Source
from .proposals import Add, Commit, Proposal, ProposalRef, Remove, UpdatePath
from .protection import check_public, open_private
from .psk import psk_secret
from .secrettree import Step
from .state import State, next_state
from .suites import Crypto, Secret, equal
from .tree import RatchetTree
from .treekem import FilteredPath, check_path, merge_path, open_path
from .validation import check_leaf_alone, check_leaf_in_group, check_members

if TYPE_CHECKING:
    from .group import Group

EXTERNAL_INIT_LABEL = b"MLS 1.0 external init secret"


@dataclass(slots=True)
class Opened:
    """A handshake message with its protection off and its signature checked."""

    content: AuthenticatedContent
    step: Step | None
    """The ratchet step of a private message, not yet taken."""


def open_handshake(state: State, message: bytes) -> Opened:
    """Check group, epoch, sender, membership tag and signature of a handshake message."""
    wire_format, reader = unwrap(message, WireFormat.PUBLIC_MESSAGE, WireFormat.PRIVATE_MESSAGE)
    step = None
    if wire_format is WireFormat.PUBLIC_MESSAGE:
        public = read_public_message(reader)
        reader.finish()
        check_place(state, public.content.framed.group_id, public.content.framed.epoch)
        content = check_public(
            state.crypto, public, state.secrets.membership_key, state.context_raw
        )
    else:
        content, step = _open_private(state, reader)
    public_key = _signature_key(state, content)
    if not content.verify(state.crypto, public_key, state.context_raw):
        raise PublicError("6.1-1")
    return Opened(content, step)


def _open_private(state: State, reader: Reader) -> tuple[AuthenticatedContent, Step]:
    private = read_private_message(reader)
    reader.finish()
    check_place(state, private.group_id, private.epoch)
    if private.type is ContentType.APPLICATION:
        raise PublicError("6-4")
    return open_private(
        state.crypto,
        private,
        state.secret_tree,
        state.secrets.sender_data_secret,
        lambda leaf: state.tree.leaf(leaf) is not None,
        state.own_leaf,
    )


def check_place(state: State, group_id: bytes, epoch: int) -> None:
    if group_id != state.context.group_id:
        raise PublicError("6-2")
    if epoch != state.context.epoch:
        raise PublicError("6-3")


def _signature_key(state: State, content: AuthenticatedContent) -> bytes:
    """Whose signature a message must bear, by the type of its sender (section 6.1)."""
    framed = content.framed
    sender, body = framed.sender, framed.content
    if sender.type is SenderType.MEMBER:
        leaf = state.tree.leaf(sender.index)
        if leaf is None:
            raise PublicError("6-5")
        return leaf.signature_key
    if sender.type is SenderType.NEW_MEMBER_COMMIT:
        if not isinstance(body, Commit):
            raise PublicError("6-4")
        if body.path is None:
            raise PublicError("12.4-1")
        return body.path.leaf.signature_key
    if framed.type is not ContentType.PROPOSAL:
        raise PublicError("6-4")
    if sender.type is SenderType.NEW_MEMBER_PROPOSAL:
        if not isinstance(body, Add):
            raise PublicError("6-4")
        return body.key_package.leaf.signature_key
    known = external_senders(state.context.extensions)
    if sender.index >= len(known):
        raise PublicError("12.1-7")
    return known[sender.index][0]


@dataclass(slots=True)
class StagedCommit:
    """A commit that passed all public checks. It changes nothing until :meth:`apply`."""

    sender_leaf: int
    sender_identity: bytes
    """Who signed, as the tree before the commit says; a newcomer's own word for an external."""
    sender_before: Member | None
    """The committer as it stood before; None for a newcomer."""
    sender_after: Member
    """The committer as it will stand: its path may show another credential or extensions."""
    authenticated_data: bytes
    proposals: list[Change]
    epoch_after: int
    extensions_after: tuple[Extension, ...]
    members_after: list[Member]
    has_external: bool
    has_psk: bool
    has_reinit: bool
    has_path: bool
    _state: State = field(repr=False)
    _applied: Applied = field(repr=False)
    _content: AuthenticatedContent = field(repr=False)
    _path: UpdatePath | None = field(repr=False)
    _filtered: FilteredPath = field(repr=False)
    _own: bool = field(repr=False)

    @property
    def removes_us(self) -> bool:
        return self._state.own_leaf in self._applied.removed

    def apply(self) -> Group:
        """Decrypt what is ours and check the confirmation tag: the group in its next epoch.

        :class:`Removed` if the commit removes us, :class:`PrivateError` if a private check fails;
        either way the group that inspected it stays as it is.
        """
        from .group import Group

        state = self._state
        if state.wiped:
            raise LocalError("this group was wiped")
        if self.removes_us:
            raise Removed("the commit removes us")
        if self._own:
            raise OwnMessage("our own commit: keep what making it gave")
        crypto, applied, tree = state.crypto, self._applied, self._applied.tree
        psk = psk_secret(crypto, state.psk_keys(applied.psks))
        provisional = GroupContext(
            state.context.suite,
            state.context.group_id,
            self.epoch_after,
            tree.tree_hash(),
            state.context.confirmed_transcript_hash,
            applied.extensions,
        )
        private: dict[int, Secret] = dict(state.kept_private(tree))
        updated = applied.updated.get(state.own_leaf)
        if updated is not None:
            if updated.private is None:
                raise PrivateError("7.6-3", "an update of our leaf that we did not make")
            private[2 * state.own_leaf] = updated.private
        commit_secret: Secret = crypto.zero
        if self._path is not None:
            opened = open_path(
                tree,
                self._path,
                self._filtered,
                state.own_leaf,
                private,
                applied.new_leaves,
                provisional.encode(),
            )
            private.update(opened.private)
            commit_secret = opened.commit_secret
        init: Secret = state.secrets.init_secret
        if applied.external_init is not None:
            init = _external_init(state, applied.external_init)
        context = provisional.confirmed(
            confirmed_hash(crypto, state.interim, self._content.transcript_input())
        )
        encoded = context.encode()
        joiner = joiner_secret(crypto, init, commit_secret, encoded)
        epoch = epoch_secret(crypto, member_secret(crypto, joiner, psk), encoded)
        secrets, encryption_secret = EpochSecrets.derive(crypto, epoch)
        tag = self._content.confirmation_tag
        expected = confirmation_tag(crypto, secrets, context)
        if tag is None or not equal(expected, tag):
            raise PrivateError("8.1-1")
        return Group(
            next_state(
                state,
                context=context,
                tree=tree,
                confirmation_tag=tag,
                secrets=secrets,
                encryption_secret=encryption_secret,
                private=private,
                reinit=applied.reinit,
            )
        )


def _external_init(state: State, kem_output: bytes) -> bytes:
    crypto = state.crypto
    private, _ = crypto.kem.derive(state.secrets.external_secret)
    try:
        return crypto.kem.receive_export(private, kem_output, EXTERNAL_INIT_LABEL, crypto.hash_size)
    except (HPKEError, ValueError) as error:
        raise PrivateError("8.1-1", "external init") from error


def resolve(
    state: State, items: Sequence[Proposal | ProposalRef], content: AuthenticatedContent
) -> list[Resolved]:
    """Look up what a commit refers to; what it holds by value is its sender's."""
    resolved = []
    for item in items:
        if isinstance(item, ProposalRef):
            found = state.proposals.get(item.ref)
            if found is None:
                raise PublicError("12.2-1")
            resolved.append(found)
        else:
            resolved.append(Resolved(item, content.framed.sender))
    return resolved


def inspect(state: State, message: bytes) -> StagedCommit:
    """All public checks of a commit; :class:`PublicError` names the rule that it breaks."""
    content = open_handshake(state, message).content
    framed = content.framed
    commit = framed.content
    if not isinstance(commit, Commit):
        raise PublicError("6-4")
    external = framed.sender.type is SenderType.NEW_MEMBER_COMMIT
    committer = None if external else framed.sender.index
    if state.reinit is not None:
        raise LocalError("the group was closed by a reinit")
    items = resolve(state, commit.proposals, content)
    applied = apply_list(
        state.tree, state.context.group_id, state.context.extensions, items, committer
    )
    if commit.path is None and applied.needs_path:
        raise PublicError("12.4-1")
    tree = applied.tree
    before: LeafNode | None
    if committer is None:
        committer = tree.first_blank()
        tree.extend_to(committer)
        before = _replaced(state.tree, items)
        note_external_join(applied, committer)
    else:
        before = tree.leaf(committer)
    filtered: FilteredPath = ()
    if commit.path is not None:
        filtered = _accept_path(
            state.crypto, state.context.group_id, applied, committer, before, commit.path
        )
    check_members(tree)
    leaf = tree.leaf(committer)
    if leaf is None:
        raise PublicError("6-5")  # said to the type checker: a committer has a leaf
    known = None if external else state.tree.leaf(committer)
    return StagedCommit(
        committer,
        leaf.credential.identity if known is None else known.credential.identity,
        None if known is None else Member.of(committer, known),
        Member.of(committer, leaf),
        framed.authenticated_data,
        applied.changes,
        state.context.epoch + 1,
        applied.extensions,
        [Member.of(index, one) for index, one in tree.leaves()],
        external,
        bool(applied.psks),
        applied.reinit is not None,
        commit.path is not None,
        state,
        applied,
        content,
        commit.path,
        filtered,
        committer == state.own_leaf and not external,
    )


def _replaced(tree: RatchetTree, items: Sequence[Resolved]) -> LeafNode | None:
    """The leaf that a returning member takes the place of, if it removes one."""
    for item in items:
        if isinstance(item.proposal, Remove):
            return tree.leaf(item.proposal.removed)
    return None


def _accept_path(
    crypto: Crypto,
    group_id: bytes,
    applied: Applied,
    committer: int,
    before: LeafNode | None,
    path: UpdatePath,
) -> FilteredPath:
    """Check an update path against the tree after the proposals, and merge it."""
    tree = applied.tree
    if path.leaf.source is not Source.COMMIT:
        raise PublicError("7.3-7")
    if before is not None and before.encryption_key == path.leaf.encryption_key:
        raise PublicError("12.4-2")
    check_leaf_alone(crypto, path.leaf, (group_id, committer))
    check_leaf_in_group(path.leaf, applied.extensions)
    keys = [path.leaf.encryption_key, *(node.encryption_key for node in path.nodes)]
    known = {node.encryption_key for node in tree.nodes if node is not None}
    if len(set(keys)) != len(keys) or not known.isdisjoint(keys):
        raise PublicError("12.4-3")
    filtered = check_path(tree, committer, path, applied.new_leaves)
    merge_path(tree, committer, path, filtered)
    return filtered
