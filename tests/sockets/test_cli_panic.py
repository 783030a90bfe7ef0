"""`leeward panic`, `farewell` and `pack`: real commands, a real relay, what is left of a home folder."""

import contextlib
import os
import pty
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from leeward_client.panic import farewell, postings
from leeward_client.panic.postings import Posting
from leeward_client.vault import Cost, Vault
from support.panics import Blocks, secrets
from support.people import LEEWARD, PASSPHRASE, PATIENCE, Person, bring_in, founder, link_in
from support.relay import DIFFICULTY, RelayProcess, relay_process
from support.socks import socks_proxy

MEMORY = Path("/dev/shm")
GONE = "This device is being erased"


@dataclass(frozen=True)
class Resident(Person):
    """Somebody with a home folder of its own, and perhaps a runtime folder."""

    runtime: Path | None = None
    home: Path = field(default=Path("/"))

    @classmethod
    def at_home(cls, home: Path, runtime: Path | None = None) -> "Resident":
        """A home with nothing in it but a vault in the usual place."""
        vault = home / ".local" / "share" / "leeward"
        Vault.create(vault, PASSPHRASE, Cost.least()).close()
        return cls(vault, runtime, home)

    @property
    def environ(self) -> dict[str, str]:
        own = {"HOME": str(self.home)}
        if self.runtime is not None:
            own["XDG_RUNTIME_DIR"] = str(self.runtime)
        return super().environ | own

    @property
    def waiting(self) -> list[Path]:
        """The farewells that wait in memory."""
        return [] if self.runtime is None else list(self.runtime.iterdir())


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A folder that is in memory, as the system gives it to each user."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with relay_process(tmp_path / "relay") as running:
        yield running


def until(person: Person, text: str, circle: str = "Harbour") -> None:
    """Wait until somebody reads a text."""
    end = time.monotonic() + PATIENCE
    while not any(text in said for said in person.texts(circle)):
        assert time.monotonic() < end, "it never came"


def without_passphrase(person: Person) -> dict[str, str]:
    environ = person.environ
    del environ["LEEWARD_PASSPHRASE"]
    return environ


# Panic


def test_it_needs_no_passphrase_and_leaves_nothing(tmp_path: Path) -> None:
    robin = Resident.at_home(tmp_path / "home")
    before, blocks = secrets(robin.vault), Blocks(robin.vault, tmp_path / "blocks")
    done = subprocess.run(
        [LEEWARD, "panic", "--now"],
        env=without_passphrase(robin),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "No passphrase opens anything" in done.stdout
    assert blocks.found(before.all) == 0
    assert list(robin.home.iterdir()) == []
    assert "no vault" in robin("panic", "--now", code=4).err
    assert "leeward init" in robin("circle", "list", code=4).err


def test_programs_are_told_what_came_of_it(tmp_path: Path) -> None:
    robin = Resident.at_home(tmp_path / "home")
    (robin.vault / "letter.txt").write_text("mine")
    assert robin.data("panic", "--now") == [{"erased": True, "others": True}]
    assert (robin.vault / "letter.txt").read_text() == "mine"


@contextlib.contextmanager
def at_a_terminal(person: Person) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """`leeward panic` as somebody typed it; the sentence that says it is about to begin was printed."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [LEEWARD, "panic"],
        env=without_passphrase(person),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    )
    os.close(follower)
    try:
        said = b""
        while b"seconds" not in said:
            said += os.read(leader, 1024)
        yield process, leader
    finally:
        process.kill()
        process.wait()
        os.close(leader)


def test_a_slip_of_the_fingers_can_be_stopped(tmp_path: Path) -> None:
    robin = Resident.at_home(tmp_path / "home")
    with at_a_terminal(robin) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    robin("circle", "list")


@pytest.mark.parametrize("how", ["enter", "hangup"])
def test_enter_and_a_terminal_that_goes_away_hurry_it(tmp_path: Path, how: str) -> None:
    robin = Resident.at_home(tmp_path / "home")
    with at_a_terminal(robin) as (process, leader):
        if how == "enter":
            os.write(leader, b"\n")
        else:
            process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 0
    assert not robin.vault.exists()


def test_nobody_has_to_answer(tmp_path: Path) -> None:
    robin = Resident.at_home(tmp_path / "home")
    said = robin("panic")
    assert "erased in 3 seconds" in said.err
    assert not robin.vault.exists()


def test_who_follows_a_circle_is_ended(tmp_path: Path, relay: RelayProcess) -> None:
    robin = Resident.at_home(tmp_path / "home")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    robin("send", "Harbour", "still here")
    with robin.running("read", "Harbour", "--follow", "--json") as following:
        assert following.object()
        robin("panic", "--now")
        assert following.end().code < 0
    assert not robin.vault.exists()


# Farewells


def test_a_farewell_goes_out_and_takes_the_device_out_of_the_circle(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    robin = Person.settle(tmp_path / "robin")
    sam = Resident.at_home(tmp_path / "home", runtime)
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Harbour", "Sam")
    assert sam.data("farewell", "Harbour") == [{"farewell": False}]
    assert sam.waiting == []
    assert sam.data("farewell", "Harbour", "--on") == [{"farewell": True}]
    # What is said afterwards takes generations of its own, and the next epoch has a farewell of its own.
    sam("send", "Harbour", "first")
    (before,) = (file.read_bytes() for file in sam.waiting)
    robin("policy", "Harbour", "--rename", "Robyn")
    sam("sync")
    (after,) = (file.read_bytes() for file in sam.waiting)
    assert before != after
    sam("send", "Harbour", "second")
    sam("send", "Harbour", "third")
    assert robin.texts("Harbour") == ["first", "second", "third"]

    sam("panic", "--now")
    assert sam.waiting == []
    assert not sam.vault.exists()
    until(robin, GONE)
    end = time.monotonic() + PATIENCE
    while len(robin.data("members", "Harbour")) > 1:
        assert time.monotonic() < end, "the wish to leave is carried out"
    items = robin.data("read", "Harbour")
    assert [one["kind"] for one in items if one["kind"] in ("left", "gap", "fork", "noise")] == [
        "left"
    ]


def test_the_only_host_says_farewell_and_stays_in_the_roster(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    robin = Resident.at_home(tmp_path / "home", runtime)
    sam = Person.settle(tmp_path / "sam")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Harbour", "Sam")
    robin("farewell", "Harbour", "--on")
    robin("panic", "--now")
    until(sam, GONE)
    sam("sync")
    assert len(sam.data("members", "Harbour")) == 2


def test_who_has_another_device_is_taken_out_with_this_one_alone(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    phone = Resident.at_home(tmp_path / "home", runtime)
    desk = founder(tmp_path / "desk", relay.url)
    link_in(desk, phone)
    phone("farewell", "Harbour", "--on")
    phone("panic", "--now")
    until(desk, GONE)
    end = time.monotonic() + PATIENCE
    while len(desk.data("device", "list", "Harbour")) > 1:
        assert time.monotonic() < end, "the wish to go is carried out"
    assert [one["name"] for one in desk.data("members", "Harbour")] == ["Robin"]


def test_a_farewell_shows_no_name_and_goes_with_a_change_of_mind(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    robin = Resident.at_home(tmp_path / "home", runtime)
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    robin("farewell", "Harbour", "--on")
    (file,) = robin.waiting
    held = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    for planted in (b"Harbour", b"Robin", GONE.encode()):
        assert planted not in held
    file.unlink()  # as when the machine was off: it is there again when the vault is opened
    robin("circle", "list")
    assert [one.read_bytes() for one in robin.waiting] == [held]
    robin("farewell", "Harbour", "--off")
    assert robin.waiting == []
    robin("farewell", "Harbour", "--on")
    robin("leave", "Harbour")
    assert robin.waiting == []


def test_another_vault_in_the_same_place_leaves_no_farewell_waiting(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    robin = Resident.at_home(tmp_path / "home", runtime)
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    robin("farewell", "Harbour", "--on")
    robin.vault.rename(tmp_path / "elsewhere")
    again = Resident.at_home(tmp_path / "home", runtime)
    again("circle", "list")
    assert again.waiting == []


def test_without_memory_to_wait_in_there_is_no_farewell(
    tmp_path: Path, relay: RelayProcess
) -> None:
    robin = Resident.at_home(tmp_path / "home")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    assert "memory" in robin("farewell", "Harbour", "--on", code=1).err
    assert robin.data("farewell", "Harbour") == [{"farewell": False}]


def test_a_relay_that_does_not_answer_delays_nothing(
    tmp_path: Path, relay: RelayProcess, runtime: Path
) -> None:
    robin = Resident.at_home(tmp_path / "home", runtime)
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    robin("farewell", "Harbour", "--on")
    os.kill(relay.pid, signal.SIGSTOP)  # it takes connections, and says nothing
    try:
        robin("panic", "--now")
        assert not robin.vault.exists()
        assert robin.waiting == []
    finally:
        os.kill(relay.pid, signal.SIGCONT)


def test_a_farewell_goes_through_the_proxy_that_the_vault_remembers(
    tmp_path: Path, runtime: Path
) -> None:
    onion = "l" * 56 + ".onion"
    config = f'hosts = ["{onion}"]\n[work]\nadmit = "work"\ndifficulty = {DIFFICULTY}\n'
    robin = Resident.at_home(tmp_path / "home", runtime)

    def ways() -> list[str]:
        (file,) = robin.waiting
        return [one.proxy for one in postings.decode(file.read_bytes())]

    with (
        relay_process(tmp_path / "relay", config) as relay,
        socks_proxy({onion: int(relay.url.rpartition(":")[2])}) as proxy,
    ):
        robin("proxy", proxy.url)
        for name in ("Harbour", "Quay"):
            robin("circle", "new", name, "--relay", f"http://{onion}", "--as", "Robin")
            robin("farewell", name, "--on")
        assert ways() == [proxy.url, proxy.url]
        robin("proxy", "none")
        assert ways() == ["", ""]
        robin("circle", "list", "--proxy", proxy.url)
        assert ways() == [proxy.url, proxy.url]
        robin("circle", "list", "--proxy", "none")
        assert ways() == [proxy.url, proxy.url], "this once is not for later"
        before = len(proxy.asked)
        robin("panic", "--now")
        end = time.monotonic() + PATIENCE
        while len(proxy.asked) < before + 2:
            assert time.monotonic() < end, "it never came"
            time.sleep(0.01)
        assert len({one.login for one in proxy.asked[before:]}) == 2


def test_the_sender_gives_up_after_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        waiting = postings.encode(
            [Posting(f"http://127.0.0.1:{port}", "", bytes(32), (bytes(1024),))]
        )
        sender = subprocess.run(
            [sys.executable, "-m", farewell.SENDER], input=waiting, timeout=PATIENCE, check=False
        )
    assert sender.returncode == -signal.SIGALRM


# Packing away


def test_after_packing_away_the_home_is_as_before_and_a_person_lets_one_back_in(
    tmp_path: Path, relay: RelayProcess
) -> None:
    robin = Person.settle(tmp_path / "robin")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".bash_history").write_text("ls\nleeward circle list\n")
    before = sorted(home.rglob("*"))
    sam = Resident(home / ".local" / "share" / "leeward", None, home)
    sam("init", "--size", "16M")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Harbour", "Sam")

    said = sam("pack", "--tell", "--yes").out
    assert "Harbour, as Sam" in said
    assert ".bash_history names leeward" in said
    assert sorted(home.rglob("*")) == before
    (words,) = [line.split(": ")[1] for line in said.splitlines() if line.startswith("Your words")]
    assert any(words in text for text in robin.texts("Harbour"))

    # Back: the old place goes first, then a new invite, for whoever says the words.
    robin("remove", "Harbour", "Sam")
    sam = Resident.at_home(home)
    code = robin.data("invite", "Harbour")[0]["code"]
    asked = sam.data("join", code, "--as", "Sam", "--note", words)[0]
    (knock,) = robin.data("knocks", "Harbour")
    assert (knock["words"], knock["note"], knock["rejoin"]) == (asked["words"], words, False)
    robin("admit", "Harbour", knock["id"])
    sam("sync")
    assert [one["label"] for one in sam.data("circle", "list")] == ["Harbour"]
    sam("send", "Harbour", "back again")
    assert robin.texts("Harbour")[-1] == "back again"


def test_who_packs_away_can_leave_as_well(tmp_path: Path, relay: RelayProcess) -> None:
    robin = Person.settle(tmp_path / "robin")
    sam = Resident.at_home(tmp_path / "home")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    bring_in(robin, sam, "Harbour", "Sam")
    sam("pack", "--leave", "--yes")
    assert list(sam.home.iterdir()) == []
    robin("sync")
    assert [one["name"] for one in robin.data("members", "Harbour")] == ["Robin"]


def test_what_cannot_be_told_erases_nothing(tmp_path: Path, relay: RelayProcess) -> None:
    robin = Resident.at_home(tmp_path / "home")
    robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    relay.kill()
    said = robin("pack", "--tell", "--yes", code=1)
    assert "Nothing was erased" in said.err
    robin("circle", "list")
    robin("pack", "--yes")
    assert list(robin.home.iterdir()) == []
