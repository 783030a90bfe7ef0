"""Panic: keys first, then files. What was erased stays erased, wherever it was interrupted."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from leeward_client.cli import panic as command
from leeward_client.panic import Erased, erase, farewell, holders, layout, panic
from leeward_client.vault import FILE, Cost, Vault, VaultError, plain
from leeward_client.vault.vault import UNFINISHED
from support.panics import PASSPHRASE, Blocks, killed_at, planted, secrets


def passphrase_opens(folder: Path) -> bool:
    """Whether a copy of what is left opens: looking must change nothing."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    opened = False
    for name in (FILE, UNFINISHED):
        with contextlib.suppress(VaultError, OSError):
            (copy / name).rename(copy / FILE)
            Vault.open(copy, PASSPHRASE).close()
            opened = True
    with contextlib.suppress(VaultError, sqlite3.Error), plain.opened(copy, PASSPHRASE):
        opened = True
    shutil.rmtree(copy)
    return opened


def test_nothing_is_left_of_a_vault(tmp_path: Path) -> None:
    vault = planted(tmp_path / "vault")
    before, blocks = secrets(vault), Blocks(vault, tmp_path / "blocks")
    assert blocks.found(before.all) == len(before.all)
    assert passphrase_opens(vault)
    assert panic(vault) == Erased(found=True)
    assert not vault.exists()
    assert blocks.found(before.all) == 0
    assert panic(vault) == Erased(found=False)


def test_interrupted_at_any_step_what_was_erased_stays_erased_and_keys_went_first(
    tmp_path: Path,
) -> None:
    model = planted(tmp_path / "model")
    before = secrets(model)
    step, opened = 0, []
    while True:
        step += 1
        vault = tmp_path / f"vault-{step}"
        shutil.copytree(model, vault)
        blocks = Blocks(vault, tmp_path / f"blocks-{step}")
        if not killed_at(step, vault):
            break
        opened.append(vault.exists() and passphrase_opens(vault))
        if blocks.found(before.seeds + before.records) < len(before.seeds + before.records):
            assert blocks.found(before.slots) == 0, "keys go first"
        # The next run ends what this one began.
        left = list(vault.iterdir()) if vault.exists() else []
        assert panic(vault).found == bool(left)
        assert not any(file.exists() for file in left)
        assert blocks.found(before.all) == 0
    assert step > 15, "each file is overwritten, made durable and removed by steps of its own"
    assert opened[:2] == [True, True], "the log holds a copy of the slots"
    assert opened == sorted(opened, reverse=True), "what was closed stays closed"
    assert not any(opened[8:]), "nothing comes before the slots: of three files, and in the log"


def test_the_places_of_the_keys_are_those_of_a_vault(tmp_path: Path) -> None:
    vault = planted(tmp_path / "vault")
    before = secrets(vault)
    found = layout.find(vault)
    assert set(found.all) == set(vault.iterdir()), "every file of a vault is known"
    first, second = b"", b""
    for path, store in found.stores:
        content = path.read_bytes()
        first += content[store.slots[0] :][: store.slots[1]]
        second += content[store.salt[0] :][: store.salt[1]]
    assert len(found.stores) == 3
    assert all(slot in first for slot in before.slots)
    assert all(salt in second for salt in before.salt)


def test_slots_that_are_erased_look_like_slots_that_were_never_used(tmp_path: Path) -> None:
    vault = planted(tmp_path / "vault")
    found = layout.find(vault)
    path, store = found.stores[0]
    assert erase.overwrite(path, store.slots)
    start, size = store.slots
    content = path.read_bytes()[start : start + size]
    assert len(set(content)) > 200, "random bytes, not zeros"


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    vault = planted(tmp_path / "vault")
    (vault / "letter.txt").write_text("mine")
    assert panic(vault) == Erased(found=True, others=True)
    assert [file.name for file in vault.iterdir()] == ["letter.txt"]
    assert panic(vault) == Erased(found=False)


def test_what_cannot_be_removed_is_said_and_the_rest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = planted(tmp_path / "vault")
    before, blocks = secrets(vault), Blocks(vault, tmp_path / "blocks")
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.name == "vault.db":
            raise PermissionError
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    assert panic(vault) == Erased(found=True, failed=(vault / "vault.db",))
    assert blocks.found(before.all) == 0, "it was overwritten all the same"
    assert {file.name for file in vault.iterdir()} == {"vault.db"}


def test_the_folders_that_init_made_go_too(tmp_path: Path) -> None:
    vault = tmp_path / ".local" / "share" / "leeward"
    Vault.create(vault, PASSPHRASE, Cost.least()).close()
    panic(vault)
    assert list(tmp_path.iterdir()) == []
    Vault.create(vault, PASSPHRASE, Cost.least()).close()
    (tmp_path / ".local" / "bin").mkdir()
    panic(vault)
    assert [file.name for file in (tmp_path / ".local").iterdir()] == ["bin"]
    elsewhere = tmp_path / "papers" / "drawer"
    Vault.create(elsewhere, PASSPHRASE, Cost.least()).close()
    panic(elsewhere)
    assert (tmp_path / "papers").is_dir(), "a folder that somebody chose stays"


# Others who have it open


def holding(file: Path, mode: str) -> "subprocess.Popen[bytes]":
    """A process that has a file open, and does not go when it is asked to."""
    script = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"held = open(sys.argv[1], {mode!r}); print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_who_has_the_vault_open_is_ended_and_who_reads_it_is_not(tmp_path: Path) -> None:
    vault = planted(tmp_path / "vault")
    client, backup = holding(vault / "vault.db", "r+b"), holding(vault / "vault.db", "rb")
    try:
        holders.end([vault / "vault.db"])
        assert client.wait(10) == -9
        assert backup.poll() is None
    finally:
        for one in (client, backup):
            one.kill()
            one.communicate()


# Farewells wait in memory alone


def test_farewells_never_wait_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/a / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n/dev/b /run/user/7\\040x ext4 rw 0 0\n"
    )
    monkeypatch.setattr(farewell, "_MOUNTS", mounts)

    def place(runtime: str) -> Path | None:
        return farewell.place(tmp_path / "vault", {"XDG_RUNTIME_DIR": runtime})

    found = place("/run/user/6")
    assert found is not None
    assert found.parent == Path("/run/user/6")
    assert "vault" not in found.name
    assert place("/run/user/7 x") is None, "a disk inside of memory"
    assert place("/home/robin") is None
    assert place("run/user/6") is None
    assert farewell.place(tmp_path, {}) is None
    assert place("/run/user/6") != farewell.place(tmp_path, {"XDG_RUNTIME_DIR": "/run/user/6"})
    mounts.unlink()
    assert place("/run/user/6") is None, "a system that does not say"


def test_a_farewell_that_cannot_be_sent_waits_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(_: Path) -> None:
        raise OSError

    vault, waiting = planted(tmp_path / "vault"), tmp_path / "waiting"
    waiting.write_bytes(b"a farewell")
    monkeypatch.setattr(farewell, "place", lambda _: waiting)
    monkeypatch.setattr(farewell, "send", send)
    assert panic(vault) == Erased(found=True)
    assert not waiting.exists()
    # Where only a farewell is left, as when somebody removed the vault by hand, it goes as well.
    waiting.write_bytes(b"a farewell")
    assert panic(vault, farewells=False) == Erased(found=True)
    assert not waiting.exists()


# The command


@pytest.mark.parametrize(
    ("words", "now", "json"),
    [
        ("panic", False, False),
        ("panic --now", True, False),
        ("--json panic --now", True, True),
        ("--passphrase-file F panic", False, False),
        ("--passphrase-file=F panic --now --json", True, True),
    ],
)
def test_the_short_way_takes_a_plain_panic(words: str, now: bool, json: bool) -> None:
    environ = {"LEEWARD_VAULT": "/v"}
    assert command.asked(words.split(), environ) == command.Asked(Path("/v"), now, json)


@pytest.mark.parametrize(
    "words", ["--vault /w panic", "panic --vault /w --proxy none", "panic --vault=/w"]
)
def test_the_short_way_knows_which_vault(words: str) -> None:
    wish = command.asked(words.split(), {"LEEWARD_VAULT": "/v"})
    assert wish is not None
    assert wish.vault == Path("/w")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "sync",
        "panic --help",
        "panic panic",
        "panic --vault",
        "send 1 panic",
        "--now",
        "panic -n",
    ],
)
def test_all_else_is_left_to_the_grammar(words: str) -> None:
    assert command.asked(words.split(), {}) is None


def test_it_starts_without_what_takes_long_to_load() -> None:
    script = (
        "import sys; from leeward_client.cli import main, panic as command\n"
        "from pathlib import Path; from leeward_client.panic import panic\n"
        "assert command.asked(['panic', '--now'], {'LEEWARD_VAULT': '/nowhere/at/all'})\n"
        "assert not panic(Path('/nowhere/at/all')).found\n"
        "print(*sorted(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    slow = (
        "nacl",
        "sqlite3",
        "argparse",
        "fluent",
        "babel",
        "asyncio",
        "aiohttp",
        "msgspec",
        "json",
    )
    assert not [name for name in loaded if name.split(".")[0] in slow]
