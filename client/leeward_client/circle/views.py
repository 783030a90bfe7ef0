"""What people and programs are shown: the timeline and the members, out of the state."""

from collections.abc import Collection
from dataclasses import dataclass

from leeward_client.circle.events import Card
from leeward_client.circle.items import SYSTEM, Item, ItemKind
from leeward_client.circle.names import skeleton
from leeward_client.circle.state import State


@dataclass(frozen=True)
class ItemView:
    """One item of the timeline, ready to show, with the names of now or the last known.

    `reply_known` is False where the answered message is not on this timeline (any more).
    `reactions` are (emoji, member ids) in order of first use, without those of muted members.
    """

    id: bytes
    index: int
    epoch: int
    seq: int
    kind: ItemKind
    author: bytes | None
    name: str | None
    text: str | None
    at: int
    received: int
    expires: int
    cw: str | None
    reply_to: bytes | None
    reply_known: bool
    tone: int
    reactions: tuple[tuple[str, tuple[bytes, ...]], ...]
    edited: bool
    retracted: bool
    muted: bool
    subject: bytes | None
    subject_name: str | None
    number: int
    raw: bytes | None

    def __repr__(self) -> str:
        return f"ItemView(index={self.index}, kind={self.kind.value}, ...)"


@dataclass(frozen=True)
class MemberView:
    """One member, ready to show. `name` is the card's unless it could be taken for another's.

    `roster_name` is the name in the policy, unique in the circle.
    """

    id: bytes
    name: str
    roster_name: str
    roles: tuple[str, ...]
    host: bool
    pronouns: str | None
    text: str | None
    muted: bool

    def __repr__(self) -> str:
        return "MemberView(...)"


def timeline(
    state: State, muted: Collection[bytes] = frozenset(), since: int = -1
) -> list[ItemView]:
    """The items with an index beyond `since`, in order. `muted` are members one will not hear."""
    names = shown_names(state)
    return [_view(state, names, item, muted) for item in state.items.values() if item.index > since]


def members(state: State, muted: Collection[bytes] = frozenset()) -> list[MemberView]:
    """The members by name."""
    names = shown_names(state)
    views = []
    for id_, entry in state.policy.roster.items():
        card = state.cards.get(id_, Card())
        views.append(
            MemberView(
                id=id_,
                name=names[id_],
                roster_name=entry.name,
                roles=entry.roles,
                host=entry.host,
                pronouns=card.pronouns,
                text=card.text,
                muted=id_ in muted,
            )
        )
    return sorted(views, key=lambda view: (view.name, view.id))


def shown_names(state: State) -> dict[bytes, str]:
    """The name that each member goes by, and the last known names of those who are gone.

    A card's name is shown only if it looks like no other member's name, in the roster or on a card:
    otherwise a card could make its owner pass for somebody else.
    """
    roster = {member: entry.name for member, entry in state.policy.roster.items()}
    cards = {
        member: card.name
        for member, card in state.cards.items()
        if card.name is not None and member in roster
    }
    owners: dict[str, set[bytes]] = {}
    for names in (roster, cards):
        for member, name in names.items():
            owners.setdefault(skeleton(name), set()).add(member)
    shown = state.names | roster
    for member, name in cards.items():
        if len(owners[skeleton(name)]) == 1:
            shown[member] = name
    return shown


def _view(state: State, names: dict[bytes, str], item: Item, muted: Collection[bytes]) -> ItemView:
    author = None if item.author == SYSTEM else item.author
    grouped: dict[str, tuple[bytes, ...]] = {}
    for emoji, member in item.reactions:
        if member not in muted:
            grouped[emoji] = (*grouped.get(emoji, ()), member)
    return ItemView(
        id=item.id,
        index=item.index,
        epoch=item.epoch,
        seq=item.seq,
        kind=item.kind,
        author=author,
        name=None if author is None else names.get(author),
        text=item.text,
        at=item.at,
        received=item.received,
        expires=item.expires,
        cw=item.cw,
        reply_to=item.reply_to,
        reply_known=item.reply_to in state.items,
        tone=item.tone,
        reactions=tuple(grouped.items()),
        edited=item.edited,
        retracted=item.retracted,
        muted=author in muted,
        subject=item.subject,
        subject_name=None if item.subject is None else names.get(item.subject),
        number=item.number,
        raw=item.raw,
    )
