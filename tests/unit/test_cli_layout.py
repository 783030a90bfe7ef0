"""Columns and wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_client.cli import layout


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert layout.width("abc") == 3
    assert layout.width("日本") == 4
    assert layout.width("e\u0301") == 1
    assert layout.width("a\u200db") == 2


def test_text_is_cut_at_its_spaces() -> None:
    text = "the kettle is on and the door is open"
    assert layout.indent(text, "    ", 26) == [
        "    the kettle is on and",
        "    the door is open",
    ]


def test_a_word_without_spaces_is_cut_where_the_room_ends() -> None:
    assert layout.indent("x" * 45, "", 21) == ["x" * 20, "x" * 20, "x" * 5]


def test_every_line_of_a_text_is_indented() -> None:
    assert layout.indent("a\n\nb", "  ", 80) == ["  a", "", "  b"]


def test_a_hanging_text_begins_at_the_edge() -> None:
    assert layout.hang("the kettle is on and on", "    ", 21) == ["the kettle is on", "    and on"]
    assert layout.hang("", "    ", 21) == [""]


def test_nothing_is_wrapped_where_nobody_looks() -> None:
    assert layout.indent("x " * 300, "  ", None) == ["  " + ("x " * 300).rstrip()]


def test_spaces_cannot_push_a_text_to_the_left_edge() -> None:
    # The terminal would begin its own line after 80 columns, at the very left.
    forged = "hello" + " " * 75 + "13  14:05  Robin"
    lines = layout.indent(forged, "    ", 80)
    assert all(line.startswith("    ") or not line for line in lines)
    assert all(layout.width(line) < 80 for line in lines)


@given(
    st.text(alphabet=st.sampled_from("ab 日é\u0301🌱"), max_size=200),
    st.integers(layout.NARROWEST + 5, 60),
)
def test_no_line_is_wider_than_the_terminal_and_no_letter_is_lost(text: str, columns: int) -> None:
    lines = layout.indent(text, "    ", columns)
    assert all(layout.width(line) < columns for line in lines)
    assert all(line.startswith("    ") or not line for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("columns", [0, 1, 10])
def test_a_terminal_of_no_width_still_shows_text(columns: int) -> None:
    assert layout.indent("word", "    ", columns) == ["    word"]


def test_a_table_aligns_its_columns() -> None:
    assert layout.table([("1", "日本", "x"), ("10", "Lee", "y")]) == ["1   日本  x", "10  Lee   y"]
    assert layout.table([]) == []
