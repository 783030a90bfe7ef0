"""A slower processor for the pages of a browser: threads and all.

Chromium slows down the main thread of a page when it is asked to (Emulation.setCPUThrottlingRate), and
refuses to do so for workers: "Operation is only supported for pages, not workers". The web client does
its heavy work in a worker. So here the processes that run pages and their workers are stopped and let
go on again, a hundred times a second, and how much that slows a worker down is measured by a loop in
one. The processes that all pages share, for network and storage, stay as quick as they are.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, Page

TURN = 0.003
"""Seconds for which they go on before they are stopped again: less than anybody notices."""
LOOPS = 5
TRIES = 5
NEAR = 0.05

LOOP = """
async () => {
  const code = `onmessage = () => {
    const begin = performance.now()
    let x = 0
    for (let i = 0; i < 1.5e8; i++) x = (x * 31 + i) | 0
    postMessage([performance.now() - begin, x])
  }`
  const worker = new Worker(URL.createObjectURL(new Blob([code])))
  const took = await new Promise((tell) => {
    worker.onmessage = ({ data }) => tell(data[0])
    worker.postMessage(null)
  })
  worker.terminate()
  return took
}
"""


async def loop_ms(page: Page) -> float:
    """Milliseconds that a fixed piece of work takes in a worker of this page, an empty one.

    The quickest of a few: what else the machine has to do only ever adds to it.
    """
    took: list[float] = [await page.evaluate(LOOP) for _ in range(LOOPS)]
    return min(took)


async def renderers(browser: Browser) -> list[int]:
    """The processes of a browser that run pages and workers."""
    session = await browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    return [one["id"] for one in processes if one["type"] == "renderer"]


async def asked_for(page: Page, pids: Sequence[int], wanted: float, quick: float) -> float:
    """Find the rate to ask of `slowed` for a worker's processor that is `wanted` times slower.

    To stop a process and let it go on takes time of its own, which a machine has more or less of.
    `quick` is what `loop_ms` gives of this page otherwise.
    """
    rate = wanted
    for _ in range(TRIES):
        with slowed(pids, rate):
            slower = await loop_ms(page) / quick
        if abs(slower / wanted - 1) < NEAR:
            break
        rate = 1 + (rate - 1) * (wanted - 1) / max(slower - 1, NEAR)
    return rate


@contextmanager
def slowed(pids: Sequence[int], rate: float) -> Iterator[None]:
    """Let processes go on for one part in `rate` of the time."""
    over = threading.Event()
    thread = threading.Thread(target=_pulse, args=(pids, rate, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _pulse(pids: Sequence[int], rate: float, over: threading.Event) -> None:
    """Every turn is paid for by the rest that belongs to how long it really was."""
    owed, going = 0.0, time.perf_counter()
    try:
        while not over.is_set():
            time.sleep(TURN)
            _all(pids, signal.SIGSTOP)
            # A process stops once its main thread gets its turn, which takes a while on a busy machine.
            while not all(map(_is_stopped, pids)):
                time.sleep(0)
            stopped = time.perf_counter()
            owed += (stopped - going) * (rate - 1)
            time.sleep(max(owed, 0.0))
            going = time.perf_counter()
            owed -= going - stopped
            _all(pids, signal.SIGCONT)
    finally:
        _all(pids, signal.SIGCONT)


def _all(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _is_stopped(pid: int) -> bool:
    """Whether it was stopped, or has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in "TZX"
