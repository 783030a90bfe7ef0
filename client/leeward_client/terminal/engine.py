"""The open vault in a thread of its own: the screen asks, and never waits for a relay or for a key.

The counterpart of the web client's worker. Vault, sessions and connections live in that thread's event
loop; what the screen gets are names and texts to show.
"""

import asyncio
import gc
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from leeward_client.link import Proxy, Way
from leeward_client.session import Live
from leeward_client.terminal.settings import Settings, load, save
from leeward_client.vault import Progress, Vault

T = TypeVar("T")
Told = Callable[[bytes | None], None]


class LockedError(Exception):
    """The vault is locked: there is nothing to ask."""


class Engine:
    """Opens and locks one vault, and runs what is asked of it.

    `told` and `tell` are called in the engine's thread: that a circle changed, and lines about long
    work.
    """

    def __init__(
        self,
        folder: Path,
        *,
        told: Told = lambda _: None,
        tell: Callable[[str], None] = lambda _: None,
        proxy: Proxy | Way = Way.REMEMBERED,
    ) -> None:
        self._folder = folder
        self._told = told
        self._tell = tell
        self._proxy = proxy
        self._loop = asyncio.new_event_loop()
        self._closed = asyncio.Event()
        self._thread = threading.Thread(target=self._turn, name="engine", daemon=True)
        self._stack = AsyncExitStack()
        self._vault: Vault | None = None
        self._live: Live | None = None
        self._thread.start()

    @property
    def unlocked(self) -> bool:
        """Whether the vault is open."""
        return self._live is not None

    async def unlock(self, passphrase: str) -> Settings:
        """Open the vault and follow its circles. Raises VaultError, OSError."""
        return await self._run(lambda: self._unlock(passphrase))

    async def make(self, passphrase: str, progress: Progress) -> Settings:
        """Make the vault and open it. `progress` is told in a thread how much is filled, of how much.

        Raises VaultError, OSError.
        """
        return await self._run(lambda: self._make(passphrase, progress))

    async def lock(self) -> None:
        """Close the connections, and erase the keys from memory as far as the language allows."""
        await self._run(self._lock)

    async def ask(self, question: Callable[[Live], T]) -> T:
        """What the live session answers at once. Raises SessionError, VaultError, LockedError."""

        async def answered() -> T:
            return question(self._unlocked())

        return await self._run(answered)

    async def wait(self, question: Callable[[Live], Awaitable[T]]) -> T:
        """What it answers in time. Raises SessionError, VaultError, LockedError."""

        async def answered() -> T:
            return await question(self._unlocked())

        return await self._run(answered)

    async def settings(self, settings: Settings) -> None:
        """Keep the settings in the vault."""

        async def keep() -> None:
            if self._vault is not None:
                save(self._vault, settings)

        await self._run(keep)

    def close(self) -> None:
        """Lock, and end the thread; what was asked and is not answered is cancelled. May be called from
        anywhere, more than once."""
        if self._loop.is_closed():
            return
        self._start(self._lock).result()
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join()

    def _unlocked(self) -> Live:
        if self._live is None:
            raise LockedError
        return self._live

    # In the engine's thread -------------------------------------------------------------------

    def _turn(self) -> None:
        """Turn the loop until it is closed, and see every task to its end then."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._closed.wait())

    async def _make(self, passphrase: str, progress: Progress) -> Settings:
        await asyncio.to_thread(
            lambda: Vault.create(self._folder, passphrase, progress=progress).close()
        )
        return await self._unlock(passphrase)

    async def _unlock(self, passphrase: str) -> Settings:
        await self._lock()
        self._vault = self._stack.enter_context(Vault.open(self._folder, passphrase))
        live = Live(self._vault, told=self._told, tell=self._tell, proxy=self._proxy)
        self._live = await self._stack.enter_async_context(live)
        return load(self._vault)

    async def _lock(self) -> None:
        self._live = self._vault = None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()
        gc.collect()  # machines and what they decrypted, as far as nothing else holds them

    async def _run(self, task: Callable[[], Awaitable[T]]) -> T:
        return await asyncio.wrap_future(self._start(task))

    def _start(self, task: Callable[[], Awaitable[T]]) -> "Future[T]":
        async def started() -> T:
            return await task()

        return asyncio.run_coroutine_threadsafe(started(), self._loop)
