"""Looking for planted bytes where they must not be: files, and the memory of a process."""

from collections.abc import Iterable
from pathlib import Path

CHUNK = 16 * 1024**2


def in_files(directory: Path, planted: Iterable[bytes]) -> list[tuple[str, bytes]]:
    """Give every file below a directory that holds one of the planted strings."""
    wanted = list(planted)
    found = []
    for file in sorted(directory.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            found += [(file.name, trace) for trace in wanted if trace in data]
    return found


def in_memory(pid: int, planted: Iterable[bytes]) -> list[tuple[str, bytes]]:
    """Search all that a process has in writable memory; needs the right to trace it."""
    wanted = list(planted)
    found = []
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            place, rights, *rest = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in place.split("-"))
            name = rest[-1] if len(rest) > 3 else "anonymous"
            before = b""
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    data = before + memory.read(min(CHUNK, end - at))
                except (OSError, ValueError, OverflowError):
                    break
                found += [(name, trace) for trace in wanted if trace in data]
                before = data[-256:]
    return found


def surroundings(pid: int, mark: bytes, around: int = 96) -> list[bytes]:
    """Give the memory around each place where a mark stands, for finding out who holds it."""
    shown = []
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            place, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(part, 16) for part in place.split("-"))
                try:
                    memory.seek(start)
                    data = memory.read(end - start)
                except (OSError, ValueError, OverflowError):
                    continue
                at = data.find(mark)
                while at >= 0:
                    shown.append(data[max(0, at - around) : at + len(mark) + around])
                    at = data.find(mark, at + len(mark))
    return shown


def open_temporary_files(pid: int) -> list[str]:
    """Give the deleted or temporary files that a process holds open."""
    names = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            name = str(link.readlink())
        except OSError:
            continue
        if "(deleted)" in name or name.startswith(("/tmp/etilqs", "/var/tmp/etilqs")):
            names.append(name)
    return names
