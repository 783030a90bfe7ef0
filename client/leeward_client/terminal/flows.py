"""What the keys and the palette start, by name; and the flows about the app itself."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from leeward_client.cli.durations import parse_span, say_moment
from leeward_client.locale import LANGUAGES, say
from leeward_client.terminal import doors, people
from leeward_client.terminal.composer import Composer
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.devices import devices
from leeward_client.terminal.doors import joined
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.lost import lost
from leeward_client.terminal.panels import Field
from leeward_client.terminal.settings import LOCK_MINUTES, Direction, Settings

__all__ = ["FLOWS", "joined"]

MOST_FOUND = 100
NAMES = {"en": "English", "ar": "العربية"}
"""The languages by their own names."""


async def palette(desk: Desk) -> None:
    """Everything that can be done, to be narrowed by typing."""
    choices = [
        Choice(name, say(sentence), sign=key) for name, (sentence, key, _) in COMMANDS.items()
    ]
    chosen = await desk.pick(say("chat-key-palette"), choices, find=True)
    if chosen is None:
        return
    if chosen in ACTIONS:
        await desk.app.run_action(ACTIONS[chosen])
    else:
        await FLOWS[chosen](desk)


async def begin(desk: Desk) -> None:
    """What can be done in a vault without a circle."""
    choices = [
        Choice("join", say("home-join"), say("chat-begin-join")),
        Choice("found", say("home-new"), say("chat-begin-found")),
        Choice("help", say("chat-key-help"), apart=True),
    ]
    chosen = await desk.pick(say("chat-begin"), choices, paragraphs=[say("cli-no-recovery")])
    if chosen is not None:
        await FLOWS[chosen](desk)


async def help_(desk: Desk) -> None:
    """The keys, and what the app cannot protect from."""
    await desk.show(
        say("chat-key-help"),
        say("chat-help-keys"),
        say("chat-help-message"),
        say("chat-help-hide"),
        say("chat-help-backup"),
        say("chat-help-panic"),
        say("chat-help-direction"),
        say("chat-limits"),
    )


async def search(desk: Desk) -> None:
    """Look through what was said, on this device alone."""
    field = Field("words", say("chat-search-words"), say("chat-search-hint"))
    form = await desk.form(say("chat-search"), [field], done=say("chat-search"))
    if form is None or not form["words"]:
        return
    found = await desk.ask(lambda live: live.search(form["words"]))
    if not found:
        await desk.show(say("chat-search"), say("chat-search-nothing"))
        return
    choices = [
        Choice(
            f"{circle.key.hex()}/{item.id}",
            say("compose-with-cw", cw=item.cw) if item.cw else item.text or "",
            f"\u2068{circle.label}\u2069 · \u2068{item.author}\u2069 · "
            f"{say_moment(item.at, desk.app.now)}",
        )
        for circle, item in found[:MOST_FOUND]
    ]
    title = say("chat-search-found", number=len(found))
    chosen = await desk.pick(title, choices)
    if chosen is not None:
        key, _, id_ = chosen.partition("/")
        await desk.app.room.find(desk.app.engine, bytes.fromhex(key), id_)


async def options(desk: Desk) -> None:
    """Content warning, tone and timer of what is being written."""
    composer = desk.app.room.query_one(Composer)
    draft = composer.draft
    tones = tuple(
        Choice(str(n), say(one))
        for n, one in enumerate(("compose-tone-none", "compose-tone-listen", "compose-tone-advice"))
    )
    fields = [Field("cw", say("compose-cw"), say("compose-cw-hint"), draft.cw)]
    if draft.edits is None:
        fields.append(Field("tone", say("compose-tone"), value=str(draft.tone), choices=tones))
        span = "" if draft.timer is None else f"{draft.timer // 60}m"
        fields.append(Field("timer", say("compose-timer"), say("chat-timer-hint"), span))

    async def take(form: dict[str, str]) -> None:
        timer = parse_span(form["timer"]) if form.get("timer") else None
        tone = int(form.get("tone", draft.tone))
        composer.take(replace(composer.draft, cw=form["cw"], tone=tone, timer=timer))

    await desk.submit(say("compose-options"), fields, take)


async def settings(desk: Desk) -> None:
    """What can be chosen for this app; kept in the vault."""
    now = desk.app.settings
    minutes = tuple(
        Choice(str(one), say("chat-lock-minutes", number=one) if one else say("auto-lock-never"))
        for one in LOCK_MINUTES
    )
    languages = (
        Choice("", say("chat-language-auto")),
        *(Choice(one, NAMES[one]) for one in LANGUAGES),
    )
    directions = tuple(Choice(one.value, say(f"chat-direction-{one.value}")) for one in Direction)
    moments = (Choice("short", say("chat-moments-short")), Choice("full", say("chat-moments-full")))
    form = await desk.form(
        say("settings"),
        [
            Field("lock", say("auto-lock"), value=str(now.lock_minutes), choices=minutes),
            Field("language", say("language"), value=now.language, choices=languages),
            Field(
                "moments", say("chat-moments"), value="full" if now.seconds else "short",
                choices=moments,
            ),
            Field(
                "direction", say("chat-direction"), say("chat-direction-hint"),
                now.direction.value, directions,
            ),
        ],
        lead=say("chat-settings-lead"),
        done=say("save"),
    )  # fmt: skip
    if form is not None:
        await desk.app.dress(
            Settings(
                lock_minutes=int(form["lock"]),
                language=form["language"],
                seconds=form["moments"] == "full",
                direction=Direction(form["direction"]),
            )
        )


Flow = Callable[[Desk], Coroutine[Any, Any, None]]

COMMANDS: dict[str, tuple[str, str, Flow | None]] = {
    "invite": ("talk-invite", "F2", doors.invite),
    "knocks": ("talk-knocks", "F7", doors.knocks),
    "members": ("talk-members", "F4", people.members),
    "verify": ("talk-verify", "F6", people.verify),
    "search": ("chat-search", "F3", search),
    "options": ("compose-options", "F8", options),
    "card": ("talk-card", "", people.card),
    "rules": ("talk-policy", "", people.rules),
    "devices": ("chat-devices", "", devices),
    "lost": ("chat-lost", "", lost),
    "found": ("home-new", "", doors.found),
    "join": ("home-join", "", doors.join),
    "leave": ("chat-leave-or-forget", "", people.leave),
    "settings": ("settings", "", settings),
    "help": ("chat-key-help", "F1", help_),
    "circles": ("chat-to-circles", "^B", None),
    "next": ("chat-to-unread", "^N", None),
    "retry": ("talk-retry-now", "F5", None),
    "lock": ("lock", "^L", None),
    "hide": ("chat-key-hide", "F9", None),
    "leave-app": ("close", "^Q", None),
}
"""Each command: its sentence, its key, what it starts; None where the app does it itself."""
ACTIONS = {
    "circles": "circles",
    "next": "next",
    "retry": "retry",
    "lock": "lock",
    "hide": "hide",
    "leave-app": "leave",
}
FLOWS: dict[str, Flow] = {
    **{name: flow for name, (_, _, flow) in COMMANDS.items() if flow is not None},
    "palette": palette,
    "begin": begin,
}
