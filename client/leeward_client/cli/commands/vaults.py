"""What is done to vaults themselves, before any is opened: made, made beside another, brought over.

None of these unlocks a vault that was there before, so none destroys another one that unlocking would.
"""

import contextlib
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from leeward_client.cli import passphrase, plain
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.locale import say
from leeward_client.vault import (
    BadSizeError,
    NoPlaceError,
    NoVaultError,
    PassphraseTakenError,
    Progress,
    Vault,
    VaultExistsError,
    add,
    destroy_on_unlock,
    is_old,
    locate,
    migrate,
)

Begun = Callable[[Vault], None]
"""What is done with a new vault while it is open for the first time."""
Command = Callable[[Namespace, str | None, Output, Begun], Exit]


def run(arguments: Namespace, found: str | None, out: Output, begun: Begun) -> Exit:
    """Carry out one of these commands; `found` is the passphrase that needs not be asked for.

    Raises VaultError, PassphraseError.
    """
    name = arguments.action if arguments.command == "vault" else arguments.command
    shown = plain.line(str(arguments.vault))
    try:
        return COMMANDS[name](arguments, found, out, begun)
    except VaultExistsError:
        out.tell(say("cli-vault-exists", vault=shown))
    except PassphraseTakenError:
        out.tell(say("cli-passphrase-taken"))
    except NoPlaceError:
        out.tell(say("cli-no-place"))
    except BadSizeError:
        out.tell(say("cli-vault-too-small"))
    return Exit.REFUSED


def init(arguments: Namespace, found: str | None, out: Output, begun: Begun) -> Exit:
    """Make a container with a vault in it."""
    vault: Path = arguments.vault
    shown = plain.line(str(vault))
    if is_old(vault):
        raise VaultExistsError
    try:
        locate(vault)
    except NoVaultError:
        pass
    else:
        raise VaultExistsError
    secret = passphrase.new(found)
    with _filling(out) as progress:
        made = Vault.create(vault, secret, size=arguments.size, progress=progress)
    with made:
        begun(made)
    if passphrase.is_short(secret):
        out.tell(say("cli-short-passphrase", vault=shown))
    out.data({"vault": str(vault)})
    out.say(say("cli-vault-made", vault=shown))
    out.say(say("cli-no-recovery"))
    return Exit.DONE


def add_(arguments: Namespace, found: str | None, out: Output, begun: Begun) -> Exit:
    """Make another vault in the container, beside those whose passphrases are given."""
    locate(arguments.vault)
    out.say(say("cli-add-warning"))
    keep = [passphrase.existing(found)]
    keep += [_read(file, out) for file in arguments.keep_file]
    if found is None and not arguments.keep_file:
        keep += passphrase.several(say("cli-ask-keep"))
    new = passphrase.new(_given(arguments.new_passphrase_file, out))
    if not arguments.yes and not out.confirm(say("cli-ask-add", count=len(keep))):
        out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    add(arguments.vault, keep, new)
    with Vault.open(arguments.vault, new) as made:
        begun(made)
    if passphrase.is_short(new):
        out.tell(say("cli-short-second"))
    out.data({"vault": str(arguments.vault)})
    out.say(say("cli-vault-added"))
    out.say(say("cli-no-recovery"))
    return Exit.DONE


def migrate_(arguments: Namespace, found: str | None, out: Output, _: Begun) -> Exit:
    """Bring a vault of the older form into a container."""
    vault: Path = arguments.vault
    shown = plain.line(str(vault))
    if not is_old(vault):
        locate(vault)  # which says so if there is no vault at all
        out.tell(say("cli-nothing-to-migrate", vault=shown))
        return Exit.REFUSED
    secret = passphrase.existing(found)
    with _filling(out) as progress:
        migrate(vault, secret, size=arguments.size, progress=progress)
    out.data({"vault": str(vault)})
    out.say(say("cli-migrated", vault=shown))
    return Exit.DONE


def destroy_other(arguments: Namespace, found: str | None, out: Output, _: Begun) -> Exit:
    """Let unlocking one vault destroy another, or no longer."""
    locate(arguments.vault)
    wanted = arguments.wish == "on"
    if wanted:
        out.say(say("cli-destroy-warning"))
    opening = passphrase.existing(found, prompt=say("cli-ask-destroying"))
    other = passphrase.existing(
        _given(arguments.other_passphrase_file, out), prompt=say("cli-ask-destroyed")
    )
    if wanted and not arguments.yes and not out.confirm(say("cli-ask-destroy")):
        out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    destroy_on_unlock(arguments.vault, opening, other, wanted=wanted)
    out.data({"destroys": wanted})
    out.say(say("cli-destroys" if wanted else "cli-destroys-not"))
    return Exit.DONE


COMMANDS: Mapping[str, Command] = {
    "init": init,
    "add": add_,
    "migrate": migrate_,
    "destroy-other": destroy_other,
}


def _given(file: Path | None, out: Output) -> str | None:
    return None if file is None else _read(file, out)


def _read(file: Path, out: Output) -> str:
    return passphrase.existing(passphrase.given(file, {}, out.tell))


@contextlib.contextmanager
def _filling(out: Output) -> Iterator[Progress]:
    last = -1

    def show(filled: int, size: int) -> None:
        nonlocal last
        percent = 100 * filled // size
        if percent != last:
            last = percent
            out.passing(say("cli-vault-filling", percent=percent, size=size // 1024**2))

    try:
        yield show
    finally:
        out.passing("")
