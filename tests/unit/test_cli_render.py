"""Items, members and invites as people see them."""

from dataclasses import replace
from datetime import datetime

import pytest
from leeward_client.cli import layout, render
from leeward_client.cli.commands.context import NotDoneError
from leeward_client.cli.commands.talk import find_event
from leeward_client.session import InviteInfo, Item, KnockInfo, MemberInfo

NOW = 1_750_000_000.0
PLAIN = Item(
    index=12,
    id="0123456789abcdef0123456789abcdef",
    kind="message",
    author="Sam",
    author_id="ab" * 16,
    text="The kettle is on.",
    at=int(NOW),
    received=int(NOW),
    cw=None,
    reply_to=None,
    tone=0,
    reactions=[],
    edited=False,
    retracted=False,
    muted=False,
)
HOSTILE = "x\n13  14:05  Robin\n\x1b[2J\u202e"


def shown(it: Item, *, unfold: bool = False, replied: Item | None = None) -> list[str]:
    lines = render.item(it, now=NOW, columns=80, unfold=unfold, replied=replied)
    for line in lines:
        assert "\n" not in line
        assert layout.width(line) < 80
    return lines


def test_a_message_is_a_head_and_its_text_below() -> None:
    head, text = shown(PLAIN)
    assert head.startswith("12  ")
    assert head.endswith("  Sam")
    assert text == "    The kettle is on."


def test_tone_and_edits_stand_in_the_head() -> None:
    assert shown(replace(PLAIN, tone=1, edited=True))[0].endswith("(edited, just listen, please)")
    assert shown(replace(PLAIN, tone=2))[0].endswith("(advice is welcome)")


def test_a_content_warning_stays_folded_until_opened() -> None:
    warned = replace(PLAIN, cw="family")
    assert shown(warned)[1:] == ["    [content warning: family; --open shows it]"]
    assert shown(warned, unfold=True)[1:] == [
        "    [content warning: family]",
        "    The kettle is on.",
    ]


def test_what_was_taken_back_shows_nothing_of_itself() -> None:
    gone = replace(PLAIN, text=None, retracted=True, edited=True, tone=1, cw="family")
    assert shown(gone)[0].endswith("  Sam")
    assert shown(gone)[1:] == ["    [taken back]"]


def test_a_reply_names_what_it_answers() -> None:
    reply = replace(PLAIN, index=13, reply_to=PLAIN.id)
    assert shown(reply, replied=PLAIN)[1] == "    in reply to 12 by Sam"
    assert shown(reply)[1] == "    in reply to something that is not here"


def test_reactions_name_who_reacted() -> None:
    lines = shown(replace(PLAIN, reactions=[("🌱", "Kim"), ("❤️", "Robin")]))
    assert lines[-1] == "    🌱 Kim, ❤️ Robin"


@pytest.mark.parametrize(
    ("kind", "mark"), [("joined", "*"), ("gap", "!"), ("fork", "!"), ("void", "!"), ("noise", "!")]
)
def test_what_happened_is_told_apart_from_what_was_said(kind: str, mark: str) -> None:
    it = replace(PLAIN, kind=kind, text="something happened " * 6)
    first, *rest = shown(it)
    assert f"  {mark} something happened" in first
    assert all(line.startswith("    ") for line in rest)


@pytest.mark.parametrize(
    "it",
    [
        replace(PLAIN, text=HOSTILE),
        replace(PLAIN, author=HOSTILE),
        replace(PLAIN, cw=HOSTILE),
        replace(PLAIN, reactions=[(HOSTILE, HOSTILE)]),
        replace(PLAIN, reply_to="00" * 16),
        replace(PLAIN, kind="joined", text=HOSTILE),
        replace(PLAIN, kind="something-" + HOSTILE, text=None),
    ],
)
def test_nothing_in_an_item_can_look_like_the_head_of_another(it: Item) -> None:
    replied = replace(PLAIN, author=HOSTILE)
    first, *rest = shown(it, unfold=True, replied=replied)
    assert first.startswith("12  ")
    assert all(line.startswith("    ") for line in rest)
    assert not set("".join([first, *rest])) & set("\x1b\u202e")


def test_a_member_cannot_look_like_two() -> None:
    member = MemberInfo(
        id="ab" * 16,
        name=HOSTILE,
        roles=("host", HOSTILE),
        card_name=None,
        pronouns=HOSTILE,
        about=HOSTILE,
        last_heard=None,
        last_heard_epoch=None,
        me=False,
        muted=True,
    )
    first, *rest = render.members([member], now=NOW, columns=60)
    assert first.startswith("abababab  ")
    assert all(line.startswith("    ") for line in rest)
    assert any("not heard yet" in line for line in [first, *rest])


def test_a_knock_cannot_look_like_two() -> None:
    knock = KnockInfo(
        id="1f2e3d",
        name=HOSTILE,
        note=HOSTILE,
        words="one two three four",
        invite="a1",
        rejoin=True,
        frozen=True,
        claims=HOSTILE,
        backup=int(NOW) - 100_000,
    )
    first, *rest = render.knocks([knock], now=NOW, columns=60)
    assert first.startswith("1f2e3d  ")
    assert all(line.startswith("    ") for line in rest)
    assert "    words: one two three four" in rest


def test_who_comes_back_is_told_by_what_shows_it() -> None:
    knock = KnockInfo("1f", "Robin", "", "a b c d", "a1", rejoin=True, frozen=False)
    unproven, device, backup = (
        " ".join(render.knocks([one], now=NOW, columns=None))
        for one in (
            knock,
            replace(knock, claims="Robyn"),
            replace(knock, claims="Robyn", backup=int(NOW) - 400 * 86_400),
        )
    )
    assert "cannot be let in" in unproven
    assert "says to be Robyn" in device
    assert "rejoin key" not in device
    year = datetime.fromtimestamp(NOW - 400 * 86_400).astimezone().strftime("%Y-%m-%d")
    assert f"says to be Robyn, with the rejoin key of the backup made on {year}" in backup


def invite(expires: int | None) -> InviteInfo:
    return InviteInfo(
        id="7459c615",
        code="join-AAAAA",
        link="http://127.0.0.1/#join-AAAAA",
        qr="██",
        uses=2,
        uses_left=1,
        expires=expires,
        state="open",
    )


def test_an_invite_shows_its_code_only_when_asked() -> None:
    hidden = render.invites([invite(int(NOW) + 172_800)], now=NOW, show=False)
    assert hidden == ["7459c615  1 of 2 left  expires in 2 days  open"]
    assert "    join-AAAAA" in render.invites([invite(None)], now=NOW, show=True)


@pytest.mark.parametrize(
    ("expires", "said"),
    [
        (None, "does not expire"),
        (int(NOW) - 1, "expired"),
        (int(NOW) + 3600, "expires in 60 minutes"),
    ],
)
def test_the_end_of_an_invite(expires: int | None, said: str) -> None:
    assert render.expiry(invite(expires), NOW) == said


def test_a_sentence_has_a_capital_and_a_full_stop() -> None:
    assert render.sentence("the relay is away") == "The relay is away."
    assert render.sentence("Really?") == "Really?"
    assert render.sentence("") == ""


def test_a_message_is_named_by_number_or_by_its_id() -> None:
    joined = replace(PLAIN, id="ff" * 16, kind="joined", text="Kim came in")
    other = replace(PLAIN, index=14, id="0123456789" + "0" * 22)
    items = [PLAIN, joined, other]
    assert find_event(items, "12", "Harbour") is PLAIN
    assert find_event(items, "14", "Harbour") is other
    assert find_event(items, PLAIN.id, "Harbour") is PLAIN
    assert find_event(items, "0123456789AB", "Harbour") is PLAIN
    for word in ("01234567", "13", "0123", "xyz", "", "ffffffff", "-1"):
        with pytest.raises(NotDoneError):
            find_event(items, word, "Harbour")
