"""Items, members, circles and invites as lines for people. Pure: time and width are passed in.

What others wrote is made one line (`plain.line`) wherever it stands inside a line of ours, and is
indented and wrapped wherever it may have several: so nothing they write can look like a line of
ours."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain
from leeward_client.cli.durations import say_left, say_moment
from leeward_client.locale import say

if TYPE_CHECKING:
    from leeward_client.session import (
        AskInfo,
        CircleInfo,
        DeviceInfo,
        InviteInfo,
        Item,
        JoinInfo,
        KnockInfo,
        LostInfo,
        MemberInfo,
    )

INDENT = "    "
MOMENT = 59
MESSAGE = "message"
WARNINGS = frozenset({"gap", "fork", "void", "noise", "stuck", "mismatch", "behind"})
"""Kinds that tell of something wrong with the relay, a member, or what this device has seen."""
_GONE = {
    "done": "cli-device-lost-done",
    "under-way": "cli-device-lost-under-way",
    "failed": "cli-device-lost-failed",
    "kept": "cli-device-kept",
    "late": "cli-device-kept-late",
}
"""What is said of how far it has come that a lost device goes, or stays; of either from best to worst."""
_TONES = {1: "cli-tone-listen", 2: "cli-tone-advice"}


def item(
    it: "Item",
    *,
    now: float,
    columns: int | None,
    unfold: bool,
    replied: "Item | None" = None,
) -> list[str]:
    """The lines of one item; `replied` is the message it answers, if that is here."""
    moment = say_moment(it.at or it.received, now)
    if it.kind != MESSAGE:
        return _happening(it, moment, columns)
    author = plain.line(it.author or "")
    head = say("cli-item-head", index=str(it.index), moment=moment, author=author)
    tags = [say("cli-edited")] if it.edited and not it.retracted else []
    tone = _TONES.get(it.tone)
    if tone and not it.retracted:
        tags.append(say(tone))
    lines = layout.hang(head + (f"  ({', '.join(tags)})" if tags else ""), INDENT, columns)
    if it.retracted:
        return [*lines, INDENT + say("cli-retracted")]
    if it.reply_to:
        lines += layout.indent(_reply(replied), INDENT, columns)
    lines += _body(it, columns, unfold=unfold)
    if it.reactions:
        shown = ", ".join(f"{plain.line(emoji)} {plain.line(who)}" for emoji, who in it.reactions)
        lines += layout.indent(shown, INDENT, columns)
    return lines


def _body(it: "Item", columns: int | None, *, unfold: bool) -> list[str]:
    text = plain.block(it.text or "")
    if not it.cw:
        return layout.indent(text, INDENT, columns)
    sentence = "cli-unfolded" if unfold else "cli-folded"
    warning = layout.indent(say(sentence, cw=plain.line(it.cw)), INDENT, columns)
    return warning + layout.indent(text, INDENT, columns) if unfold else warning


def _reply(replied: "Item | None") -> str:
    if replied is None:
        return say("cli-reply-to-gone")
    return say("cli-reply-to", index=str(replied.index), author=plain.line(replied.author or ""))


def _happening(it: "Item", moment: str, columns: int | None) -> list[str]:
    sentence = "cli-item-warning" if it.kind in WARNINGS else "cli-item-happened"
    text = plain.line(it.text or it.kind)
    head = say(sentence, index=str(it.index), moment=moment, text=text)
    return layout.hang(head, INDENT, columns)


def circles(infos: "Iterable[CircleInfo]") -> list[str]:
    """A table of circles."""
    rows = [
        (
            str(info.number),
            plain.line(info.label),
            plain.line(info.name),
            str(info.members),
            plain.line(info.relay),
            "" if info.status == "active" else say(f"cli-status-{info.status}"),
        )
        for info in infos
    ]
    return layout.table([_heads(), *rows]) if rows else []


def _heads() -> tuple[str, ...]:
    columns = ("cli-head-circle", "cli-head-you", "cli-head-members", "cli-head-relay")
    return ("", *(say(column) for column in columns), "")


def join(info: "JoinInfo") -> str:
    """One request to join that is still waiting."""
    return say("cli-waiting-join", name=plain.line(info.name), words=info.words, id=info.id[:8])


def members(infos: "Iterable[MemberInfo]", *, now: float, columns: int | None) -> list[str]:
    """The members, each with roles, pronouns and when last heard; below it what it says of
    itself."""
    lines: list[str] = []
    for info in infos:
        facts = [say("cli-member-you")] if info.me else []
        facts += [plain.line(role) for role in info.roles]
        if info.pronouns:
            facts.append(plain.line(info.pronouns))
        if not info.me:
            facts.append(
                say("cli-never-heard")
                if info.last_heard is None
                else say("cli-last-heard", moment=say_moment(info.last_heard, now))
            )
        line = f"{info.id[:8]}  {plain.line(info.name)}  ({', '.join(facts)})"
        lines += layout.hang(line, INDENT, columns)
        if info.about:
            lines += layout.indent(plain.block(info.about), INDENT, columns)
    return lines


def devices(infos: "Iterable[DeviceInfo]", *, now: float, columns: int | None) -> list[str]:
    """One line a device: what it is called where that is known, whose it is, when last heard."""
    lines: list[str] = []
    for info in infos:
        line = f"{info.id[:8]}  {plain.line(info.member)}{_device(info, now)}"
        lines += layout.hang(line, INDENT, columns)
    return lines


def lost(infos: "Iterable[LostInfo]", *, now: float, columns: int | None) -> list[str]:
    """One line a device in a circle: which it is there, when last heard."""
    lines: list[str] = []
    for info in infos:
        label = plain.line(info.circle.label)
        line = f"{label}: {info.device.id[:8]}{_device(info.device, now)}"
        lines += layout.hang(INDENT + line, INDENT * 2, columns)
    return lines


def _device(info: "DeviceInfo", now: float) -> str:
    """What a device is called where that is known, and how it stands."""
    facts = [heard(info, now)]
    if info.going:
        facts.append(say("cli-device-going"))
    name = f"  {plain.line(info.name)}" if info.name else ""
    return f"{name}  ({', '.join(facts)})"


def heard(info: "DeviceInfo", now: float) -> str:
    """When a device was heard last, or that it is this one."""
    if info.here:
        return say("cli-device-here")
    if info.last_heard is None:
        return say("cli-never-heard")
    return say("cli-last-heard", moment=say_moment(info.last_heard, now))


def gone(infos: "Iterable[LostInfo]") -> list[str]:
    """One line a circle: whether what was lost is out, or stays; of several devices there, the worst."""
    worst: dict[bytes, LostInfo] = {}
    states = list(_GONE)
    for info in infos:
        known = worst.setdefault(info.circle.key, info)
        if states.index(info.state) > states.index(known.state):
            worst[info.circle.key] = info
    return [
        say(_GONE[info.state], label=plain.line(info.circle.label), why=plain.line(info.why))
        for info in worst.values()
    ]


def invites(infos: "Iterable[InviteInfo]", *, now: float, show: bool) -> list[str]:
    """One line an invite, and with `show` its code and link below."""
    lines = []
    for info in infos:
        left = say("cli-invite-line-left", left=info.uses_left, uses=info.uses)
        lines.append(f"{info.id}  {left}  {expiry(info, now)}  {info.state}")
        if show:
            lines += [INDENT + info.code, INDENT + info.link]
    return lines


def expiry(info: "InviteInfo", now: float) -> str:
    """When an invite ends."""
    if not info.expires:
        return say("cli-never-expires")
    if info.expires <= now:
        return say("cli-expired")
    # An invite that was made a moment ago for two days is said to have two days.
    return say("cli-expires-in", left=say_left(info.expires - now + MOMENT))


def knocks(infos: "Iterable[KnockInfo]", *, now: float, columns: int | None) -> list[str]:
    """One line a request to join, what goes with it below."""
    lines: list[str] = []
    for info in infos:
        lines += layout.hang(f"{info.id}  {plain.line(info.name)}", INDENT, columns)
        if info.rejoin:
            lines += layout.indent(claim(info, now), INDENT, columns)
        said = say("cli-knock-words", words=spoken(info.words))
        lines += layout.indent(said, INDENT, columns)
        if info.note:
            lines += layout.indent(plain.block(info.note), INDENT, columns)
        if info.frozen:
            lines += layout.indent(say("cli-knock-frozen"), INDENT, columns)
    return lines


def claim(info: "KnockInfo", now: float) -> str:
    """Who somebody who comes back says to be, and what shows it."""
    if info.claims is None:
        return say("cli-knock-unproven")
    name = plain.line(info.claims)
    if info.backup is None:
        return say("cli-knock-rejoin", name=name)
    return say("cli-knock-backup", name=name, moment=say_moment(info.backup, now))


def asks(infos: "Iterable[AskInfo]", *, columns: int | None) -> list[str]:
    """One line for what is asked, who agrees below it."""
    lines: list[str] = []
    for info in infos:
        lines += layout.hang(f"{info.id}  {plain.line(info.what)}", INDENT, columns)
        agreed = ", ".join(plain.line(name) for name in info.agreed)
        said = say("cli-ask-agreed", names=agreed, hosts=info.hosts, members=info.members)
        lines += layout.indent(said, INDENT, columns)
    return lines


def sentence(text: str) -> str:
    """Words of the session as a sentence of its own: with a capital and a full stop."""
    text = plain.line(text)
    if not text:
        return ""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def spoken(phrase: "str | Iterable[str]") -> str:
    """Words to be read aloud, as one string."""
    return phrase if isinstance(phrase, str) else " ".join(phrase)
