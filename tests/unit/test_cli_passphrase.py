"""Where the passphrase comes from, and which are refused."""

from pathlib import Path

import pytest
from leeward_client.cli import passphrase
from leeward_client.cli.passphrase import PassphraseError
from leeward_client.locale import say


def no_question(prompt: str) -> str:
    pytest.fail(f"asked: {prompt}")


def answers(*given: str) -> passphrase.Ask:
    left = list(given)
    return lambda prompt: left.pop(0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_bytes(b"correct horse\r\nnot this line\n")
    path.chmod(0o600)
    return path


def test_the_file_comes_before_the_environment(file: Path) -> None:
    told: list[str] = []
    environ = {"LEEWARD_PASSPHRASE": "other"}
    assert passphrase.given(file, environ, told.append) == "correct horse"
    assert not told


def test_the_variable_does_not_stay_in_the_environment(file: Path) -> None:
    for path in (None, file):
        environ = {"LEEWARD_PASSPHRASE": "secret", "HOME": "/home"}
        assert passphrase.given(path, environ, print) in {"secret", "correct horse"}
        assert environ == {"HOME": "/home"}


def test_nothing_given_means_asking() -> None:
    assert passphrase.given(None, {}, print) is None
    assert passphrase.existing(None, answers("spoken")) == "spoken"
    assert passphrase.existing("given", no_question) == "given"


def test_a_file_that_others_can_read_is_remarked_upon(file: Path) -> None:
    told: list[str] = []
    file.chmod(0o644)
    assert passphrase.given(file, {}, told.append) == "correct horse"
    assert told == [say("cli-open-passphrase-file")]


def test_a_file_that_is_not_there_or_no_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PassphraseError, match="cannot be read"):
        passphrase.given(tmp_path / "none", {}, print)
    long = tmp_path / "long"
    long.write_bytes(b"x" * (passphrase.LONGEST_FILE + 1))
    with pytest.raises(PassphraseError, match="too long"):
        passphrase.given(long, {}, lambda text: None)
    noise = tmp_path / "noise"
    noise.write_bytes(b"\xff\xfe")
    with pytest.raises(PassphraseError, match="UTF-8"):
        passphrase.given(noise, {}, lambda text: None)


@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_an_empty_passphrase_is_refused(empty: str) -> None:
    with pytest.raises(PassphraseError, match="empty"):
        passphrase.new(None, answers(empty, empty))
    with pytest.raises(PassphraseError, match="empty"):
        passphrase.new(empty, no_question)
    with pytest.raises(PassphraseError, match="empty"):
        passphrase.existing(empty, no_question)


def test_a_new_passphrase_is_asked_for_twice() -> None:
    assert passphrase.new(None, answers("both the same", "both the same")) == "both the same"
    with pytest.raises(PassphraseError, match="differ"):
        passphrase.new(None, answers("one", "another"))


def test_no_terminal_means_no_question(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_terminal(prompt: str) -> str:
        import getpass
        import warnings

        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return "shown to everybody"

    monkeypatch.setattr("getpass.getpass", without_terminal)
    with pytest.raises(PassphraseError, match="no terminal"):
        passphrase.ask_for("Passphrase: ")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("hunter2", True),
        ("Tr0ub4dor&3", True),
        ("ox at an inn by", False),
        ("correct horse battery staple", False),
        ("ein-langes-wort-genügt", False),
    ],
)
def test_short_ones_are_called_short(text: str, short: bool) -> None:
    assert passphrase.is_short(text) is short
