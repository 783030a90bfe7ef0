"""What a connection is made of: TLS beneath it, a heartbeat, a close in good order."""

import asyncio
import os
import ssl
from pathlib import Path

import aiohttp
from leeward_relay.config import Connections
from leeward_wire import (
    MAX_REPLY_BYTES,
    PATH,
    Entries,
    Hello,
    Ping,
    Pong,
    Posted,
    decode_reply,
    encode,
)
from support.certificates import certified
from support.raw_socket import BINARY, CONTINUATION, PING, framed
from support.relay import Peer, easy_config, opened, running_relay, until


async def test_a_relay_that_does_tls_itself_carries_the_largest_entries(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", tls=certified(tmp_path))
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    async with running_relay(tmp_path / "relay", config) as relay:
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=unverified)) as session,
            session.ws_connect(relay.url + PATH, max_msg_size=MAX_REPLY_BYTES) as socket,
        ):
            peer = Peer(socket, relay.url.partition("://")[2])
            hello = await peer.receive()
            assert isinstance(hello, Hello)
            peer.hello = hello
            key = os.urandom(32)
            await opened(peer, key)
            for size in (1024, 262144):
                blob = os.urandom(size)
                assert isinstance(await peer.post(key, blob), Posted)
                push = await peer.push()
                assert isinstance(push, Entries)
                assert push.entries[0].blob == blob
        await until(lambda: relay.counters.connections == 0)


async def test_who_says_nothing_is_asked_and_who_does_not_answer_is_let_go(tmp_path: Path) -> None:
    config = easy_config(tmp_path / "relay", connections=Connections(heartbeat_seconds=1))
    async with running_relay(tmp_path / "relay", config) as relay:
        host, port = "127.0.0.1", relay.port
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(
            f"GET {PATH} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        # aiohttp answers pings while it reads; the other connection answers none.
        async with Peer.connect(relay.url) as alive:
            answering = asyncio.create_task(alive.socket.receive())
            said = await reader.read()
            assert said.endswith(b"\x89\x00")
            await until(lambda: relay.counters.connections == 1)
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            assert await alive.ask(Ping(1)) == Pong(1)
        writer.close()


async def test_a_message_in_pieces_and_pings_between_them(tmp_path: Path) -> None:
    async with running_relay(tmp_path / "relay") as relay, Peer.connect(relay.url) as peer:
        data = encode(Ping(7))
        writer = peer.socket._writer
        assert writer is not None
        transport = writer.transport
        head, rest = framed(BINARY, data[:1], fin=False), framed(CONTINUATION, data[1:])
        for byte in head + framed(PING) + rest:
            transport.write(bytes([byte]))
            await asyncio.sleep(0)
        message = await peer.socket.receive_bytes(timeout=30)
        assert decode_reply(message) == Pong(7)
