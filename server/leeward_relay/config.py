"""The configuration: one TOML file, parsed once to frozen types; unknown keys are errors."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from leeward_wire import ENTRY_CLASSES, Limits
from leeward_wire.sizes import MAX_DIFFICULTY
from msgspec import Meta, Struct

Positive = Annotated[int, Meta(ge=1, le=2**31)]
Natural = Annotated[int, Meta(ge=0, le=2**31)]
Days = Annotated[int, Meta(ge=1, le=3650)]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class ConfigError(Exception):
    """The configuration cannot be used; the text says why, to the operator."""


class _Section(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Tls(_Section, frozen=True):
    """Where the certificate chain and its key lie; both empty behind a proxy."""

    certificate: str = ""
    key: str = ""


class Work(_Section, frozen=True):
    """Who may open boxes, and what for."""

    admit: Literal["auto", "work", "pass"] = "auto"
    difficulty: Annotated[int, Meta(ge=0, le=MAX_DIFFICULTY)] = 18
    passes: tuple[Annotated[str, Meta(min_length=12, max_length=256)], ...] = ()

    def __repr__(self) -> str:
        """Keep the passes out of logs."""
        return f"Work(admit={self.admit!r}, difficulty={self.difficulty})"


class Sizes(_Section, frozen=True):
    """The largest class of posts that is taken."""

    largest_entry_kib: Literal[1, 4, 16, 64, 256] = 256


class Quota(_Section, frozen=True):
    """How much a box may hold."""

    box_entries: Positive = 4096
    box_mib: Positive = 16
    max_steps: Natural = 8
    burnable_entries: Positive = 32
    burnable_mib: Positive = 8
    seals: Positive = 8


class Rates(_Section, frozen=True):
    """What one connection may ask for in a minute."""

    opens_per_minute: Positive = 30
    posts_per_minute: Positive = 240
    requests_per_minute: Positive = 1200


class Connections(_Section, frozen=True):
    """How many connections there may be, and what one of them may hold."""

    most: Positive = 2000
    newcomers_per_second: Positive = 100
    boxes: Positive = 256
    outbox_kib: Positive = 512
    writes_in_flight: Positive = 64
    heartbeat_seconds: Positive = 120


class Retention(_Section, frozen=True):
    """How long things are kept."""

    short_days: Days = 14
    long_days: Days = 90
    unsealed_days: Days = 180
    tombstone_months: Annotated[int, Meta(ge=1, le=120)] = 13


class Storage(_Section, frozen=True):
    """The database: how often it is written to, and its upkeep."""

    gather_ms: Annotated[int, Meta(ge=0, le=100)] = 5
    crowd_ms: Annotated[int, Meta(ge=0, le=100)] = 32
    stop_opens_percent: Annotated[int, Meta(ge=1, le=100)] = 80
    expire_minutes: Positive = 60
    vacuum_hour: Annotated[int, Meta(ge=0, le=23)] = 4
    vacuum_in_memory_mib: Natural = 256
    scrub_seconds: Positive = 60


class Web(_Section, frozen=True):
    """Whether browsers get the web client at the relay's root."""

    serve: bool = True


class Metrics(_Section, frozen=True):
    """Where aggregate counters are served; empty for nowhere."""

    listen: str = ""


class Config(_Section, frozen=True):
    """Everything an operator can choose."""

    listen: str = "127.0.0.1:8470"
    hosts: tuple[str, ...] = ()
    data: str = "./data"
    tls: Tls = msgspec.field(default_factory=Tls)
    work: Work = msgspec.field(default_factory=Work)
    sizes: Sizes = msgspec.field(default_factory=Sizes)
    quota: Quota = msgspec.field(default_factory=Quota)
    rates: Rates = msgspec.field(default_factory=Rates)
    connections: Connections = msgspec.field(default_factory=Connections)
    retention: Retention = msgspec.field(default_factory=Retention)
    storage: Storage = msgspec.field(default_factory=Storage)
    web: Web = msgspec.field(default_factory=Web)
    metrics: Metrics = msgspec.field(default_factory=Metrics)

    def pass_required(self) -> bool:
        """Tell whether work alone opens nothing: by default on relays that others can reach."""
        if self.work.admit == "auto":
            return not all(name_of(host) in LOOPBACK for host in self.hosts)
        return self.work.admit == "pass"

    def limits(self) -> Limits:
        """Give what the hello says."""
        return Limits(
            difficulty=self.work.difficulty,
            pass_required=self.pass_required(),
            largest_entry=self.sizes.largest_entry_kib * 1024,
            box_entries=self.quota.box_entries,
            box_bytes=self.quota.box_mib * 1024**2,
            max_steps=self.quota.max_steps,
            burnable_entries=self.quota.burnable_entries,
            burnable_bytes=self.quota.burnable_mib * 1024**2,
            seals=self.quota.seals,
            opens_per_minute=self.rates.opens_per_minute,
            posts_per_minute=self.rates.posts_per_minute,
            requests_per_minute=self.rates.requests_per_minute,
            boxes=self.connections.boxes,
            short_days=self.retention.short_days,
            long_days=self.retention.long_days,
        )


def load(path: Path) -> Config:
    """Read a configuration file; raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    try:
        return parse(values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse(values: dict[str, Any]) -> Config:
    """Turn TOML values into a checked configuration; raises ConfigError."""
    try:
        config = msgspec.convert(values, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error)) from None
    check(config)
    return config


def adjusted(config: Config, *, listen: str | None, data: str | None) -> Config:
    """Let the command line have the last word; raises ConfigError."""
    if listen is not None:
        config = msgspec.structs.replace(config, listen=listen)
    if data is not None:
        config = msgspec.structs.replace(config, data=data)
    check(config)
    return config


def check(config: Config) -> None:
    """Look for what the types cannot tell; raises ConfigError."""
    host, _ = address(config.listen)
    if bool(config.tls.certificate) != bool(config.tls.key):
        raise ConfigError("tls: a certificate needs its key, and a key its certificate")
    for name in config.hosts:
        if not name or name != name.lower() or not name.isascii() or "/" in name or " " in name:
            raise ConfigError("hosts: write each as a lower-case name, with :PORT if not default")
    if not config.hosts and not is_loopback(host):
        raise ConfigError("hosts: say by which names a relay is dialled that listens to others")
    if config.pass_required() and not config.work.passes:
        raise ConfigError(
            "work: a relay that others can reach wants passes; list some in work.passes, "
            'or say work.admit = "work" to let anybody open boxes for proof of work'
        )
    if config.quota.box_mib * 1024**2 < ENTRY_CLASSES[-1]:
        raise ConfigError("quota: box_mib holds no entry")
    if config.metrics.listen and not is_loopback(address(config.metrics.listen)[0]):
        raise ConfigError("metrics: listen on a loopback address only")


def address(text: str) -> tuple[str, int]:
    """Split HOST:PORT; raises ConfigError."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigError("listen: an address is written HOST:PORT, as in 127.0.0.1:8470")
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    return host in LOOPBACK or host == "::1" or host.startswith("127.")


def name_of(host: str) -> str:
    """Give the name of a `name[:port]`."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
