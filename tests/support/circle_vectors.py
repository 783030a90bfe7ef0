"""Writes protocol/vectors/events/ from the cases in tests/support/circle_*.py.

Run it from the root of the tree after a deliberate change of the format, and read the difference:

    PYTHONPATH=tests .venv/bin/python -m support.circle_vectors
"""

import json
from collections.abc import Callable
from pathlib import Path

from support.circle_encodings import events_file
from support.circle_histories import history_file, names_file, policy_file, refusals_file
from support.circle_json import Json
from support.circle_scripts import fold_file

HOME = Path(__file__).parents[2] / "protocol" / "vectors" / "events"

FILES: dict[str, Callable[[], Json]] = {
    "events.json": events_file,
    "fold.json": fold_file,
    "history.json": history_file,
    "names.json": names_file,
    "policy.json": policy_file,
    "refusals.json": refusals_file,
}


def render(content: Json) -> str:
    """One item of each list on a line of its own, so that differences can be read."""
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def main() -> None:
    """Write all files."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name, make in FILES.items():
        (HOME / name).write_text(render(make()))


if __name__ == "__main__":
    main()
