"""What the patch of client/web/patches puts right in ts-mls, fault by fault; and its applier.

`test_ts_mls.py` shows the combinations with leeward_mls; here ts-mls stands alone or is given
bytes it must refuse. Without the patch each of these fails.
"""

from __future__ import annotations

import hmac
import shutil
import subprocess
from pathlib import Path

import pytest
from leeward_mls import Extension, Suite
from leeward_mls.codec import u16, u64, vec
from support.mls_members import POLICY, NodeMember, all_agree
from support.node import HOME, PATCHES, Driver, PeerError, node

pytestmark = pytest.mark.node

SUITE = Suite.X25519_CHACHA
PATCH = "ts-mls+2.0.0-rc.10.patch"


def group(driver: Driver, size: int, suite: Suite = SUITE) -> list[NodeMember]:
    members = [NodeMember(f"m{n}", suite, driver) for n in range(size)]
    members[0].create(b"patched", [Extension(POLICY, b"")])
    made = members[0].commit(adds=[each.key_package() for each in members[1:]])
    members[0].merge()
    assert made.welcome is not None
    for each in members[1:]:
        each.join(made.welcome)
    return members


@pytest.mark.parametrize(
    ("adds", "removes", "changes", "wanted"),
    [
        (0, 0, False, True),
        (1, 0, False, False),
        (0, 1, False, True),
        (0, 0, True, True),
        (1, 0, True, True),
        (0, 1, True, True),
        (1, 1, False, True),
        (1, 1, True, True),
    ],
)
def test_path_stands_where_the_rfc_wants_it(
    adds: int, removes: int, changes: bool, wanted: bool, driver: Driver
) -> None:
    """RFC 9420 section 12.4: only a commit of nothing but Adds (and PSKs) may go without."""
    members = group(driver, 4)
    newcomer = NodeMember("new", SUITE, driver)
    answer = driver.call(
        "commit",
        **{"as": "m0"},
        adds=[newcomer.key_package()] * adds,
        removes=[2] * removes,
        extensions=[{"type": POLICY, "data": b"changed"}] if changes else None,
    )
    assert answer["has_path"] is wanted
    members[0].merge()
    assert members[1].process(bytes.fromhex(answer["message"]))
    all_agree([members[0], members[1]])


@pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)
def test_suites_bear_their_numbers_on_the_wire(suite: Suite, driver: Driver) -> None:
    """The X-Wing suite is 0xF00E; a key package names its suite after its version."""
    package = NodeMember("m0", suite, driver).key_package()
    assert package[:4] == b"\x00\x01" + int(suite).to_bytes(2, "big")


def test_seat_filled_again_gets_no_secret_of_the_old_member(driver: Driver) -> None:
    """Remove and Add of one seat: whoever lost it learns that, and is sent nothing."""
    members = group(driver, 4)
    newcomer = NodeMember("new", SUITE, driver)
    made = members[0].commit(adds=[newcomer.key_package()], removes=[2])
    assert not members[2].process(made.message)
    assert members[1].process(made.message)
    members[0].merge()
    assert made.welcome is not None
    newcomer.join(made.welcome)
    assert newcomer.leaf() == 2
    all_agree([members[0], members[1], newcomer])


def test_blank_root_is_not_on_the_path(driver: Driver) -> None:
    members = group(driver, 4)
    made = members[2].commit(removes=[0, 1])
    assert members[3].process(made.message)
    members[2].merge()
    all_agree([members[2], members[3]])


def test_last_member_commits_a_secret_of_its_own(driver: Driver) -> None:
    """Who is removed from a group of two cannot derive the epoch that follows.

    A path of no nodes still has a commit secret (RFC 9420 section 7.4). Were it zero, the init
    secret, which the removed member has, and public values would give the next epoch away.
    """
    members = group(driver, 2)
    held = members[1].read("init_secret", "secret")
    members[0].commit(removes=[1])
    members[0].merge()
    state = driver.call("state", **{"as": "m0"})
    context = (
        b"\x00\x01"
        + u16(int(SUITE))
        + vec(bytes.fromhex(state["group_id"]))
        + u64(state["epoch"])
        + vec(bytes.fromhex(state["tree_hash"]))
        + vec(bytes.fromhex(state["confirmed_transcript_hash"]))
        + vec(u16(POLICY) + vec(b""))
    )
    no_secret = bytes(32)
    joiner = expand(extract(held, no_secret), "joiner", context)
    epoch = expand(extract(joiner, no_secret), "epoch", context)
    guessed = expand(epoch, "authentication", b"")
    assert guessed.hex() != state["epoch_authenticator"]


def extract(salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, "sha256")


def expand(secret: bytes, label: str, context: bytes) -> bytes:
    """ExpandWithLabel of RFC 9420 section 8, one block long."""
    info = u16(32) + vec(b"MLS 1.0 " + label.encode()) + vec(context)
    return hmac.digest(secret, info + b"\x01", "sha256")


@pytest.mark.parametrize("wire", ["message", "welcome", "key package"])
def test_trailing_bytes_are_refused(wire: str, driver: Driver) -> None:
    members = group(driver, 2)
    newcomer = NodeMember("new", SUITE, driver)
    package = newcomer.key_package()
    if wire == "key package":
        with pytest.raises(PeerError, match="Trailing bytes"):
            members[0].commit(adds=[package + b"\x00"])
        return
    made = members[0].commit(adds=[package])
    assert made.welcome is not None
    reader, op, data = {
        "message": (members[1], "process", {"message": made.message + b"\x00"}),
        "welcome": (newcomer, "join", {"welcome": made.welcome + b"\x00"}),
    }[wire]
    with pytest.raises(PeerError, match="Trailing bytes"):
        reader.call(op, **data)
    assert members[1].process(made.message)


def test_lengths_take_the_fewest_bytes(driver: Driver) -> None:
    """The group id's length, one byte in every honest message, written in two."""
    members = group(driver, 2)
    message = members[0].commit().message
    at = message.index(b"\x07patched")
    padded = message[:at] + b"\x40\x07" + message[at + 1 :]
    with pytest.raises(PeerError, match="fewest bytes"):
        members[1].process(padded)


@pytest.mark.parametrize(
    "repeat",
    [{1: 0}, {2: 1}, {2: 0}, {0: "member"}, {1: "member"}, {2: "member"}, {0: "node"}, {1: "node"}],
    ids=lambda plan: "-".join(f"{at}is{what}" for at, what in plan.items()),
)
def test_path_keys_are_unique(repeat: dict[int, int | str], driver: Driver) -> None:
    """No key of an update path stands twice, in the path or in the tree (section 12.4.2)."""
    members = group(driver, 4)
    keys = {leaf: key for leaf, _, key in members[0].facts().members}
    for author in members:
        made = author.commit()
        for other in members:
            if other is not author:
                other.process(made.message)
        author.merge()
    keys = {leaf: key for leaf, _, key in members[0].facts().members}
    node_key = bytes.fromhex(driver.call("node_key", **{"as": "m0"}, node=5)["key"])
    known = {"member": keys[3].hex(), "node": node_key.hex()}
    plan = {at: known.get(str(what), what) for at, what in repeat.items()}
    made = members[0].commit(dishonestly={"repeat": plan})
    with pytest.raises(PeerError, match=r"Public keys in the UpdatePath|hpke keys not unique"):
        members[3].process(made.message)
    assert members[3].process(members[0].commit().message)


def test_extension_nobody_supports_is_refused(driver: Driver) -> None:
    members = group(driver, 2)
    with pytest.raises(PeerError, match="doesn't support extension"):
        members[0].commit(extensions=[Extension(0xF0A1, b"unknown")])


def test_one_extension_of_a_type(driver: Driver) -> None:
    members = group(driver, 2)
    with pytest.raises(PeerError, match="two extensions of one type"):
        members[0].commit(extensions=[Extension(POLICY, b"a"), Extension(POLICY, b"b")])


def test_no_past_epoch_is_kept(driver: Driver) -> None:
    members = group(driver, 2)
    late = members[0].encrypt(b"too late")
    made = members[0].commit()
    assert members[1].process(made.message)
    members[0].merge()
    for each in members:
        assert each.call("state")["past_epochs"] == 0
    with pytest.raises(PeerError, match="epoch too old"):
        members[1].decrypt(late)


# The applier.


def applied(patches: Path, modules: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(node()), str(patches / "apply.mjs"), str(modules)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A package of one file and a patch for it."""
    patches, modules = tmp_path / "patches", tmp_path / "node_modules"
    (modules / "@some" / "thing").mkdir(parents=True)
    patches.mkdir()
    shutil.copy(PATCHES / "apply.mjs", patches)
    home = modules / "@some" / "thing"
    (home / "package.json").write_text('{"version": "1.0.0"}')
    (home / "a.js").write_text("one\ntwo\nthree\nfour\n")
    (patches / "@some+thing+1.0.0.patch").write_text(
        "--- a/a.js\n+++ b/a.js\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n"
    )
    return patches, modules


def test_patch_is_applied(small: tuple[Path, Path]) -> None:
    patches, modules = small
    assert applied(patches, modules).returncode == 0
    assert (modules / "@some/thing/a.js").read_text() == "one\nzwei\nthree\nfour\n"


def test_patch_that_does_not_fit_changes_nothing(small: tuple[Path, Path]) -> None:
    patches, modules = small
    (modules / "@some/thing/b.js").write_text("other\n")
    with (patches / "@some+thing+1.0.0.patch").open("a") as patch:
        patch.write("--- a/b.js\n+++ b/b.js\n@@ -1 +1 @@\n-expected\n+changed\n")
    done = applied(patches, modules)
    assert done.returncode != 0
    assert "not the text the patch expects" in done.stderr
    assert (modules / "@some/thing/a.js").read_text() == "one\ntwo\nthree\nfour\n"


def test_patch_is_for_one_version(small: tuple[Path, Path]) -> None:
    patches, modules = small
    (modules / "@some/thing/package.json").write_text('{"version": "1.0.1"}')
    done = applied(patches, modules)
    assert done.returncode != 0
    assert "version 1.0.1 is installed" in done.stderr


def test_patch_stays_in_its_package(small: tuple[Path, Path]) -> None:
    patches, modules = small
    (modules / "outside.js").write_text("one\n")
    (patches / "@some+thing+1.0.0.patch").write_text(
        "--- a/../../outside.js\n+++ b/../../outside.js\n@@ -1 +1 @@\n-one\n+two\n"
    )
    done = applied(patches, modules)
    assert done.returncode != 0
    assert "leaves the package" in done.stderr


def test_pins_and_patch_belong_together() -> None:
    """The lock pins the version that the patch is for, and names no registry."""
    lock = (HOME / "package-lock.json").read_text()
    version = PATCH.removesuffix(".patch").split("+")[1]
    assert f'"ts-mls": "{version}"' in lock
    assert '"resolved"' not in lock
    assert [path.name for path in PATCHES.glob("*.patch")] == [PATCH]
