"""Every *cannot* of the threat model names tests, and every test that a document names exists.

A test is named as `path::test`: of Python by its function, of Vitest by the text it is given. Where a
page names a function alone, it may stand in any file of tests.
"""

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:tests|client/web/tests)/[\w/.-]+\.(?:py|ts))::([^`]+)`")
ALONE = re.compile(r"`(test_\w+)`")
VITEST = re.compile(r"(?:\btest|\))\(\s*\"((?:[^\"\\\n]|\\.)*)\"\s*,")


@functools.cache
def names_in(file: Path) -> frozenset[str]:
    """The names of the tests in a file; none if it is not there."""
    if not file.is_file():
        return frozenset()
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ts":
        return frozenset(VITEST.findall(text))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(ast.parse(text)) if isinstance(node, functions))


def named_in(text: str) -> list[tuple[str, str]]:
    """Paths and tests; a long name may go over the end of a line."""
    return [(path, " ".join(name.split())) for path, name in NAMED.findall(text)]


def cannots() -> list[str]:
    """The points of all lists headed *cannot*."""
    points = []
    for block in re.split(r"^\*cannot\*$", THREATS, flags=re.MULTILINE)[1:]:
        block = re.split(r"^(?:#+ |\*can\*)", block, maxsplit=1, flags=re.MULTILINE)[0]
        points += re.split(r"^- ", block, flags=re.MULTILINE)[1:]
    return points


def test_there_are_cannots() -> None:
    assert len(cannots()) > 20


def test_every_cannot_names_a_test() -> None:
    assert [point for point in cannots() if not NAMED.search(point)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_named_test_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = named_in(text)
    assert [f"{path}::{name}" for path, name in named if name not in names_in(ROOT / path)] == []
    everywhere = {name for file in (ROOT / "tests").rglob("test_*.py") for name in names_in(file)}
    assert [name for name in ALONE.findall(text) if name not in everywhere] == []


def test_names_are_read_in_both_languages() -> None:
    vault = ROOT / "client" / "web" / "tests" / "unit" / "vault" / "vault.test.ts"
    names = names_in(vault)
    assert {"V10: writes ask for strict durability", "V7: a record with %s is damage"} <= names
    assert "what is stored" not in names, "a heading is no test"
    assert "test_names_are_read_in_both_languages" in names_in(Path(__file__))
    assert named_in(
        "`tests/unit/a.py::test_a` and `client/web/tests/a.test.ts::a long\n  name`"
    ) == [
        ("tests/unit/a.py", "test_a"),
        ("client/web/tests/a.test.ts", "a long name"),
    ]
