"""One item of a conversation as rows of the screen."""

from dataclasses import dataclass
from datetime import datetime

from leeward_client.cli.durations import say_left, say_moment
from leeward_client.cli.render import WARNINGS
from leeward_client.locale import say
from leeward_client.session import Item
from leeward_client.terminal.writing import INDENT, Row, Writer

ADVICE = {
    "gap": "talk-warn-gap",
    "fork": "talk-warn-fork",
    "behind": "talk-warn-behind",
    "void": "talk-warn-void",
    "noise": "talk-warn-noise",
    "stuck": "talk-warn-stuck",
    "mismatch": "talk-warn-mismatch",
}
"""What to do about an item that tells of something wrong."""
_TONES = {1: "cli-tone-listen", 2: "cli-tone-advice"}
SOON = 86_400
"""Seconds before its end from which a message says when it disappears."""


@dataclass(frozen=True)
class Scene:
    """What an item is drawn for."""

    writer: Writer
    cells: int
    now: float
    seconds: bool = False


def moment(at: int, scene: Scene) -> str:
    """A moment as it was chosen to be shown."""
    if scene.seconds and 0 <= at < 2**35:
        return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return say_moment(at, scene.now)


def rows(it: Item, scene: Scene, *, opened: bool, replied: Item | None, mine: bool) -> list[Row]:
    """The rows of one item. `opened`: what is folded is shown; `replied`: what it answers."""
    if it.kind != "message":
        return _happening(it, scene)
    writer, room = scene.writer, scene.cells - INDENT
    head = writer.row(
        (writer.cut(it.author or "", max(room // 2, 8)), "mine" if mine else "name"),
        ("  " + moment(it.at or it.received, scene), "quiet"),
        *(("  " + writer.line(tag), "quiet") for tag in _tags(it, scene)),
    )
    body: list[Row] = []
    if it.muted and not opened:
        return [head, *writer.wrap(say("talk-muted"), room, "quiet")]
    if it.retracted:
        return [
            head,
            *(row.indented() for row in writer.wrap(say("talk-retracted"), room, "quiet")),
        ]
    if it.reply_to:
        arrow = "↩ " if writer.mirrored else "↪ "
        body.append(writer.row((arrow, "quiet"), (_reply(replied, scene), "quiet")))
    if it.cw:
        sentence = "compose-with-cw" if opened else "chat-folded"
        body += writer.wrap(say(sentence, cw=it.cw), room, "warning")
    if not it.cw or opened:
        body += writer.wrap(it.text or "", room)
    if it.reactions:
        body += writer.wrap(reactions(it), room, "reaction")
    return [head, *(row.indented() for row in body)]


def reactions(it: Item) -> str:
    """The reactions in one line: each emoji with those who gave it."""
    grouped: dict[str, list[str]] = {}
    for emoji, who in it.reactions:
        grouped.setdefault(emoji, []).append(f"\u2068{who}\u2069")
    return "  ".join(f"{emoji} {', '.join(who)}" for emoji, who in grouped.items())


def _tags(it: Item, scene: Scene) -> list[str]:
    tags = []
    if it.waiting:
        tags.append(say("talk-waiting"))
    if it.edited and not it.retracted:
        tags.append(say("cli-edited"))
    if it.tone in _TONES and not it.retracted:
        tags.append(say(_TONES[it.tone]))
    if 0 < it.expires - scene.now < SOON and not it.retracted:
        tags.append(say("chat-expires", left=say_left(it.expires - scene.now)))
    return [f"({tag})" for tag in tags]


def _reply(replied: Item | None, scene: Scene) -> str:
    if replied is None:
        return scene.writer.line(say("talk-reply-gone"))
    hidden = replied.cw or replied.muted or replied.retracted
    said = "" if hidden or not replied.text else f": {replied.text}"
    words = say("compose-reply", author=replied.author or "") + said
    return scene.writer.cut(words.replace("\n", " "), scene.cells - INDENT - 2)


def _happening(it: Item, scene: Scene) -> list[Row]:
    writer, room = scene.writer, scene.cells - INDENT
    warns = it.kind in WARNINGS
    kind = "alarm" if warns else "quiet"
    text = f"{'!' if warns else '·'} {it.text or it.kind}  {moment(it.at or it.received, scene)}"
    found = writer.wrap(text, room, kind)
    if it.kind in ADVICE:
        advice = writer.wrap(say(ADVICE[it.kind]), room, kind)
        found += [row.indented() for row in advice]
    return found
