"""The members of a circle: listing, removing, muting."""

from argparse import Namespace

from leeward_client.cli import plain, render
from leeward_client.cli.commands.circles import tell_state
from leeward_client.cli.commands.context import Context
from leeward_client.cli.exits import Exit
from leeward_client.locale import say


async def members(context: Context, arguments: Namespace) -> Exit:
    """List the members."""
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    infos = context.session.members(circle)
    for info in infos:
        context.out.data(
            {
                "id": info.id,
                "name": info.name,
                "roles": list(info.roles),
                "pronouns": info.pronouns,
                "about": info.about,
                "last_heard": info.last_heard,
                "last_heard_epoch": info.last_heard_epoch,
                "me": info.me,
                "card_name": info.card_name,
                "muted": info.muted,
            }
        )
    context.out.lines(render.members(infos, now=context.now, columns=context.columns))
    return Exit.DONE if fresh else Exit.OFFLINE


async def remove(context: Context, arguments: Namespace) -> Exit:
    """Remove a member, or give the approval for it."""
    circle = context.session.find(arguments.circle)
    state = await context.session.remove(circle, arguments.member)
    tell_state(context, state, say("cli-removed", name=plain.line(arguments.member)))
    return Exit.DONE


async def appoint(context: Context, arguments: Namespace) -> Exit:
    """Make a member a host, or ask the others to."""
    circle = context.session.find(arguments.circle)
    state = await context.session.appoint(circle, arguments.member)
    tell_state(context, state, say("cli-appointed", name=plain.line(arguments.member)))
    return Exit.DONE


async def approvals(context: Context, arguments: Namespace) -> Exit:
    """Show what members ask one another to approve."""
    circle, fresh = await context.fresh(arguments.circle, offline=arguments.offline)
    infos = context.session.asks(circle)
    for info in infos:
        context.out.data(
            {
                "id": info.id,
                "what": info.what,
                "agreed": info.agreed,
                "hosts": info.hosts,
                "members": info.members,
                "mine": info.mine,
            }
        )
    context.out.lines(render.asks(infos, columns=context.columns))
    if any(not info.mine for info in infos):
        context.out.say(say("cli-approve-next", number=str(circle.number)))
    if not infos:
        context.out.say(say("cli-no-asks", label=plain.line(circle.label)))
    return Exit.DONE if fresh else Exit.OFFLINE


async def approve(context: Context, arguments: Namespace) -> Exit:
    """Agree to what somebody asks."""
    circle = context.session.find(arguments.circle)
    state = await context.session.approve(circle, arguments.id)
    tell_state(context, state, say("cli-approved"))
    return Exit.DONE


async def mute(context: Context, arguments: Namespace) -> Exit:
    """Hide what a member says, from oneself alone, or show it again."""
    on = arguments.command == "mute"
    context.session.mute(context.session.find(arguments.circle), arguments.member, on)
    context.out.data({"member": arguments.member, "muted": on})
    sentence = "cli-muted" if on else "cli-unmuted"
    context.out.say(say(sentence, name=plain.line(arguments.member)))
    return Exit.DONE
