"""The sentences of client/locales: complete in every language, all said somewhere, all fields filled."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import leeward_client
import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast as ftl
from fluent.syntax import parse as parse_fluent
from fluent.syntax.visitor import Visitor
from leeward_client.circle.actions import ActionKind
from leeward_client.circle.items import ItemKind
from leeward_client.circle.refusals import Refusal
from leeward_client.group.records import Status
from leeward_client.invites.desk import Standing
from leeward_client.locale import LANGUAGES, SpokenError, preferred, say, use
from leeward_client.locale.sentences import FILES, LATER
from leeward_client.session.joins import STALE, why
from leeward_client.terminal.direction import visual

HOME = Path(__file__).parents[2] / "client" / "locales"
SOURCES = Path(str(leeward_client.__file__)).parent
OURS = ("session.ftl", "backup.ftl", "farewell.ftl", "cli.ftl", "help.ftl", "chat.ftl")
"""The files that only the terminal speaks from; the rest are shared, or the web's own."""
ENGLISH = LANGUAGES[0]
ISOLATES = re.compile("[\u2068\u2069]")
COMMANDS = re.compile(r"--[a-z][a-z-]+|~/[a-z.]+|leeward [a-z]+ 3|/help")


@cache
def messages(language: str, file: str) -> dict[str, frozenset[str]]:
    """The messages of a file, with the fields that each takes."""
    tree = parse_fluent((HOME / language / file).read_text(encoding="utf-8"))
    found = {}
    for entry in tree.body:
        assert not isinstance(entry, ftl.Junk), f"{language}/{file}: {entry.content}"
        if isinstance(entry, ftl.Message):
            assert entry.id.name not in found, f"{language}/{file}: {entry.id.name} stands twice"
            found[entry.id.name] = frozenset(_fields(entry))
    return found


class _Fields(Visitor):
    """Gathers the names of the variables below a node."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _fields(entry: ftl.Message) -> set[str]:
    fields = _Fields()
    fields.visit(entry)
    return fields.names


def files() -> list[str]:
    return sorted(path.name for path in (HOME / ENGLISH).glob("*.ftl"))


def known() -> dict[str, frozenset[str]]:
    return {
        name: fields for file in FILES + LATER for name, fields in messages(ENGLISH, file).items()
    }


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("file", files())
def test_every_language_has_the_same_sentences_with_the_same_fields(
    file: str, language: str
) -> None:
    assert messages(language, file) == messages(ENGLISH, file)


def test_no_id_stands_in_two_files() -> None:
    ids = [name for file in files() for name in messages(ENGLISH, file)]
    assert len(ids) == len(set(ids))


def said() -> Iterator[tuple[Path, str, frozenset[str] | None]]:
    """Every sentence that stands in the sources by its id, with the fields given (None: not told)."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name != "say" and name not in ERRORS:
                continue
            # An error takes a sentence by its id: one that is said already could not be looked up.
            assert name == "say" or "say(" not in ast.unparse(node.args[0]), (
                f"{file.name}:{node.lineno}"
            )
            given = {keyword.arg for keyword in node.keywords} - {"event_id"}
            fields = None if None in given else frozenset(str(one) for one in given)
            yield from ((file, one, fields) for one in _constants(node.args[0]))


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_constants(node.body), *_constants(node.orelse))


def _kinds(kind: type[SpokenError]) -> Iterator[str]:
    yield kind.__name__
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _load() -> frozenset[str]:
    import leeward_client.cli.dispatch  # noqa: F401 - brings in every room, and so every error

    return frozenset(_kinds(SpokenError)) - {"MisbehavedError"}


ERRORS = _load()


def test_what_is_said_stands_in_the_files_and_has_its_fields() -> None:
    found = list(said())
    assert len(found) > 200
    for file, sentence, fields in found:
        if sentence in {"-", ""} or file.name == "output.py":
            continue
        assert sentence in known(), f"{file.name}: {sentence}"
        assert fields is None or fields == known()[sentence], f"{file.name}: {sentence}"


@pytest.mark.parametrize("file", OURS)
def test_every_sentence_is_said_somewhere(file: str) -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    families = ("cli-status-", "chat-direction-")
    for name in messages(ENGLISH, file):
        assert re.search(rf"[\"']{name}[\"']", sources) or name.startswith(families), name


def shared() -> list[str]:
    """The ids of circle.ftl that are made from the names of what they speak of."""
    kinds = [f"item-{kind.value}" for kind in ItemKind if kind is not ItemKind.MESSAGE]
    refusals = [f"refusal-{one.name.lower().replace('_', '-')}" for one in Refusal]
    statuses = [f"status-{one.value}" for one in Status if one is not Status.ACTIVE]
    coming_back = ActionKind.REJOIN_KEY  # is said as what it is for
    actions = [f"action-{one.name.lower()}" for one in ActionKind if one is not coming_back]
    joins = [why(one) for one in (*(standing.value for standing in Standing), STALE)]
    return [*kinds, *refusals, *statuses, *actions, *joins]


@pytest.mark.parametrize("name", shared())
def test_what_circles_speak_of_has_its_sentence(name: str) -> None:
    assert name in messages(ENGLISH, "circle.ftl")


@pytest.mark.parametrize("refusal", list(Refusal))
def test_refusals_are_worded_as_the_table_has_them(refusal: Refusal) -> None:
    assert say(f"refusal-{refusal.name.lower().replace('_', '-')}") == refusal.wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    use(language)
    for name, fields in known().items():
        for number in (0, 1, 2, 3, 11, 100):
            text = say(name, **dict.fromkeys(fields, number))
            assert text, name
            assert "{" not in text, name


def test_commands_stay_whole_in_a_sentence_that_runs_from_right_to_left() -> None:
    use("ar")
    found = 0
    for name, fields in known().items():
        for line in say(name, **dict.fromkeys(fields, 3)).split("\n"):
            shown = visual(line)
            for one in COMMANDS.findall(ISOLATES.sub("", line)):
                assert one in shown, f"{name}: {shown}"
                found += 1
    assert found > 50


def test_an_unknown_sentence_is_an_error() -> None:
    with pytest.raises(LookupError):
        say("no-such-sentence")


def test_an_error_that_is_a_sentence_follows_the_language_and_hides_its_fields() -> None:
    error = SpokenError("name-long", most=32)
    assert str(error) == "a name has at most 32 characters"
    assert repr(error) == "SpokenError('name-long')"
    use("ar")
    assert "32" in str(error)
    assert "characters" not in str(error)


def test_names_are_isolated_where_the_sentence_runs_from_right_to_left() -> None:
    use("ar")
    assert "\u2068Hafen\u2069" in say("cli-forgotten", label="Hafen")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "ar_EG.UTF-8"}, "ar"),
        ({"LANG": "ar"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "ar_SY.UTF-8"}, "ar"),
        ({"LANG": "ar_EG.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LEEWARD_LANG": "ar"}, "ar"),
        ({"LEEWARD_LANG": "", "LANG": "ar"}, "ar"),
    ],
)
def test_the_environment_chooses_the_language(environ: dict[str, str], language: str) -> None:
    assert preferred(environ) == language


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown"):
        use("xx")


def test_files_hold_no_text_that_nobody_could_translate() -> None:
    """What goes to people goes through `say`: no literal is handed to what prints or fails."""
    printing = {"tell", "_tell", "confirm"} | ERRORS
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in printing:
                    first = node.args[0]
                    assert not isinstance(first, ast.JoinedStr), f"{file.name}:{node.lineno}"
                    for text in _constants(first):
                        assert " " not in text, f"{file.name}:{node.lineno}"


def test_the_files_read_as_fluent_reads_them() -> None:
    for language in LANGUAGES:
        for file in FILES + LATER:
            FluentResource((HOME / language / file).read_text(encoding="utf-8"))
