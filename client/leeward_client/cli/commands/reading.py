"""Reading what was said."""

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass, field

from leeward_client.cli import plain, render
from leeward_client.cli.commands.context import Context
from leeward_client.cli.exits import Exit
from leeward_client.locale import say
from leeward_client.session import Item


@dataclass
class _Reader:
    """Prints items, and remembers them for the replies to come."""

    context: Context
    unfold: bool
    muted: bool
    known: dict[str, Item] = field(default_factory=dict)
    hidden: int = 0

    def learn(self, items: Iterable[Item]) -> None:
        self.known.update((it.id, it) for it in items)

    def show(self, it: Item) -> None:
        self.learn([it])
        if it.muted and not self.muted:
            self.hidden += 1
            return
        out = self.context.out
        out.data(item_data(it))
        replied = self.known.get(it.reply_to) if it.reply_to else None
        if replied is not None and replied.muted and not self.muted:
            replied = None
        lines = render.item(
            it,
            now=self.context.now,
            columns=self.context.columns,
            unfold=self.unfold,
            replied=replied,
        )
        out.lines(lines)
        out.flush()


def item_data(it: Item) -> dict[str, object]:
    """An item for programs."""
    return {
        "index": it.index,
        "id": it.id,
        "kind": it.kind,
        "author": it.author,
        "author_id": it.author_id,
        "text": it.text,
        "at": it.at,
        "received": it.received,
        "cw": it.cw,
        "reply_to": it.reply_to,
        "reactions": [{"emoji": emoji, "author": who} for emoji, who in it.reactions],
        "edited": it.edited,
        "retracted": it.retracted,
        "muted": it.muted,
    }


async def read(context: Context, arguments: Namespace) -> Exit:
    """Print what was said, and with --follow what is being said."""
    session, out = context.session, context.out
    reader = _Reader(context, unfold=arguments.open, muted=arguments.muted)
    if arguments.follow:
        circle = session.find(arguments.circle)
        reader.learn(session.read(circle))
        async for it in session.follow(circle, arguments.since):
            reader.show(it)
        return Exit.DONE
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    items = session.read(circle)
    reader.learn(items)
    shown = [it for it in items if it.index > arguments.since]
    for it in shown:
        reader.show(it)
    if reader.hidden:
        out.say(say("cli-muted-hidden", count=reader.hidden))
    elif not shown:
        out.say(say("cli-nothing-to-read", label=plain.line(circle.label)))
    return Exit.DONE if fresh else Exit.OFFLINE
