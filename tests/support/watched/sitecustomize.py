"""Python imports this before anything else where its folder is on PYTHONPATH: a watch on a real command.

An audit hook cannot be taken off again, and sees what C code does as well. Each look-up, and each
place that is connected or sent to, becomes one line of JSON in the file that LEEWARD_WATCH names.
"""

import json
import os
import sys

_FILE = os.environ["LEEWARD_WATCH"]
_LOOKUPS = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}
_DIALS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_PROCESSES = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in _LOOKUPS:
        what: object = str(arguments[0])
    elif event in _DIALS:
        what = arguments[1]
    elif event in _PROCESSES:
        what = None
    else:
        return
    with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123 - nothing more is imported here
        file.write(json.dumps([event, what]) + "\n")


sys.addaudithook(_watch)
