"""A connection's bytes: when they are read, how they are taken apart, and what that may cost.

All is bounded here before a frame is understood: how long a message may be on its way, the time that
taking bytes apart and carrying them out may take, and how many messages are taken before others have
their turn.
"""

import asyncio
import time

from leeward_wire import MAX_REQUEST_BYTES

from leeward_relay.pace import Lane, Pace
from leeward_relay.websocket import Messages, Opcode

MONOTONIC = time.monotonic
READ_BYTES = 16 * 1024
"""How much is read from a connection at once, so that no turn of the loop is long."""
TURN_MESSAGES = 8
"""How many messages, or pieces, of one connection are taken before the others have their turn."""
MESSAGE_SECONDS = 120.0
"""How long a message may be on its way, from its first byte to its last; the longest takes that
at two kilobytes a second."""

# All connections read into this: what is in it is taken out, and wiped, before the next one reads.
_read = bytearray(READ_BYTES)
_view = memoryview(_read)
_wiped = bytes(READ_BYTES)


class Socket(asyncio.BufferedProtocol):
    """Takes a peer's messages one after the other; what they mean is said by who inherits."""

    __slots__ = (
        "_heard", "_kept", "_messages", "_pace", "_rest", "_since", "_transport", "_wait",
    )  # fmt: skip

    def __init__(self, transport: asyncio.Transport, requests_per_minute: int, lane: Lane) -> None:
        self._transport = transport
        self._heard = MONOTONIC()
        self._messages = Messages(MAX_REQUEST_BYTES)
        self._pace = Pace(requests_per_minute, lane, self._heard)
        self._kept = bytearray()
        self._since: float | None = None
        """When the first bytes came of what is not a whole message yet."""
        self._wait: float | None = None
        """How long nothing is read, if the connection has to rest."""
        self._rest: asyncio.Handle | None = None

    # What a connection makes of it

    def _message(self, opcode: int, payload: bytearray) -> None:
        """Carry out a message, or a frame of control."""
        raise NotImplementedError

    def _waits(self) -> bool:
        """Tell whether the next message has to wait."""
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        """End: what came in is no message, or could not be carried out."""
        raise NotImplementedError

    # What asyncio tells

    def get_buffer(self, _: int) -> memoryview:
        """Give where to read to."""
        self._heard = MONOTONIC()
        return _view

    def buffer_updated(self, count: int) -> None:
        """Take what was read."""
        if self._kept:
            # A long message comes in many reads: it is looked at when it is whole, and copied once.
            self._kept += _view[:count]
            if len(self._kept) >= self._messages.wanted:
                self._take_kept()
        else:
            self._take(_read, count)
        _view[:count] = _wiped[:count]
        self._charge_since_read()

    def connection_lost(self, _: Exception | None) -> None:
        """Forget what came in."""
        self._kept = bytearray()
        self._since = None
        if self._rest is not None:
            self._rest.cancel()

    # Reading

    def dribbles(self, now: float) -> bool:
        """Tell whether a message has been on its way for too long."""
        return self._since is not None and now - self._since > MESSAGE_SECONDS

    def _rest_for(self, seconds: float) -> None:
        """Read nothing for a while; 0 is until others had their turn."""
        self._wait = seconds if self._wait is None else max(self._wait, seconds)

    @property
    def _held(self) -> bool:
        return self._wait is not None or self._waits()

    def _take_kept(self) -> None:
        kept, self._kept = self._kept, bytearray()
        self._take(kept, len(kept))

    def _take(self, data: bytearray, end: int) -> None:
        """Carry out what came in, as far as it can be; keep the rest."""
        at = taken = 0
        held = False
        try:
            while at < end:
                held = self._held
                if held:
                    self._messages.wanted = 0
                    break
                found = self._messages.take(data, at, end)
                if found is None:
                    break
                opcode, payload, at = found
                taken += 1
                if taken == TURN_MESSAGES and at < end:
                    self._rest_for(0.0)
                if opcode == Opcode.CONTINUATION:
                    continue
                if opcode < Opcode.CLOSE:
                    self._since = None
                self._message(opcode, payload)
        except Exception as error:
            self._failed(error)
            at = end
        if at < end:
            self._kept = data if data is not _read and not at else data[at:end]
        if not self._messages.begun and (held or at == end):
            self._since = None
        elif self._since is None:
            self._since = self._heard

    def _charge_since_read(self) -> None:
        now = MONOTONIC()
        self._charge(now - self._heard, now)

    def _charge(self, seconds: float, now: float) -> None:
        """Note what was done for the peer, in seconds of a core; rest if others come first."""
        wait = self._pace.spend(seconds, now)
        if wait:
            self._rest_for(wait)
        if self._held:
            self._transport.pause_reading()
            self._begin_rest()

    def _begin_rest(self) -> None:
        if self._wait is None or self._rest is not None:
            return
        loop = asyncio.get_running_loop()
        if self._wait:
            self._rest = loop.call_later(self._wait, self._rested)
        else:
            self._rest = loop.call_soon(self._rested)

    def _rested(self) -> None:
        self._rest = self._wait = None
        self._go_on()

    def _go_on(self) -> None:
        """Take up again what had to wait."""
        if self._held:
            return
        if self._kept:
            self._heard = MONOTONIC()
            self._take_kept()
            self._charge_since_read()
        if not self._held:
            self._transport.resume_reading()
