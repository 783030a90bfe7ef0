"""A command on a terminal of its own, with somebody who types."""

import os
import pty

from support.people import LEEWARD, Person


def at_terminal(person: Person, command: list[str], answers: dict[bytes, str]) -> tuple[int, bytes]:
    """Run a command on a terminal of its own, and type an answer at each prompt; code and screen."""
    environ = {**person.environ}
    del environ["LEEWARD_PASSPHRASE"]
    process, terminal = pty.fork()
    if process == 0:
        os.execve(LEEWARD, [LEEWARD, *command], environ)
    screen = b""
    try:
        for prompt, answer in answers.items():
            while prompt not in screen:
                screen += os.read(terminal, 1024)
            os.write(terminal, answer.encode() + b"\n")
        while chunk := os.read(terminal, 1024):
            screen += chunk
    except OSError:
        # So Linux tells that the other end of a pseudo-terminal was closed.
        pass
    finally:
        os.close(terminal)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status), screen
