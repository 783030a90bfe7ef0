"""Both implementations come to the same verdict on a commit from what every member can see.

A seal is void only by checks that all members make alike, so leeward_mls and ts-mls must agree on
each of these. The commits are forged by a real member with the signature and the tags it can
really make; only the confirmation tag, which is a private matter, is zeros. A commit that passes
all public checks therefore fails there, and nowhere before.
"""

from __future__ import annotations

from typing import Any

import pytest
from leeward_mls import Extension, PrivateError, PublicError, Suite
from support.mls_members import POLICY, NodeMember, PythonMember
from support.node import Driver, PeerError

pytestmark = pytest.mark.node

SUITE = Suite.X25519_CHACHA
KNOWN = {"type": POLICY, "data": b"changed"}
UNKNOWN = {"type": 0xF0A1, "data": b""}


class Court:
    """Four members: the first forges, the second (ours) and the third (ts-mls) judge."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.author = NodeMember("m0", SUITE, driver)
        self.ours = PythonMember("m1", SUITE)
        self.theirs = NodeMember("m2", SUITE, driver)
        other = NodeMember("m3", SUITE, driver)
        self.author.create(b"court", [Extension(POLICY, b"")])
        self.packages = [each.key_package() for each in (self.ours, self.theirs, other)]
        made = self.author.commit(adds=self.packages)
        self.author.merge()
        assert made.welcome is not None
        for each in (self.ours, self.theirs, other):
            each.join(made.welcome)

    def key_package(self, **wishes: Any) -> bytes:
        """A newcomer's, signed in order, around what the wishes say."""
        newcomer = NodeMember(f"new{self.driver.call('count')['members']}", SUITE, self.driver)
        plain = newcomer.key_package()
        return newcomer.read("forge_key_package", "key_package", **wishes) if wishes else plain

    def verdicts(self, **forged: Any) -> tuple[str, str]:
        """(ours, theirs): the rule or error, or "passes" for both."""
        message = self.author.read("forge", "message", **forged)
        try:
            staged = self.ours.state.inspect(message)
        except PublicError as error:
            ours = error.rule
        else:
            ours = "passes"
            with pytest.raises(PrivateError) as refused:
                staged.apply()
            assert refused.value.rule == "8.1-1"
        with pytest.raises(PeerError) as refusal:
            self.theirs.process(message)
        text = refusal.value.text
        return ours, "passes" if text == "Could not verify confirmation tag" else text


@pytest.fixture
def court(driver: Driver) -> Court:
    return Court(driver)


def refused(court: Court, rule: str, **forged: Any) -> None:
    ours, theirs = court.verdicts(**forged)
    assert ours == rule
    assert theirs != "passes"


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"proposals": [{"remove": 3}], "effect": {"removes": [3]}},
        {"proposals": [{"context": [KNOWN]}], "effect": {"context": [KNOWN]}},
        {"proposals": [{"context": []}], "effect": {"context": []}},
        {
            "proposals": [{"context": [KNOWN]}, {"remove": 3}],
            "effect": {"removes": [3], "context": [KNOWN]},
        },
    ],
    ids=["update", "remove", "context", "no context", "context and remove"],
)
def test_what_is_in_order_passes(forged: dict[str, Any], court: Court) -> None:
    assert court.verdicts(**forged) == ("passes", "passes")


@pytest.mark.parametrize("path", [True, False])
def test_adds_pass(path: bool, court: Court) -> None:
    package = court.key_package()
    effect = {"adds": [package]}
    forged = court.verdicts(proposals=[{"add": package}], effect=effect, path=path)
    assert forged == ("passes", "passes")


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        ("epoch", "6-3"),
        ("group", "6-2"),
        ("sender", "6-5"),
        ("signature", "6.1-1"),
        ("membership tag", "6.2-1"),
        ("leaf signature", "7.3-1"),
        ("node missing", "7.5-1"),
        ("ciphertext missing", "7.6-1"),
        ("ciphertext twice", "7.6-1"),
        ("parent key", "7.9-1"),
    ],
)
def test_messages_and_paths(spoil: str, rule: str, court: Court) -> None:
    refused(court, rule, spoil=spoil)


@pytest.mark.parametrize(
    ("rule", "forged"),
    [
        ("12.1-1", {"proposals": [{"remove": 9}]}),
        ("12.2-3", {"proposals": [{"remove": 0}]}),
        ("12.2-4", {"proposals": [{"remove": 3}] * 2, "effect": {"removes": [3]}}),
        ("12.2-8", {"proposals": [{"context": [KNOWN]}] * 2, "effect": {"context": [KNOWN]}}),
        ("12.1-6", {"proposals": [{"context": [UNKNOWN]}], "effect": {"context": [UNKNOWN]}}),
        ("13.4-1", {"proposals": [{"context": [KNOWN] * 2}], "effect": {"context": [KNOWN] * 2}}),
        ("12.2-1", {"refs": [b"nothing has this reference......"]}),
        ("12.2-9", {"proposals": [{"reinit": True}, {"remove": 3}], "effect": {"removes": [3]}}),
        ("12.2-10", {"proposals": [{"external_init": True}]}),
        ("2-1", {"proposals": [{"custom": b"unknown"}]}),
        ("12.4-1", {"path": False}),
        ("12.4-1", {"proposals": [{"remove": 3}], "path": False}),
        ("12.4-1", {"proposals": [{"context": [KNOWN]}], "path": False}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_proposals(rule: str, forged: dict[str, Any], court: Court) -> None:
    refused(court, rule, **forged)


@pytest.mark.parametrize(
    ("rule", "wishes"),
    [
        ("5-2", {"init_key": bytes(32)}),
        ("7.3-4", {"capabilities": {"versions": []}}),
        ("7.3-4", {"capabilities": {"ciphersuites": [1]}}),
        ("7.3-4", {"capabilities": {"credentials": []}}),
        ("7.3-5", {"leaf_extensions": [UNKNOWN]}),
        ("7.3-6", {"capabilities": {"extensions": []}}),
        ("10.1-3", {"same_key": True}),
        ("13.4-1", {"leaf_extensions": [KNOWN] * 2}),
        ("13.4-1", {"extensions": [KNOWN] * 2}),
    ],
    ids=str,
)
def test_key_packages(rule: str, wishes: dict[str, Any], court: Court) -> None:
    package = court.key_package(**wishes)
    refused(court, rule, proposals=[{"add": package}], effect={"adds": [package]})


def test_key_package_with_a_wrong_signature(court: Court) -> None:
    package = court.key_package()
    package = package[:-1] + bytes([package[-1] ^ 1])
    refused(court, "10.1-2", proposals=[{"add": package}], effect={"adds": [package]})


def test_two_adds_of_one_client(court: Court) -> None:
    package = court.key_package()
    refused(court, "12.2-5", proposals=[{"add": package}] * 2, effect={"adds": [package] * 2})


def test_add_of_a_member(court: Court) -> None:
    package = court.packages[2]
    refused(court, "12.2-6", proposals=[{"add": package}], effect={"adds": [package]})


def test_member_that_comes_back_in_the_commit_that_removes_it(court: Court) -> None:
    package = court.packages[2]
    forged = {
        "proposals": [{"remove": 3}, {"add": package}],
        "effect": {"removes": [3], "adds": [package]},
    }
    assert court.verdicts(**forged) == ("passes", "passes")
