"""Index arithmetic of full binary trees stored as arrays (RFC 9420 appendix C).

Leaf ``L`` stands at index ``2 * L``; a tree of ``n`` leaves has ``2 * n - 1`` nodes and ``n`` is
always a power of two.
"""

from __future__ import annotations

from functools import lru_cache


def level(node: int) -> int:
    """0 for leaves, one more for each step up: the number of trailing one bits."""
    return (~node & (node + 1)).bit_length() - 1


def node_width(leaves: int) -> int:
    """How many nodes a tree of ``leaves`` leaves has."""
    return 2 * leaves - 1 if leaves else 0


def root(leaves: int) -> int:
    return leaves - 1


def left(node: int) -> int:
    """The left child; a leaf has none (ValueError)."""
    k = level(node)
    if k == 0:
        raise ValueError("a leaf has no children")
    return node ^ (1 << (k - 1))


def right(node: int) -> int:
    """The right child; a leaf has none (ValueError)."""
    k = level(node)
    if k == 0:
        raise ValueError("a leaf has no children")
    return node ^ (3 << (k - 1))


def parent(node: int, leaves: int) -> int:
    """The parent; the root has none (ValueError)."""
    if node == root(leaves):
        raise ValueError("the root has no parent")
    k = level(node)
    return (node | (1 << k)) & ~(1 << (k + 1))


def sibling(node: int, leaves: int) -> int:
    above = parent(node, leaves)
    return right(above) if node < above else left(above)


@lru_cache(maxsize=4096)
def direct_path(leaf: int, leaves: int) -> tuple[int, ...]:
    """The nodes above leaf number ``leaf``, lowest first, the root last."""
    path = []
    node = 2 * leaf
    top = root(leaves)
    while node != top:
        node = parent(node, leaves)
        path.append(node)
    return tuple(path)


@lru_cache(maxsize=4096)
def copath(leaf: int, leaves: int) -> tuple[int, ...]:
    """Beside each node of the direct path: its child that is not on the path."""
    children = (2 * leaf, *direct_path(leaf, leaves))
    return tuple(sibling(child, leaves) for child in children[:-1])


def leaf_span(node: int) -> tuple[int, int]:
    """The leaf numbers under ``node``: first, and one past the last."""
    k = level(node)
    first = (node >> (k + 1)) << k
    return first, first + (1 << k)


def covers(node: int, leaf: int) -> bool:
    """Whether leaf number ``leaf`` stands under ``node`` (or is it)."""
    first, last = leaf_span(node)
    return first <= leaf < last


def common_ancestor(one: int, other: int) -> int:
    """The lowest node above both leaf numbers; the leaf itself if they are one."""
    k = (one ^ other).bit_length()
    first = (one >> k) << (k + 1)
    return first + (1 << k) - 1
