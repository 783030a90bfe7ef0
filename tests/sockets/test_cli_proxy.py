"""The real `leeward` through a SOCKS proxy, watched from within: it dials the proxy and asks no names."""

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.people import LEEWARD, PATIENCE, Person, Watched
from support.relay import DIFFICULTY, RelayProcess, relay_process
from support.socks import SocksProxy, socks_proxy

ONION = "l" * 56 + ".onion"
NAME = "relay.test"
CONFIG = f'hosts = ["{ONION}"]\n[work]\nadmit = "work"\ndifficulty = {DIFFICULTY}\n'
ELSEWHERE = "socks5h://127.0.0.1:9"
FOUND = ("circle", "new", "Harbour", "--relay", f"http://{ONION}", "--as", "Robin")


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay", CONFIG) as running:
        yield running


@pytest.fixture
def proxy(relay: RelayProcess) -> Iterator[SocksProxy]:
    with socks_proxy({ONION: int(relay.url.rpartition(":")[2])}) as running:
        yield running


@pytest.fixture
def robin(tmp_path: Path) -> Watched:
    return Watched.settle(tmp_path / "robin")


def run(
    person: Person, *arguments: str, code: int = 0, locked: bool = False, **environ: str
) -> str:
    """A command with more in its environment, or without the passphrase; what it said on the side."""
    environ = person.environ | environ
    if locked:
        del environ["LEEWARD_PASSPHRASE"]
    done = subprocess.run(
        [LEEWARD, *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        start_new_session=True,  # without a terminal to ask on
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stderr


def dialled(person: Watched, proxy: SocksProxy) -> int:
    """How often the proxy was dialled; fails if anything else was dialled, asked or started."""
    seen = person.seen()
    assert [one for one in seen if one != ("socket.connect", ["127.0.0.1", proxy.port])] == []
    return len(seen)


def test_the_watch_sees_look_ups_and_connections(relay: RelayProcess, robin: Watched) -> None:
    """Without a proxy: that the tests below could fail."""
    port = int(relay.url.rpartition(":")[2])
    robin("circle", "new", "A", "--relay", f"http://localhost:{port}", "--as", "R", code=3)
    seen = robin.seen()
    assert ("socket.getaddrinfo", "localhost") in seen
    assert ("socket.connect", ["127.0.0.1", port]) in seen


def test_everything_goes_through_the_proxy_that_was_named_once(
    proxy: SocksProxy, robin: Watched, tmp_path: Path
) -> None:
    sam = Watched.settle(tmp_path / "sam")
    said = robin(*FOUND, "--proxy", proxy.url)
    assert "From now on" in said.err
    (invite,) = robin.data("invite", "Harbour")
    sam("--proxy", proxy.url, "join", invite["code"], "--as", "Sam")
    (knock,) = robin.data("knocks", "Harbour")
    robin("admit", "Harbour", knock["id"])
    sam("sync")
    sam("send", "Harbour", "hello")
    assert robin.texts("Harbour") == ["hello"]
    with robin.running("read", "Harbour", "--follow", "--json") as reading:
        while reading.object().get("text") != "hello":
            pass
        assert reading.interrupt().code == 130
    robin("verify-web", f"http://{ONION}", code=None)
    assert dialled(robin, proxy) > 6
    assert dialled(sam, proxy) > 2
    assert {one.name for one in proxy.asked} == {ONION}
    assert None not in {one.user for one in proxy.asked}


def test_a_name_goes_to_the_proxy_and_is_asked_of_nobody_else(
    proxy: SocksProxy, robin: Watched
) -> None:
    command = ("circle", "new", "A", "--relay", f"https://{NAME}", "--as", "R")
    said = robin(*command, "--proxy", proxy.url, code=3)
    assert said.err.endswith(
        "The proxy is there, but it does not reach the relay; nothing was begun.\n"
    )
    assert [(one.name, one.port) for one in proxy.asked] == [(NAME, 443)]
    assert dialled(robin, proxy) == 1


def test_the_environment_names_it_too_and_is_remembered(proxy: SocksProxy, robin: Watched) -> None:
    run(robin, *FOUND, LEEWARD_PROXY=proxy.url)
    assert robin.data("proxy") == [{"proxy": proxy.url}]
    robin("sync")
    assert dialled(robin, proxy) == 2
    robin("sync", "--proxy", ELSEWHERE, code=3)  # the option comes first
    assert robin.seen() == [("socket.connect", ["127.0.0.1", 9])]


def test_straight_is_gone_when_it_is_said_and_only_then(
    proxy: SocksProxy, relay: RelayProcess, robin: Watched
) -> None:
    robin("proxy", proxy.url)
    here = ("circle", "new", "A", "--relay", relay.url, "--as", "R")
    said = robin(*here, code=3)
    assert "--proxy none" in said.err
    assert robin.seen() == []
    said = robin(*here, "--proxy", "none", code=3)  # it goes by another name there
    assert said.err.startswith("Going past the proxy that this vault remembers")
    assert ("socket.connect", ["127.0.0.1", int(relay.url.rpartition(":")[2])]) in robin.seen()
    assert robin.data("proxy") == [{"proxy": proxy.url}]


def test_the_environment_cannot_say_to_go_straight(robin: Watched) -> None:
    robin("proxy", ELSEWHERE)
    assert "socks5h://" in run(robin, "sync", code=2, LEEWARD_PROXY="none")
    run(robin, "sync", LEEWARD_PROXY="")


def test_a_new_vault_remembers_the_proxy_it_was_made_with(tmp_path: Path) -> None:
    person = Person(tmp_path / "new")
    assert "From now on" in person("init", "--proxy", ELSEWHERE).err
    assert person.data("proxy") == [{"proxy": ELSEWHERE}]


def test_the_proxy_is_shown_changed_and_forgotten(robin: Watched) -> None:
    assert "straight" in robin("proxy").out
    assert ELSEWHERE in robin("proxy", ELSEWHERE).out
    assert "side by side" in robin("proxy", f"{ELSEWHERE}/shared").out
    assert robin.data("proxy") == [{"proxy": f"{ELSEWHERE}/shared"}]
    assert robin.data("proxy", "none") == [{"proxy": None}]
    assert robin.seen() == []


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("y\n", 0)])
def test_a_person_is_asked_before_it_is_forgotten(robin: Watched, answer: str, code: int) -> None:
    robin("proxy", ELSEWHERE)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [LEEWARD, "proxy", "none"], env=robin.environ, stdin=theirs, stdout=theirs, stderr=theirs
    ) as asking:
        os.write(ours, answer.encode())
        assert asking.wait(PATIENCE) == code
    os.close(theirs)
    assert b"your network sees theirs" in os.read(ours, 4096)
    os.close(ours)
    assert robin.data("proxy") == [{"proxy": None if code == 0 else ELSEWHERE}]


@pytest.mark.parametrize(
    "command", [("sync", "--proxy"), ("proxy",), ("verify-web", "x", "--proxy")]
)
def test_what_is_no_proxy_is_told_so_and_nothing_is_dialled(
    robin: Watched, command: tuple[str, ...]
) -> None:
    said = robin(*command, "socks5h://robin:secret@127.0.0.1:9050", code=2)
    assert "without them" in said.err
    assert "secret" not in said.err
    assert said.err.count("\n") == 1
    assert robin.seen() == []


def test_verify_web_asks_a_vault_that_is_there_unless_it_is_told(
    proxy: SocksProxy, robin: Watched, tmp_path: Path
) -> None:
    robin("proxy", proxy.url)
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"version": 1, "files": {"index.html": "' + "0" * 64 + '"}}')
    check = ("verify-web", f"http://{ONION}", "--manifest", str(manifest))
    robin(*check, code=1)
    assert dialled(robin, proxy) > 0

    assert "--proxy none" in run(robin, *check, locked=True, code=4)
    assert robin.seen() == []
    run(robin, *check, "--proxy", proxy.url, locked=True, code=1)
    assert dialled(robin, proxy) > 0
    assert "torsocks" in run(robin, *check, "--proxy", "none", locked=True, code=3)
    assert robin.seen() == []
