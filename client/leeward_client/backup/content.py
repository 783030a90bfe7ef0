"""What a backup holds: for each circle its history as one person sees it, and a rejoin key.

Never a ratchet, a leaf key, an epoch secret or anything that derives from one: what stands here could
neither read the next message nor say one.
"""

import itertools

from leeward_client.backup.errors import BackupDamagedError
from leeward_client.backup.sealed import CHUNK, MOST_CHUNKS
from leeward_client.circle.canon import CanonError, Record, check_bytes, check_int, pack, unpack
from leeward_client.circle.durable import decode_durable
from leeward_client.circle.events import ID
from leeward_client.circle.fold import Item, load_item
from leeward_client.circle.names import check_normal_name
from leeward_client.circle.policy import LONGEST_URL, decode_policy
from leeward_client.circle.text import check_symbol

LARGEST = CHUNK * MOST_CHUNKS
MOST_CIRCLES = 1000
LONGEST_GROUP_ID = 255
LONGEST_FIELD = 512 * 1024
KEY = 32
SIGNATURE = 64
ENDED = ("left", "removed", "unlinked")
"""How a circle may have ended; it is told, and nobody comes back to it with this."""


class Rejoin(Record, frozen=True):
    """The rejoin key of one circle: its private half, when it was made, the old leaf's voucher."""

    seed: bytes
    made_at: int
    voucher: bytes


class Named(Record, frozen=True):
    """The last known name of a member who is gone."""

    member: bytes
    name: str


class Circle(Record, frozen=True):
    """One circle. `next_index` is one more than the index of its last entry here.

    `ended` is empty, or how it had ended. `policy` and `durable` are those of docs/circle.md, the policy
    without open codes and without the relay operator's pass; `items` are single items as bytes.
    """

    group_id: bytes
    member: bytes
    label: str
    relay: str
    joined_at: int
    ended: str
    epoch: int
    next_index: int
    policy: bytes
    durable: bytes
    names: tuple[Named, ...]
    items: tuple[bytes, ...]
    muted: tuple[bytes, ...]
    rejoin: Rejoin | None


class Content(Record, frozen=True):
    """All that a backup holds; `made_at` in unix seconds."""

    made_at: int
    circles: tuple[Circle, ...]


def encode(content: Content) -> bytes:
    """The bytes of a content."""
    return pack(content)


def decode(data: bytes) -> Content:
    """The content of these bytes, whole and canonical; raises BackupDamagedError for any other."""
    try:
        content = unpack(data, Content, LARGEST)
        check_int(content.made_at, 0)
        check_int(len(content.circles), 0, MOST_CIRCLES)
        members = [circle.member for circle in content.circles]
        if len(set(members)) != len(members):
            raise CanonError("a circle stands here once")
        for circle in content.circles:
            _check(circle)
    except ValueError as error:
        raise BackupDamagedError from error
    return content


def _check(circle: Circle) -> None:
    check_int(len(circle.group_id), 1, LONGEST_GROUP_ID)
    check_bytes(circle.member, ID)
    check_normal_name(circle.label)
    check_symbol(circle.relay, LONGEST_URL)
    for number in (circle.joined_at, circle.epoch, circle.next_index):
        check_int(number, 0)
    if circle.ended not in ("", *ENDED):
        raise CanonError("an unknown end of a circle")
    policy = decode_policy(circle.policy)
    if policy.codes or policy.relay.pass_ is not None:
        raise CanonError("a backup holds neither codes nor passes")
    decode_durable(circle.durable)
    _check_names(circle.names)
    items = [load_item(item) for item in circle.items]
    for item in items:
        _check_item(item)
    if len({item.id for item in items}) != len(items):
        raise CanonError("an item stands here once")
    if any(item.index >= circle.next_index for item in items):
        raise CanonError("an item beyond the last entry")
    _check_rising(circle.muted)
    if circle.rejoin is not None:
        check_bytes(circle.rejoin.seed, KEY)
        check_int(circle.rejoin.made_at, 0)
        check_bytes(circle.rejoin.voucher, SIGNATURE)
        if circle.ended:
            raise CanonError("nobody comes back to a circle that has ended")


def _check_item(item: Item) -> None:
    """The vault believes what it wrote itself; a backup may come from anywhere."""
    replied = () if item.reply_to is None else (item.reply_to,)
    for one in (item.id, item.author, *replied, *(who for _, who in item.reactions)):
        check_bytes(one, ID)
    for number in (item.index, item.epoch, item.seq, item.at, item.received, item.expires):
        check_int(number, 0)
    for number in (item.tone, item.number, item.place):
        check_int(number, 0)
    for field in (item.subject or b"", item.raw or b""):
        check_int(len(field), 0, LONGEST_FIELD)


def _check_names(names: tuple[Named, ...]) -> None:
    _check_rising(tuple(one.member for one in names))
    for one in names:
        check_normal_name(one.name)


def _check_rising(members: tuple[bytes, ...]) -> None:
    for member in members:
        check_bytes(member, ID)
    if any(one >= other for one, other in itertools.pairwise(members)):
        raise CanonError("members rise, each once")
