"""Several processes at one vault, and what is left when one of them is killed."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from leeward_client.vault import Cost, Vault, VaultBusyError, file
from leeward_client.vault import vault as room
from support.vaults import PASSPHRASE

WRITER = """
import sys
from pathlib import Path
from leeward_client.vault import Vault
vault = Vault.open(Path(sys.argv[1]), "tide and timber")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Vault.create(tmp_path / "vault", PASSPHRASE, Cost.least()).close()
    return tmp_path / "vault"


def start(folder: Path, program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", WRITER + textwrap.dedent(program), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def test_the_lock_keeps_others_out_and_nests(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, PASSPHRASE) as two:
        with one.lock(), one.lock(), pytest.raises(VaultBusyError), two.lock(0.0):
            pass
        with one.lock():
            with one.lock():
                pass
            with pytest.raises(VaultBusyError), two.lock(0.0):  # the inner one let go of nothing
                pass
        with two.lock(0.0), pytest.raises(VaultBusyError), one.lock(0.0):
            pass
        with one.lock(0.0):
            pass


def test_the_lock_is_let_go_after_an_exception(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, PASSPHRASE) as two:
        with pytest.raises(KeyError), one.lock():
            raise KeyError
        with two.lock(0.0):
            pass


def test_the_lock_of_a_killed_process_is_free(folder: Path) -> None:
    process = start(folder, """
        with vault.lock():
            print("locked", flush=True)
            sys.stdin.read()
    """)  # fmt: skip
    with Vault.open(folder, PASSPHRASE) as vault:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        with pytest.raises(VaultBusyError), vault.lock(0.1):
            pass
        process.kill()
        process.communicate()
        with vault.lock(5.0):
            pass


def test_the_lock_waits(folder: Path) -> None:
    process = start(folder, """
        with vault.lock():
            print("locked", flush=True)
            sys.stdin.readline()
    """)  # fmt: skip
    with Vault.open(folder, PASSPHRASE) as vault:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == "locked\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        with vault.lock(30.0):
            pass
    process.communicate()


def test_the_generation_tells_that_another_has_written(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, PASSPHRASE) as two:
        before = one.generation
        with one.transaction() as tx:
            tx.put("shelf", b"key", b"own")
        assert one.generation == before
        seen = two.generation
        with one.transaction() as tx:
            tx.put("shelf", b"key", b"again")
        assert two.generation != seen
        with two.transaction() as tx:
            assert tx.get("shelf", b"key") == b"again"
            tx.delete("shelf", b"key")
        assert one.generation != before


def test_a_transaction_that_another_holds_is_busy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    with Vault.open(folder, PASSPHRASE) as one, Vault.open(folder, PASSPHRASE) as two:
        with one.transaction() as tx:
            tx.put("shelf", b"key", b"value")
            with pytest.raises(VaultBusyError), two.transaction():
                pass
        with two.transaction() as tx:
            assert tx.get("shelf", b"key") == b"value"


def test_what_was_committed_outlives_sigkill(folder: Path) -> None:
    """Killed at any moment: what was said to be done is there, whole, and nothing else is."""
    for turn in range(6):
        process = start(folder, """
            number = 0
            while True:
                number += 1
                with vault.transaction() as tx:
                    for place in range(5):
                        tx.put("shelf", b"%d" % place, b"%d" % number * 200)
                    tx.put("log", b"%d" % number, b"")
                    tx.delete("log", b"%d" % (number - 1))
                print(number, flush=True)
        """)  # fmt: skip
        assert process.stdout is not None
        said = "0"
        end = time.monotonic() + 0.03 * turn
        while time.monotonic() < end or said == "0":
            said = process.stdout.readline().strip()
        process.send_signal(signal.SIGKILL)
        said = (process.communicate()[0].rpartition("\n")[0].rpartition("\n")[2] or said).strip()
        with Vault.open(folder, PASSPHRASE) as vault, vault.transaction() as tx:
            values = {value for _, value in tx.scan("shelf")}
            assert len(values) == 1
            ((number, _),) = tx.scan("log")
            assert values == {number * 200}
            assert int(number) in (int(said), int(said) + 1)
            tx.drop("log")


def test_what_a_killed_process_had_promised_is_done_by_who_comes_next(folder: Path) -> None:
    process = start(folder, """
        from leeward_client.vault.region import Region
        import os, signal
        Region._carry_out = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        with vault.transaction() as tx:
            tx.put("shelf", b"key", b"value")
    """)  # fmt: skip
    with Vault.open(folder, PASSPHRASE) as vault:
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        with vault.transaction() as tx:
            assert tx.get("shelf", b"key") == b"value"


def test_many_processes_write_at_once_and_nothing_is_lost(folder: Path) -> None:
    program = """
        name = sys.stdin.readline().encode()
        for number in range(20):
            with vault.transaction() as tx:
                held = tx.get("shelf", b"count") or b"0"
                tx.put("shelf", b"count", b"%d" % (int(held) + 1))
                tx.put("names", name + b"%d" % number, b"")
    """
    processes = [start(folder, program) for _ in range(3)]
    for number, process in enumerate(processes):
        assert process.stdin is not None
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with Vault.open(folder, PASSPHRASE) as vault, vault.transaction() as tx:
        assert tx.get("shelf", b"count") == b"60"
        assert len(tx.scan("names")) == 60


def test_the_disk_is_asked_for_durability(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        ask = vault._database.execute
        assert ask("PRAGMA journal_mode").fetchone() == ("memory",)
        assert ask("PRAGMA synchronous").fetchone() == (2,)
        assert ask("PRAGMA secure_delete").fetchone() == (1,)
        assert ask("PRAGMA temp_store").fetchone() == (2,)
    assert room.LOCK_SECONDS >= 1
