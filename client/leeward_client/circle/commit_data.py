"""What a commit carries in its authenticated data: history, codes spent, approvals."""

from itertools import pairwise

from leeward_client.circle.canon import CanonError, Record, check_bytes, check_int, pack, unpack
from leeward_client.circle.events import ID, LONGEST_ACTION, LONGEST_SIGNATURE
from leeward_client.circle.history import Seen, check_seen

VERSION = 1
MOST_SPENT = 50
MOST_APPROVALS = 100
LARGEST_COMMIT_DATA = 80_000


class CommitDataError(ValueError):
    """The authenticated data of a commit is not canonical."""


class Approved(Record, frozen=True):
    """One member's signature over (group, epoch, exact action)."""

    member: bytes
    action: bytes
    signature: bytes


class CommitData(Record, frozen=True):
    """The authenticated data of a commit.

    `seen` is what the committer had seen of the epoch that ends, `state_hash` the hash of the
    durable state there. `spent` says, for each Add in the order of the proposal list, the hash of
    the id of the code it spends, or None. `approvals` are sorted by member, then action, each pair
    once. `purpose` is 0; other values are shown to nobody yet.
    """

    seen: Seen
    state_hash: bytes
    spent: tuple[bytes | None, ...] = ()
    approvals: tuple[Approved, ...] = ()
    purpose: int = 0


class _Wire(Record, frozen=True):
    version: int
    data: CommitData


def encode_commit_data(data: CommitData) -> bytes:
    """The canonical bytes; raises CommitDataError if a field is out of bounds."""
    try:
        _check(data)
    except ValueError as error:
        raise CommitDataError(str(error)) from error
    return pack(_Wire(VERSION, data))


def decode_commit_data(data: bytes) -> CommitData:
    """What `data` encodes, whole and canonical; raises CommitDataError for anything else."""
    try:
        wire = unpack(data, _Wire, LARGEST_COMMIT_DATA)
        if wire.version != VERSION:
            raise CanonError("an unknown version")
        _check(wire.data)
    except ValueError as error:
        raise CommitDataError(str(error)) from error
    return wire.data


def _check(data: CommitData) -> None:
    check_seen(data.seen)
    check_bytes(data.state_hash, 32)
    check_int(len(data.spent), 0, MOST_SPENT)
    for id_hash in data.spent:
        if id_hash is not None:
            check_bytes(id_hash, 32)
    check_int(len(data.approvals), 0, MOST_APPROVALS)
    check_int(data.purpose, 0, 255)
    for approved in data.approvals:
        check_bytes(approved.member, ID)
        check_int(len(approved.action), 1, LONGEST_ACTION)
        check_int(len(approved.signature), 1, LONGEST_SIGNATURE)
    keys = [(approved.member, approved.action) for approved in data.approvals]
    if any(first >= second for first, second in pairwise(keys)):
        raise ValueError("approvals are sorted, each once")
