"""Sends the farewells that come in on standard input, for at most two seconds: `python -m` this.

Panic starts it and waits for nothing. Each circle goes by a connection of its own, through a proxy by a
way of its own, and never past the proxy that its vault remembered; nothing is asked but
to attach the box, nothing read, nothing tried twice.
"""

import asyncio
import contextlib
import signal
import sys

from leeward_wire import box_id

from leeward_client.link import (
    Address,
    AddressError,
    Connection,
    LinkError,
    Proxy,
    ProxyAddressError,
    Ways,
)
from leeward_client.panic.postings import Posting, decode

SECONDS = 2
_END = 2**24 - 1
"""Beyond the last entry that a box may have: what stands there is not read."""


async def send(posting: Posting) -> None:
    """Post one circle's farewell; whatever hinders it is nothing to wait for."""
    box = box_id(posting.seed)
    with contextlib.suppress(LinkError, AddressError, ProxyAddressError):
        proxy = Proxy.parse(posting.proxy) if posting.proxy else None
        address, dial = Address.parse(posting.relay), Ways(lambda: proxy).circle(box)
        async with Connection(address, dial, seconds=SECONDS) as connection:
            await connection.attach(posting.seed, _END)
            # All at once: the relay keeps their order, and no answer is waited for in between.
            async with asyncio.TaskGroup() as group:
                for entry in posting.entries:
                    group.create_task(connection.post(box, entry, long=True, grow=False))


async def _all(postings: list[Posting]) -> None:
    await asyncio.gather(*(send(one) for one in postings), return_exceptions=True)


if __name__ == "__main__":
    signal.alarm(SECONDS)  # which ends this process, whatever it waits for
    asyncio.run(_all(decode(sys.stdin.buffer.read())))
