"""Scripts for the fold: what comes in, in order, and what stands afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from leeward_client.circle.actions import action_appoint, action_remove
from leeward_client.circle.canon import pack
from leeward_client.circle.change import Change, change_of
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    Edit,
    Event,
    Message,
    Reaction,
    Retract,
    Timer,
    Tone,
    Unknown,
    event,
)
from leeward_client.circle.facts import CommitFacts
from leeward_client.circle.fold import apply, durable, expired, forget, state_hash
from leeward_client.circle.history import Seen
from leeward_client.circle.items import ItemKind
from leeward_client.circle.placed import Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.policy import Member, Policy, Rules, encode_policy
from leeward_client.circle.state import State
from leeward_client.circle.views import members, timeline

from support.circle_facts import ANN, BASE, BEN, CAT, DEE, EVE, FAY, add, facts, remove, roster
from support.circle_json import Json, outcome_to_json, placed_to_json, plain
from support.circle_lawful import lawful

START = 1_760_000_000
HOUR = 3600
DAY = 24 * HOUR


def id_of(number: int) -> bytes:
    """A readable event id."""
    return bytes(15) + bytes([number])


@dataclass
class Script:
    """Builds a sequence: indices and sequence numbers count by themselves, one hour apart."""

    policy: Policy = BASE
    epoch: int = 3
    steps: list[Placed] = field(default_factory=list)
    now_epoch: int = 3
    seq: int = 0

    def say(self, author: bytes, body: Body, number: int | None = None) -> bytes:
        """An event; returns its id, which is `number` or else counts."""
        id_ = id_of(len(self.steps) + 1 if number is None else number)
        index, received = self._next()
        if isinstance(body, Unknown):
            said = Event(id_, 99, body, received - 5, Seen(0, bytes(32)))
        else:
            said = event(id_, body, received - 5, Seen(0, bytes(32)))
        self.steps.append(PlacedEvent(index, self.now_epoch, self.seq, author, said, received))
        return id_

    def commit(
        self, commit: CommitFacts | Change, author: bytes = ANN, seen_seq: int | None = None
    ) -> None:
        """A commit; without `seen_seq` its author had seen all."""
        change = commit if isinstance(commit, Change) else change_of(commit)
        author = author if isinstance(commit, Change) else commit.sender
        seen = self.seq if seen_seq is None else seen_seq
        index, received = self._next()
        self.steps.append(
            PlacedChange(index, self.now_epoch, self.seq, author, change, seen, received)
        )
        self.now_epoch, self.seq = self.now_epoch + 1, 0

    def note(self, kind: ItemKind, author: bytes | None = None, number: int = 0) -> None:
        """A note about the box."""
        index, received = self._next()
        self.steps.append(
            PlacedNote(index, self.now_epoch, self.seq, kind, received, author, number)
        )

    def _next(self) -> tuple[int, int]:
        self.seq += 1
        return len(self.steps), START + HOUR * len(self.steps)

    def start(self) -> State:
        """The state before the first step."""
        return State.found(self.policy, self.epoch)


def talk() -> Script:
    """Messages, a reply, reactions, an edit, a retraction."""
    script = Script()
    first = script.say(ANN, Message("Who is there?"))
    second = script.say(BEN, Message("I am.", "greetings", first, None, Tone.JUST_LISTEN))
    script.say(CAT, Reaction(second, "❤️"))
    script.say(DEE, Reaction(second, "❤️"))
    script.say(CAT, Reaction(second, "🌊"))
    script.say(CAT, Reaction(second, "❤️", add=False))
    script.say(ANN, Edit(first, "Who is here?", "questions"))
    third = script.say(EVE, Message("I should not have said that.", reply_to=second))
    script.say(DEE, Reaction(third, "👍"))
    script.say(EVE, Retract(third))
    script.say(CAT, Message("To something before my time.", reply_to=id_of(250)))
    script.say(BEN, Unknown(pack(["shelf", 1])))
    return script


def misfits() -> Script:
    """What changes nothing, and why."""
    script = Script()
    first = script.say(ANN, Message("Mine."))
    card = script.say(BEN, Card("Benny"))
    script.say(BEN, Edit(first, "Not yours."))
    script.say(BEN, Retract(first))
    script.say(BEN, Edit(id_of(250), "Nothing there."))
    script.say(BEN, Retract(id_of(250)))
    script.say(BEN, Reaction(id_of(250), "❤️"))
    script.say(ANN, Reaction(card, "❤️"))
    script.say(ANN, Message("Mine again."), 1)
    script.say(BEN, Message("Hers."), 1)
    script.say(BEN, Reaction(first, "❤️"), 60)
    script.say(BEN, Reaction(first, "❤️", add=False), 61)
    script.say(BEN, Reaction(first, "❤️"), 60)
    script.say(BEN, Reaction(first, "❤️", add=False))
    script.say(FAY, Message("From outside."))
    script.say(CAT, Timer(HOUR))
    script.say(BEN, Card("Benny"))
    script.say(CAT, Card())
    for emoji in "abcdefghi":
        script.say(CAT, Reaction(first, emoji))
    script.say(ANN, Retract(first))
    script.say(ANN, Edit(first, "Back?"))
    script.say(ANN, Retract(first))
    script.say(CAT, Reaction(first, "❤️"))
    return script


def cards() -> Script:
    """Cards and the names shown: a card's name yields where it looks like another's."""
    script = Script()
    script.say(BEN, Card("Benny", "he/him", "Cooks."))
    script.say(CAT, Card("Kat", "she/her"))
    script.say(DEE, Card("ANN"))
    script.say(EVE, Card("Κat"))
    script.say(BEN, Card("Benny", "they/them"))
    script.say(CAT, Card())
    return script


def timers() -> Script:
    """Disappearing: the circle's timer is the longest that anything stays."""
    script = Script()
    script.say(ANN, Message("The default."))
    script.say(ANN, Message("An hour.", timer=HOUR))
    script.say(ANN, Message("Longer than the circle's.", timer=100 * DAY))
    script.say(ANN, Timer(DAY))
    script.say(BEN, Timer(DAY))
    short = script.say(BEN, Message("A day."))
    script.say(CAT, Reaction(short, "❤️"))
    script.commit(
        facts(policy_after=replace(BASE, rules=Rules(invite="members", timer=2 * DAY))),
    )
    script.say(BEN, Message("Two days, by the rules."))
    return script


def comings() -> Script:
    """Members join, leave, are removed, rise and step down; cards go with their members."""
    script = Script()
    script.say(EVE, Card("Evie", "she/her"))
    last = script.say(EVE, Message("I was here."))
    script.commit(add())
    after_add = add().after
    script.say(FAY, Message("Hello!"))
    script.say(DEE, Reaction(last, "❤️"))
    script.commit(remove(before=after_add))
    after_remove = roster(remove(before=after_add).after)
    promoted = roster(after_remove, dee=Member("Dee", ("host",)))
    script.commit(facts(before=after_remove, policy_after=promoted))
    demoted = roster(promoted, ben=Member("Ben"), cat=Member("Cat", ("cook",)))
    script.commit(facts(BEN, before=promoted, policy_after=demoted))
    renamed = roster(demoted, cat=Member("Catherine", ("cook",)))
    script.commit(facts(CAT, before=demoted, policy_after=renamed))
    gone = roster(renamed, dee=None)
    script.commit(Change(policy=gone, left=(DEE,)), author=CAT)
    return script


def codes_and_returns() -> Script:
    """Codes open and close; a member rejoins."""
    script = Script()
    script.commit(lawful()["a member opens a code"])
    script.commit(lawful()["an issuer closes her code"])
    script.commit(lawful()["a member rejoins"])
    script.commit(lawful()["a host changes the relay"])
    return script


def devices() -> Script:
    """A member adds a device, speaks, takes one away; hosts take one; one goes by itself."""
    script = Script()
    script.commit(lawful()["a member adds a second device"])
    script.say(EVE, Message("From either device."))
    script.commit(lawful()["a member removes its own second device"])
    script.commit(lawful()["a host removes one device of two"])
    script.commit(lawful()["one device leaves and a host removes another"])
    return script


def passed_over_by_a_device() -> Script:
    """A further device is a newcomer to what its adder had not seen."""
    script = Script()
    script.say(BEN, Card("Benny"))
    script.say(BEN, Card("Bennett"))
    script.commit(lawful()["a member adds a second device"], seen_seq=1)
    return script


def passed_over() -> Script:
    """A committer who admits somebody had not seen the last cards: they count for nobody."""
    script = Script()
    script.say(BEN, Card("Benny"))
    script.say(BEN, Card("Ben B"))
    script.say(CAT, Card("Kat"))
    script.say(ANN, Timer(DAY))
    script.say(BEN, Card("Bennett"))
    script.say(ANN, Timer(2 * DAY))
    script.commit(add(), seen_seq=1)
    script.say(BEN, Card("Bennett"))
    return script


def passed_over_by_a_return() -> Script:
    """The same when a member rejoins; what was set before stands again."""
    script = Script()
    script.say(ANN, Timer(DAY))
    script.say(BEN, Card("Benny"))
    script.say(ANN, Timer(2 * DAY))
    script.say(BEN, Card("Bennett"))
    script.commit(lawful()["a member rejoins"], seen_seq=2)
    return script


def not_passed_over() -> Script:
    """The same without a newcomer: nothing is undone."""
    script = Script()
    script.say(BEN, Card("Benny"))
    script.say(CAT, Card("Kat"))
    script.commit(facts(), seen_seq=1)
    return script


def approvals() -> Script:
    """Approvals are held until their epoch ends."""
    script = Script()
    script.say(ANN, Approval(action_remove(EVE), b"s" * 64, 3))
    script.say(ANN, Approval(action_remove(EVE), b"t" * 64, 3))
    script.say(BEN, Approval(action_remove(EVE), b"s" * 64, 3))
    script.say(BEN, Approval(action_appoint(DEE), b"s" * 64, 3))
    script.say(CAT, Approval(action_remove(EVE), b"s" * 64, 2))
    script.commit(facts())
    script.say(CAT, Approval(action_remove(EVE), b"s" * 64, 4))
    return script


def too_much() -> Script:
    """A member's cards, timers and approvals count so often in an epoch, and again in the next."""
    script = Script()
    script.say(BEN, Timer(HOUR))
    for number in range(16):
        script.say(BEN, Card(f"Ben {number}"))
    script.say(BEN, Timer(2 * HOUR))
    script.say(ANN, Timer(3 * HOUR))
    for number in range(17):
        script.say(CAT, Approval(bytes([number]), b"s", 3))
    script.say(DEE, Approval(b"\x10", b"s", 3))
    script.commit(facts())
    script.say(BEN, Card("Ben 15"))
    script.say(CAT, Approval(b"\x10", b"s", 4))
    return script


def notes() -> Script:
    """What people should know about the box."""
    script = Script()
    script.note(ItemKind.GAP, number=12)
    script.note(ItemKind.FORK, CAT)
    script.note(ItemKind.VOID, DEE, 20)
    script.note(ItemKind.VOID, DEE, 20)
    script.note(ItemKind.NOISE)
    script.note(ItemKind.STUCK)
    script.note(ItemKind.MISMATCH, BEN)
    script.note(ItemKind.BEHIND, BEN)
    return script


SCRIPTS: dict[str, Callable[[], Script]] = {
    "talk": talk,
    "misfits": misfits,
    "cards": cards,
    "timers": timers,
    "comings and goings": comings,
    "codes and returns": codes_and_returns,
    "devices": devices,
    "passed over": passed_over,
    "passed over by a device": passed_over_by_a_device,
    "passed over by a return": passed_over_by_a_return,
    "not passed over": not_passed_over,
    "approvals": approvals,
    "too much": too_much,
    "notes": notes,
}
EXPIRIES = (START + 2 * HOUR, START + 2 * DAY, START + 15 * DAY)
"""Moments at which a script's state is asked what has expired."""


def run(state: State, steps: list[Placed], muted: frozenset[bytes]) -> Json:
    """Fold the steps and write down all that can be seen, then forget at each of `EXPIRIES`."""
    outcomes = [
        {"placed": placed_to_json(step), "outcome": outcome_to_json(apply(state, step))}
        for step in steps
    ]
    seen: Json = {
        "steps": outcomes,
        "muted": sorted(member.hex() for member in muted),
        "timeline": [plain(view) for view in timeline(state, muted)],
        "members": [plain(view) for view in members(state, muted)],
        "approvals": [
            {"member": held.member.hex(), **plain(held.approval)} for held in state.approvals
        ],
        "epoch_after": state.epoch,
        "timer": state.timer,
        "durable": durable(state).hex(),
        "state_hash": state_hash(state).hex(),
        "marks": [plain(mark) for mark in state.marks],
        "forgotten": [],
    }
    for now in EXPIRIES:
        ids = expired(state, now)
        forget(state, ids)
        seen["forgotten"].append(
            {
                "now": now,
                "ids": plain(ids),
                "left": len(state.items),
                "names": {member.hex(): name for member, name in sorted(state.names.items())},
            }
        )
    return seen


def fold_file() -> Json:
    """The content of fold.json."""
    cases = []
    for name, make in SCRIPTS.items():
        script = make()
        case = {
            "name": name,
            "about": make.__doc__,
            "policy": encode_policy(script.policy).hex(),
            "epoch": script.epoch,
        }
        cases.append(case | run(script.start(), script.steps, frozenset({DEE})))
    return {"cases": cases}
