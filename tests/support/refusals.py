"""Requests that a relay refuses, by why: what the tests of R31 compare."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from leeward_relay.config import Config, Rates, Storage
from leeward_relay.relay import Relay
from leeward_wire import (
    Attach,
    Burn,
    Open,
    Purpose,
    Request,
    box_id,
    burn_hash,
    sign_attach,
    sign_open,
)

from support.relay import Clock, Peer, easy_config, opened

BURN_KEY = b"\x0b" * 32
FREE = Rates(
    opens_per_minute=10_000_000, posts_per_minute=10_000_000, requests_per_minute=10_000_000
)


def free_config(directory: Path) -> Config:
    """Give a configuration of a relay that lets one connection ask as often as it likes.

    Batches have no pause between them, which would only cover what there is to hear.
    """
    return easy_config(directory, rates=FREE, storage=Storage(gather_ms=0, crowd_ms=0))


class Boxes:
    """One box of each fate."""

    def __init__(self) -> None:
        self.there = os.urandom(32)
        self.burned = os.urandom(32)
        self.expired = os.urandom(32)
        self.purged = os.urandom(32)

    async def prepare(self, relay: Relay, clock: Clock) -> None:
        async with Peer.connect(relay.url) as peer:
            await opened(peer, self.purged)
            clock.forward(days=250)
            assert await relay.upkeep.expire()
            await opened(peer, self.expired)
            clock.forward(days=250)
            await opened(peer, self.there, BURN_KEY)
            await opened(peer, self.burned, BURN_KEY)
            await peer.burn(self.burned, BURN_KEY)


def attaches(peer: Peer, boxes: Boxes) -> dict[str, Callable[[], Attach]]:
    def frame(seed: bytes, genuine: bool) -> Attach:
        host = peer.host if genuine else "another.example"
        signature = sign_attach(seed, host, peer.hello.challenge)
        return Attach(peer.rid(), box_id(seed), signature, 0)

    return {
        "unknown": lambda: frame(os.urandom(32), True),
        "unknown, forged": lambda: frame(os.urandom(32), False),
        "there, forged": lambda: frame(boxes.there, False),
        "burned": lambda: frame(boxes.burned, True),
        "expired": lambda: frame(boxes.expired, True),
        "purged": lambda: frame(boxes.purged, True),
    }


def opens(peer: Peer, boxes: Boxes) -> dict[str, Callable[[], Open]]:
    def frame(seed: bytes, genuine: bool, burn: bytes | None = None) -> Open:
        host = peer.host if genuine else "another.example"
        signature = sign_open(seed, host, peer.hello.challenge, burn)
        proof = peer.proof(Purpose.OPEN, seed)
        return Open(peer.rid(), box_id(seed), burn, signature, proof)

    return {
        "unknown, forged": lambda: frame(os.urandom(32), False),
        "there, forged": lambda: frame(boxes.there, False, burn_hash(BURN_KEY)),
        "there, another burn hash": lambda: frame(boxes.there, True, b"\x01" * 32),
        "there, no burn hash": lambda: frame(boxes.there, True),
        "burned": lambda: frame(boxes.burned, True, burn_hash(BURN_KEY)),
        "expired": lambda: frame(boxes.expired, True),
        "purged": lambda: frame(boxes.purged, True),
    }


def burns(peer: Peer, boxes: Boxes) -> dict[str, Callable[[], Burn]]:
    def frame(seed: bytes) -> Burn:
        return Burn(peer.rid(), box_id(seed), b"\x0c" * 32)

    return {
        "unknown": lambda: frame(os.urandom(32)),
        "there": lambda: frame(boxes.there),
        "burned": lambda: frame(boxes.burned),
        "expired": lambda: frame(boxes.expired),
    }


Makers = Mapping[str, Callable[[], Request]]
KINDS: dict[str, Callable[[Peer, Boxes], Makers]] = {
    "attach": attaches,
    "open": opens,
    "burn": burns,
}
