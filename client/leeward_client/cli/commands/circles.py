"""Circles as a whole: founding, listing, rules, the phrase, syncing, leaving and forgetting."""

from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain, render, words
from leeward_client.cli.commands.context import Context, line_from_file
from leeward_client.cli.exits import Exit

if TYPE_CHECKING:
    from leeward_client.cli.output import Data
    from leeward_client.session import CircleInfo


def circle_data(info: "CircleInfo") -> "Data":
    """A circle for programs."""
    return {
        "number": info.number,
        "label": info.label,
        "status": info.status,
        "relay": info.relay,
        "member": info.member,
        "name": info.name,
        "members": info.members,
        "epoch": info.epoch,
    }


async def new(context: Context, arguments: Namespace) -> Exit:
    """Found a circle."""
    pass_ = line_from_file(arguments.pass_file) if arguments.pass_file else None
    info = await context.session.found(arguments.label, arguments.relay, arguments.name, pass_)
    context.out.data(circle_data(info))
    label, name = plain.line(info.label), plain.line(info.name)
    context.out.say(words.CIRCLE_FOUNDED.format(label=label, number=info.number, name=name))
    context.out.say(words.CIRCLE_NEXT.format(number=info.number))
    return Exit.DONE


async def list_(context: Context, _: Namespace) -> Exit:
    """List circles and requests to join that wait."""
    infos = context.session.circles()
    waiting = [join for join in context.session.joins() if join.state == "waiting"]
    for info in infos:
        context.out.data(circle_data(info))
    context.out.lines(render.circles(infos))
    context.out.lines(render.join(join) for join in waiting)
    if not infos and not waiting:
        context.out.say(words.NO_CIRCLES)
    return Exit.DONE


async def policy(context: Context, arguments: Namespace) -> Exit:
    """Change what was asked for, or show the rules."""
    session, out = context.session, context.out
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    states = [await session.set_rule(circle, rule, value) for rule, value in arguments.rules or ()]
    if arguments.appoint is not None:
        states.append(await session.appoint(circle, arguments.appoint))
    if arguments.demote is not None:
        states.append(await session.demote(circle, arguments.demote))
    if arguments.rename is not None:
        states.append(await session.rename(circle, arguments.rename))
    if states:
        for state in states:
            tell_state(context, state, words.DONE)
        return Exit.DONE
    info = session.policy(circle)
    out.data(info.rules | {"hosts": info.hosts})
    out.lines(layout.table([(name, _value(value)) for name, value in info.rules.items()]))
    return Exit.DONE if fresh else Exit.OFFLINE


def _value(value: int | str | bool) -> str:
    if isinstance(value, bool):
        return words.TRUE if value else words.FALSE
    return plain.line(str(value))


def tell_state(context: Context, state: str, done: str) -> None:
    """Say whether a change is done or waits for others' approval."""
    context.out.data({"state": state})
    context.out.say(done if state == "done" else words.UNDER_WAY.format(state=plain.line(state)))


async def verify(context: Context, arguments: Namespace) -> Exit:
    """Show the phrase to compare."""
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    info = await context.session.verify(circle)
    phrase = " ".join(info.words)
    context.out.data({"words": phrase, "epoch": info.epoch})
    context.out.say(phrase)
    context.out.say(words.VERIFY_HOW.format(epoch=info.epoch))
    return Exit.DONE if fresh else Exit.OFFLINE


async def sync(context: Context, arguments: Namespace) -> Exit:
    """Fetch and send everything."""
    session, out = context.session, context.out
    circle = session.find(arguments.circle) if arguments.circle is not None else None
    joins_before = {join.id for join in session.joins() if join.state == "waiting"}
    results = await session.sync(circle)
    for result in results:
        out.data({"label": result.label, "new": result.new, "ok": result.ok, "error": result.error})
        label = plain.line(result.label)
        if not result.ok:
            out.tell(words.SYNC_FAILED.format(label=label, why=plain.line(result.error)))
            continue
        out.say(words.SYNCED.format(label=label, count=_count(result.new)))
    for join in session.joins():
        if join.id in joins_before and join.state == "waiting":
            out.say(render.join(join))
    if not results and not joins_before:
        out.say(words.NOTHING_TO_SYNC)
    return Exit.DONE if all(result.ok for result in results) else Exit.OFFLINE


def _count(new: int) -> str:
    if new == 0:
        return words.SYNCED_NONE
    return words.SYNCED_ONE if new == 1 else words.SYNCED_MANY.format(count=new)


async def leave(context: Context, arguments: Namespace) -> Exit:
    """Leave a circle."""
    circle = context.session.find(arguments.circle)
    label = plain.line(circle.label)
    if not arguments.yes and not context.out.confirm(words.ASK_LEAVE.format(label=label)):
        context.out.tell(words.NOT_CONFIRMED)
        return Exit.REFUSED
    await context.session.leave(circle)
    context.out.data({"state": "leaving"})
    context.out.say(words.LEFT.format(label=label))
    return Exit.DONE


async def forget(context: Context, arguments: Namespace) -> Exit:
    """Erase an ended circle from the vault."""
    circle = context.session.find(arguments.circle)
    label = plain.line(circle.label)
    if not arguments.yes and not context.out.confirm(words.ASK_FORGET.format(label=label)):
        context.out.tell(words.NOT_CONFIRMED)
        return Exit.REFUSED
    context.session.forget(circle)
    context.out.data({"state": "forgotten"})
    context.out.say(words.FORGOTTEN.format(label=label))
    return Exit.DONE
