"""The ratchet tree: nodes, their changes, resolutions and tree hashes (RFC 9420 section 7).

Nodes are never changed in place, so a copy of a tree is a copy of two lists. A change drops the
cached hashes above it, and only those are computed again.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import treemath
from .codec import Reader, optional, u32, vec, vec_of
from .errors import Malformed, PublicError
from .nodes import LeafNode, ParentNode, read_leaf, read_parent
from .suites import Crypto

Node = LeafNode | ParentNode
_LEAF = b"\x01"
_PARENT = b"\x02"
_MAX_NODES = 1 << 21


class RatchetTree:
    """A full binary tree of optional nodes, in array order."""

    __slots__ = ("_hashes", "crypto", "nodes")

    def __init__(self, crypto: Crypto, nodes: list[Node | None]) -> None:
        self.crypto = crypto
        self.nodes = nodes
        self._hashes: list[bytes | None] = [None] * len(nodes)

    def copy(self) -> RatchetTree:
        other = RatchetTree.__new__(RatchetTree)
        other.crypto = self.crypto
        other.nodes = self.nodes.copy()
        other._hashes = self._hashes.copy()  # noqa: SLF001 - our own kind
        return other

    # -- reading

    @property
    def width(self) -> int:
        """The number of leaves, blank ones counted: a power of two."""
        return (len(self.nodes) + 1) // 2

    def leaf(self, index: int) -> LeafNode | None:
        """The leaf at ``index``, or None if it is blank or outside of the tree."""
        if not 0 <= index < self.width:
            return None
        node = self.nodes[2 * index]
        return node if isinstance(node, LeafNode) else None

    def leaves(self) -> Iterator[tuple[int, LeafNode]]:
        """The members: (leaf index, leaf)."""
        for index, node in enumerate(self.nodes[::2]):
            if isinstance(node, LeafNode):
                yield index, node

    def parent(self, node: int) -> ParentNode | None:
        found = self.nodes[node]
        return found if isinstance(found, ParentNode) else None

    def resolution(self, node: int) -> list[int]:
        """The non-blank nodes that cover all leaves under ``node`` (section 4.1.1)."""
        found = self.nodes[node]
        if found is not None:
            if isinstance(found, ParentNode) and found.unmerged:
                return [node, *(2 * leaf for leaf in found.unmerged)]
            return [node]
        if node & 1 == 0:
            return []
        return self.resolution(treemath.left(node)) + self.resolution(treemath.right(node))

    def populated(self, node: int) -> bool:
        """Whether the resolution of ``node`` is not empty."""
        if self.nodes[node] is not None:
            return True
        if node & 1 == 0:
            return False
        return self.populated(treemath.left(node)) or self.populated(treemath.right(node))

    def filtered_path(self, leaf: int) -> list[tuple[int, int]]:
        """(node, its child beside the path) for the filtered direct path of ``leaf``."""
        width = self.width
        pairs = zip(treemath.direct_path(leaf, width), treemath.copath(leaf, width), strict=True)
        return [(node, beside) for node, beside in pairs if self.populated(beside)]

    def first_blank(self) -> int:
        """The leftmost blank leaf, or one past the last leaf."""
        for index, node in enumerate(self.nodes[::2]):
            if node is None:
                return index
        return self.width

    # -- changing

    def put(self, node: int, value: Node | None) -> None:
        """Set one node and forget the hashes that covered it."""
        self.nodes[node] = value
        hashes = self._hashes
        hashes[node] = None
        width = self.width
        top = treemath.root(width)
        while node != top:
            node = treemath.parent(node, width)
            hashes[node] = None

    def blank_path(self, leaf: int) -> None:
        """Blank every node above ``leaf``."""
        for node in treemath.direct_path(leaf, self.width):
            self.nodes[node] = None
            self._hashes[node] = None

    def add(self, leaf_node: LeafNode) -> int:
        """Apply an Add (section 12.1.1): the leaf index that was taken."""
        index = self.first_blank()
        self.extend_to(index)
        self.put(2 * index, leaf_node)
        for node in treemath.direct_path(index, self.width):
            parent = self.parent(node)
            if parent is not None:
                unmerged = tuple(sorted((*parent.unmerged, index)))
                changed = ParentNode.make(parent.encryption_key, parent.parent_hash, unmerged)
                self.nodes[node] = changed
        return index

    def extend_to(self, index: int) -> None:
        """Double the tree until leaf ``index`` is inside."""
        while self.width <= index:
            more = len(self.nodes) + 1
            self.nodes.extend([None] * more)
            self._hashes.extend([None] * more)

    def update(self, index: int, leaf_node: LeafNode) -> None:
        """Apply an Update (section 12.1.2)."""
        self.blank_path(index)
        self.put(2 * index, leaf_node)

    def remove(self, index: int) -> None:
        """Apply a Remove (section 12.1.3), without the truncation that ends a list of them."""
        self.blank_path(index)
        self.put(2 * index, None)

    def truncate(self) -> None:
        """Drop right halves that hold no leaf."""
        width = self.width
        while width > 1 and all(node is None for node in self.nodes[width : 2 * width : 2]):
            width //= 2
        del self.nodes[2 * width - 1 :]
        del self._hashes[2 * width - 1 :]

    # -- hashing

    def tree_hash(self, node: int | None = None) -> bytes:
        """The tree hash of ``node``, of the root by default (section 7.8)."""
        if node is None:
            node = treemath.root(self.width)
        cached = self._hashes[node]
        if cached is None:
            if node & 1:
                below = vec(self.tree_hash(treemath.left(node))) + vec(
                    self.tree_hash(treemath.right(node))
                )
                cached = self._hash_parent(self.parent(node), below)
            else:
                cached = self._hash_leaf(node // 2, self.leaf(node // 2))
            self._hashes[node] = cached
        return cached

    def tree_hash_without(self, node: int, missing: frozenset[int]) -> bytes:
        """The tree hash as if the leaves ``missing`` were blank and merged (section 7.9)."""
        first, last = treemath.leaf_span(node)
        if not any(first <= leaf < last for leaf in missing):
            return self.tree_hash(node)
        if node & 1 == 0:
            return self._hash_leaf(node // 2, None)
        parent = self.parent(node)
        if parent is not None and not missing.isdisjoint(parent.unmerged):
            kept = tuple(leaf for leaf in parent.unmerged if leaf not in missing)
            parent = ParentNode.make(parent.encryption_key, parent.parent_hash, kept)
        return self._hash_parent(
            parent,
            vec(self.tree_hash_without(treemath.left(node), missing))
            + vec(self.tree_hash_without(treemath.right(node), missing)),
        )

    def _hash_leaf(self, index: int, leaf: LeafNode | None) -> bytes:
        raw = None if leaf is None else leaf.raw
        return self.crypto.hash(_LEAF + u32(index) + optional(raw))

    def _hash_parent(self, parent: ParentNode | None, below: bytes) -> bytes:
        raw = None if parent is None else parent.raw
        return self.crypto.hash(_PARENT + optional(raw) + below)

    # -- the wire

    def encode(self) -> bytes:
        """``optional<Node> ratchet_tree<V>``, without the blanks at the end."""
        nodes = self.nodes
        size = len(nodes)
        while size and nodes[size - 1] is None:
            size -= 1
        parts = []
        for node in nodes[:size]:
            if node is None:
                parts.append(b"\x00")
            elif isinstance(node, LeafNode):
                parts.append(b"\x01" + _LEAF + node.raw)
            else:
                parts.append(b"\x01" + _PARENT + node.raw)
        return vec_of(parts)


def _read_node(reader: Reader) -> Node | None:
    if not reader.present():
        return None
    kind = reader.u8()
    if kind == 1:
        return read_leaf(reader)
    if kind == 2:
        return read_parent(reader)
    raise Malformed("node type")


def read_tree(reader: Reader, crypto: Crypto) -> RatchetTree:
    """A tree in the form of the ratchet_tree extension (section 12.4.3.3)."""
    nodes = reader.list_of(_read_node)
    if not nodes or nodes[-1] is None:
        raise Malformed("a tree ends with a node that is not blank")
    if len(nodes) > _MAX_NODES:
        raise Malformed("a tree is too large")
    for index, node in enumerate(nodes):
        if node is not None and isinstance(node, LeafNode) == bool(index & 1):
            raise Malformed("leaves stand at even places, parents at odd ones")
    width = 1
    while 2 * width - 1 < len(nodes):
        width *= 2
    nodes.extend([None] * (2 * width - 1 - len(nodes)))
    return RatchetTree(crypto, nodes)


def check_unmerged(tree: RatchetTree) -> None:
    """Every unmerged leaf is there, below, and unmerged in between (rule 12.4.3-6)."""
    width = tree.width
    for index, node in enumerate(tree.nodes):
        if not isinstance(node, ParentNode):
            continue
        for leaf in node.unmerged:
            if tree.leaf(leaf) is None or not treemath.covers(index, leaf):
                raise PublicError("12.4.3-6")
            for between in treemath.direct_path(leaf, width):
                if between == index:
                    break
                middle = tree.parent(between)
                if middle is not None and leaf not in middle.unmerged:
                    raise PublicError("12.4.3-6")
