"""How a relay is dialled: which certificates count. The one place where a proxy would go."""

import os
import ssl
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from leeward_client.link.address import Address
from leeward_client.link.errors import LinkLostError

NO_NAME = {"User-Agent", "Accept", "Accept-Encoding"}
"""Headers that HTTP libraries add by themselves; they only tell one client from another."""


def through_tor() -> bool:
    """Whether this process says that its connections and name look-ups go through Tor.

    `torsocks` shows in the environment; whoever is behind a machine that does it for all says so.
    """
    preloaded = os.environ.get("LD_PRELOAD", "")
    return "torsocks" in preloaded or os.environ.get("LEEWARD_TORIFIED") == "1"


@dataclass(frozen=True)
class Dial:
    """How to dial. Certificates are always checked, against the system's authorities unless told."""

    ca_file: Path | None = None
    """PEM file of the only authorities that count; for relays with a certificate of their own."""
    torified: bool = field(default_factory=through_tor)
    """Whether onion services may be dialled: anywhere else their name would be asked of the DNS."""

    def session(self, address: Address) -> aiohttp.ClientSession:
        """A session for one connection: no cookies, no environment, no other way than this.

        Raises LinkLostError for an onion service that is not reached through Tor.
        """
        if address.host.partition(":")[0].endswith(".onion") and not self.torified:
            raise LinkLostError("link-onion")
        return aiohttp.ClientSession(
            connector=self._connector(address),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=NO_NAME,
            trust_env=False,
        )

    def _connector(self, address: Address) -> aiohttp.BaseConnector:
        if address.scheme != "https":
            return aiohttp.TCPConnector()
        context = ssl.create_default_context(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return aiohttp.TCPConnector(ssl=context)
