"""leeward_mls and the web client's MLS room in one group: every kind of commit, both ways.

Members of both kinds take turns; after every commit all must hold the same exporter, authenticator,
extensions and roster, and read one another. The web member goes through its stored form at every epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from leeward_mls import Extension, OwnMessage, PublicError, Replayed, Suite, check_package, verify
from leeward_mls.hpke import HPKEError
from leeward_mls.suites import crypto
from support.mls_members import EXPORT, POLICY, PythonMember
from support.mls_web import WebMember
from support.node import Driver, PeerError

pytestmark = pytest.mark.node

SUITE = Suite.XWING
KINDS = ["python", "web"]
OLD = [Extension(POLICY, b"first policy")]
NEW = [Extension(POLICY, b"second policy, somewhat longer")]
INFO = [Extension(0xF0A1, b"what newcomers are told")]

Member = PythonMember | WebMember
both_ways = pytest.mark.parametrize("committer", KINDS)


def member(name: str, kind: str, web: Driver) -> Member:
    return PythonMember(name, SUITE) if kind == "python" else WebMember(name, web)


@dataclass
class Scene:
    """A group in one epoch."""

    web: Driver
    members: list[Member]

    def newcomer(self, name: str, kind: str) -> Member:
        return member(name, kind, self.web)

    def settle(self, committer: Member) -> None:
        """A commit that changes nothing but keys, processed by everybody else."""
        made = committer.commit()
        for other in self.members:
            if other is not committer:
                assert other.process(made.message)
        committer.merge()


def scene(founder: str, web: Driver, size: int = 4) -> Scene:
    """A group founded by `founder`'s kind; the kinds of the others take turns."""
    turn = KINDS.index(founder)
    members = [member(f"m{n}", KINDS[(turn + n) % 2], web) for n in range(size)]
    first, *rest = members
    first.create(b"interop", OLD)
    made = first.commit(adds=[each.key_package() for each in rest])
    first.merge()
    assert made.welcome is not None
    for each in rest:
        each.join(made.welcome)
    return Scene(web, members)


def facts(one: Member) -> dict[str, Any]:
    if isinstance(one, WebMember):
        state = one.state()
        kept = ("group_id", "epoch", "authenticator", "exported", "extensions", "members")
        return {name: state[name] for name in kept}
    group = one.state
    return {
        "group_id": group.group_id.hex(),
        "epoch": group.epoch,
        "authenticator": group.epoch_authenticator.hex(),
        "exported": group.export(*EXPORT).hex(),
        "extensions": [{"type": item.type, "data": item.data.hex()} for item in group.extensions],
        "members": [
            {
                "leaf": each.leaf,
                "identity": each.identity.hex(),
                "signature_key": each.signature_key.hex(),
            }
            for each in group.members
        ],
    }


def all_agree(members: list[Member]) -> dict[str, Any]:
    first = facts(members[0])
    for each in members[1:]:
        assert facts(each) == first, f"{each.name} differs from {members[0].name}"
    return first


def read(one: Member, message: bytes) -> bytes:
    got = one.decrypt(message)
    return got if isinstance(got, bytes) else got[0]


def all_talk(members: list[Member]) -> None:
    for speaker in members:
        said = f"from {speaker.name}".encode()
        message = speaker.encrypt(said)
        for listener in members:
            if listener is not speaker:
                assert read(listener, message) == said


@both_ways
def test_welcome_and_messages(committer: str, web: Driver) -> None:
    group = scene(committer, web)
    assert all_agree(group.members)["epoch"] == 1
    all_talk(group.members)


@both_ways
def test_update_paths(committer: str, web: Driver) -> None:
    """Everybody commits once, so that every path of the tree is sent and read."""
    group = scene(committer, web)
    for author in group.members:
        group.settle(author)
        all_agree(group.members)
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


@both_ways
@pytest.mark.parametrize("settled", [False, True], ids=["blank tree", "filled tree"])
@pytest.mark.parametrize("change", CHANGES)
def test_commits(change: str, settled: bool, committer: str, web: Driver) -> None:
    """Every combination of Add, Remove and GroupContextExtensions in one commit."""
    adding, removing, changing = CHANGES[change]
    group = scene(committer, web)
    if settled:
        for author in group.members[::2]:
            group.settle(author)
    author, *others = group.members
    gone = others[1] if removing else None
    newcomers = [group.newcomer("new-python", "python"), group.newcomer("new-web", "web")]
    made = author.commit(
        adds=[each.key_package() for each in newcomers] if adding else None,
        removes=[gone.leaf()] if gone else None,
        extensions=NEW if changing else None,
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
    held = all_agree(remaining)
    assert held["extensions"] == [
        {"type": POLICY, "data": (NEW if changing else OLD)[0].data.hex()}
    ]
    assert len(held["members"]) == len(remaining)
    all_talk(remaining)
    group.members = remaining
    group.settle(remaining[-1])
    group.settle(remaining[1])
    all_agree(remaining)


@both_ways
@pytest.mark.parametrize("leaver", KINDS)
def test_leaving_by_own_proposal(committer: str, leaver: str, web: Driver) -> None:
    """A Remove of oneself is proposed, and committed by somebody else by reference."""
    group = scene(committer, web)
    gone = next(
        each for each in group.members[1:] if isinstance(each, WebMember) is (leaver == "web")
    )
    proposal = gone.leave()
    staying = [each for each in group.members if each is not gone]
    refs = set()
    for each in staying:
        if isinstance(each, WebMember):
            refs.add(each.hear(proposal))
            assert each.hear(proposal) in refs, "the same proposal twice is one"
            (shown,) = each.call("remembered")["proposals"]
            assert shown["sender"] == shown["removes"] == gone.leaf()
        else:
            refs.add(each.state.receive_proposal(proposal)[0])
    assert len(refs) == 1
    made = staying[0].commit()
    for each in staying[1:]:
        if isinstance(each, WebMember):
            assert ["remove", gone.leaf(), True, gone.leaf()] in each.staged(made.message)[
                "changes"
            ]
    assert not gone.process(made.message)
    for each in staying[1:]:
        assert each.process(made.message)
    staying[0].merge()
    assert len(all_agree(staying)["members"]) == len(staying)
    all_talk(staying)


@both_ways
def test_half_of_the_tree_leaves(committer: str, web: Driver) -> None:
    """With everybody on the left gone, the root is on nobody's filtered path."""
    group = scene(committer, web)
    *left, author, last = group.members
    made = author.commit(removes=[each.leaf() for each in left])
    for each in left:
        assert not each.process(made.message)
    assert last.process(made.message)
    author.merge()
    group.members = [author, last]
    group.settle(last)
    group.settle(author)
    all_agree(group.members)
    all_talk(group.members)


@both_ways
def test_joining_a_tree_with_unmerged_leaves(committer: str, web: Driver) -> None:
    """Newcomers one by one beside nodes that stay filled; each next one reads that tree."""
    group = scene(committer, web, size=8)
    for author in group.members[::3]:
        group.settle(author)
    for n, position in enumerate([2, 5, 6]):
        author, gone = group.members[n], group.members[position]
        newcomer = group.newcomer(f"late{n}", KINDS[n % 2])
        made = author.commit(adds=[newcomer.key_package()], removes=[gone.leaf()])
        for each in group.members:
            if each is not author:
                assert each.process(made.message) is (each is not gone)
        author.merge()
        assert made.welcome is not None
        newcomer.join(made.welcome)
        group.members[position] = newcomer
        all_agree(group.members)
        group.settle(group.members[-1])
    all_agree(group.members)
    all_talk(group.members)


@both_ways
def test_alone_and_not_alone_again(committer: str, web: Driver) -> None:
    group = scene(committer, web, size=2)
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


def test_what_newcomers_are_told(web: Driver) -> None:
    """Extensions of the group info come over in both directions, the tree apart."""
    author, newcomer = WebMember("m0", web), PythonMember("m1", SUITE)
    author.create(b"interop", OLD)
    made = author.commit(adds=[newcomer.key_package()], info_extensions=INFO)
    author.merge()
    assert made.welcome is not None
    newcomer.join(made.welcome)
    assert newcomer.state.joined_info == INFO
    other = WebMember("m2", web)
    pending = newcomer.state.commit(adds=[other.key_package()], group_info_extensions=INFO)
    assert pending.welcome is not None
    other.join(pending.welcome)
    shown = [{"type": INFO[0].type, "data": INFO[0].data.hex()}]
    assert other.state()["info_extensions"] == shown


def test_leaves_look_alike(web: Driver) -> None:
    """Whoever reads a tree cannot tell by a leaf's capabilities which client it is."""
    packages = [member("m", kind, web).key_package() for kind in KINDS]
    ours, theirs = (check_package(SUITE, one).leaf for one in packages)
    assert ours.capabilities == theirs.capabilities
    assert ours.extensions == theirs.extensions == ()
    assert len(packages[0]) == len(packages[1])


@both_ways
def test_messages_out_of_order_and_again(committer: str, web: Driver) -> None:
    """Generations arrive in any order, each once; one's own and what comes again are told apart."""
    group = scene(committer, web)
    author, *others = group.members
    sent = [(f"message {n}".encode(), author.encrypt(f"message {n}".encode())) for n in range(8)]
    for reader in others:
        for plaintext, message in [*sent[4:], *reversed(sent[:4])]:
            assert read(reader, message) == plaintext
    for _, message in sent:
        for one in group.members:
            kind = OwnMessage if one is author else Replayed
            if isinstance(one, WebMember):
                with pytest.raises(PeerError) as refused:
                    one.decrypt(message)
                assert refused.value.kind == kind.__name__
            else:
                with pytest.raises(kind):
                    one.decrypt(message)


def test_as_many_keys_are_kept_for_the_late(web: Driver) -> None:
    """Of 70 messages stepped over, both keep the keys of the last 64."""
    group = scene("python", web, size=3)
    author, *readers = group.members
    sent = [author.encrypt(b"%d" % n) for n in range(71)]
    for reader in readers:
        assert read(reader, sent[70]) == b"70"
        for n in (5, 6, 69):
            if n >= 6:
                assert read(reader, sent[n]) == b"%d" % n
            elif isinstance(reader, WebMember):
                with pytest.raises(PeerError) as refused:
                    reader.decrypt(sent[n])
                assert refused.value.kind == "Replayed"
            else:
                with pytest.raises(Replayed):
                    reader.decrypt(sent[n])


@pytest.mark.parametrize("place", ["sender data", "content", "end", "group", "epoch", "format"])
def test_messages_refused_alike(place: str, web: Driver) -> None:
    group = scene("python", web, size=3)
    author, ours, theirs = (group.members[n] for n in (0, 2, 1))
    assert isinstance(ours, PythonMember)
    assert isinstance(theirs, WebMember)
    message = bytearray(author.encrypt(b"whole"))
    at = {"sender data": 24, "content": -1, "group": 6, "epoch": 19, "format": 3}
    if place == "end":
        message += b"\0"
    else:
        message[at[place]] ^= 1
    with pytest.raises(PublicError) as mine:
        ours.decrypt(bytes(message))
    with pytest.raises(PeerError) as refused:
        theirs.decrypt(bytes(message))
    assert (refused.value.kind, refused.value.text) == ("PublicError", mine.value.rule)


LABEL, CONTEXT = "leeward knock", b"the box's id"


def test_knocks_are_sealed_for_one_another(web: Driver) -> None:
    algorithms = crypto(SUITE)
    pair = web.call("hpke_key_pair")
    public, private = bytes.fromhex(pair["public"]), bytes.fromhex(pair["private"])
    assert algorithms.kem.public_of(private) == public
    enc, ciphertext = algorithms.seal(public, LABEL, CONTEXT, b"let me in")
    opened = web.call("open", key=private, label=LABEL, context=CONTEXT, sealed=enc + ciphertext)
    assert bytes.fromhex(opened["plaintext"]) == b"let me in"
    private, public = algorithms.kem.generate()
    sealed = bytes.fromhex(
        web.call("seal", key=public, label=LABEL, context=CONTEXT, plaintext=b"let us in")["sealed"]
    )
    assert algorithms.open(private, LABEL, CONTEXT, sealed[:1120], sealed[1120:]) == b"let us in"
    with pytest.raises(HPKEError):
        algorithms.open(private, LABEL, b"another box", sealed[:1120], sealed[1120:])
    with pytest.raises(PeerError) as refused:
        web.call("open", key=private, label=LABEL, context=b"another box", sealed=sealed)
    assert refused.value.kind == "PrivateError"


def test_signatures_hold_for_one_another(web: Driver) -> None:
    group = scene("python", web, size=2)
    ours, theirs = group.members
    assert isinstance(ours, PythonMember)
    assert isinstance(theirs, WebMember)
    keys = {each.identity: each.signature_key for each in ours.state.members}
    signature = theirs.read("sign", "signature", label="leeward test", content=b"approved")
    assert verify(keys[b"m1"], "leeward test", b"approved", signature)
    assert not verify(keys[b"m1"], "another label", b"approved", signature)
    signed = ours.state.sign("leeward test", b"approved")
    for content, valid in ((b"approved", True), (b"refused", False)):
        asked = {"key": keys[b"m0"], "label": "leeward test", "content": content}
        assert web.call("verify", **asked, signature=signed)["valid"] is valid
