"""One circle, driven: entries, wishes and time in; log, vault writes and the next request out.

The machine never waits and never touches the network or the disk. Whoever drives it (`session`) asks
`want` for the one request to make next, stores `take_writes` in one transaction *before* making it, and
tells the machine what came of it. So a crash at any point finds either the state before a step or the
state after it, and what was sent is always in the vault (rule D).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import SystemRandom

import msgspec
from leeward_mls import Group, LocalError
from leeward_wire import Kind as EntryKind

from leeward_client.circle import fold as folding
from leeward_client.circle.actions import APPROVAL_LABEL, approval_content
from leeward_client.circle.commit_data import CommitData
from leeward_client.circle.events import (
    Approval,
    decode_event,
    encode_event,
    event,
)
from leeward_client.circle.fold import State
from leeward_client.circle.items import ItemKind
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.said import MOST_APPROVALS
from leeward_client.group import approvals, commits, envelope, plan
from leeward_client.group.envelope import Content
from leeward_client.group.inbox import (
    EPOCH_AGE,
    JOINED_UPDATE,
    LEAF_AGE,
    LEAF_OLD,
    OPENER_WAIT,
    Inbox,
)
from leeward_client.group.kept import LEAVE
from leeward_client.group.records import (
    RUNNING,
    Attach,
    CircleRecord,
    Delete,
    Entry,
    Idle,
    Intent,
    Open,
    Post,
    Put,
    Read,
    Seal,
    Status,
    SyncRecord,
    Update,
    Wait,
    Want,
    pack,
)

_random = SystemRandom()


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
class Machine(Inbox):
    """A circle on this device. Build it with `begin`, or from the vault."""

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

    # Wishes -----------------------------------------------------------------------------------

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

    def asked(self, action: bytes, voices: Collection[bytes]) -> plan.Asked:
        """How far an action has come with these voices."""
        return plan.asked(self._ground(), action, voices)

    def sign_rejoining(self, key_package: bytes) -> bytes:
        """Our old leaf's signature over coming back with this key package (rule W)."""
        return approvals.sign_rejoining(self.group, self.record.member, key_package)

    def rejoin_key(self, now: int) -> approvals.RejoinKey:
        """A fresh key for a backup, which may sign our coming back once this device is lost."""
        return approvals.RejoinKey.make(self.group, self.record.member, now)

    def keep_farewell(self, text: str) -> None:
        """Have a farewell ready from now on, for each epoch anew. Raises EventError for a bad text."""
        self._seal_farewell(text)
        self._save_group()

    def drop_farewell(self) -> None:
        """Have none any more."""
        self._set_farewell(None)

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
                self.waiting[key] = needs.asked
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
        # Where others commit every day the epoch is never a day old; there an old leaf goes first.
        settled = now >= self.sync.entered_at + EPOCH_AGE or now >= self.sync.leaf_at + LEAF_OLD
        due = now >= self.sync.update_at and settled
        first = self.sync.update_at < self.sync.leaf_at + LEAF_AGE and now >= self.sync.update_at
        if due or first:
            self._update()
        elif self._others_leave:
            self._update(only_to_carry=True)

    def _update(self, *, only_to_carry: bool = False) -> None:
        """Renew our leaf, and carry the proposals to leave that wait."""
        lawful = plan.make(Update(), self._ground())
        if lawful.leaves or not only_to_carry:
            self._commit(lawful, None)

    @property
    def _others_leave(self) -> list[tuple[bytes, int, bytes]]:
        """The proposals to leave of all devices but this one, which cannot commit its own."""
        return [leave for leave in self.sync.leaves if leave[1] != self.group.own_leaf]

    def _ground(self) -> plan.Ground:
        held = [
            (one.member, one.approval.action, one.approval.signature) for one in self.fold.approvals
        ]
        seen = self.ledger.seen  # behind the last entry after a gap that nobody bridged
        known = self.fold.hash_at(self.group.epoch, seen.seq)
        return plan.Ground(
            group=self.group,
            policy=self.policy,
            me=self.record.member,
            data=CommitData(seen=seen, state_hash=known or self.fold.hash()),
            approvals=[one for one in held if approvals.approval_holds(self.group, *one)],
            leaves=self._others_leave,
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
