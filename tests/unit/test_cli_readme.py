"""The documents say what is there: commands that parse, files that exist, reasons given."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from leeward_client.cli import arguments
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_relay.config import load

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


def commands(text: str) -> list[str]:
    """Every indented line that begins with `leeward`."""
    lines = re.findall(r"^ {2,}(leeward .*)$", text, re.MULTILINE)
    return [re.split(r" \||\s{2,}\(", line)[0].split(" < ")[0] for line in lines]


LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]*))?\)")
"""A link to a file, to a place in one, or to a place in the same page."""


def places_in(text: str) -> set[str]:
    """What links call the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


EXAMPLES = [
    command
    for file in sorted((ROOT / "client" / "locales").glob("*/help.ftl"))
    for command in commands(file.read_text(encoding="utf-8"))
]
EXAMPLES += [command for page in PAGES for command in commands(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("command", sorted(set(EXAMPLES)))
def test_every_command_that_is_shown_parses(command: str) -> None:
    arguments.parse(shlex.split(command)[1:], {})


def test_the_first_conversation_takes_six_commands() -> None:
    conversation = say("help-program-epilog").split("\n\n")[0]
    assert len(commands(conversation)) == 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target, place in LINK.findall(page.read_text(encoding="utf-8")):
        file = page.parent / target if target else page
        assert file.exists(), target
        assert not place or place in places_in(file.read_text(encoding="utf-8")), (
            f"{target}#{place}"
        )


def test_every_document_is_linked_from_the_readme() -> None:
    linked = re.findall(r"\]\(([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    pages = [page.name for page in (ROOT / "docs").iterdir()]
    assert [name for name in pages if not {f"docs/{name}", f"docs/{name}/"} & {*linked}] == []


def test_the_configurations_that_are_shown_are_taken(tmp_path: Path) -> None:
    blocks = re.findall(
        r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(blocks) == 2
    for block in blocks:
        file = tmp_path / "relay.toml"
        file.write_text(re.sub(r"<[^>]*>", "abcdef.onion", block))
        assert load(file).hosts


def test_the_exit_codes_are_in_the_readme_and_in_the_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for code in Exit:
        assert f"| {code.value} |" in readme
        assert re.search(rf"^  {code.value} ", say("help-program-epilog"), re.MULTILINE)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += project["dependency-groups"]["dev"]
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES if "decisions" in page.parts)
    for dependency in wanted:
        name = re.split(r"[=<>!~\[ ]", dependency)[0]
        assert f"`{name}`" in pages, name
