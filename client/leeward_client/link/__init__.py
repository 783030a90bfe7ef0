"""The link room: the only one that touches the network."""

from leeward_client.link.address import Address, AddressError
from leeward_client.link.backoff import Backoff
from leeward_client.link.connection import Connection
from leeward_client.link.dial import Dial
from leeward_client.link.errors import (
    BusyError,
    FullError,
    LinkError,
    LinkLostError,
    MisbehavedError,
    ProofError,
    RefusedError,
    SealedError,
    StorageError,
)
from leeward_client.link.live import Live, Pushes
from leeward_client.link.pages import Served, Visit, visit
from leeward_client.link.proxy import Proxy, ProxyAddressError, Way
from leeward_client.link.socks import ProxyError
from leeward_client.link.ways import Ways

__all__ = [
    "Address",
    "AddressError",
    "Backoff",
    "BusyError",
    "Connection",
    "Dial",
    "FullError",
    "LinkError",
    "LinkLostError",
    "Live",
    "MisbehavedError",
    "ProofError",
    "Proxy",
    "ProxyAddressError",
    "ProxyError",
    "Pushes",
    "RefusedError",
    "SealedError",
    "Served",
    "StorageError",
    "Visit",
    "Way",
    "Ways",
    "visit",
]
