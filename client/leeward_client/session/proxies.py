"""The proxy that a vault remembers: whoever leaves it out once is not exposed by that.

It stands in the vault like everything else, so that a device that is taken does not tell of it.
"""

from collections.abc import Callable

from leeward_client.link import Proxy, ProxyAddressError, Way
from leeward_client.locale import say
from leeward_client.session import errors, farewells
from leeward_client.session.store import PROXY, SETTINGS, proxy_of
from leeward_client.vault import Vault


class Proxies:
    """Which way connections go: as was asked for, or else as the vault remembers.

    A proxy that is asked for is remembered at once, before anything is dialled. From then on going
    straight takes `Way.DIRECT`, which holds as long as this object and changes nothing in the vault.
    """

    def __init__(
        self, vault: Vault, asked: Proxy | Way, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        self._vault = vault
        self._asked = asked
        self._tell = tell
        if isinstance(asked, Proxy):
            self.remember(asked)
        elif asked is Way.DIRECT and self.remembered is not None:
            tell(say("session-proxy-left-out"))

    def through(self) -> Proxy | None:
        """The proxy that the next connection goes through; None for straight to the relay.

        What the vault remembers is read each time: another process may have been told meanwhile.
        """
        if isinstance(self._asked, Proxy):
            return self._asked
        return self.remembered if self._asked is Way.REMEMBERED else None

    @property
    def remembered(self) -> Proxy | None:
        """The proxy that the vault remembers.

        Raises SessionError for one that this version does not understand: going straight is no way
        out of that.
        """
        with self._vault.transaction() as tx:
            kept = proxy_of(tx)
        try:
            return Proxy.parse(kept) if kept else None
        except ProxyAddressError:
            raise errors.SessionError("session-proxy-unknown") from None

    def remember(self, proxy: Proxy) -> None:
        """Go through this proxy from now on, unless asked otherwise."""
        with self._vault.transaction() as tx:
            known = proxy_of(tx) == proxy.url
            if not known:
                tx.put(SETTINGS, PROXY, proxy.url.encode())
        if not known:
            farewells.lay_out(self._vault)  # those that wait go the same way
            self._tell(say("session-proxy-remembered"))

    def forget(self) -> None:
        """Go straight to relays from now on, unless asked otherwise."""
        with self._vault.transaction() as tx:
            tx.delete(SETTINGS, PROXY)
        farewells.lay_out(self._vault)
