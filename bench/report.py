"""Turns measurements into a table, and keeps both."""

from __future__ import annotations

import json
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path

from bench.bench_mls import OPERATIONS, Results

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


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
        "cryptography": version("cryptography"),
        "pynacl": version("pynacl"),
    }


def table(results: Results) -> str:
    """Medians in milliseconds: leeward_mls, ts-mls, and how many times longer the latter takes."""
    lines = [
        "| suite | tree | operation | bound | leeward_mls | (cpu) | ts-mls | (cpu) | cpu ratio |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for case in results["cases"]:
        for operation in OPERATIONS:
            ours, theirs = case["leeward_mls"][operation], case["ts_mls"][operation]
            bound = case["bounds"].get(operation, "")
            lines.append(
                f"| {case['suite']} | {case['shape']} | {operation} | {bound} "
                f"| {ours['wall']:.2f} | {ours['cpu']:.2f} "
                f"| {theirs['wall']:.2f} | {theirs['cpu']:.2f} "
                f"| {theirs['cpu'] / ours['cpu']:.1f} |"
            )
    return "\n".join(lines)


def above_bounds(results: Results) -> list[str]:
    """What took longer than it should, in words; by processor time, which a busy machine does not
    lengthen, and which for one thread that never waits is the time on an idle one."""
    found = []
    for case in results["cases"]:
        for operation, bound in case["bounds"].items():
            spent = case["leeward_mls"][operation]["cpu"]
            if spent > bound:
                name = f"{case['suite']} {case['shape']} {operation}"
                found.append(f"{name}: {spent:.2f} ms, bound {bound} ms")
    return found


def save(results: Results, text: str, folder: Path) -> None:
    """Writes `results/mls.json` and the table between the marks in README.md."""
    described = {"date": time.strftime("%Y-%m-%d"), "machine": machine(), **results}
    kept = folder / "results" / "mls.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(described, indent=2) + "\n")
    readme = folder / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    facts = described["machine"]
    assert isinstance(facts, dict)
    where = (
        f"{facts['processor']}, {facts['cores']} cores, {facts['system']}; "
        f"Python {facts['python']}, cryptography {facts['cryptography']}, "
        f"PyNaCl {facts['pynacl']}; Node {results['node']}, ts-mls {results['ts_mls']} (patched). "
        f"{results['size']} members, {results['runs']} runs of {results['rounds']} rounds, "
        f"{described['date']}."
    )
    readme.write_text(f"{before}{BEGIN}\n{where}\n\n{text}\n{END}{after}")
