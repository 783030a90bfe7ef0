"""Commands of `leeward` without the second that each takes to load: one process has loaded everything
and forks for each, and the fork is the command, with an environment and streams of its own.

    done = run(["read", "Harbour"], environ, text="", seconds=60.0)

As a program (`python tests/support/ready.py`) it does so for others: a line of JSON in for each
command, its arguments, and a line out with its exit code and what it printed.
"""

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

WISH_BYTES = 256 * 1024
PIPE_BYTES = 1024**2


def run(
    arguments: list[str], environ: dict[str, str], text: str, seconds: float
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, as `subprocess.run` does.

    Raises subprocess.TimeoutExpired; then the command has been killed.
    """
    typed, typing = os.pipe()
    with (
        os.fdopen(typed, "rb") as stdin,
        os.fdopen(typing, "w", encoding="utf-8") as keyboard,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        fcntl.fcntl(keyboard, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        keyboard.write(text)
        keyboard.close()
        told, tells = socket.socketpair()
        with told:
            with tells:
                wish = json.dumps([arguments, environ, str(Path.cwd())]).encode()
                files = [stdin.fileno(), out.fileno(), err.fileno(), tells.fileno()]
                socket.send_fds(_waiting(), [wish], files)
            # Hanging up has the command killed.
            told.settimeout(seconds)
            try:
                code = int(told.recv(16))
            except TimeoutError:
                raise subprocess.TimeoutExpired(arguments, seconds) from None
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


@cache
def _waiting() -> socket.socket:
    """The line to a process that waits for commands, until this one ends."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        theirs.set_inheritable(True)
        # It ends with the line, and so needs nobody to wait for it.
        os.posix_spawn(
            sys.executable,
            [sys.executable, __file__, str(theirs.fileno())],
            {**os.environ, "PYTHONUTF8": "1"},
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
        )
    return ours


# In that process


def _wait(wishes: socket.socket) -> None:
    """Fork for each command; comes back in the fork that is to be one, or when nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        wish, files, _, _ = socket.recv_fds(wishes, WISH_BYTES, 4)
        if not wish:
            os._exit(0)
        if not os.fork():
            break
        for file in files:
            os.close(file)
    wishes.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, tells = files
    _watch_over_a_fork(socket.socket(fileno=tells))
    for number, file in enumerate(streams):
        os.dup2(file, number)
        os.close(file)
    arguments, environ, folder = json.loads(wish)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["leeward", *arguments]
    # Whoever starts tests in the background has Ctrl-C ignored in all of them.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _watch_over_a_fork(tells: socket.socket) -> None:
    """Come back in a fork, and say here how it ends, or kill it when nobody wants to know."""
    fork = os.fork()
    if not fork:
        tells.close()
        return
    ended = os.pidfd_open(fork)
    ready, _, _ = select.select([ended, tells.fileno()], [], [])
    if ended not in ready:
        os.kill(fork, signal.SIGKILL)
    _, status = os.waitpid(fork, 0)
    tells.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become_a_command(line: int) -> int:
    from leeward_client.cli import arguments, dispatch, main  # noqa: F401
    from leeward_client.locale import LANGUAGES, use

    for language in LANGUAGES:
        use(language)
        arguments.build()
    _wait(socket.socket(fileno=line))
    return main.main()


def _serve_others() -> int:
    for line in sys.stdin:
        done = run(json.loads(line), dict(os.environ), text="", seconds=60.0)
        print(json.dumps([done.returncode, done.stdout, done.stderr]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(_become_a_command(int(sys.argv[1])) if sys.argv[1:] else _serve_others())
