"""MLS groups for tests, and members who break the rules knowingly.

A :class:`Forge` holds the secrets of an honest member and signs whatever it is given, so that a
test can break exactly one rule and keep all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from leeward_mls import (
    Add,
    Extension,
    Group,
    KeyPackageBundle,
    PreSharedKeyID,
    PrivateError,
    PSKType,
    PublicError,
    SignatureKey,
    Suite,
    Usage,
)
from leeward_mls.apply import Resolved, apply_list
from leeward_mls.codec import parse, vec
from leeward_mls.framing import (
    AuthenticatedContent,
    FramedContent,
    PublicMessage,
    Sender,
    SenderType,
    WireFormat,
    read_public_message,
    unwrap,
    wrap,
)
from leeward_mls.groupinfo import GroupContext
from leeward_mls.keypackage import read_key_package
from leeward_mls.nodes import (
    BASIC,
    Capabilities,
    Credential,
    LeafNode,
    make_leaf,
    own_capabilities,
)
from leeward_mls.proposals import Commit, Proposal, ProposalRef, UpdatePath
from leeward_mls.protection import protect_public, sign_content
from leeward_mls.state import State
from leeward_mls.treekem import new_path

FAST = Suite.X25519_CHACHA
LIFE = (1_000, 2_000)
POLICY = 0xF0A0


def bundle(
    name: bytes,
    suite: Suite = FAST,
    signer: SignatureKey | None = None,
    life: tuple[int, int] = LIFE,
) -> KeyPackageBundle:
    return KeyPackageBundle.create(
        suite,
        name,
        signer or SignatureKey.generate(suite),
        not_before=life[0],
        not_after=life[1],
        extensions_supported=[POLICY],
    )


def circle(
    size: int, suite: Suite = FAST, extensions: Sequence[Extension] = (), path: bool = True
) -> list[Group]:
    """A group of ``size`` members, all in one epoch: the founder and those it added."""
    founder = Group.create(
        suite,
        b"group",
        b"0",
        SignatureKey.generate(suite),
        extensions=extensions,
        extensions_supported=[POLICY],
    )
    if size == 1:
        return [founder]
    bundles = [bundle(b"%d" % number, suite) for number in range(1, size)]
    made = founder.commit(adds=[one.key_package for one in bundles], update=path)
    assert made.welcome is not None
    return [made.next, *(Group.join(made.welcome, one) for one in bundles)]


def advance(groups: Sequence[Group], committer: int, **wishes: object) -> list[Group]:
    """One member commits and all others follow, those apart whom the commit removes."""
    made = groups[committer].commit(**wishes)  # type: ignore[arg-type]
    after = []
    for place, one in enumerate(groups):
        if place == committer:
            after.append(made.next)
        else:
            staged = one.inspect(made.message)
            if not staged.removes_us:
                after.append(staged.apply())
    return after


@contextmanager
def breaks(rule: str) -> Iterator[None]:
    """The body is refused with this public rule, and no other."""
    with pytest.raises(PublicError) as refused:
        yield
    assert refused.value.rule == rule, str(refused.value)


@contextmanager
def fails(rule: str) -> Iterator[None]:
    """The body fails privately with this rule, and no other."""
    with pytest.raises(PrivateError) as refused:
        yield
    assert refused.value.rule == rule, str(refused.value)


def state(group: Group) -> State:
    return group._state


def public(message: bytes) -> PublicMessage:
    """Take a PublicMessage apart."""
    _, reader = unwrap(message, WireFormat.PUBLIC_MESSAGE)
    value = read_public_message(reader)
    reader.finish()
    return value


def commit_of(message: bytes) -> Commit:
    content = public(message).content.framed.content
    assert isinstance(content, Commit)
    return content


class Forge:
    """A member that signs anything."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.state = state(group)

    def frame(
        self,
        content: Commit | Proposal | bytes,
        *,
        sender: Sender | None = None,
        signer: SignatureKey | None = None,
        group_id: bytes | None = None,
        epoch: int | None = None,
        membership_key: bytes | None = None,
    ) -> bytes:
        """A PublicMessage; only what a test names is not as it should be. The confirmation tag
        is always wrong: it is a private matter."""
        context = self.state.context
        framed = FramedContent.make(
            context.group_id if group_id is None else group_id,
            context.epoch if epoch is None else epoch,
            sender or Sender(SenderType.MEMBER, self.state.own_leaf),
            b"",
            content,
        )
        made = sign_content(
            self.state.crypto,
            signer or self.state.signer,
            WireFormat.PUBLIC_MESSAGE,
            framed,
            self.state.context_raw,
        )
        return self.protect(made, membership_key)

    def protect(self, made: AuthenticatedContent, membership_key: bytes | None = None) -> bytes:
        if isinstance(made.framed.content, Commit) and made.confirmation_tag is None:
            made.confirmation_tag = bytes(self.state.crypto.hash_size)
        key = self.state.secrets.membership_key if membership_key is None else membership_key
        message = protect_public(self.state.crypto, made, key, self.state.context_raw)
        return wrap(WireFormat.PUBLIC_MESSAGE, message.encode())

    def commit(
        self, *items: Proposal | ProposalRef, path: UpdatePath | None = None, **framing: object
    ) -> bytes:
        return self.frame(Commit(items, path), **framing)  # type: ignore[arg-type]

    def path(
        self,
        *items: Proposal,
        leaf: int | None = None,
        signer: SignatureKey | None = None,
        credential: Credential | None = None,
        capabilities: Capabilities | None = None,
        extensions: tuple[Extension, ...] = (),
    ) -> UpdatePath:
        """A lawful path for a commit of ``items``, but for what a test names."""
        current = self.state.context
        sender = Sender(SenderType.MEMBER, self.state.own_leaf)
        applied = apply_list(
            self.state.tree,
            current.group_id,
            current.extensions,
            [Resolved(one, sender) for one in items],
            self.state.own_leaf,
        )
        made = new_path(
            applied.tree,
            self.state.own_leaf if leaf is None else leaf,
            signer or self.state.signer,
            current.group_id,
            credential or Credential(BASIC, b"%d" % self.state.own_leaf),
            capabilities or own_capabilities((POLICY,)),
            extensions,
        )
        context = GroupContext(
            current.suite,
            current.group_id,
            current.epoch + 1,
            applied.tree.tree_hash(),
            current.confirmed_transcript_hash,
            applied.extensions,
        )
        return made.encrypt(applied.tree, applied.new_leaves, context.encode())

    def leaf(
        self,
        *,
        encryption_key: bytes | None = None,
        signer: SignatureKey | None = None,
        credential: Credential | None = None,
        capabilities: Capabilities | None = None,
        extensions: tuple[Extension, ...] = (),
        lifetime: tuple[int, int] | None = None,
        parent_hash: bytes | None = None,
        index: int | None = None,
    ) -> LeafNode:
        """A signed leaf of any source: key package with a lifetime, commit with a parent hash."""
        return make_leaf(
            self.state.crypto,
            signer or self.state.signer,
            encryption_key=encryption_key or self.state.crypto.kem.generate()[1],
            credential=credential or Credential(BASIC, b"leaf"),
            capabilities=capabilities or own_capabilities((POLICY,)),
            extensions=extensions,
            lifetime=lifetime,
            parent_hash=parent_hash,
            place=(self.state.context.group_id, self.state.own_leaf if index is None else index),
        )


def with_leaf(path: UpdatePath, leaf: LeafNode) -> UpdatePath:
    return replace(path, leaf=leaf)


def capabilities(
    *,
    versions: tuple[int, ...] = (1,),
    suites: tuple[int, ...] = (1, 3, 0xF00E),
    extensions: tuple[int, ...] = (POLICY,),
    proposals: tuple[int, ...] = (),
    credentials: tuple[int, ...] = (1,),
) -> Capabilities:
    return Capabilities(versions, suites, extensions, proposals, credentials)


def package(
    forge: Forge,
    leaf: LeafNode,
    signer: SignatureKey,
    *,
    init_key: bytes | None = None,
    suite: int | None = None,
    version: int = 1,
) -> bytes:
    """A signed key package around any leaf."""
    crypto = forge.state.crypto
    signed = (
        version.to_bytes(2, "big")
        + (crypto.suite if suite is None else suite).to_bytes(2, "big")
        + vec(init_key or crypto.kem.generate()[1])
        + leaf.raw
        + vec(b"")
    )
    return signed + vec(crypto.sign(signer, "KeyPackageTBS", signed))


def add_of(one: KeyPackageBundle | bytes) -> Add:
    raw = one if isinstance(one, bytes) else one.key_package
    return Add(parse(raw, read_key_package))


def psk_id(nonce: bytes = bytes(32), usage: Usage | None = None) -> PreSharedKeyID:
    if usage is None:
        return PreSharedKeyID(PSKType.EXTERNAL, b"psk", nonce)
    return PreSharedKeyID(PSKType.RESUMPTION, b"group", nonce, usage, 1)
