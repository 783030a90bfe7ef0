"""Servers as processes of their own on the loopback, each in a folder of its own, ended by its pid."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leeward_relay.config import Storage

from bench.relay import machine
from bench.relay.load import Tongue

HOST = "127.0.0.1"
START_SECONDS = 20.0
NOBODY = 65534

Join = Callable[[str, int, int, int], tuple[socket.socket, Tongue]]
"""Connects member m of circle c to a host and port."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs."""

    pid: int
    port: int
    folder: Path
    join: Join

    def processor_seconds(self) -> float:
        """Give the processor time of the server so far."""
        return machine.processor_seconds(self.pid)

    def memory_bytes(self) -> int:
        """Give the memory of the server now."""
        return machine.memory_bytes(self.pid)


def free_port() -> int:
    """Give a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(
    command: list[str],
    folder: Path,
    port: int,
    core: int,
    *,
    user: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server on one core until the block ends, and wait until it listens."""
    with (folder / "log").open("ab") as log:
        started = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            env={**os.environ, **(environment or {})},
        )
    try:
        _wait(started, port, folder)
        yield started
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _wait(started: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and started.poll() is None:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("no start: " + (folder / "log").read_text(errors="replace")[-600:])


@contextmanager
def folder_for(user: int | None = None) -> Iterator[Path]:
    """Make a folder that goes when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="leeward-bench-"))
    try:
        if user is not None:
            os.chown(folder, user, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def found(name: str) -> str | None:
    """Give where a program is; looks where system programs lie, too."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def slow_disk(folder: Path) -> dict[str, str]:
    """Build what makes fsync 2 ms slower, and give the environment that preloads it."""
    built = folder / "slow_fsync.so"
    source = Path(__file__).with_name("slow_fsync.c")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", built, source, "-ldl"], check=True)
    built.chmod(0o755)
    return {"LD_PRELOAD": str(built)}


RELAY = """
listen = "{host}:{port}"
data = "{data}"
[work]
difficulty = 0
[rates]
opens_per_minute = 1_000_000_000
posts_per_minute = 1_000_000_000
requests_per_minute = 1_000_000_000
[quota]
box_entries = 16_000_000
box_mib = 1_000_000
[connections]
most = 100_000
newcomers_per_second = 1_000_000
boxes = 100_000
[storage]
crowd_ms = {crowd_ms}
[web]
serve = false
"""


@contextmanager
def relay(
    core: int,
    environment: Mapping[str, str] | None = None,
    prepare: Callable[[Path], None] = lambda _: None,
    crowd_ms: int = Storage().crowd_ms,
) -> Iterator[Running]:
    """Run the relay as `leeward-relay` does, without rates and quotas.

    `prepare` is shown the folder of its data first; `crowd_ms` is its setting.
    """
    from bench.relay.tongue_leeward import join

    with folder_for() as folder:
        prepare(folder / "data")
        port = free_port()
        config = folder / "relay.toml"
        config.write_text(
            RELAY.format(host=HOST, port=port, data=folder / "data", crowd_ms=crowd_ms)
        )
        command = [sys.executable, "-m", "leeward_relay.main", "--config", str(config)]
        with process(command, folder, port, core, environment=environment) as started:
            yield Running(started.pid, port, folder, join)


@contextmanager
def ceiling(kind: str, core: int) -> Iterator[Running]:
    """Run one of bench.relay.ceilings."""
    from bench.relay.tongue_plain import join

    with folder_for() as folder:
        port = free_port()
        here = Path(__file__).resolve().parents[2]
        command = [sys.executable, "-m", "bench.relay.ceilings", kind, str(port)]
        path = {"PYTHONPATH": str(here)}
        with process(command, folder, port, core, environment=path) as started:
            yield Running(started.pid, port, folder, join)
