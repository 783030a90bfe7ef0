"""Gets the vault's passphrase: from a file, from the environment, or by asking for it."""

import getpass
import os
import stat
import warnings
from collections.abc import Callable, MutableMapping
from pathlib import Path

from leeward_client.locale import say

VARIABLE = "LEEWARD_PASSPHRASE"
LONGEST_FILE = 65_536
SHORT = 16
"""Characters below which a passphrase is called short, unless it has `MANY_WORDS`."""
MANY_WORDS = 5

Ask = Callable[[str], str]


class PassphraseError(Exception):
    """There is no passphrase to be had; the message says why, for people."""


def given(
    file: Path | None, environ: MutableMapping[str, str], tell: Callable[[str], None]
) -> str | None:
    """The passphrase from the file or the environment, or None if it has to be asked for.

    The variable is taken out of the environment, so that nothing started later inherits it.
    """
    from_environment = environ.pop(VARIABLE, None)
    if file is not None:
        return from_file(file, tell)
    return from_environment


def ask_for(prompt: str) -> str:
    """Ask on the terminal, without echo; raises PassphraseError if there is none."""
    with warnings.catch_warnings():
        # Without a terminal getpass would go on with an echo. A passphrase is never echoed.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(f"{prompt} ")
        except (getpass.GetPassWarning, EOFError):
            raise PassphraseError(say("cli-no-passphrase")) from None


def existing(found: str | None, ask: Ask = ask_for, prompt: str | None = None) -> str:
    """The passphrase of a vault or a backup that is there."""
    prompt = prompt or say("cli-ask-passphrase")
    return checked(ask(prompt) if found is None else found)


def several(prompt: str, ask: Ask = ask_for) -> list[str]:
    """Passphrases, asked for until nothing is typed."""
    return [checked(one) for one in iter(lambda: ask(prompt), "")]


def new(found: str | None, ask: Ask = ask_for, prompt: str | None = None) -> str:
    """The passphrase of one to be made, asked for twice; an empty one is refused."""
    if found is not None:
        return checked(found)
    first = ask(prompt or say("cli-ask-new-passphrase"))
    checked(first)
    if ask(say("cli-ask-again")) != first:
        raise PassphraseError(say("cli-different-passphrases"))
    return checked(first)


def checked(passphrase: str) -> str:
    """The same, if a vault can have it. Raises PassphraseError."""
    if not passphrase.strip():
        raise PassphraseError(say("cli-empty-passphrase"))
    try:
        passphrase.encode()
    except UnicodeEncodeError:
        # What the terminal or the environment holds is not text in its encoding.
        raise PassphraseError(say("cli-passphrase-not-text")) from None
    return passphrase


def is_short(passphrase: str) -> bool:
    """Whether the passphrase is worth a word of warning: a rough guess by its length."""
    return len(passphrase) < SHORT and len(passphrase.split()) < MANY_WORDS


def from_file(file: Path, tell: Callable[[str], None]) -> str:
    """The first line of a file; raises PassphraseError if it cannot be read."""
    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            content = stream.read(LONGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PassphraseError(say("cli-unreadable-passphrase-file", reason=reason)) from None
    if len(content) > LONGEST_FILE:
        raise PassphraseError(say("cli-long-passphrase-file"))
    if stat.S_ISREG(mode) and mode & (stat.S_IRGRP | stat.S_IROTH):
        tell(say("cli-open-passphrase-file"))
    try:
        return content.decode().split("\n", 1)[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise PassphraseError(say("cli-passphrase-not-text")) from None
