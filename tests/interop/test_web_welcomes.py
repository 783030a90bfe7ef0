"""Welcomes of a dishonest member: newcomers refuse them in both clients, for the same reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from leeward_mls import Group, PrivateError, PublicError, SignatureKey
from leeward_mls.groupinfo import GroupInfo, GroupSecrets, Welcome
from leeward_mls.suites import Crypto
from leeward_mls.treekem import NewPath
from support.mls_court import Court, psk
from support.mls_members import PythonMember
from support.mls_web import WebMember
from support.node import Driver, PeerError

pytestmark = pytest.mark.node

Spoil = Callable[[pytest.MonkeyPatch], None]


def path_secret(secret: bytes | None) -> Spoil:
    return lambda patch: patch.setattr(NewPath, "secret_of", lambda *_: secret)


def info(change: Callable[[GroupInfo], GroupInfo], signer: SignatureKey | None = None) -> Spoil:
    """The group info with this change, signed by the committer unless another is named."""
    sign = GroupInfo.sign

    def signed(self: GroupInfo, crypto: Crypto, key: SignatureKey) -> GroupInfo:
        return sign(change(self), crypto, signer or key)

    return lambda patch: patch.setattr(GroupInfo, "sign", signed)


def without_tree(given: GroupInfo) -> GroupInfo:
    return replace(given, extensions=())


def other_tree(given: GroupInfo) -> GroupInfo:
    """The tree with one byte of the first leaf's key changed."""
    (kind, data), *rest = given.extensions
    changed = bytearray(data)
    changed[20] ^= 1
    return replace(given, extensions=(type(given.extensions[0])(kind, bytes(changed)), *rest))


def tree_twice(given: GroupInfo) -> GroupInfo:
    return replace(given, extensions=given.extensions * 2)


def secrets(change: Callable[[GroupSecrets], bytes]) -> Spoil:
    return lambda patch: patch.setattr(GroupSecrets, "encode", change)


def welcome(change: Callable[[Welcome], Welcome]) -> Spoil:
    plain = Welcome.encode
    return lambda patch: patch.setattr(Welcome, "encode", lambda self: plain(change(self)))


encode = GroupSecrets.encode

SPOILT: dict[str, tuple[str, Spoil]] = {
    "no path secret": ("PrivateError 12.4.3-8", path_secret(None)),
    "another path secret": ("PrivateError 12.4.3-8", path_secret(bytes(64))),
    "another's signature": (
        "PublicError 12.4.3-3",
        info(lambda given: given, SignatureKey.generate()),
    ),
    "signed by nobody": ("PublicError 12.4.3-3", info(lambda given: replace(given, signer=9))),
    "signed for another": ("PublicError 12.4.3-3", info(lambda given: replace(given, signer=1))),
    "another tag": (
        "PrivateError 8.1-1",
        info(lambda given: replace(given, confirmation_tag=bytes(64))),
    ),
    "no tree": ("PublicError 12.4.3-5", info(without_tree)),
    "tree twice": ("PublicError 13.4-1", info(tree_twice)),
    "a joiner secret of its own": (
        "PrivateError 12.4.3-2",
        secrets(lambda given: encode(replace(given, joiner_secret=bytes(64)))),
    ),
    "bytes after the secrets": ("PublicError 2-1", secrets(lambda given: encode(given) + b"\0")),
    "a pre-shared key": (
        "PrivateError 8.4-1",
        secrets(lambda given: encode(replace(given, psks=(psk().psk,)))),
    ),
    "for nobody": ("PublicError 12.4.3-1", welcome(lambda given: replace(given, secrets=()))),
    "another suite": ("PublicError 12.4.3-4", welcome(lambda given: replace(given, suite=3))),
    "garbled info": (
        "PrivateError 12.4.3-2",
        welcome(lambda given: replace(given, encrypted_group_info=b"garbled" + bytes(60))),
    ),
}


def refused(join: Callable[[], object]) -> str:
    try:
        join()
    except PublicError as error:
        return f"PublicError {error.rule}"
    except PrivateError as error:
        return f"PrivateError {error.rule}"
    except PeerError as refusal:
        return f"{refusal.kind} {refusal.text}"
    return "joined"


@pytest.mark.parametrize("name", SPOILT)
def test_welcomes_are_refused_alike(
    name: str, court: Court, web: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict, spoil = SPOILT[name]
    ours, theirs = PythonMember("n0", court.author.suite), WebMember("n1", web)
    packages = [ours.key_package(), theirs.key_package()]
    with monkeypatch.context() as patch:
        spoil(patch)
        made = court.author.state.commit(adds=packages)
    sealed = made.welcome
    assert sealed is not None
    bundle = ours.bundle
    assert bundle is not None
    assert refused(lambda: Group.join(sealed, bundle)) == verdict
    assert refused(lambda: theirs.join(sealed)) == verdict


def test_another_tree_is_refused_by_both(
    court: Court, web: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which rule it breaks first depends on where one begins to look."""
    ours, theirs = PythonMember("n0", court.author.suite), WebMember("n1", web)
    packages = [ours.key_package(), theirs.key_package()]
    with monkeypatch.context() as patch:
        info(other_tree)(patch)
        sealed = court.author.state.commit(adds=packages).welcome
    assert sealed is not None
    bundle = ours.bundle
    assert bundle is not None
    assert refused(lambda: Group.join(sealed, bundle)) == "PublicError 12.4.3-5"
    assert refused(lambda: theirs.join(sealed)).startswith("PublicError")
