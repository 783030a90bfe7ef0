"""Where a relay is: a URL, checked, as the socket's address and as the name that signatures cover."""

import ipaddress
import re
from dataclasses import dataclass

from leeward_wire import PATH

from leeward_client.locale import SpokenError
from leeward_client.typed import SPACES

_PORTS = {"https": 443, "http": 80}
_SCHEMES = {"wss": "https", "ws": "http"}
_PARTS = re.compile(r"(?:([a-z][a-z0-9+.-]*)://)?([^/]*)(.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_LINE_ENDS = str.maketrans("", "", "\t\r\n")
_MOST_PORT = 65_535
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
MOST_NAME = 240
MOST_PATH = 200


class AddressError(SpokenError, ValueError):
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

        Unencrypted links are allowed only where nobody else carries them: on this machine, and
        inside Tor's own encryption. Raises AddressError for anything else, and for what is no URL.
        """
        # Line ends inside a URL are nothing, as wherever URLs are pasted.
        pasted = text.strip(SPACES).translate(_LINE_ENDS)
        given, authority, below = _PARTS.fullmatch(pasted).groups()  # type: ignore[union-attr]
        found = _AUTHORITY.fullmatch(re.split("[?#]", authority, maxsplit=1)[0])
        if found is None or not found[1]:
            raise AddressError("address-none")
        port = _port(found[2])
        if "?" in pasted or "#" in pasted:
            raise AddressError("address-ends")
        host = _host(found[1].lower())
        path = below.rstrip("/")
        if len(path) > MOST_PATH or not _PATH.fullmatch(path):
            raise AddressError("address-path")
        private = _stays_private(host)
        scheme = given.lower() if given else "http" if private else "https"
        scheme = _SCHEMES.get(scheme, scheme)
        if scheme not in _PORTS:
            raise AddressError("address-scheme")
        if scheme == "http" and not private:
            raise AddressError("address-open")
        if port not in (None, _PORTS[scheme]):
            host = f"{host}:{port}"
        return cls(scheme, host, path)

    @property
    def name(self) -> str:
        """The host alone, without brackets and port."""
        return self._host_and_port()[0]

    @property
    def port(self) -> int:
        """The port, given or the scheme's own."""
        return self._host_and_port()[1]

    @property
    def here(self) -> bool:
        """Whether it names this machine itself."""
        return _is_here(self.name)

    @property
    def url(self) -> str:
        """The relay's URL, in the one form that goes into policies."""
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def socket(self) -> str:
        """Where the WebSocket is."""
        return f"{self.scheme.replace('http', 'ws')}://{self.host}{self.path}{PATH}"

    def _host_and_port(self) -> tuple[str, int]:
        found = _AUTHORITY.fullmatch(self.host)
        if found is None:
            raise ValueError("the host of an address is checked when it is made")
        return found[1].strip("[]"), int(found[2] or _PORTS[self.scheme])

    def __repr__(self) -> str:
        return "Address(...)"


def _port(digits: str | None) -> int | None:
    if not digits:
        return None
    digits = digits.lstrip("0")[:6]
    if not digits or int(digits) > _MOST_PORT:
        raise AddressError("address-none")
    return int(digits)


def _host(name: str) -> str:
    """The one form of a host's name; an IPv6 address in brackets."""
    if name.startswith("["):
        try:
            if "%" in name:  # no zones: they are this machine's own
                raise ValueError
            return f"[{ipaddress.IPv6Address(name[1:-1])}]"
        except ValueError:
            raise AddressError("address-none") from None
    name = name.removesuffix(".")
    if len(name) > MOST_NAME or not _NAME.fullmatch(name):
        raise AddressError("address-none")
    return name


def _stays_private(host: str) -> bool:
    return host.endswith(".onion") or _is_here(host.strip("[]"))


def _is_here(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
