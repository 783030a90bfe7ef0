"""The grammar of the command line. It knows no command's work: it only names it.

`--vault`, `--passphrase-file`, `--proxy` and `--json` are understood before and after the command.
The parser of a command must not set their defaults, or it would overwrite what stood before it: hence
SUPPRESS."""

import argparse
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from leeward_client.cli.durations import parse_span
from leeward_client.cli.parser import Parser
from leeward_client.cli.where import vault_folder
from leeward_client.locale import say

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 - argparse names no public type

DEFAULT_EXPIRY = 48 * 3600
MOST_USES = 50
TIMER = "timer"
"""The one rule that is a span of time; the others are words and numbers."""


def parse(
    argv: Sequence[str] | None, environ: Mapping[str, str] = os.environ
) -> argparse.Namespace:
    """The command line as a namespace; `command` names the command. Exits with code 2 if it is
    wrong."""
    arguments = build().parse_args(argv)
    if arguments.vault is None:
        arguments.vault = vault_folder(environ)
    return arguments


def build() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="leeward",
        description=say("help-program"),
        epilog=say("help-program-epilog"),
    )
    parser.add_argument(
        "--version", action="version", version=version("leeward"), help=say("help-version")
    )
    _common(parser, root=True)
    commands: Commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _circles(commands)
    _doors(commands)
    _talk(commands)
    _people(commands)
    _devices(commands)
    _backups(commands)
    _relays(commands)
    _endings(commands)
    _vaults(commands)
    _app(commands)
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
        raise argparse.ArgumentTypeError(say("cli-bad-count", most=MOST_USES))
    return int(text)


def size(text: str) -> int:
    """Bytes, said as so many M or G (of 1024)."""
    from leeward_client.vault import LEAST_SIZE, MOST_SIZE

    unit = {"M": 1024**2, "G": 1024**3}.get(text[-1:].upper())
    digits = text[:-1]
    if unit is not None and digits.isascii() and digits.isdigit() and len(digits) < 8:
        bytes_ = int(digits) * unit
        if LEAST_SIZE <= bytes_ <= MOST_SIZE:
            return bytes_
    least, most = -(-LEAST_SIZE // 1024**2), MOST_SIZE // 1024**3
    raise argparse.ArgumentTypeError(say("cli-bad-size", least=f"{least}M", most=f"{most}G"))


def number(text: str) -> int:
    """The number of an item in the log."""
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise argparse.ArgumentTypeError(say("cli-bad-number"))
    return int(text)


def rule(text: str) -> tuple[str, str]:
    """RULE=VALUE."""
    name, sign, value = (part.strip() for part in text.partition("="))
    if not name or not sign:
        raise argparse.ArgumentTypeError(say("cli-bad-rule"))
    if name == TIMER and not value.isdecimal():
        return name, str(span(value))
    return name, value


def _common(parser: argparse.ArgumentParser, *, root: bool) -> None:
    def default(value: object) -> object:
        return value if root else argparse.SUPPRESS

    group = parser.add_argument_group(say("cli-everywhere"))
    group.add_argument(
        "--vault", metavar="DIR", type=Path, default=default(None), help=say("help-vault")
    )
    group.add_argument(
        "--passphrase-file",
        metavar="FILE",
        type=Path,
        default=default(None),
        help=say("help-passphrase-file"),
    )
    group.add_argument("--proxy", metavar="URL", default=default(None), help=say("help-proxy"))
    group.add_argument("--json", action="store_true", default=default(False), help=say("help-json"))


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
    )
    _common(parser, root=False)
    if circle:
        parser.add_argument("circle", metavar="CIRCLE", help=say("help-circle"))
    return parser


def _offline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offline", action="store_true", help=say("help-offline"))


def _size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", metavar="SIZE", type=size, help=say("help-size"))


def _yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help=say("help-yes"))


def _circles(commands: "Commands") -> None:
    init = _command(
        commands,
        "init",
        say("help-init"),
        long=say("help-init-long"),
        examples=say("help-init-examples"),
        circle=False,
    )
    _size(init)
    group = _command(commands, "circle", say("help-circle-group"), circle=False)
    actions: Commands = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = _command(
        actions,
        "new",
        say("help-circle-new"),
        long=say("help-circle-new-long"),
        examples=say("help-circle-new-examples"),
        circle=False,
    )
    new.add_argument("label", metavar="NAME", help=say("help-circle-new-name"))
    new.add_argument("--relay", metavar="URL", required=True, help=say("help-relay"))
    new.add_argument(
        "--as", metavar="NAME", dest="name", required=True, help=say("help-as-founder")
    )
    new.add_argument("--pass-file", metavar="FILE", type=Path, help=say("help-pass-file"))
    _command(actions, "list", say("help-circle-list"), circle=False)

    policy = _command(
        commands,
        "policy",
        say("help-policy"),
        long=say("help-policy-long"),
        examples=say("help-policy-examples"),
    )
    policy.add_argument(
        "--set",
        metavar="RULE=VALUE",
        dest="rules",
        type=rule,
        action="append",
        help=say("help-set"),
    )
    policy.add_argument("--appoint", metavar="MEMBER", help=say("help-appoint"))
    policy.add_argument("--demote", metavar="MEMBER", help=say("help-demote"))
    policy.add_argument("--rename", metavar="NAME", help=say("help-rename"))
    _offline(policy)

    _command(commands, "withdraw", say("help-withdraw"), long=say("help-withdraw-long"))
    _command(commands, "verify", say("help-verify"), long=say("help-verify-long"))
    _yes(_command(commands, "leave", say("help-leave"), long=say("help-leave-long")))
    _yes(_command(commands, "forget", say("help-forget")))
    sync = _command(commands, "sync", say("help-sync"), circle=False)
    sync.add_argument("circle", metavar="CIRCLE", nargs="?", help=say("help-sync-circle"))


def _doors(commands: "Commands") -> None:
    invite = _command(
        commands,
        "invite",
        say("help-invite"),
        long=say("help-invite-long"),
        examples=say("help-invite-examples"),
    )
    invite.add_argument("--uses", metavar="N", type=count, default=1, help=say("help-uses"))
    invite.add_argument(
        "--expires", metavar="SPAN", type=expiry, default=DEFAULT_EXPIRY, help=say("help-expires")
    )
    invite.add_argument("--no-qr", action="store_true", help=say("help-no-qr"))

    invites = _command(commands, "invites", say("help-invites"))
    invites.add_argument("--show", action="store_true", help=say("help-invites-show"))
    _offline(invites)
    revoke = _command(commands, "revoke", say("help-revoke"))
    revoke.add_argument("id", metavar="ID", help=say("help-invite-id"))

    join = _command(
        commands,
        "join",
        say("help-join"),
        long=say("help-join-long"),
        examples=say("help-join-examples"),
        circle=False,
    )
    join.add_argument("code", metavar="CODE", help=say("help-code"))
    join.add_argument(
        "--as", metavar="NAME", dest="name", required=True, help=say("help-as-newcomer")
    )
    join.add_argument("--note", metavar="TEXT", default="", help=say("help-note"))
    join.add_argument("--wait", action="store_true", help=say("help-wait"))
    join.add_argument("--rejoin", metavar="CIRCLE", help=say("help-rejoin"))

    unask = _command(
        commands, "unask", say("help-unask"), long=say("help-unask-long"), circle=False
    )
    unask.add_argument("id", metavar="ID", help=say("help-join-id"))
    _yes(unask)

    _command(commands, "knocks", say("help-knocks"))
    admit = _command(commands, "admit", say("help-admit"), long=say("help-admit-long"))
    admit.add_argument("id", metavar="ID", help=say("help-knock-id"))
    admit.add_argument("--as", metavar="NAME", dest="name", help=say("help-admit-as"))
    decline = _command(commands, "decline", say("help-decline"))
    decline.add_argument("id", metavar="ID", help=say("help-knock-id"))


def _talk(commands: "Commands") -> None:
    send = _command(
        commands,
        "send",
        say("help-send"),
        long=say("help-send-long"),
        examples=say("help-send-examples"),
    )
    send.add_argument("text", metavar="TEXT", help=say("help-text"))
    send.add_argument("--cw", metavar="WORDS", help=say("help-cw"))
    send.add_argument("--reply", metavar="ID", help=say("help-reply"))
    send.add_argument("--timer", metavar="SPAN", type=span, help=say("help-message-timer"))
    tone = send.add_mutually_exclusive_group()
    tone.add_argument("--just-listen", action="store_true", help=say("help-listen"))
    tone.add_argument("--advice-welcome", action="store_true", help=say("help-advice"))

    react = _command(commands, "react", say("help-react"), examples=say("help-react-examples"))
    react.add_argument("id", metavar="ID", help=say("help-event"))
    react.add_argument("emoji", metavar="EMOJI", help=say("help-emoji"))
    react.add_argument("--take-back", action="store_true", help=say("help-take-back"))

    edit = _command(commands, "edit", say("help-edit"), long=say("help-edit-long"))
    edit.add_argument("id", metavar="ID", help=say("help-event"))
    edit.add_argument("text", metavar="TEXT", help=say("help-text"))
    warning = edit.add_mutually_exclusive_group()
    warning.add_argument("--cw", metavar="WORDS", help=say("help-cw"))
    warning.add_argument("--no-cw", action="store_true", help=say("help-no-cw"))

    retract = _command(commands, "retract", say("help-retract"), long=say("help-retract-long"))
    retract.add_argument("id", metavar="ID", help=say("help-event"))

    card = _command(
        commands,
        "card",
        say("help-card"),
        long=say("help-card-long"),
        examples=say("help-card-examples"),
    )
    card.add_argument("--name", metavar="NAME", help=say("help-card-name"))
    card.add_argument("--pronouns", metavar="WORDS", help=say("help-pronouns"))
    card.add_argument("--about", metavar="TEXT", help=say("help-about"))

    timer = _command(commands, "timer", say("help-timer"), long=say("help-timer-long"))
    timer.add_argument("span", metavar="SPAN", type=span, help=say("help-span"))

    read = _command(
        commands,
        "read",
        say("help-read"),
        long=say("help-read-long"),
        examples=say("help-read-examples"),
    )
    read.add_argument("--since", metavar="N", type=number, default=0, help=say("help-since"))
    read.add_argument("--open", action="store_true", help=say("help-open"))
    read.add_argument("--muted", action="store_true", help=say("help-show-muted"))
    way = read.add_mutually_exclusive_group()
    way.add_argument("--follow", action="store_true", help=say("help-follow"))
    way.add_argument("--offline", action="store_true", help=say("help-offline"))


def _people(commands: "Commands") -> None:
    _offline(_command(commands, "members", say("help-members")))
    remove = _command(commands, "remove", say("help-remove"), long=say("help-remove-long"))
    remove.add_argument("member", metavar="MEMBER", help=say("help-member"))
    appoint = _command(commands, "appoint", say("help-appoint"), long=say("help-appoint-long"))
    appoint.add_argument("member", metavar="MEMBER", help=say("help-member"))
    _offline(
        _command(commands, "approvals", say("help-approvals"), long=say("help-approvals-long"))
    )
    approve = _command(commands, "approve", say("help-approve"), long=say("help-approve-long"))
    approve.add_argument("id", metavar="ID", help=say("help-ask-id"))
    for name, help_ in (("mute", say("help-mute")), ("unmute", say("help-unmute"))):
        parser = _command(commands, name, help_)
        parser.add_argument("member", metavar="MEMBER", help=say("help-member"))


def _devices(commands: "Commands") -> None:
    group = _command(
        commands, "device", say("help-device-group"), long=say("help-device-long"), circle=False
    )
    actions: Commands = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    link = _command(
        actions,
        "link",
        say("help-device-link"),
        long=say("help-device-link-long"),
        examples=say("help-device-link-examples"),
        circle=False,
    )
    link.add_argument("--only", metavar="CIRCLE", action="append", help=say("help-device-only"))
    link.add_argument("--no-qr", action="store_true", help=say("help-no-qr"))
    join = _command(
        actions,
        "join",
        say("help-device-join"),
        long=say("help-device-join-long"),
        examples=say("help-device-join-examples"),
        circle=False,
    )
    join.add_argument("code", metavar="CODE", help=say("help-device-code"))
    join.add_argument(
        "--name", metavar="NAME", default=say("device-unnamed"), help=say("help-device-name")
    )
    list_ = _command(actions, "list", say("help-device-list"), long=say("help-device-list-long"))
    list_.add_argument("--all", action="store_true", help=say("help-device-all"))
    _offline(list_)
    remove = _command(
        actions, "remove", say("help-device-remove"), long=say("help-device-remove-long")
    )
    remove.add_argument("id", metavar="ID", help=say("help-device-id"))
    _yes(remove)
    lost = _command(
        actions,
        "lost",
        say("help-device-lost"),
        long=say("help-device-lost-long"),
        examples=say("help-device-lost-examples"),
        circle=False,
    )
    lost.add_argument("name", metavar="NAME", nargs="?", help=say("help-device-lost-name"))
    lost.add_argument("--undo", action="store_true", help=say("help-device-lost-undo"))
    _yes(lost)


def _backups(commands: "Commands") -> None:
    for name, help_, long in (
        ("backup", say("help-backup"), say("help-backup-long")),
        ("restore", say("help-restore"), say("help-restore-long")),
    ):
        parser = _command(commands, name, help_, long=long, circle=False)
        parser.add_argument("file", metavar="FILE", type=Path, help=say("help-backup-file"))
        parser.add_argument(
            "--backup-passphrase-file",
            metavar="FILE",
            type=Path,
            help=say("help-backup-passphrase-file"),
        )


def _relays(commands: "Commands") -> None:
    web = _command(
        commands,
        "verify-web",
        say("help-verify-web"),
        long=say("help-verify-web-long"),
        examples=say("help-verify-web-examples"),
        circle=False,
    )
    web.add_argument("url", metavar="URL", help=say("help-verify-web-url"))
    web.add_argument("--manifest", metavar="FILE", type=Path, help=say("help-verify-web-manifest"))

    proxy = _command(
        commands,
        "proxy",
        say("help-proxy-command"),
        long=say("help-proxy-long"),
        examples=say("help-proxy-examples"),
        circle=False,
    )
    proxy.add_argument("choice", metavar="URL", nargs="?", help=say("help-proxy-choice"))
    _yes(proxy)


def _endings(commands: "Commands") -> None:
    panic = _command(
        commands,
        "panic",
        say("help-panic"),
        long=say("help-panic-long"),
        examples=say("help-panic-examples"),
        circle=False,
    )
    panic.add_argument("--now", action="store_true", help=say("help-panic-now"))
    pack = _command(
        commands,
        "pack",
        say("help-pack"),
        long=say("help-pack-long"),
        examples=say("help-pack-examples"),
        circle=False,
    )
    pack.add_argument("--tell", action="store_true", help=say("help-pack-tell"))
    pack.add_argument("--leave", action="store_true", help=say("help-pack-leave"))
    _yes(pack)
    farewell = _command(
        commands,
        "farewell",
        say("help-farewell"),
        long=say("help-farewell-long"),
        examples=say("help-farewell-examples"),
    )
    way = farewell.add_mutually_exclusive_group()
    way.add_argument("--on", action="store_true", help=say("help-farewell-on"))
    way.add_argument("--off", action="store_true", help=say("help-farewell-off"))


def _vaults(commands: "Commands") -> None:
    group = _command(
        commands, "vault", say("help-vault-group"), long=say("help-vault-group-long"), circle=False
    )
    actions: Commands = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    another = _command(
        actions,
        "add",
        say("help-vault-add"),
        long=say("help-vault-add-long"),
        examples=say("help-vault-add-examples"),
        circle=False,
    )
    another.add_argument(
        "--keep-file",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help=say("help-keep-file"),
    )
    another.add_argument(
        "--new-passphrase-file", metavar="FILE", type=Path, help=say("help-new-passphrase-file")
    )
    _yes(another)
    _size(
        _command(
            actions,
            "migrate",
            say("help-vault-migrate"),
            long=say("help-vault-migrate-long"),
            circle=False,
        )
    )
    destroying = _command(
        actions,
        "destroy-other",
        say("help-destroy-other"),
        long=say("help-destroy-other-long"),
        examples=say("help-destroy-other-examples"),
        circle=False,
    )
    destroying.add_argument("wish", choices=("on", "off"), help=say("help-destroy-wish"))
    destroying.add_argument(
        "--other-passphrase-file", metavar="FILE", type=Path, help=say("help-other-passphrase-file")
    )
    _yes(destroying)


def _app(commands: "Commands") -> None:
    chat = _command(commands, "chat", say("help-chat"), long=say("help-chat-long"), circle=False)
    chat.add_argument("--plain", action="store_true", help=say("help-chat-plain"))
