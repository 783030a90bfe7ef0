"""The inputs that fuzzing begins with, and those that once broke something.

`python -m fuzz.corpus` (with tests/ as PYTHONPATH) makes corpus/ anew from the shared vectors; a test
compares the two. What has keys in it, the files in corpus/fixtures/ and the inputs of `MADE`, was made
once by `--keys` and is kept, since a regression only means something with the same keys.

corpus/TARGET.hex has an input a line. regressions/TARGET.hex has those that broke something, each
below a comment that says what.
"""

import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
FIXTURES = CORPUS / "fixtures"
REGRESSIONS = HERE / "regressions"
ROOT = HERE.parents[1]
VECTORS = ROOT / "protocol" / "vectors"

LONGEST = 4096
"""Longer vectors teach a fuzzer nothing that shorter ones do not."""


def fixture(name: str) -> bytes:
    """Give a file that a target needs: a group, a key package's private part, a vault."""
    return (FIXTURES / name).read_bytes()


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Give the inputs to begin with, and after them the regressions."""
    return (*_lines(CORPUS / f"{target}.hex"), *regressions(target))


@cache
def regressions(target: str) -> tuple[bytes, ...]:
    """Give the inputs that once broke something."""
    return tuple(_lines(REGRESSIONS / f"{target}.hex"))


def _lines(file: Path) -> list[bytes]:
    if not file.is_file():
        return []
    lines = file.read_text(encoding="ascii").splitlines()
    return [bytes.fromhex(line) for line in lines if not line.startswith("#")]


def text_of(inputs: Iterable[bytes]) -> str:
    """Write inputs as a file of the corpus."""
    return "".join(f"{one.hex()}\n" for one in sorted(set(inputs), key=lambda one: (len(one), one)))


def _vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def _unfold(pieces: list[Any]) -> bytes:
    return b"".join(
        bytes.fromhex(one) if isinstance(one, str) else bytes.fromhex(one[0]) * one[1]
        for one in pieces
    )


def _frames(side: str) -> Iterable[bytes]:
    for case in _vectors(f"frames/{'requests' if side == 'request' else 'replies'}"):
        yield _unfold(case["frame"])
    for case in _vectors("frames/refusals"):
        if case["side"] == side:
            yield _unfold(case["frame"])


def _hexes(cases: Iterable[Any], key: str) -> Iterable[bytes]:
    return (bytes.fromhex(case[key]) for case in cases)


def _texts(cases: Iterable[Any], *keys: str) -> Iterable[bytes]:
    return (case[key].encode() for case in cases for key in keys if key in case)


def _both(listed: dict[str, Any]) -> Iterable[bytes]:
    return (bytes.fromhex(case["hex"]) for cases in listed.values() for case in cases)


def from_vectors() -> dict[str, str]:
    """Make the files that follow from the shared vectors."""
    events, meeting = _vectors("events/events"), _vectors("invites/meeting")
    codes, addresses = _vectors("invites/codes"), _vectors("link/addresses")
    backups = _vectors("backup/contents")
    contents = [
        *_hexes(meeting["contents"], "plain"),
        *_hexes(meeting["refused_contents"], "plain"),
    ]
    inputs: dict[str, Iterable[bytes]] = {
        "requests": _frames("request"),
        "replies": _frames("reply"),
        "addresses": _texts([*addresses["read"], *addresses["refused"]], "text"),
        "codes": _texts([*codes["valid"], *codes["typed"], *codes["refused"]], "code", "typed"),
        "meeting-contents": contents,
        "meeting-entries": (
            len(one).to_bytes(4, "big") + one for one in contents if len(one) < 900
        ),
        "meeting-requests": map(
            bytes.fromhex, [*meeting["requests"], *_strings(meeting["refused_requests"])]
        ),
        "events": _both(events["events"]),
        "entries": (
            bytes([tag]) + len(one).to_bytes(4, "big") + one
            for one in _both(events["events"])
            for tag in (0, 1, 2)
            if len(one) < 100
        ),
        "policies": _both(events["policies"]),
        "commit-data": _both(events["commit_data"]),
        "durables": _both(events["durables"]),
        "actions": _hexes(events["actions"], "action"),
        "backups": _hexes([*backups["valid"], *backups["refused"]], "content"),
    }
    return {
        target: text_of(one for one in given if len(one) <= LONGEST)
        for target, given in inputs.items()
    }


def _strings(cases: Iterable[Any]) -> list[str]:
    return [case if isinstance(case, str) else case["plain"] for case in cases]


def main() -> None:
    """Write the files anew; with --keys those that have keys in them too."""
    CORPUS.mkdir(exist_ok=True)
    files = from_vectors()
    if "--keys" in sys.argv:
        from fuzz.made import made

        files |= made()
    for target, text in files.items():
        (CORPUS / f"{target}.hex").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
