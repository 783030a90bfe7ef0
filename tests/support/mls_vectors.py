"""Where the official MLS vectors are, and how a test gets at one file of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

WHERE = (
    "the official MLS vectors are not here: copy the folder test-vectors of "
    "https://github.com/mlswg/mls-implementations and name it in LEEWARD_MLS_VECTORS"
)
SUITES = (1, 3)


def folder() -> Path:
    """The folder of the vectors, whether it is there or not."""
    named = os.environ.get("LEEWARD_MLS_VECTORS")
    if named:
        return Path(named)
    return Path(__file__).parents[2].parent / "shared" / "mls-vectors"


def load(name: str) -> list[dict[str, Any]]:
    """The entries of one file that are for our suites; the test is skipped without the file."""
    path = folder() / name
    if not path.is_file():
        pytest.skip(f"{WHERE} ({name})")
    entries: list[dict[str, Any]] = json.loads(path.read_text())
    chosen = [one for one in entries if one.get("cipher_suite", 1) in SUITES]
    assert chosen, f"{name} holds no entry for suites 1 and 3"
    return chosen


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)
