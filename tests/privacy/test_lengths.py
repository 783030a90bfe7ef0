"""What somebody on the wire learns from lengths: classes of entries, and nothing else (R42)."""

import os
import re
from pathlib import Path

import leeward_wire as wire
import pytest
from leeward_client.circle.events import Message
from leeward_wire import ENTRY_CLASSES, SEAL_CLASSES, Attached, Code, Purpose, Read, box_id
from support.relay import Peer, opened
from support.sessions import catch_up, let_in, said, sessions
from support.wiretap import Tap, tapped

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
TABLE = PAGE.split("### Lengths on the wire\n")[1].split("\n### ")[0]
HEAD, ENTRY_HEAD, CONTROL = (
    int(re.search(pattern, TABLE)[1])  # type: ignore[index]
    for pattern in (r"Post, Seal \| (\d+),", r"each entry (\d+) ", r"both directions \| (\d+) \|")
)
UNIT = ENTRY_CLASSES[0]


def is_lawful_request(length: int) -> bool:
    """Whether the table has a row from clients with that length."""
    return length == CONTROL or length - HEAD in ENTRY_CLASSES


def is_lawful_reply(length: int) -> bool:
    """Whether the table has a row from the relay with that length."""
    if length == CONTROL:
        return True
    for entries in range(1, 257):
        blobs, odd = divmod(length - HEAD - ENTRY_HEAD * entries, UNIT)
        # Classes are powers of four units, so that each is one more than a multiple of three.
        if not odd and blobs >= entries and (blobs - entries) % 3 == 0:
            return True
    return False


def odd_ones(tap: Tap) -> list[int]:
    """Give the lengths that stand in no row."""
    requests = [length for length in tap.sent if not is_lawful_request(length)]
    return requests + [length for length in tap.received if not is_lawful_reply(length)]


async def test_r42_every_message_has_the_length_of_its_row(tmp_path: Path) -> None:
    """Operation by operation: what is asked, and how it is answered, does not show."""
    key, meeting, burn_key = os.urandom(32), os.urandom(32), os.urandom(32)
    async with tapped(tmp_path / "relay") as (relay, tap), Peer.connect(tap.url) as peer:
        assert tap.received == [CONTROL]  # the hello
        seen: dict[str, tuple[set[int], set[int]]] = {}

        async def listen(name: str, frame: wire.Request) -> wire.Answer:
            tap.clear()
            answer = await peer.ask(frame)
            if isinstance(answer, Attached):
                await peer.pages()
            asked, told = seen.setdefault(name, (set(), set()))
            asked |= set(tap.sent)
            told |= set(tap.received)
            return answer

        for refused in (os.urandom(32), key):
            await listen("control", peer.attach_frame(refused))
        for burn in (None, burn_key):
            await listen("control", peer.open_frame(meeting if burn else key, burn))
        for one in (key, meeting):
            await listen("control", peer.attach_frame(one))
        await listen("control", Read(peer.rid(), box_id(key), 0))
        proof = peer.proof(Purpose.GROW, key)
        assert isinstance(
            await listen("control", wire.Grow(2**32 - 1, box_id(key), proof)), wire.Grown
        )
        await listen("control", wire.Ping(peer.rid()))
        await listen("control", wire.Burn(peer.rid(), box_id(meeting), burn_key))
        assert await listen("control", wire.Burn(7, box_id(meeting), burn_key)) == wire.Refused(
            7, Code.REFUSED
        )
        assert isinstance(await listen("control", wire.Detach(9, box_id(key))), wire.Detached)
        assert seen == {"control": ({CONTROL}, {CONTROL})}

        seen.clear()
        await opened(peer, quiet := os.urandom(32))
        await listen("control", wire.Detach(peer.rid(), box_id(quiet)))
        async with Peer.connect(tap.url) as poster:
            await opened(poster, quiet)
            for size in ENTRY_CLASSES:
                tap.clear()
                await poster.post(quiet, os.urandom(size))
                await poster.push()
                assert tap.sent == [HEAD + size]
                assert sorted(tap.received) == sorted([CONTROL, HEAD + ENTRY_HEAD + size])
            for size in SEAL_CLASSES:
                tap.clear()
                after = 0 if size == SEAL_CLASSES[0] else len(ENTRY_CLASSES) + 1
                paid = poster.proof(Purpose.RESEAL, quiet, after) if after else b""
                assert isinstance(
                    await poster.seal(quiet, os.urandom(size), after, paid), wire.Sealed
                )
                assert tap.sent == [HEAD + size]
        tap.clear()
        attached = await peer.attach(quiet)
        assert not isinstance(attached, wire.Refused)
        assert len(attached[1]) == len(ENTRY_CLASSES) + len(SEAL_CLASSES)
        assert sum(tap.received[1:]) - HEAD * len(tap.received[1:]) == (
            sum(ENTRY_CLASSES) + sum(SEAL_CLASSES) + 7 * ENTRY_HEAD
        )
        assert odd_ones(tap) == []
        assert relay.counters.malformed == 0


async def test_r42_a_whole_circle_shows_classes_alone(tmp_path: Path) -> None:
    """Real clients found, invite, knock, admit, talk, sync, verify and remove, all through the tap."""
    async with tapped(tmp_path / "relay") as (_, tap):
        with sessions(tmp_path, 3) as (host, second, third):
            await host.found("harbour", tap.url, "Amal")
            await let_in(host, second, "Bela")
            await let_in(host, third, "Chen")
            for words in (1, 300, 3000):
                await second.say(second.circles()[0], Message("word " * words))
            await catch_up(host, third)
            assert len(said(third)) == 3
            assert await host.remove(host.circles()[0], "Bela") == "done"
            await host.say(host.circles()[0], Message("without her"))
            await catch_up(second, third)
        assert len(tap.sent) > 60
        assert len(set(tap.sent)) > 4
        assert odd_ones(tap) == []


async def test_an_odd_length_is_caught_in_either_direction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpadded(frame: wire.Frame) -> bytes:
        return wire.pieces(frame)[0] + b"\x80"

    async with tapped(tmp_path / "relay") as (relay, tap):
        async with Peer.connect(tap.url) as peer:
            await peer.socket.send_bytes(unpadded(wire.Ping(1)))
            await peer.socket.receive()
        assert len(odd_ones(tap)) == 1
        assert relay.counters.malformed == 1
        tap.clear()
        monkeypatch.setattr("leeward_relay.gate.pieces", lambda frame: (unpadded(frame),))
        with pytest.raises(wire.MalformedError):
            async with Peer.connect(tap.url):
                pass
        assert len(odd_ones(tap)) == 1


def test_the_rows_are_read_from_the_document() -> None:
    assert (HEAD, ENTRY_HEAD, CONTROL) == (96, 12, 192)
    for entries in ([1024], [1024] * 256, [4096, 65536], [262144, 262144]):
        length = HEAD + sum(size + ENTRY_HEAD for size in entries)
        assert is_lawful_reply(length)
        assert not any(is_lawful_reply(length + odd) for odd in (-1, 1, 2, 1023))
    assert not any(is_lawful_reply(HEAD + ENTRY_HEAD + 1024 + odd) for odd in (-12, 4, 12, 512))
    assert not is_lawful_request(HEAD + ENTRY_HEAD + 1024)
    assert not is_lawful_request(HEAD + 2048)
