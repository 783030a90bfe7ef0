"""The shared vectors of backups: files, contents, and the signatures that bring somebody back."""

import json
from base64 import b64decode
from typing import Any

import pytest
from leeward_client.backup import content as contents
from leeward_client.backup.errors import BackupDamagedError, BackupError
from leeward_client.backup.sealed import unseal
from support import backup_vectors as made
from support.backup_vectors import Json


def load(name: str) -> Json:
    loaded: Json = json.loads((made.HOME / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


FILES, CONTENTS, REJOIN = load("files"), load("contents"), load("rejoin")
SEALED = b64decode(FILES["file"])


def test_the_vectors_are_those_that_the_code_makes() -> None:
    assert made.contents() == CONTENTS
    assert made.rejoin() == REJOIN
    now = made.files()
    assert (now["content"], now["refused"]) == (FILES["content"], FILES["refused"])


def test_the_file_opens() -> None:
    assert unseal(SEALED, FILES["passphrase"]).hex() == FILES["content"]


@pytest.mark.parametrize("case", FILES["refused"], ids=lambda case: case["name"])
def test_a_file_is_refused(case: Json) -> None:
    file = bytearray(SEALED[: case.get("cut")])
    for at in case.get("flip", ()):
        file[at] ^= case.get("by", 1)
    file += bytes(case.get("append", 0))
    with pytest.raises(BackupError) as caught:
        unseal(bytes(file), str(case.get("passphrase", FILES["passphrase"])))
    assert caught.value.sentence == f"backup-{case['error']}"


@pytest.mark.parametrize("case", CONTENTS["valid"], ids=lambda case: case["name"])
def test_a_content_is_read_and_written(case: Json) -> None:
    data = bytes.fromhex(case["content"])
    assert contents.encode(contents.decode(data)) == data


@pytest.mark.parametrize("case", CONTENTS["refused"], ids=lambda case: case["name"])
def test_a_content_is_refused(case: Json) -> None:
    with pytest.raises(BackupDamagedError):
        contents.decode(bytes.fromhex(case["content"]))


def _counted(case: Json) -> set[tuple[Any, Any]]:
    return {(one["member"], one["action"]) for one in case["verified"]}


REJOINS = {
    "the leaf that goes signs",
    "a rejoin key signs for the leaf that goes",
    "the voucher may stand behind it",
    "both go, one vouched",
}


@pytest.mark.parametrize("case", REJOIN["cases"], ids=lambda case: case["name"])
def test_who_comes_back_is_signed_for_by_what_goes(case: Json) -> None:
    back = (made.SAM.hex(), made.REJOIN.hex())
    assert (back in _counted(case)) == (case["name"] in REJOINS)


def test_of_approvals_those_count_that_were_signed_for_this_epoch_and_action() -> None:
    counted = [case["name"] for case in REJOIN["cases"] if _counted(case)]
    approvals = [name for name in counted if name.startswith("an approval")]
    assert approvals == ["an approval under either device"]
