"""The link against relays that break the protocol, in part or altogether."""

import asyncio
import logging
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from leeward_client.link import (
    Address,
    BusyError,
    Connection,
    Dial,
    LinkError,
    LinkLostError,
    MisbehavedError,
    ProofError,
)
from leeward_client.link import connection as connections
from leeward_client.link import dial as dials
from leeward_wire import (
    Attached,
    Entries,
    Entry,
    Hello,
    Kind,
    Opened,
    Page,
    Pong,
    Posted,
    box_id,
    encode,
)
from msgspec.structs import replace
from support.false_relay import CHALLENGE, LIMITS, Side, false_relay

SEED = bytes(32)
BOX = box_id(SEED)


async def gone(side: Side) -> None:
    await side.end()


@contextmanager
def misbehaves(how: str) -> Iterator[None]:
    """The relay broke the protocol in this way."""
    with pytest.raises(MisbehavedError) as raised:
        yield
    assert how in raised.value.how


def entry(seq: int) -> Entry:
    return Entry(seq, Kind.POST, bytes(1024))


async def test_nothing_of_the_client_is_in_the_handshake() -> None:
    heard: dict[str, str] = {}

    async def behave(side: Side) -> None:
        heard.update(side.headers)
        await side.end()

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()):
        pass
    assert {name.lower() for name in heard} == {
        "host", "upgrade", "connection", "sec-websocket-version", "sec-websocket-key",
    }  # fmt: skip


@pytest.mark.parametrize(
    "greeting",
    [
        b"",
        b"\xc0",
        encode(Pong(1)),
        encode(Hello(2, CHALLENGE, LIMITS)),
        encode(Hello(1, CHALLENGE, LIMITS)) + b"\0",
        "text",
    ],
    ids=["empty", "nil", "pong", "version 2", "trailing byte", "text"],
)
async def test_a_strange_greeting_is_no_relay(greeting: bytes | str) -> None:
    async def behave(side: Side) -> None:
        if isinstance(greeting, str):
            await side.socket.send_str(greeting)
        else:
            await side.socket.send_bytes(greeting)
        await side.end()

    async with false_relay(behave, greet=False) as url:
        with misbehaves("not a relay"):
            await Connection(Address.parse(url), Dial()).__aenter__()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(503, BusyError), (421, LinkLostError), (404, MisbehavedError), (302, MisbehavedError)],
)
async def test_an_http_answer_is_told_apart(status: int, kind: type[LinkError]) -> None:
    async with false_relay(gone, status=status) as url:
        with pytest.raises(kind):
            await Connection(Address.parse(url), Dial()).__aenter__()


async def test_silence_at_the_greeting_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dials, "SECONDS", 0.1)
    async with false_relay(gone, greet=False) as url:
        with pytest.raises(LinkLostError):
            await Connection(Address.parse(url), Dial()).__aenter__()


async def test_silence_after_a_request_ends_the_connection() -> None:
    async with (
        false_relay(gone) as url,
        Connection(Address.parse(url), Dial(), seconds=0.1) as link,
    ):
        with pytest.raises(LinkLostError, match="does not answer"):
            await link.ping()
        with pytest.raises(LinkLostError, match="does not answer"):
            await link.ping()
        assert await link.live.get() is None


@pytest.mark.parametrize(
    "frames",
    [
        [b"\xff"],
        [b""],
        [encode(Pong(1)) + b"\0"],
        [encode(Pong(2))],
        [encode(Opened(1))],
        [encode(Hello(1, CHALLENGE, LIMITS))],
        [encode(Entries(BOX, [entry(1)]))],
        [bytes(600_000)],
        ["text"],
    ],
    ids=["garbage", "empty", "trailing", "wrong rid", "wrong kind", "hello", "not live", "huge",
         "text"],
)  # fmt: skip
async def test_a_broken_answer_ends_the_connection_and_is_shown(frames: list[bytes | str]) -> None:
    async def behave(side: Side) -> None:
        await side.hear()
        for frame in frames:
            if isinstance(frame, str):
                await side.socket.send_str(frame)
            else:
                await side.socket.send_bytes(frame)
        await side.end()

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        with pytest.raises(MisbehavedError):
            await link.ping()
        with pytest.raises(MisbehavedError):
            await link.ping()
        assert await link.live.get() is None


async def test_a_relay_that_stops_answering_pings_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEARTBEAT_SECONDS", 0.1)

    async def behave(side: Side) -> None:
        await asyncio.sleep(60)  # reads nothing, so answers no ping either

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        assert await link.live.get() is None
        with pytest.raises(LinkLostError):
            await link.ping()


async def test_whatever_else_is_waiting_is_told_too() -> None:
    async def behave(side: Side) -> None:
        await side.hear()
        await side.hear()
        await side.say(Posted(1, 1))
        await side.end()

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        results = await asyncio.gather(link.ping(), link.ping(), return_exceptions=True)
        assert [type(result) for result in results] == [MisbehavedError, MisbehavedError]


async def test_entries_out_of_order_end_the_connection() -> None:
    async def behave(side: Side) -> None:
        await side.hear()
        await side.say(Attached(1, 0, 3))
        await side.say(Page(1, BOX, [entry(2), entry(1)], done=True))
        await side.end()

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        with misbehaves("out of order"):
            await link.attach(SEED, 0)


async def test_a_read_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_READ_BYTES", 20 * 1024)

    async def behave(side: Side) -> None:
        await side.hear()
        await side.say(Attached(1, 0, 1))
        for seq in range(1, 10_000):
            await side.say(Page(1, BOX, [entry(seq)], done=False))

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        with misbehaves("more than a box"):
            await link.attach(SEED, 0)
        with pytest.raises(MisbehavedError):
            await link.ping()


async def test_work_without_end_is_not_begun() -> None:
    async with (
        false_relay(gone, limits=replace(LIMITS, difficulty=40)) as url,
        Connection(Address.parse(url), Dial()) as link,
    ):
        with pytest.raises(ProofError, match="more work"):
            await link.open(SEED)


async def test_without_a_pass_nothing_is_asked_of_who_wants_one() -> None:
    async with (
        false_relay(gone, limits=replace(LIMITS, pass_required=True)) as url,
        Connection(Address.parse(url), Dial(), seconds=0.2) as link,
    ):
        with pytest.raises(ProofError, match="operator's pass"):
            await link.open(SEED)


async def test_work_that_is_called_off_stops() -> None:
    async with false_relay(gone, limits=replace(LIMITS, difficulty=28)) as url:
        begun = asyncio.Event()
        link = Connection(Address.parse(url), Dial(), working=lambda _: begun.set())
        async with link:
            task = asyncio.create_task(link.open(SEED))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # The thread has stopped: the loop's executor can be shut down at once.
            async with asyncio.timeout(10):
                await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_request_that_is_called_off_does_not_disturb_the_next() -> None:
    async def behave(side: Side) -> None:
        await side.hear()
        await side.hear()
        await side.say(Pong(1))
        await side.say(Pong(2))
        await side.end()

    async with false_relay(behave) as url, Connection(Address.parse(url), Dial()) as link:
        first = asyncio.create_task(link.ping())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        await link.ping()


async def test_nothing_is_logged_and_no_error_names_the_relay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    address = Address.parse("http://127.0.0.1:9")
    with pytest.raises(LinkLostError) as caught:
        await Connection(address, Dial()).__aenter__()
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None

    async def behave(side: Side) -> None:
        await side.hear()
        await side.socket.send_bytes(b"\xff PLANTED")
        await side.end()

    async with false_relay(behave) as url:
        caplog.clear()
        async with Connection(Address.parse(url), Dial()) as link:
            with pytest.raises(MisbehavedError) as broken:
                await link.ping()
            assert "PLANTED" not in str(broken.value)
            assert repr(link) == "Connection(...)"
    ours = [record for record in caplog.records if not record.name.startswith("aiohttp.access")]
    assert not [record for record in ours if record.name != "asyncio"]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of its own authority, for localhost."""
    chain, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(chain), "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key


async def test_a_certificate_has_to_be_good(tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    async def answer(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_bytes(encode(Hello(1, CHALLENGE, LIMITS)))
        await socket.receive()
        return socket

    application = web.Application()
    application.router.add_get("/v1/ws", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port = runner.addresses[0][1]
    try:
        with pytest.raises(LinkLostError, match="certificate"):
            await Connection(Address.parse(f"https://localhost:{port}"), Dial()).__aenter__()
        address = Address.parse(f"https://127.0.0.1:{port}")
        with pytest.raises(LinkLostError, match="certificate"):  # the name has to fit, too
            await Connection(address, Dial(chain)).__aenter__()
        address = Address.parse(f"https://localhost:{port}")
        async with Connection(address, Dial(chain)) as link:
            assert link.challenge == CHALLENGE
    finally:
        await runner.cleanup()
