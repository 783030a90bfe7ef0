"""What comes out of a circle's boxes: entries in their order, the seals that end epochs, the next epoch.

An own entry is known by its bytes: after a lost connection the machine reads to the end of the box, and
what stands there was sent. A commit merges when its own seal is read, in order, with every lower seal
judged before it: that is rule W, and one path serves the acknowledged and the forgotten seal alike.
"""

from dataclasses import dataclass
from hashlib import sha256
from random import SystemRandom

import msgspec
from leeward_mls import Group, MLSError, OwnMessage, PrivateError, Removed, Replayed
from leeward_mls.proposals import Remove
from leeward_wire import Kind as EntryKind

from leeward_client.circle import fold as folding
from leeward_client.circle.canon import check_int, unpack
from leeward_client.circle.events import (
    Body,
    Card,
    EventError,
    Timer,
    decode_event,
)
from leeward_client.circle.history import Seen, Verdict
from leeward_client.circle.items import ItemKind
from leeward_client.group import commits, envelope, farewell
from leeward_client.group.envelope import Content, EpochKeys
from leeward_client.group.kept import LEAVE, Kept, carried_over
from leeward_client.group.records import (
    OUT,
    Delete,
    Delivery,
    Entry,
    Heard,
    Pending,
    Put,
    Status,
    SyncRecord,
    pack,
)
from leeward_client.group.seals import Lawful, Unjudged, judge_seal
from leeward_client.invites.meeting import KNOCK_ID, SECRET, Meeting

VOIDS_TO_PAUSE = 3
"""Void seals in one box after which a client stops and says so (rule V)."""
OPENER_WAIT = 10
"""Seconds that others leave the winner of an epoch to open the next box (rule W)."""
HAND_ON_AFTER = 60
"""Seconds after a commit before other members look whether its welcome has arrived."""
DAY = 86_400
LEAF_AGE = 30 * DAY
LEAF_OLD = 45 * DAY
"""The age at which a leaf is renewed however young the epoch is."""
EPOCH_AGE = DAY
JOINED_UPDATE = DAY // 2
"""Latest time after joining at which the leaf is renewed; the rule says within a day."""
LEAF_JITTER = 3 * DAY

_random = SystemRandom()


@dataclass(repr=False)
class Inbox(Kept):
    """A circle that takes what its boxes hold."""

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
            what = decode_event(said.plaintext)
            self._compare(what.seen, entry.seq, said.identity, now)
            self._place_event(entry, said.identity, said.plaintext, now)
            self._heard_device(said.sender_leaf, now)
            if said.identity == self.record.member:
                self._said_for_us(what.body)
        self._count(entry)

    def _heard_device(self, index: int, now: int) -> None:
        """Remember when each device was heard: by that people know which of somebody's is which."""
        key = next(leaf.signature_key for leaf in self.group.members if leaf.leaf == index)
        self.writes.append(Put("devices", key, pack(Heard(now, self.group.epoch))))

    def _said_for_us(self, body: Body) -> None:
        """Another device of ours has said it: what rule F11 undid is said again by one of them alone.

        Else the later of two would undo what the person has said with the other since.
        """
        if not isinstance(body, Card | Timer):
            return
        for key, draft in list(self.drafts.items()):
            unsent = draft.event and not draft.blob
            if unsent and decode_event(draft.event).body == body:
                del self.drafts[key]
                self.writes.append(Delete("drafts", key))

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
        """Another's welcome, kept until its seal is known to have won. Raises EnvelopeError."""
        try:
            delivery = unpack(content, Delivery, len(content))
            check_int(delivery.not_before, 0)
        except ValueError:
            raise envelope.EnvelopeError from None  # as every client reads it: in its one encoding
        sizes = (len(delivery.meeting), len(delivery.knock_id), len(delivery.seal))
        if sizes != (SECRET, KNOCK_ID, sha256().digest_size):
            raise envelope.EnvelopeError
        if self.policy.code(Meeting.of(delivery.meeting).id_hash) is None:
            # Only into the box of a code that is open here: nobody has us write into any other.
            raise envelope.EnvelopeError
        delivery = msgspec.structs.replace(delivery, not_before=now + HAND_ON_AFTER)
        key = delivery.seal + delivery.knock_id  # nobody can put theirs in another's place
        self.handed[key] = delivery
        self.writes.append(Put("handed", key, pack(delivery)))

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
            self._note(ItemKind.STUCK, entry.seq, now)
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
            stays = self.record.member in lawful.facts.after_ids
            out = Status.LEFT if leaving else Status.REMOVED
            self._stop(Status.UNLINKED if stays else out)
        except (PrivateError, OwnMessage):
            # Nobody else can tell this from a commit that works for them: it never voids (rule V).
            # A commit under our own name that we did not make is one: our keys are in other hands.
            self._note(ItemKind.STUCK, entry.seq, now, author=author)
            self._stop(Status.STUCK)
        else:
            self._place_change(entry, lawful.facts, now)
            self._heard_device(lawful.staged.sender_leaf, now)
            self._enter(entry, after, now)

    def _won(self, entry: Entry, pending: Pending, now: int) -> None:
        """Our own seal, read in its order: merge it."""
        self._count(entry)
        after = Group.restore_parts(pending.next_epoch, pending.next_ratchets)
        facts = commits.facts_of_own(self.group, self.policy, self.record.member, after, pending)
        self._place_change(entry, facts, now)
        if pending.delivery is not None:
            self._deliver(pending.delivery)
        if pending.welcome:
            self.writes.append(Put("linked", pending.adds[0][1], pending.welcome))
        if pending.intent:
            self._end_intent(pending.intent, "")
        self._enter(entry, after, now)
        wait = LEAF_AGE + _random.randrange(LEAF_JITTER)
        self._set_sync(opener=True, leaf_at=now, update_at=now + wait)

    def _enter(self, entry: Entry, after: Group, now: int) -> None:
        """Begin the next epoch. The secrets of the last one are erased, here and in the vault."""
        won = sha256(entry.blob).digest()
        for key, delivery in self.handed.items():
            if delivery.seal == won and delivery.knock_id not in self.deliveries:
                self._deliver(delivery)
            self.writes.append(Delete("handed", key))
        self.handed.clear()
        self.waiting.clear()
        self._set_pending(None)
        self._list_devices(after, now)
        self.group.wipe()
        self.group = after
        self.policy = commits.policy_of(after)
        self.keys = EpochKeys.of(after)
        self.ledger = self._new_ledger()
        self.sync = SyncRecord(
            entered_at=now, leaf_at=self.sync.leaf_at, update_at=self.sync.update_at
        )
        self._set_sync()
        if self.farewell is not None:
            self._seal_farewell(self.farewell.text)
        self._save_group()
        for name, draft in list(self.drafts.items()):
            carried = carried_over(draft)
            if carried is None:
                del self.drafts[name]
                self.writes.append(Delete("drafts", name))
            else:
                self._set_draft(name, carried)
        if self.record.status is Status.LEAVING:
            self.leave()  # the commit that ended the epoch did not carry it

    def _seal_farewell(self, text: str) -> None:
        """Seal the farewell for this epoch; the ratchets are to be saved with it."""
        self._set_farewell(
            farewell.seal(
                self.group, self.keys, self.policy, self.record.member, self.ledger.seen, text
            )
        )

    def _list_devices(self, after: Group, now: int) -> None:
        """Take note of the devices that came with a commit, and forget those that went."""
        had, has = ({leaf.signature_key for leaf in one.members} for one in (self.group, after))
        self.writes += [
            Put("devices", key, pack(Heard(now, after.epoch))) for key in sorted(has - had)
        ]
        self.writes += [Delete("devices", key) for key in sorted(had - has)]

    def _stop(self, status: Status) -> None:
        """The circle does not go on here; what it was is kept, what it could still tell is not."""
        self._set_record(status=status)
        self._set_farewell(None)
        if status in OUT:
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
