"""What a relay serves to browsers, fetched as a browser would fetch it, to be compared."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from leeward_wire.pages import MAX_FILE_BYTES

from leeward_client.link.address import Address
from leeward_client.link.dial import Dial
from leeward_client.link.errors import LinkLostError

SECONDS = 120.0
"""How long one file may take; circuits can be slow."""

BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "*/*",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
"""The headers of a browser that many use for its looking alike: whoever serves others something else
should not be told at once that this is a check. The way TLS is spoken tells all the same."""


@dataclass(frozen=True)
class Served:
    """One answer, as it came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    whole: bool
    """Whether the body ended before the most that is read, and was what its encoding said."""

    def values(self, name: str) -> list[str]:
        """What a header says, once for each time that it stands there."""
        return [value for known, value in self.headers if known.lower() == name.lower()]


class Visit:
    """A visit to one relay's pages."""

    def __init__(self, session: aiohttp.ClientSession, address: Address) -> None:
        self._session = session
        self._address = address

    async def fetch(self, path: str, *, most: int = MAX_FILE_BYTES) -> Served:
        """Fetch a file by its path in the manifest, "" for the page itself; raises LinkLostError.

        No redirect is followed, and no more than `most` bytes are taken, after decompression.
        """
        try:
            async with self._session.get(
                f"{self._address.url}/{path}",
                headers=BROWSER,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=SECONDS),
            ) as answer:
                body, whole = await _body(answer, most)
                return Served(answer.status, tuple(answer.headers.items()), body, whole)
        except aiohttp.ClientConnectorCertificateError:
            raise LinkLostError("link-certificate") from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise LinkLostError("link-unreached") from None


@asynccontextmanager
async def visit(address: Address, dial: Dial) -> AsyncIterator[Visit]:
    """Visit a relay; raises LinkLostError for one that may not be dialled this way."""
    async with dial.session(address) as session:
        yield Visit(session, address)


async def _body(answer: aiohttp.ClientResponse, most: int) -> tuple[bytes, bool]:
    body = bytearray()
    try:
        async for chunk in answer.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > most:
                return bytes(body[:most]), False
    except aiohttp.ClientPayloadError:
        return bytes(body), False
    return bytes(body), True
