"""A parser of command lines that speaks our sentences instead of argparse's own."""

import argparse
import re
import sys
from typing import Any, NoReturn

from leeward_client.cli import plain
from leeward_client.cli.exits import Exit
from leeward_client.locale import say

_COMPLAINTS = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"the following arguments are required: (?P<names>.*)", "cli-needs-arguments"),
        (r"unrecognized arguments: (?P<names>.*)", "cli-unknown-arguments"),
        (
            r"argument (?P<name>\S+): invalid choice: (?P<choice>.*) \(choose from (?P<choices>.*)\)",
            "cli-bad-choice",
        ),
        (r"argument (?P<name>\S+): expected one argument", "cli-needs-value"),
        (
            r"argument (?P<name>\S+): not allowed with argument (?P<other>\S+)",
            "cli-not-together",
        ),
        (r"argument (?P<name>\S+): (?P<why>.*)", "cli-bad-argument"),
    )
)
"""What argparse says, and what is said instead; of several the first that fits."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        # The usage of a command is made once with an empty prefix, to be part of its own name.
        super().add_usage(
            usage, actions, groups, f"{say('cli-usage')} " if prefix is None else prefix
        )


class Parser(argparse.ArgumentParser):
    """A parser whose complaints cannot carry escape sequences to the terminal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, allow_abbrev=False, **options)
        self._positionals.title = say("cli-arguments")
        self._optionals.title = say("cli-options")
        self.add_argument("-h", "--help", action="help", help=say("cli-help"))

    def error(self, message: str) -> NoReturn:
        """Show the usage and what is wrong with the command line, and exit."""
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"leeward: {plain.line(complaint(message))}\n")


def complaint(message: str) -> str:
    """What argparse complains of, in our words; in its own where it says something new."""
    for pattern, sentence in _COMPLAINTS:
        found = pattern.fullmatch(message)
        if found is not None:
            return say(sentence, **found.groupdict())
    return message
