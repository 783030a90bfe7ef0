"""What happened in a circle and to wishes, in sentences for people."""

from leeward_client.circle.actions import ActionKind, decode_action
from leeward_client.circle.items import ItemKind
from leeward_client.circle.refusals import Refusal
from leeward_client.circle.views import ItemView
from leeward_client.group.records import (
    Admit,
    Appoint,
    CloseInvite,
    Demote,
    Intent,
    OpenInvite,
    Remove,
    Rename,
    SetRule,
    Status,
    Update,
)

_PLAIN = {
    ItemKind.CARD: "{author} changed their card",
    ItemKind.TIMER: "{author} set messages to disappear after {span}",
    ItemKind.UNKNOWN: "{author} sent something that this version cannot show",
    ItemKind.JOINED: "{author} let {subject} in",
    ItemKind.LEFT: "{subject} left",
    ItemKind.REMOVED: "{author} removed {subject}",
    ItemKind.REJOINED: "{subject} came back with a new device; {author} let them in",
    ItemKind.APPOINTED: "{author} made {subject} a host",
    ItemKind.STEPPED_DOWN: "{subject} is no longer a host",
    ItemKind.ROLES: "{author} changed the roles of {subject}",
    ItemKind.RENAMED: "{subject} has a new name",
    ItemKind.POLICY: "{author} changed the rules of the circle",
    ItemKind.CODE_OPENED: "{author} made an invite",
    ItemKind.CODE_CLOSED: "an invite ended",
    ItemKind.GAP: "{number} entries never came: they expired before they were read, or the relay "
    "withholds them",
    ItemKind.FORK: "the relay showed {author} another history than it shows here: compare the phrase "
    "(leeward verify)",
    ItemKind.BEHIND: "{author} has seen entries that the relay does not show here",
    ItemKind.VOID: "somebody tried a change that the circle does not allow; it counts for nobody: {why}",
    ItemKind.NOISE: "an entry came that nobody can read",
    ItemKind.STUCK: "a change by {author} does not work on this device: come back with a new invite "
    "(leeward join --rejoin)",
    ItemKind.MISMATCH: "{author} sees cards or settings that differ from those here",
}
_ACTIONS = {
    ActionKind.APPOINT: "to make {subject} a host",
    ActionKind.REMOVE: "to remove {subject}",
    ActionKind.DEMOTE: "that {subject} no longer be a host",
    ActionKind.RULES: "to change the rules",
    ActionKind.REJOIN: "that {subject} come back",
}
_WISHES: dict[type[Intent], str] = {
    OpenInvite: "to open an invite",
    CloseInvite: "to end an invite",
    Admit: "to let somebody in",
    Remove: "to remove {subject}",
    Appoint: "to make {subject} a host",
    Demote: "that {subject} no longer be a host",
    SetRule: "to change a rule",
    Rename: "to change your name",
    Update: "to renew your key",
}
_STATUSES = {
    Status.LEAVING: "you are leaving this circle; another member's client has to carry it out",
    Status.LEFT: "you have left this circle",
    Status.REMOVED: "you were removed from this circle",
    Status.STUCK: "this circle cannot go on here: ask for an invite and use: leeward join CODE --rejoin",
    Status.EXPIRED: "you were away too long, or the relay lost the circle: ask for an invite and use: "
    "leeward join CODE --rejoin",
    Status.PAUSED: "somebody inside, or the relay, keeps breaking this circle: it is paused; a host "
    "can make a new one "
    "(leeward circle new) and invite those you trust",
}
_ENDS = {
    "pointless": "there was nothing to do: it is so already",
    "too-large": "the circle has outgrown what one entry can carry",
    Status.LEFT.value: _STATUSES[Status.LEFT],
    Status.REMOVED.value: _STATUSES[Status.REMOVED],
}


def item(view: ItemView, names: dict[bytes, str]) -> str | None:
    """What an item says: its own text, or a sentence about what happened."""
    if view.kind is ItemKind.MESSAGE:
        return view.text
    author = view.name or "the relay"
    if view.kind is ItemKind.APPROVAL:
        action = decode_action(view.raw or b"")
        asks = "something unknown" if action is None else _ACTIONS[action.kind]
        subject = names.get(action.subject, "somebody") if action is not None else ""
        return f"{author} asks " + asks.format(subject=subject)
    why = Refusal(view.number).wording if view.number in list(Refusal) else "it cannot be read"
    return _PLAIN[view.kind].format(
        author=author,
        subject=view.subject_name or "somebody",
        number=view.number,
        why=why,
        span=_span(view.number),
    )


def _span(seconds: int) -> str:
    """A length of time in the largest unit that makes it a whole number."""
    for unit, size in (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            count = seconds // size
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{seconds} seconds"


def wish(intent: Intent, names: dict[bytes, str]) -> str:
    """What an intent of ours is about."""
    subject = names.get(getattr(intent, "member", b""), "somebody")
    return _WISHES[type(intent)].format(subject=subject)


def status(value: Status) -> str:
    """Why a circle does not go on."""
    return _STATUSES.get(value, "")


def end(why: str) -> str:
    """Why a wish was not carried out."""
    if why in _ENDS:
        return _ENDS[why]
    refusal = {one.name.lower().replace("_", "-"): one for one in Refusal}.get(why)
    return "it could not be done" if refusal is None else refusal.wording
