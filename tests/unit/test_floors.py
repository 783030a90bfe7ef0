"""The floors of the house: wire below all, relay and client apart, MLS on its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "leeward_wire": ROOT / "protocol" / "leeward_wire",
    "leeward_relay": ROOT / "server" / "leeward_relay",
    "leeward_mls": ROOT / "client" / "leeward_mls",
    "leeward_client": ROOT / "client" / "leeward_client",
}
MAY_IMPORT = {
    "leeward_wire": set[str](),
    "leeward_relay": {"leeward_wire"},
    "leeward_mls": set[str](),
    "leeward_client": {"leeward_wire", "leeward_mls"},
}
CLIENT_ROOMS_BARRED = {
    # room: rooms of leeward_client that it must not know
    "panic": {
        "backup",
        "locale",
        "circle",
        "vault",
        "group",
        "invites",
        "session",
        "cli",
        "terminal",
    },
    "locale": {
        "backup",
        "circle",
        "vault",
        "group",
        "link",
        "invites",
        "session",
        "cli",
        "terminal",
    },
    "circle": {"backup", "vault", "group", "link", "invites", "session", "cli", "terminal"},
    "vault": {"backup", "group", "link", "invites", "circle", "session", "cli", "terminal"},
    "invites": {"backup", "vault", "group", "link", "session", "cli", "terminal"},
    "link": {"backup", "vault", "group", "circle", "invites", "session", "cli", "terminal"},
    "group": {"backup", "link", "vault", "session", "cli", "terminal"},
    "backup": {"link", "group", "invites", "session", "cli", "terminal"},
    "session": {"cli", "terminal"},
}
NETWORK = {
    "aiohttp",
    "ftplib",
    "http",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib",
    "yarl",
}
DIALLING = {
    "ClientSession", "Dial", "Tunnel", "connect_ex", "create_connection", "create_datagram_endpoint",
    "getaddrinfo", "getnameinfo", "gethostbyname", "open_connection", "request", "sock_connect",
    "sock_sendto", "urlopen",
}  # fmt: skip
"""Names of what opens connections or looks names up, in the standard library, aiohttp and here."""


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                assert node.level == 1, f"{file}: an import from above its own room"
                continue  # within the same room
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_a_package_imports_only_the_floors_below_it(package: str) -> None:
    files = list(PACKAGES[package].rglob("*.py"))
    assert files
    for file in files:
        for name in imports(file):
            top = name.partition(".")[0]
            if top.startswith("leeward_") and top != package:
                assert top in MAY_IMPORT[package], f"{file}: {name}"


@pytest.mark.parametrize("room", sorted(CLIENT_ROOMS_BARRED))
def test_a_room_of_the_client_knows_only_its_own_floor(room: str) -> None:
    files = list((PACKAGES["leeward_client"] / room).rglob("*.py"))
    for file in files:
        for name in imports(file):
            parts = name.split(".")
            if parts[0] == "leeward_client" and len(parts) > 1:
                assert parts[1] not in CLIENT_ROOMS_BARRED[room], f"{file}: {name}"


def test_only_link_touches_the_network() -> None:
    for file in PACKAGES["leeward_client"].rglob("*.py"):
        if "link" in file.relative_to(PACKAGES["leeward_client"]).parts:
            continue
        for name in imports(file):
            assert name.partition(".")[0] not in NETWORK, f"{file}: {name}"


def calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", ""))


def test_there_is_one_door_out() -> None:
    """Whatever dials is one of these, and stands where it may: a proxy cannot be gone past."""
    found: dict[str, set[str]] = {}
    for file in PACKAGES["leeward_client"].rglob("*.py"):
        for name in calls(file):
            if name in DIALLING or name.endswith("Connector"):
                found.setdefault(name, set()).add(file.name)
    assert found == {
        "Dial": {"ways.py"},
        "ClientSession": {"dial.py"},
        "TCPConnector": {"dial.py"},
        "Tunnel": {"dial.py"},
        "sock_connect": {"tunnel.py"},
        "create_connection": {"tunnel.py"},  # TLS, on the line that is open already
    }
