"""Sentences are all used, and their fields are all filled."""

import re
from pathlib import Path

import leeward_client.cli
import pytest
from leeward_client.cli import helps, words

SOURCES = "\n".join(
    file.read_text(encoding="utf-8")
    for file in Path(str(leeward_client.cli.__file__)).parent.rglob("*.py")
    if file.name not in {"words.py", "helps.py"}
)
WORDS = {name: value for name, value in vars(words).items() if name.isupper()}
HELPS = {name: value for name, value in vars(helps).items() if name.isupper()}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_sentence_is_said_somewhere(name: str) -> None:
    assert re.search(rf"\bwords\.{name}\b", SOURCES)


@pytest.mark.parametrize("name", sorted(HELPS))
def test_every_help_text_is_shown_somewhere(name: str) -> None:
    assert re.search(rf"\bhelps\.{name}\b", SOURCES)


@pytest.mark.parametrize("name", sorted(n for n, value in WORDS.items() if "{" in str(value)))
def test_every_field_is_filled_where_the_sentence_is_said(name: str) -> None:
    fields = set(re.findall(r"\{(\w+)\}", str(WORDS[name])))
    calls = re.findall(rf"words\.{name}\b[^\n]*?\.format\((.*?)\)\n", SOURCES, re.DOTALL)
    for call in calls:
        given = set(re.findall(r"(\w+)=", call))
        assert fields <= given, call
