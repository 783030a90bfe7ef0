"""The link through a real SOCKS 5 proxy on loopback, which alone knows the names."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from leeward_client.link import (
    Address,
    Connection,
    Dial,
    LinkLostError,
    MisbehavedError,
    Proxy,
    ProxyError,
    Ways,
    visit,
)
from leeward_client.link import dial as dials
from leeward_relay.config import Tls, Work
from leeward_relay.relay import Relay
from support.relay import DIFFICULTY, easy_config, running_relay
from support.socks import LOGIN, NO_LOGIN, SocksProxy, socks_proxy

ONION = "l" * 56 + ".onion"
NAME = "relay.test"
"""A name that nothing but the proxy's book knows: .test is never in the DNS (RFC 6761)."""
WORK = Work(admit="work", difficulty=DIFFICULTY)

Looked = list[tuple[object, ...]]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    """Every name that is looked up here, by whichever function; nothing is found."""
    looked: Looked = []

    def watched(*names: object, **_: object) -> object:
        looked.append(names)
        raise socket.gaierror("this test looks nothing up")

    functions = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getfqdn")
    for function in functions:
        monkeypatch.setattr(socket, function, watched)
    return looked


@asynccontextmanager
async def onion_relay(folder: Path) -> AsyncIterator[Relay]:
    config = msgspec.structs.replace(easy_config(folder), hosts=(ONION,), work=WORK)
    async with running_relay(folder, config) as relay:
        yield relay


@pytest.fixture
def certified(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of its own authority, for `NAME`."""
    chain, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(chain), "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key


@asynccontextmanager
async def tls_relay(folder: Path, certified: tuple[Path, Path]) -> AsyncIterator[Relay]:
    chain, key = certified
    config = msgspec.structs.replace(
        easy_config(folder), hosts=(NAME,), work=WORK, tls=Tls(str(chain), str(key))
    )
    async with running_relay(folder, config) as relay:
        yield relay


@pytest.fixture
def nothing() -> Iterator[SocksProxy]:
    """A proxy with an empty book."""
    with socks_proxy({}) as proxy:
        yield proxy


def way(proxy: SocksProxy, circle: bytes = b"harbour") -> Dial:
    return Ways(lambda: Proxy.parse(proxy.url)).circle(circle)


async def test_an_onion_service_is_reached_and_nothing_is_looked_up(
    tmp_path: Path, looked: Looked
) -> None:
    async with onion_relay(tmp_path / "relay") as relay:
        with socks_proxy({ONION: relay.port}) as proxy:
            dial = way(proxy)
            async with Connection(Address.parse(ONION), dial) as link:
                await link.open(bytes(32))
                await link.ping()
            (asked,) = proxy.asked
    assert (asked.name, asked.port, asked.kind) == (ONION, 80, 3)
    assert dial.login is not None
    assert asked.login == (dial.login.user, dial.login.password)
    assert looked == []


async def test_the_watch_sees_a_name_that_is_looked_up(looked: Looked) -> None:
    with pytest.raises(LinkLostError):
        async with Connection(Address.parse(f"https://{NAME}"), Dial()):
            pass
    assert looked[0][0] == NAME


async def test_by_tls_the_certificate_is_for_the_relay_and_the_proxy_sees_its_name(
    tmp_path: Path, certified: tuple[Path, Path], looked: Looked
) -> None:
    async with tls_relay(tmp_path / "relay", certified) as relay:
        with socks_proxy({NAME: relay.port, "other.test": relay.port}) as proxy:
            through = Proxy.parse(proxy.url)
            login = way(proxy).login
            trusting = Dial(certified[0], proxy=through, login=login)
            async with Connection(Address.parse(NAME), trusting) as link:
                await link.ping()
            for address, dial in (
                ("other.test", trusting),  # the name has to fit
                (NAME, Dial(proxy=through, login=login)),  # and the authority be known
            ):
                with pytest.raises(LinkLostError) as failed:
                    await Connection(Address.parse(address), dial).__aenter__()
                assert failed.value.sentence == "link-certificate"
            assert [(one.name, one.port) for one in proxy.asked] == [
                (NAME, 443),
                ("other.test", 443),
                (NAME, 443),
            ]
    assert looked == []


async def test_what_is_served_to_browsers_is_fetched_through_it_too(
    tmp_path: Path, certified: tuple[Path, Path], looked: Looked
) -> None:
    async with tls_relay(tmp_path / "relay", certified) as relay:
        with socks_proxy({NAME: relay.port}) as proxy:
            dial = Dial(certified[0], proxy=Proxy.parse(proxy.url), login=way(proxy).login)
            async with visit(Address.parse(NAME), dial) as there:
                assert (await there.fetch("")).status == 200
            assert [one.name for one in proxy.asked] == [NAME]
    assert looked == []


@pytest.mark.parametrize("bound", ["IPv4", "IPv6", "name"])
async def test_wherever_the_proxy_says_its_other_end_stands(tmp_path: Path, bound: str) -> None:
    async with onion_relay(tmp_path / "relay") as relay:
        with socks_proxy({ONION: relay.port}) as proxy:
            proxy.bound = bound
            async with Connection(Address.parse(ONION), way(proxy)) as link:
                await link.ping()


async def failure(proxy: SocksProxy, dial: Dial | None = None) -> LinkLostError:
    """What comes of dialling the onion service through this proxy."""
    with pytest.raises(LinkLostError) as failed:
        async with Connection(Address.parse(ONION), dial or way(proxy)):
            pass
    for text in (str(failed.value), repr(failed.value)):
        assert ONION not in text
        assert str(proxy.port) not in text
    assert failed.value.__cause__ is None
    return failed.value


async def test_a_proxy_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await failure(SocksProxy({}, port=port))
    assert error.sentence == "link-proxy-gone"
    assert isinstance(error, ProxyError)


@pytest.mark.parametrize(
    ("reply", "sentence"), [(2, "refused"), (1, "refused"), (4, "unreached"), (0xF1, "unreached")]
)
async def test_a_proxy_that_says_no(nothing: SocksProxy, reply: int, sentence: str) -> None:
    nothing.reply = reply
    assert (await failure(nothing)).sentence == f"link-proxy-{sentence}"


async def test_a_host_that_the_proxy_does_not_know(nothing: SocksProxy) -> None:
    assert (await failure(nothing)).sentence == "link-proxy-unreached"


async def test_a_proxy_that_takes_no_logins_is_not_gone_through_unless_it_was_said(
    tmp_path: Path, nothing: SocksProxy
) -> None:
    nothing.methods = frozenset({NO_LOGIN})
    assert (await failure(nothing)).sentence == "link-proxy-shares"
    assert nothing.offered == [bytes([LOGIN])], "a choice would leave the proxy the choice"
    async with onion_relay(tmp_path / "relay") as relay:
        nothing.book = {ONION: relay.port}
        ways = Ways(lambda: Proxy.parse(f"{nothing.url}/shared"))
        async with Connection(Address.parse(ONION), ways.circle(b"harbour")) as link:
            await link.ping()
    assert nothing.logins == {(None, None)}


async def test_a_proxy_that_wants_other_logins(nothing: SocksProxy) -> None:
    nothing.status = 1
    assert (await failure(nothing)).sentence == "link-proxy-login"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x05"])
async def test_something_else_in_the_proxys_place(answer: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        error = await failure(SocksProxy({}, port=port))
    assert error.sentence == "link-proxy-strange"


async def test_a_proxy_that_hangs_up_on_logins_as_openssh_does() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await failure(SocksProxy({}, port=port))).sentence == "link-proxy-shares"


async def test_a_proxy_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dials, "PROXIED_SECONDS", 0.1)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await failure(SocksProxy({}, port=port))).sentence == "link-unreached"


@pytest.mark.parametrize("proxied", [False, True])
async def test_a_relay_cannot_send_its_visitor_elsewhere(*, proxied: bool) -> None:
    """Neither by the proxy nor past it: a redirect is not followed to another host."""
    visited: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        visited.append(request.host)
        return web.Response()

    async def astray(request: web.Request) -> web.Response:
        raise web.HTTPFound(f"http://127.0.0.1:{ports[1]}/v1/ws")

    ports = []
    runners = []
    for handler in (astray, elsewhere):
        application = web.Application()
        application.router.add_get("/v1/ws", handler)
        runner = web.AppRunner(application)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ports.append(runner.addresses[0][1])
    try:
        with socks_proxy({ONION: ports[0], "127.0.0.1": ports[1]}) as proxy:
            address = ONION if proxied else f"http://127.0.0.1:{ports[0]}"
            dial = way(proxy) if proxied else Dial()
            with pytest.raises(MisbehavedError):
                await Connection(Address.parse(address), dial).__aenter__()
            assert [one.name for one in proxy.asked] == ([ONION] if proxied else [])
    finally:
        for runner in runners:
            await runner.cleanup()
    assert visited == []
