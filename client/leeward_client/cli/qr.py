"""A link as a QR code in block characters, to be scanned from a terminal."""

import io

import segno


def lines(link: str) -> list[str]:
    """The lines of a QR code that holds `link`: light on dark, as most terminals are."""
    drawing = io.StringIO()
    segno.make(link, error="m", micro=False).terminal(drawing, border=2, compact=True)
    return drawing.getvalue().splitlines()
