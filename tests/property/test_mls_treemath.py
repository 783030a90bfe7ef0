"""Properties of the tree's index arithmetic, checked against trees that are built out of nodes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_mls import treemath


@dataclass
class Node:
    """A node of a tree that knows its relations because it was linked to them."""

    index: int
    parent: Node | None = None
    left: Node | None = None
    right: Node | None = None


def linked(first: int, leaves: int) -> list[Node]:
    """The nodes of a full tree over `leaves` leaves, in order; the first has index `first`."""
    if leaves == 1:
        return [Node(first)]
    left = linked(first, leaves // 2)
    top = Node(first + len(left))
    right = linked(top.index + 1, leaves // 2)
    top.left, top.right = left[len(left) // 2], right[len(right) // 2]
    top.left.parent = top.right.parent = top
    return [*left, top, *right]


widths = st.integers(0, 6).map(lambda exponent: 2**exponent)


@given(widths)
def test_relations(leaves: int) -> None:
    nodes = linked(0, leaves)
    assert len(nodes) == treemath.node_width(leaves)
    tops = [node.index for node in nodes if node.parent is None]
    assert tops == [treemath.root(leaves)]
    for node in nodes:
        if node.parent is not None:
            assert treemath.parent(node.index, leaves) == node.parent.index
        if node.left is not None and node.right is not None:
            assert treemath.left(node.index) == node.left.index
            assert treemath.right(node.index) == node.right.index
            assert treemath.sibling(node.left.index, leaves) == node.right.index
            assert treemath.sibling(node.right.index, leaves) == node.left.index


@given(widths, st.data())
def test_paths(leaves: int, draw: st.DataObject) -> None:
    leaf = draw.draw(st.integers(0, leaves - 1))
    nodes = linked(0, leaves)
    path, beside = [], []
    node = nodes[2 * leaf]
    while node.parent is not None:
        above = node.parent
        other = above.right if above.left is node else above.left
        assert other is not None
        path.append(above.index)
        beside.append(other.index)
        node = above
    assert treemath.direct_path(leaf, leaves) == tuple(path)
    assert treemath.copath(leaf, leaves) == tuple(beside)


@given(widths, st.data())
def test_common_ancestors(leaves: int, draw: st.DataObject) -> None:
    one = draw.draw(st.integers(0, leaves - 1))
    other = draw.draw(st.integers(0, leaves - 1))
    above_one = (2 * one, *treemath.direct_path(one, leaves))
    above_other = (2 * other, *treemath.direct_path(other, leaves))
    expected = next(index for index in above_one if index in above_other)
    assert treemath.common_ancestor(one, other) == expected


@given(widths)
def test_spans(leaves: int) -> None:
    for index in range(treemath.node_width(leaves)):
        covered = [leaf for leaf in range(leaves) if treemath.covers(index, leaf)]
        above = [
            leaf
            for leaf in range(leaves)
            if index in (2 * leaf, *treemath.direct_path(leaf, leaves))
        ]
        assert covered == above
        first, past = treemath.leaf_span(index)
        assert list(range(first, past)) == covered


def test_what_does_not_exist() -> None:
    for missing in (treemath.left, treemath.right):
        with pytest.raises(ValueError, match="no children"):
            missing(4)
    with pytest.raises(ValueError, match="no parent"):
        treemath.parent(treemath.root(8), 8)
