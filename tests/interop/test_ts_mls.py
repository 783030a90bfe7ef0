"""leeward_mls and ts-mls in one group: every kind of commit, both ways, on three suites.

In every test one implementation founds the group and commits; both are among the others, who
join by its welcome, process its commit, and must end with the same exporter, authenticator,
transcript, extensions and roster, and read one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from leeward_mls import Extension, PublicError, Suite
from support.mls_members import (
    POLICY,
    MLSMember,
    NodeMember,
    PythonMember,
    all_agree,
    all_talk,
)
from support.node import Driver, PeerError

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


def combinations() -> list[tuple[Suite, bool, bool]]:
    """(suite, private, settled): most for the suite that circles use, half for the others."""
    for_all = [(False, True), (True, False)]
    for_circles = [*for_all, (False, False)]
    return [
        (suite, private, settled)
        for suite in SUITES
        for private, settled in (for_circles if suite is Suite.XWING else for_all)
    ]


@pytest.mark.parametrize(
    ("suite", "private", "settled"),
    combinations(),
    ids=lambda value: value.name if isinstance(value, Suite) else None,
)
@both_ways
@pytest.mark.parametrize("change", CHANGES)
def test_commits(
    suite: Suite, private: bool, settled: bool, committer: str, change: str, driver: Driver
) -> None:
    """Every combination of Add, Remove and GroupContextExtensions in one commit.

    A tree that is not `settled` has blank nodes; in one that is all are filled, so that newcomers
    are unmerged beside nodes that stay.
    """
    adding, removing, changing = CHANGES[change]
    group = scene(suite, committer, driver)
    if settled:
        for author in group.members[::2]:
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


REPEATED: list[tuple[dict[int, int | str], str]] = [
    ({1: 0}, "12.4-3"),
    ({2: 1}, "12.4-3"),
    ({0: "member"}, "12.4-3"),
    ({1: "member"}, "12.4-3"),
    ({2: "member"}, "12.4-3"),
    ({0: "node"}, "12.4-3"),
    ({1: "node"}, "12.4-3"),
    ({0: "small order"}, "5-2"),
    ({1: "small order"}, "5-2"),
    ({2: "not reduced"}, "5-2"),
]


def refused_by_both(group: Scene, dishonestly: dict[str, object], rule: str) -> None:
    """The first member, ts-mls, commits dishonestly; the next two refuse, then go on."""
    author, python, node, *_ = group.members
    assert isinstance(author, NodeMember)
    assert isinstance(python, PythonMember)
    message = author.commit(dishonestly=dishonestly).message
    with pytest.raises(PublicError) as refused:
        python.state.inspect(message)
    assert refused.value.rule == rule
    with pytest.raises(PeerError) as error:
        node.process(message)
    assert error.value.kind == "ValidationError"
    group.settle(author)
    all_agree(group.members)


@pytest.mark.parametrize("suite", [Suite.X25519_CHACHA, Suite.XWING], ids=lambda suite: suite.name)
@pytest.mark.parametrize(
    ("repeat", "rule"), REPEATED, ids=lambda value: str(value).replace(" ", "")
)
def test_bad_keys_are_refused_by_both(
    repeat: dict[int, int | str], rule: str, suite: Suite, driver: Driver
) -> None:
    """A key that stands twice, in the path or in the tree, or to which nobody can encrypt."""
    group = scene(suite, "node", driver)
    for author in group.members[::2]:
        group.settle(author)
    first = group.members[0]
    assert isinstance(first, NodeMember)
    member_key = first.facts().members[3][2]
    known = {
        "member": member_key,
        "node": first.read("node_key", "key", node=5),
        "small order": member_key[:-32] + bytes(32),
        # the first coefficients of an ML-KEM key at their largest; X25519 has no such thing
        "not reduced": b"\xff" * (len(member_key) - 32) + member_key[-32:],
    }
    if "not reduced" in repeat.values() and suite is not Suite.XWING:
        known["not reduced"] = b"\x01" + bytes(31)
    plan = {at: known[what].hex() if isinstance(what, str) else what for at, what in repeat.items()}
    refused_by_both(group, {"repeat": plan}, rule)


@pytest.mark.parametrize(
    ("dishonestly", "rule"),
    [
        ({"lengthen": True}, "7.6-2"),
        ({"leaf": {"capabilities": {"versions": []}}}, "7.3-4"),
        ({"leaf": {"capabilities": {"ciphersuites": [1]}}}, "7.3-4"),
        ({"leaf": {"capabilities": {"credentials": []}}}, "7.3-4"),
        ({"leaf": {"capabilities": {"extensions": []}}}, "7.3-6"),
        ({"leaf": {"extensions": [{"type": 0xF0A1, "data": ""}]}}, "7.3-5"),
        ({"leaf": {"extensions": [{"type": POLICY, "data": ""}] * 2}}, "13.4-1"),
    ],
    ids=str,
)
def test_bad_paths_are_refused_by_both(
    dishonestly: dict[str, object], rule: str, driver: Driver
) -> None:
    """What the committer's new leaf lacks, or path secrets of the wrong size."""
    group = scene(Suite.X25519_CHACHA, "node", driver)
    refused_by_both(group, dishonestly, rule)


@pytest.mark.parametrize("what", ["commit", "message", "welcome", "proposal"])
@both_ways
def test_trailing_bytes_are_refused_by_both(what: str, committer: str, driver: Driver) -> None:
    """`committer` is the kind that writes; the other kind refuses one byte more, and goes on."""
    group = scene(Suite.X25519_CHACHA, committer, driver)
    author, reader, *_ = group.members
    newcomer = group.newcomer("new", KINDS[1 - KINDS.index(committer)])
    refusals = (PublicError, PeerError)
    if what == "message":
        message = author.encrypt(b"exact")
        with pytest.raises(refusals):
            reader.decrypt(message + b"\x00")
        assert reader.decrypt(message) == (b"exact", b"")
    elif what == "proposal":
        proposal = author.leave()
        with pytest.raises(refusals):
            reader.hear(proposal + b"\x00")
        reader.hear(proposal)
    else:
        made = author.commit(adds=[newcomer.key_package()])
        assert made.welcome is not None
        joining = (newcomer.join, made.welcome)
        call, data = (reader.process, made.message) if what == "commit" else joining
        with pytest.raises(refusals):
            call(data + b"\x00")
        call(data)


@both_ways
def test_seat_filled_again_tells_both_kinds_of_removed_members(
    committer: str, driver: Driver
) -> None:
    """Both seats are taken by newcomers in the commit that empties them."""
    group = scene(Suite.X25519_CHACHA, committer, driver)
    for each in group.members[::2]:
        group.settle(each)
    author, other, *gone = group.members
    newcomers = [group.newcomer("n0", "python"), group.newcomer("n1", "node")]
    made = author.commit(
        adds=[each.key_package() for each in newcomers], removes=[each.leaf() for each in gone]
    )
    for each in gone:
        assert not each.process(made.message)
    assert other.process(made.message)
    author.merge()
    assert made.welcome is not None
    for each in newcomers:
        each.join(made.welcome)
    assert {each.leaf() for each in newcomers} == {2, 3}
    all_agree([author, other, *newcomers])
