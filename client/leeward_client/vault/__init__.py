"""The vault room: everything a client keeps, encrypted on its device."""

from leeward_client.vault.errors import (
    NotEmptyError,
    NoVaultError,
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultStorageError,
    WrongPassphraseError,
)
from leeward_client.vault.keys import Cost
from leeward_client.vault.records import Transaction
from leeward_client.vault.vault import Vault

__all__ = [
    "Cost",
    "NoVaultError",
    "NotEmptyError",
    "Transaction",
    "Vault",
    "VaultBusyError",
    "VaultDamagedError",
    "VaultError",
    "VaultExistsError",
    "VaultStorageError",
    "WrongPassphraseError",
]
