"""The rules of docs/protocol.md, chapter Relay, and the tests that bear their numbers."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ("unit/test_wire_*.py", "unit/test_relay_*.py", "sockets/test_*.py", "privacy/test_*.py")


def rules() -> list[int]:
    text = (ROOT / "docs" / "protocol.md").read_text()
    chapter = text.split("\n## Relay\n")[1].split("\n## ")[0]
    return [int(number) for number in re.findall(r"^- \*\*R(\d+)\*\* ", chapter, re.MULTILINE)]


def numbers_tested() -> set[int]:
    numbers: set[int] = set()
    for pattern in TESTS:
        for file in (ROOT / "tests").glob(pattern):
            for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE):
                numbers |= {int(number) for number in re.findall(r"_r(\d\d)(?=_)", name)}
    return numbers


def test_rules_are_numbered_without_a_gap() -> None:
    assert rules() == list(range(1, len(rules()) + 1))


def test_every_rule_has_a_test_and_every_number_a_rule() -> None:
    assert numbers_tested() == set(rules())
