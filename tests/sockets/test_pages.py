"""The web client as the relay serves it, over real sockets; and which pages may use the socket."""

import asyncio
import gzip
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import pytest
from leeward_relay import pages
from leeward_relay.config import Web, Work
from leeward_relay.directory import StartError
from leeward_relay.doors import is_foreign, origin_of
from leeward_relay.relay import Relay
from leeward_relay.serve import next_steps
from leeward_wire import PATH
from leeward_wire.pages import HEADERS
from support.built import FILES, INDEX, SCRIPT, write_built
from support.relay import easy_config, running_relay, until

SCRIPT_PATH = "/assets/main-Ab12_-9z.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_built(tmp_path / "web")
    return tmp_path / "web"


@pytest.fixture
async def relay(tmp_path: Path, built: Path) -> AsyncIterator[Relay]:
    async with running_relay(tmp_path / "relay", built=built) as running:
        yield running


class Answer:
    """The bytes of one answer, taken apart."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {
            name.lower(): text for name, _, text in (line.partition(": ") for line in lines)
        }


async def ask(
    relay: Relay, target: str, *, method: str = "GET", host: str | None = None, **headers: str
) -> Answer:
    """Send a request by hand, as no library would let us, and read to the end."""
    host = f"127.0.0.1:{relay.port}" if host is None else host
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    return await send(relay, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))


async def send(relay: Relay, data: bytes) -> Answer:
    reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
    try:
        writer.write(data)
        return Answer(await asyncio.wait_for(reader.read(), 30))
    finally:
        writer.close()


async def test_every_file_is_served_as_it_was_built(relay: Relay, built: Path) -> None:
    for path, body in FILES.items():
        answer = await ask(relay, f"/{path}")
        assert (answer.status, answer.body) == (200, body), path
        assert "content-encoding" not in answer.headers
    manifest = await ask(relay, "/manifest.json")
    assert manifest.body == (built / "manifest.json").read_bytes()
    assert (await ask(relay, "/")).body == INDEX
    assert (await ask(relay, "/?from=home")).body == INDEX


@pytest.mark.parametrize(
    ("target", "kind", "caching"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.json", "application/json", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/icon.png", "image/png", "no-cache"),
        (SCRIPT_PATH, "text/javascript; charset=utf-8", "max-age=31536000, immutable"),
        ("/assets/main-Cd34Ef56.css", "text/css; charset=utf-8", "max-age=31536000, immutable"),
    ],
)
async def test_types_and_caching(relay: Relay, target: str, kind: str, caching: str) -> None:
    answer = await ask(relay, target)
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == caching


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", SCRIPT_PATH, 200),
        ("GET", "/nowhere", 404),
        ("POST", "/", 405),
        ("GET", "/healthz", 200),
        ("GET", PATH, 400),
        ("POST", PATH, 405),
        ("GET\tX", "/", 400),
    ],
)
async def test_every_answer_carries_the_headers_and_names_no_software(
    relay: Relay, method: str, target: str, status: int
) -> None:
    answer = await ask(relay, target, method=method)
    assert answer.status == status
    for name, text in HEADERS.items():
        assert answer.headers[name.lower()] == text
    for name in ("server", "set-cookie", "strict-transport-security", "x-powered-by"):
        assert name not in answer.headers
    assert b"aiohttp" not in answer.body.lower()
    assert b"python" not in answer.body.lower()


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ")
    for never in ("unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "unsafe-hashes"):
        assert never not in policy
    assert "connect-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy


def test_hsts_is_said_where_the_relay_does_tls() -> None:
    assert pages.headers_of(tls=True) == HEADERS | {"Strict-Transport-Security": "max-age=31536000"}
    assert pages.headers_of(tls=False) == HEADERS


@pytest.mark.parametrize(
    "target",
    [
        "/nowhere",
        "//",
        "/./",
        "/assets",
        "/assets/",
        "/assets/../index.html",
        "/assets/%2e%2e/sw.js",
        "/../sw.js",
        "/%73w.js",
        "/sw.js/",
        "/SW.js",
        "/sw.js%00",
        "/..%2fpages.py",
        "/../pages.py",
        "/../../../../../../etc/passwd",
        "/assets\\main-Ab12_-9z.js",
        "/metrics",
    ],
)
async def test_any_other_path_is_not_there_alike(relay: Relay, target: str) -> None:
    known, answer = await ask(relay, "/nowhere-at-all"), await ask(relay, target)
    assert (answer.status, answer.body) == (404, b"")
    known.headers.pop("date")
    answer.headers.pop("date")
    assert answer.headers == known.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
async def test_other_methods_are_refused_whatever_the_path(relay: Relay, method: str) -> None:
    for target in ("/", "/nowhere", SCRIPT_PATH):
        answer = await ask(relay, target, method=method)
        assert (answer.status, answer.body) == (405, b"")
        assert answer.headers["allow"] == "GET, HEAD"


async def test_head_says_what_get_would_without_a_body(relay: Relay) -> None:
    for target in ("/", SCRIPT_PATH, "/icon.png"):
        head, get = await ask(relay, target, method="HEAD"), await ask(relay, target)
        assert head.body == b""
        head.headers.pop("date")
        get.headers.pop("date")
        assert head.headers == get.headers
        assert int(head.headers["content-length"]) == len(get.body)
    assert (await ask(relay, "/nowhere", method="HEAD")).status == 404


@pytest.mark.parametrize("offer", ["gzip", "deflate, gzip;q=0.5, br", "GZIP"])
async def test_gzip_is_sent_to_whoever_takes_it(relay: Relay, offer: str) -> None:
    answer = await ask(relay, SCRIPT_PATH, Accept_Encoding=offer)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == SCRIPT
    assert len(answer.body) < len(SCRIPT)
    assert answer.body[4:8] == bytes(4), "no clock in what is sent"


@pytest.mark.parametrize("offer", ["br", "gzip;q=0", "identity, gzip; q=0.000", "x-gzip2", ""])
async def test_gzip_is_not_sent_to_others(relay: Relay, offer: str) -> None:
    answer = await ask(relay, SCRIPT_PATH, Accept_Encoding=offer)
    assert "content-encoding" not in answer.headers
    assert answer.body == SCRIPT


async def test_what_gzip_does_not_shorten_is_sent_plain(relay: Relay) -> None:
    answer = await ask(relay, "/icon.png", Accept_Encoding="gzip")
    assert "content-encoding" not in answer.headers


async def test_a_known_tag_gets_304_for_its_own_encoding_alone(relay: Relay) -> None:
    plain = await ask(relay, SCRIPT_PATH)
    zipped = await ask(relay, SCRIPT_PATH, Accept_Encoding="gzip")
    tags = [answer.headers["etag"] for answer in (plain, zipped)]
    assert len(set(tags)) == 2
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    again = await ask(relay, SCRIPT_PATH, If_None_Match=f'"other", {tags[0]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tags[0]
    assert again.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert (await ask(relay, SCRIPT_PATH, If_None_Match=tags[1])).status == 200
    assert (
        await ask(relay, SCRIPT_PATH, If_None_Match=tags[1], Accept_Encoding="gzip")
    ).status == 304


@pytest.mark.parametrize("host", ["relay.example", "", "127.0.0.1", "127.0.0.1:1"])
async def test_another_name_gets_421_whatever_the_path(relay: Relay, host: str) -> None:
    for target in ("/", SCRIPT_PATH, "/nowhere"):
        answer = await ask(relay, target, host=host)
        assert (answer.status, answer.body) == (421, b"")


async def test_nothing_is_logged(
    relay: Relay, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    for target in ("/", "/somebodys-path", "/somebodys%zzpath"):
        await ask(relay, target, Referer="http://somebody.example/")
    await send(relay, b"\x16\x03\x01 somebody speaks TLS\r\n\r\n")
    await ask(relay, PATH, Origin="http://somebody.example")
    # The database's library tells its statements to whoever listens that closely; nobody does.
    told = {record.name.partition(".")[0] for record in caplog.records}
    assert told <= {"asyncio", "aiosqlite"}
    assert "somebody" not in caplog.text
    captured = capfd.readouterr()
    assert "somebody" not in captured.out + captured.err


async def test_without_a_build_the_root_says_so_and_the_socket_works(tmp_path: Path) -> None:
    async with running_relay(tmp_path / "relay", built=tmp_path / "nowhere") as relay:
        answer = await ask(relay, "/")
        assert (answer.status, answer.body) == (404, b"No web client is built here.\n")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert (await ask(relay, "/sw.js")).body == b""
        assert "No web client is built here" in next_steps(relay)
        async with aiohttp.ClientSession() as session, session.ws_connect(relay.url + PATH) as ws:
            await ws.receive_bytes()


async def test_an_operator_may_serve_no_pages(tmp_path: Path, built: Path) -> None:
    config = easy_config(tmp_path / "relay", web=Web(serve=False))
    async with running_relay(tmp_path / "relay", config, built=built) as relay:
        answer = await ask(relay, "/")
        assert (answer.status, answer.body) == (404, b"")
        assert (await ask(relay, SCRIPT_PATH)).status == 404
        assert "Browsers get nothing here" in next_steps(relay)


@pytest.mark.parametrize("how", ["changed", "missing", "unlisted kind", "leaves", "no manifest"])
async def test_a_damaged_build_is_not_served(tmp_path: Path, built: Path, how: str) -> None:
    match how:
        case "changed":
            (built / "sw.js").write_bytes(b"evil()")
        case "missing":
            (built / "sw.js").unlink()
        case "unlisted kind":
            write_built(built, FILES | {"page.php": b""})
        case "leaves":
            write_built(built, FILES | {"../outside.js": b""})
        case "no manifest":
            (built / "manifest.json").write_text("[]")
    with pytest.raises(StartError, match="web client is damaged"):
        async with running_relay(tmp_path / "relay", built=built):
            pass


async def test_who_does_not_fetch_an_answer_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SEND_SECONDS", 0.2)
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 1)
    # More than the system itself would take off the relay's hands.
    monkeypatch.setattr(pages, "MAX_FILE_BYTES", 2**25)
    large = {"index.html": INDEX, "large.png": bytes(2**25)}
    write_built(tmp_path / "web", large)
    async with running_relay(tmp_path / "relay", built=tmp_path / "web") as relay:
        lazy = socket.socket()
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(lazy, ("127.0.0.1", relay.port))
        head = f"GET /large.png HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\n\r\n"
        await loop.sock_sendall(lazy, head.encode())
        statuses: list[int] = []

        async def served() -> None:
            while 200 not in statuses[1:]:
                statuses.append((await ask(relay, "/")).status)
                await asyncio.sleep(0.02)

        await asyncio.wait_for(served(), 30)
        lazy.close()
    assert 503 in statuses
    assert statuses[-1] == 200


# Pages and the socket


async def shake_hands(relay: Relay, *origins: str) -> int:
    lines = [f"GET {PATH} HTTP/1.1", f"Host: 127.0.0.1:{relay.port}"]
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    lines += [f"Origin: {origin}" for origin in origins]
    reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
    try:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int((await asyncio.wait_for(reader.readline(), 30)).split()[1])
    finally:
        writer.close()


async def test_r06_the_relays_own_pages_and_programs_may_use_the_socket(relay: Relay) -> None:
    assert await shake_hands(relay) == 101
    assert await shake_hands(relay, f"http://127.0.0.1:{relay.port}") == 101
    await until(lambda: relay.counters.connections == 0)


async def test_r06_pages_of_others_get_403(relay: Relay) -> None:
    own = f"http://127.0.0.1:{relay.port}"
    foreign = ["https://evil.example", "http://127.0.0.1", f"http://localhost:{relay.port}", "null"]
    foreign += [f"{own}.evil.example", "", f"ftp://127.0.0.1:{relay.port}", "file://"]
    for origin in foreign:
        assert await shake_hands(relay, origin) == 403, origin
    assert await shake_hands(relay, own, "https://evil.example") == 403
    assert relay.counters.connections_total == 0


@pytest.mark.parametrize(
    ("host", "tls", "origin"),
    [
        ("127.0.0.1:8470", False, "http://127.0.0.1:8470"),
        ("[::1]:8470", False, "http://[::1]:8470"),
        ("localhost:8470", True, "https://localhost:8470"),
        ("abcdef.onion", False, "http://abcdef.onion"),
        ("relay.example", False, "https://relay.example"),
        ("relay.example:8443", True, "https://relay.example:8443"),
    ],
)
def test_r06_where_pages_come_from(host: str, tls: bool, origin: str) -> None:
    assert origin_of(host, tls=tls) == origin
    assert not is_foreign([origin], host, tls=tls)
    assert not is_foreign([], host, tls=tls)


def test_r06_a_page_that_came_without_tls_is_foreign_to_a_public_relay() -> None:
    assert is_foreign(["http://relay.example"], "relay.example", tls=False)
    assert is_foreign(["http://localhost:8470"], "localhost:8470", tls=True)


async def test_the_page_is_named_as_it_is_dialled(tmp_path: Path, built: Path) -> None:
    config = msgspec.structs.replace(
        easy_config(tmp_path / "relay"), hosts=("relay.example",), work=Work(admit="work")
    )
    async with running_relay(tmp_path / "relay", config, built=built) as relay:
        assert "Open https://relay.example/ in a browser." in next_steps(relay)
