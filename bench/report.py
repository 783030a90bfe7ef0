"""What a part of the bench found, and where it is kept."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Report:
    """What one part of the bench found."""

    name: str
    """That of the file in `results`, and of the marks in README.md."""
    versions: Mapping[str, str]
    """What was measured and what measured it, beside the Python that is used everywhere."""
    amount: str
    """How much was measured, in words."""
    figures: Mapping[str, object]
    """Everything, for the file."""
    table: str
    above: list[str]
    """What missed its limit, in words."""


def machine() -> dict[str, str | int]:
    """What the figures depend on; nothing that names this machine."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {
        "processor": model,
        "cores": os.cpu_count() or 1,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def save(report: Report, folder: Path) -> None:
    """Write `results/NAME.json`, and the table between the marks of that name in README.md."""
    facts, date = machine(), time.strftime("%Y-%m-%d")
    kept = folder / "results" / f"{report.name}.json"
    described = {"date": date, "machine": facts, "versions": report.versions, **report.figures}
    kept.write_text(json.dumps(described, indent=2) + "\n")
    versions = ", ".join(
        f"{name} {version}"
        for name, version in {"Python": facts["python"], **report.versions}.items()
    )
    where = f"{facts['processor']}, {facts['cores']} cores, {facts['system']}; {versions}."
    readme = folder / "README.md"
    begin, end = f"<!-- {report.name} -->", f"<!-- end of {report.name} -->"
    before, _, rest = readme.read_text().partition(begin)
    after = rest.partition(end)[2]
    text = f"{where} {report.amount}, {date}.\n\n{report.table}"
    readme.write_text(f"{before}{begin}\n{text}\n{end}{after}")
