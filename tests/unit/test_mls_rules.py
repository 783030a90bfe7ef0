"""The numbered rules: one table in the code, the same in the document, a test for each."""

from __future__ import annotations

import re
from pathlib import Path

import leeward_mls
from leeward_mls import RULES, PublicError

ROOT = Path(__file__).parents[2]


def test_the_document_holds_the_same_rules() -> None:
    text = (ROOT / "docs" / "mls.md").read_text()
    rows = re.findall(r"^\| ([0-9.]+-[0-9]+) \| ([^|]+?) \|", text, re.MULTILINE)
    assert dict(rows) == dict(RULES)
    assert [rule for rule, _ in rows] == list(RULES)


def test_every_rule_is_used_in_the_code() -> None:
    folder = Path(leeward_mls.__path__[0])
    code = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "rules.py")
    assert set(re.findall(r'"([0-9.]+-[0-9]+)"', code)) == set(RULES)


def test_every_rule_has_a_test_that_breaks_it() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_mls_*.py"))
    shown = set(re.findall(r'(?:breaks|fails)\("([0-9.]+-[0-9]+)"\)', tests))
    assert set(RULES) - shown == set()


def test_an_error_names_its_rule_and_no_value() -> None:
    error = PublicError("12.2-3")
    assert error.rule == "12.2-3"
    assert str(error) == "rule 12.2-3: a committer removes itself"
