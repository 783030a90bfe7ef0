"""Panic itself: the order in which a vault goes."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from leeward_client.panic import erase, farewell, holders, layout


@dataclass(frozen=True)
class Erased:
    """What came of it."""

    found: bool
    """Whether there was a vault, or what an interrupted run had left of one."""
    failed: tuple[Path, ...] = ()
    """Files that are still there."""
    others: bool = False
    """Whether the folder holds files that are no part of a vault; these are left alone."""


def panic(folder: Path, *, farewells: bool = True) -> Erased:
    """Erase the vault in a folder; whoever has it open is ended. Blocks for well under a second.

    Whoever calls this with the vault open has its keys in memory, and ends right after (`os._exit`).

    In this order, each step on disk before the next: the key slots, in the store and in its log; the
    salt; then, with nothing left that a passphrase opens, the farewells that wait are handed to a process
    of their own, if wanted, and other processes are ended; then what else says anything, and all names.
    Raises nothing: what could not be done is said.
    """
    found = layout.Found()
    with contextlib.suppress(OSError):
        found = layout.find(folder)
    waiting = farewell.place(folder)
    waits = waiting is not None and waiting.exists()
    if not found.all and not waits:
        return Erased(found=False)
    for file, store in found.stores:
        erase.overwrite(file, store.slots)
    for file in found.journals:  # where a process was killed they hold slots as well
        erase.overwrite(file)
    for file, store in found.stores:
        erase.overwrite(file, store.salt)
    if waiting is not None and waits:
        with contextlib.suppress(OSError, NotImplementedError):
            if farewells:
                farewell.send(waiting)
        erase.remove([waiting])
    holders.end(found.all)
    for file in found.contents:
        erase.overwrite(file)
    failed = erase.remove(found.all)
    erase.flush_folder(folder)
    others = _others(folder, failed)
    if not failed and not others:
        for empty in (folder, *_made_above(folder)):
            erase.remove_folder(empty)
    return Erased(True, tuple(failed), others)


def _made_above(folder: Path) -> list[Path]:
    """The folders of the usual place that making a vault may have made above it."""
    share, local, *_ = (*folder.parents, Path(), Path())
    return [share, local] if (local.name, share.name) == (".local", "share") else []


def _others(folder: Path, failed: list[Path]) -> bool:
    with contextlib.suppress(OSError):
        return any(path not in failed for path in folder.iterdir())
    return False
