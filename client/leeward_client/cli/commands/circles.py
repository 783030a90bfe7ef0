"""Circles as a whole: founding, listing, rules, the phrase, syncing, leaving and forgetting."""

from argparse import Namespace
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain, render
from leeward_client.cli.arguments import TIMER
from leeward_client.cli.commands.context import Context, line_from_file
from leeward_client.cli.exits import Exit
from leeward_client.locale import say, say_span
from leeward_client.session import OfflineError, SessionError

if TYPE_CHECKING:
    from leeward_client.cli.output import Data
    from leeward_client.session import CircleInfo, JoinInfo

ENDED = frozenset({"left", "removed", "leaving"})
"""Ways in which a circle ends that are nobody's failure."""
QUIET = ENDED | {"restored"}
"""Statuses in which there is nothing to fetch, and nothing wrong."""


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
        "unsent": info.unsent,
    }


async def new(context: Context, arguments: Namespace) -> Exit:
    """Found a circle."""
    pass_ = line_from_file(arguments.pass_file) if arguments.pass_file else None
    info = await context.session.found(arguments.label, arguments.relay, arguments.name, pass_)
    context.out.data(circle_data(info))
    label, name = plain.line(info.label), plain.line(info.name)
    context.out.say(say("cli-circle-founded", label=label, number=str(info.number), name=name))
    context.out.say(say("cli-circle-next", number=str(info.number)))
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
        context.out.say(say("cli-no-circles"))
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
            tell_state(context, state, say("cli-done"))
        return Exit.DONE
    info = session.policy(circle)
    extra: dict[str, object] = {
        "hosts": info.hosts,
        "open_codes": info.open_codes,
        "epoch": info.epoch,
    }
    extra["wishes"] = session.wishes(circle)
    out.data({**info.rules, **extra, "relay": info.relay})
    out.lines(layout.table([(name, _value(name, value)) for name, value in info.rules.items()]))
    for wish in session.wishes(circle):
        out.say(say("cli-wish", wish=plain.line(wish)))
    return Exit.DONE if fresh else Exit.OFFLINE


async def withdraw(context: Context, arguments: Namespace) -> Exit:
    """Give up what was asked for and is not done yet."""
    circle = context.session.find(arguments.circle)
    count = context.session.withdraw(circle)
    context.out.data({"withdrawn": count})
    if count:
        context.out.say(say("cli-withdrawn", count=count))
    else:
        context.out.say(say("cli-nothing-to-withdraw", label=plain.line(circle.label)))
    return Exit.DONE


def _value(name: str, value: int | str) -> str:
    return say_span(int(value)) if name == TIMER else plain.line(str(value))


def tell_state(context: Context, state: str, done: str) -> None:
    """Say whether a change is done or waits for others' approval."""
    context.out.data({"state": state})
    context.out.say(done if state == "done" else say("cli-under-way", state=plain.line(state)))


async def verify(context: Context, arguments: Namespace) -> Exit:
    """Show the phrase to compare."""
    circle, fresh = await context.fresh(arguments.circle)
    info = await context.session.verify(circle)
    phrase = " ".join(info.words)
    context.out.data({"words": phrase, "epoch": info.epoch})
    context.out.say(phrase)
    context.out.say(say("cli-verify-how", epoch=str(info.epoch)))
    return Exit.DONE if fresh else Exit.OFFLINE


async def sync(context: Context, arguments: Namespace) -> Exit:
    """Fetch and send everything; look whether one was let in."""
    session, out = context.session, context.out
    named = [session.find(arguments.circle)] if arguments.circle is not None else None
    waiting = [] if named else [join for join in session.joins() if join.state == "waiting"]
    # First the requests: one of them may bring back a circle that has ended here.
    ends = [await _sync_join(context, join.id) for join in waiting]
    if named is None:
        ends.append(await _sync_devices(context))
    circles = session.circles() if named is None else named
    ends += [await _sync_circle(context, circle) for circle in circles]
    if not circles and not waiting:
        out.say(say("cli-nothing-to-sync"))
    return max(ends, default=Exit.DONE)


async def _sync_circle(context: Context, circle: "CircleInfo") -> Exit:
    (result,) = await context.session.sync(circle)
    status = next(one.status for one in context.session.circles() if one.number == circle.number)
    context.out.data(
        {
            "circle": circle.number,
            "label": result.label,
            "status": status,
            "new": result.new,
            "ok": result.ok,
            "error": result.error,
        }
    )
    label = plain.line(result.label)
    if result.ok:
        context.out.say(say("cli-synced", label=label, count=_count(result.new)))
        return Exit.DONE
    context.out.tell(say("cli-sync-failed", label=label, why=plain.line(result.error or "")))
    if status == "active":
        return Exit.OFFLINE
    return Exit.DONE if status in QUIET else Exit.REFUSED


async def _sync_devices(context: Context) -> Exit:
    """Go on with a linking of devices that was cut short."""
    try:
        await context.session.devices.sync()
    except SessionError as error:
        context.out.tell(render.sentence(str(error)))
        return Exit.OFFLINE if isinstance(error, OfflineError) else Exit.REFUSED
    return Exit.DONE


async def _sync_join(context: Context, join_id: str) -> Exit:
    try:
        info = await context.session.poll_join(join_id)
    except OfflineError as error:
        context.out.tell(render.sentence(str(error)))
        return Exit.OFFLINE
    context.out.data(join_data(info))
    tell_join(context, info)
    return Exit.DONE


def join_data(info: "JoinInfo") -> "Data":
    """A request to join for programs."""
    circle = circle_data(info.circle) if info.circle is not None else None
    spoken = render.spoken(info.words)
    return {"id": info.id, "state": info.state, "words": spoken, "why": info.why, "circle": circle}


def tell_join(context: Context, info: "JoinInfo") -> None:
    """Say how a request to join stands."""
    name = plain.line(info.name)
    if info.circle is None:
        context.out.say(say("cli-join-synced", name=name, why=plain.line(info.why)))
        return
    label, name = plain.line(info.circle.label), plain.line(info.circle.name)
    number = str(info.circle.number)
    context.out.say(say("cli-joined", label=label, number=number, name=name))


def _count(new: int) -> str:
    return say("cli-synced-count", count=new)


async def leave(context: Context, arguments: Namespace) -> Exit:
    """Leave a circle."""
    circle = context.session.find(arguments.circle)
    label = plain.line(circle.label)
    if not arguments.yes and not context.out.confirm(say("cli-ask-leave", label=label)):
        context.out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    await context.session.leave(circle)
    gone = all(one.number != circle.number for one in context.session.circles())
    context.out.data({"state": "left" if gone else "leaving"})
    context.out.say(say("cli-left-alone" if gone else "cli-left", label=label))
    return Exit.DONE


async def forget(context: Context, arguments: Namespace) -> Exit:
    """Erase an ended circle from the vault."""
    circle = context.session.find(arguments.circle)
    label = plain.line(circle.label)
    if not arguments.yes and not context.out.confirm(say("cli-ask-forget", label=label)):
        context.out.tell(say("cli-not-confirmed"))
        return Exit.REFUSED
    context.session.forget(circle)
    context.out.data({"state": "forgotten"})
    context.out.say(say("cli-forgotten", label=label))
    return Exit.DONE
