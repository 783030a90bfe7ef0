"""What a run of kills came to, as figures to keep."""

import json
import os
import platform
import time
from collections import Counter
from dataclasses import fields
from pathlib import Path

from support.kill_judge import Tally
from support.kills import Season

AT_RANDOM = "at random"


class Report:
    """The sum of many seasons."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.points: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.seasons = 0
        self._started = time.monotonic()

    @property
    def kills(self) -> int:
        return self.points.total()

    def add(self, season: Season, tally: Tally) -> None:
        """Take a season that was judged into account."""
        self.seasons += 1
        self.points.update({point or AT_RANDOM: kills for point, kills in season.kills.items()})
        self.missed.update(season.missed)
        for one in fields(Tally):
            mine, more = getattr(self.tally, one.name), getattr(tally, one.name)
            setattr(self.tally, one.name, mine + more)

    def save(self, where: str) -> None:
        """Write the figures to a file, if one is named."""
        if not where:
            return
        names = [one.name for one in fields(Tally) if one.name != "refusals"]
        counts = {name: getattr(self.tally, name) for name in names}
        figures = {
            "date": time.strftime("%Y-%m-%d"),
            "machine": machine(),
            "seconds": round(time.monotonic() - self._started),
            "kills": self.kills,
            "seasons": self.seasons,
            "points": dict(sorted(self.points.items())),
            "missed": dict(sorted(self.missed.items())),
            **counts,
            "refusals": dict(sorted(self.tally.refusals.items())),
        }
        Path(where).write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


def machine() -> dict[str, str | int]:
    """What the seconds depend on; nothing that names this machine."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return {"processor": model, "cores": os.cpu_count() or 1, "python": platform.python_version()}
