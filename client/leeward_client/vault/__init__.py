"""The vault room: everything a client keeps, encrypted on its device."""

from leeward_client.vault.container import LEAST_SIZE, MOST_SIZE, STANDARD_SIZE, Progress
from leeward_client.vault.errors import (
    BadSizeError,
    NoPlaceError,
    NotEmptyError,
    NoVaultError,
    OldVaultError,
    PassphraseTakenError,
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultFullError,
    VaultStorageError,
    WrongPassphraseError,
)
from leeward_client.vault.keys import Cost
from leeward_client.vault.places import add, destroy_on_unlock, migrate
from leeward_client.vault.records import Transaction
from leeward_client.vault.vault import FILE, Vault, is_old, locate

__all__ = [
    "FILE",
    "LEAST_SIZE",
    "MOST_SIZE",
    "STANDARD_SIZE",
    "BadSizeError",
    "Cost",
    "NoPlaceError",
    "NoVaultError",
    "NotEmptyError",
    "OldVaultError",
    "PassphraseTakenError",
    "Progress",
    "Transaction",
    "Vault",
    "VaultBusyError",
    "VaultDamagedError",
    "VaultError",
    "VaultExistsError",
    "VaultFullError",
    "VaultStorageError",
    "WrongPassphraseError",
    "add",
    "destroy_on_unlock",
    "is_old",
    "locate",
    "migrate",
]
