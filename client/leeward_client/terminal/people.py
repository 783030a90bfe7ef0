"""Flows about the members of a circle, its rules and its end."""

import time

from leeward_client.circle.events import Card, Timer
from leeward_client.circle.text import clean_text
from leeward_client.cli.durations import parse_span, say_moment
from leeward_client.locale import say, say_span
from leeward_client.session import LiveInfo, MemberInfo, RefusedError
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.panels import Choice, Field

RULES = {
    "invite": ("hosts", "members"),
    "admit": ("person", "auto"),
    "timer_by": ("hosts", "members"),
}
"""The rules that are a choice; `remove_approvals` is a number, `timer` a span."""


async def members(desk: Desk) -> None:
    """The members, and what can be done about each."""
    key = desk.key
    while key is not None:
        info = await desk.info(key)
        people = await desk.ask(lambda live: live.session.members(live.info(key).circle))
        choices = [Choice(one.id, _called(one), _facts(one, info)) for one in people]
        choices.append(Choice("rename", say("chat-rename")))
        wishes = await desk.ask(lambda live: live.session.wishes(live.info(key).circle))
        if wishes:
            waiting = "\n".join(say("cli-wish", wish=one) for one in wishes)
            choices.append(Choice("withdraw", say("chat-withdraw"), waiting))
        chosen = await desk.pick(say("chat-members"), choices)
        if chosen is None:
            return
        if chosen == "withdraw":
            count = await desk.ask(lambda live: live.session.withdraw(live.info(key).circle))
            desk.say(say("cli-withdrawn", count=count))
        elif chosen == "rename":
            await _rename(desk, key, info)
        else:
            await _member(desk, key, next(one for one in people if one.id == chosen), info)


def _called(one: MemberInfo) -> str:
    said = [f"\u2068{one.name}\u2069"]
    if one.pronouns:
        said.append(f"(\u2068{one.pronouns}\u2069)")
    return " ".join(said)


def _facts(one: MemberInfo, info: LiveInfo) -> str:
    facts = [say("cli-member-you")] if one.me else []
    facts += [say("chat-role-host") if role == "host" else role for role in one.roles]
    if one.muted:
        facts.append(say("chat-member-muted"))
    if not one.me:
        if one.last_heard is None:
            facts.append(say("cli-never-heard"))
        else:
            facts.append(say("cli-last-heard", moment=say_moment(one.last_heard, time.time())))
        if (one.last_heard_epoch or 0) < info.circle.epoch:
            facts.append(say("chat-not-crossed"))
    about = f"\n{one.about}" if one.about else ""
    return ", ".join(facts) + about


async def _member(desk: Desk, key: bytes, one: MemberInfo, info: LiveInfo) -> None:
    if one.me:
        await card(desk)
        return
    host = "host" in one.roles
    choices = [Choice("mute", say("chat-unmute" if one.muted else "chat-mute"))]
    choices.append(
        Choice("demote", say("chat-demote")) if host else Choice("appoint", say("chat-appoint"))
    )
    choices.append(Choice("remove", say("chat-remove")))
    about = [one.about] if one.about else []
    chosen = await desk.pick(one.name, choices, paragraphs=about)
    if chosen == "mute":
        await desk.ask(lambda live: live.session.mute(info.circle, one.id, not one.muted))
        desk.say(say("cli-unmuted" if one.muted else "cli-muted", name=one.name))
    elif chosen == "remove":
        sure = await desk.sure(
            say("chat-remove-title", name=one.name),
            say("chat-remove-warning"),
            yes=say("chat-remove"),
        )
        if sure:
            await _done(desk, await desk.act(key, lambda session, c: session.remove(c, one.id)))
    elif chosen == "appoint":
        await _done(desk, await desk.act(key, lambda session, c: session.appoint(c, one.id)))
    elif chosen == "demote":
        await _done(desk, await desk.act(key, lambda session, c: session.demote(c, one.id)))


async def _rename(desk: Desk, key: bytes, info: LiveInfo) -> None:
    field = Field("name", say("chat-your-name"), say("chat-rename-hint"), info.circle.name)
    form = await desk.form(say("chat-rename"), [field], done=say("chat-save"))
    if form is not None:
        await _done(desk, await desk.act(key, lambda session, c: session.rename(c, form["name"])))


async def _done(desk: Desk, state: str) -> None:
    desk.say(say("cli-done") if state == "done" else say("cli-under-way", state=state))


async def card(desk: Desk) -> None:
    """One's own card."""
    key = desk.key
    if key is None:
        return
    people = await desk.ask(lambda live: live.session.members(live.info(key).circle))
    me = next(one for one in people if one.me)
    form = await desk.form(
        say("chat-card"),
        [
            Field("name", say("chat-card-name"), say("chat-card-name-hint"), me.card_name or ""),
            Field("pronouns", say("chat-card-pronouns"), value=me.pronouns or ""),
            Field("about", say("chat-card-about"), value=me.about or ""),
        ],
        lead=say("chat-card-lead"),
        done=say("chat-save"),
    )
    if form is not None:
        body = Card(
            name=form["name"] or None,
            pronouns=form["pronouns"] or None,
            text=clean_text(form["about"]) or None,
        )
        await desk.ask(lambda live: live.say(key, body))


async def verify(desk: Desk) -> None:
    """The words to compare."""
    key = desk.key
    if key is None:
        return
    info = await desk.info(key)
    found = await desk.ask(lambda live: live.session.phrase(info.circle))
    paragraphs = [" ".join(found.words), say("cli-verify-how", epoch=str(found.epoch))]
    if info.link.value != "online":
        paragraphs.append(say("session-old-words"))
    paragraphs.append(say("chat-verify-differ"))
    await desk.show(say("chat-verify"), *paragraphs)


async def rules(desk: Desk) -> None:
    """The rules of the circle; who may change them changes one at a time."""
    key = desk.key
    while key is not None:
        info = await desk.info(key)
        policy = await desk.ask(lambda live: live.session.policy(live.info(key).circle))
        choices = [
            Choice(name, say(f"chat-rule-{name.replace('_', '-')}"), _value(name, value))
            for name, value in policy.rules.items()
            if name != "history"
        ]
        facts = [
            say("chat-rules-hosts", hosts=", ".join(policy.hosts)),
            say("chat-rules-relay", relay=policy.relay),
            say("chat-timer-now", span=say_span(info.timer)),
        ]
        chosen = await desk.pick(
            say("chat-rules"), [*choices, Choice("now", say("chat-timer-set"))], paragraphs=facts
        )
        if chosen is None:
            return
        if chosen == "now":
            await _timer(desk, key, info)
        else:
            await _rule(desk, key, chosen, policy.rules[chosen])


def _value(name: str, value: int | str) -> str:
    if name == "timer":
        return say_span(int(value))
    return say(f"chat-value-{value}") if name in RULES else str(value)


async def _rule(desk: Desk, key: bytes, name: str, value: int | str) -> None:
    label = say(f"chat-rule-{name.replace('_', '-')}")
    if name in RULES:
        choices = tuple(Choice(one, say(f"chat-value-{one}")) for one in RULES[name])
        field = Field("value", label, value=str(value), choices=choices)
    elif name == "timer":
        field = Field("value", label, say("cli-span-bad"), f"{int(value) // 60}m")
    else:
        field = Field("value", label, value=str(value))
    form = await desk.form(say("chat-rules"), [field], done=say("chat-save"))
    if form is None:
        return
    wanted = str(parse_span(form["value"])) if name == "timer" else form["value"]
    await _done(desk, await desk.act(key, lambda session, c: session.set_rule(c, name, wanted)))


async def _timer(desk: Desk, key: bytes, info: LiveInfo) -> None:
    if not info.may_timer:
        raise RefusedError("error-timer-by-hosts")
    field = Field("span", say("chat-timer-set"), say("cli-span-bad"), f"{info.timer // 60}m")
    form = await desk.form(say("chat-timer-set"), [field], done=say("chat-save"))
    if form is not None:
        body = Timer(parse_span(form["span"]))
        await desk.ask(lambda live: live.say(key, body))


async def leave(desk: Desk) -> None:
    """Leave the circle; or erase one that has ended."""
    key = desk.key
    if key is None:
        return
    info = await desk.info(key)
    label = info.circle.label
    if info.circle.status not in ("active", "leaving"):
        sure = await desk.sure(
            say("chat-forget-title"), say("chat-forget-warning"), yes=say("chat-forget")
        )
        if sure:
            await desk.ask(lambda live: live.forget(key))
            desk.say(say("cli-forgotten", label=label))
        return
    alone = info.circle.members == 1
    warnings = (
        [say("chat-leave-alone")] if alone else [say("chat-leave-warning"), say("chat-leave-after")]
    )
    if await desk.sure(say("chat-leave-title", circle=label), *warnings, yes=say("chat-leave")):
        await desk.act(key, lambda session, circle: session.leave(circle))
