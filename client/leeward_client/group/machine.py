"""One circle, driven: entries, wishes and time in; log, vault writes and the next request out.

The machine never waits and never touches the network or the disk. Whoever drives it (`session`) asks
`want` for the one request to make next, stores `take_writes` in one transaction *before* making it, and
tells the machine what came of it. So a crash at any point finds either the state before a step or the
state after it, and what was sent is always in the vault (rule D).

An own entry is known by its bytes: after a lost connection the machine reads to the end of the box, and
what stands there was sent. A commit merges when its own seal is read, in order, with every lower seal
judged before it: that is rule W, and one path serves the acknowledged and the forgotten seal alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import SystemRandom

import msgspec
from leeward_mls import Group, LocalError, MLSError, OwnMessage, PrivateError, Removed, Replayed
from leeward_mls.proposals import Remove

from leeward_client.circle import fold as folding
from leeward_client.circle.actions import APPROVAL_LABEL, approval_content
from leeward_client.circle.change import change_of
from leeward_client.circle.commit_data import CommitData
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    EventError,
    Timer,
    decode_event,
    encode_event,
    event,
)
from leeward_client.circle.facts import CommitFacts
from leeward_client.circle.fold import State
from leeward_client.circle.history import Ledger, Seen, Verdict, start
from leeward_client.circle.items import ItemKind
from leeward_client.circle.placed import Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.said import MOST_APPROVALS
from leeward_client.group import commits, envelope, plan
from leeward_client.group.envelope import Content, EntryKind, EpochKeys
from leeward_client.group.records import (
    Attach,
    CircleRecord,
    Delete,
    Delivery,
    Draft,
    Ended,
    Heard,
    Idle,
    Intent,
    Open,
    Pending,
    Post,
    Put,
    Read,
    Record,
    Seal,
    Status,
    SyncRecord,
    Update,
    Wait,
    Want,
    Write,
)
from leeward_client.group.seals import Lawful, Unjudged, judge_seal

VOIDS_TO_PAUSE = 3
"""Void seals in one box after which a client stops and says so (rule V)."""
OPENER_WAIT = 10
"""Seconds that others leave the winner of an epoch to open the next box (rule W)."""
HAND_ON_AFTER = 60
"""Seconds after a commit before other members look whether its welcome has arrived."""
DAY = 86_400
LEAF_AGE = 30 * DAY
EPOCH_AGE = DAY
JOINED_UPDATE = DAY // 2
"""Latest time after joining at which the leaf is renewed; the rule says within a day."""
LEAF_JITTER = 3 * DAY
LEAVE = b"leave"
"""The key of the draft that holds our own proposal to leave."""
RUNNING = frozenset({Status.ACTIVE, Status.LEAVING})

_random = SystemRandom()


@dataclass(frozen=True, repr=False)
class Entry:
    """One entry as the relay gave it."""

    seq: int
    kind: EntryKind
    blob: bytes


@dataclass(repr=False)
class Line:
    """What holds for one connection only: which box is attached there, and what the relay holds in it."""

    box: bytes = b""
    ended: bool = False
    """Whether everything that the relay held when we attached has been read."""
    head: int = 0
    """The highest sequence number known to exist in the attached box."""
    refused: bool = False
    """Whether the relay refused to attach the box of this epoch."""
    full: bool = False
    """Whether the box takes no more posts; a seal always finds room."""
    sent: bytes = b""
    """The last entry of ours that went out."""
    promised: bytes = b""
    """The same, from when the relay acknowledged it until it should have been read."""
    sealed: bool = False
    """Whether the relay said that a seal stands beyond what was read, and the read is still to come."""
    false: bool = False
    """Whether the relay does not show what it said it holds: nothing more is sent on this connection."""


@dataclass(repr=False)
class Machine:
    """A circle on this device. Build it with `begin`, or from the vault."""

    record: CircleRecord
    group: Group
    sync: SyncRecord
    fold: State
    drafts: dict[bytes, Draft] = field(default_factory=dict)
    """Events on their way out, by event id, in the order they were written."""
    intents: dict[bytes, Intent] = field(default_factory=dict)
    pending: Pending | None = None
    deliveries: dict[bytes, Delivery] = field(default_factory=dict)
    """Welcomes to be seen into their meeting boxes, by knock id."""
    handed: dict[bytes, Delivery] = field(default_factory=dict)
    """Welcomes of others' commits in this epoch, due once their commit has won."""
    waiting: dict[bytes, int] = field(default_factory=dict)
    """Intents that need more approvals, with the voices they have; not stored."""
    writes: list[Write] = field(default_factory=list)
    _changed: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.policy = commits.policy_of(self.group)
        self.keys = EpochKeys.of(self.group)
        self.ledger = Ledger.restore(self.sync.ledger) if self.sync.ledger else self._new_ledger()

    @classmethod
    def begin(
        cls, record: CircleRecord, group: Group, fold: State, now: int, *, founder: bool
    ) -> "Machine":
        """A circle that we have just founded, joined or rejoined; all of it is to be written."""
        wait = LEAF_AGE if founder else _random.randrange(JOINED_UPDATE)
        sync = SyncRecord(opener=founder, entered_at=now, leaf_at=now, update_at=now + wait)
        machine = cls(record, group, sync, fold)
        machine._set_record()
        machine._set_sync()
        machine._save_group()
        machine._changed.update(fold.items)
        machine._save_fold()
        return machine

    # What to do next --------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether the circle goes on here; otherwise its status says why not."""
        return self.record.status in RUNNING

    def want(self, line: Line, now: int) -> Want:
        """The one request to make next on this connection; `Idle` when there is only to listen.

        It may encrypt a draft or build a commit, so `take_writes` is stored before anything is sent.
        """
        want = self._want(line, now)
        if isinstance(want, Post | Seal):
            line.sent = want.blob
        return want

    def _want(self, line: Line, now: int) -> Want:
        if not self.running:
            return Idle()
        if line.box != self.keys.box:
            return self._reach(line, now)
        if not line.ended or line.head > self.sync.cursor:
            return Read(self.sync.cursor)
        if line.false:
            return Idle()
        if self.sync.last_seal or line.full:
            return self._heal(now)
        if self.drafts:
            return self._post()
        if self.pending is None and self._may_commit:
            self._plan(now)
            if self.drafts:  # an approval to be given first
                return self._post()
        if self.pending is None:
            return Idle()
        if self.pending.handover and not self.pending.handed_over:
            return Post(self.pending.handover, long=True)
        return Seal(self.pending.blob, 0)

    def _heal(self, now: int) -> Want:
        """A void seal or its quota has closed the box to posts: who has something to say ends the epoch.

        A commit that needs a post before it (a welcome) cannot be sealed here; a plain one is.
        """
        if self.pending is not None and self.pending.handover and not self.pending.handed_over:
            self._set_pending(None)
        if self.pending is None and self._may_commit:
            if self.drafts or self.intents:
                self._update()
            else:
                self._plan(now)
        return Idle() if self.pending is None else Seal(self.pending.blob, self.sync.last_seal)

    @property
    def _may_commit(self) -> bool:
        return self.record.status is Status.ACTIVE

    def _reach(self, line: Line, now: int) -> Want:
        """Attach the epoch's box; where there is none yet, open it, at once or after a short wait."""
        if not line.refused:
            return Attach(self.keys.seed, self.sync.cursor)
        due = self.sync.entered_at + OPENER_WAIT
        soon = self.sync.opener or self.sync.opened or now >= due
        return Open(self.keys.seed) if soon else Wait(due)

    def take_writes(self) -> list[Write]:
        """The writes since the last call, to be stored in one transaction."""
        writes, self.writes = self.writes, []
        return writes

    # What came of it --------------------------------------------------------------------------

    def attached(self, line: Line, next_seq: int, now: int) -> None:
        """The box is attached, and the relay says what it holds."""
        line.box, line.refused, line.full = self.keys.box, False, False
        line.sent, line.promised, line.sealed, line.false = b"", b"", False, False
        line.head = next_seq - 1
        line.ended = line.head == self.sync.cursor
        if line.head < self.sync.cursor:
            # What the relay once showed is gone: it was rolled back, or shows us another history.
            self._note(ItemKind.FORK, self.sync.cursor, now)
            self._stop(Status.EXPIRED)
        elif not self.sync.opened:
            self._set_sync(opened=True)

    def attach_refused(self, line: Line) -> None:
        """The box is not there, not yet or no longer."""
        line.refused = True

    def box_opened(self, line: Line) -> None:
        """The box stands, opened by us or by another; attach it next."""
        line.refused = False

    def open_refused(self) -> None:
        """The box can be neither attached nor opened: it has expired."""
        self._stop(Status.EXPIRED)

    def acknowledged(self, line: Line, seq: int) -> None:
        """Our entry is stored under `seq`; what stands up to there is read next."""
        line.head = max(line.head, seq)
        line.promised = line.sent

    def box_full(self, line: Line) -> None:
        """The box takes no more posts: what is to be said goes into the next."""
        line.full = True

    def overtaken(self, line: Line) -> None:
        """The relay refused because the box was sealed meanwhile: read on."""
        line.ended, line.sealed = False, True

    def page(self, line: Line, entries: Sequence[Entry], *, done: bool, now: int) -> None:
        """Entries of the attached box, from a read or live, in the relay's order."""
        if not self.running:
            return
        box, before = self.keys.box, self.sync.cursor
        for entry in entries:
            line.head = max(line.head, entry.seq)
            if entry.seq > self.sync.cursor + 1 and not done:
                line.ended = False  # something live was missed: only a read can say that it is gone
                break
            if entry.seq > self.sync.cursor:
                self._entry(entry, now)
            if self.keys.box != box or not self.running:
                break
        else:
            line.ended = line.ended or done
            if done:
                self._shown(line, before, now)
        self._save_ratchets()
        self._save_fold()

    def _shown(self, line: Line, before: int, now: int) -> None:
        """After a read to the end: say what the relay counts, or spoke of, and does not show.

        What we posted ourselves cannot have expired since. A relay that takes it and does not show it
        would have us post it again and again, so nothing more goes out on this connection.
        """
        missing = line.head - self.sync.cursor
        line.false = self._outstanding(line.promised) or (
            line.sealed and self.sync.cursor == before
        )
        line.sealed, line.promised = False, b""
        if missing > 0 or line.false:
            self._note(ItemKind.GAP, line.head, now, number=max(missing, 1))
            self._set_sync(cursor=line.head)

    def _outstanding(self, blob: bytes) -> bool:
        """Whether an entry of ours has not been read yet."""
        if not blob:
            return False
        pending = self.pending
        return any(draft.blob == blob for draft in self.drafts.values()) or (
            pending is not None
            and (pending.blob == blob or (pending.handover == blob and not pending.handed_over))
        )

    # Entries ----------------------------------------------------------------------------------

    def _entry(self, entry: Entry, now: int) -> None:
        missing = entry.seq - self.sync.cursor - 1
        if missing:
            self._note(ItemKind.GAP, entry.seq, now, number=missing)
        if entry.kind is EntryKind.SEAL:
            self._seal(entry, now)
            return
        try:
            if not self._own(entry, now):
                self._others(entry, now)
        except (Replayed, OwnMessage):
            # One ciphertext never decrypts twice: a retry of its sender, or the relay's replay.
            self._count(entry)
        except (envelope.EnvelopeError, EventError, msgspec.MsgspecError, MLSError):
            self._count(entry)
            self._note(ItemKind.NOISE, entry.seq, now)

    def _count(self, entry: Entry) -> None:
        """Take the entry into the epoch's running hash, once, and move the cursor past it."""
        if self.sync.cursor < entry.seq:
            self.ledger.add(entry.seq, entry.kind, sha256(entry.blob).digest())
            self._set_sync(cursor=entry.seq, ledger=self.ledger.serialize())

    def _own(self, entry: Entry, now: int) -> bool:
        """Whether the entry is one that we sent; it is known by its exact bytes."""
        key = next((key for key, one in self.drafts.items() if one.blob == entry.blob), None)
        if key is not None:
            draft = self.drafts.pop(key)
            self.writes.append(Delete("drafts", key))
            self._count(entry)
            if key == LEAVE:
                self._set_record(status=Status.LEAVING)
            else:
                self._place_event(entry, self.record.member, draft.event, now)
            return True
        if self.pending is not None and self.pending.handover == entry.blob:
            self._count(entry)
            self._set_pending(msgspec.structs.replace(self.pending, handed_over=True))
            return True
        return False

    def _others(self, entry: Entry, now: int) -> None:
        tag, content = envelope.unseal(self.keys, entry.kind, entry.blob)
        if tag is Content.HANDOVER:
            self._handover(content, now)
        elif envelope.is_public(content):
            self._proposal(content)
        else:
            said = self.group.decrypt(content)
            self._count(entry)
            self._compare(decode_event(said.plaintext).seen, entry.seq, said.identity, now)
            self._place_event(entry, said.identity, said.plaintext, now)
        self._count(entry)

    def _proposal(self, content: bytes) -> None:
        """A proposal: remembered when it is a member's wish to leave; circles know no other kind."""
        ref, sender = self.group.receive_proposal(content)
        if any(ref == known for known, _, _ in self.sync.leaves):
            return  # shown again
        what = next(one for known, _, one in self.group.remembered if known == ref)
        if isinstance(what, Remove) and what.removed == sender:
            who = next(leaf.identity for leaf in self.group.members if leaf.leaf == sender)
            self._set_sync(leaves=(*self.sync.leaves, (ref, sender, who)))
        else:
            self.group.forget_proposal(ref)
        self._save_group()

    def _compare(self, seen: Seen, seq: int, author: bytes, now: int) -> None:
        """Rule H: whether the author saw the same box as we did.

        The entry that makes the claim is counted already, so that a gap before it is known as one.
        """
        verdict = self.ledger.check(seen)
        if verdict is Verdict.FORK:
            self._note(ItemKind.FORK, seq, now, author=author)
        elif verdict is Verdict.AHEAD:
            self._note(ItemKind.BEHIND, seq, now, author=author)
        elif verdict is Verdict.GAP:
            self.ledger.adopt(seen)
            self._set_sync(ledger=self.ledger.serialize())

    def _handover(self, content: bytes, now: int) -> None:
        delivery = msgspec.msgpack.decode(content, type=Delivery)
        delivery = msgspec.structs.replace(delivery, not_before=now + HAND_ON_AFTER)
        self.handed[delivery.knock_id] = delivery
        self.writes.append(Put("handed", delivery.knock_id, pack(delivery)))

    # Seals ------------------------------------------------------------------------------------

    def _seal(self, entry: Entry, now: int) -> None:
        """Judge a seal; the first that is not void ends the epoch, ours or another's."""
        if self.pending is not None and self.pending.blob == entry.blob:
            self._won(entry, self.pending, now)
            return
        gaps = self.ledger.missing > 0 or entry.seq != self.ledger.last + 1
        judged = judge_seal(self.keys, self.group, self.policy, entry.blob, gaps=gaps)
        if isinstance(judged, Lawful):
            self._follow(entry, judged, now)
            return
        self._count(entry)
        if isinstance(judged, Unjudged):
            self._stop(Status.STUCK)
            return
        self._set_sync(last_seal=entry.seq, voids=self.sync.voids + 1)
        self._note(ItemKind.VOID, entry.seq, now, number=judged.number)
        if self.sync.voids >= VOIDS_TO_PAUSE:
            self._stop(Status.PAUSED)

    def _follow(self, entry: Entry, lawful: Lawful, now: int) -> None:
        """Another member's commit: the private checks, then the next epoch."""
        author, data = lawful.facts.sender, lawful.facts.data
        self._count(entry)
        if data is not None:  # it is: judge refuses a commit without
            self._compare(data.seen, entry.seq, author, now)
            if folding.agrees(self.fold, self.group.epoch, data.seen.seq, data.state_hash) is False:
                self._note(ItemKind.MISMATCH, entry.seq, now, author=author)
        try:
            after = lawful.staged.apply()
        except Removed:
            self._place_change(entry, lawful.facts, now)
            leaving = self.record.status is Status.LEAVING
            self._stop(Status.LEFT if leaving else Status.REMOVED)
        except (PrivateError, OwnMessage):
            # Nobody else can tell this from a commit that works for them: it never voids (rule V).
            # A commit under our own name that we did not make is one: our keys are in other hands.
            self._note(ItemKind.STUCK, entry.seq, now, author=author)
            self._stop(Status.STUCK)
        else:
            self._place_change(entry, lawful.facts, now)
            self._enter(entry, after, now)

    def _won(self, entry: Entry, pending: Pending, now: int) -> None:
        """Our own seal, read in its order: merge it."""
        self._count(entry)
        after = Group.restore_parts(pending.next_epoch, pending.next_ratchets)
        facts = commits.facts_of_own(self.group, self.policy, self.record.member, after, pending)
        self._place_change(entry, facts, now)
        if pending.delivery is not None:
            self._deliver(pending.delivery)
        if pending.intent:
            self._end_intent(pending.intent, "")
        self._enter(entry, after, now)
        wait = LEAF_AGE + _random.randrange(LEAF_JITTER)
        self._set_sync(opener=True, leaf_at=now, update_at=now + wait)

    def _enter(self, entry: Entry, after: Group, now: int) -> None:
        """Begin the next epoch. The secrets of the last one are erased, here and in the vault."""
        won = sha256(entry.blob).digest()
        for delivery in self.handed.values():
            if delivery.seal == won:
                self._deliver(delivery)
            self.writes.append(Delete("handed", delivery.knock_id))
        self.handed.clear()
        self.waiting.clear()
        self._set_pending(None)
        self.group.wipe()
        self.group = after
        self.policy = commits.policy_of(after)
        self.keys = EpochKeys.of(after)
        self.ledger = self._new_ledger()
        self.sync = SyncRecord(
            entered_at=now, leaf_at=self.sync.leaf_at, update_at=self.sync.update_at
        )
        self._set_sync()
        self._save_group()
        for key, draft in list(self.drafts.items()):
            carried = carried_over(draft)
            if carried is None:
                del self.drafts[key]
                self.writes.append(Delete("drafts", key))
            else:
                self._set_draft(key, carried)
        if self.record.status is Status.LEAVING:
            self.leave()  # the commit that ended the epoch did not carry it

    def _stop(self, status: Status) -> None:
        """The circle does not go on here; what it was is kept, what it could still tell is not."""
        self._set_record(status=status)
        if status in (Status.LEFT, Status.REMOVED):
            for key in self.drafts:
                self.writes.append(Delete("drafts", key))
            for key in list(self.intents):
                self._end_intent(key, status.value)
            for key in self.handed:
                self.writes.append(Delete("handed", key))
            self.handed.clear()
            self.drafts.clear()
            self._set_pending(None)
            self.group.wipe()
            for key in (b"epoch", b"ratchets", b"sync"):
                self.writes.append(Delete("state", key))
        self._save_fold()

    # Wishes -----------------------------------------------------------------------------------

    def say(self, body: Body, now: int) -> bytes:
        """Put an event into the outbox; its 16-byte id. Raises EventError for a bad field."""
        event_id = _random.randbytes(16)
        said = encode_event(event(event_id, body, now, self.ledger.seen))
        long = isinstance(body, Card | Timer)
        self._set_draft(event_id, Draft(self._next_order(), said, long))
        return event_id

    def intend(self, intent: Intent) -> bytes:
        """Put an intent on the list; its key. It is carried out by a commit of ours, in its turn."""
        last = max((int.from_bytes(key[:8]) for key in self.intents), default=0)
        key = (last + 1).to_bytes(8) + _random.randbytes(8)
        self.intents[key] = intent
        self.writes.append(Put("intents", key, pack(intent)))
        return key

    def withdraw(self, key: bytes) -> None:
        """Give up an intent, unless its commit is out already."""
        if self.intents.pop(key, None) is not None:
            self.writes.append(Delete("intents", key))

    def leave(self) -> None:
        """Propose our own removal; it takes effect when another member commits it."""
        self._set_draft(LEAVE, Draft(self._next_order(), b"", long=True))

    def delivered(self, knock_id: bytes) -> None:
        """The welcome stands in its meeting box."""
        if self.deliveries.pop(knock_id, None) is not None:
            self.writes.append(Delete("deliveries", knock_id))

    def tick(self, now: int) -> None:
        """Erase what has disappeared."""
        over = folding.expired(self.fold, now)
        if over:
            folding.forget(self.fold, over)
            self._changed.update(over)
            self._save_fold()

    def approve(self, action: bytes, now: int) -> None:
        """Sign our approval of an action in this epoch, and put it into the outbox."""
        content = approval_content(self.group.group_id, self.group.epoch, action)
        signature = self.group.sign(APPROVAL_LABEL, content)
        self.say(Approval(action, signature, self.group.epoch), now)

    def sign_rejoining(self, key_package: bytes) -> bytes:
        """Our old leaf's signature over coming back with this key package (rule W)."""
        return plan.sign_rejoining(self.group, self.record.member, key_package)

    def _next_order(self) -> int:
        return max((draft.order for draft in self.drafts.values()), default=0) + 1

    # Outgoing ---------------------------------------------------------------------------------

    def _post(self) -> Want:
        """The first draft, encrypted under this epoch and stored before it is sent."""
        key, draft = next(iter(self.drafts.items()))
        if not draft.blob:
            said = draft.event
            if key == LEAVE:
                content = self.group.propose_remove_self()
            else:
                was = decode_event(draft.event)
                said = encode_event(event(was.id, was.body, was.at, self.ledger.seen))
                content = self.group.encrypt(said)
            blob = envelope.seal(self.keys, EntryKind.POST, Content.MLS, content)
            draft = msgspec.structs.replace(draft, event=said, blob=blob)
            self._set_draft(key, draft)
            self._save_group()
        return Post(draft.blob, draft.long)

    def _plan(self, now: int) -> None:
        """Build the commit of the first intent that can be carried out, or one that is due anyway."""
        for key, intent in list(self.intents.items()):
            try:
                self._commit(plan.make(intent, self._ground()), (key, intent))
            except plan.Pointless:
                self._end_intent(key, "pointless")
            except plan.Unlawful as unlawful:
                self._end_intent(key, unlawful.refusal.name.lower().replace("_", "-"))
            except envelope.TooLarge:
                self._end_intent(key, "too-large")
            except LocalError:
                # What a newcomer brought does not fit this tree: a key that stands there already.
                self._end_intent(key, Refusal.MEMBER_ID.name.lower().replace("_", "-"))
            except plan.NeedsApprovals as needs:
                self.waiting[key] = needs.voices
                mine = [
                    one.approval.action
                    for one in self.fold.approvals
                    if one.member == self.record.member
                ]
                if needs.action not in mine and len(mine) < MOST_APPROVALS:
                    self.approve(needs.action, now)
                    return
            else:
                return
        due = now >= self.sync.update_at and now >= self.sync.entered_at + EPOCH_AGE
        first = self.sync.update_at < self.sync.leaf_at + LEAF_AGE and now >= self.sync.update_at
        others = [leave for leave in self.sync.leaves if leave[2] != self.record.member]
        if due or first:
            self._update()
        elif others:
            self._update(only_to_carry=True)

    def _update(self, *, only_to_carry: bool = False) -> None:
        """Renew our leaf, and carry the proposals to leave that wait."""
        lawful = plan.make(Update(), self._ground())
        if lawful.leaves or not only_to_carry:
            self._commit(lawful, None)

    def _ground(self) -> plan.Ground:
        held = [
            (one.member, one.approval.action, one.approval.signature) for one in self.fold.approvals
        ]
        return plan.Ground(
            group=self.group,
            policy=self.policy,
            me=self.record.member,
            data=CommitData(seen=self.ledger.seen, state_hash=self.fold.hash()),
            approvals=[one for one in held if plan.approval_holds(self.group, *one)],
            leaves=[leave for leave in self.sync.leaves if leave[2] != self.record.member],
        )

    def _commit(self, lawful: plan.Plan, intent: tuple[bytes, Intent] | None) -> None:
        pending = commits.build(
            lawful,
            self.group,
            self.keys,
            snapshot=self.fold.durable(),
            label=self.record.label,
            intent=intent,
        )
        self._set_pending(pending)
        self._save_group()

    # Placing ----------------------------------------------------------------------------------

    def _place_event(self, entry: Entry, author: bytes, said: bytes, now: int) -> None:
        what = decode_event(said)
        self._place(PlacedEvent(self._index(), self.group.epoch, entry.seq, author, what, now), now)

    def _place_change(self, entry: Entry, facts: CommitFacts, now: int) -> None:
        seen = facts.data.seen.seq if facts.data is not None else 0
        change = change_of(facts)
        self._place(
            PlacedChange(
                self._index(), self.group.epoch, entry.seq, facts.sender, change, seen, now
            ),
            now,
        )

    def _note(
        self, kind: ItemKind, seq: int, now: int, *, author: bytes | None = None, number: int = 0
    ) -> None:
        note = PlacedNote(self._index(), self.group.epoch, seq, kind, now, author, number)
        self._place(note, now)

    def _index(self) -> int:
        return max(self.fold.last_index, 0) + 1

    def _place(self, placed: Placed, now: int) -> None:
        outcome = folding.apply(self.fold, placed)
        self._changed.update(outcome.changed)
        if placed.author is not None and not isinstance(placed, PlacedNote):
            heard = Heard(now, placed.epoch)
            self.writes.append(Put("heard", placed.author, pack(heard)))
        for author, body in outcome.undone:
            if author == self.record.member:
                self.say(body, now)

    # The vault --------------------------------------------------------------------------------

    def _new_ledger(self) -> Ledger:
        group = self.group
        return Ledger(start(group.group_id, group.epoch, group.epoch_authenticator))

    def _set_record(self, **changes: object) -> None:
        self.record = msgspec.structs.replace(self.record, **changes)
        self.writes.append(Put("state", b"record", pack(self.record)))

    def _set_sync(self, **changes: object) -> None:
        self.sync = msgspec.structs.replace(self.sync, **changes)
        self.writes.append(Put("state", b"sync", pack(self.sync)))

    def _set_draft(self, key: bytes, draft: Draft) -> None:
        self.drafts[key] = draft
        self.writes.append(Put("drafts", key, pack(draft)))

    def _set_pending(self, pending: Pending | None) -> None:
        if pending is not None:
            self.writes.append(Put("state", b"pending", pack(pending)))
        elif self.pending is not None:
            self.writes.append(Delete("state", b"pending"))
        self.pending = pending

    def _deliver(self, delivery: Delivery) -> None:
        self.deliveries[delivery.knock_id] = delivery
        self.writes.append(Put("deliveries", delivery.knock_id, pack(delivery)))

    def _end_intent(self, key: bytes, why: str) -> None:
        self.intents.pop(key, None)
        self.writes += [
            Delete("intents", key),
            Put("ended", key, pack(Ended(why, self.group.epoch))),
        ]

    def _save_group(self) -> None:
        self.writes.append(Put("state", b"epoch", self.group.serialize_epoch()))
        self._save_ratchets()

    def _save_ratchets(self) -> None:
        if self.record.status not in (Status.LEFT, Status.REMOVED):
            self.writes.append(Put("state", b"ratchets", self.group.serialize_ratchets()))

    def _save_fold(self) -> None:
        for item_id in self._changed:
            item = self.fold.items.get(item_id)
            self.writes.append(
                Delete("items", item_id)
                if item is None
                else Put("items", item_id, folding.dump_item(item))
            )
        self._changed.clear()
        self.writes.append(Put("state", b"fold", folding.dump_core(self.fold)))


def carried_over(draft: Draft) -> Draft | None:
    """A draft as it goes into another epoch; None for an approval, which is worth nothing there."""
    if draft.event and isinstance(decode_event(draft.event).body, Approval):
        return None
    return msgspec.structs.replace(draft, blob=b"")


def pack(record: Record | Intent) -> bytes:
    """A record as bytes for the vault."""
    return msgspec.msgpack.encode(record)
