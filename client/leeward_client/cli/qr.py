"""A link as a QR code in block characters, to be scanned from a terminal."""

import io

import segno


def lines(link: str) -> list[str]:
    """The lines of a QR code that holds `link`; dark on light, on whichever terminal is dark."""
    code = segno.make(link, error="m", micro=False)
    drawing = io.StringIO()
    code.terminal(drawing, compact=True)
    return drawing.getvalue().splitlines()


def columns(drawn: list[str]) -> int:
    """Columns that the drawing takes."""
    return max(map(len, drawn), default=0)
