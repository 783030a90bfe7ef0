"""From the name of a command to what it does, with the vault open around it where it needs one."""

import asyncio
import os
from argparse import Namespace
from collections.abc import Callable, Coroutine
from pathlib import Path

from leeward_client.cli import panic, passphrase, plain, proxy, render
from leeward_client.cli.commands import (
    backups,
    circles,
    devices,
    doors,
    endings,
    lost,
    people,
    proxies,
    reading,
    served,
    talk,
    vaults,
)
from leeward_client.cli.commands.context import Context, MistakeError
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.link import Proxy, Way
from leeward_client.locale import say
from leeward_client.session import OfflineError, Proxies, Session, SessionError
from leeward_client.vault import (
    FILE,
    NotEmptyError,
    NoVaultError,
    OldVaultError,
    Vault,
    VaultBusyError,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultFullError,
    VaultStorageError,
    WrongPassphraseError,
    is_old,
    locate,
)

Command = Callable[[Context, Namespace], Coroutine[None, None, Exit]]

COMMANDS: dict[str, Command] = {
    "circle list": circles.list_,
    "circle new": circles.new,
    "admit": doors.admit,
    "appoint": people.appoint,
    "approvals": people.approvals,
    "approve": people.approve,
    "backup": backups.backup,
    "card": talk.card,
    "decline": doors.decline,
    "device join": devices.join,
    "device link": devices.link,
    "device list": devices.list_,
    "device lost": lost.lost,
    "device remove": devices.remove,
    "edit": talk.edit,
    "farewell": endings.farewell,
    "forget": circles.forget,
    "invite": doors.invite,
    "invites": doors.invites,
    "join": doors.join,
    "knocks": doors.knocks,
    "leave": circles.leave,
    "members": people.members,
    "mute": people.mute,
    "pack": endings.pack,
    "policy": circles.policy,
    "proxy": proxies.proxy,
    "react": talk.react,
    "read": reading.read,
    "remove": people.remove,
    "restore": backups.restore,
    "retract": talk.retract,
    "revoke": doors.revoke,
    "send": talk.send,
    "sync": circles.sync,
    "timer": talk.timer,
    "unask": doors.unask,
    "unmute": people.mute,
    "verify": circles.verify,
    "withdraw": circles.withdraw,
}

CODES: tuple[tuple[type[SessionError], Exit], ...] = (
    (OfflineError, Exit.OFFLINE),
    (MistakeError, Exit.USAGE),
    (SessionError, Exit.REFUSED),
)


class _ClosedError(Exception):
    """The vault's files cannot be used; the message says why, for people."""


def run(arguments: Namespace, out: Output) -> Exit:
    """Carry out a command; every expected failure becomes one sentence and an exit code."""
    if arguments.command == "panic":  # behind a command line that its own short way did not take
        return panic.run(panic.Asked(arguments.vault, arguments.now, arguments.json))
    try:
        way = proxy.asked(arguments.proxy, os.environ)
        if arguments.command == "verify-web":
            return asyncio.run(served.verify_web(arguments, out, _through(way, arguments, out)))
        found = passphrase.given(arguments.passphrase_file, os.environ, out.tell)
        if arguments.command in ("init", "vault"):
            return vaults.run(arguments, found, out, lambda made: _remember(made, way, out))
        if arguments.command == "chat":
            return _chat(arguments, found, way, out)
        with _open(arguments.vault, found) as vault:
            code = asyncio.run(_command(vault, way, arguments, out))
        if arguments.command == "pack" and code is Exit.DONE:
            return endings.packed(arguments.vault, out)
        return code
    except (passphrase.PassphraseError, _ClosedError) as error:
        out.tell(str(error))
        return Exit.VAULT
    except VaultError as error:
        out.tell(_vault_failure(error, arguments.vault))
        return Exit.VAULT
    except SessionError as error:
        out.tell(render.sentence(str(error)))
        return next(code for kind, code in CODES if isinstance(error, kind))


def _open(vault: Path, found: str | None) -> Vault:
    locate(vault)  # without a vault there is no need to ask for its passphrase
    secret = passphrase.existing(found)
    try:
        return Vault.open(vault, secret)
    except OSError as error:
        raise _ClosedError(_vault_failure(error, vault)) from None


def _chat(arguments: Namespace, found: str | None, way: Proxy | Way, out: Output) -> Exit:
    from leeward_client.terminal import start

    vault = arguments.vault
    if arguments.plain:
        with _open(vault, found) as opened:
            return start.lines(opened, out, way)
    fresh = found is None and not (is_old(vault) or (vault / FILE).exists())
    if not fresh:
        locate(vault)
    return start.chat(
        vault, found, out, way, lambda error: _vault_failure(error, vault), fresh=fresh
    )


def _through(way: Proxy | Way, arguments: Namespace, out: Output) -> Proxy | None:
    """The proxy for a command that needs no vault: if none was named, a vault that is there is asked."""
    if isinstance(way, Proxy):
        return way
    if way is Way.DIRECT or not (arguments.vault / FILE).is_file():
        return None
    found = passphrase.given(arguments.passphrase_file, os.environ, out.tell)
    if found is None:
        out.tell(say("cli-vault-knows-proxy"))
    with _open(arguments.vault, found) as vault:
        return Proxies(vault, way).through()


async def _command(vault: Vault, way: Proxy | Way, arguments: Namespace, out: Output) -> Exit:
    name = arguments.command
    if "action" in arguments:
        name = f"{name} {arguments.action}"
    session = Session(vault, tell=lambda text: out.tell(render.sentence(text)), proxy=way)
    return await COMMANDS[name](Context(session, out), arguments)


def _remember(vault: Vault, way: Proxy | Way, out: Output) -> None:
    """Let a new vault remember a proxy that was named, before anything could be dialled without."""
    Proxies(vault, way, lambda text: out.tell(render.sentence(text)))


def _vault_failure(error: VaultError | OSError, vault: Path) -> str:
    shown = plain.line(str(vault))
    match error:
        case WrongPassphraseError():
            return say("cli-wrong-passphrase")
        case NoVaultError():
            return say("cli-no-vault", vault=shown)
        case VaultBusyError():
            return say("cli-vault-busy")
        case VaultDamagedError():
            return say("cli-vault-damaged", vault=shown)
        case VaultStorageError():
            return say("cli-vault-storage", vault=shown)
        case VaultExistsError():
            return say("cli-vault-exists", vault=shown)
        case NotEmptyError():
            return say("cli-vault-not-empty", vault=shown)
        case OldVaultError():
            return say("cli-vault-old", vault=shown)
        case VaultFullError():
            return say("cli-vault-full")
        case OSError():
            reason = error.strerror or type(error).__name__
            return say("cli-vault-unusable", vault=shown, reason=reason)
    return say("cli-vault-unusable", vault=shown, reason=type(error).__name__)
