"""The real `leeward chat` in a real terminal: two people talk, and nothing of it stays behind."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support.people import LEEWARD, PASSPHRASE, Person
from support.tmux import PATIENCE, Terminal, terminal

pytestmark = pytest.mark.timeout(300)
SECRET = "we met at the library"


def _open(screen: Terminal) -> None:
    screen.run(f"{LEEWARD} chat")
    screen.sees("Harbour")
    screen.keys("Enter")
    # A person types when the field is there; keys that come at once would still go to the list.
    while "~" not in screen.seen():
        screen.text("~")
        time.sleep(0.2)
    while "~" in screen.seen():
        screen.keys("BSpace")
        time.sleep(0.2)


def _process(screen: Terminal) -> int:
    """The process of the app: the only child of the window's shell."""
    shell = screen.tmux("display-message", "-p", "#{pane_pid}").strip()
    found = subprocess.run(
        ["pgrep", "-P", shell], capture_output=True, encoding="ascii", check=True
    )
    return int(found.stdout.split()[0])


def _gone(screen: Terminal) -> None:
    """Back at the shell, with nothing of the conversation anywhere."""
    screen.sees("ready>")
    end = time.monotonic() + PATIENCE
    while "Harbour" in screen.seen():
        assert time.monotonic() < end, screen.seen()
        time.sleep(0.05)
    everything = screen.everything()
    for word in (SECRET, "Harbour", "Robin", "Traceback"):
        assert word not in everything


def test_two_people_talk_and_leave_no_trace(tmp_path: Path, robin: Person, sam: Person) -> None:
    with (
        terminal(tmp_path / "one", robin.environ) as one,
        terminal(tmp_path / "two", sam.environ, columns=120, rows=40) as two,
    ):
        _open(one)
        _open(two)
        one.text(SECRET)
        one.keys("Enter")
        two.sees(SECRET)
        two.text("so we did")
        two.keys("Enter")
        one.sees("so we did")
        assert one.title() == "Notes"
        one.keys("C-q")
        _gone(one)
        assert one.title() != "Notes"
        two.keys("F9")
        two.sees("load average")
        assert SECRET not in two.everything()
        two.keys("C-q")
        two.sees("ready>")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_trace(tmp_path: Path, robin: Person, number: int) -> None:
    with terminal(tmp_path / "one", robin.environ) as screen:
        _open(screen)
        screen.text(SECRET)
        screen.keys("Enter")
        screen.sees(SECRET)
        os.kill(_process(screen), number)
        _gone(screen)


@pytest.mark.parametrize("plain", [False, True])
def test_it_ends_with_its_terminal(tmp_path: Path, robin: Person, plain: bool) -> None:
    """A window that is closed, a line that breaks: no process goes on with the vault open."""
    with terminal(tmp_path / "one", robin.environ) as screen:
        if plain:
            screen.run(f"{LEEWARD} chat --plain")
            screen.sees("Harbour")
        else:
            _open(screen)
        process = _process(screen)
        screen.vanish()
        end = time.monotonic() + PATIENCE
        while Path(f"/proc/{process}").exists():
            assert time.monotonic() < end, "it goes on without a terminal"
            time.sleep(0.05)
    assert robin.data("circle", "list") != []  # nobody else has the vault open


def test_a_key_and_a_message_cost_few_bytes(tmp_path: Path, robin: Person) -> None:
    """For slow lines: what is written to the terminal for a letter typed, and for a message sent."""
    with terminal(tmp_path / "one", robin.environ) as screen:
        _open(screen)
        screen.text("ab")
        screen.sees("ab")
        written = tmp_path / "written"
        written.touch()
        screen.tmux("pipe-pane", "-O", f"cat >> {written}")
        for letter in "cdefghij":
            screen.text(letter)
            screen.sees("ab" + "cdefghij"[: "cdefghij".index(letter) + 1])
        typed = written.stat().st_size
        screen.keys("Enter")
        screen.sees("Robin")
        screen.sees("abcdefghij")
        end = time.monotonic() + PATIENCE
        while "(waits" in screen.seen():
            assert time.monotonic() < end
            time.sleep(0.05)
        sent = written.stat().st_size - typed
        print(f"bytes: {typed / 8:.0f} a letter, {sent} a message")
        assert typed / 8 < 400
        assert sent < 10_000  # the whole screen twice, at most


def test_the_first_use_makes_a_vault(tmp_path: Path) -> None:
    nobody = Person(tmp_path / "vault")
    environ = nobody.environ
    del environ["LEEWARD_PASSPHRASE"]
    with terminal(tmp_path / "one", environ) as screen:
        screen.run(f"{LEEWARD} chat")
        screen.sees("There is no vault on this device yet")
        for said in ("It is long enough", "No circles yet"):
            screen.text(PASSPHRASE)
            screen.keys("Enter")
            screen.sees(said)
        screen.keys("Escape", "C-q")
        screen.sees("ready>")
        assert PASSPHRASE not in screen.everything()
    assert nobody.data("circle", "list") == []
