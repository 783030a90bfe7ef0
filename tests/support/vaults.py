"""What a container's file holds, for those who have a passphrase; and disks whose power goes.

readable(folder, PASSPHRASE)             # every byte that one image gives away
with power(monkeypatch) as cut: ...      # every disk that is opened now may be cut off
"""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.vault import FILE, blocks, container
from leeward_client.vault import disk as disk_module
from leeward_client.vault import region as region_module
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.container import HEAD, Container
from leeward_client.vault.keys import SLOTS, Slot
from leeward_client.vault.region import Region

PASSPHRASE = "tide and timber"
MOST_LOGGED = 6
"""Pages that a commit changes at most in the tests that look into logs."""


@contextlib.contextmanager
def unlocked(folder: Path, passphrase: str = PASSPHRASE) -> Iterator[tuple[Container, int, Slot]]:
    """The container in a folder, the number of the slot that a passphrase opens, and what it holds."""
    with contextlib.closing(Container(folder / FILE)) as held:
        yield held, *held.find(held.stretch(passphrase))


def readable(folder: Path, passphrase: str = PASSPHRASE) -> bytes:
    """All that a passphrase opens in the file as it is: pages, states, and logs whose key is there.

    Every block of the log is tried in every place that it may have had in one.
    """
    with unlocked(folder, passphrase) as (held, _, slot):
        region = held.region(slot)
        states = [state for state in map(region._read_state, range(2)) if state is not None]
        opened: list[bytes | None] = [state.log_key for state in states]
        for number in range(region.room):
            page = region._read(region_module._HEAD_BLOCKS + number)
            opened.append(blocks.unseal(page, region_module._page(number), bytes(region._key)))
            block = region._read(region_module._HEAD_BLOCKS + region.room + number)
            for place in range(min(number + 1, MOST_LOGGED)):
                label = region_module._log(place)
                opened += [blocks.unseal(block, label, state.log_key) for state in states]
    return b"".join(filter(None, opened))


def split(image: bytes) -> tuple[bytes, list[bytes]]:
    """A container's file as its head with all slots, and its regions."""
    size = (len(image) - HEAD) // SLOTS
    return image[:HEAD], [image[HEAD + n * size : HEAD + (n + 1) * size] for n in range(SLOTS)]


def changed_blocks(before: bytes, after: bytes) -> list[int]:
    """The numbers of the blocks in which two images differ."""
    return [
        start // BLOCK
        for start in range(0, len(before), BLOCK)
        if before[start : start + BLOCK] != after[start : start + BLOCK]
    ]


def small_region(path: Path, blocks_: int = region_module.LEAST_BLOCKS) -> Region:
    """A region in a file of its own, not begun; the file is made if need be."""
    if not path.exists():
        path.write_bytes(random.Random(7).randbytes(blocks_ * BLOCK))
    return Region(disk_module.Disk(path), 0, blocks_ * BLOCK, b"k" * 32)


class PowerCut(BaseException):
    """The power is gone; nothing that happens after this reaches the disk."""


class Power:
    """Counts what disks are asked to do, and goes at one moment, once."""

    def __init__(self) -> None:
        self.steps = 0
        self.left: int | None = None
        self.dead = False
        self._dice = random.Random(0)
        self._waiting: list[tuple[CutDisk, int, bytes, bytes]] = []

    def cut_at(self, step: int | None, seed: int = 0) -> None:
        """Go at the step of that number, from now on; None is never."""
        self.steps, self.left, self.dead = 0, step, False
        self._dice = random.Random(seed)
        self._waiting = []

    def step(self) -> None:
        """One more write, or one more synchronisation."""
        if self.dead:
            raise PowerCut
        self.steps += 1
        if self.left is not None and self.steps > self.left:
            self._lose()
            raise PowerCut

    def written(self, disk: "CutDisk", offset: int, old: bytes, new: bytes) -> None:
        """A write that is not durable yet."""
        self._waiting.append((disk, offset, old, new))

    def synchronised(self) -> None:
        """All that was written is durable."""
        self._waiting.clear()

    def _lose(self) -> None:
        """Of what was not durable yet each write is there, is not, or is torn, in any order."""
        self.dead = True
        for disk, offset, old, _ in reversed(self._waiting):
            disk.put(offset, old)
        for disk, offset, old, new in self._waiting:
            fate = self._dice.randrange(3)
            torn = self._dice.randrange(len(new))
            disk.put(offset, (old, new, new[:torn] + old[torn:])[fate])


class CutDisk(disk_module.Disk):
    """A disk that may lose its power."""

    power: Power

    def put(self, offset: int, data: bytes) -> None:
        """Write, whatever became of the power."""
        super().write(offset, data)

    def write(self, offset: int, data: bytes) -> None:
        """Write, unless the power goes; then it may be in part."""
        old = self.read(offset, len(data))
        self.power.written(self, offset, old, data)
        self.power.step()
        super().write(offset, data)

    def sync(self) -> None:
        """Make durable, unless the power goes first."""
        self.power.step()
        self.power.synchronised()


@contextlib.contextmanager
def power(monkeypatch: pytest.MonkeyPatch) -> Iterator[Power]:
    """Let every disk that is opened meanwhile depend on one supply."""
    supply = Power()
    kind = type("SuppliedDisk", (CutDisk,), {"power": supply})
    with monkeypatch.context() as patched:
        patched.setattr(container, "Disk", kind)
        patched.setattr(disk_module, "Disk", kind)
        yield supply
