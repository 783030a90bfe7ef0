"""MLS: the codec, every structure, and a living group under messages, welcomes and stored bytes."""

from collections.abc import Callable
from functools import cache
from typing import Any

from leeward_mls import Group, KeyPackageBundle, LocalError, OwnMessage, PrivateError, PublicError
from leeward_mls.codec import Reader, parse, u16_list, u32_list, varint, vec, vec_of
from leeward_mls.errors import Malformed, MLSError, Replayed
from leeward_mls.framing import (
    read_authenticated_content,
    read_private_message,
    read_public_message,
)
from leeward_mls.groupinfo import (
    read_group_context,
    read_group_info,
    read_group_secrets,
    read_welcome,
)
from leeward_mls.keypackage import read_key_package
from leeward_mls.nodes import (
    read_capabilities,
    read_credential,
    read_extensions,
    read_leaf,
    read_parent,
    write_extensions,
)
from leeward_mls.proposals import read_commit, read_proposal, read_update_path
from leeward_mls.psk import read_psk_id
from leeward_mls.suites import Suite, crypto
from leeward_mls.tree import read_tree

from fuzz.corpus import fixture
from fuzz.target import Target

LARGEST = 65_536


def _encoded(value: Any) -> bytes:
    encoded: bytes = value.encode()
    return encoded


def _raw(value: Any) -> bytes:
    """What a value was read from, for those that keep it: hashes and signatures go by that."""
    raw: bytes = value.raw
    return raw


def _read_tree(reader: Reader) -> object:
    return read_tree(reader, crypto(Suite.X25519_CHACHA))


_VALUES: tuple[tuple[Callable[[Reader], Any], Callable[[Any], bytes]], ...] = (
    (Reader.varint, varint),
    (Reader.vec, vec),
    (Reader.u16_list, u16_list),
    (Reader.u32_list, u32_list),
    (lambda reader: reader.list_of(Reader.vec), lambda items: vec_of(vec(one) for one in items)),
)
_STRUCTURES: tuple[tuple[Callable[[Reader], Any], Callable[[Any], bytes]], ...] = (
    (read_key_package, _raw),
    (read_leaf, _raw),
    (read_parent, _raw),
    (read_credential, _encoded),
    (read_capabilities, _encoded),
    (read_extensions, write_extensions),
    (read_proposal, _encoded),
    (read_commit, _encoded),
    (read_update_path, _encoded),
    (read_psk_id, _encoded),
    (read_group_context, _encoded),
    (read_group_info, _encoded),
    (read_group_secrets, _encoded),
    (read_welcome, _encoded),
    (read_public_message, _encoded),
    (read_private_message, _encoded),
    (read_authenticated_content, _encoded),
    (_read_tree, _encoded),
)
STRUCTURES = tuple(read.__name__ for read, _ in _STRUCTURES)


def _codec(data: bytes) -> bool:
    """The first byte chooses what is read; only Malformed is raised, and bytes come back."""
    read, write = _VALUES[data[0] % len(_VALUES)] if data else _VALUES[0]
    try:
        value = parse(data[1:], read)
    except Malformed:
        return False
    assert write(value) == data[1:], "another encoding of the same value was read"
    return True


def _structures(data: bytes) -> bool:
    """The first byte chooses what is read; only PublicError is raised, and bytes come back."""
    read, write = _STRUCTURES[data[0] % len(_STRUCTURES)] if data else _STRUCTURES[0]
    try:
        value = parse(data[1:], read)
    except PublicError:
        return False
    assert write(value) == data[1:], "another encoding of the same value was read"
    return True


@cache
def _stored() -> bytes:
    return fixture("group")


class _Member:
    """A member of the group in the corpus, made anew after every message that it takes."""

    def __init__(self) -> None:
        self.group = Group.restore(_stored())

    def hear(self, data: bytes) -> bool:
        """The first byte chooses how it is heard. What is refused changes nothing."""
        hear = (self.group.decrypt, self.group.receive_proposal, self.group.inspect)
        try:
            hear[data[0] % 3 if data else 0](data[1:])
        except (PublicError, Replayed, OwnMessage):
            assert self.group.serialize() == _stored(), "a refused message changed the group"
            return False
        self.group = Group.restore(_stored())
        return True


@cache
def _member() -> _Member:
    return _Member()


@cache
def _bundle() -> bytes:
    return fixture("bundle")


def _messages(data: bytes) -> bool:
    return _member().hear(data)


def _welcome(data: bytes) -> bool:
    try:
        Group.join(data, KeyPackageBundle.restore(_bundle()))
    except (PublicError, PrivateError):
        return False
    return True


def _stored_group(data: bytes) -> bool:
    """What is restored was stored; LocalError for anything else."""
    try:
        group = Group.restore(data)
    except LocalError:
        return False
    assert group.serialize() == data, "another form of the same state was read"
    return True


def _stored_bundle(data: bytes) -> bool:
    try:
        bundle = KeyPackageBundle.restore(data)
    except MLSError:
        return False
    assert bundle.serialize() == data
    return True


TARGETS = (
    Target("mls-codec", _codec, LARGEST),
    Target("mls-structures", _structures, LARGEST),
    Target("mls-messages", _messages, LARGEST),
    Target("mls-welcomes", _welcome, LARGEST),
    Target("mls-stored-groups", _stored_group, LARGEST),
    Target("mls-stored-bundles", _stored_bundle, LARGEST),
)
