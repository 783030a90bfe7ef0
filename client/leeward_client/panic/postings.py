"""What it takes to post one circle's farewell, as bytes: written by the session, read by the sender."""

import msgspec


class Posting(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """The entries for one box. None of it opens an entry or names a circle; the seed attaches the box."""

    relay: str
    proxy: str
    """The address of the proxy to go through; empty for straight to the relay."""
    seed: bytes
    entries: tuple[bytes, ...]
    """Exact entries, in the order in which they go out."""

    def __repr__(self) -> str:
        return "Posting(...)"


def encode(postings: list[Posting]) -> bytes:
    """The bytes of these postings."""
    return msgspec.msgpack.encode(postings)


def decode(data: bytes) -> list[Posting]:
    """The postings that these bytes hold; raises msgspec.MsgspecError."""
    return msgspec.msgpack.decode(data, type=list[Posting])
