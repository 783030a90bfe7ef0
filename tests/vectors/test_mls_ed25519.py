"""Signatures that libraries decide differently: leeward_mls decides them as all clients have to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from leeward_mls import SignatureKey, verify
from support import mls_ed25519_vectors as vectors

TOLD: dict[str, Any] = json.loads(vectors.FILE.read_text())
CASES: list[dict[str, Any]] = TOLD["cases"]


def test_the_file_is_what_the_script_writes() -> None:
    assert vectors.FILE.read_text() == vectors.text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_decides_as_every_client_does(case: dict[str, Any]) -> None:
    public, content, signature = (
        bytes.fromhex(case[field]) for field in ("public", "content", "signature")
    )
    assert verify(public, TOLD["label"], content, signature) is case["valid"]
    assert vectors.decide(public, content, signature) is case["valid"]


def test_the_rule_takes_what_honest_signers_make() -> None:
    for number in range(20):
        key = SignatureKey(bytes([number]) * 32)
        content = b"%d" % number
        assert vectors.decide(key.public, content, key.sign_raw(vectors.labelled(content)))
