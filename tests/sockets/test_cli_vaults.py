"""Vaults by the command line: made, a second one beside the first, one brought over, one destroyed."""

import io
from pathlib import Path

import pytest
from leeward_client.cli import arguments, dispatch
from leeward_client.cli.commands import vaults
from leeward_client.cli.output import Output
from leeward_client.vault import FILE, Vault, VaultError, WrongPassphraseError, plain
from support.people import PASSPHRASE, Person
from support.plain_vaults import make_plain
from support.terminal import at_terminal

SECOND = "another six words from the dice"


@pytest.fixture
def robin(tmp_path: Path) -> Person:
    return Person.settle(tmp_path / "robin")


def written(folder: Path, text: str) -> str:
    file = folder / f"{len(list(folder.iterdir()))}.txt"
    file.write_text(text)
    file.chmod(0o600)
    return str(file)


def opens(person: Person, passphrase: str) -> bool:
    try:
        Vault.open(person.vault, passphrase).close()
    except WrongPassphraseError:
        return False
    return True


def test_init_takes_a_size(tmp_path: Path) -> None:
    vault = Person(tmp_path / "new")
    said = vault("init", "--size", "7", code=2)
    assert "3M to 4G" in said.err
    vault("init", "--size", "5G", code=2)
    vault("init", "--size", "16M")
    size = (tmp_path / "new" / FILE).stat().st_size
    assert 16 * 1024**2 - 16_384 < size <= 16 * 1024**2, "in whole blocks for each region"


def test_a_second_vault_beside_the_first(robin: Person, tmp_path: Path) -> None:
    new = written(tmp_path, SECOND)
    said = robin("vault", "add", "--new-passphrase-file", new)
    assert "may be overwritten" in said.out
    assert opens(robin, SECOND)
    assert opens(robin, PASSPHRASE)
    again = robin("vault", "add", "--new-passphrase-file", new, code=1)
    assert "already" in again.err
    wrong = written(tmp_path, "wrong")
    said = robin("vault", "add", "--keep-file", wrong, "--new-passphrase-file", new, code=4)
    assert "wrong" in said.err
    for number in range(2):
        kept = ["--keep-file", new] + ["--keep-file", written(tmp_path, "0")] * number
        robin("vault", "add", *kept, "--new-passphrase-file", written(tmp_path, str(number)))
    full = [part for one in (SECOND, "0", "1") for part in ("--keep-file", written(tmp_path, one))]
    said = robin("vault", "add", *full, "--new-passphrase-file", written(tmp_path, "2"), code=1)
    assert "no room" in said.err
    assert all(opens(robin, one) for one in (PASSPHRASE, SECOND, "0", "1"))


def test_a_second_vault_at_a_terminal(robin: Person, tmp_path: Path) -> None:
    answers = {
        b"Passphrase: ": PASSPHRASE,
        b"(Enter if there is none): ": "",
        b"New passphrase: ": SECOND,
        b"The same again: ": SECOND,
        b"[y/N] ": "n",
    }
    code, screen = at_terminal(robin, ["vault", "add"], answers)
    assert code == 1
    assert b"Nothing was changed" in screen
    assert not opens(robin, SECOND)
    code, screen = at_terminal(robin, ["vault", "add"], {**answers, b"[y/N] ": "y"})
    assert code == 0
    assert SECOND.encode() not in screen
    assert b"Keep the one vault" in screen
    assert opens(robin, SECOND)
    assert opens(robin, PASSPHRASE)


def test_one_vault_destroys_the_other(robin: Person, tmp_path: Path) -> None:
    new = written(tmp_path, SECOND)
    robin("vault", "add", "--new-passphrase-file", new)
    wish = ("--passphrase-file", new, "--other-passphrase-file", written(tmp_path, PASSPHRASE))
    said = robin("vault", "destroy-other", "on", *wish)
    assert "can be a crime" in said.out
    assert opens(robin, PASSPHRASE)
    robin("vault", "destroy-other", "off", *wish)
    assert opens(robin, SECOND)
    assert opens(robin, PASSPHRASE)
    robin("vault", "destroy-other", "on", *wish)
    assert opens(robin, SECOND)
    assert not opens(robin, PASSPHRASE)
    robin("vault", "destroy-other", "off", *wish, code=4)
    assert opens(robin, SECOND)


def test_destroying_is_asked_about_at_a_terminal(robin: Person, tmp_path: Path) -> None:
    robin("vault", "add", "--new-passphrase-file", written(tmp_path, SECOND))
    answers = {
        b"that is to destroy: ": SECOND,
        b"that it destroys: ": PASSPHRASE,
        b"[y/N] ": "n",
    }
    code, screen = at_terminal(robin, ["vault", "destroy-other", "on"], answers)
    assert code == 1
    assert b"at once and without a question" in screen
    assert opens(robin, SECOND)
    assert opens(robin, PASSPHRASE)


def test_a_vault_of_before_is_brought_over(tmp_path: Path) -> None:
    make_plain(tmp_path / "old", PASSPHRASE, [("shelf", b"key", b"value")])
    old = Person(tmp_path / "old")
    for command in (["circle", "list"], ["vault", "add"]):
        said = old(*command, code=4)
        assert "leeward vault migrate" in said.err
    old("init", code=1)
    said = old("vault", "migrate", "--size", "16M")
    assert "erased" in said.out
    assert not (old.vault / plain.FILE).exists()
    old("circle", "list")
    with Vault.open(old.vault, PASSPHRASE) as vault, vault.transaction() as tx:
        assert tx.get("shelf", b"key") == b"value"
    assert "no migration" in old("vault", "migrate", code=1).err
    assert "leeward init" in Person(tmp_path / "none")("vault", "migrate", code=4).err


EVERYTHING = [*VaultError.__subclasses__(), OSError]


@pytest.mark.parametrize("kind", EVERYTHING, ids=lambda kind: kind.__name__)
def test_whatever_is_wrong_with_a_vault_has_a_sentence_of_its_own(
    kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> Path:
        raise kind

    monkeypatch.setattr(vaults, "locate", fail)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    err = io.StringIO()
    parsed = arguments.parse(["vault", "add"], {"LEEWARD_VAULT": str(tmp_path)})
    try:
        dispatch.run(parsed, Output(json=False, err=err))
    except OSError:
        assert kind is OSError, "what nobody expects is for the last boundary"
        return
    assert len(err.getvalue()) > 20
    assert kind.__name__ not in err.getvalue()
