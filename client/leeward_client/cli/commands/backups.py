"""Backups: history and rejoin keys into one file, and out of it."""

from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.backup import file as files
from leeward_client.backup.errors import BackupError
from leeward_client.cli import passphrase, plain
from leeward_client.cli.commands.circles import ENDED, circle_data
from leeward_client.cli.commands.context import Context
from leeward_client.cli.durations import say_moment
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import because
from leeward_client.session.drive import working

if TYPE_CHECKING:
    from leeward_client.session import RestoreInfo


async def backup(context: Context, arguments: Namespace) -> Exit:
    """Write all circles' history and rejoin keys into an encrypted file."""
    out = context.out
    circles = context.session.circles()
    try:
        files.check_free(arguments.file)  # before anybody thinks of a passphrase
        secret = passphrase.new(_given(context, arguments), prompt=say("cli-ask-backup-passphrase"))
        sealed = context.session.backup(secret, working=working(out.tell, "cli-backup-working"))
        files.write(arguments.file, sealed)
    except BackupError as error:
        raise because(error) from None
    if passphrase.is_short(secret):
        out.tell(say("cli-short-backup-passphrase"))
    shown = plain.line(str(arguments.file))
    out.data({"file": str(arguments.file), "circles": len(circles)})
    out.say(say("cli-backup-made", file=shown, count=len(circles)))
    out.say(say("cli-backup-care"))
    return Exit.DONE


async def restore(context: Context, arguments: Namespace) -> Exit:
    """Put the circles of a backup beside those that are here."""
    out = context.out
    try:
        sealed = files.read(arguments.file)
        secret = passphrase.existing(
            _given(context, arguments), prompt=say("cli-ask-backup-passphrase-again")
        )
        info = context.session.restore(sealed, secret, working(out.tell, "cli-backup-working"))
    except BackupError as error:
        raise because(error) from None
    out.data(
        {
            "made_at": info.made_at,
            "restored": [circle_data(one) for one in info.restored],
            "kept": info.kept,
        }
    )
    _tell(context, info)
    return Exit.DONE


def _tell(context: Context, info: "RestoreInfo") -> None:
    out = context.out
    out.say(say("cli-restore-of", moment=say_moment(info.made_at, context.now)))
    for label in info.kept:
        out.say(say("cli-restore-kept", label=plain.line(label)))
    for circle in info.restored:
        label, number = plain.line(circle.label), str(circle.number)
        out.say(say("cli-restored", label=label, number=number))
        if circle.status not in ENDED:
            out.say(say("cli-restore-next", number=number, name=plain.line(circle.name)))
    if not info.restored and not info.kept:
        out.say(say("cli-restore-empty"))


def _given(context: Context, arguments: Namespace) -> str | None:
    """The backup's own passphrase from a file; never the vault's."""
    named = arguments.backup_passphrase_file
    return None if named is None else passphrase.from_file(named, context.out.tell)
