"""The conversation with a relay, without a socket: what is taken from it and what is not."""

import asyncio

import pytest
from leeward_client.link.errors import LinkLostError, MisbehavedError, SealedError, refusal
from leeward_client.link.exchange import MOST_ASKED, Asked, Exchange
from leeward_client.link.live import Live, Pushes
from leeward_wire import (
    Attach,
    Attached,
    Code,
    Detach,
    Detached,
    Entries,
    Entry,
    Hello,
    Kind,
    Lagged,
    Life,
    Limits,
    Opened,
    Page,
    Ping,
    Pong,
    Post,
    Posted,
    Read,
    Refused,
    Reply,
)

BOX = b"b" * 32
OTHER = b"o" * 32
LIMITS = Limits(0, False, *[0] * 13)


def entry(seq: int, size: int = 1024) -> Entry:
    return Entry(seq, Kind.POST, bytes(size))


def page(rid: int, *seqs: int, box: bytes = BOX, done: bool = True) -> Page:
    return Page(rid, box, [entry(seq) for seq in seqs], done)


def entries(*seqs: int, box: bytes = BOX) -> Entries:
    return Entries(box, [entry(seq) for seq in seqs])


def attaching(exchange: Exchange, after: int = 0) -> Asked:
    return exchange.ask(Attach(exchange.rid(), BOX, bytes(64), after), Attached)


def reading(exchange: Exchange, after: int = 0) -> Asked:
    return exchange.ask(Read(exchange.rid(), BOX, after), Page)


@pytest.fixture
def live() -> Exchange:
    """A conversation whose box is live, with entry 1 read."""
    exchange = Exchange()
    attaching(exchange)
    exchange.sort(Attached(1, 0, 2))
    exchange.sort(page(1, 1))
    return exchange


def given(asked: Asked) -> list[object]:
    found: list[object] = []
    while not asked.answers.empty():
        found.append(asked.answers.get_nowait())
    return found


def kept(exchange: Exchange) -> list[tuple[bytes, list[int]]]:
    found = []
    while not exchange.pushes.empty():
        push = exchange.pushes.get_nowait()
        assert push is not None
        found.append((push.box, [one.seq for one in push.entries]))
    return found


def test_answers_go_to_who_asked() -> None:
    exchange = Exchange()
    one = exchange.ask(Ping(exchange.rid()), Pong)
    two = exchange.ask(Post(exchange.rid(), BOX, Life.SHORT, bytes(1024)), Posted)
    exchange.sort(Posted(2, 7))
    exchange.sort(Pong(1))
    assert given(one) == [Pong(1)]
    assert given(two) == [Posted(2, 7)]


def test_a_read_comes_in_pages() -> None:
    exchange = Exchange()
    asked = attaching(exchange, 4)
    exchange.sort(Attached(1, 0, 9))
    exchange.sort(page(1, 5, 6, done=False))
    exchange.sort(page(1, 8))
    assert len(given(asked)) == 3
    exchange.sort(entries(9, 12))
    assert kept(exchange) == [(BOX, [9, 12])]


def test_an_abandoned_answer_is_checked_and_not_kept(live: Exchange) -> None:
    asked = reading(live)
    live.sort(page(2, 1, done=False))
    asked.abandon()
    live.sort(page(2, 2))
    assert given(asked) == []
    live.sort(entries(3))
    assert kept(live) == [(BOX, [3])]


@pytest.mark.parametrize(
    "frame",
    [
        Hello(1, bytes(32), LIMITS),
        Pong(99),
        Refused(99, Code.BUSY),
        page(99, 2),
        entries(1),
        entries(3, 2),
        entries(2, 2),
        entries(),
        entries(2, box=OTHER),
    ],
    ids=["hello", "pong", "refused", "page", "again", "falling", "twice", "none", "other box"],
)
def test_what_was_not_asked_for_is_misbehaviour(live: Exchange, frame: Reply) -> None:
    with pytest.raises(MisbehavedError):
        live.sort(frame)


@pytest.mark.parametrize(
    "frame",
    [
        Pong(2),
        Opened(2),
        Attached(2, 0, 1),
        page(2, 2, box=OTHER),
        page(2, 4, 4),
        page(2, 5, 4),
        page(2, 1, 2),
        page(2, done=False),
    ],
    ids=["pong", "opened", "attached", "other box", "twice", "falling", "before", "empty"],
)
def test_a_read_is_answered_by_its_pages_alone(live: Exchange, frame: Reply) -> None:
    reading(live, 1)
    with pytest.raises(MisbehavedError):
        live.sort(frame)


def test_pages_rise_from_one_to_the_next(live: Exchange) -> None:
    reading(live, 1)
    live.sort(page(2, 2, 3, done=False))
    with pytest.raises(MisbehavedError):
        live.sort(page(2, 3))


def test_an_answer_comes_once() -> None:
    exchange = Exchange()
    exchange.ask(Ping(exchange.rid()), Pong)
    exchange.sort(Pong(1))
    with pytest.raises(MisbehavedError):
        exchange.sort(Pong(1))


def test_a_read_ends_with_its_last_page(live: Exchange) -> None:
    reading(live)
    live.sort(page(2, 1))
    with pytest.raises(MisbehavedError):
        live.sort(page(2, 2))


def test_nothing_is_refused_once_it_was_granted() -> None:
    exchange = Exchange()
    attaching(exchange)
    exchange.sort(Attached(1, 0, 1))
    with pytest.raises(MisbehavedError):
        exchange.sort(Refused(1, Code.REFUSED))


def test_an_attach_that_is_refused_makes_nothing_live() -> None:
    exchange = Exchange()
    asked = attaching(exchange)
    exchange.sort(Refused(1, Code.REFUSED))
    assert given(asked) == [Refused(1, Code.REFUSED)]
    with pytest.raises(MisbehavedError):
        exchange.sort(entries(1))


def test_a_detached_box_is_not_live(live: Exchange) -> None:
    live.ask(Detach(live.rid(), BOX), Detached)
    live.sort(entries(2))
    live.sort(Detached(2))
    live.sort(Lagged(BOX))
    assert kept(live) == [(BOX, [2])]
    with pytest.raises(MisbehavedError):
        live.sort(entries(3))


def test_entries_before_the_last_page_are_misbehaviour() -> None:
    exchange = Exchange()
    attaching(exchange)
    exchange.sort(Attached(1, 0, 2))
    exchange.sort(page(1, 1, done=False))
    with pytest.raises(MisbehavedError):
        exchange.sort(entries(2))


def test_after_lagging_nothing_counts_until_it_is_read_again(live: Exchange) -> None:
    live.sort(Lagged(BOX))
    live.sort(entries(5))
    assert kept(live) == [(BOX, [])]
    reading(live, 1)
    live.sort(page(2, 2, 3, 4, 5))
    live.sort(entries(6))
    assert kept(live) == [(BOX, [6])]


def test_a_read_does_not_make_what_was_heard_new_again(live: Exchange) -> None:
    live.sort(entries(2, 3))
    reading(live, 1)
    live.sort(page(2, 2))
    with pytest.raises(MisbehavedError):
        live.sort(entries(3))


def test_what_does_not_fit_is_read_again(live: Exchange) -> None:
    live.pushes = Pushes(most_bytes=3 * 1024)
    for seq in range(2, 9):
        live.sort(entries(seq))
    assert kept(live) == [(BOX, [])]
    reading(live, 1)
    live.sort(page(2, *range(2, 9)))
    live.sort(entries(9))
    assert kept(live) == [(BOX, [9])]


async def test_whoever_waits_is_told_the_end() -> None:
    exchange = Exchange()
    asked = exchange.ask(Ping(exchange.rid()), Pong)
    fault = MisbehavedError("first")
    assert exchange.fail(fault) is fault
    assert exchange.fail(LinkLostError("second")) is fault
    assert given(asked) == [fault]
    with pytest.raises(MisbehavedError) as raised:
        exchange.ask(Ping(exchange.rid()), Pong)
    assert raised.value.how == "first"
    assert await exchange.pushes.get() is None
    assert exchange.pushes.empty()
    assert await exchange.pushes.get() is None


def test_requests_on_their_way_are_bounded() -> None:
    exchange = Exchange()
    for _ in range(MOST_ASKED):
        exchange.ask(Ping(exchange.rid()), Pong)
    with pytest.raises(RuntimeError, match="too many"):
        exchange.ask(Ping(exchange.rid()), Pong)


def test_pushes_that_do_not_fit_name_every_box_once() -> None:
    pushes = Pushes(most_bytes=2048)
    assert pushes.put(Live(BOX, (entry(1),))) == set()
    assert pushes.put(Live(OTHER, (entry(1),))) == set()
    assert pushes.put(Live(BOX, (entry(2),))) == {BOX, OTHER}
    assert [pushes.get_nowait(), pushes.get_nowait()] == [Live(BOX, ()), Live(OTHER, ())]
    with pytest.raises(asyncio.QueueEmpty):
        pushes.get_nowait()
    assert pushes.put(Live(BOX, (entry(3),))) == set()
    assert pushes.get_nowait() == Live(BOX, (entry(3),))


def test_pushes_are_bounded_in_number_too() -> None:
    pushes = Pushes(most_pushes=3)
    for _ in range(3):
        assert pushes.put(Live(BOX, ())) == set()
    assert pushes.put(Live(BOX, ())) == {BOX}


async def test_pushes_are_waited_for() -> None:
    pushes = Pushes()
    waiting = asyncio.create_task(pushes.get())
    await asyncio.sleep(0)
    assert not waiting.done()
    pushes.put(Live(BOX, (entry(1),)))
    assert await waiting == Live(BOX, (entry(1),))
    assert pushes.empty()
    pushes.end()
    assert not pushes.empty()
    assert pushes.get_nowait() is None
    assert pushes.empty()


def test_every_code_has_its_error() -> None:
    kinds = [type(refusal(code)) for code in Code]
    assert len(set(kinds)) == len(kinds)
    assert isinstance(refusal(Code.SEALED), SealedError)


def test_contents_are_hidden() -> None:
    assert repr(Live(BOX, (entry(1),))) == "Live(...)"
