"""The console script `leeward-relay`."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leeward_relay import memory

if TYPE_CHECKING:
    from leeward_relay.config import Config

OK, FAILED, USAGE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run a relay until it is told to stop.

    Exit codes: 0 stopped as asked, 1 could not start, 2 the command or configuration is wrong.
    """
    options = _parser().parse_args(arguments)
    if arguments is None:
        memory.harden()
    # Imported only now: hardening starts the process anew, and `--help` needs none of it.
    from leeward_relay.config import ConfigError
    from leeward_relay.directory import StartError
    from leeward_relay.salvage import salvage
    from leeward_relay.schema import SchemaError
    from leeward_relay.serve import serve

    try:
        config = _config(options)
        if options.salvage:
            sys.stdout.write(f"leeward-relay: {salvage(Path(config.data))}\n")
        else:
            serve(config)
    except ConfigError as error:
        return _complain(str(error), USAGE)
    except (StartError, SchemaError) as error:
        return _complain(str(error), FAILED)
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="leeward-relay",
        description="Carry sealed boxes for circles, and serve the web client to browsers. "
        "The relay can read nothing of what it holds.",
        epilog="See config.example.toml for everything that can be set, "
        "and docs/operations.md for hosting with TLS or as an onion service.",
    )
    parser.add_argument("--config", metavar="FILE", type=Path, help="a TOML file")
    parser.add_argument(
        "--listen", metavar="HOST:PORT", help="where to listen (default: 127.0.0.1:8470)"
    )
    parser.add_argument(
        "--data", metavar="DIR", help="where to keep the database (default: ./data)"
    )
    parser.add_argument(
        "--salvage",
        action="store_true",
        help="copy what can be read of a damaged database into a new one, and end",
    )
    return parser


def _config(options: argparse.Namespace) -> "Config":
    from leeward_relay.config import Config, adjusted, load

    config = Config() if options.config is None else load(options.config)
    return adjusted(config, listen=options.listen, data=options.data)


def _complain(text: str, code: int) -> int:
    sys.stderr.write(f"leeward-relay: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
