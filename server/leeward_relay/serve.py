"""A relay as a process: signals, what it says on its terminal, what it never logs."""

import asyncio
import gc
import logging
import os
import resource
import signal
import sys

from leeward_relay.config import Config
from leeward_relay.relay import MOST_WAITING, Relay

SPARE_FILES = MOST_WAITING + 128
COLLECT_AFTER = 20_000

NEXT = """
{page}
Or in another terminal:
  leeward init
  leeward circle new NAME --relay {url} --as NAME
  leeward invite NAME
Stop the relay with Ctrl-C; nothing is lost.
"""

PAGE = "Open {page} in a browser."
NO_PAGE = "No web client is built here, so browsers get nothing; `make run` builds it."
PAGE_OFF = "Browsers get nothing here (web.serve)."


def serve(config: Config) -> None:
    """Serve until SIGTERM or SIGINT; raises StartError or SchemaError."""
    os.umask(0o077)
    # SQLite's temporary files, if a large database needs one, stay on the disk of the database.
    os.environ["SQLITE_TMPDIR"] = config.data
    _quiet_logs()
    _allow_files(config.connections.most + SPARE_FILES)
    # What is here by now stays. Cycles are collected less often than Python would on a busy relay:
    # connections come and go without any, and every scrub collects what there is.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    asyncio.run(_serve(config))


async def _serve(config: Config) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.set_exception_handler(_unexpected)
    relay = Relay(config)
    await relay.start()
    _say(f"Leeward relay: listening on {relay.url}\n{next_steps(relay)}")
    await stop.wait()
    _say("Leeward relay: stopping\n")
    await relay.stop()


def next_steps(relay: Relay) -> str:
    """Say what to do now that the relay runs, in a browser and in a terminal."""
    absent = NO_PAGE if relay.config.web.serve else PAGE_OFF
    page = PAGE.format(page=relay.page) if relay.page else absent
    return NEXT.format(page=page, url=relay.url)


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _say(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever started the relay has closed the pipe; that is no reason to stop.
        sys.stdout = None


def _unexpected(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    # asyncio's own report would print transports, and with them addresses.
    error = context.get("exception")
    logging.getLogger("leeward_relay").error("unexpected error (%s)", type(error).__name__)


def _quiet_logs() -> None:
    """Let this package alone speak: other libraries' logs may name peers or quote data."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.raiseExceptions = False
    for name in ("aiohttp", "asyncio", "aiosqlite"):
        logging.getLogger(name).disabled = True
        logging.getLogger(name).propagate = False
