"""Where a relay is: a URL, checked, as the socket's address and as the name that signatures cover."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from leeward_wire import PATH

_PORTS = {"https": 443, "http": 80}


class AddressError(ValueError):
    """The URL is not one of a relay that may be spoken to; the text says why."""


@dataclass(frozen=True)
class Address:
    """A relay's address. `repr` shows nothing of it."""

    scheme: str
    """"https" or "http"; the latter only for loopback and onion services."""
    host: str
    """Lower-case name with the port unless it is the scheme's own; what signatures cover."""
    path: str = ""
    """Where the relay lives below the host, without a slash at the end."""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read a relay's URL; the scheme may be left out.

        Unencrypted links are allowed only where nobody else carries them: on this machine, and inside
        Tor's own encryption. Raises AddressError for anything else, and for what is no URL.
        """
        text = text.strip()
        bare = "://" not in text
        try:
            parts = urlsplit(f"//{text}" if bare else text)
            name, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise AddressError("this is not the address of a relay") from None
        if not name or not name.isascii() or parts.username is not None:
            raise AddressError("this is not the address of a relay")
        if parts.query or parts.fragment:
            raise AddressError("a relay's address ends with its path")
        private = _stays_private(name)
        scheme = parts.scheme or ("http" if private else "https")
        scheme = {"wss": "https", "ws": "http"}.get(scheme, scheme)
        if scheme not in _PORTS:
            raise AddressError("a relay's address begins with https://")
        if scheme == "http" and not private:
            raise AddressError("only this machine and onion services may be reached without TLS")
        shown = f"[{name}]" if ":" in name else name
        host = shown if port in (None, _PORTS[scheme]) else f"{shown}:{port}"
        return cls(scheme, host.lower(), parts.path.rstrip("/"))

    @property
    def url(self) -> str:
        """The relay's URL, in the one form that goes into policies."""
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def socket(self) -> str:
        """Where the WebSocket is."""
        return f"{self.scheme.replace('http', 'ws')}://{self.host}{self.path}{PATH}"

    def __repr__(self) -> str:
        return "Address(...)"


def _stays_private(name: str) -> bool:
    if name == "localhost" or name.endswith(".onion"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
