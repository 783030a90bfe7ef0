"""The link room: the only one that touches the network."""

from leeward_client.link.address import Address, AddressError
from leeward_client.link.connection import (
    BusyError,
    Connection,
    FullError,
    LinkError,
    LinkLostError,
    MisbehavedError,
    RefusedError,
    SealedError,
    StorageError,
)

__all__ = [
    "Address",
    "AddressError",
    "BusyError",
    "Connection",
    "FullError",
    "LinkError",
    "LinkLostError",
    "MisbehavedError",
    "RefusedError",
    "SealedError",
    "StorageError",
]
