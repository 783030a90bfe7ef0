"""Runs the pinned second MLS implementation (ts-mls) in Node, installed on demand.

Node, npm and the way to install are those of the web client's build (client/web/build/build_web.py); the
packages of tests/interop/node are installed once per lock, with the patches of client/web/patches.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import build_web
from build_web import PATCHES, ROOT

__all__ = ["HOME", "PATCHES", "Driver", "PeerError", "node"]

HOME = ROOT / "tests" / "interop" / "node"


class PeerError(Exception):
    """The peer refused a command: `kind` is the name of its error, the text is its own."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text


def node() -> Path:
    """The interpreter."""
    return build_web.tools().node


class Driver:
    """A Node process that plays any number of members; commands and answers are JSON lines."""

    def __init__(self, home: Path = HOME, packages: Path = HOME) -> None:
        """Runs the `driver.mjs` of `home`, with the packages of `packages` installed."""
        build_web.install(packages)
        self._process = subprocess.Popen(
            [str(node()), "driver.mjs"],
            cwd=home,
            env=build_web.tools().environment(),
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
