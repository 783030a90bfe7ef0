"""Whether the relay is well, and how busy; aggregates only, nothing that tells boxes apart."""

import logging
from dataclasses import dataclass, fields

log = logging.getLogger("leeward_relay")


@dataclass(slots=True)
class Counters:
    """Counts since the start; `connections` and `stored_bytes` are of now."""

    connections: int = 0
    connections_total: int = 0
    requests: int = 0
    opened: int = 0
    posted: int = 0
    sealed: int = 0
    burned: int = 0
    refused: int = 0
    malformed: int = 0
    unexpected: int = 0
    batches: int = 0
    encoded: int = 0
    pushed: int = 0
    lagged: int = 0
    expired_boxes: int = 0
    expired_entries: int = 0
    stored_bytes: int = 0


GAUGES = frozenset({"connections", "stored_bytes"})
ALARMS = ("deletion", "storage", "reading")


class Health:
    """The alarms that stand now. An alarm names a duty of the relay, never a box."""

    def __init__(self) -> None:
        self._alarms: set[str] = set()

    @property
    def well(self) -> bool:
        """Tell whether no alarm stands."""
        return not self._alarms

    def alarm(self, duty: str, error: str) -> None:
        """Raise an alarm, loudly; `error` is the name of an exception's type."""
        self._alarms.add(duty)
        log.critical("ALARM: %s failed (%s)", duty, error)

    def clear(self, duty: str) -> None:
        """Take an alarm back: the duty was done."""
        if duty in self._alarms:
            self._alarms.discard(duty)
            log.warning("the alarm is over: %s works again", duty)

    def standing(self, duty: str) -> bool:
        """Tell whether this alarm stands."""
        return duty in self._alarms


def exposition(counters: Counters, health: Health) -> str:
    """Write counters in the text format of Prometheus."""
    lines: list[str] = []
    for field in fields(counters):
        gauge = field.name in GAUGES
        name = f"leeward_{field.name}"
        if not gauge and not name.endswith("_total"):
            name += "_total"
        lines.append(f"# TYPE {name} {'gauge' if gauge else 'counter'}")
        lines.append(f"{name} {getattr(counters, field.name)}")
    lines.append("# TYPE leeward_alarm gauge")
    lines.extend(f'leeward_alarm{{duty="{duty}"}} {int(health.standing(duty))}' for duty in ALARMS)
    return "\n".join(lines) + "\n"
