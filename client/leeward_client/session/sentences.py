"""What happened in a circle and to wishes, in sentences for people (client/locales/*/circle.ftl)."""

from leeward_client.circle.actions import ActionKind, decode_action
from leeward_client.circle.items import ItemKind
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.views import ItemView
from leeward_client.group.records import (
    OUT,
    AddDevice,
    Admit,
    Appoint,
    CloseInvite,
    Demote,
    Intent,
    Leave,
    OpenInvite,
    Remove,
    RemoveDevice,
    Rename,
    SetRule,
    Status,
    Update,
)
from leeward_client.locale import say, say_span

_ACTIONS = {
    ActionKind.APPOINT: "action-appoint",
    ActionKind.REMOVE: "action-remove",
    ActionKind.DEMOTE: "action-demote",
    ActionKind.RULES: "action-rules",
    ActionKind.REJOIN: "action-rejoin",
    ActionKind.DEVICE: "action-device",
    ActionKind.REJOIN_KEY: "action-rejoin",
}
_WISHES: dict[type[Intent], str] = {
    OpenInvite: "wish-open-invite",
    CloseInvite: "wish-close-invite",
    Admit: "wish-admit",
    Remove: "wish-remove",
    Appoint: "wish-appoint",
    Demote: "wish-demote",
    SetRule: "wish-set-rule",
    Rename: "wish-rename",
    Update: "wish-update",
    AddDevice: "wish-add-device",
    RemoveDevice: "wish-remove-device",
    Leave: "wish-leave",
}


def item(view: ItemView, names: dict[bytes, str]) -> str | None:
    """What an item says: its own text, or a sentence about what happened."""
    if view.kind is ItemKind.MESSAGE:
        return view.text
    author = view.name or say("the-relay")
    sentence = f"item-{view.kind.value}"
    if view.kind is ItemKind.APPROVAL:
        return say(sentence, author=author, action=asked(view.raw or b"", names))
    return say(
        sentence,
        author=author,
        subject=view.subject_name or say("somebody"),
        number=view.number,
        why=_why(view.number),
        span=say_span(view.number),
    )


def asked(raw: bytes, names: dict[bytes, str]) -> str:
    """What an action asks for."""
    action = decode_action(raw)
    if action is None:
        return say("action-unknown")
    subject = names.get(action.subject) or say("somebody")
    return say(_ACTIONS[action.kind], subject=subject)


def _why(number: int) -> str:
    known = number in list(Refusal)
    return say(refusal(Refusal(number))) if known else say("void-unreadable")


def refusal(value: Refusal) -> str:
    """The id of the sentence for a refusal of the table."""
    return f"refusal-{value.name.lower().replace('_', '-')}"


def wish(intent: Intent, names: dict[bytes, str]) -> str:
    """What an intent of ours is about."""
    subject = names.get(getattr(intent, "member", b"")) or say("somebody")
    return say(_WISHES[type(intent)], subject=subject)


def status(value: Status) -> str:
    """The id of the sentence that says why a circle does not go on."""
    return f"status-{value.value}"


def end(why: str) -> str:
    """The id of the sentence that says why a wish was not carried out."""
    if why in OUT:
        return status(Status(why))
    if why in ("pointless", "too-large"):
        return f"end-{why}"
    sentence = f"refusal-{why}"
    return sentence if sentence in {refusal(one) for one in Refusal} else "end-unknown"
