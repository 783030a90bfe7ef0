"""Members of one MLS group in two implementations, behind one face.

`PythonMember` is leeward_mls, `NodeMember` is ts-mls in the Node driver. Tests say which one
plays which part and what happens, and compare what everybody ends up with.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

from leeward_mls import (
    Extension,
    Group,
    KeyPackageBundle,
    PendingCommit,
    Removed,
    SignatureKey,
    Suite,
)

from support.node import Driver

POLICY = 0xF0A0
"""A group-context extension of the private range, which every member says it supports."""


@dataclass(frozen=True)
class Facts:
    """What all members of an epoch agree on, if they agree at all."""

    group_id: bytes
    epoch: int
    authenticator: bytes
    transcript: bytes
    exported: bytes
    extensions: tuple[tuple[int, bytes], ...]
    members: tuple[tuple[int, bytes, bytes], ...] = field(repr=False)


@dataclass(frozen=True)
class Made:
    """A commit that its author has not merged yet."""

    message: bytes
    welcome: bytes | None


class MLSMember(Protocol):
    """What a test asks of a member, whoever implements it."""

    name: str

    def key_package(self) -> bytes: ...
    def create(self, group_id: bytes, extensions: list[Extension]) -> None: ...
    def join(self, welcome: bytes) -> None: ...
    def encrypt(self, plaintext: bytes, authenticated_data: bytes = b"") -> bytes: ...
    def decrypt(self, message: bytes) -> tuple[bytes, bytes]: ...
    def leave(self) -> bytes: ...
    def hear(self, proposal: bytes) -> None: ...
    def commit(
        self,
        *,
        adds: list[bytes] | None = None,
        removes: list[int] | None = None,
        extensions: list[Extension] | None = None,
        private: bool = False,
        authenticated_data: bytes = b"",
    ) -> Made: ...
    def merge(self) -> None: ...
    def process(self, commit: bytes) -> bool: ...
    def facts(self) -> Facts: ...
    def leaf(self) -> int: ...


EXPORT = ("leeward test", b"context", 32)


class PythonMember:
    """leeward_mls, kept as its application keeps it: every change goes through bytes and back."""

    def __init__(self, name: str, suite: Suite) -> None:
        self.name = name
        self.suite = suite
        self.signer = SignatureKey.generate(suite)
        self.bundle: KeyPackageBundle | None = None
        self.group: Group | None = None
        self.pending: PendingCommit | None = None

    @property
    def state(self) -> Group:
        if self.group is None:
            raise RuntimeError(f"{self.name} is in no group")
        return self.group

    def key_package(self) -> bytes:
        now = int(time.time())
        self.bundle = KeyPackageBundle.create(
            self.suite,
            self.name.encode(),
            self.signer,
            not_before=now - 3600,
            not_after=now + 86400,
            extensions_supported=[POLICY],
        )
        return self.bundle.key_package

    def create(self, group_id: bytes, extensions: list[Extension]) -> None:
        self.group = Group.create(
            self.suite,
            group_id,
            self.name.encode(),
            self.signer,
            extensions=extensions,
            extensions_supported=[POLICY],
        )

    def join(self, welcome: bytes) -> None:
        if self.bundle is None:
            raise RuntimeError(f"{self.name} has no key package")
        self.group = Group.join(welcome, self.bundle, now=int(time.time()))

    def encrypt(self, plaintext: bytes, authenticated_data: bytes = b"") -> bytes:
        return self.state.encrypt(plaintext, authenticated_data)

    def decrypt(self, message: bytes) -> tuple[bytes, bytes]:
        got = self.state.decrypt(message)
        return got.plaintext, got.authenticated_data

    def leave(self) -> bytes:
        return self.state.propose_remove_self()

    def hear(self, proposal: bytes) -> None:
        self.state.receive_proposal(proposal)

    def commit(
        self,
        *,
        adds: list[bytes] | None = None,
        removes: list[int] | None = None,
        extensions: list[Extension] | None = None,
        private: bool = False,
        authenticated_data: bytes = b"",
    ) -> Made:
        self.pending = self.state.commit(
            adds=adds or [],
            removes=removes or [],
            extensions=extensions,
            private=private,
            authenticated_data=authenticated_data,
        )
        return Made(self.pending.message, self.pending.welcome)

    def merge(self) -> None:
        if self.pending is None:
            raise RuntimeError(f"{self.name} has no commit to merge")
        self.group, self.pending = Group.restore(self.pending.next.serialize()), None

    def process(self, commit: bytes) -> bool:
        """Whether we are still a member afterwards."""
        try:
            self.group = Group.restore(self.state.inspect(commit).apply().serialize())
        except Removed:
            return False
        self.pending = None
        return True

    def facts(self) -> Facts:
        group = self.state
        return Facts(
            group_id=group.group_id,
            epoch=group.epoch,
            authenticator=bytes(group.epoch_authenticator),
            transcript=group.confirmed_transcript_hash,
            exported=group.export(*EXPORT),
            extensions=tuple((item.type, item.data) for item in group.extensions),
            members=tuple(
                (member.leaf, member.identity, member.encryption_key) for member in group.members
            ),
        )

    def leaf(self) -> int:
        return self.state.own_leaf


class NodeMember:
    """ts-mls, in a driver that may play many members."""

    def __init__(self, name: str, suite: Suite, driver: Driver) -> None:
        self.name = name
        self.suite = suite
        self.driver = driver

    def call(self, op: str, **fields: object) -> dict[str, object]:
        """One command in this member's name; PeerError when it is refused."""
        return self.driver.call(op, **{"as": self.name, **fields})

    def read(self, op: str, key: str, **fields: object) -> bytes:
        """One command whose answer is bytes."""
        return bytes.fromhex(str(self.call(op, **fields)[key]))

    def key_package(self) -> bytes:
        return self.read(
            "key_package",
            "key_package",
            suite=int(self.suite),
            identity=self.name.encode(),
            extensions_supported=[POLICY],
        )

    def create(self, group_id: bytes, extensions: list[Extension]) -> None:
        self.key_package()
        self.call("create", group_id=group_id, extensions=_dicts(extensions))

    def join(self, welcome: bytes) -> None:
        self.call("join", welcome=welcome)

    def encrypt(self, plaintext: bytes, authenticated_data: bytes = b"") -> bytes:
        return self.read(
            "encrypt", "message", plaintext=plaintext, authenticated_data=authenticated_data
        )

    def decrypt(self, message: bytes) -> tuple[bytes, bytes]:
        got = self.call("decrypt", message=message)
        return bytes.fromhex(str(got["plaintext"])), bytes.fromhex(str(got["authenticated_data"]))

    def leave(self) -> bytes:
        return self.read("propose_remove", "message")

    def hear(self, proposal: bytes) -> None:
        self.call("receive_proposal", message=proposal)

    def commit(
        self,
        *,
        adds: list[bytes] | None = None,
        removes: list[int] | None = None,
        extensions: list[Extension] | None = None,
        private: bool = False,
        authenticated_data: bytes = b"",
        dishonestly: dict[str, object] | None = None,
    ) -> Made:
        """`dishonestly` makes a commit that nobody may accept (see member.mjs)."""
        got = self.call(
            "commit",
            adds=adds or [],
            removes=removes or [],
            extensions=None if extensions is None else _dicts(extensions),
            private=private,
            authenticated_data=authenticated_data,
            dishonestly=dishonestly,
        )
        welcome = got["welcome"]
        return Made(
            bytes.fromhex(str(got["message"])),
            None if welcome is None else bytes.fromhex(str(welcome)),
        )

    def merge(self) -> None:
        self.call("merge")
        self.call("reload")

    def process(self, commit: bytes) -> bool:
        """Whether we are still a member afterwards."""
        if self.call("process", message=commit)["status"] == "removedFromGroup":
            return False
        self.call("reload")
        return True

    def facts(self) -> Facts:
        label, context, length = EXPORT
        state = self.driver.call("state", **{"as": self.name})
        return Facts(
            group_id=bytes.fromhex(state["group_id"]),
            epoch=state["epoch"],
            authenticator=bytes.fromhex(state["epoch_authenticator"]),
            transcript=bytes.fromhex(state["confirmed_transcript_hash"]),
            exported=self.read("export", "secret", label=label, context=context, length=length),
            extensions=tuple(
                (item["type"], bytes.fromhex(item["data"])) for item in state["extensions"]
            ),
            members=tuple(
                (
                    member["leaf"],
                    bytes.fromhex(member["identity"]),
                    bytes.fromhex(member["encryption_key"]),
                )
                for member in state["members"]
            ),
        )

    def leaf(self) -> int:
        leaf: int = self.driver.call("state", **{"as": self.name})["own_leaf"]
        return leaf


def _dicts(extensions: list[Extension]) -> list[dict[str, object]]:
    return [{"type": item.type, "data": item.data} for item in extensions]


def all_agree(members: list[MLSMember]) -> Facts:
    """The facts of the first, after comparing everybody's."""
    first = members[0].facts()
    for member in members[1:]:
        assert member.facts() == first, f"{member.name} differs from {members[0].name}"
    return first


def all_talk(members: list[MLSMember]) -> None:
    """Everybody says something, everybody else reads it."""
    for speaker in members:
        spoken = (f"from {speaker.name}".encode(), b"seen by all")
        message = speaker.encrypt(*spoken)
        for listener in members:
            if listener is not speaker:
                assert listener.decrypt(message) == spoken
