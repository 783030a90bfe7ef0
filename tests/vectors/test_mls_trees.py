"""Official vectors of trees and of the wire: every field of every entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from leeward_mls import SignatureKey, treemath
from leeward_mls.apply import Resolved, apply_list
from leeward_mls.codec import Reader, parse
from leeward_mls.framing import (
    ContentType,
    Sender,
    SenderType,
    WireFormat,
    read_private_message,
    read_public_message,
    unwrap,
    wrap,
)
from leeward_mls.groupinfo import (
    GroupContext,
    read_group_info,
    read_group_secrets,
    read_welcome,
)
from leeward_mls.keypackage import read_key_package
from leeward_mls.proposals import (
    Remove,
    Update,
    UpdatePath,
    read_commit,
    read_proposal,
    read_update_path,
)
from leeward_mls.suites import Crypto, crypto
from leeward_mls.tree import RatchetTree, read_tree
from leeward_mls.treekem import (
    check_path,
    merge_path,
    new_path,
    next_secret,
    node_keys,
    open_path,
)
from leeward_mls.validation import check_tree
from support.mls_vectors import load, unhex


def _tree(c: Crypto, text: str) -> RatchetTree:
    raw = unhex(text)
    tree = parse(raw, lambda r: read_tree(r, c))
    assert tree.encode() == raw
    return tree


def test_tree_operations() -> None:
    for entry in load("tree-operations.json"):
        c = crypto(entry["cipher_suite"])
        before = _tree(c, entry["tree_before"])
        assert before.tree_hash() == unhex(entry["tree_hash_before"])
        proposal = parse(unhex(entry["proposal"]), read_proposal)
        assert proposal.encode() == unhex(entry["proposal"])
        sender = entry["proposal_sender"]
        # The vectors name no group, which an update's signature would need, and let members
        # remove themselves, so here the changes are made without the rules of a commit.
        if isinstance(proposal, Update):
            after = before.copy()
            after.update(sender, proposal.leaf)
        elif isinstance(proposal, Remove):
            after = before.copy()
            after.remove(proposal.removed)
            after.truncate()
        else:
            items = [Resolved(proposal, Sender(SenderType.MEMBER, sender))]
            after = apply_list(before, b"", (), items, sender).tree
        assert after.encode() == unhex(entry["tree_after"])
        assert after.tree_hash() == unhex(entry["tree_hash_after"])
        assert before.encode() == unhex(entry["tree_before"])


def test_tree_validation() -> None:
    for entry in load("tree-validation.json"):
        tree = _tree(crypto(entry["cipher_suite"]), entry["tree"])
        assert len(entry["resolutions"]) == len(entry["tree_hashes"]) == len(tree.nodes)
        for node, wanted in enumerate(entry["resolutions"]):
            assert tree.resolution(node) == wanted
        for node, wanted in enumerate(entry["tree_hashes"]):
            assert tree.tree_hash(node) == unhex(wanted)
        check_tree(tree, unhex(entry["group_id"]), ())


class Private:
    """The private side of one leaf of a TreeKEM vector."""

    def __init__(self, c: Crypto, tree: RatchetTree, entry: dict[str, Any]) -> None:
        self.leaf: int = entry["index"]
        self.signer = SignatureKey(unhex(entry["signature_priv"]))
        self.keys: dict[int, bytes] = {2 * self.leaf: unhex(entry["encryption_priv"])}
        for one in entry["path_secrets"]:
            self.keys[one["node"]], _ = node_keys(c, unhex(one["path_secret"]))
        leaf = tree.leaf(self.leaf)
        assert leaf is not None
        assert leaf.signature_key == self.signer.public
        for number, key in self.keys.items():
            node = tree.nodes[number]
            assert node is not None
            assert node.encryption_key == c.kem.public_of(key)


def test_treekem() -> None:
    for entry in load("treekem.json"):
        _treekem(entry)


def _treekem(entry: dict[str, Any]) -> None:
    c = crypto(entry["cipher_suite"])
    tree = _tree(c, entry["ratchet_tree"])
    members = {one["index"]: Private(c, tree, one) for one in entry["leaves_private"]}
    assert sorted(members) == [index for index, _ in tree.leaves()]
    for one in entry["update_paths"]:
        sender = one["sender"]
        path = parse(unhex(one["update_path"]), read_update_path)
        assert path.encode() == unhex(one["update_path"])
        after = tree.copy()
        merge_path(after, sender, path, check_path(tree, sender, path, ()))
        assert after.tree_hash() == unhex(one["tree_hash_after"])
        assert len(one["path_secrets"]) == tree.width
        wanted = {
            index: unhex(text) for index, text in enumerate(one["path_secrets"]) if text is not None
        }
        assert set(wanted) == set(members) - {sender}
        secrets = _open_all(entry, tree, after, sender, path, members)
        for index, (path_secret, commit_secret) in secrets.items():
            assert path_secret == wanted[index]
            assert commit_secret == unhex(one["commit_secret"])

        fresh = tree.copy()
        old = tree.leaf(sender)
        assert old is not None
        made = new_path(
            fresh,
            sender,
            members[sender].signer,
            unhex(entry["group_id"]),
            old.credential,
            old.capabilities,
            old.extensions,
        )
        ours = made.encrypt(fresh, (), _context(entry, fresh))
        received = tree.copy()
        merge_path(received, sender, ours, check_path(tree, sender, ours, ()))
        assert received.tree_hash() == fresh.tree_hash()
        for path_secret, commit_secret in _open_all(
            entry, tree, received, sender, ours, members
        ).values():
            assert path_secret in made.secrets
            assert commit_secret == made.commit_secret == next_secret(c, made.secrets[-1])


def _context(entry: dict[str, Any], tree: RatchetTree) -> bytes:
    return GroupContext(
        entry["cipher_suite"],
        unhex(entry["group_id"]),
        entry["epoch"],
        tree.tree_hash(),
        unhex(entry["confirmed_transcript_hash"]),
        (),
    ).encode()


def _open_all(
    entry: dict[str, Any],
    before: RatchetTree,
    after: RatchetTree,
    sender: int,
    path: UpdatePath,
    members: dict[int, Private],
) -> dict[int, tuple[bytes, bytes]]:
    filtered = before.filtered_path(sender)
    context = _context(entry, after)
    opened = {}
    for index, member in members.items():
        if index == sender:
            continue
        one = open_path(after, path, filtered, index, member.keys, (), context)
        for number in one.private:
            assert treemath.covers(number, index)
        opened[index] = (one.path_secret, one.commit_secret)
    return opened


def _message(body: Callable[[Reader], Any], wire_format: WireFormat) -> Callable[[bytes], bytes]:
    def again(raw: bytes) -> bytes:
        _, reader = unwrap(raw, wire_format)
        value = body(reader)
        reader.finish()
        encoded = value.raw if hasattr(value, "raw") else value.encode()
        return wrap(wire_format, encoded)

    return again


def _plain(body: Callable[[Reader], Any]) -> Callable[[bytes], bytes]:
    return lambda raw: parse(raw, body).encode()


def _proposal(kind: int) -> Callable[[bytes], bytes]:
    def again(raw: bytes) -> bytes:
        # The vectors give the body of a proposal; on the wire its type goes before it.
        head = kind.to_bytes(2, "big")
        return parse(head + raw, read_proposal).encode().removeprefix(head)

    return again


def _public(kind: ContentType) -> Callable[[bytes], bytes]:
    def again(raw: bytes) -> bytes:
        _, reader = unwrap(raw, WireFormat.PUBLIC_MESSAGE)
        message = read_public_message(reader)
        reader.finish()
        assert message.content.framed.type is kind
        return wrap(WireFormat.PUBLIC_MESSAGE, message.encode())

    return again


FIELDS: dict[str, Callable[[bytes], bytes]] = {
    "mls_welcome": _message(read_welcome, WireFormat.WELCOME),
    "mls_group_info": _message(read_group_info, WireFormat.GROUP_INFO),
    "mls_key_package": _message(read_key_package, WireFormat.KEY_PACKAGE),
    "ratchet_tree": lambda raw: parse(raw, lambda r: read_tree(r, crypto(1))).encode(),
    "group_secrets": _plain(read_group_secrets),
    "add_proposal": _proposal(1),
    "update_proposal": _proposal(2),
    "remove_proposal": _proposal(3),
    "pre_shared_key_proposal": _proposal(4),
    "re_init_proposal": _proposal(5),
    "external_init_proposal": _proposal(6),
    "group_context_extensions_proposal": _proposal(7),
    "commit": _plain(read_commit),
    "public_message_application": _public(ContentType.APPLICATION),
    "public_message_proposal": _public(ContentType.PROPOSAL),
    "public_message_commit": _public(ContentType.COMMIT),
    "private_message": _message(read_private_message, WireFormat.PRIVATE_MESSAGE),
}


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_messages(name: str) -> None:
    for entry in load("messages.json"):
        assert set(entry) == set(FIELDS)
        raw = unhex(entry[name])
        assert FIELDS[name](raw) == raw
