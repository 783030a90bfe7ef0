"""What a person has chosen for the terminal app; kept in the vault."""

from enum import StrEnum

import msgspec

from leeward_client.locale import LANGUAGES
from leeward_client.vault import Vault

SHELF = "settings"
KEY = b"terminal"
LOCK_MINUTES = (1, 5, 10, 30, 60, 0)
"""The choices of the auto-lock; 0 is never."""


class Direction(StrEnum):
    """Who turns text that runs from right to left."""

    AUTO = "auto"
    APP = "app"
    TERMINAL = "terminal"


class Settings(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The settings. An empty language is the one that the environment asks for."""

    lock_minutes: int = 10
    language: str = ""
    seconds: bool = False
    """Whether moments are shown with the day and seconds, or as briefly as they can be."""
    direction: Direction = Direction.AUTO


def load(vault: Vault) -> Settings:
    """The settings of a vault; the defaults where none were made."""
    with vault.transaction() as tx:
        data = tx.get(SHELF, KEY)
    return Settings() if data is None else msgspec.msgpack.decode(data, type=Settings)


def save(vault: Vault, settings: Settings) -> None:
    """Keep the settings. Raises ValueError for what cannot be set."""
    if settings.lock_minutes not in LOCK_MINUTES or settings.language not in ("", *LANGUAGES):
        raise ValueError("no such setting")
    with vault.lock(), vault.transaction() as tx:
        tx.put(SHELF, KEY, msgspec.msgpack.encode(settings))
