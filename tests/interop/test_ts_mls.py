"""leeward_mls and ts-mls in one group: every kind of commit, both ways, on three suites.

In every test one implementation founds the group and commits; both are among the others, who
join by its welcome, process its commit, and must end with the same exporter, authenticator,
transcript, extensions and roster, and read one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from leeward_mls import Extension, Suite
from support.mls_members import (
    POLICY,
    MLSMember,
    NodeMember,
    PythonMember,
    all_agree,
    all_talk,
)
from support.node import Driver

pytestmark = pytest.mark.node

SUITES = [Suite.X25519_AES128, Suite.X25519_CHACHA, Suite.XWING]
KINDS = ["python", "node"]
OLD = [Extension(POLICY, b"first policy")]
NEW = [Extension(POLICY, b"second policy, somewhat longer")]


@dataclass
class Scene:
    """A group in which everybody has been heard once."""

    suite: Suite
    driver: Driver
    members: list[MLSMember]

    def newcomer(self, name: str, kind: str) -> MLSMember:
        return member(name, kind, self.suite, self.driver)

    def settle(self, committer: MLSMember, **changes: object) -> bytes:
        """A commit that everybody processes; members it adds or removes are the caller's."""
        made = committer.commit(**changes)  # type: ignore[arg-type]
        for other in self.members:
            if other is not committer:
                assert other.process(made.message)
        committer.merge()
        return made.message


def member(name: str, kind: str, suite: Suite, driver: Driver) -> MLSMember:
    if kind == "python":
        return PythonMember(name, suite)
    return NodeMember(name, suite, driver)


def scene(suite: Suite, founder: str, driver: Driver, size: int = 4) -> Scene:
    """A group founded by `founder`'s kind; the kinds of the others take turns."""
    other = KINDS[1 - KINDS.index(founder)]
    kinds = [founder, other, founder, other, founder, other, founder, other][:size]
    members = [member(f"m{n}", kind, suite, driver) for n, kind in enumerate(kinds)]
    first, *rest = members
    first.create(b"interop", OLD)
    made = first.commit(adds=[each.key_package() for each in rest])
    first.merge()
    assert made.welcome is not None
    for each in rest:
        each.join(made.welcome)
    return Scene(suite, driver, members)


both_ways = pytest.mark.parametrize("committer", KINDS)
suites = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
wires = pytest.mark.parametrize("private", [False, True], ids=["public", "private"])


@suites
@both_ways
def test_welcome_and_messages(suite: Suite, committer: str, driver: Driver) -> None:
    group = scene(suite, committer, driver)
    facts = all_agree(group.members)
    assert facts.epoch == 1
    assert facts.extensions == ((POLICY, b"first policy"),)
    all_talk(group.members)


@suites
@both_ways
@wires
def test_update_paths(suite: Suite, committer: str, private: bool, driver: Driver) -> None:
    """Everybody commits once, so that every path of the tree is sent and read."""
    group = scene(suite, committer, driver)
    for author in group.members:
        group.settle(author, private=private)
        all_agree(group.members)
    assert group.members[0].facts().epoch == 1 + len(group.members)
    all_talk(group.members)


CHANGES = {
    "add": (True, False, False),
    "remove": (False, True, False),
    "context": (False, False, True),
    "context-add": (True, False, True),
    "context-remove": (False, True, True),
    "add-remove": (True, True, False),
    "context-add-remove": (True, True, True),
}


@suites
@both_ways
@wires
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("settled", [False, True], ids=["fresh", "settled"])
def test_commits(
    suite: Suite, committer: str, private: bool, change: str, settled: bool, driver: Driver
) -> None:
    """Every combination of Add, Remove and GroupContextExtensions in one commit.

    `fresh` commits in a tree with blank nodes, `settled` in one where all are filled, so that the
    newcomer is unmerged beside nodes that stay.
    """
    adding, removing, changing = CHANGES[change]
    group = scene(suite, committer, driver)
    if settled:
        for author in group.members:
            group.settle(author)
    author, *others = group.members
    gone = others[1] if removing else None
    newcomers = [group.newcomer("new-python", "python"), group.newcomer("new-node", "node")]
    made = author.commit(
        adds=[each.key_package() for each in newcomers] if adding else None,
        removes=[gone.leaf()] if gone else None,
        extensions=NEW if changing else None,
        private=private,
        authenticated_data=b"bound to it",
    )
    for other in others:
        assert other.process(made.message) is (other is not gone)
    author.merge()
    remaining = [each for each in group.members if each is not gone]
    if adding:
        assert made.welcome is not None
        for each in newcomers:
            each.join(made.welcome)
        remaining += newcomers
    else:
        assert made.welcome is None
    facts = all_agree(remaining)
    assert facts.extensions == ((POLICY, (NEW if changing else OLD)[0].data),)
    assert len(facts.members) == len(remaining)
    all_talk(remaining)
    # the tree that came out of it carries further commits, from old and new members
    group.members = remaining
    group.settle(remaining[-1])
    group.settle(remaining[1])
    all_agree(remaining)


@suites
@both_ways
def test_extensions_can_be_emptied(suite: Suite, committer: str, driver: Driver) -> None:
    group = scene(suite, committer, driver)
    group.settle(group.members[0], extensions=[])
    assert all_agree(group.members).extensions == ()
    all_talk(group.members)


@suites
@both_ways
@pytest.mark.parametrize("leaver", KINDS)
def test_leaving_by_own_proposal(suite: Suite, committer: str, leaver: str, driver: Driver) -> None:
    """A Remove of oneself is proposed, and committed by somebody else by reference."""
    group = scene(suite, committer, driver)
    gone = next(
        each for each in group.members[1:] if isinstance(each, PythonMember) is (leaver == "python")
    )
    proposal = gone.leave()
    staying = [each for each in group.members if each is not gone]
    for each in staying:
        each.hear(proposal)
    made = staying[0].commit()
    assert not gone.process(made.message)
    for each in staying[1:]:
        assert each.process(made.message)
    staying[0].merge()
    assert len(all_agree(staying).members) == len(staying)
    all_talk(staying)


@suites
@both_ways
def test_half_of_the_tree_leaves(suite: Suite, committer: str, driver: Driver) -> None:
    """With everybody on the left gone, the root is on nobody's filtered path."""
    group = scene(suite, committer, driver)
    *left, author, last = group.members
    made = author.commit(removes=[each.leaf() for each in left])
    for each in left:
        assert not each.process(made.message)
    assert last.process(made.message)
    author.merge()
    group.members = [author, last]
    all_agree(group.members)
    group.settle(last)
    group.settle(author)
    all_agree(group.members)
    all_talk(group.members)


@suites
@both_ways
def test_joining_a_tree_with_unmerged_leaves(suite: Suite, committer: str, driver: Driver) -> None:
    """Newcomers one by one beside nodes that stay filled; each next one reads that tree."""
    group = scene(suite, committer, driver, size=8)
    for author in group.members[::3]:
        group.settle(author)
    for n, position in enumerate([2, 5, 6]):
        author = group.members[0]
        gone = group.members[position]
        newcomer = group.newcomer(f"late{n}", KINDS[n % 2])
        made = author.commit(adds=[newcomer.key_package()], removes=[gone.leaf()])
        for each in group.members[1:]:
            assert each.process(made.message) is (each is not gone)
        author.merge()
        assert made.welcome is not None
        newcomer.join(made.welcome)
        group.members[position] = newcomer
        all_agree(group.members)
        group.settle(group.members[-1])
    all_agree(group.members)
    all_talk(group.members)


@suites
@both_ways
def test_alone_and_not_alone_again(suite: Suite, committer: str, driver: Driver) -> None:
    """The last two part; the one who stays takes somebody in again."""
    group = scene(suite, committer, driver, size=2)
    author, gone = group.members
    made = author.commit(removes=[gone.leaf()])
    assert not gone.process(made.message)
    author.merge()
    newcomer = group.newcomer("again", KINDS[1 - KINDS.index(committer)])
    made = author.commit(adds=[newcomer.key_package()])
    author.merge()
    assert made.welcome is not None
    newcomer.join(made.welcome)
    all_agree([author, newcomer])
    all_talk([author, newcomer])


@suites
@both_ways
def test_messages_out_of_order(suite: Suite, committer: str, driver: Driver) -> None:
    """Generations may arrive in any order, each once."""
    group = scene(suite, committer, driver)
    author, *others = group.members
    sent = [(f"message {n}".encode(), author.encrypt(f"message {n}".encode())) for n in range(8)]
    for reader in others:
        for plaintext, message in [*sent[4:], *reversed(sent[:4])]:
            assert reader.decrypt(message) == (plaintext, b"")
