"""Make memory forget: freed blocks are overwritten, and none of it reaches a swap or a dump.

What a connection or an entry leaves in freed memory could be read from an image of the machine.
glibc overwrites what is freed when told so at the start of a process, and Python keeps its own
pools out of glibc's sight unless told not to; so the relay sets both and starts itself anew.
"""

import os
import resource
import sys

MARK = "LEEWARD_RELAY_HARDENED"
SETTINGS = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
    ":glibc.malloc.arena_max=1",
    MARK: "1",
}


def harden() -> None:
    """Turn off core dumps and, on Linux, start this process anew with a forgetful allocator."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux") or MARK in os.environ or not sys.orig_argv:
        return
    command = [sys.executable, *sys.orig_argv[1:]]
    # The operator's own settings win.
    os.execve(sys.executable, command, {**SETTINGS, **os.environ})  # noqa: S606
