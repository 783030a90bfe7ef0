"""Flows at the doors of circles: inviting, letting in, asking to be let in, founding."""

import time

from leeward_client.cli import plain, render
from leeward_client.cli.durations import parse_span
from leeward_client.locale import say, say_span
from leeward_client.session import CircleInfo, InviteInfo, JoinInfo, KnockInfo, RefusedError
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.panels import Field
from leeward_client.terminal.writing import Piece

SPANS = ("1h", "1d", "2d", "7d", "never")


async def invite(desk: Desk) -> None:
    """Make an invite, or look at those that are open."""
    key = desk.key
    if key is None:
        return
    known = await desk.ask(lambda live: live.session.invites(live.info(key).circle))
    invites = [one for one in known if one.code]
    chosen: str | None = "new"
    if invites:
        choices = [Choice("new", say("chat-invite-new"))]
        choices += [
            Choice(one.id, f"{one.id}  {render.expiry(one, time.time())}", _left(one))
            for one in invites
        ]
        chosen = await desk.pick(say("chat-invites"), choices)
    if chosen == "new":
        await _make(desk, key)
    elif chosen is not None:
        await _show(desk, key, next(one for one in invites if one.id == chosen))


def _left(one: InviteInfo) -> str:
    return say("cli-invite-line-left", left=one.uses_left, uses=one.uses)


async def _make(desk: Desk, key: bytes) -> None:
    choices = tuple(
        Choice(one, say("doors-invite-endless") if one == "never" else say_span(parse_span(one)))
        for one in SPANS
    )

    async def make(form: dict[str, str]) -> InviteInfo:
        uses = int(form["uses"]) if form["uses"].isascii() and form["uses"].isdigit() else 0
        expires = None if form["expires"] == "never" else parse_span(form["expires"])
        return await desk.act(key, lambda session, circle: session.invite(circle, uses, expires))

    made = await desk.submit(
        say("chat-invite-new"),
        [
            Field("uses", say("chat-invite-uses"), value="1"),
            Field("expires", say("doors-invite-life"), value="2d", choices=choices),
        ],
        make,
        lead=say("doors-invite-lead"),
        done=say("doors-invite-make"),
    )
    if made is not None:
        await _show(desk, key, made)


async def _show(desk: Desk, key: bytes, one: InviteInfo) -> None:
    """The code, and what else can be done with the invite."""
    choices = [
        Choice("qr", say("chat-invite-qr")),
        Choice("close", say("close")),
        Choice("revoke", say("doors-invite-revoke")),
    ]
    while True:
        chosen = await desk.pick(
            say("talk-invite"),
            choices,
            paragraphs=[
                say("cli-invite-made"),
                (one.code, "strong"),
                say("cli-invite-link", link=one.link),
                say("chat-invite-shown"),
            ],
        )
        if chosen == "qr":
            await _draw(desk, one)
            continue
        if chosen == "revoke":
            await desk.act(key, lambda session, circle: session.revoke(circle, one.id))
            desk.say(say("cli-revoked"))
        return


async def _draw(desk: Desk, one: InviteInfo) -> None:
    """The QR code, if it fits; else how large the terminal has to be."""
    lines = one.qr.split("\n")
    columns, rows = len(lines[0]), len(lines)
    size = desk.app.size
    if size.width < columns or size.height < rows:
        await desk.show(
            say("chat-invite-qr"),
            say("chat-qr-too-large", columns=columns, rows=rows),
            one.link,
        )
    else:
        await desk.draw(one.qr)


async def knocks(desk: Desk) -> None:
    """Who wants to come in."""
    key = desk.key
    if key is None:
        return
    waiting = await desk.act(key, lambda session, circle: session.knocks(circle))
    if not waiting:
        info = await desk.info(key)
        await desk.show(say("talk-knocks"), say("chat-no-knocks", label=info.circle.label))
        return
    choices = [Choice(one.id, one.name, say("cli-knock-words", words=one.words)) for one in waiting]
    chosen = choices[0].key if len(choices) == 1 else await desk.pick(say("talk-knocks"), choices)
    one = next((one for one in waiting if one.id == chosen), None)
    if one is not None:
        await _answer(desk, key, one)


async def _answer(desk: Desk, key: bytes, one: KnockInfo) -> None:
    paragraphs: list[str | Piece] = [
        (one.words, "strong"),
        say("chat-knock-compare", name=one.name),
    ]
    if one.note:
        paragraphs.append(say("chat-knock-note", note=one.note))
    if one.rejoin:
        paragraphs.append(render.sentence(render.claim(one, time.time())))
    if one.frozen:
        paragraphs.append(say("error-knock-frozen"))
    choices = [Choice("later", say("chat-knock-later"))]
    if not one.frozen:
        choices.append(Choice("admit", say("doors-knocks-admit-sure")))
        choices.append(Choice("as", say("chat-admit-other")))
    choices.append(Choice("decline", say("doors-knocks-decline")))
    chosen = await desk.pick(say("chat-knock-title", name=one.name), choices, paragraphs=paragraphs)

    async def admit(name: str | None) -> None:
        member = await desk.act(key, lambda session, circle: session.admit(circle, one.id, name))
        info = await desk.info(key)
        desk.say(say("cli-admitted", name=member.name, label=info.circle.label))

    if chosen == "admit":
        await admit(None)
    elif chosen == "as":
        await desk.submit(
            say("doors-knocks-as"),
            [Field("name", say("doors-knocks-as"), value=one.name)],
            lambda form: admit(form["name"]),
            done=say("doors-knocks-admit-sure"),
        )
    elif chosen == "decline":
        await desk.act(key, lambda session, circle: session.decline(circle, one.id))
        desk.say(say("cli-declined"))


async def join(desk: Desk) -> None:
    """Ask to be let in somewhere, with an invite; or come back to a circle that cannot go on here."""
    lost = [
        one.circle
        for one in desk.app.room.circles
        if one.circle.status not in ("active", "leaving")
    ]
    back = [Choice("", say("doors-join-as-new"))]
    back += [Choice(str(one.number), say("doors-join-back", circle=one.label)) for one in lost]
    fields = [
        Field("code", say("doors-join-invite"), say("chat-join-code-hint")),
        Field("name", say("your-name"), say("your-name-hint")),
        Field("note", say("doors-join-note"), say("doors-join-note-hint")),
    ]
    if lost:
        fields.append(Field("back", say("doors-join-as"), choices=tuple(back)))

    async def ask(form: dict[str, str]) -> JoinInfo:
        if not form["code"]:
            raise RefusedError("cli-no-code")
        rejoin = next((one for one in lost if str(one.number) == form.get("back")), None)
        return await desk.wait(
            lambda live: live.arrive(
                lambda session: session.join(form["code"], form["name"], form["note"], rejoin)
            )
        )

    asked = await desk.submit(say("home-join"), fields, ask, done=say("doors-join-ask"))
    if asked is not None:
        await joined(desk, asked.id)


async def joined(desk: Desk, id_: str) -> None:
    """How a request of ours stands."""
    joins = await desk.ask(lambda live: live.joins())
    one = next((join for join in joins if join.id == id_), None)
    if one is None:
        return
    paragraphs: list[str | Piece] = [one.why]
    if one.state == "waiting":
        paragraphs = [(one.words, "strong"), say("doors-join-compare"), one.why]
    choices = [Choice("close", say("close")), Choice("drop", say("join-drop"))]
    title = say("join-waits" if one.state == "waiting" else "join-ended", name=one.name)
    if await desk.pick(title, choices, paragraphs=paragraphs) != "drop":
        return
    if one.state == "waiting" and not await desk.sure(
        say("join-drop-title"),
        say("join-drop-warning", name=one.name),
        yes=say("join-drop"),
    ):
        return
    await desk.ask(lambda live: live.session.drop_join(id_))
    desk.say(say("cli-unasked", name=plain.line(one.name)))


async def found(desk: Desk) -> None:
    """Start a circle."""
    relays = [one.circle.relay for one in desk.app.room.circles]

    async def start(form: dict[str, str]) -> CircleInfo:
        return await desk.wait(
            lambda live: live.arrive(
                lambda session: session.found(
                    form["label"], form["relay"], form["name"], form["pass"].encode() or None
                )
            )
        )

    made = await desk.submit(
        say("home-new"),
        [
            Field("label", say("new-circle-label"), say("new-circle-label-hint")),
            Field("name", say("your-name"), say("your-name-hint")),
            Field("relay", say("doors-join-relay"), value=relays[-1] if relays else ""),
            Field("pass", say("pass"), say("chat-found-pass-hint")),
        ],
        start,
        lead=say("new-circle-lead"),
        done=say("new-circle-start"),
    )
    if made is not None:
        await desk.app.enter(made.key)
