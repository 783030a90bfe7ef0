"""Somebody whose browser keeps its profile in a folder, as on a real device, and what can be found in it.

async with at_home(relay.url, folder) as robin: ...      # a Person; the folder is complete afterwards
await stored(robin.page)                                 # all that the page's origin keeps, as bytes
spelled(["a planted text"])                              # as it would stand in memory or in files
"""

import base64
import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from playwright.async_api import Page, async_playwright

from support.browser import ARGUMENTS, CHROMIUM, VIOLATIONS, Person, Watch

STORED = """async () => {
    const found = []
    const text = (value) => found.push(btoa(String.fromCharCode(...new TextEncoder().encode(value))))
    const bytes = (view) => {
        for (let at = 0; at < view.length; at += 8192)
            found.push(btoa(String.fromCharCode(...view.subarray(at, at + 8192 + 512))))
    }
    const walk = (value) => {
        if (value === null || ["undefined", "boolean"].includes(typeof value)) return
        if (["string", "number", "bigint"].includes(typeof value)) return text(String(value))
        if (value instanceof ArrayBuffer) return bytes(new Uint8Array(value))
        if (ArrayBuffer.isView(value))
            return bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
        if (value instanceof Date) return text(value.toISOString())
        if (value instanceof Map || value instanceof Set) return walk([...value])
        if (Array.isArray(value)) return value.forEach(walk)
        if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error("not known: " + value)
        walk(Object.entries(value))
    }
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
    })
    for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name))
        walk([name, ...database.objectStoreNames])
        for (const store of database.objectStoreNames) {
            const held = database.transaction(store).objectStore(store)
            walk(await Promise.all([done(held.getAllKeys()), done(held.getAll())]))
        }
        database.close()
    }
    walk([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href])
    for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) {
            walk([name, request.url, await (await cache.match(request)).arrayBuffer()])
        }
    }
    return found
}"""
"""Walks through everything that the page's origin keeps, to the last value. Long ones come in pieces that
overlap, so that nothing is hidden by a seam."""


async def stored(page: Page) -> bytes:
    """IndexedDB, local and session storage, caches, cookies, the state of the history, the address."""
    # Each piece ends in a line feed: what is looked for has none.
    pieces: list[str] = await page.evaluate(STORED)
    return b"\n".join(base64.b64decode(piece) for piece in pieces)


def spelled(texts: Iterable[str]) -> list[bytes]:
    """Each text in UTF-8 and in both kinds of UTF-16."""
    return [text.encode(how) for text in texts for how in ("utf-8", "utf-16-le", "utf-16-be")]


@contextlib.asynccontextmanager
async def at_home(url: str, folder: Path) -> AsyncIterator[Person]:
    """Somebody with the page of the relay at `url` open, and a profile in `folder`."""
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            args=list(ARGUMENTS),
            chromium_sandbox=False,
            locale="en",
        ) as context,
    ):
        watch = Watch(url)
        watch.over(context)
        await context.add_init_script(VIOLATIONS)
        page = await context.new_page()
        await page.goto(url)
        yield Person("robin", context, page, watch)
        assert await context.cookies() == []
        assert not watch.found, "\n".join(watch.found)
