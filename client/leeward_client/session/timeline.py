"""The timeline as people see it: the items of the fold, and what waits in the outbox laid over it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from leeward_client.circle import views
from leeward_client.circle.events import Body, Edit, Message, Reaction, Retract, decode_event
from leeward_client.circle.fold import State
from leeward_client.circle.items import ItemKind
from leeward_client.group.kept import LEAVE
from leeward_client.group.records import Draft, Heard
from leeward_client.locale import say
from leeward_client.session import sentences
from leeward_client.session.infos import Item

WAITING = 2**40
"""Beyond any index that the relay's order gives: what waits stands at the end, as it was written."""

_GOING = frozenset({ItemKind.REMOVED, ItemKind.LEFT, ItemKind.UNLINKED, ItemKind.DEVICE_REMOVED})
"""What tells of somebody, or a device, that reads no more once all have crossed over."""


@dataclass(frozen=True, repr=False)
class Eye:
    """By whom, and when, a timeline is seen."""

    me: bytes
    muted: Collection[bytes]
    heard: Mapping[bytes, Heard]
    now: int


@dataclass(frozen=True, repr=False)
class Unread:
    """What others said beyond a place: how many messages, the index of the first, the newest of all."""

    count: int
    first: int | None
    last: Item | None


def items(fold: State, eye: Eye, since: int = -1) -> list[Item]:
    """The items with an index beyond `since`, in order, without those that have disappeared."""
    names = views.shown_names(fold)
    others = [who for who in fold.policy.roster if who != eye.me]
    epochs = [eye.heard[who].epoch if who in eye.heard else -1 for who in others]
    return [
        _item(view, names, epochs, eye.me)
        for view in views.timeline(fold, eye.muted, since)
        if view.expires > eye.now
    ]


def newest(
    fold: State, drafts: Mapping[bytes, Draft], eye: Eye, limit: int
) -> tuple[list[Item], bool]:
    """The newest items, about `limit` of them, then what waits; and whether there are older ones."""
    places = [item.index for item in fold.items.values() if item.expires > eye.now]
    more = len(places) > limit
    # What one commit made bears one index, and is not taken apart.
    since = places[-limit] - 1 if more else -1
    return _laid(items(fold, eye, since), drafts, fold, eye), more


def unread(fold: State, eye: Eye, seen: int) -> Unread:
    """What others said beyond the index `seen`."""
    count, first, last = 0, None, None
    for item in reversed(fold.items.values()):
        if last is not None and item.index <= seen:
            break
        if item.kind is not ItemKind.MESSAGE or item.retracted or item.expires <= eye.now:
            continue
        if item.author in eye.muted:
            continue
        last = last or item
        if item.index > seen and item.author != eye.me:
            count, first = count + 1, item.index
    shown = [] if last is None else items(fold, eye, last.index - 1)
    return Unread(count, first, next((one for one in shown if one.kind == "message"), None))


def _laid(shown: list[Item], drafts: Mapping[bytes, Draft], fold: State, eye: Eye) -> list[Item]:
    """What waits to go out laid over the items: messages at the end, the rest upon its target."""
    found = {one.id: one for one in shown}
    name = views.shown_names(fold).get(eye.me)
    for key, draft in drafts.items():
        if key == LEAVE:
            continue
        event = decode_event(draft.event)
        if isinstance(event.body, Message):
            found[key.hex()] = _draft(key, draft, event.at, event.body, name, eye)
        elif isinstance(event.body, Edit | Retract | Reaction):
            target = event.body.target.hex()
            if target in found:
                found[target] = replace(_changed(found[target], event.body, name), waiting=True)
    return list(found.values())


def _draft(key: bytes, draft: Draft, at: int, body: Message, name: str | None, eye: Eye) -> Item:
    return Item(
        index=WAITING + draft.order,
        id=key.hex(),
        kind=ItemKind.MESSAGE.value,
        author=name,
        author_id=eye.me.hex(),
        text=body.text,
        at=at,
        received=at,
        cw=body.cw,
        reply_to=None if body.reply_to is None else body.reply_to.hex(),
        tone=body.tone,
        reactions=[],
        edited=False,
        retracted=False,
        muted=False,
        waiting=True,
    )


def _changed(item: Item, body: Body, name: str | None) -> Item:
    """The item as it will be once an event of ours is out."""
    match body:
        case Edit():
            return replace(item, text=body.text, cw=body.cw, edited=True)
        case Retract():
            return replace(
                item, text=None, cw=None, reply_to=None, tone=0, reactions=[], mine=(),
                retracted=True,
            )  # fmt: skip
        case Reaction() if body.add and body.emoji not in item.mine:
            reactions = [*item.reactions, (body.emoji, name or "")]
            return replace(item, reactions=reactions, mine=(*item.mine, body.emoji))
        case Reaction() if not body.add and body.emoji in item.mine:
            reactions = list(item.reactions)
            reactions.remove((body.emoji, name or ""))
            mine = tuple(one for one in item.mine if one != body.emoji)
            return replace(item, reactions=reactions, mine=mine)
    return item


def _item(view: views.ItemView, names: dict[bytes, str], epochs: Iterable[int], me: bytes) -> Item:
    text = None if view.retracted else sentences.item(view, names)
    epochs = list(epochs)
    if view.kind in _GOING and epochs:
        # A removal holds for whoever has crossed into the epoch after it (rule H): of the others that is
        # known once they are heard there.
        crossed = sum(epoch > view.epoch for epoch in epochs)
        text = say("session-crossed", text=text, crossed=crossed, members=len(epochs))
    return Item(
        index=view.index,
        id=view.id.hex(),
        kind=view.kind.value,
        author=view.name,
        author_id=None if view.author is None else view.author.hex(),
        text=text,
        at=view.at,
        received=view.received,
        cw=view.cw,
        reply_to=None if view.reply_to is None else view.reply_to.hex(),
        tone=view.tone,
        reactions=[
            (emoji, names.get(member, ""))
            for emoji, members in view.reactions
            for member in members
        ],
        edited=view.edited,
        retracted=view.retracted,
        muted=view.muted,
        expires=view.expires,
        mine=tuple(emoji for emoji, members in view.reactions if me in members),
    )
