"""The encrypted file of a backup: what opens it, what damages it, what its length tells."""

import os
import struct
from pathlib import Path

import pytest
from leeward_client.backup import file as files
from leeward_client.backup import sealed
from leeward_client.backup.errors import (
    BackupDamagedError,
    BackupError,
    LargeBackupError,
    NewerBackupError,
    NotABackupError,
    WrongBackupPassphraseError,
)
from leeward_client.backup.sealed import CHUNK, HEAD, MAGIC, TAG, seal, unseal
from leeward_client.vault import Cost

WORDS = "six words that dice have drawn"
LEAST = Cost.least()
PART = CHUNK + TAG


@pytest.fixture(scope="module")
def made() -> bytes:
    """A file of four chunks."""
    return seal(os.urandom(2 * CHUNK + 1), WORDS, LEAST)


@pytest.mark.parametrize("length", [0, 1, CHUNK - 8, CHUNK - 7, 2 * CHUNK, 5 * CHUNK])
def test_what_was_sealed_is_what_comes_out(length: int) -> None:
    content = os.urandom(length)
    assert unseal(seal(content, WORDS, LEAST), WORDS) == content


def test_the_length_of_a_file_is_one_of_few() -> None:
    lengths = {len(seal(bytes(size), WORDS, LEAST)) for size in range(0, 4 * CHUNK, 5_000)}
    assert lengths == {HEAD + chunks * PART for chunks in (1, 2, 4)}


def test_the_same_content_never_looks_the_same() -> None:
    first, second = (seal(b"content", WORDS, LEAST) for _ in range(2))
    assert first[HEAD:] != second[HEAD:]
    assert first[: len(MAGIC) + 13] == second[: len(MAGIC) + 13]
    assert first[len(MAGIC) + 13 : HEAD] != second[len(MAGIC) + 13 : HEAD]


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    assert unseal(seal(b"content", "cafe\u0301", LEAST), "caf\u00e9") == b"content"


def test_another_passphrase_is_told_from_damage(made: bytes) -> None:
    with pytest.raises(WrongBackupPassphraseError):
        unseal(made, WORDS + ".")


@pytest.mark.parametrize("place", [*range(len(MAGIC) + 1, HEAD), HEAD, HEAD + CHUNK, -1])
def test_any_changed_byte_is_damage(made: bytes, place: int) -> None:
    changed = bytearray(made)
    changed[place] ^= 1
    with pytest.raises(BackupDamagedError):
        unseal(bytes(changed), WORDS)


@pytest.mark.parametrize(
    "cut",
    [len(MAGIC), HEAD - 1, HEAD, HEAD + 1, HEAD + PART, HEAD + 2 * PART, HEAD + 3 * PART, -1],
    ids=str,
)
def test_a_file_that_was_cut_short_is_damage(made: bytes, cut: int) -> None:
    with pytest.raises(BackupDamagedError):
        unseal(made[:cut], WORDS)


def test_chunks_keep_their_order_and_their_file(made: bytes) -> None:
    head, parts = made[:HEAD], [made[HEAD + n * PART :][:PART] for n in range(4)]
    other = seal(bytes(2 * CHUNK + 1), WORDS, LEAST)
    for wrong in (
        [parts[1], parts[0], *parts[2:]],
        [*parts[:3], parts[2]],
        [parts[3]],  # the last says that it is the last, of four
        [*parts, *parts],
        [other[HEAD:][:PART], *parts[1:]],
    ):
        with pytest.raises(BackupDamagedError):
            unseal(head + b"".join(wrong), WORDS)
    assert unseal(head + b"".join(parts), WORDS)


def test_what_follows_the_last_chunk_is_damage(made: bytes) -> None:
    with pytest.raises(BackupDamagedError):
        unseal(made + b"\0", WORDS)


def test_a_newer_version_and_another_file_say_so(made: bytes) -> None:
    newer = MAGIC + bytes([2]) + made[len(MAGIC) + 1 :]
    with pytest.raises(NewerBackupError):
        unseal(newer, WORDS)
    for other in (b"", b"PK\x03\x04" + bytes(200_000), MAGIC[:-1]):
        with pytest.raises(NotABackupError):
            unseal(other, WORDS)


@pytest.mark.parametrize("cost", [Cost(65, 8192), Cost(1, 2**40), Cost(0, 8192)])
def test_a_cost_that_no_vault_has_is_damage_and_is_not_paid(cost: Cost) -> None:
    head = struct.pack(">14sBIQ16s16s", MAGIC, 1, cost.passes, cost.memory, bytes(16), bytes(16))
    head += bytes(TAG)
    with pytest.raises(BackupDamagedError):
        unseal(head + sealed._sum(head) + bytes(PART), WORDS)


def test_what_does_not_fit_is_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MOST_CHUNKS", 2)
    with pytest.raises(LargeBackupError):
        seal(bytes(2 * CHUNK), WORDS, LEAST)


def test_how_far_it_is_is_told_up_to_the_end() -> None:
    told: list[float] = []
    made = seal(bytes(3 * CHUNK), WORDS, LEAST, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
    unseal(made, WORDS, told.append)
    assert told[4:] == told[:4]


def test_a_file_is_its_owner_s_alone_and_never_takes_another_s_place(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    files.write(file, b"content")
    assert file.stat().st_mode & 0o777 == 0o600
    assert files.read(file) == b"content"
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    with pytest.raises(BackupError, match="name already"):
        files.write(file, b"other")
    assert files.read(file) == b"content"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_interrupts_it_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def interrupted(_: int) -> None:
        raise stop

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises((BackupError, KeyboardInterrupt)):
            files.write(tmp_path / "kept", b"content")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept.unfinished").write_bytes(b"of one that was killed")
    files.write(tmp_path / "kept", b"content")
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_what_cannot_be_read_or_written_says_so_and_names_no_file(tmp_path: Path) -> None:
    for broken in (lambda: files.read(tmp_path), lambda: files.write(tmp_path / "a" / "b", b"")):
        with pytest.raises(BackupError) as caught:
            broken()
        assert str(tmp_path) not in str(caught.value)
