"""How a relay is dialled: through which proxy, and which certificates count. The one door out."""

import os
import ssl
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from leeward_client.link.address import Address
from leeward_client.link.errors import LinkLostError, MisbehavedError
from leeward_client.link.proxy import Login, Proxy
from leeward_client.link.tunnel import Tunnel

NO_NAME = {"User-Agent", "Accept", "Accept-Encoding"}
"""Headers that HTTP libraries add by themselves; they only tell one client from another."""
SECONDS = 20.0
PROXIED_SECONDS = 90.0
"""How long connecting may take; a new circuit to an onion service can need most of it."""


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
    """Whether onion services may be dialled straight: else their name would be asked of the DNS."""
    proxy: Proxy | None = None
    """What every connection goes through; with one, no name is looked up here."""
    login: Login | None = None
    """What keeps these connections apart from others in the proxy."""

    @property
    def seconds(self) -> float:
        """How long connecting may take."""
        return SECONDS if self.proxy is None else PROXIED_SECONDS

    def session(self, address: Address) -> aiohttp.ClientSession:
        """A session for one connection: no cookies, no environment, no other way than this.

        Raises LinkLostError for an onion service that is not reached through Tor, and for a relay on
        this machine where there is a proxy, to which it would be a relay on the proxy's machine.
        """
        if self.proxy is None and not self.torified and address.name.endswith(".onion"):
            raise LinkLostError("link-onion")
        if self.proxy is not None and address.here:
            raise LinkLostError("link-proxy-here")
        return aiohttp.ClientSession(
            connector=self._connector(address),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=NO_NAME,
            trust_env=False,
            middlewares=(_only_to(address),),
        )

    def _connector(self, address: Address) -> aiohttp.BaseConnector:
        context = self._context() if address.scheme == "https" else None
        if self.proxy is not None:
            return Tunnel(self.proxy, self.login, address, context)
        return aiohttp.TCPConnector() if context is None else aiohttp.TCPConnector(ssl=context)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _only_to(address: Address) -> aiohttp.ClientMiddlewareType:
    """Refuses to follow a relay that sends its visitor elsewhere: a name looked up, a place dialled."""
    home = (address.scheme == "https", address.name, address.port)

    async def stay(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        url = request.url
        if (url.scheme in ("https", "wss"), url.host, url.port) != home:
            raise MisbehavedError("the relay sent its visitor elsewhere", "link-not-relay")
        return await handler(request)

    return stay
