"""The console script `leeward`: everything ends with an exit code, nothing with a traceback.

What takes long to load is imported only once it is needed: `leeward panic` needs next to nothing.
"""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from leeward_client.cli import panic
from leeward_client.cli.copied import bare
from leeward_client.cli.exits import Exit

DEBUG = "LEEWARD_DEBUG"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not end the program.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdin else "backslashreplace")
    try:
        words = bare(sys.argv[1:] if argv is None else argv)
        wish = panic.asked(words, os.environ)
        code = _run(words) if wish is None else panic.run(wish)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at its end, which would fail again and say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.PIPE
    return int(code)


def _run(argv: Sequence[str]) -> Exit:
    import logging

    from leeward_client.cli import arguments
    from leeward_client.cli.output import Output
    from leeward_client.locale import preferred, say, use

    use(preferred(os.environ))
    debug = os.environ.get(DEBUG) == "1"
    if not debug:
        # Libraries log what they were given: addresses, and whatever stood in an exception.
        logging.disable(logging.CRITICAL)
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
            import traceback

            traceback.print_exc()
        out.tell(say("cli-unexpected", type=type(error).__name__))
        return Exit.REFUSED


if __name__ == "__main__":
    sys.exit(main())
