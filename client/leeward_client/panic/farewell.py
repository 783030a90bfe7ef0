"""Where farewells wait: in memory alone, as a file of the folder that the system forgets.

What is sent without a passphrase can be read without one. So it never stands on a disk: it is kept only
where the user's runtime folder (XDG base directory specification) is made of memory, and is gone when the
machine is off. Nobody has a farewell there who did not ask for it.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

_MEMORY = {"tmpfs", "ramfs"}
_MOUNTS = Path("/proc/self/mounts")
SENDER = "leeward_client.panic.sender"


def place(vault: Path, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The file for a vault's farewells; None on a machine that has no such folder made of memory."""
    runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
    if not runtime.is_absolute() or not _in_memory(runtime):
        return None
    name = hashlib.blake2b(os.fsencode(vault.resolve()), digest_size=8).hexdigest()
    return runtime / f"leeward-{name}"


def keep(file: Path, data: bytes) -> None:
    """Put farewells in the place of those that waited. Raises OSError."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    unfinished.rename(file)


def send(file: Path) -> None:
    """Have a process of its own send what waits, and wait for nothing. Raises OSError."""
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", SENDER],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, handle, 0),
                (os.POSIX_SPAWN_DUP2, nowhere, 1),
                (os.POSIX_SPAWN_DUP2, nowhere, 2),
            ],
            setsid=True,  # it outlives the terminal that is closed
        )
    finally:
        os.close(handle)
        os.close(nowhere)


def _in_memory(folder: Path) -> bool:
    """Whether a folder is on a file system made of memory, as far as the system says."""
    try:
        lines = _MOUNTS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in lines:
        _, mounted, held, *_ = line.split(" ")
        at = mounted.encode(errors="surrogateescape").decode("unicode_escape")
        if folder.is_relative_to(at) and len(at) >= len(best):
            best, kind = at, held
    return kind in _MEMORY
