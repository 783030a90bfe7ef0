"""The state of one member in one epoch, and how the next epoch's state is made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .apply import Resolved
from .errors import LocalError, PrivateError
from .groupinfo import GroupContext
from .keyschedule import EpochSecrets, interim_hash
from .nodes import Extension, LeafNode
from .proposals import ReInit
from .psk import PreSharedKeyID, PSKType
from .secrettree import SecretTree
from .suites import Crypto, Secret, SignatureKey, wipe
from .tree import RatchetTree


@dataclass(slots=True)
class PskStore:
    """Pre-shared keys at hand: external ones by id, resumption keys by epoch of this group."""

    external: dict[bytes, bytearray] = field(default_factory=dict, repr=False)
    resumption: dict[int, bytearray] = field(default_factory=dict, repr=False)
    keep: int = 0
    """How many past epochs' resumption keys are kept."""

    def copy(self) -> PskStore:
        return PskStore(
            {name: bytearray(key) for name, key in self.external.items()},
            {epoch: bytearray(key) for epoch, key in self.resumption.items()},
            self.keep,
        )

    def remember(self, epoch: int, key: Secret) -> None:
        if self.keep > 0:
            self.resumption[epoch] = bytearray(key)
        while len(self.resumption) > self.keep:
            wipe(self.resumption.pop(min(self.resumption)))

    def find(self, group_id: bytes, name: PreSharedKeyID) -> bytearray:
        """The key of that name, or :class:`PrivateError` of rule 8.4-1."""
        key = None
        if name.type is PSKType.EXTERNAL:
            key = self.external.get(name.id)
        elif name.id == group_id:
            key = self.resumption.get(name.epoch)
        if key is None:
            raise PrivateError("8.4-1")
        return key

    def wipe(self) -> None:
        for key in (*self.external.values(), *self.resumption.values()):
            wipe(key)
        self.external.clear()
        self.resumption.clear()


@dataclass(slots=True)
class State:
    """Everything that one member knows in one epoch; all secrets are hidden from repr."""

    crypto: Crypto = field(repr=False)
    context: GroupContext
    tree: RatchetTree = field(repr=False)
    confirmation_tag: bytes
    secrets: EpochSecrets = field(repr=False)
    secret_tree: SecretTree = field(repr=False)
    own_leaf: int
    private: dict[int, bytearray] = field(repr=False)
    """Private keys of our leaf and of the nodes above it, by node."""
    signer: SignatureKey = field(repr=False)
    psks: PskStore = field(default_factory=PskStore, repr=False)
    proposals: dict[bytes, Resolved] = field(default_factory=dict, repr=False)
    """Proposals received in this epoch, by reference."""
    joined_info: tuple[Extension, ...] = ()
    reinit: ReInit | None = None
    wiped: bool = False
    context_raw: bytes = field(default=b"", repr=False)
    interim: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        self.context_raw = self.context.encode()
        self.interim = interim_hash(
            self.crypto, self.context.confirmed_transcript_hash, self.confirmation_tag
        )

    @property
    def own_node(self) -> LeafNode:
        """Our leaf; a state without it does not come to be."""
        leaf = self.tree.leaf(self.own_leaf)
        if leaf is None:
            raise LocalError("we are not in the tree")
        return leaf

    def psk_keys(self, names: list[PreSharedKeyID]) -> list[tuple[PreSharedKeyID, bytearray]]:
        """The keys for a commit's list, in order; rule 8.4-1 for one that is missing."""
        current = self.context.epoch
        keys = []
        for name in names:
            ours = name.type is PSKType.RESUMPTION and name.id == self.context.group_id
            if ours and name.epoch == current:
                keys.append((name, self.secrets.resumption_psk))
            else:
                keys.append((name, self.psks.find(self.context.group_id, name)))
        return keys

    def kept_private(self, tree: RatchetTree) -> dict[int, bytearray]:
        """Copies of the private keys whose public halves still stand in ``tree``."""
        kept = {}
        for node, key in self.private.items():
            before = self.tree.nodes[node]
            after = tree.nodes[node] if node < len(tree.nodes) else None
            if (
                before is not None
                and after is not None
                and before.encryption_key == after.encryption_key
            ):
                kept[node] = bytearray(key)
        return kept

    def wipe(self) -> None:
        self.secrets.wipe()
        self.secret_tree.wipe()
        for key in self.private.values():
            wipe(key)
        self.private.clear()
        self.psks.wipe()
        self.proposals.clear()
        self.wiped = True


def next_state(
    old: State,
    *,
    context: GroupContext,
    tree: RatchetTree,
    confirmation_tag: bytes,
    secrets: EpochSecrets,
    encryption_secret: bytes,
    private: Mapping[int, Secret],
    reinit: ReInit | None,
) -> State:
    """The state after a commit; nothing in it shares a buffer with the old one."""
    psks = old.psks.copy()
    psks.remember(old.context.epoch, old.secrets.resumption_psk)
    return State(
        old.crypto,
        context,
        tree,
        confirmation_tag,
        secrets,
        SecretTree(old.crypto, tree.width, encryption_secret),
        old.own_leaf,
        {node: bytearray(key) for node, key in private.items()},
        old.signer,
        psks,
        reinit=reinit,
    )
