"""Where a circle's records stand in the vault: which shelf, which key, and how they are read back."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from leeward_mls import Group

from leeward_client.circle.fold import State, dump_core, expired, forget, load
from leeward_client.group.kept import FAREWELL
from leeward_client.group.machine import Machine
from leeward_client.group.records import (
    CircleRecord,
    Delete,
    Delivery,
    Draft,
    Ended,
    Farewell,
    Heard,
    Intent,
    Pending,
    SyncRecord,
    Write,
)
from leeward_client.session.records import RejoinRecord
from leeward_client.vault import Transaction

CIRCLES = "circles"
"""The shelf that lists the circles of a vault: the key is the circle's local id, the value empty."""
SETTINGS = "settings"
"""The shelf for what holds for the whole vault."""
PROXY = b"proxy"
"""Its key for the proxy that connections go through, as its address."""
SHELVES = (
    "state",
    "drafts",
    "intents",
    "ended",
    "deliveries",
    "handed",
    "items",
    "heard",
    "devices",
    "linked",
    "device-names",
    "invites",
    "muted",
    "seen",
)

T = TypeVar("T")


def shelf(circle: bytes, name: str) -> str:
    """The vault's shelf for one kind of record of one circle."""
    return f"circle/{circle.hex()}/{name}"


def read(data: bytes, shape: type[T]) -> T:
    """A record that we wrote and the vault has authenticated."""
    return msgspec.msgpack.decode(data, type=shape)


def store(tx: Transaction, circle: bytes, writes: Iterable[Write]) -> None:
    """Put a machine's writes into the transaction; of several to one record only the last counts."""
    last = {(write.shelf, write.key): write for write in writes}
    for write in last.values():
        if isinstance(write, Delete):
            tx.delete(shelf(circle, write.shelf), write.key)
        else:
            tx.put(shelf(circle, write.shelf), write.key, write.value)


def record_of(tx: Transaction, circle: bytes) -> CircleRecord:
    """What names a circle on this device."""
    data = tx.get(shelf(circle, "state"), b"record")
    if data is None:
        raise KeyError(circle)
    return read(data, CircleRecord)


def load_fold(tx: Transaction, circle: bytes) -> State:
    """The timeline and the durable state."""
    core = tx.get(shelf(circle, "state"), b"fold") or b""
    return load(core, [value for _, value in tx.scan(shelf(circle, "items"))])


def load_machine(tx: Transaction, circle: bytes) -> Machine | None:
    """The machine of a circle; None when the circle has ended here and its keys are gone."""
    state = shelf(circle, "state")
    epoch, ratchets, sync = (tx.get(state, key) for key in (b"epoch", b"ratchets", b"sync"))
    if epoch is None or ratchets is None or sync is None:
        return None
    pending = tx.get(state, b"pending")
    drafts = {key: read(value, Draft) for key, value in tx.scan(shelf(circle, "drafts"))}
    return Machine(
        record=record_of(tx, circle),
        group=Group.restore_parts(epoch, ratchets),
        sync=read(sync, SyncRecord),
        fold=load_fold(tx, circle),
        drafts=dict(sorted(drafts.items(), key=lambda item: item[1].order)),
        intents={
            key: msgspec.msgpack.decode(value, type=Intent)
            for key, value in tx.scan(shelf(circle, "intents"))
        },
        pending=None if pending is None else read(pending, Pending),
        deliveries=_deliveries(tx, circle, "deliveries"),
        handed=_deliveries(tx, circle, "handed"),
        farewell=farewell_of(tx, circle),
    )


def proxy_of(tx: Transaction) -> str:
    """The address of the proxy that the vault remembers; empty where connections go straight."""
    return (tx.get(SETTINGS, PROXY) or b"").decode(errors="replace")


def farewell_of(tx: Transaction, circle: bytes) -> Farewell | None:
    """The farewell that waits for a circle; None where its owner asked for none."""
    data = tx.get(shelf(circle, "state"), FAREWELL)
    return None if data is None else read(data, Farewell)


def _deliveries(tx: Transaction, circle: bytes, name: str) -> dict[bytes, Delivery]:
    return {key: read(value, Delivery) for key, value in tx.scan(shelf(circle, name))}


def rejoin_of(tx: Transaction, circle: bytes) -> RejoinRecord | None:
    """How to come back to a circle out of a backup; None for any other."""
    data = tx.get(shelf(circle, "state"), b"rejoin")
    return None if data is None else read(data, RejoinRecord)


def forget_due(tx: Transaction, circle: bytes, fold: State, now: int) -> None:
    """Erase what has disappeared from a circle without a machine, as a machine does from its own."""
    if tx.get(shelf(circle, "state"), b"epoch") is not None:
        return
    over = expired(fold, now)
    forget(fold, over)
    for item in over:
        tx.delete(shelf(circle, "items"), item)
    if over:
        tx.put(shelf(circle, "state"), b"fold", dump_core(fold))


def take_ended(tx: Transaction, circle: bytes, key: bytes) -> Ended | None:
    """How an intent ended, once; None while it has not."""
    data = tx.get(shelf(circle, "ended"), key)
    if data is None:
        return None
    tx.delete(shelf(circle, "ended"), key)
    return read(data, Ended)


def heard(tx: Transaction, circle: bytes) -> dict[bytes, Heard]:
    """When each member was last heard."""
    return {key: read(value, Heard) for key, value in tx.scan(shelf(circle, "heard"))}


def drop_circle(tx: Transaction, circle: bytes) -> None:
    """Erase everything of a circle."""
    for name in SHELVES:
        tx.drop(shelf(circle, name))
    tx.delete(CIRCLES, circle)
