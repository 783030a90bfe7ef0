"""`python -m bench [PART ...]`: measures, prints, and with `--save` keeps the results in this folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where pytest finds them too: what drives browsers, relays and Node, and the web client's build.
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "client" / "web" / "build")]

from bench import bench_chat, bench_mls, bench_vault, bench_web, report  # noqa: E402
from bench.relay import run as bench_relay  # noqa: E402

PARTS = ("mls", "web", "relay", "vault", "chat")


def asked(arguments: list[str] | None = None) -> argparse.Namespace:
    """What is to be measured, and how; ends the program if that is not known."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    # Not by `choices`, to which nothing at all would be a wrong choice (3.11).
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--runs", type=int, default=3, help="whole repetitions (default 3)")
    parser.add_argument("--rounds", type=int, default=15, help="mls: rounds in a run (default 15)")
    parser.add_argument("--size", type=int, default=32, help="mls: members (default 32)")
    parser.add_argument("--quick", action="store_true", help="relay, vault: one short run")
    parser.add_argument("--save", action="store_true", help="write results/ and README.md")
    parser.add_argument("--check", action="store_true", help="fail above the limits")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(unknown)} to be measured")
    return options


def main() -> None:
    options = asked()
    measures = {
        "mls": lambda: bench_mls.measured(options.size, options.runs, options.rounds),
        "web": lambda: bench_web.measured(options.runs),
        "relay": lambda: bench_relay.measured(options.runs, quick=options.quick),
        "vault": lambda: bench_vault.measured(quick=options.quick),
        "chat": lambda: bench_chat.measured(options.runs),
    }
    above = []
    for name in options.parts or PARTS:
        found = measures[name]()
        print(found.table, end="\n\n")
        if options.save:
            report.save(found, HERE)
        above += found.above
    for line in above:
        print(line, file=sys.stderr)
    if options.check and above:
        sys.exit(1)


if __name__ == "__main__":
    main()
