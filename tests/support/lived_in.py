"""Vaults that are really used: circles are founded and talked in, over a relay.

await settle(folder, SIZE, relay.url, Life(5, 200), Life(1, 3))    # two vaults in one container
"""

import time
from dataclasses import dataclass
from pathlib import Path

from leeward_client.circle.events import Message
from leeward_client.session import Session
from leeward_client.vault import Cost, Vault, add

PASSPHRASES = ("the first of two", "and the other one")


@dataclass(frozen=True)
class Life:
    """How much somebody does with a vault."""

    circles: int
    messages: int
    """In all circles together."""


async def settle(folder: Path, size: int, relay: str, *lives: Life) -> None:
    """Make a container, and use a vault of it for each life; passphrases are in PASSPHRASES."""
    Vault.create(folder, PASSPHRASES[0], Cost.least(), size=size).close()
    for number in range(1, len(lives)):
        add(folder, PASSPHRASES[:number], PASSPHRASES[number])
    for life, passphrase in zip(lives, PASSPHRASES, strict=False):
        with Vault.open(folder, passphrase) as vault:
            await _live(Session(vault), relay, life)


async def _live(session: Session, relay: str, life: Life) -> None:
    for number in range(life.circles):
        await session.found(f"Circle {number}", relay, "Robin")
    for first, circle in enumerate(session.circles()):
        driver = session._driver(circle)
        async with driver.connected():
            for number in range(first, life.messages, life.circles):
                with driver.step() as machine:
                    assert machine is not None
                    machine.say(Message(_text(number)), int(time.time()))
                await driver.run()


def _text(number: int) -> str:
    return f"Message {number}: " + "tea rain bread late train quiet room " * (number % 5)
