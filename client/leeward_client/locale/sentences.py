"""Sentences by their Fluent ids, and errors that are sentences.

The files stand in `client/locales`, shared with the web client. A process speaks one language: it is
chosen once, at its start.
"""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from leeward_client.locale.languages import LANGUAGES

FILES = ("circle.ftl", "session.ftl", "backup.ftl", "farewell.ftl", "cli.ftl", "help.ftl")
"""The files that all of the terminal speaks from."""
LATER = ("chat.ftl", "web.ftl", "web-circle.ftl", "web-doors.ftl")
"""What the app says beside it, much of it in the words of the web client's pages. Read once it is
needed: commands that end at once need not wait for it."""
_UNITS = (("weeks", 604_800), ("days", 86_400), ("hours", 3_600), ("minutes", 60))
_PACKAGE = Path(__file__).parents[1]
_spoken = LANGUAGES[0]


class SpokenError(Exception):
    """An error whose text is for people: a sentence by its id, and what goes into it.

    `repr` shows the id alone.
    """

    def __init__(self, sentence: str, /, **fields: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields

    def __str__(self) -> str:
        return say(self.sentence, **self.fields)


def use(language: str) -> None:
    """Speak this language from now on. Raises ValueError for one that is not in `LANGUAGES`."""
    global _spoken
    if language not in LANGUAGES:
        raise ValueError("an unknown language")
    _spoken = language


def say(sentence: str, /, **fields: object) -> str:
    """The sentence with that id. Numbers are numbers to count with; what only looks like one
    (an index, an id) is given as text. Raises LookupError for an id that no file has."""
    bundle = _bundle(_spoken)
    if not bundle.has_message(sentence):
        bundle = _whole_bundle(_spoken)
    pattern = bundle.get_message(sentence).value
    if pattern is None:
        raise LookupError(sentence)
    given = {name: _field(value) for name, value in fields.items()}
    return str(bundle.format_pattern(pattern, given)[0])


def say_span(seconds: int) -> str:
    """A length of time in the largest unit that makes it a whole number."""
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            return say(f"span-{unit}", number=seconds // size)
    return say("span-seconds", number=seconds)


def _field(value: object) -> object:
    return str(value) if isinstance(value, Exception) else value


@cache
def _bundle(language: str) -> FluentBundle:
    # Names inside a sentence that runs the other way are isolated; in a left-to-right one the marks
    # would only be in the way of whoever copies from a terminal.
    bundle = FluentBundle([language], use_isolating=language == "ar")
    _read(bundle, language, FILES)
    return bundle


@cache
def _whole_bundle(language: str) -> FluentBundle:
    bundle = _bundle(language)
    _read(bundle, language, LATER)
    return bundle


def _read(bundle: FluentBundle, language: str, names: tuple[str, ...]) -> None:
    for name in names:
        text = (_folder() / language / name).read_text(encoding="utf-8")
        bundle.add_resource(FluentResource(text))


def _folder() -> Path:
    """Where the files are: inside an installed package, or beside it in the source tree."""
    inside = _PACKAGE / "locales"
    return inside if inside.is_dir() else _PACKAGE.parent / "locales"
