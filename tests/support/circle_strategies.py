"""Random events, and random sequences of what a circle goes through."""

from hypothesis import strategies as st
from leeward_client.circle.change import Change
from leeward_client.circle.events import (
    Approval,
    Body,
    Card,
    Edit,
    Event,
    Message,
    Reaction,
    Retract,
    Timer,
    Unknown,
    kind_of,
)
from leeward_client.circle.history import Seen
from leeward_client.circle.items import ItemKind
from leeward_client.circle.placed import NOTES, Placed, PlacedChange, PlacedEvent, PlacedNote
from leeward_client.circle.policy import Policy

from support.circle_facts import ANN, BASE, BEN, CAT, DEE, EVE, FAY, codes, roster

MEMBERS = (ANN, BEN, CAT, DEE, EVE, FAY)
FEW_IDS = [bytes(15) + bytes([n]) for n in range(24)]
"""Few, so that random events speak of one another and come twice."""

_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"),
    exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e\ufff9\ufffa\ufffb",
)
texts = st.text(_CHARACTERS | st.sampled_from("\n\t"), min_size=1, max_size=40)
lines = st.text(_CHARACTERS, min_size=1, max_size=40)
ids = st.sampled_from(FEW_IDS)
integers = st.integers(0, 2**53 - 1)
seens = st.builds(Seen, integers, st.binary(min_size=32, max_size=32))
warnings = st.none() | lines
seconds = st.integers(60, 366 * 86_400)

bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(Message, texts, warnings, st.none() | ids, st.none() | seconds, st.integers(0, 2)),
    st.builds(Reaction, ids, st.sampled_from("❤👍🌊"), st.booleans()),
    st.builds(Edit, ids, texts, warnings),
    st.builds(Retract, ids),
    st.builds(
        Card, st.sampled_from([None, "Ann", "Kat", "Zoë"]), st.none() | lines, st.none() | texts
    ),
    st.builds(Timer, seconds),
    st.builds(
        Approval,
        st.sampled_from([b"a", b"b"]),
        st.binary(min_size=1, max_size=64),
        st.integers(0, 3),
    ),
    st.builds(Unknown, st.binary(max_size=40)),
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """An event of any kind, known or not."""
    body = draw(bodies)
    kind = draw(st.integers(8, 2**53 - 1)) if isinstance(body, Unknown) else int(kind_of(body))
    return Event(draw(ids), kind, body, draw(integers), draw(seens))


POLICIES: list[Policy] = [
    BASE,
    codes(BASE),
    roster(BASE, eve=None),
    roster(BASE, fay=BASE.roster[EVE], eve=None),
]


@st.composite
def sequences(draw: st.DrawFn) -> list[Placed]:
    """A sequence that starts in epoch 0 under `BASE`, in order."""
    steps: list[Placed] = []
    epoch = seq = index = 0
    for _ in range(draw(st.integers(0, 30))):
        index += draw(st.integers(1, 3))
        seq += draw(st.integers(1, 2))
        received = 1_000_000 + index * 50_000
        what = draw(st.integers(0, 9))
        author = draw(st.sampled_from(MEMBERS))
        if what < 8:
            said = draw(events())
            steps.append(PlacedEvent(index, epoch, seq, author, said, received))
        elif what == 8:
            kind = draw(st.sampled_from(sorted(NOTES)))
            steps.append(PlacedNote(index, epoch, seq, ItemKind(kind), received, author))
        else:
            policy = draw(st.sampled_from(POLICIES))
            joined = (FAY,) if FAY in policy.roster else ()
            change = Change(policy, joined=joined, removed=() if EVE in policy.roster else (EVE,))
            seen = draw(st.integers(0, seq))
            steps.append(PlacedChange(index, epoch, seq, author, change, seen, received))
            epoch, seq = epoch + 1, 0
    return steps
