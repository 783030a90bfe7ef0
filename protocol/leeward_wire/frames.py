"""The frames of the box protocol, as immutable values that cannot be built wrong.

On the wire a frame is one MessagePack array whose first element is its tag (docs/protocol.md,
chapter Relay). Constructors check blobs and proofs; the decoder checks every field.
"""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from leeward_wire import sizes
from leeward_wire.codes import Code, Kind, Life

BoxId: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]
"""An Ed25519 public key."""
Bytes32: TypeAlias = Annotated[bytes, Meta(min_length=32, max_length=32)]
Signature: TypeAlias = Annotated[bytes, Meta(min_length=64, max_length=64)]
Proof: TypeAlias = Annotated[bytes, Meta(max_length=33)]
Blob: TypeAlias = Annotated[bytes, Meta(min_length=1024, max_length=262144)]
Rid: TypeAlias = Annotated[int, Meta(ge=0, le=sizes.MAX_RID)]
Seq: TypeAlias = Annotated[int, Meta(ge=1, le=sizes.MAX_SEQ)]
After: TypeAlias = Annotated[int, Meta(ge=0, le=sizes.MAX_SEQ)]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]

WORK_MARK = 1
PASS_MARK = 2


class _Frame(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    def __repr__(self) -> str:
        """Show the name alone: ids, keys and blobs stay out of logs and tracebacks."""
        return f"{type(self).__name__}(…)"


def _fits(blob: bytes, classes: tuple[int, ...]) -> None:
    if len(blob) not in classes:
        raise ValueError("the blob's length is not one of its classes")


def _shaped(proof: bytes) -> None:
    work = len(proof) == 1 + sizes.NONCE_BYTES and proof[0] == WORK_MARK
    mac = len(proof) == 1 + sizes.MAC_BYTES and proof[0] == PASS_MARK
    if proof and not work and not mac:
        raise ValueError("the proof is neither empty, nor work, nor a pass")


# From the client. `rid` is the client's own number; the answer carries it back.


class Open(_Frame, tag=1, frozen=True):
    """Make a box that can be attached to; a box that is open already stays as it is."""

    rid: Rid
    box: BoxId
    burn_hash: Bytes32 | None
    sig: Signature
    proof: Proof

    def __post_init__(self) -> None:
        _shaped(self.proof)


class Attach(_Frame, tag=2, frozen=True):
    """Show the right to a box, once per connection; read it from `after` and stay live."""

    rid: Rid
    box: BoxId
    sig: Signature
    after: After


class Detach(_Frame, tag=3, frozen=True):
    """Give up what Attach gave."""

    rid: Rid
    box: BoxId


class Post(_Frame, tag=4, frozen=True):
    """Append an entry."""

    rid: Rid
    box: BoxId
    life: Life
    blob: Blob

    def __post_init__(self) -> None:
        _fits(self.blob, sizes.ENTRY_CLASSES)


class Seal(_Frame, tag=5, frozen=True):
    """Close the box to posts; `after` is its last seal, 0 when there is none."""

    rid: Rid
    box: BoxId
    after: After
    blob: Blob
    proof: Proof

    def __post_init__(self) -> None:
        _fits(self.blob, sizes.SEAL_CLASSES)
        _shaped(self.proof)
        if self.after == 0 and self.proof:
            raise ValueError("a first seal carries no proof")


class Read(_Frame, tag=6, frozen=True):
    """Read what follows `after`, then go on live."""

    rid: Rid
    box: BoxId
    after: After


class Grow(_Frame, tag=7, frozen=True):
    """Pay for one more step of quota."""

    rid: Rid
    box: BoxId
    proof: Proof

    def __post_init__(self) -> None:
        _shaped(self.proof)


class Burn(_Frame, tag=8, frozen=True):
    """Erase a box and all it holds; the key is what the burn hash was made from."""

    rid: Rid
    box: BoxId
    key: Bytes32


class Ping(_Frame, tag=9, frozen=True):
    """Ask for a Pong."""

    rid: Rid


# From the relay.


class Limits(Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """What this relay allows and asks for; nothing in it is secret."""

    difficulty: Annotated[int, Meta(ge=0, le=sizes.MAX_DIFFICULTY)]
    pass_required: bool
    largest_entry: Count
    box_entries: Count
    box_bytes: Count
    max_steps: Count
    burnable_entries: Count
    burnable_bytes: Count
    seals: Count
    opens_per_minute: Count
    posts_per_minute: Count
    requests_per_minute: Count
    boxes: Count
    short_days: Count
    long_days: Count


class Entry(Struct, array_like=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """One entry as the relay hands it out."""

    seq: Seq
    kind: Kind
    blob: Blob

    def __post_init__(self) -> None:
        _fits(self.blob, sizes.SEAL_CLASSES if self.kind is Kind.SEAL else sizes.ENTRY_CLASSES)

    def __repr__(self) -> str:
        """Show the name alone."""
        return "Entry(…)"


Batch: TypeAlias = Annotated[list[Entry], Meta(max_length=sizes.MAX_PAGE_ENTRIES)]


class Hello(_Frame, tag=32, frozen=True):
    """The first frame of every connection."""

    version: Count
    challenge: Bytes32
    limits: Limits


class Opened(_Frame, tag=33, frozen=True):
    """The box is open."""

    rid: Rid


class Attached(_Frame, tag=34, frozen=True):
    """The right was shown; pages with the same rid follow."""

    rid: Rid
    last_seal: After
    next_seq: Count
    step: Count = 0


class Detached(_Frame, tag=35, frozen=True):
    """Nothing more comes from this box."""

    rid: Rid


class Posted(_Frame, tag=36, frozen=True):
    """The post is on disk, under this number."""

    rid: Rid
    seq: Seq


class Sealed(_Frame, tag=37, frozen=True):
    """The seal is on disk, under this number."""

    rid: Rid
    seq: Seq


class Page(_Frame, tag=38, frozen=True):
    """Entries in order; after the one that is `done` the box is live."""

    rid: Rid
    box: BoxId
    entries: Batch
    done: bool


class Grown(_Frame, tag=39, frozen=True):
    """The quota has grown to this step."""

    rid: Rid
    step: Count


class Burned(_Frame, tag=40, frozen=True):
    """The box is gone."""

    rid: Rid


class Pong(_Frame, tag=41, frozen=True):
    """The answer to Ping."""

    rid: Rid


class Refused(_Frame, tag=42, frozen=True):
    """The request was not carried out, and changed nothing."""

    rid: Rid
    code: Code

    def __repr__(self) -> str:
        """Show the code; it is no secret."""
        return f"Refused({self.code.name})"


class Entries(_Frame, tag=64, frozen=True):
    """New entries of a live box, in order."""

    box: BoxId
    entries: Batch


class Lagged(_Frame, tag=65, frozen=True):
    """Live entries of this box were not sent; read again from the last one you have."""

    box: BoxId


Request: TypeAlias = Open | Attach | Detach | Post | Seal | Read | Grow | Burn | Ping
Answer: TypeAlias = (
    Opened | Attached | Detached | Posted | Sealed | Page | Grown | Burned | Pong | Refused
)
Reply: TypeAlias = Hello | Answer | Entries | Lagged
Frame: TypeAlias = Request | Reply
