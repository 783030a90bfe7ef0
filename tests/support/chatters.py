"""People with the terminal app, each with a vault of their own, around one real relay.

async with chatting(vault) as one:
    await one.press("f4")
    await one.until(lambda: "Sam" in one.seen())
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leeward_client.session import Session
from leeward_client.terminal.app import ChatApp
from leeward_client.terminal.engine import Engine
from leeward_client.terminal.lines import Lines
from leeward_client.terminal.panels import Panel
from leeward_client.terminal.words import Line, Secret
from leeward_client.vault import Cost, Vault
from textual import events
from textual.pilot import Pilot

from support.people import PASSPHRASE
from support.sessions import let_in

PATIENCE = 30.0


@dataclass
class Chatter:
    """Somebody before a screen."""

    app: ChatApp
    pilot: Pilot[int]

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, and let the app take them in."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "\n": "ctrl+j"}
        await self.pilot.press(*(names.get(char, char) for char in text))

    def seen(self) -> str:
        """The whole screen, as text."""
        return "\n".join(
            "".join(segment.text for segment in line)
            for line in self.app.screen._compositor.render_strips()
        )

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.seen()
            await self.pilot.pause(0.02)

    async def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.seen())

    async def opens(self, flow: str) -> Panel[Any]:
        """Start a flow as the palette does, and wait for its panel."""
        self.app.action_flow(flow)
        return await self.panel()

    async def panel(self) -> Panel[Any]:
        """Wait until a panel is open and has its place; that panel."""

        def placed() -> bool:
            focused = self.app.screen.focused
            return (
                isinstance(self.app.screen, Panel) and focused is not None and bool(focused.region)
            )

        await self.until(placed)
        screen = self.app.screen
        assert isinstance(screen, Panel)
        return screen

    async def fill(self, **fields: str) -> None:
        """Fill in fields of a form by their keys, and be done."""
        screen = (await self.panel()).query_one
        for key, value in fields.items():
            screen(f"#field-{key}", Line).value = value
        await self.press("ctrl+s")

    async def choose(self, key: str) -> None:
        """Take a line of the panel, with the arrows and Enter."""
        lines = (await self.panel()).query_one(Lines)
        while lines.highlighted_option is None or lines.highlighted_option.id != key:
            await self.press("down")
        await self.press("enter")

    async def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Give the passphrase as a password manager does."""
        self.app.screen.query_one(Secret).post_message(events.Paste(passphrase))
        await self.press("enter")

    async def enter(self) -> None:
        """From the list of circles into the first one, to its field."""
        await self.until(lambda: self.app.open and self.app.room.open is not None)
        await self.press("enter")
        await self.until(lambda: getattr(self.app.screen.focused, "id", "") == "pad")


@asynccontextmanager
async def chatting(
    vault: Path,
    *,
    passphrase: str | None = PASSPHRASE,
    size: tuple[int, int] = (80, 24),
    environ: Mapping[str, str] | None = None,
    clock: Callable[[], float] = time.time,
    erase: Callable[[], object] = lambda: None,
    fresh: bool = False,
) -> AsyncIterator[Chatter]:
    """Run the app with this vault; with no passphrase it waits at the gate."""
    engines: list[Engine] = []

    def engine(told: Callable[[bytes | None], None], tell: Callable[[str], None]) -> Engine:
        engines.append(Engine(vault, told=told, tell=tell))
        return engines[0]

    app = ChatApp(
        engine, environ or {}, lambda error: str(error), passphrase, erase, clock, fresh=fresh
    )
    try:
        async with app.run_test(size=size) as pilot:
            yield Chatter(app, pilot)
    finally:
        await asyncio.to_thread(engines[0].close)


async def settled(folder: Path, relay: str, *names: str, label: str = "Harbour") -> list[Path]:
    """Vaults of so many people who are in one circle; the first of them is its host."""
    folders = [folder / f"vault-{n}" for n in range(len(names))]
    vaults = [Vault.create(one, PASSPHRASE, Cost.least()) for one in folders]
    everybody = [Session(one) for one in vaults]
    await everybody[0].found(label, relay, names[0])
    for session, name in zip(everybody[1:], names[1:], strict=True):
        await let_in(everybody[0], session, name)
    for session in everybody:
        await session.sync()
    for one in vaults:
        one.close()
    return folders


async def with_session(vault: Path, deed: Callable[[Session], Awaitable[object]]) -> None:
    """Do something as a command line would, beside the app."""
    with Vault.open(vault, PASSPHRASE) as opened:
        await deed(Session(opened))
