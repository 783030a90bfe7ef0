"""The command `leeward-relay`: what it says, its exit codes, its signals, TLS."""

import os
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import aiohttp
import msgspec
import pytest
from leeward_relay.directory import StartError
from leeward_relay.main import main
from leeward_wire import PATH, Hello, decode_reply
from support.certificates import certified
from support.relay import RelayProcess, easy_config, relay_process, running_relay

COMMAND = [sys.executable, "-m", "leeward_relay.main"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_help_tells_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("--config FILE", "--listen HOST:PORT", "--data DIR"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--listen", "8470"], "HOST:PORT"),
        (["--listen", "0.0.0.0:8470"], "hosts"),
        (["--config", "/nowhere/config.toml"], "No such file"),
    ],
)
def test_a_wrong_command_exits_with_2_and_says_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.err.startswith("leeward-relay: ")
    assert captured.out == ""


def test_an_unknown_option_exits_with_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--verbose"])
    assert caught.value.code == 2


def test_what_cannot_start_exits_with_1_and_says_why(tmp_path: Path) -> None:
    with relay_process(tmp_path / "first") as relay:
        taken = relay.url.partition("://")[2]
        refused = run("--listen", taken, "--data", str(tmp_path / "second"))
        assert refused.returncode == 1
        assert f"cannot listen on {taken}" in refused.stderr
        assert "Traceback" not in refused.stderr
    (tmp_path / "file").write_text("")
    refused = run("--listen", "127.0.0.1:0", "--data", str(tmp_path / "file"))
    assert refused.returncode == 1
    assert "cannot use" in refused.stderr
    (tmp_path / "third").mkdir()
    (tmp_path / "third" / "relay.db").write_bytes(b"somebody's diary" * 512)
    refused = run("--listen", "127.0.0.1:0", "--data", str(tmp_path / "third"))
    assert refused.returncode == 1
    assert "relay.db cannot be used" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_what_comes_next_and_stops_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--listen", "127.0.0.1:0", "--data", str(tmp_path / "relay")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        first = process.stdout.readline()
        process.send_signal(number)
        rest, errors = process.stdout.read(), process.stderr.read()
    assert process.wait(60) == 0
    assert errors == ""
    url = first.removeprefix("Leeward relay: listening on ").strip()
    assert url.startswith("http://127.0.0.1:")
    assert f"leeward circle new NAME --relay {url} --as NAME" in rest
    assert "leeward init" in rest
    assert "leeward invite" in rest


def test_it_goes_on_when_nobody_reads_what_it_says(tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        assert relay._process is not None
        assert relay._process.stdout is not None
        relay._process.stdout.close()
        assert relay.terminate() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_starts_itself_anew_with_an_allocator_that_forgets(tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        surroundings = Path(f"/proc/{relay.pid}/environ").read_bytes().split(b"\0")
        assert b"PYTHONMALLOC=malloc" in surroundings
        assert any(b"malloc.perturb=" in setting for setting in surroundings)
        limits = Path(f"/proc/{relay.pid}/limits").read_text()
        (core,) = [line.split() for line in limits.splitlines() if "core file" in line]
        assert core[4:6] == ["0", "0"]
        assert (tmp_path / "relay").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "relay" / "relay.db").stat().st_mode & 0o777 == 0o600


def test_the_fixture_starts_the_same_relay_again(tmp_path: Path) -> None:
    relay = RelayProcess(tmp_path / "relay")
    relay.start()
    url = relay.url
    relay.kill()
    relay.restart()
    assert relay.url == url
    assert relay.terminate() == 0


async def test_tls(tmp_path: Path) -> None:
    tls = certified(tmp_path)
    config = msgspec.structs.replace(easy_config(tmp_path / "relay"), tls=tls)
    trust = ssl.create_default_context(cafile=tls.certificate)
    async with running_relay(tmp_path / "relay", config) as relay:
        assert relay.url.startswith("https://")
        address = f"https://localhost:{relay.port}{PATH}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, ssl=trust) as socket,
        ):
            assert isinstance(decode_reply(await socket.receive_bytes()), Hello)
    os.truncate(tls.key, 0)
    with pytest.raises(StartError, match="certificate"):
        async with running_relay(tmp_path / "relay", config):
            pass
