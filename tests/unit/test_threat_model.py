"""Every *cannot* of the threat model names tests, and the tests that it names exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::([a-z0-9_]+)`")


def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def cannots() -> list[str]:
    """The points of all lists headed *cannot*."""
    points = []
    for block in re.split(r"^\*cannot\*$", PAGE, flags=re.MULTILINE)[1:]:
        block = re.split(r"^(?:## |\*can\*)", block, maxsplit=1, flags=re.MULTILINE)[0]
        points += re.split(r"^- ", block, flags=re.MULTILINE)[1:]
    return points


def test_there_are_cannots() -> None:
    assert len(cannots()) > 10


def test_every_cannot_names_a_test() -> None:
    assert [point for point in cannots() if not NAMED.search(point)] == []


def test_every_named_test_exists() -> None:
    missing = [
        f"{path}::{name}" for path, name in NAMED.findall(PAGE) if name not in functions_of(path)
    ]
    assert missing == []
