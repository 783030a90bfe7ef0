"""A slower processor for the pages of a browser: threads and all.

Chromium slows down the main thread of a page when it is asked to (Emulation.setCPUThrottlingRate), and
refuses to do so for workers: "Operation is only supported for pages, not workers". The web client does
its heavy work in a worker. So here the processes that run pages and their workers are stopped and let
go on again, several hundred times a second, and how much that slows a worker down is measured by a
loop in one. The processes that the pages share, for network and storage, stay as quick as they are.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.async_api import Page

TURN = 0.008
"""Seconds of one going and stopping: shorter than what anybody notices, longer than timers err."""

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
    """Milliseconds that a fixed piece of work takes in a worker of this page, an empty one."""
    took: float = await page.evaluate(LOOP)
    return took


@contextmanager
def slowed(mark: str, rate: float) -> Iterator[None]:
    """Let the pages of a browser go only one part in `rate` of the time.

    `mark` is what the browser's command line holds, and no other's. Pages that are opened meanwhile are
    not slowed down.
    """
    pids = _renderers(mark)
    over = threading.Event()
    thread = threading.Thread(target=_pulse, args=(pids, rate, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _pulse(pids: list[int], rate: float, over: threading.Event) -> None:
    try:
        while not over.is_set():
            _all(pids, signal.SIGSTOP)
            time.sleep(TURN * (1 - 1 / rate))
            _all(pids, signal.SIGCONT)
            time.sleep(TURN / rate)
    finally:
        _all(pids, signal.SIGCONT)


def _all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _renderers(mark: str) -> list[int]:
    """The processes of this browser that run pages."""
    parents: dict[int, int] = {}
    lines: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            pid = int(folder.name)
            lines[pid] = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
            parents[pid] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    ours = {pid for pid, line in lines.items() if mark in line and "chrom" in line}
    while more := {pid for pid, parent in parents.items() if parent in ours and pid not in ours}:
        ours |= more
    return [pid for pid in ours if "--type=renderer" in lines[pid]]
