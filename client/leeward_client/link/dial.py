"""How a relay is dialled: which certificates count. The one place where a proxy would go."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from leeward_client.link.address import Address

NO_NAME = {"User-Agent", "Accept", "Accept-Encoding"}
"""Headers that HTTP libraries add by themselves; they only tell one client from another."""


@dataclass(frozen=True)
class Dial:
    """How to dial. Certificates are always checked, against the system's authorities unless told."""

    ca_file: Path | None = None
    """PEM file of the only authorities that count; for relays with a certificate of their own."""

    def session(self, address: Address) -> aiohttp.ClientSession:
        """A session for one connection: no cookies, no environment, no other way than this."""
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
