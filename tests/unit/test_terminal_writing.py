"""Text on a terminal: harmless, wrapped by cells, and from right to left where it runs so."""

import pytest
from leeward_client.terminal import direction
from leeward_client.terminal.settings import Direction
from leeward_client.terminal.writing import Writer
from rich.cells import cell_len


def letters(text: str) -> list[str]:
    """The letters in the order of the screen, Arabic ones without the form in which they join."""
    import unicodedata

    return list(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("plain words", "plain words"),
        ("abc \u2068شلوم\u2069 x", "abc مولش x"),
        ("مرحبا Robin!", "!Robin ابحرم"),
        # A name in a sentence of the other direction stays whole, its bracket with it.
        ("قال \u2068Robin (a)\u2069: نعم", "معن :Robin (a) لاق"),
        ("(أ) «abc» ب ((x))", "((x)) ب «abc» (أ)"),
        ("שלום (a) 12", "12 (a) םולש"),
    ],
)
def test_lines_are_put_into_the_order_in_which_they_are_seen(said: str, seen: str) -> None:
    assert letters(direction.visual(said)) == letters(seen)


def test_letters_keep_their_marks_and_emoji_their_parts() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    turned = direction.visual(f"{family} بَت")
    assert turned.endswith(family)
    assert [ord(char) for char in turned[:3]] == [0xFE96, 0xFE91, 0x64E]


def test_arabic_letters_join() -> None:
    assert direction.visual("سلام") == "\ufee1\ufefc\ufeb3"


@pytest.mark.parametrize("text", ["\u202egnp.exe", "a\u2066b\u2067c", "x\u200fy"])
def test_invisible_marks_never_reach_the_screen(text: str) -> None:
    for turns in (True, False):
        shown = Writer(turns=turns).line(text)
        assert "\u202e" not in shown
        assert shown.count("\u2066") + shown.count("\u2067") == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J\x1b]0;gone\x07",
        "\x1b]52;c;aGk=\x07",
        "\x9b31m",
        "a\rb",
        "a\x08b",
        "\x00",
        "[red]markup[/red] [@click=app.quit]x[/]",
    ],
)
def test_what_a_terminal_obeys_is_shown_and_markup_is_only_text(hostile: str) -> None:
    writer = Writer()
    seen = "".join(row.text for row in writer.wrap(hostile, 40)) + writer.cut(hostile, 40)
    assert not [char for char in seen if ord(char) < 32 or 127 <= ord(char) < 160]
    if "[" in hostile and "\x1b" not in hostile and "\x9b" not in hostile:
        assert "[red]markup[/red]" in seen


@pytest.mark.parametrize(
    "text",
    [
        "漢字" * 30,
        "a" * 100,
        "word " * 30,
        "مرحبا " * 20,
        "\U0001f469\u200d\U0001f467" * 30,
        "é" * 90,
    ],
)
def test_rows_are_never_wider_than_the_screen(text: str) -> None:
    for cells in (8, 21, 40):
        rows = Writer().wrap(text, cells)
        assert all(cell_len(row.text) <= cells for row in rows)
        assert sum(len(row.text.replace(" ", "")) for row in rows) >= 1


def test_nothing_is_lost_in_wrapping() -> None:
    text = "the quick  brown fox " * 5 + "漢字" * 20
    rows = Writer(turns=False).wrap(text, 17)
    assert "".join(row.text for row in rows).replace(" ", "") == text.replace(" ", "")


def test_a_cut_line_says_that_there_is_more() -> None:
    assert Writer().cut("one two three", 8) == "one two…"
    assert Writer().cut("short", 8) == "short"


def test_pieces_stand_from_the_right_where_the_language_does() -> None:
    assert Writer().row(("a", "text"), ("b", "text")).text == "ab"
    right = Writer(right=True).row(("a", "text"), ("b", "text"))
    assert (right.text, right.right) == ("ba", True)
    assert Writer(turns=False, right=True).row(("a", "text"), ("b", "text")).text == "ab"


@pytest.mark.parametrize(
    ("chosen", "environ", "here"),
    [
        (Direction.AUTO, {}, True),
        (Direction.AUTO, {"VTE_VERSION": "7600"}, True),
        (Direction.AUTO, {"KONSOLE_VERSION": "230804"}, False),
        (Direction.AUTO, {"TERM_PROGRAM": "Apple_Terminal"}, False),
        (Direction.APP, {"KONSOLE_VERSION": "230804"}, True),
        (Direction.TERMINAL, {}, False),
    ],
)
def test_the_terminal_decides_who_turns_text(
    chosen: Direction, environ: dict[str, str], here: bool
) -> None:
    assert direction.turns_here(chosen, environ) is here
