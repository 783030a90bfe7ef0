"""Which files a vault has in its folder, and where in them the keys stand.

Erasing goes by names and places alone: it opens nothing, since what it finds may be in use, damaged, or
half erased already.
"""

from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
"""Bytes of a block of a container, and of a page of `vault.db`."""


@dataclass(frozen=True)
class Store:
    """A file of keys and records. A place in it is (offset, bytes)."""

    name: str
    slots: tuple[int, int]
    """Where the key slots are."""
    salt: tuple[int, int]
    noise: bool = False
    """Whether the rest of it is as good as random once these are gone. It is large, and left as it is."""


STORES = (
    Store("vault", slots=(PAGE, 8 * PAGE), salt=(0, PAGE), noise=True),
    Store(".vault.new", slots=(PAGE, 8 * PAGE), salt=(0, PAGE), noise=True),
    Store("vault.db", slots=(2 * PAGE, PAGE), salt=(PAGE, PAGE)),
)
"""The container begins with a block for the salt and eight for the slots; its other name is that of one
whose making was cut short. In `vault.db`, the form before it, the third page holds the key slots and the
second the salt."""
JOURNALS = ("-wal", "-journal", "-shm")
"""What SQLite puts behind the name of `vault.db`."""
UNFINISHED = ".vault.db.new"
"""Begins the names of a vault of the earlier form whose making was cut short."""
LOCK = "lock"


@dataclass(frozen=True)
class Found:
    """The files of a vault that are there, in the order in which they are erased."""

    stores: tuple[tuple[Path, Store], ...] = ()
    journals: tuple[Path, ...] = ()
    rest: tuple[Path, ...] = ()

    @property
    def contents(self) -> tuple[Path, ...]:
        """Those that say something still when slots and salt are gone."""
        return tuple(path for path in self.all if path not in self._noise)

    @property
    def _noise(self) -> set[Path]:
        return {path for path, store in self.stores if store.noise}

    @property
    def all(self) -> tuple[Path, ...]:
        """All of them."""
        return (*(path for path, _ in self.stores), *self.journals, *self.rest)


def find(folder: Path) -> Found:
    """The files of a vault in a folder; others that stand there are left alone. Raises OSError."""
    names = {held.name for held in folder.iterdir()}
    stores = tuple((folder / one.name, one) for one in STORES if one.name in names)
    journals = [one.name + ending for one in STORES for ending in JOURNALS]
    rest = [name for name in names if name == LOCK or name.startswith(UNFINISHED)]
    return Found(
        stores,
        tuple(folder / name for name in journals if name in names),
        tuple(folder / name for name in sorted(rest)),
    )
