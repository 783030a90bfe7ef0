"""What a target of the fuzzers is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One decoder, and what has to hold of it.

    `run` says whether the bytes were read (True) or refused by the one error that is documented
    (False). Anything else that it raises is a finding: another exception, or an AssertionError when
    what was read does not come back from its encoding.
    """

    name: str
    run: Callable[[bytes], bool]
    largest: int
    """Bytes of the longest input that the decoder takes, or that it is sensible to try."""
    heavy: bool = False
    """Whether one input costs milliseconds: files, sockets."""


def canonical(
    name: str,
    decode: Callable[[bytes], object],
    encode: Callable[..., bytes],
    refusal: type[Exception],
    largest: int,
) -> Target:
    """Make a target of a format in which each value has one encoding: what is read comes back."""

    def run(data: bytes) -> bool:
        try:
            value = decode(data)
        except refusal:
            return False
        assert encode(value) == data, "another encoding of the same value was read"
        assert decode(encode(value)) == value, "what was encoded reads as something else"
        return True

    return Target(name, run, largest)
