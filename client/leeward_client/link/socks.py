"""What is said to a SOCKS 5 proxy (RFC 1928, RFC 1929), without a socket.

One method of authentication is offered, never two: a proxy that may choose could take none, and then
all circles would share one way through it, unnoticed.
"""

import ipaddress
from collections.abc import Generator

from leeward_client.link.errors import LinkLostError
from leeward_client.link.proxy import Login

Talk = Generator[tuple[bytes, int], bytes, None]
"""Gives what to send and how many bytes of answer to bring; ends once the tunnel is open.

Never more is asked for than the proxy owes, so that nothing of the relay's own is swallowed. An answer
that is shorter says that the proxy has hung up.
"""

_VERSION = 5
_LOGIN_VERSION = 1
_NO_LOGIN, _LOGIN, _NONE_OF_THESE = 0x00, 0x02, 0xFF
_CONNECT = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_NOT_ALLOWED = frozenset({0x01, 0x02, 0x07, 0x08})
"""Replies by which the proxy itself says no: failure, ruleset, command, kind of address."""


class ProxyError(LinkLostError):
    """The proxy is not there, or does not open a way to the relay."""


def talk(name: str, port: int, login: Login | None) -> Talk:
    """Ask for a tunnel to a host by its name, which the proxy looks up. Raises ProxyError.

    Without a login none is offered, and then the proxy may put all tunnels on one way.
    """
    yield from _greet(login)
    if login is not None:
        version, refused = yield from _owed(_logged_in(login), 2)
        if version != _LOGIN_VERSION:
            raise _strange()
        if refused:
            raise ProxyError("link-proxy-login")
    request = bytes((_VERSION, _CONNECT, 0)) + _destination(name) + port.to_bytes(2, "big")
    version, reply = yield from _owed(request, 2)
    if version != _VERSION:
        raise _strange()
    if reply:
        said_no = reply in _NOT_ALLOWED
        raise ProxyError("link-proxy-refused" if said_no else "link-proxy-unreached")
    _, kind = yield from _owed(b"", 2)
    if kind == _NAME:
        (size,) = yield from _owed(b"", 1)
    elif kind in (_IPV4, _IPV6):
        size = 4 if kind == _IPV4 else 16
    else:
        raise _strange()
    yield from _owed(b"", size + 2)  # where the proxy stands at its other end: of no use


def _greet(login: Login | None) -> Talk:
    method = _NO_LOGIN if login is None else _LOGIN
    answer = yield bytes((_VERSION, 1, method)), 2
    # OpenSSH hangs up on whoever offers nothing but logins, without a word.
    none_of_these = bytes((_VERSION, _NONE_OF_THESE))
    if login is not None and answer in (b"", none_of_these):
        raise ProxyError("link-proxy-shares")
    if answer == none_of_these:
        raise ProxyError("link-proxy-login")
    if answer != bytes((_VERSION, method)):
        raise _strange()


def _owed(words: bytes, size: int) -> Generator[tuple[bytes, int], bytes, bytes]:
    answer = yield words, size
    if len(answer) < size:
        raise _strange()
    return answer


def _strange() -> ProxyError:
    return ProxyError("link-proxy-strange")


def _logged_in(login: Login) -> bytes:
    user, password = login.user.encode("ascii"), login.password.encode("ascii")
    return bytes((_LOGIN_VERSION, len(user))) + user + bytes((len(password),)) + password


def _destination(name: str) -> bytes:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        spelt = name.encode("ascii")
        return bytes((_NAME, len(spelt))) + spelt
    return bytes((_IPV4 if address.version == 4 else _IPV6,)) + address.packed
