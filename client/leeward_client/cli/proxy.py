"""Gets the way that a command goes: from `--proxy`, or from the environment."""

from collections.abc import Mapping

from leeward_client.cli.commands.context import MistakeError
from leeward_client.link import Proxy, ProxyAddressError, Way

VARIABLE = "LEEWARD_PROXY"


def asked(option: str | None, environ: Mapping[str, str]) -> Proxy | Way:
    """The proxy that was asked for, or which way to go without one; raises MistakeError.

    The environment names proxies alone: a `none` that somebody left in it would go on exposing them.
    """
    if option is not None:
        return chosen(option)
    kept = environ.get(VARIABLE)
    return parsed(kept) if kept else Way.REMEMBERED


def chosen(word: str) -> Proxy | Way:
    """A proxy, or `none`; raises MistakeError."""
    return Way.DIRECT if word.strip().lower() == Way.DIRECT.value else parsed(word)


def parsed(word: str) -> Proxy:
    """A proxy by its address; raises MistakeError."""
    try:
        return Proxy.parse(word)
    except ProxyAddressError as error:
        raise MistakeError(error.sentence) from None
