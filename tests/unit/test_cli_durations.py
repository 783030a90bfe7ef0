"""Spans and moments."""

import time

import pytest
from leeward_client.cli.durations import parse_span, say_left, say_moment
from leeward_client.locale import say_span


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("90m", 5400), ("48h", 172_800), ("7d", 604_800), ("2W", 1_209_600)],
)
def test_a_span_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert parse_span(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "48", "h", "-1h", "0d", "1.5h", "1h30m", "48 h", "9999999h", "٣h", "1y"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="span of time"):
        parse_span(text)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (172_800, "2 days"),
        (172_799, "47 hours"),
        (90, "90 seconds"),
        (1, "one second"),
        (0.4, "0 seconds"),
    ],
)
def test_what_is_left_is_rounded_down(seconds: float, said: str) -> None:
    assert say_left(seconds) == said


def test_a_moment_of_today_is_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Lisbon")
    time.tzset()
    noon = 1_750_000_000  # 2025-06-15 16:06:40 in Lisbon
    assert say_moment(noon, noon + 60) == "16:06"
    assert say_moment(noon, noon + 86_400) == "2025-06-15 16:06"


@pytest.mark.parametrize("at", [2**63, -(2**63), 10**17])
def test_a_clock_that_says_nonsense_ends_nothing(at: int) -> None:
    assert say_moment(at, 1_750_000_000) == "?"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1_209_600, "2 weeks"),
        (86_400, "one day"),
        (5400, "90 minutes"),
        (61, "61 seconds"),
        (0, "0 seconds"),
    ],
)
def test_a_span_is_said_without_loss(seconds: int, said: str) -> None:
    assert say_span(seconds) == said
