"""What others wrote cannot drive a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_client.cli import plain


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("Sam\rRobin", "Sam␍Robin"),
        ("a\x08b", "a␈b"),
        ("a\x7fb", "a␡b"),
        ("\x9b31mred", "\ufffd31mred"),
        ("safe\u202etxt.exe", "safe\ufffdtxt.exe"),
        ("\u2066isolate\u2069", "\ufffdisolate\ufffd"),
        ("one\u2028two\u2029three\x85four", "one\ufffdtwo\ufffdthree\ufffdfour"),
        ("hid\u200bden\ufeff", "hid\ufffdden\ufffd"),
        ("\U000e0041\U000e0042", "\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("a\tb", "a    b"),
    ],
)
def test_what_a_terminal_obeys_is_shown_instead(hostile: str, shown: str) -> None:
    assert plain.block(hostile) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Übung, Żółć, Ελλάδα, Привет",
        "می\u200cخواهم",
        "\u200fשלום\u200f",
        "👩🏽‍🚀 🏳️‍🌈 ❤️",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "q̃́ ệ",
        "two\nlines",
    ],
)
def test_what_languages_need_stays(text: str) -> None:
    assert plain.block(text) == text


def test_tags_hide_nothing_after_a_flag_has_ended() -> None:
    assert plain.block("\U0001f3f4x\U000e0041") == "\U0001f3f4x\ufffd"


def test_a_tower_of_marks_is_cut() -> None:
    assert plain.block("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * plain.MOST_MARKS + "b"


def test_a_line_stays_one() -> None:
    assert plain.line("Sam\n13  14:05  Robin") == "Sam␤13  14:05  Robin"


@given(st.text(alphabet=st.characters()))
def test_nothing_that_a_terminal_obeys_ever_passes(text: str) -> None:
    shown = plain.block(text)
    controls = {char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}}
    assert controls <= {"\n"}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert plain.block(shown) == shown


@given(st.text(alphabet=st.characters()))
def test_a_line_has_no_line_feed(text: str) -> None:
    assert len(plain.line(text).splitlines()) <= 1
