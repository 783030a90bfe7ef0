"""A court of both clients, and what dishonest members bring before it.

Commits and proposals are forged by a real member with the signature and the tags that it can really
make; the confirmation tag, which is a private matter, is zeros. A commit that is in order for everyone
therefore fails there, and nowhere before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leeward_mls import (
    Add,
    Extension,
    Group,
    GroupContextExtensions,
    MLSError,
    PreSharedKey,
    PrivateError,
    PublicError,
    Remove,
    RequiredCapabilities,
    SignatureKey,
    Suite,
    Usage,
)
from leeward_mls.codec import u16, vec
from leeward_mls.framing import (
    AuthenticatedContent,
    ContentType,
    FramedContent,
    Sender,
    SenderType,
    WireFormat,
)
from leeward_mls.nodes import Capabilities
from leeward_mls.proposals import Commit, HPKECiphertext, Proposal, UpdatePath
from leeward_mls.protection import sign_content
from leeward_mls.psk import PreSharedKeyID, PSKType

from support.mls_forge import Forge, add_of, bundle, capabilities, package, with_leaf
from support.mls_members import POLICY, PythonMember
from support.mls_web import WebMember
from support.node import Driver

SUITE = Suite.XWING
OLD = Extension(POLICY, b"the policy")
NEW = Extension(POLICY, b"another policy")
UNKNOWN = Extension(0xF0A5, b"nobody lists it")
REQUIRED, EXTERNAL_SENDERS = 3, 5


class Court:
    """Five members: the first forges, the second (Python) and the third (web) judge."""

    def __init__(self, web: Driver) -> None:
        self.author = PythonMember("m0", SUITE)
        self.ours = PythonMember("m1", SUITE)
        self.theirs = WebMember("m2", web)
        rest = [PythonMember("m3", SUITE), PythonMember("m4", SUITE)]
        others: list[PythonMember | WebMember] = [self.ours, self.theirs, *rest]
        self.author.create(b"group", [OLD])
        self.packages = [each.key_package() for each in others]
        made = self.author.commit(adds=self.packages)
        self.author.merge()
        assert made.welcome is not None
        for each in others:
            each.join(made.welcome)
        self.forge = Forge(self.author.state)

    def verdicts(self, message: bytes) -> tuple[tuple[str, str], tuple[str, str]]:
        """(Python's, the web's): what all decide and what this member decides then."""
        return verdict(self.ours.state, message), self.theirs.verdict(message)

    def alike(self, message: bytes) -> tuple[str, str]:
        """The verdict, which both must share."""
        ours, theirs = self.verdicts(message)
        assert theirs == ours
        return ours


def told(error: MLSError) -> str:
    rule = f" {error.rule}" if isinstance(error, PublicError | PrivateError) else ""
    kind = "PublicError" if isinstance(error, PublicError) else type(error).__name__
    return kind + rule


def verdict(group: Group, message: bytes) -> tuple[str, str]:
    try:
        staged = group.inspect(message)
    except MLSError as error:
        return told(error), ""
    try:
        staged.apply()
    except MLSError as error:
        return "passes", told(error)
    return "passes", "passes"


def context(*extensions: Extension) -> GroupContextExtensions:
    return GroupContextExtensions(extensions)


def commit(forge: Forge, *items: Proposal) -> bytes:
    return forge.commit(*items, path=forge.path(*items))


def required(
    *extensions: int, proposals: tuple[int, ...] = (), credentials: tuple[int, ...] = ()
) -> Extension:
    return Extension(REQUIRED, RequiredCapabilities(extensions, proposals, credentials).encode())


def newcomer(name: bytes = b"new") -> Add:
    return add_of(bundle(name, SUITE))


def psk(nonce: bytes = bytes(64), usage: Usage | None = None) -> PreSharedKey:
    if usage is None:
        return PreSharedKey(PreSharedKeyID(PSKType.EXTERNAL, b"psk", nonce))
    return PreSharedKey(PreSharedKeyID(PSKType.RESUMPTION, b"group", nonce, usage, 1))


def commit_with(forge: Forge, offered: Capabilities) -> bytes:
    return forge.commit(path=forge.path(capabilities=offered))


def tagged(forge: Forge, tag: bytes) -> AuthenticatedContent:
    current = forge.state.context
    content = Commit((), forge.path())
    sender = Sender(SenderType.MEMBER, forge.state.own_leaf)
    framed = FramedContent.make(current.group_id, current.epoch, sender, b"", content)
    made = sign_content(
        forge.state.crypto,
        forge.state.signer,
        WireFormat.PUBLIC_MESSAGE,
        framed,
        forge.state.context_raw,
    )
    made.confirmation_tag = tag
    return made


def add_with(forge: Forge, **offered: tuple[int, ...]) -> Add:
    """A newcomer whose leaf offers what it is told to; signed in order."""
    key = SignatureKey.generate()
    leaf = forge.leaf(signer=key, lifetime=(0, 1), capabilities=capabilities(**offered))
    return add_of(package(forge, leaf, key))


def extended(forge: Forge, *extensions: Extension) -> Add:
    """A newcomer whose key package has extensions of its own; whoever does not know them ignores them."""
    key = SignatureKey.generate()
    leaf = forge.leaf(signer=key, lifetime=(0, 1))
    listed = extensions or (Extension(1, b"id"), Extension(3, b"?"), UNKNOWN)
    signed = (
        u16(1)
        + u16(int(SUITE))
        + vec(forge.state.crypto.kem.generate()[1])
        + leaf.raw
        + vec(b"".join(u16(one.type) + vec(one.data) for one in listed))
    )
    return add_of(signed + vec(forge.state.crypto.sign(key, "KeyPackageTBS", signed)))


def extended_raw(forge: Forge, *extensions: Extension) -> bytes:
    key = SignatureKey.generate()
    leaf = forge.leaf(signer=key, lifetime=(0, 1))
    signed = (
        u16(1)
        + u16(int(SUITE))
        + vec(usable(forge))
        + leaf.raw
        + vec(b"".join(u16(one.type) + vec(one.data) for one in extensions))
    )
    return signed + vec(forge.state.crypto.sign(key, "KeyPackageTBS", signed))


def raw_add(raw: bytes) -> Proposal:
    """An Add of bytes that no reader of ours would take."""

    class Raw(Remove):
        def encode(self) -> bytes:
            return u16(1) + raw

    return Raw(0)


def other_package(forge: Forge, **wishes: object) -> bytes:
    key = SignatureKey.generate()
    return package(forge, forge.leaf(signer=key, lifetime=(0, 1)), key, **wishes)  # type: ignore[arg-type]


def one_key(forge: Forge) -> Add:
    key = SignatureKey.generate()
    same = usable(forge)
    leaf = forge.leaf(signer=key, lifetime=(0, 1), encryption_key=same)
    return add_of(package(forge, leaf, key, init_key=same))


def in_the_clear(forge: Forge) -> bytes:
    current = forge.state.context
    sender = Sender(SenderType.MEMBER, forge.state.own_leaf)
    framed = FramedContent.make(current.group_id, current.epoch, sender, b"", b"for all to read")
    return u16(1) + u16(WireFormat.PUBLIC_MESSAGE) + framed.raw + vec(bytes(64)) + vec(bytes(64))


def reframed(forge: Forge, content: bytes) -> bytes:
    """Any bytes in the place of a commit, signed and tagged by a member."""
    current = forge.state.context
    framed = FramedContent.join(
        current.group_id,
        current.epoch,
        Sender(SenderType.MEMBER, forge.state.own_leaf),
        b"",
        ContentType.COMMIT,
        Commit((), None),
        content,
    )
    made = sign_content(
        forge.state.crypto,
        forge.state.signer,
        WireFormat.PUBLIC_MESSAGE,
        framed,
        forge.state.context_raw,
    )
    return forge.protect(made)


Ciphertexts = tuple[HPKECiphertext, ...]
PathChange = Callable[[UpdatePath], UpdatePath]


def with_ciphertexts(place: int, change: Callable[[Ciphertexts], Ciphertexts]) -> PathChange:
    def changed(path: UpdatePath) -> UpdatePath:
        node = path.nodes[place]
        nodes = list(path.nodes)
        nodes[place] = replace(node, ciphertexts=change(node.ciphertexts))
        return replace(path, nodes=tuple(nodes))

    return changed


def broken_path(forge: Forge, change: Callable[[UpdatePath], UpdatePath]) -> bytes:
    return forge.commit(path=change(forge.path()))


def without_a_node(path: UpdatePath) -> UpdatePath:
    return replace(path, nodes=path.nodes[:-1])


def with_a_node_more(key: bytes) -> Callable[[UpdatePath], UpdatePath]:
    return lambda path: replace(
        path, nodes=(*path.nodes, replace(path.nodes[-1], encryption_key=key))
    )


def with_key(place: int, key: bytes) -> Callable[[UpdatePath], UpdatePath]:
    def changed(path: UpdatePath) -> UpdatePath:
        nodes = list(path.nodes)
        nodes[place] = replace(nodes[place], encryption_key=key)
        return replace(path, nodes=tuple(nodes))

    return changed


def refitted(forge: Forge, **wishes: object) -> bytes:
    """A commit whose path has another leaf of the committer, with the right parent hash."""
    path = forge.path()
    leaf = forge.leaf(parent_hash=path.leaf.parent_hash, **wishes)  # type: ignore[arg-type]
    return forge.commit(path=with_leaf(path, leaf))


def usable(forge: Forge) -> bytes:
    return forge.state.crypto.kem.generate()[1]


def leaf_key(forge: Forge, leaf: int) -> bytes:
    found = forge.state.tree.leaf(leaf)
    assert found is not None
    return found.encryption_key
