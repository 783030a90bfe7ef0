"""The measurements of the relay as tables, and which of its aims they miss."""

from __future__ import annotations

from typing import Any

from bench.relay.machine import MIB

TIMES_BARE = 2.8
HALF_P99_MS = 10.0
IDLE_KIB = 12.0


def of(figures: dict[str, Any]) -> str:
    """Give everything as Markdown."""
    alone = figures["group_commit"]
    commit = ", ".join(f"{rate:,.0f} in batches of {n}" for n, rate in alone["rates"].items())
    paced = alone["paced"]
    parts = [_fanout(figures["fanout"])]
    parts += [f"Left out: {line}." for line in figures["missing"]]
    parts.append(
        f"SQLite alone, durable inserts a second: {commit}. 64 of them every 13 ms, as the relay"
        f" commits at half of its peak, take {paced['p50']:.1f} ms (p50) and {paced['p99']:.1f} ms (p99)."
    )
    parts.append(_rest(figures))
    return "\n\n".join(parts)


def missed(figures: dict[str, Any]) -> list[str]:
    """Give the aims that were missed, in words."""
    rows = figures["fanout"]
    relay, bare = rows["relay"], rows["bare"]
    found = []
    for name in ("posts", "deep"):
        times = _ratio(relay[name], bare[name])
        if times is not None and times < TIMES_BARE:
            found.append(f"relay, {name}: {times:.2f} times bare sends, aim {TIMES_BARE}")
    if relay["half_p99"] > HALF_P99_MS:
        found.append(
            f"relay: p99 {relay['half_p99']:.1f} ms at half of peak, aim {HALF_P99_MS:.0f}"
        )
    low = rows.get("jetstream", {}).get("low_cpu")
    if low and relay["low_cpu"] and relay["low_cpu"] > low:
        found.append("relay: more processor time than JetStream at low load")
    found += [
        f"relay: {row['bytes_each'] / 1024:.1f} KiB for an idle connection, aim {IDLE_KIB:.0f}"
        for row in figures["idle"]
        if row["bytes_each"] > IDLE_KIB * 1024
    ]
    return found


def _fanout(rows: dict[str, dict[str, float | None]]) -> str:
    bare = rows.get("bare", {}).get("posts")
    bare_deep = rows.get("bare", {}).get("deep")
    head = "server|posts/s|× bare|deliveries/s|deep posts/s|× bare|p50|p99|cpu, peak|cpu, deep|cpu, half"
    columns = f"{head}|cpu, low|p99, low|memory|load".split("|")
    lines = [f"| {' | '.join(columns)} |", "|---|" + "---:|" * (len(columns) - 1)]
    for name, row in rows.items():
        cells = [
            name,
            _number(row["posts"], ",.0f"),
            _number(_ratio(row["posts"], bare), ".2f"),
            _number(row["deliveries"], ",.0f"),
            _number(row["deep"], ",.0f"),
            _number(_ratio(row["deep"], bare_deep), ".2f"),
            _number(row["half_p50"], ".1f"),
            _number(row["half_p99"], ".1f"),
            _number(row["peak_cpu"], ".3f"),
            _number(row["deep_cpu"], ".3f"),
            _number(row["half_cpu"], ".3f"),
            _number(row["low_cpu"], ".3f"),
            _number(row["low_p99"], ".1f"),
            _number(_ratio(row["memory"], MIB), ".0f"),
            _number(row["load_share"], ".0%"),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _rest(results: dict[str, Any]) -> str:
    lines = ["| of the relay alone | |", "|---|---:|"]
    for idle in results["idle"]:
        each = idle["bytes_each"] / 1024
        lines.append(
            f"| memory of an idle connection, of {idle['connections']:,} | {each:.1f} KiB |"
        )
    rates = results["opening"]
    lines.append(f"| connections a second, one after the other | {rates['connects']:,.0f} |")
    lines.append(f"| opens a second | {rates['opens']:,.0f} |")
    lines.append(f"| attaches a second, each with its (empty) page | {rates['attaches']:,.0f} |")
    read = results["catching_up"]
    lines.append(f"| reading {read['entries']:,} missed entries, p50 | {read['p50']:.1f} ms |")
    lines.extend(
        f"| {row['boxes']:,} boxes at rest: delivery at 500 posts/s, p50 and p99; posts/s |"
        f" {row['p50']:.1f} ms, {row['p99']:.1f} ms; {row['posts']:,.0f} |"
        for row in results["growth"]
    )
    return "\n".join(lines)


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _ratio(value: float | None, base: float | None) -> float | None:
    return None if value is None or not base else value / base
