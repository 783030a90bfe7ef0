"""Connections through a proxy, for aiohttp: to one relay, and nowhere else."""

import socket
import ssl
from contextlib import suppress

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace

from leeward_client.link.address import Address
from leeward_client.link.errors import LinkLostError
from leeward_client.link.proxy import Login, Proxy
from leeward_client.link.socks import ProxyError, talk


class Tunnel(aiohttp.BaseConnector):
    """A connector that opens every connection through the proxy to one address.

    It descends from the connector that can dial nothing, not from the one for TCP: there is nothing
    in it that could look a name up, or fall back to going straight.
    """

    def __init__(
        self, proxy: Proxy, login: Login | None, address: Address, context: ssl.SSLContext | None
    ) -> None:
        super().__init__()
        self._proxy = proxy
        self._login = login
        self._address = address
        self._context = context

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,  # noqa: ARG002 - the signature is aiohttp's
        traces: list[Trace],  # noqa: ARG002
        timeout: aiohttp.ClientTimeout,  # noqa: ARG002, ASYNC109 - whoever dials sets a limit
    ) -> ResponseHandler:
        """Raises ProxyError, LinkLostError for a certificate, and OSError."""
        line = await self._open()
        try:
            _, protocol = await self._loop.create_connection(
                self._factory,
                sock=line,
                ssl=self._context,
                # The relay's name, not the proxy's: the certificate has to be for it.
                server_hostname=self._address.name if self._context else None,
            )
        except ssl.CertificateError:
            line.close()
            raise LinkLostError("link-certificate") from None
        except BaseException:
            line.close()
            raise
        return protocol

    async def _open(self) -> socket.socket:
        """A line to the relay by way of the proxy."""
        family = socket.AF_INET6 if ":" in self._proxy.host else socket.AF_INET
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.setblocking(False)
            try:
                await self._loop.sock_connect(line, (self._proxy.host, self._proxy.port))
            except OSError:
                raise ProxyError("link-proxy-gone") from None
            await self._ask(line)
        except BaseException:
            line.close()
            raise
        return line

    async def _ask(self, line: socket.socket) -> None:
        steps = talk(self._address.name, self._address.port, self._login)
        with suppress(StopIteration):
            words, size = next(steps)
            while True:
                words, size = steps.send(await self._answer(line, words, size))

    async def _answer(self, line: socket.socket, words: bytes, size: int) -> bytes:
        """So many bytes, or fewer if the proxy hangs up."""
        answer = b""
        with suppress(OSError):
            await self._loop.sock_sendall(line, words)
            while len(answer) < size:
                more = await self._loop.sock_recv(line, size - len(answer))
                if not more:
                    break
                answer += more
        return answer
