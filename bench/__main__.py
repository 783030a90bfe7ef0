"""`python -m bench`: measures, prints, and with `--save` keeps the results in this folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from bench import bench_mls, report  # noqa: E402  (the Node driver stands among the tests)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="whole repetitions (default 3)")
    parser.add_argument("--rounds", type=int, default=15, help="rounds in a run (default 15)")
    parser.add_argument("--size", type=int, default=32, help="members (default 32)")
    parser.add_argument("--save", action="store_true", help="write results/ and README.md")
    parser.add_argument("--check", action="store_true", help="fail above the bounds")
    options = parser.parse_args()
    results = bench_mls.measure_all(options.size, options.runs, options.rounds)
    table = report.table(results)
    print(table)
    if options.save:
        report.save(results, table, HERE)
    slow = report.above_bounds(results)
    for line in slow:
        print(line, file=sys.stderr)
    if options.check and slow:
        sys.exit(1)


main()
