"""What each kind of event does to the state."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from leeward_client.circle.events import (
    Approval,
    Card,
    Edit,
    Message,
    Reaction,
    Retract,
    Timer,
    Unknown,
)
from leeward_client.circle.items import Item, ItemKind
from leeward_client.circle.outcome import Outcome, Result
from leeward_client.circle.placed import PlacedEvent
from leeward_client.circle.state import HeldApproval, State, Undo

MOST_REACTIONS = 8
"""Different emoji of one member under one item."""
MOST_DURABLE = 16
"""Changes of card and timer by one member in one epoch."""
MOST_APPROVALS = 16
"""Approvals by one member in one epoch."""


def _item(state: State, placed: PlacedEvent, kind: ItemKind, timer: int | None = None) -> Item:
    """A new item; the circle's timer is the longest that anything stays."""
    stays = state.timer if timer is None else min(timer, state.timer)
    event = placed.event
    return Item(
        id=event.id,
        index=placed.index,
        epoch=placed.epoch,
        seq=placed.seq,
        kind=kind,
        author=placed.author,
        at=event.at,
        received=placed.received,
        expires=placed.received + stays,
    )


def _add(state: State, item: Item) -> Outcome:
    state.items[item.id] = item
    return Outcome(Result.ADDED, (item.id,))


def _message(state: State, placed: PlacedEvent, body: Message) -> Outcome:
    item = _item(state, placed, ItemKind.MESSAGE, body.timer)
    return _add(
        state,
        replace(item, text=body.text, cw=body.cw, reply_to=body.reply_to, tone=body.tone),
    )


def _unknown(state: State, placed: PlacedEvent, body: Unknown) -> Outcome:
    item = _item(state, placed, ItemKind.UNKNOWN)
    return _add(state, replace(item, raw=body.body, number=placed.event.kind))


def _target(state: State, id_: bytes) -> Item | Result:
    """The message that an event is about, or why it can be about nothing."""
    item = state.items.get(id_)
    if item is None or item.kind is not ItemKind.MESSAGE:
        return Result.UNKNOWN_TARGET
    return Result.RETRACTED if item.retracted else item


def _reaction(state: State, placed: PlacedEvent, body: Reaction) -> Outcome:
    item = _target(state, body.target)
    if isinstance(item, Result):
        return Outcome(item)
    pair = (body.emoji, placed.author)
    if (pair in item.reactions) == body.add:
        return Outcome(Result.SAME)
    if body.add:
        if sum(member == placed.author for _, member in item.reactions) >= MOST_REACTIONS:
            return Outcome(Result.FULL)
        reactions = (*item.reactions, pair)
    else:
        reactions = tuple(other for other in item.reactions if other != pair)
    state.items[item.id] = replace(item, reactions=reactions)
    return Outcome(Result.CHANGED, (item.id,))


def _edit(state: State, placed: PlacedEvent, body: Edit) -> Outcome:
    item = _target(state, body.target)
    if isinstance(item, Result):
        return Outcome(item)
    if item.author != placed.author:
        return Outcome(Result.NOT_AUTHOR)
    state.items[item.id] = replace(item, text=body.text, cw=body.cw, edited=True)
    return Outcome(Result.CHANGED, (item.id,), erased=(item.id,))


def _retract(state: State, placed: PlacedEvent, body: Retract) -> Outcome:
    item = _target(state, body.target)
    if isinstance(item, Result):
        return Outcome(item)
    if item.author != placed.author:
        return Outcome(Result.NOT_AUTHOR)
    state.items[item.id] = replace(
        item, text=None, cw=None, reply_to=None, tone=0, reactions=(), edited=False, retracted=True
    )
    return Outcome(Result.CHANGED, (item.id,), erased=(item.id,))


def _card(state: State, placed: PlacedEvent, body: Card) -> Outcome:
    before = state.cards.get(placed.author)
    if body == (before or Card()):
        return Outcome(Result.SAME)
    if _often_enough(state, placed.author):
        return Outcome(Result.FULL)
    state.undo.append(Undo(placed.seq, placed.author, True, before, None))
    set_card(state, placed.author, body)
    state.mark(placed.seq)
    return _add(state, replace(_item(state, placed, ItemKind.CARD), subject=placed.author))


def _often_enough(state: State, member: bytes) -> bool:
    """Whether a member has changed so much in this epoch that more would only burden the rest."""
    return sum(undo.author == member for undo in state.undo) >= MOST_DURABLE


def set_card(state: State, member: bytes, card: Card | None) -> None:
    """Put a member's card in place; an empty one is the same as none."""
    if card is None or card == Card():
        state.cards.pop(member, None)
    else:
        state.cards[member] = card


def _timer(state: State, placed: PlacedEvent, body: Timer) -> Outcome:
    if not state.policy.may_set_timer(placed.author):
        return Outcome(Result.NOT_ALLOWED)
    if body.seconds == state.timer:
        return Outcome(Result.SAME)
    if _often_enough(state, placed.author):
        return Outcome(Result.FULL)
    state.undo.append(Undo(placed.seq, placed.author, False, None, state.own_timer))
    state.own_timer = body.seconds
    state.mark(placed.seq)
    return _add(state, replace(_item(state, placed, ItemKind.TIMER), number=body.seconds))


def _approval(state: State, placed: PlacedEvent, body: Approval) -> Outcome:
    if body.epoch != placed.epoch:
        return Outcome(Result.STALE)
    own = [held.approval.action for held in state.approvals if held.member == placed.author]
    if body.action in own:
        return Outcome(Result.SAME)
    if len(own) >= MOST_APPROVALS:
        return Outcome(Result.FULL)
    state.approvals.append(HeldApproval(placed.author, body))
    return _add(state, replace(_item(state, placed, ItemKind.APPROVAL), raw=body.action))


BODIES: dict[type, Callable[[State, PlacedEvent, Any], Outcome]] = {
    Message: _message,
    Reaction: _reaction,
    Edit: _edit,
    Retract: _retract,
    Card: _card,
    Timer: _timer,
    Approval: _approval,
    Unknown: _unknown,
}
"""One function for each kind of body; it changes the state and answers what it did."""
