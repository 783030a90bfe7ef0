"""Items, members, circles and invites as lines for people. Pure: time and width are passed in.

What others wrote is made one line (`plain.line`) wherever it stands inside a line of ours, and is
indented and wrapped wherever it may have several: so nothing they write can look like a line of
ours."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from leeward_client.cli import layout, plain, words
from leeward_client.cli.durations import say_left, say_moment

if TYPE_CHECKING:
    from leeward_client.session import CircleInfo, InviteInfo, Item, JoinInfo, KnockInfo, MemberInfo

INDENT = "    "
MOMENT = 59
MESSAGE = "message"
WARNINGS = frozenset({"gap", "fork", "void", "noise", "stuck", "mismatch", "behind"})
"""Kinds that tell of something wrong with the relay, a member, or what this device has seen."""


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
    head = words.ITEM_HEAD.format(index=it.index, moment=moment, author=author)
    tags = [words.EDITED] if it.edited and not it.retracted else []
    tone = words.TONES.get(it.tone)
    if tone and not it.retracted:
        tags.append(tone)
    lines = layout.hang(head + (f"  ({', '.join(tags)})" if tags else ""), INDENT, columns)
    if it.retracted:
        return [*lines, INDENT + words.RETRACTED]
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
    sentence = words.UNFOLDED if unfold else words.FOLDED
    warning = layout.indent(sentence.format(cw=plain.line(it.cw)), INDENT, columns)
    return warning + layout.indent(text, INDENT, columns) if unfold else warning


def _reply(replied: "Item | None") -> str:
    if replied is None:
        return words.REPLY_TO_GONE
    return words.REPLY_TO.format(index=replied.index, author=plain.line(replied.author or ""))


def _happening(it: "Item", moment: str, columns: int | None) -> list[str]:
    sentence = words.ITEM_WARNING if it.kind in WARNINGS else words.ITEM_HAPPENED
    text = plain.line(it.text or it.kind)
    head = sentence.format(index=it.index, moment=moment, text=text)
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
            words.STATUS.get(info.status, info.status),
        )
        for info in infos
    ]
    return layout.table([words.CIRCLE_HEADS, *rows]) if rows else []


def join(info: "JoinInfo") -> str:
    """One request to join that is still waiting."""
    return words.WAITING_JOIN.format(name=plain.line(info.name), words=info.words)


def members(infos: "Iterable[MemberInfo]", *, now: float, columns: int | None) -> list[str]:
    """The members, each with roles, pronouns and when last heard; below it what it says of
    itself."""
    lines: list[str] = []
    for info in infos:
        facts = [words.MEMBER_YOU] if info.me else []
        facts += [plain.line(role) for role in info.roles]
        if info.pronouns:
            facts.append(plain.line(info.pronouns))
        if not info.me:
            facts.append(
                words.NEVER_HEARD
                if info.last_heard is None
                else words.LAST_HEARD.format(moment=say_moment(info.last_heard, now))
            )
        line = f"{info.id[:8]}  {plain.line(info.name)}  ({', '.join(facts)})"
        lines += layout.hang(line, INDENT, columns)
        if info.about:
            lines += layout.indent(plain.block(info.about), INDENT, columns)
    return lines


def invites(infos: "Iterable[InviteInfo]", *, now: float, show: bool) -> list[str]:
    """One line an invite, and with `show` its code and link below."""
    lines = []
    for info in infos:
        left = words.INVITE_LINE_LEFT.format(left=info.uses_left, uses=info.uses)
        lines.append(f"{info.id}  {left}  {expiry(info, now)}  {info.state}")
        if show:
            lines += [INDENT + info.code, INDENT + info.link]
    return lines


def expiry(info: "InviteInfo", now: float) -> str:
    """When an invite ends."""
    if not info.expires:
        return words.NEVER_EXPIRES
    if info.expires <= now:
        return words.EXPIRED
    # An invite that was made a moment ago for two days is said to have two days.
    return words.EXPIRES_IN.format(left=say_left(info.expires - now + MOMENT))


def knocks(infos: "Iterable[KnockInfo]", columns: int | None) -> list[str]:
    """One line a request to join, what goes with it below."""
    lines: list[str] = []
    for info in infos:
        lines += layout.hang(f"{info.id}  {plain.line(info.name)}", INDENT, columns)
        if info.rejoin:
            lines += layout.indent(words.KNOCK_REJOIN, INDENT, columns)
        said = words.KNOCK_WORDS.format(words=spoken(info.words))
        lines += layout.indent(said, INDENT, columns)
        if info.note:
            lines += layout.indent(plain.block(info.note), INDENT, columns)
        if info.frozen:
            lines += layout.indent(words.KNOCK_FROZEN, INDENT, columns)
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
