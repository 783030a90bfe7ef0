"""Every value that a field may not have is refused where it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from leeward_mls import Add, Group, LocalError, Remove
from leeward_mls.codec import Reader, optional, parse, u8, u16, u32, u64, vec
from leeward_mls.errors import Malformed
from leeward_mls.framing import (
    AuthenticatedContent,
    FramedContent,
    Sender,
    SenderType,
    WireFormat,
    read_authenticated_content,
    read_framed_content,
    read_private_message,
    read_sender,
)
from leeward_mls.groupinfo import read_group_context
from leeward_mls.keypackage import read_key_package
from leeward_mls.nodes import (
    Credential,
    Extension,
    make_leaf,
    own_capabilities,
    read_credential,
    read_leaf,
    required_capabilities,
    write_extensions,
)
from leeward_mls.proposals import Commit, read_commit, read_proposal, read_proposal_or_ref
from leeward_mls.psk import read_psk_id
from leeward_mls.secrettree import SecretTree
from leeward_mls.suites import crypto
from leeward_mls.tree import read_tree
from support.mls_forge import FAST, Forge, breaks, bundle, circle, state

_HEAD = vec(b"group") + u64(1)
_MEMBER = u8(1) + u32(0)


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (read_sender, u8(0)),
        (read_sender, u8(5)),
        (read_framed_content, _HEAD + _MEMBER + vec(b"") + u8(4)),
        (read_framed_content, _HEAD + _MEMBER + vec(b"") + u8(0)),
        (read_private_message, _HEAD + u8(0) + vec(b"") * 3),
        (read_private_message, _HEAD + u8(4) + vec(b"") * 3),
        (read_credential, u16(0)),
        (read_credential, u16(3)),
        (read_psk_id, u8(0)),
        (read_psk_id, u8(3)),
        (read_psk_id, u8(2) + u8(0) + vec(b"") + u64(0) + vec(b"")),
        (read_psk_id, u8(2) + u8(4) + vec(b"") + u64(0) + vec(b"")),
        (read_proposal, u16(0)),
        (read_proposal, u16(8)),
        (read_proposal, u16(0xF000)),
        (read_proposal_or_ref, u8(0)),
        (read_proposal_or_ref, u8(3)),
        (read_commit, vec(b"") + u8(2)),
        (lambda r: read_tree(r, crypto(FAST)), vec(optional(u8(3)))),
        (lambda r: read_tree(r, crypto(FAST)), vec(optional(u8(0)))),
    ],
)
def test_rule_2_1_values_that_are_not_defined(read: Callable[[Reader], Any], raw: bytes) -> None:
    with breaks("2-1"):
        parse(raw, read)


@pytest.mark.parametrize("source", [0, 4, 255])
def test_rule_2_1_source_of_a_leaf(source: int) -> None:
    leaf = Forge(circle(1)[0]).leaf()
    tail = u8(2) + write_extensions(()) + vec(leaf.signature)
    assert leaf.raw.endswith(tail)
    with breaks("2-1"):
        parse(leaf.raw.removesuffix(tail) + u8(source) + tail[1:], read_leaf)


def test_a_leaf_of_a_group_is_signed_for_its_place() -> None:
    inside = state(circle(1)[0])
    with pytest.raises(LocalError):
        make_leaf(
            inside.crypto,
            inside.signer,
            encryption_key=b"key",
            credential=Credential(1, b"x"),
            capabilities=own_capabilities(()),
            extensions=(),
        )


def test_rule_6_1_version_of_a_group_context() -> None:
    raw = state(circle(1)[0]).context_raw
    assert parse(raw, read_group_context).encode() == raw
    with breaks("6-1"):
        parse(u16(2) + raw[2:], read_group_context)


def test_rule_6_1_wire_format_of_authenticated_content() -> None:
    framed = FramedContent.make(b"g", 1, Sender(SenderType.MEMBER, 0), b"", Remove(1))
    made = AuthenticatedContent(WireFormat.PUBLIC_MESSAGE, framed, b"s", None)
    assert parse(made.encode(), read_authenticated_content).encode() == made.encode()
    made.wire_format = WireFormat.WELCOME
    with breaks("6-1"):
        parse(made.encode(), read_authenticated_content)


def test_a_commit_is_not_sent_without_its_tag() -> None:
    framed = FramedContent.make(b"g", 1, Sender(SenderType.MEMBER, 0), b"", Commit((), None))
    with pytest.raises(LocalError):
        AuthenticatedContent(WireFormat.PUBLIC_MESSAGE, framed, b"s", None).auth()


def test_rule_13_4_1_in_every_list() -> None:
    twice = write_extensions([Extension(9, b""), Extension(9, b"")])
    for read, tail in (
        (read_proposal, u16(7) + twice),
        (read_proposal, u16(5) + vec(b"g") + u16(1) + u16(3) + twice),
        (read_group_context, u16(1) + u16(3) + vec(b"g") + u64(0) + vec(b"") * 2 + twice),
    ):
        with breaks("13.4-1"):
            parse(tail, read)


def test_rule_2_1_required_capabilities_are_whole() -> None:
    with breaks("2-1"):
        required_capabilities((Extension(3, vec(b"") * 3 + b"\0"),))


def test_key_packages_are_whole() -> None:
    raw = bundle(b"x").key_package
    assert Add(parse(raw, read_key_package)).encode() == u16(1) + raw
    with pytest.raises(LocalError):
        circle(1)[0].commit(adds=[raw + b"\0"])


@pytest.mark.parametrize(
    "raw",
    [
        u32(2) + vec((u32(1) + vec(b"a")) * 2) + vec(b""),
        u32(2) + vec(u32(2) + vec(b"a") + u32(1) + vec(b"a")) + vec(b""),
        u32(2) + vec(b"") + vec((u32(0) + (u8(0) + u32(0) + vec(b"s") + vec(b"")) * 2) * 2),
        u32(2)
        + vec(b"")
        + vec(
            u32(0)
            + (u8(0) + u32(9) + vec(b"s") + vec(u32(2) + vec(b"k") + u32(1) + vec(b"k")))
            + (u8(0) + u32(0) + vec(b"s") + vec(b""))
        ),
    ],
)
def test_stored_ratchets_have_one_order(raw: bytes) -> None:
    with pytest.raises(Malformed):
        parse(raw, lambda r: SecretTree.read(r, crypto(FAST)))


def test_stored_groups_name_their_own_leaf() -> None:
    """A state whose own leaf is blank, or whose tree is another's, is no state."""
    alice = circle(3)[0]
    inside = state(alice)
    epoch, ratchets = alice.serialize_epoch(), alice.serialize_ratchets()
    for leaf in (3, 2**32 - 1):
        inside.own_leaf = leaf
        with pytest.raises(LocalError):
            Group.restore_parts(alice.serialize_epoch(), ratchets)
    inside.own_leaf = 0
    other = circle(3)[0].serialize_epoch()
    assert len(other) == len(epoch)
    tree = state(alice).tree.encode()
    start = epoch.index(tree)
    with pytest.raises(LocalError):
        Group.restore_parts(
            epoch[:start] + other[start : start + len(tree)] + epoch[start + len(tree) :], ratchets
        )
    for bad in (ratchets, b"", epoch[:-1]):
        with pytest.raises(LocalError):
            Group.restore_parts(bad, ratchets)
    with pytest.raises(LocalError):
        Group.restore_parts(epoch, epoch)
