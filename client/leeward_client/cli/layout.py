"""Lays text out in columns and wraps it.

Text is wrapped here and not by the terminal, which begins the rest of a long line at its left edge:
with enough spaces a member could make a line of text stand where the line of another member's name
stands."""

import unicodedata
from collections.abc import Iterator, Sequence

NARROWEST = 20


def width(text: str) -> int:
    """Columns that `text` takes; wide characters take two, marks and joiners none."""
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if char < "\x7f":
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def pad(text: str, columns: int) -> str:
    """`text` filled up with spaces to `columns`."""
    return text + " " * max(0, columns - width(text))


def indent(text: str, prefix: str, columns: int | None) -> list[str]:
    """The lines of `text`, each behind `prefix` and wrapped to `columns` (None: never wrapped)."""
    lines: list[str] = []
    for line in text.split("\n"):
        if columns is None:
            lines.append((prefix + line).rstrip())
            continue
        room = max(NARROWEST, columns - width(prefix) - 1)
        lines.extend((prefix + part).rstrip() for part in _wrap(line, room))
    return lines


def hang(text: str, prefix: str, columns: int | None) -> list[str]:
    """The lines of `text`, wrapped to `columns`, each but the first behind `prefix`."""
    lines = indent(text, prefix, columns)
    return [lines[0][len(prefix) :], *lines[1:]]


def _wrap(line: str, room: int) -> Iterator[str]:
    """Cut `line` into parts of at most `room` columns, at the last space where there is one."""
    start = taken = 0
    last_space = -1
    for place, char in enumerate(line):
        step = _width(char)
        if taken + step > room:
            if last_space >= start:
                yield line[start:last_space]
                start = last_space + 1
            else:
                yield line[start:place]
                start = place
            taken = width(line[start:place])
            last_space = -1
        if char == " ":
            last_space = place
        taken += step
    yield line[start:]


def table(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows of cells as lines, the columns aligned; the last column is not filled up."""
    if not rows:
        return []
    columns = max(len(row) for row in rows)
    widths = [
        max((width(row[n]) for row in rows if n < len(row)), default=0) for n in range(columns)
    ]
    return [
        "".join(pad(cell, widths[n] + gap) for n, cell in enumerate(row)).rstrip() for row in rows
    ]
