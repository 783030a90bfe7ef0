"""Which proxy connections go through, as people write it, and which way a session was told to go."""

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum

from leeward_client.locale import SpokenError
from leeward_client.typed import SPACES

_FORM = re.compile(r"([a-z0-9]+)://([^/?#]*)(.*)", re.ASCII | re.IGNORECASE)
_PLACE = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^:\[\]]+)):([0-9]{1,5})", re.ASCII | re.IGNORECASE)
_SCHEME = "socks5h"
_LOOKING_UP = frozenset({"socks", "socks4", "socks4a", "socks5"})
"""Schemes of SOCKS that leave look-ups to the client, or have no logins."""
_SHARED = "/shared"
_MOST_PORT = 65_535


class ProxyAddressError(SpokenError, ValueError):
    """The text is no proxy that may be gone through; the sentence says why, and what to type."""


class Way(Enum):
    """Which way to go when no proxy is named."""

    REMEMBERED = "remembered"
    """As the vault remembers; straight where it remembers nothing."""
    DIRECT = "none"
    """Straight to the relay, because somebody said so. The value is what they said."""


@dataclass(frozen=True)
class Proxy:
    """A SOCKS 5 proxy that looks names up by itself. `repr` shows nothing of it."""

    host: str
    """A numeric address: a name would have to be looked up outside of the proxy."""
    port: int
    shared: bool = False
    """Whether all circles go through it without a login, and so perhaps by one way."""

    @classmethod
    def parse(cls, text: str) -> "Proxy":
        """Read `socks5h://HOST:PORT`, with `/shared` behind it or not; raises ProxyAddressError."""
        found = _FORM.fullmatch(text.strip(SPACES))
        if found is None:
            raise ProxyAddressError("proxy-form")
        scheme, authority, path = found[1].lower(), found[2], found[3]
        if scheme in _LOOKING_UP:
            raise ProxyAddressError("proxy-looks-up")
        if "@" in authority:
            raise ProxyAddressError("proxy-login")
        place = _PLACE.fullmatch(authority)
        if scheme != _SCHEME or place is None or path not in ("", "/", _SHARED):
            raise ProxyAddressError("proxy-form")
        port = int(place[3])
        if not 0 < port <= _MOST_PORT:
            raise ProxyAddressError("proxy-form")
        return cls(_numeric(place[1] or place[2]), port, path == _SHARED)

    @property
    def url(self) -> str:
        """The one form that is kept and shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{_SCHEME}://{host}:{self.port}{_SHARED if self.shared else ''}"

    def __repr__(self) -> str:
        return "Proxy(...)"


@dataclass(frozen=True, repr=False)
class Login:
    """User name and password for a proxy, by which it tells one circle's connections from another's."""

    user: str
    password: str


def _numeric(host: str) -> str:
    if host.lower() == "localhost":
        return "127.0.0.1"  # never looked up, whatever a hosts file says
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        raise ProxyAddressError("proxy-name") from None
