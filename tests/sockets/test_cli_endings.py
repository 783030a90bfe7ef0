"""How commands end: exit codes, one sentence, never a traceback."""

import os
import subprocess
from pathlib import Path

import pytest
from support.people import LEEWARD, PASSPHRASE, PATIENCE, Person
from support.relay import relay_process
from support.terminal import at_terminal


@pytest.fixture
def robin(tmp_path: Path) -> Person:
    return Person.settle(tmp_path / "robin")


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text[0].isupper() and text.endswith(".\n")


def test_without_a_vault(tmp_path: Path) -> None:
    said = Person(tmp_path / "none")("circle", "list", code=4)
    assert one_sentence(said.err)
    assert "leeward init" in said.err
    assert not (tmp_path / "none").exists()


def test_with_a_wrong_passphrase(robin: Person, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("not this one\n")
    file.chmod(0o600)
    said = robin("circle", "list", "--passphrase-file", str(file), code=4)
    assert said.err == "The passphrase is wrong.\n"
    file.write_text(PASSPHRASE + "\n")
    robin("circle", "list", "--passphrase-file", str(file))
    file.write_text("\n")
    assert "empty" in robin("circle", "list", "--passphrase-file", str(file), code=4).err


def test_without_a_passphrase_and_without_a_terminal(robin: Person) -> None:
    environ = {**robin.environ}
    del environ["LEEWARD_PASSPHRASE"]
    done = subprocess.run(
        [LEEWARD, "sync"],
        env=environ,
        input="",
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 4
    assert one_sentence(done.stderr)


def test_with_words_that_make_no_sense(robin: Person) -> None:
    robin("chat", code=2)
    robin("invite", code=2)
    robin(code=2)


def test_a_circle_that_is_not_there(robin: Person) -> None:
    for command in (("read", "9"), ("send", "Nowhere", "x"), ("members", "\x1b[2J")):
        said = robin(*command, code=1)
        assert one_sentence(said.err)
        assert "\x1b" not in said.err
        assert not said.out


def test_a_relay_that_is_not_there(robin: Person, tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
        robin("send", "Harbour", "before")
        relay.kill()
        said = robin("send", "Harbour", "kept", "--json", code=3)
        assert one_sentence(said.err)
        assert len(said.data[0]["id"]) == 32
        assert robin("sync", code=3).err
        stale = robin("read", "Harbour", "--json", code=3)
        assert "before" in stale.out
        assert robin.texts("Harbour", "--offline")[0] == "before"
        robin("circle", "new", "Other", "--relay", relay.url, "--as", "Robin", code=3)
        relay.restart()
        robin("sync")
        assert robin.texts("Harbour") == ["before", "kept"]


def test_a_reader_who_goes_away(robin: Person) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [LEEWARD, "circle", "list"],
        env=robin.environ,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_terminal_that_knows_no_letters(robin: Person, tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        robin("circle", "new", "Häfen", "--relay", relay.url, "--as", "Robin")
    environ = {**robin.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(
        [LEEWARD, "circle", "list"],
        env=environ,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    assert b"H\\xe4fen" in done.stdout


def test_init_makes_a_vault_once(tmp_path: Path) -> None:
    vault = Person(tmp_path / "new")
    said = vault("init", "--size", "16M")
    assert "new" in said.out
    again = vault("init", code=1)
    assert "already" in again.err
    vault("circle", "list")


def test_init_speaks_plainly_of_a_short_passphrase(tmp_path: Path) -> None:
    vault = Person(tmp_path / "new")
    file = tmp_path / "passphrase"
    file.write_text("hunter2\n")
    file.chmod(0o600)
    said = vault("init", "--size", "16M", "--passphrase-file", str(file))
    assert "short" in said.err


def test_a_passphrase_is_asked_for_on_the_terminal_and_not_shown(robin: Person) -> None:
    code, screen = at_terminal(robin, ["circle", "list"], {b"Passphrase: ": PASSPHRASE})
    assert code == 0
    assert PASSPHRASE.encode() not in screen
    assert b"No circles yet" in screen


def test_init_asks_for_the_passphrase_twice(tmp_path: Path) -> None:
    vault = Person(tmp_path / "new")
    prompts = (b"New passphrase: ", b"The same again: ")
    code, screen = at_terminal(
        vault, ["init", "--size", "16M"], dict(zip(prompts, ("one", "two"), strict=True))
    )
    assert code == 4
    assert b"differ" in screen
    assert not (tmp_path / "new").exists()
    code, screen = at_terminal(vault, ["init", "--size", "16M"], dict.fromkeys(prompts, PASSPHRASE))
    assert code == 0
    assert PASSPHRASE.encode() not in screen
    vault("circle", "list")


def test_forgetting_is_asked_about_on_a_terminal(robin: Person, tmp_path: Path) -> None:
    with relay_process(tmp_path / "relay") as relay:
        robin("circle", "new", "Harbour", "--relay", relay.url, "--as", "Robin")
    answers = {b"Passphrase: ": PASSPHRASE, b"[y/N] ": "n"}
    code, screen = at_terminal(robin, ["forget", "1"], answers)
    assert code == 1
    assert b"Nothing was changed" in screen
    assert robin.data("circle", "list")
    code, _ = at_terminal(robin, ["forget", "1"], {**answers, b"[y/N] ": "y"})
    assert code == 0
    assert robin.data("circle", "list") == []
