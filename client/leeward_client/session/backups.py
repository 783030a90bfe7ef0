"""From the circles of a vault to what a backup holds, and back."""

import os
from dataclasses import dataclass, replace

from leeward_client.backup.content import Circle, Content, Named, Rejoin
from leeward_client.circle import fold as folding
from leeward_client.circle.fold import State, dump_core, dump_item, load_item
from leeward_client.circle.policy import Policy, Relay, decode_policy, encode_policy
from leeward_client.group.machine import Machine
from leeward_client.group.records import CircleRecord, Status, pack
from leeward_client.session.joins import next_number
from leeward_client.session.records import RejoinRecord
from leeward_client.session.store import (
    CIRCLES,
    load_fold,
    load_machine,
    record_of,
    rejoin_of,
    shelf,
)
from leeward_client.vault import Transaction, Vault

LOCAL_ID = 8
OVER = frozenset({Status.LEFT, Status.REMOVED, Status.UNLINKED})


@dataclass(frozen=True, repr=False)
class Merged:
    """What came of restoring: local ids of circles that are new here, labels of the others."""

    restored: list[bytes]
    kept: list[str]


def gather(vault: Vault, now: int) -> Content:
    """What a backup of this vault holds, now: nothing that has disappeared is in it."""
    with vault.lock(), vault.transaction() as tx:
        keys = sorted((record_of(tx, key).number, key) for key, _ in tx.scan(CIRCLES))
        return Content(now, tuple(_kept(tx, key, now) for _, key in keys))


def _kept(tx: Transaction, key: bytes, now: int) -> Circle:
    record, fold, machine = record_of(tx, key), load_fold(tx, key), load_machine(tx, key)
    group_id, rejoin = _way_back(tx, key, record, machine, now)
    folding.forget(fold, folding.expired(fold, now))
    return Circle(
        group_id=group_id,
        member=record.member,
        label=record.label,
        relay=record.relay,
        joined_at=record.joined_at,
        ended=record.status.value if record.status in OVER else "",
        epoch=fold.epoch,
        next_index=fold.last_index + 1,
        policy=encode_policy(_told(fold.policy)),
        durable=fold.durable(),
        names=tuple(Named(*one) for one in sorted(fold.names.items())),
        items=tuple(dump_item(item) for item in fold.items.values()),
        muted=tuple(member for member, _ in tx.scan(shelf(key, "muted"))),
        rejoin=rejoin,
    )


def _way_back(
    tx: Transaction, key: bytes, record: CircleRecord, machine: Machine | None, now: int
) -> tuple[bytes, Rejoin | None]:
    """The group and a rejoin key: a fresh one, or the one that came out of an earlier backup."""
    if machine is not None:
        made = machine.rejoin_key(now)
        return machine.group.group_id, Rejoin(made.seed, made.made_at, made.voucher)
    held = rejoin_of(tx, key)
    if held is None:  # it has ended here: only its history is left
        return record.member, None
    return held.group_id, Rejoin(held.seed, held.made_at, held.voucher)


def _told(policy: Policy) -> Policy:
    """The policy without what opens something: open codes and the operator's pass."""
    return replace(policy, relay=Relay(policy.relay.url, None, policy.relay.fallbacks), codes=())


def merge(vault: Vault, content: Content, now: int) -> Merged:
    """Put the circles that are not here beside those that are; none that is here is changed."""
    restored: list[bytes] = []
    kept: list[str] = []
    with vault.lock(), vault.transaction() as tx:
        here = {record_of(tx, key).member: record_of(tx, key) for key, _ in tx.scan(CIRCLES)}
        for circle in content.circles:
            if circle.member in here:
                kept.append(here[circle.member].label)
            else:
                restored.append(_restore(tx, circle, now))
    return Merged(restored, kept)


def _restore(tx: Transaction, circle: Circle, now: int) -> bytes:
    key = os.urandom(LOCAL_ID)
    status = Status(circle.ended) if circle.ended else Status.RESTORED
    record = CircleRecord(
        next_number(tx), circle.label, circle.relay, circle.member, status, circle.joined_at
    )
    fold = _fold_of(circle)
    folding.forget(fold, folding.expired(fold, now))  # a backup lengthens no message's life
    tx.put(CIRCLES, key, b"")
    tx.put(shelf(key, "state"), b"record", pack(record))
    tx.put(shelf(key, "state"), b"fold", dump_core(fold))
    for item in fold.items.values():
        tx.put(shelf(key, "items"), item.id, dump_item(item))
    for member in circle.muted:
        tx.put(shelf(key, "muted"), member, b"")
    if circle.rejoin is not None:
        one = circle.rejoin
        back = RejoinRecord(circle.group_id, one.seed, one.made_at, one.voucher)
        tx.put(shelf(key, "state"), b"rejoin", pack(back))
    return key


def _fold_of(circle: Circle) -> State:
    fold = State.from_durable(circle.durable, decode_policy(circle.policy), circle.epoch)
    fold.names.update((one.member, one.name) for one in circle.names)
    fold.last_index = circle.next_index - 1
    items = sorted(map(load_item, circle.items), key=lambda item: (item.index, item.place))
    fold.items.update((item.id, item) for item in items)
    return fold
