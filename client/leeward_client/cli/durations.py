"""Spans of time as people type and read them, and moments in local time."""

import re
from datetime import datetime

from leeward_client.locale import SpokenError, say

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_SPAN = re.compile(r"([0-9]{1,6})([smhdw])")
_NAMES = (
    ("span-weeks", "w"),
    ("span-days", "d"),
    ("span-hours", "h"),
    ("span-minutes", "m"),
    ("span-seconds", "s"),
)


class SpanError(SpokenError, ValueError):
    """The text is no span of time."""


def parse_span(text: str) -> int:
    """Seconds in a span such as `90m`, `48h` or `7d`; raises SpanError for anything else."""
    match = _SPAN.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise SpanError("cli-span-bad")
    return int(match[1]) * _UNITS[match[2]]


def say_left(seconds: float) -> str:
    """Roughly how long `seconds` are, rounded down: "3 days", "2 hours", "5 minutes"."""
    for name, unit in _NAMES:
        count = int(seconds // _UNITS[unit])
        # Two of a unit at least, so that "1 day" never hides 23 hours.
        if count >= 2 or (unit == "s" and count >= 0):
            return say(name, number=count)
    return say("span-seconds", number=0)


def say_moment(at: int, now: float) -> str:
    """A moment in local time: the hour if it is today, the day as well if not."""
    try:
        moment = datetime.fromtimestamp(at).astimezone()
    except (OverflowError, OSError, ValueError):
        # The clock of whoever wrote this may say anything.
        return "?"
    today = datetime.fromtimestamp(now).astimezone()
    if moment.date() == today.date():
        return moment.strftime("%H:%M")
    return moment.strftime("%Y-%m-%d %H:%M")
