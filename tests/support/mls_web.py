"""A member of an MLS group in the web client's MLS room, run in Node from its sources."""

from __future__ import annotations

import time
from typing import Any

import build_web
from leeward_mls import Extension

from support.mls_members import EXPORT, POLICY, Made
from support.node import Driver

WEB_HOME = build_web.ROOT / "tests" / "interop" / "node-web"


def web_driver() -> Driver:
    return Driver(WEB_HOME, build_web.HOME)


class WebMember:
    """Kept as its application keeps it: every change of epoch goes through bytes and back."""

    def __init__(self, name: str, driver: Driver) -> None:
        self.name = name
        self.driver = driver

    def call(self, op: str, **fields: object) -> dict[str, Any]:
        """One command in this member's name; PeerError when it is refused."""
        return self.driver.call(op, **{"as": self.name, **fields})

    def read(self, op: str, key: str, **fields: object) -> bytes:
        """One command whose answer is bytes."""
        return bytes.fromhex(self.call(op, **fields)[key])

    def key_package(self) -> bytes:
        now = int(time.time())
        return self.read(
            "key_package",
            "key_package",
            identity=self.name.encode(),
            not_before=now - 3600,
            not_after=now + 86400,
            extensions_supported=[POLICY],
        )

    def create(self, group_id: bytes, extensions: list[Extension]) -> None:
        self.call(
            "create",
            group_id=group_id,
            identity=self.name.encode(),
            extensions=_dicts(extensions),
            extensions_supported=[POLICY],
        )

    def join(self, welcome: bytes) -> None:
        self.call("join", welcome=welcome)

    def encrypt(self, plaintext: bytes) -> bytes:
        return self.read("encrypt", "message", plaintext=plaintext)

    def decrypt(self, message: bytes) -> bytes:
        return self.read("decrypt", "plaintext", message=message)

    def leave(self) -> bytes:
        return self.read("propose_remove_self", "message")

    def hear(self, proposal: bytes) -> bytes:
        return self.read("receive_proposal", "ref", message=proposal)

    def commit(
        self,
        *,
        adds: list[bytes] | None = None,
        removes: list[int] | None = None,
        extensions: list[Extension] | None = None,
        authenticated_data: bytes = b"",
        info_extensions: list[Extension] | None = None,
    ) -> Made:
        got = self.call(
            "commit",
            adds=adds or [],
            removes=removes or [],
            extensions=None if extensions is None else _dicts(extensions),
            authenticated_data=authenticated_data,
            info_extensions=_dicts(info_extensions or []),
        )
        welcome = got["welcome"]
        return Made(
            bytes.fromhex(got["message"]), None if welcome is None else bytes.fromhex(welcome)
        )

    def merge(self) -> None:
        self.call("merge")

    def process(self, commit: bytes) -> bool:
        """Whether we are still a member afterwards."""
        got = self.call("process", message=commit, apply=True)
        assert got["public"] == "passes", got
        assert got["private"] in ("passes", "Removed"), got
        return bool(got["private"] == "passes")

    def verdict(self, message: bytes) -> tuple[str, str]:
        """(what all members decide, what this one decides then): errors with their rules."""
        got = self.call("process", message=message, apply=True)
        return got["public"], got.get("private", "")

    def staged(self, message: bytes) -> dict[str, Any]:
        """What a commit that passes all public checks is shown to change."""
        got = self.call("process", message=message, apply=False)
        assert got["public"] == "passes", got
        facts: dict[str, Any] = got["facts"]
        return facts

    def state(self) -> dict[str, Any]:
        label, context, length = EXPORT
        return self.call("state", label=label, context=context, length=length)

    def leaf(self) -> int:
        return int(self.state()["own_leaf"])


def _dicts(extensions: list[Extension]) -> list[dict[str, object]]:
    return [{"type": item.type, "data": item.data} for item in extensions]
