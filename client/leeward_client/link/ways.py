"""The ways that the connections of one session go: one for each circle and each meeting box.

A proxy that tells logins apart (Tor does, by IsolateSOCKSAuth) then never puts two of them on one
circuit. Logins are keyed hashes under a key that is drawn when the session begins and kept nowhere:
they are the same while it lasts, so that whoever reconnects need not wait for a new circuit, and tell
nobody, with the vault in hand or without it, which circle they were for or that two runs were one
person's.
"""

import hashlib
import os
from collections.abc import Callable

from leeward_client.link.dial import Dial
from leeward_client.link.proxy import Login, Proxy

_HALF = 16
"""Bytes of the user name, and of the password; as hexadecimal digits, twice that."""
_PERSON = b"leeward/socks/1"


class Ways:
    """All that may be dialled with. `proxy` is asked anew for every connection."""

    def __init__(self, proxy: Callable[[], Proxy | None]) -> None:
        self._proxy = proxy
        self._key = os.urandom(32)

    def circle(self, circle: bytes) -> Dial:
        """The way for one circle, by its local id."""
        return self._dial(b"circle/" + circle)

    def meeting(self, box: bytes) -> Dial:
        """The way for one meeting box."""
        return self._dial(b"meeting/" + box)

    def page(self) -> Dial:
        """A way for looking at what a relay serves to browsers; each time another."""
        return self._dial(b"page/" + os.urandom(_HALF))

    def _dial(self, whom: bytes) -> Dial:
        proxy = self._proxy()
        if proxy is None or proxy.shared:
            return Dial(proxy=proxy)
        digest = hashlib.blake2b(whom, digest_size=2 * _HALF, key=self._key, person=_PERSON)
        words = digest.digest()
        return Dial(proxy=proxy, login=Login(words[:_HALF].hex(), words[_HALF:].hex()))
