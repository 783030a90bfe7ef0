"""The grammar of the command line. It knows no command's work: it only names it.

`--vault`, `--passphrase-file` and `--json` are understood before and after the command. The parser
of a command must not set their defaults, or it would overwrite what stood before it: hence
SUPPRESS."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from leeward_client.cli import helps, plain
from leeward_client.cli.durations import parse_span
from leeward_client.cli.exits import Exit

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 - argparse names no public type

DEFAULT_EXPIRY = 48 * 3600
MOST_USES = 50
TIMER = "timer"
"""The one rule that is a span of time; the others are words and numbers."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints cannot carry escape sequences to the terminal."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"leeward: {plain.line(message)}\n")


def parse(
    argv: Sequence[str] | None, environ: Mapping[str, str] = os.environ
) -> argparse.Namespace:
    """The command line as a namespace; `command` names the command. Exits with code 2 if it is
    wrong."""
    arguments = build().parse_args(argv)
    if arguments.vault is None:
        arguments.vault = Path(environ.get("LEEWARD_VAULT") or default_vault(environ))
    return arguments


def default_vault(environ: Mapping[str, str]) -> Path:
    """Where the vault is if nobody says: the data directory of the XDG base directory
    specification."""
    data = environ.get("XDG_DATA_HOME", "")
    # The specification wants relative paths ignored.
    base = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return base / "leeward"


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="leeward",
        description=helps.PROGRAM,
        epilog=helps.PROGRAM_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=version("leeward"), help=helps.VERSION
    )
    _common(parser, root=True)
    commands: Commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _circles(commands)
    _doors(commands)
    _talk(commands)
    _people(commands)
    return parser


def span(text: str) -> int:
    """A span of time, in seconds."""
    try:
        return parse_span(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def expiry(text: str) -> int | None:
    """A span of time in seconds, or None for `never`."""
    return None if text.strip().lower() == "never" else span(text)


def count(text: str) -> int:
    """How many persons an invite admits."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST_USES:
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_USES}")
    return int(text)


def number(text: str) -> int:
    """The number of an item in the log."""
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise argparse.ArgumentTypeError("a number, 0 or more")
    return int(text)


def rule(text: str) -> tuple[str, str]:
    """RULE=VALUE."""
    name, sign, value = (part.strip() for part in text.partition("="))
    if not name or not sign:
        raise argparse.ArgumentTypeError("a rule is set as RULE=VALUE")
    if name == TIMER and not value.isdecimal():
        return name, str(span(value))
    return name, value


def _common(parser: argparse.ArgumentParser, *, root: bool) -> None:
    def default(value: object) -> object:
        return value if root else argparse.SUPPRESS

    group = parser.add_argument_group("everywhere")
    group.add_argument("--vault", metavar="DIR", type=Path, default=default(None), help=helps.VAULT)
    group.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        default=default(None),
        help=helps.PASSPHRASE_FILE,
    )
    group.add_argument("--json", action="store_true", default=default(False), help=helps.JSON)


def _command(
    commands: "Commands",
    name: str,
    help_: str,
    *,
    long: str | None = None,
    examples: str | None = None,
    circle: bool = True,
) -> Parser:
    parser = commands.add_parser(
        name,
        help=help_,
        description=long or f"{help_[0].upper()}{help_[1:]}.",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _common(parser, root=False)
    if circle:
        parser.add_argument("circle", metavar="CIRCLE", help=helps.CIRCLE)
    return parser


def _offline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help=helps.OFFLINE)


def _yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help=helps.YES)


def _circles(commands: "Commands") -> None:
    _command(
        commands,
        "init",
        helps.INIT,
        long=helps.INIT_LONG,
        examples=helps.INIT_EXAMPLES,
        circle=False,
    )
    group = _command(commands, "circle", helps.CIRCLE_GROUP, circle=False)
    actions: Commands = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = _command(
        actions,
        "new",
        helps.CIRCLE_NEW,
        long=helps.CIRCLE_NEW_LONG,
        examples=helps.CIRCLE_NEW_EXAMPLES,
        circle=False,
    )
    new.add_argument("label", metavar="NAME", help=helps.CIRCLE_NEW_NAME)
    new.add_argument("--relay", metavar="URL", required=True, help=helps.RELAY)
    new.add_argument("--as", metavar="NAME", dest="name", required=True, help=helps.AS_FOUNDER)
    new.add_argument("--pass-file", metavar="FILE", type=Path, help=helps.PASS_FILE)
    _command(actions, "list", helps.CIRCLE_LIST, circle=False)

    policy = _command(
        commands, "policy", helps.POLICY, long=helps.POLICY_LONG, examples=helps.POLICY_EXAMPLES
    )
    policy.add_argument(
        "--set", metavar="RULE=VALUE", dest="rules", type=rule, action="append", help=helps.SET
    )
    policy.add_argument("--appoint", metavar="MEMBER", help=helps.APPOINT)
    policy.add_argument("--demote", metavar="MEMBER", help=helps.DEMOTE)
    policy.add_argument("--rename", metavar="NAME", help=helps.RENAME)
    _offline(policy)

    _command(commands, "withdraw", helps.WITHDRAW, long=helps.WITHDRAW_LONG)
    _command(commands, "verify", helps.VERIFY, long=helps.VERIFY_LONG)
    _yes(_command(commands, "leave", helps.LEAVE, long=helps.LEAVE_LONG))
    _yes(_command(commands, "forget", helps.FORGET))
    sync = _command(commands, "sync", helps.SYNC, circle=False)
    sync.add_argument("circle", metavar="CIRCLE", nargs="?", help=helps.SYNC_CIRCLE)


def _doors(commands: "Commands") -> None:
    invite = _command(
        commands, "invite", helps.INVITE, long=helps.INVITE_LONG, examples=helps.INVITE_EXAMPLES
    )
    invite.add_argument("--uses", metavar="N", type=count, default=1, help=helps.USES)
    invite.add_argument(
        "--expires", metavar="SPAN", type=expiry, default=DEFAULT_EXPIRY, help=helps.EXPIRES
    )
    invite.add_argument("--no-qr", action="store_true", help=helps.NO_QR)

    invites = _command(commands, "invites", helps.INVITES)
    invites.add_argument("--show", action="store_true", help=helps.INVITES_SHOW)
    _offline(invites)
    revoke = _command(commands, "revoke", helps.REVOKE)
    revoke.add_argument("id", metavar="ID", help=helps.INVITE_ID)

    join = _command(
        commands,
        "join",
        helps.JOIN,
        long=helps.JOIN_LONG,
        examples=helps.JOIN_EXAMPLES,
        circle=False,
    )
    join.add_argument("code", metavar="CODE", help=helps.CODE)
    join.add_argument("--as", metavar="NAME", dest="name", required=True, help=helps.AS_NEWCOMER)
    join.add_argument("--note", metavar="TEXT", default="", help=helps.NOTE)
    join.add_argument("--wait", action="store_true", help=helps.WAIT)
    join.add_argument("--rejoin", metavar="CIRCLE", help=helps.REJOIN)

    _command(commands, "knocks", helps.KNOCKS)
    admit = _command(commands, "admit", helps.ADMIT, long=helps.ADMIT_LONG)
    admit.add_argument("id", metavar="ID", help=helps.KNOCK_ID)
    admit.add_argument("--as", metavar="NAME", dest="name", help=helps.ADMIT_AS)
    decline = _command(commands, "decline", helps.DECLINE)
    decline.add_argument("id", metavar="ID", help=helps.KNOCK_ID)


def _talk(commands: "Commands") -> None:
    send = _command(
        commands, "send", helps.SEND, long=helps.SEND_LONG, examples=helps.SEND_EXAMPLES
    )
    send.add_argument("text", metavar="TEXT", help=helps.TEXT)
    send.add_argument("--cw", metavar="WORDS", help=helps.CW)
    send.add_argument("--reply", metavar="ID", help=helps.REPLY)
    send.add_argument("--timer", metavar="SPAN", type=span, help=helps.MESSAGE_TIMER)
    tone = send.add_mutually_exclusive_group()
    tone.add_argument("--just-listen", action="store_true", help=helps.LISTEN)
    tone.add_argument("--advice-welcome", action="store_true", help=helps.ADVICE)

    react = _command(commands, "react", helps.REACT, examples=helps.REACT_EXAMPLES)
    react.add_argument("id", metavar="ID", help=helps.EVENT)
    react.add_argument("emoji", metavar="EMOJI", help=helps.EMOJI)
    react.add_argument("--take-back", action="store_true", help=helps.TAKE_BACK)

    edit = _command(commands, "edit", helps.EDIT, long=helps.EDIT_LONG)
    edit.add_argument("id", metavar="ID", help=helps.EVENT)
    edit.add_argument("text", metavar="TEXT", help=helps.TEXT)
    warning = edit.add_mutually_exclusive_group()
    warning.add_argument("--cw", metavar="WORDS", help=helps.CW)
    warning.add_argument("--no-cw", action="store_true", help=helps.NO_CW)

    retract = _command(commands, "retract", helps.RETRACT, long=helps.RETRACT_LONG)
    retract.add_argument("id", metavar="ID", help=helps.EVENT)

    card = _command(
        commands, "card", helps.CARD, long=helps.CARD_LONG, examples=helps.CARD_EXAMPLES
    )
    card.add_argument("--name", metavar="NAME", help=helps.CARD_NAME)
    card.add_argument("--pronouns", metavar="WORDS", help=helps.PRONOUNS)
    card.add_argument("--about", metavar="TEXT", help=helps.ABOUT)

    timer = _command(commands, "timer", helps.TIMER, long=helps.TIMER_LONG)
    timer.add_argument("span", metavar="SPAN", type=span, help=helps.SPAN)

    read = _command(
        commands, "read", helps.READ, long=helps.READ_LONG, examples=helps.READ_EXAMPLES
    )
    read.add_argument("--since", metavar="N", type=number, default=0, help=helps.SINCE)
    read.add_argument("--open", action="store_true", help=helps.OPEN)
    read.add_argument("--muted", action="store_true", help=helps.SHOW_MUTED)
    way = read.add_mutually_exclusive_group()
    way.add_argument("--follow", action="store_true", help=helps.FOLLOW)
    way.add_argument("--offline", action="store_true", help=helps.OFFLINE)


def _people(commands: "Commands") -> None:
    _offline(_command(commands, "members", helps.MEMBERS))
    remove = _command(commands, "remove", helps.REMOVE, long=helps.REMOVE_LONG)
    remove.add_argument("member", metavar="MEMBER", help=helps.MEMBER)
    for name, help_ in (("mute", helps.MUTE), ("unmute", helps.UNMUTE)):
        parser = _command(commands, name, help_)
        parser.add_argument("member", metavar="MEMBER", help=helps.MEMBER)
