"""Flows about the members of a circle, its rules and its end."""

import time

from leeward_client.circle.events import Card, Timer
from leeward_client.circle.text import clean_text
from leeward_client.cli.durations import parse_span, say_moment
from leeward_client.locale import say, say_span
from leeward_client.session import LiveInfo, MemberInfo, RefusedError
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.panels import Field
from leeward_client.terminal.writing import Piece

WHO = {"hosts": "doors-rules-hosts", "members": "doors-rules-members"}
RULES: dict[str, tuple[str, dict[str, str]]] = {
    "invite": ("doors-rules-invite", WHO),
    "admit": (
        "doors-rules-admit",
        {"person": "doors-rules-admit-person", "auto": "doors-rules-admit-auto"},
    ),
    "remove_approvals": ("doors-rules-approvals", {}),
    "timer": ("doors-rules-first-timer", {}),
    "timer_by": ("doors-rules-timer-by", WHO),
}
"""The rules by name: what each is called, and its values where it is a choice."""


async def members(desk: Desk) -> None:
    """The members, and what can be done about each."""
    key = desk.key
    while key is not None:
        info = await desk.info(key)
        people = await desk.ask(lambda live: live.session.members(live.info(key).circle))
        choices = [Choice(one.id, _called(one), _facts(one, info)) for one in people]
        choices.append(Choice("rename", say("doors-rename-title"), apart=True))
        wishes = await desk.ask(lambda live: live.session.wishes(live.info(key).circle))
        if wishes:
            waiting = "\n".join(say("cli-wish", wish=one) for one in wishes)
            choices.append(Choice("withdraw", say("doors-wishes-withdraw"), waiting))
        chosen = await desk.pick(say("talk-members"), choices)
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
    facts += [say("doors-member-host") if role == "host" else role for role in one.roles]
    if one.muted:
        facts.append(say("doors-member-muted"))
    if not one.me:
        if one.last_heard is None:
            facts.append(say("cli-never-heard"))
        else:
            facts.append(say("cli-last-heard", moment=say_moment(one.last_heard, time.time())))
        if (one.last_heard_epoch or 0) < info.circle.epoch:
            facts.append(say("doors-member-not-crossed"))
    about = f"\n{one.about}" if one.about else ""
    return " · ".join(f"\u2068{fact}\u2069" for fact in facts) + about


async def _member(desk: Desk, key: bytes, one: MemberInfo, info: LiveInfo) -> None:
    if one.me:
        await card(desk)
        return
    host = "host" in one.roles
    choices = [Choice("mute", say("doors-member-unmute" if one.muted else "doors-member-mute"))]
    if host:
        choices.append(Choice("demote", say("doors-member-demote")))
    else:
        choices.append(Choice("appoint", say("doors-member-appoint")))
    choices.append(Choice("remove", say("doors-member-remove")))
    about = [one.about] if one.about else []
    chosen = await desk.pick(_called(one), choices, paragraphs=about)
    if chosen == "mute":
        await desk.ask(lambda live: live.session.mute(info.circle, one.id, not one.muted))
        desk.say(say("cli-unmuted" if one.muted else "cli-muted", name=one.name))
    elif chosen == "remove":
        sure = await desk.sure(
            say("doors-member-remove-title", name=one.name),
            say("doors-member-remove-warning"),
            yes=say("doors-member-remove"),
        )
        if sure:
            _done(desk, await desk.act(key, lambda session, c: session.remove(c, one.id)))
    elif chosen == "appoint":
        _done(desk, await desk.act(key, lambda session, c: session.appoint(c, one.id)))
    elif chosen == "demote":
        _done(desk, await desk.act(key, lambda session, c: session.demote(c, one.id)))


async def _rename(desk: Desk, key: bytes, info: LiveInfo) -> None:
    field = Field("name", say("your-name"), say("doors-rename-hint"), info.circle.name)

    async def rename(form: dict[str, str]) -> None:
        _done(desk, await desk.act(key, lambda session, c: session.rename(c, form["name"])))

    await desk.submit(say("doors-rename-title"), [field], rename)


def _done(desk: Desk, state: str) -> None:
    desk.say(say("cli-done") if state == "done" else say("cli-under-way", state=state))


async def card(desk: Desk) -> None:
    """One's own card."""
    key = desk.key
    if key is None:
        return
    people = await desk.ask(lambda live: live.session.members(live.info(key).circle))
    me = next(one for one in people if one.me)

    async def show(form: dict[str, str]) -> None:
        body = Card(
            name=form["name"] or None,
            pronouns=form["pronouns"] or None,
            text=clean_text(form["about"]) or None,
        )
        await desk.ask(lambda live: live.say(key, body))

    await desk.submit(
        say("talk-card"),
        [
            Field("name", say("doors-card-name"), say("doors-card-name-hint"), me.card_name or ""),
            Field("pronouns", say("doors-card-pronouns"), value=me.pronouns or ""),
            Field("about", say("doors-card-about"), value=me.about or ""),
        ],
        show,
        lead=say("doors-card-lead"),
    )


async def verify(desk: Desk) -> None:
    """The words to compare."""
    key = desk.key
    if key is None:
        return
    info = await desk.info(key)
    found = await desk.ask(lambda live: live.session.phrase(info.circle))
    paragraphs: list[str | Piece] = [
        (" ".join(found.words), "strong"),
        say("cli-verify-how", epoch=str(found.epoch)),
    ]
    if info.link.value != "online":
        paragraphs.append(say("session-old-words"))
    paragraphs.append(say("doors-verify-differ"))
    await desk.show(say("talk-verify"), *paragraphs)


async def rules(desk: Desk) -> None:
    """The rules of the circle; who may change them changes one at a time."""
    key = desk.key
    while key is not None:
        info = await desk.info(key)
        policy = await desk.ask(lambda live: live.session.policy(live.info(key).circle))
        choices = [
            Choice(name, say(sentence), _value(name, policy.rules[name]))
            for name, (sentence, _) in RULES.items()
        ]
        choices.append(Choice("now", say("chat-timer-set"), apart=True))
        facts = [
            say("chat-rules-hosts", hosts=", ".join(policy.hosts)),
            say("chat-rules-relay", relay=policy.relay),
            say("chat-timer-now", span=say_span(info.timer)),
        ]
        chosen = await desk.pick(say("talk-policy"), choices, paragraphs=["\n".join(facts)])
        if chosen is None:
            return
        if chosen == "now":
            await _timer(desk, key, info)
        else:
            await _rule(desk, key, chosen, policy.rules[chosen])


def _value(name: str, value: int | str) -> str:
    if name == "timer":
        return say_span(int(value))
    values = RULES[name][1]
    return say(values[str(value)]) if values else str(value)


async def _rule(desk: Desk, key: bytes, name: str, value: int | str) -> None:
    sentence, values = RULES[name]
    label = say(sentence)
    if values:
        choices = tuple(Choice(one, say(called)) for one, called in values.items())
        field = Field("value", label, value=str(value), choices=choices)
    elif name == "timer":
        field = Field("value", label, say("cli-span-bad"), f"{int(value) // 60}m")
    else:
        field = Field("value", label, value=str(value))

    async def change(form: dict[str, str]) -> None:
        wanted = str(parse_span(form["value"])) if name == "timer" else form["value"]
        _done(desk, await desk.act(key, lambda session, c: session.set_rule(c, name, wanted)))

    await desk.submit(say("talk-policy"), [field], change)


async def _timer(desk: Desk, key: bytes, info: LiveInfo) -> None:
    if not info.may_timer:
        raise RefusedError("error-timer-by-hosts")
    field = Field("span", say("chat-timer-set"), say("cli-span-bad"), f"{info.timer // 60}m")

    async def change(form: dict[str, str]) -> None:
        body = Timer(parse_span(form["span"]))
        await desk.ask(lambda live: live.say(key, body))

    await desk.submit(say("chat-timer-set"), [field], change)


async def leave(desk: Desk) -> None:
    """Leave the circle; or erase one that has ended."""
    key = desk.key
    if key is None:
        return
    info = await desk.info(key)
    label = info.circle.label
    if info.circle.status not in ("active", "leaving"):
        sure = await desk.sure(
            say("talk-forget-title"), say("chat-forget-warning"), yes=say("talk-forget")
        )
        if sure:
            await desk.ask(lambda live: live.forget(key))
            desk.say(say("cli-forgotten", label=label))
        return
    alone = info.circle.members == 1
    warnings = (
        [say("chat-leave-alone")]
        if alone
        else [say("doors-leave-warning"), say("doors-leave-after")]
    )
    if await desk.sure(say("doors-leave-title", circle=label), *warnings, yes=say("talk-leave")):
        await desk.act(key, lambda session, circle: session.leave(circle))
