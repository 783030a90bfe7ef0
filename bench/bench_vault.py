"""The container on real content: what its bytes, its times and two images of it tell, at full size.

One container holds a vault of five circles with 10,000 messages and one of a single circle; another
holds a vault of a single circle alone. All talked over a real relay. `tests/privacy` does the same on
less; what may not be told apart is judged there, and here again.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from leeward_client.circle.events import Message
from leeward_client.session import Session
from leeward_client.vault import FILE, STANDARD_SIZE, Vault, WrongPassphraseError, add, keys
from leeward_client.vault.keys import Cost
from leeward_relay.config import Rates
from support.auc import auc
from support.lived_in import PASSPHRASES, Life, settle
from support.noise import blocks_of, tells
from support.people import LEEWARD
from support.relay import easy_config, running_relay
from support.vaults import changed_blocks, split, unlocked

from bench.report import Report

MUCH, LITTLE = Life(5, 10_000), Life(1, 20)
SAMPLE = 2_000
"""Blocks of each kind that are looked at."""
LIMIT = 6.0
"""Standard deviations above which blocks would be told apart."""
ALIKE = 0.75
"""Area under the curve above which two times of what should take as long would be told apart."""
UNLOCKS, SCREENS = 150, 12
NAMES = ("five circles, all messages", "one circle", "one circle, alone in its file")

Where = tuple[Path, str]


def measured(*, quick: bool = False) -> Report:
    """Everything, once; with a tenth of the messages if it has to be quick."""
    much = Life(MUCH.circles, MUCH.messages // 10) if quick else MUCH
    with tempfile.TemporaryDirectory() as home:
        figures = asyncio.run(_measure(Path(home), much))
    return Report(
        name="vault",
        versions={"apsw": version("apsw"), "PyNaCl": version("pynacl")},
        amount=f"{much.messages} messages, {UNLOCKS} unlocks, {SCREENS} first screens of each",
        figures=figures,
        table=_table(figures),
        above=_above(figures),
    )


async def _measure(home: Path, much: Life) -> dict[str, Any]:
    two, alone = home / "two", home / "alone"
    begun = time.perf_counter()
    hurried = Rates(*(10**6 for _ in msgspec.structs.fields(Rates)))
    config = easy_config(home / "relay", rates=hurried)
    async with running_relay(home / "relay", config) as relay:
        await settle(two, STANDARD_SIZE, relay.url, much, LITTLE)
        await settle(alone, STANDARD_SIZE, relay.url, LITTLE)
        lived = time.perf_counter() - begun
        where = dict(zip(NAMES, ((two, PASSPHRASES[0]), (two, PASSPHRASES[1]),
                                 (alone, PASSPHRASES[0])), strict=True))  # fmt: skip
        figures: dict[str, Any] = {
            "messages": much.messages,
            "bytes": (two / FILE).stat().st_size,
            "seconds_to_live": round(lived),
            "fill_seconds": round(_seconds(lambda: _filled(home / "empty")), 2),
            "argon2id_ms": round(1000 * _seconds(_derive)),
            "pages": {name: _pages(*place) for name, place in where.items()},
            "told_by_bytes": {name: _told(*place) for name, place in where.items()},
            "unlock_ms": _times(where, _unlock, UNLOCKS),
            "first_screen_ms": _times(where, _first_screen, SCREENS),
            "two_images": {name: await _images(*place) for name, place in where.items()},
        }
        figures["two_images"]["a vault more"] = _image_of_another(two)
    return figures


def _seconds(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def _filled(folder: Path) -> None:
    Vault.create(folder, "passphrase", Cost.least(), size=STANDARD_SIZE).close()


def _derive() -> None:
    keys.stretch("passphrase", bytes(keys.SALT), Cost.standard())


def _pages(folder: Path, passphrase: str) -> dict[str, int]:
    with unlocked(folder, passphrase) as (held, _, slot):
        region = held.region(slot)
        region.begin()
        return {"used": region.pages, "room": region.room}


def _told(folder: Path, passphrase: str) -> dict[str, float]:
    """By how many standard deviations the used blocks of a vault differ from unused ones."""
    regions = split((folder / FILE).read_bytes())[1]
    used = set()
    for one in PASSPHRASES:
        with suppress(WrongPassphraseError), unlocked(folder, one) as (_, _, slot):
            used.add(slot.region)
    with unlocked(folder, passphrase) as (held, _, slot):
        region = held.region(slot)
        region.begin()
        count, number = 2 + region.pages, slot.region
    free = next(n for n in range(keys.SLOTS) if n not in used)
    dice = random.Random(1)
    mine = sorted(dice.sample(range(count), min(SAMPLE, count)))
    return tells(blocks_of(regions[number], mine), blocks_of(regions[free], range(SAMPLE)))


def _unlock(folder: Path, passphrase: str) -> None:
    Vault.open(folder, passphrase).close()


def _first_screen(folder: Path, passphrase: str) -> None:
    subprocess.run(
        [LEEWARD, "circle", "list"],
        env={**os.environ, "LEEWARD_VAULT": str(folder), "LEEWARD_PASSPHRASE": passphrase},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _times(
    where: dict[str, Where], what: Callable[[Path, str], None], count: int
) -> dict[str, Any]:
    """Medians in milliseconds, taken in turn, and for each pair how well a threshold tells them."""
    times: dict[str, list[float]] = {name: [] for name in where}
    for place in where.values():
        what(*place)  # so that none is the first to be read from the disk
    for _ in range(count):
        for name, place in where.items():
            times[name].append(1000 * _seconds(lambda place=place: what(*place)))  # type: ignore[misc]
    return {
        "median": {name: round(median(taken), 2) for name, taken in times.items()},
        "auc": {
            f"{one} / {other}": round(auc(times[one], times[other]), 3)
            for one, other in combinations(times, 2)
        },
    }


async def _images(folder: Path, passphrase: str) -> dict[str, dict[str, int]]:
    """How many blocks of how many regions differ after this and that."""
    found = {}
    with Vault.open(folder, passphrase) as vault:
        session = Session(vault)
        circle = session.circles()[0]

        async def sync() -> None:
            await session.sync(circle)

        async def say() -> None:
            await session.say(circle, Message("One message more"))

        async def look() -> None:
            session.read(circle)

        for name, deed in (("reading", look), ("sync, nothing new", sync), ("one message", say)):
            before = (folder / FILE).read_bytes()
            await deed()
            found[name] = _difference(before, (folder / FILE).read_bytes())
    return found


def _image_of_another(folder: Path) -> dict[str, dict[str, int]]:
    before = (folder / FILE).read_bytes()
    add(folder, PASSPHRASES, "a third passphrase")
    return {"leeward vault add": _difference(before, (folder / FILE).read_bytes())}


def _difference(before: bytes, after: bytes) -> dict[str, int]:
    (head, regions), (new_head, new_regions) = split(before), split(after)
    blocks = [len(changed_blocks(*pair)) for pair in zip(regions, new_regions, strict=True)]
    return {
        "slots": len(changed_blocks(head, new_head)),
        "regions": sum(map(bool, blocks)),
        "blocks": sum(blocks),
    }


def _table(figures: dict[str, Any]) -> str:
    lines = ["| what | " + " | ".join(NAMES) + " |", "|---|" + "---:|" * len(NAMES)]

    def row(what: str, cells: list[object]) -> None:
        lines.append(f"| {what} | " + " | ".join(map(str, cells)) + " |")

    pages = figures["pages"]
    row("pages in use, of those there are",
        [f"{pages[name]['used']} of {pages[name]['room']}" for name in NAMES])  # fmt: skip
    row("size of the file (MiB)", [figures["bytes"] // 1024**2] * len(NAMES))
    told = figures["told_by_bytes"]
    row("used blocks against unused (standard deviations, at most)",
        [max(told[name].values()) for name in NAMES])  # fmt: skip
    for what, key in (("unlock, without Argon2id (ms)", "unlock_ms"),
                      ("`leeward circle list`, all of it (ms)", "first_screen_ms")):  # fmt: skip
        row(what, [figures[key]["median"][name] for name in NAMES])
    images = figures["two_images"]
    for deed in images[NAMES[0]]:
        row(f"blocks that differ after: {deed}",
            [f"{images[name][deed]['blocks']} of {images[name][deed]['regions']} region(s)"
             for name in NAMES])  # fmt: skip
    return "\n".join(lines)


def _above(figures: dict[str, Any]) -> list[str]:
    above = [
        f"vault: {name}: {look} tells used blocks ({value})"
        for name, told in figures["told_by_bytes"].items()
        for look, value in told.items()
        if value > LIMIT
    ]
    above += [
        f"vault: unlocking tells {pair} ({value})"
        for pair, value in figures["unlock_ms"]["auc"].items()
        if value > ALIKE
    ]
    pair = f"{NAMES[1]} / {NAMES[2]}"
    value = figures["first_screen_ms"]["auc"][pair]
    return above + ([f"vault: the first screen tells {pair} ({value})"] if value > 0.9 else [])
