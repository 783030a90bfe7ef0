"""Proposal lists: their validity, and what they make of tree and context (RFC 9420 12.2, 12.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .changes import (
    AddedMember,
    Change,
    ExternalJoin,
    NewExtensions,
    PskInjected,
    ReInitialised,
    RemovedMember,
    UpdatedMember,
)
from .codec import Reader, parse
from .errors import PublicError
from .framing import Sender, SenderType
from .nodes import (
    VERSION,
    Credential,
    Extension,
    ExtensionType,
    LeafNode,
    Source,
    find_extension,
    read_credential,
    required_capabilities,
)
from .proposals import (
    EXTERNAL_MAY,
    PATH_FREE,
    Add,
    ExternalInit,
    GroupContextExtensions,
    PreSharedKey,
    Proposal,
    ReInit,
    Remove,
    Update,
)
from .psk import PreSharedKeyID, Usage
from .suites import Crypto
from .tree import RatchetTree
from .validation import check_key_package, check_leaf_alone, check_leaf_in_group


@dataclass(slots=True)
class Resolved:
    """A proposal of a commit with who sent it; ``ref`` is None if it stands there by value."""

    proposal: Proposal
    sender: Sender
    ref: bytes | None = None
    private: bytes | None = field(default=None, repr=False)
    """The new leaf's private key, for an update of our own."""

    @property
    def member(self) -> int | None:
        return self.sender.index if self.sender.type is SenderType.MEMBER else None


@dataclass(slots=True)
class Applied:
    """The tree and the extensions after a proposal list, before any update path."""

    tree: RatchetTree
    extensions: tuple[Extension, ...]
    changes: list[Change] = field(default_factory=list)
    added: list[tuple[int, Add]] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    psks: list[PreSharedKeyID] = field(default_factory=list)
    external_init: bytes | None = None
    reinit: ReInit | None = None
    needs_path: bool = False
    updated: dict[int, Resolved] = field(default_factory=dict)

    @property
    def new_leaves(self) -> list[int]:
        return [leaf for leaf, _ in self.added]


def external_senders(extensions: tuple[Extension, ...]) -> list[tuple[bytes, Credential]]:
    """(signature key, credential) of those outside who may propose (section 12.1.8.1)."""
    data = find_extension(extensions, ExtensionType.EXTERNAL_SENDERS)
    if data is None:
        return []

    def read(reader: Reader) -> tuple[bytes, Credential]:
        return reader.vec(), read_credential(reader)

    return parse(data, lambda r: r.list_of(read))


def check_proposal(crypto: Crypto, tree: RatchetTree, group_id: bytes, item: Resolved) -> None:
    """What makes a proposal invalid on its own (section 12.1)."""
    proposal = item.proposal
    if item.sender.type is SenderType.EXTERNAL and not isinstance(proposal, EXTERNAL_MAY):
        raise PublicError("12.1-7")
    if isinstance(proposal, Add):
        check_key_package(crypto, proposal.key_package)
    elif isinstance(proposal, Update):
        leaf = _leaf_at(tree, item.sender.index, "6-5")
        if proposal.leaf.source is not Source.UPDATE:
            raise PublicError("7.3-7")
        if proposal.leaf.encryption_key == leaf.encryption_key:
            raise PublicError("12.1-2")
        check_leaf_alone(crypto, proposal.leaf, (group_id, item.sender.index))
    elif isinstance(proposal, Remove):
        _leaf_at(tree, proposal.removed, "12.1-1")
    elif isinstance(proposal, PreSharedKey):
        # Keys for reinit and branch enter new groups through their welcome, never a commit.
        if proposal.psk.usage not in (None, Usage.APPLICATION):
            raise PublicError("12.1-3")
        if len(proposal.psk.nonce) != crypto.hash_size:
            raise PublicError("12.1-4")
    elif isinstance(proposal, ReInit):
        if proposal.version < VERSION:
            raise PublicError("12.1-5")
    elif isinstance(proposal, GroupContextExtensions):
        check_extensions(proposal.extensions)


def _leaf_at(tree: RatchetTree, index: int, rule: str) -> LeafNode:
    """The leaf that a proposal is about; ``rule`` is the one it breaks if that is blank."""
    leaf = tree.leaf(index)
    if leaf is None:
        raise PublicError(rule)
    return leaf


def check_extensions(extensions: tuple[Extension, ...]) -> None:
    """The group context extensions that we know have the right form."""
    if len({kind for kind, _ in extensions}) != len(extensions):
        raise PublicError("13.4-1")
    required_capabilities(extensions)
    external_senders(extensions)


def _check_list(items: Sequence[Resolved], committer: int) -> None:
    """The rules of section 12.2 about the list as such, for a member's commit."""
    touched: set[int] = set()
    psks: set[PreSharedKeyID] = set()
    contexts = 0
    for item in items:
        proposal = item.proposal
        leaf = None
        if isinstance(proposal, Update):
            leaf = item.member
            if leaf == committer:
                raise PublicError("12.2-2")
        elif isinstance(proposal, Remove):
            leaf = proposal.removed
            if leaf == committer:
                raise PublicError("12.2-3")
        elif isinstance(proposal, PreSharedKey):
            if proposal.psk in psks:
                raise PublicError("12.2-7")
            psks.add(proposal.psk)
        elif isinstance(proposal, GroupContextExtensions):
            contexts += 1
            if contexts > 1:
                raise PublicError("12.2-8")
        elif isinstance(proposal, ReInit):
            if len(items) > 1:
                raise PublicError("12.2-9")
        elif isinstance(proposal, ExternalInit):
            raise PublicError("12.2-10")
        if leaf is not None:
            if leaf in touched:
                raise PublicError("12.2-4")
            touched.add(leaf)


def _check_external_list(items: Sequence[Resolved]) -> None:
    """The proposals that a newcomer's own commit may have (section 12.2)."""
    inits = sum(isinstance(item.proposal, ExternalInit) for item in items)
    removes = sum(isinstance(item.proposal, Remove) for item in items)
    allowed = all(
        item.ref is None and isinstance(item.proposal, ExternalInit | Remove | PreSharedKey)
        for item in items
    )
    psks = [item.proposal.psk for item in items if isinstance(item.proposal, PreSharedKey)]
    if inits != 1 or removes > 1 or not allowed or len(set(psks)) != len(psks):
        raise PublicError("12.2-11")


def apply_list(
    tree: RatchetTree,
    group_id: bytes,
    extensions: tuple[Extension, ...],
    items: Sequence[Resolved],
    committer: int | None,
) -> Applied:
    """Check a proposal list and apply it to a copy of ``tree``.

    ``committer`` is None for an external commit. Broken rules raise :class:`PublicError`.
    """
    crypto = tree.crypto
    if committer is None:
        _check_external_list(items)
    else:
        _check_list(items, committer)
    for item in items:
        check_proposal(crypto, tree, group_id, item)

    new = Applied(tree.copy(), extensions)
    new.needs_path = not items or any(not isinstance(i.proposal, PATH_FREE) for i in items)
    changed_context = False
    for item in items:
        if isinstance(item.proposal, GroupContextExtensions):
            new.extensions = item.proposal.extensions
            new.changes.append(NewExtensions(new.extensions, item.member))
            changed_context = True
    for item in items:
        if isinstance(item.proposal, Update) and item.member is not None:
            _apply_update(new, tree, item.proposal, item.member)
            new.updated[item.member] = item
    for item in items:
        if isinstance(item.proposal, Remove):
            _apply_remove(new, tree, item.proposal, item.member)
    new.tree.truncate()
    if changed_context:
        for index, leaf in new.tree.leaves():
            if index not in new.updated:
                try:
                    check_leaf_in_group(leaf, new.extensions)
                except PublicError as error:
                    raise PublicError("12.1-6") from error
    _apply_adds(new, items)
    for item in items:
        proposal = item.proposal
        if isinstance(proposal, PreSharedKey):
            new.psks.append(proposal.psk)
            new.changes.append(PskInjected(proposal.psk))
        elif isinstance(proposal, ExternalInit):
            new.external_init = proposal.kem_output
        elif isinstance(proposal, ReInit):
            new.reinit = proposal
            new.changes.append(
                ReInitialised(
                    proposal.group_id, proposal.version, proposal.suite, proposal.extensions
                )
            )
    return new


def _apply_update(new: Applied, old: RatchetTree, proposal: Update, member: int) -> None:
    before = old.leaf(member)
    check_leaf_in_group(proposal.leaf, new.extensions)
    new.tree.update(member, proposal.leaf)
    new.changes.append(
        UpdatedMember(
            member,
            b"" if before is None else before.credential.identity,
            proposal.leaf.credential.identity,
            proposal.leaf.signature_key,
            proposal.leaf.extensions,
        )
    )


def _apply_remove(new: Applied, old: RatchetTree, proposal: Remove, member: int | None) -> None:
    leaf = _leaf_at(old, proposal.removed, "12.1-1")
    new.tree.remove(proposal.removed)
    new.removed.add(proposal.removed)
    new.changes.append(
        RemovedMember(
            proposal.removed,
            leaf.credential.identity,
            leaf.signature_key,
            member == proposal.removed,
            member,
        )
    )


def _apply_adds(new: Applied, items: Sequence[Resolved]) -> None:
    known = {leaf.signature_key for _, leaf in new.tree.leaves()}
    fresh: set[bytes] = set()
    for item in items:
        if not isinstance(item.proposal, Add):
            continue
        package = item.proposal.key_package
        leaf = package.leaf
        if leaf.signature_key in fresh:
            raise PublicError("12.2-5")
        if leaf.signature_key in known:
            raise PublicError("12.2-6")
        fresh.add(leaf.signature_key)
        check_leaf_in_group(leaf, new.extensions)
        index = new.tree.add(leaf)
        new.added.append((index, item.proposal))
        new.changes.append(
            AddedMember(
                index,
                leaf.credential.identity,
                leaf.signature_key,
                leaf.encryption_key,
                leaf.extensions,
                leaf.lifetime,
                package.raw,
                item.member,
            )
        )


def note_external_join(new: Applied, leaf: int) -> None:
    """Say in the changes that the committer came from outside."""
    new.changes.append(ExternalJoin(leaf))
