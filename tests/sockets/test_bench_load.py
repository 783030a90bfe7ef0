"""The load of `python -m bench relay` does what it says: everybody gets everything once. Not timed."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bench.relay import peers, servers
from bench.relay.fanout import assemble
from bench.relay.load import LoadError, Member
from bench.relay.servers import Running

CORE = min(os.sched_getaffinity(0))

STARTS: dict[str, Callable[[], AbstractContextManager[Running]]] = {
    "relay": lambda: servers.relay(CORE),
    "bare": lambda: servers.ceiling("bare", CORE),
    "joined": lambda: servers.ceiling("joined", CORE),
    **{
        name: lambda peer=peer: peers.running(peer, CORE)  # type: ignore[misc]
        for name, peer in peers.PEERS.items()
        if peer.installed() and name != "inspircd"  # which thinks for a second about everybody
    },
}


@pytest.mark.parametrize("name", STARTS)
def test_every_post_is_acknowledged_and_delivered_once(name: str) -> None:
    with STARTS[name]() as running:
        crowd = assemble(running, circles=2, size=3)
        try:
            # Each ends with a count of what everybody got, and fails if that is not all.
            crowd.peak(2, 0.0, 0.2)
            paced = crowd.paced(60.0, 0.0, 0.2)
            assert crowd.delivered() >= 3 * (6 * 2 + 12)
        finally:
            crowd.close()
        # One in three is asked when it got something.
        assert len(paced.latencies) >= 12
        assert min(paced.latencies) > 0
        assert running.processor_seconds() > 0
        assert running.memory_bytes() > 2**20


def test_a_delivery_that_does_not_come_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.relay.load.DRAIN_SECONDS", 0.2)
    with servers.ceiling("bare", CORE) as running:
        crowd = assemble(running, circles=1, size=2)
        try:
            member: Member = crowd._members[0]
            member.posted += 1
            with pytest.raises(LoadError, match="were due"):
                crowd.peak(1, 0.0, 0.1)
        finally:
            crowd.close()
