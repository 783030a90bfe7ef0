"""WebSocket frames as the relay reads and writes them, clause by clause (RFC 6455)."""

import os

import pytest
from leeward_relay.websocket import Messages, Opcode, WebSocketError, close, control, message
from leeward_wire import Close

LIMIT = 70_000
FIN = 0x80


def frame(opcode: int, payload: bytes, *, fin: bool = True, mask: bytes | None = None) -> bytes:
    """Frame and mask as a client does, by the letter of 5.2 and 5.3."""
    mask = os.urandom(4) if mask is None else mask
    size = len(payload)
    head = bytes([opcode | (FIN if fin else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65536:
        head += bytes([0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + size.to_bytes(8, "big")
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


def read(data: bytes) -> list[tuple[int, bytes]]:
    """Read whole frames."""
    messages, found, at = Messages(LIMIT), [], 0
    while at < len(data):
        taken = messages.take(bytearray(data), at, len(data))
        assert taken is not None
        opcode, payload, at = taken
        found.append((opcode, bytes(payload)))
    return found


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, LIMIT])
def test_a_message_of_any_length_is_read_once_it_is_whole(size: int) -> None:
    payload = os.urandom(size)
    data = bytearray(frame(Opcode.BINARY, payload))
    messages = Messages(LIMIT)
    for short in {0, 1, 2, 5, 6, 7, 9, 13, len(data) - 1} - {len(data)}:
        if short < len(data):
            assert messages.take(data, 0, short) is None
    assert messages.take(data + b"next", 0, len(data) + 4) == (
        Opcode.BINARY, bytearray(payload), len(data),
    )  # fmt: skip


def test_what_a_server_says_is_not_masked() -> None:
    for size, head in ((3, 2), (126, 4), (65535, 4), (65536, 10)):
        payload = os.urandom(size)
        framed = message(payload)
        assert len(framed) == head + size
        assert framed.endswith(payload)
        assert framed[0] == 0x82
    assert close(Close.MALFORMED) == b"\x88\x02\x03\xf0"
    assert control(Opcode.PING) == b"\x89\x00"


def test_a_message_in_pieces_is_put_together_around_pings() -> None:
    pieces = [
        frame(Opcode.BINARY, b"one ", fin=False),
        frame(Opcode.CONTINUATION, b"two ", fin=False),
        frame(Opcode.PING, b"there?"),
        frame(Opcode.CONTINUATION, b"three"),
        frame(Opcode.BINARY, b"more"),
    ]
    found = read(b"".join(pieces))
    assert [each for each in found if each[0] != Opcode.CONTINUATION] == [
        (Opcode.PING, b"there?"),
        (Opcode.BINARY, b"one two three"),
        (Opcode.BINARY, b"more"),
    ]


REFUSED = {
    "not masked": (b"\x82\x05" + bytes(9), Close.PROTOCOL),
    "a reserved bit": (frame(0x40 | Opcode.BINARY, b"x"), Close.PROTOCOL),
    "an unknown opcode": (frame(3, b"x"), Close.PROTOCOL),
    "a continuation of nothing": (frame(Opcode.CONTINUATION, b"x"), Close.PROTOCOL),
    "a ping in pieces": (frame(Opcode.PING, b"", fin=False), Close.PROTOCOL),
    "a long ping": (frame(Opcode.PING, bytes(126)), Close.PROTOCOL),
    "a message within another": (
        frame(Opcode.BINARY, b"a", fin=False) + frame(Opcode.BINARY, b"b"),
        Close.PROTOCOL,
    ),
    "too long": (frame(Opcode.BINARY, bytes(LIMIT + 1)), Close.TOO_LONG),
    "said to be too long": (b"\x82\xff" + (2**63).to_bytes(8, "big") + bytes(4), Close.TOO_LONG),
    "too long in pieces": (
        frame(Opcode.BINARY, bytes(LIMIT), fin=False) + frame(Opcode.CONTINUATION, b"x"),
        Close.TOO_LONG,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_the_rules_names_its_close_code(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(WebSocketError) as caught:
        read(data)
    assert caught.value.code is code
    assert str(caught.value) == ""
