"""The long run: every target for so many seconds, with progress and figures.

    make fuzz SECONDS=180 TARGETS="requests http"

What breaks something is put into regressions/, where the short run finds it, and the exit code is 1.
Inputs that reach new lines are kept in a folder (`--grown`), go through the web client's decoders too,
and are there for the next run.
"""

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from fuzz import web
from fuzz.corpus import REGRESSIONS, ROOT, seeds
from fuzz.targets import TARGETS

REPORT = ROOT / "bench" / "results" / "fuzz.json"
PULSE = re.compile(r"^#(\d+)\s+\w+\s+cov: (\d+)")
FINAL = re.compile(r"^stat::(\w+):\s+(\d+)")


@dataclass(frozen=True)
class Figures:
    """What came of one target."""

    target: str
    seconds: int
    inputs: int
    edges: int
    """Of the code that the target reaches, as atheris counts them."""
    corpus: int
    """Inputs that each reach something no other does."""
    memory_mib: int
    found: int


def fuzz(name: str, seconds: int, grown: Path) -> Figures:
    """Run one target in a process of its own."""
    corpus = grown / name
    corpus.mkdir(parents=True, exist_ok=True)
    for one in seeds(name):
        (corpus / sha256(one).hexdigest()[:24]).write_bytes(one)
    with tempfile.TemporaryDirectory() as artifacts:
        command = [sys.executable, "-m", "fuzz.guided", name, str(corpus), artifacts, str(seconds)]
        tests = str(ROOT / "tests")
        process = subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env={**os.environ, "PYTHONPATH": tests},
        )
        assert process.stderr is not None
        last: list[str] = []
        edges, stats = 0, dict.fromkeys(("number_of_executed_units", "peak_rss_mb"), 0)
        for line in process.stderr:
            last = [*last[-40:], line]
            if pulse := PULSE.match(line):
                edges = int(pulse[2])
                if "pulse" in line or "INITED" in line:
                    print(f"{name}: {int(pulse[1]):,} inputs, {edges} edges", flush=True)
            elif final := FINAL.match(line):
                stats[final[1]] = int(final[2])
        code = process.wait()
        found = [file.read_bytes() for file in Path(artifacts).iterdir()]
    if found or code:
        print(f"{name}: ended with {code}\n{''.join(last)}", flush=True)
        keep(name, found)
    return Figures(
        target=name,
        seconds=seconds,
        inputs=stats["number_of_executed_units"],
        edges=edges,
        corpus=len(list(corpus.iterdir())),
        memory_mib=stats["peak_rss_mb"],
        found=len(found) + (1 if code and not found else 0),
    )


def keep(name: str, found: list[bytes]) -> None:
    """Put what broke something where the short run finds it; say above each line what it was."""
    if not found:
        return
    REGRESSIONS.mkdir(exist_ok=True)
    with (REGRESSIONS / f"{name}.hex").open("a", encoding="ascii") as file:
        file.writelines(f"# found by make fuzz\n{one.hex()}\n" for one in found)


def main() -> int:
    """Run what is asked for; 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="all, if none is named")
    parser.add_argument("--seconds", type=int, default=180, help="for each target")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument("--grown", type=Path, default=ROOT / ".fuzz", help="where inputs are kept")
    parser.add_argument("--save", action="store_true", help=f"write {REPORT.relative_to(ROOT)}")
    given = parser.parse_args()
    names = given.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no target is called {', '.join(sorted(unknown))}")
    found = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for one in pool.map(lambda name: fuzz(name, given.seconds, given.grown), names):
            found += one.found
            if given.save:
                save(one.target, asdict(one))
    for name in [name for name in names if name in web.ALIKE]:
        inputs = [file.read_bytes() for file in sorted((given.grown / name).iterdir())]
        apart = web.compare(name, inputs)
        print(
            f"{name}: {len(inputs):,} inputs in both clients, {len(apart)} judged apart", flush=True
        )
        keep(name, apart)
        found += len(apart)
        if given.save:
            save(name, {"in_both_clients": len(inputs), "judged_apart": len(apart)})
    return 1 if found else 0


def save(target: str, figures: dict[str, object]) -> None:
    """Put a target's figures into the report at once: a long run may be cut short."""
    report = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {"targets": {}}
    report |= {
        "what": "coverage-guided fuzzing of every decoder (make fuzz)",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
    }
    report["targets"].setdefault(target, {}).update(figures)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
