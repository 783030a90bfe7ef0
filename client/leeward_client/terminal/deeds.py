"""What can be done with one item of a conversation."""

from leeward_client.circle.events import Reaction, Retract
from leeward_client.cli.render import WARNINGS
from leeward_client.locale import say
from leeward_client.session import Item
from leeward_client.terminal.composer import Composer
from leeward_client.terminal.conversation import Conversation
from leeward_client.terminal.desk import Desk
from leeward_client.terminal.lines import Choice
from leeward_client.terminal.panels import Field
from leeward_client.terminal.strips import reactions

EMOJI = ("❤", "👍", "🌱", "🤗", "😂", "🎉", "🙏", "😢")


async def do(desk: Desk, item: Item, deed: str) -> None:
    """Do something with an item; `deed` is one of those that the conversation knows."""
    room = desk.app.room
    mine = room.info is not None and item.author_id == room.info.circle.member
    if deed == "menu":
        chosen = await _menu(desk, item, mine=mine)
        if chosen is None:
            return
        deed = chosen
    if item.kind != "message" or item.retracted:
        if deed in ("verify", "members"):
            desk.app.action_flow(deed)
        return
    match deed:
        case "open":
            if item.cw or item.muted:
                room.query_one(Conversation).toggle(item)
        case "reply":
            room.query_one(Composer).reply(item)
        case "edit" if mine:
            room.query_one(Composer).edit(item)
        case "react":
            await _react(desk, item)
        case "retract" if mine:
            await _retract(desk, item)


async def _menu(desk: Desk, item: Item, *, mine: bool) -> str | None:
    if item.kind != "message":
        if item.kind not in WARNINGS:
            return None
        choices = [Choice("verify", say("talk-verify")), Choice("members", say("talk-members"))]
        return await desk.pick(say("chat-warning-title"), choices, paragraphs=[item.text or ""])
    if item.retracted:
        return None
    choices = []
    if item.cw or item.muted:
        choices.append(Choice("open", say("chat-open-folded")))
    choices += [Choice("reply", say("talk-reply")), Choice("react", say("talk-react"))]
    if mine:
        choices += [Choice("edit", say("talk-edit")), Choice("retract", say("talk-retract"))]
    said = [reactions(item)] if item.reactions else []
    return await desk.pick(
        say("chat-message-by", author=item.author or ""), choices, paragraphs=said
    )


async def _react(desk: Desk, item: Item) -> None:
    known = list(dict.fromkeys([*item.mine, *(emoji for emoji, _ in item.reactions), *EMOJI]))
    choices = [
        Choice(one, say("chat-take-back-reaction", emoji=one) if one in item.mine else one)
        for one in known
    ]
    emoji = await desk.pick(say("talk-react"), [*choices, Choice("other", say("talk-react-other"))])
    if emoji == "other":
        form = await desk.form(
            say("talk-react"), [Field("emoji", say("talk-react-other"))], done=say("talk-react")
        )
        emoji = (form or {}).get("emoji")
    key = desk.key
    if emoji and key is not None:
        body = Reaction(bytes.fromhex(item.id), emoji, add=emoji not in item.mine)
        await desk.ask(lambda live: live.say(key, body))


async def _retract(desk: Desk, item: Item) -> None:
    key = desk.key
    sure = await desk.sure(
        say("talk-retract-title"), say("talk-retract-warning"), yes=say("talk-retract")
    )
    if sure and key is not None:
        await desk.ask(lambda live: live.say(key, Retract(bytes.fromhex(item.id))))
