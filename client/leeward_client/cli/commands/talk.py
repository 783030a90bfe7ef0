"""Saying something: messages and all that is done to them afterwards."""

import re
from argparse import Namespace
from collections.abc import Sequence

from leeward_client.circle.events import Body, Card, Edit, Message, Reaction, Retract, Timer, Tone
from leeward_client.circle.text import clean_text
from leeward_client.cli import plain, render
from leeward_client.cli.commands.context import Context, MistakeError, NotDoneError, text_from
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import CircleInfo, Item, OfflineError

_NUMBER = re.compile("[0-9]{1,7}")
_PREFIX = re.compile("[0-9a-f]{8,32}")


def find_event(items: Sequence[Item], word: str, label: str) -> Item:
    """The item that `word` names: by its number, or by eight characters or more of its id."""
    shown, word = plain.line(word), word.lower()
    if _NUMBER.fullmatch(word):
        found = [it for it in items if it.index == int(word)]
    elif _PREFIX.fullmatch(word):
        found = [it for it in items if it.id.startswith(word)]
    else:
        found = []
    if not found:
        raise NotDoneError("cli-no-such-event", label=label, word=shown)
    messages = [it for it in found if it.kind == render.MESSAGE]
    if not messages:
        raise NotDoneError("cli-not-a-message", word=shown)
    if len(messages) > 1:
        raise NotDoneError("cli-many-events", label=label, word=shown)
    return messages[0]


async def _say(context: Context, circle: CircleInfo, body: Body) -> Exit:
    """Send a body; what cannot go out now is kept by the session, and this says so."""
    try:
        event_id = await context.session.say(circle, body)
    except OfflineError as error:
        context.out.data({"id": error.event_id, "state": "kept"})
        context.out.tell(render.sentence(str(error)))
        return Exit.OFFLINE
    context.out.data({"id": event_id, "state": "sent"})
    context.out.say(say("cli-sent"))
    return Exit.DONE


def _target(context: Context, arguments: Namespace) -> tuple[CircleInfo, Item]:
    circle = context.session.find(arguments.circle)
    label = plain.line(circle.label)
    return circle, find_event(context.session.read(circle), arguments.id, label)


async def send(context: Context, arguments: Namespace) -> Exit:
    """Say something."""
    text = clean_text(text_from(arguments.text))
    circle = context.session.find(arguments.circle)
    reply_to = None
    if arguments.reply is not None:
        items = context.session.read(circle)
        reply_to = bytes.fromhex(find_event(items, arguments.reply, plain.line(circle.label)).id)
    tone = Tone.NONE
    if arguments.just_listen:
        tone = Tone.JUST_LISTEN
    elif arguments.advice_welcome:
        tone = Tone.ADVICE_WELCOME
    body = Message(text, cw=arguments.cw, reply_to=reply_to, timer=arguments.timer, tone=tone)
    return await _say(context, circle, body)


async def react(context: Context, arguments: Namespace) -> Exit:
    """Put an emoji under a message, or take it away."""
    circle, target = _target(context, arguments)
    body = Reaction(bytes.fromhex(target.id), arguments.emoji, add=not arguments.take_back)
    return await _say(context, circle, body)


async def edit(context: Context, arguments: Namespace) -> Exit:
    """Change a message; its content warning stays unless told otherwise."""
    text = clean_text(text_from(arguments.text))
    circle, target = _target(context, arguments)
    warning = arguments.cw
    if warning is None and not arguments.no_cw:
        warning = target.cw or None
    return await _say(context, circle, Edit(bytes.fromhex(target.id), text, warning))


async def retract(context: Context, arguments: Namespace) -> Exit:
    """Take a message back."""
    circle, target = _target(context, arguments)
    return await _say(context, circle, Retract(bytes.fromhex(target.id)))


async def card(context: Context, arguments: Namespace) -> Exit:
    """Change one's card; the event replaces it whole, so what is not named is said again."""
    if arguments.name is None and arguments.pronouns is None and arguments.about is None:
        raise MistakeError("cli-card-unchanged")
    circle = context.session.find(arguments.circle)
    old = next((info for info in context.session.members(circle) if info.me), None)

    def value(given: str | None, before: str | None) -> str | None:
        return (before if given is None else given) or None

    about = clean_text(arguments.about) if arguments.about is not None else None
    body = Card(
        name=value(arguments.name, old.card_name if old else None),
        pronouns=value(arguments.pronouns, old.pronouns if old else None),
        text=value(about, old.about if old else None),
    )
    return await _say(context, circle, body)


async def timer(context: Context, arguments: Namespace) -> Exit:
    """Set the circle's disappearing timer."""
    return await _say(context, context.session.find(arguments.circle), Timer(arguments.span))
