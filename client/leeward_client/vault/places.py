"""Several vaults in one container: another one made, an older form brought over, one destroyed.

Nothing in the file tells a place that is used from one that is not. So whoever makes another vault
has to name all that are to be kept, by their passphrases; what is not named may be overwritten.
"""

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from leeward_client.panic import erase
from leeward_client.vault import keys, plain
from leeward_client.vault.container import (
    HEAD,
    LEAST_SIZE,
    STANDARD_SIZE,
    Container,
    Progress,
)
from leeward_client.vault.errors import (
    BadSizeError,
    NoPlaceError,
    NoVaultError,
    PassphraseTakenError,
    VaultStorageError,
    WrongPassphraseError,
)
from leeward_client.vault.keys import SLOTS, Cost, Place, Slot
from leeward_client.vault.vault import (
    FILE,
    Vault,
    begin,
    exclusive,
    furnish,
    is_old,
    locate,
    make,
)


def add(folder: Path, keep: Sequence[str], passphrase: str) -> None:
    """Make another vault beside those that the passphrases of `keep` open.

    Slot and region are drawn by chance from those that none of these uses, or destroys.

    Raises WrongPassphraseError for one of `keep` that opens nothing, PassphraseTakenError,
    NoPlaceError, and what Vault.open raises.
    """
    with exclusive(folder, 0.0), contextlib.closing(Container(locate(folder))) as held:
        used = [held.find(held.stretch(one)) for one in keep]
        kept = [Place(place, slot.region) for place, slot in used]
        kept += [slot.destroys for _, slot in used if slot.destroys is not None]
        stretched = held.stretch(passphrase)
        with contextlib.suppress(WrongPassphraseError):
            held.find(stretched)
            raise PassphraseTakenError
        slots = sorted(set(range(SLOTS)) - {one.slot for one in kept})
        regions = sorted(set(range(SLOTS)) - {one.region for one in kept})
        if not slots or not regions:
            raise NoPlaceError
        slot = Slot(secrets.choice(regions), keys.new_key())
        furnish(held, secrets.choice(slots), slot, stretched, begin)


def destroy_on_unlock(folder: Path, opening: str, other: str, *, wanted: bool) -> None:
    """Let unlocking with `opening` destroy the vault that `other` opens, or no longer.

    Neither is destroyed by this. Whoever reads the slot of `opening`, with its passphrase, can see
    that it is to destroy something. Raises WrongPassphraseError, PassphraseTakenError if both are
    the same, and what Vault.open raises.
    """
    with exclusive(folder, 0.0), contextlib.closing(Container(locate(folder))) as held:
        stretched = held.stretch(opening)
        place, slot = held.find(stretched)
        other_place, other_slot = held.find(held.stretch(other))
        if place == other_place:
            raise PassphraseTakenError
        destroys = Place(other_place, other_slot.region) if wanted else None
        held.put(place, replace(slot, destroys=destroys), stretched)


def migrate(
    folder: Path,
    passphrase: str,
    *,
    cost: Cost | None = None,
    size: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Bring the plain vault of a folder into a container there, and erase the plain one.

    Cut short, it is done again: the plain vault goes only once the container is whole and in its
    place, and then its keys go first. Without a size, one is taken that leaves room for as much
    again. Raises NoVaultError where there is no plain vault, BadSizeError, and what Vault.open raises.
    """
    with exclusive(folder, 0.0):
        if not is_old(folder):
            raise NoVaultError
        if not (folder / FILE).is_file():
            needed = room_for((folder / plain.FILE).stat().st_size)
            if size is not None and size < needed:
                raise BadSizeError
            with plain.opened(folder, passphrase) as old:
                chosen = max(STANDARD_SIZE, 2 * needed) if size is None else size
                cost = cost or Cost.standard()
                make(folder, passphrase, cost, chosen, old.copy_to, progress)
        Vault.open(folder, passphrase).close()  # nothing goes before what is to replace it opens
        _erase_plain(folder)


def room_for(content: int) -> int:
    """The size of a container whose regions each hold a database of so many bytes."""
    # Half of a region is its log; a tenth more, since pages are a little smaller inside.
    return max(LEAST_SIZE, HEAD + SLOTS * 2 * (content + content // 10))


def _erase_plain(folder: Path) -> None:
    """Erase the files of a plain vault: what opens it first. Raises VaultStorageError."""
    there = [folder / name for name in plain.FILES if (folder / name).is_file()]
    done = [erase.overwrite(file, plain.KEYS) for file in there]
    done += [erase.overwrite(file) for file in there]
    left = erase.remove(there)
    erase.flush_folder(folder)
    if left or not all(done):
        raise VaultStorageError
