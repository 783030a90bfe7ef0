"""The console script `leeward`: everything ends with an exit code, nothing with a traceback."""

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper

from leeward_client.cli import arguments
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.locale import preferred, say, use

DEBUG = "LEEWARD_DEBUG"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not end the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdin else "backslashreplace")
    use(preferred(os.environ))
    debug = os.environ.get(DEBUG) == "1"
    if not debug:
        # Libraries log what they were given: addresses, and whatever stood in an exception.
        logging.disable(logging.CRITICAL)
    try:
        code = _run(argv, debug=debug)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at its end, which would fail again and say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.PIPE
    return int(code)


def _run(argv: Sequence[str] | None, *, debug: bool) -> Exit:
    parsed = arguments.parse(argv)
    out = Output(json=parsed.json)
    try:
        # Imported only now, so that --help and a mistyped command answer at once.
        from leeward_client.cli import dispatch

        return dispatch.run(parsed, out)
    except KeyboardInterrupt:
        out.tell(say("cli-interrupted"))
        return Exit.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        # The last boundary. Its text may hold what somebody said: only its type is told.
        if debug:
            traceback.print_exc()
        out.tell(say("cli-unexpected", type=type(error).__name__))
        return Exit.REFUSED


if __name__ == "__main__":
    sys.exit(main())
