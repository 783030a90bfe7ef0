"""Rule D under SIGKILL: clients are killed at every step, and nothing is lost, doubled or reused.

`LEEWARD_KILLS` is how many kills the long run makes; without it a short sample is drawn.
`LEEWARD_KILLS_REPORT` names a file for its figures.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from leeward_client.group.envelope import Content, EpochKeys, is_public, seal, unseal
from leeward_wire import Kind as EntryKind
from support.kill_judge import judge, openings, stored, tapped
from support.kill_points import Point, Sent, keep, kept, note
from support.kill_report import Report
from support.kills import FOUNDER, GUESTS, Nursery, Season
from support.relay import RelayProcess, relay_process

SAMPLE = 25
KILLS = int(os.environ.get("LEEWARD_KILLS", SAMPLE))
SEED = int(os.environ.get("LEEWARD_KILLS_SEED", 1))
MANY = 500
"""Kills among which every point is to be found."""
DAY = 86_400
SLOWLY = 20.0
"""The speed of the clock where a test counts epochs."""
PER_SEASON = 50
"""Kills before a circle comes to rest and is judged."""
IN_A_CIRCLE = {
    Point.ENCRYPTED: "message",
    Point.POST_STORED: "message",
    Point.POST_SENT: "message",
    Point.POST_ACKNOWLEDGED: "message",
    Point.BUILT: "rename",
    Point.SEAL_STORED: "rename",
    Point.SEAL_SENT: "rename",
    Point.SEAL_ACKNOWLEDGED: "rename",
    Point.MERGED: "rename",
    Point.NO_BOX: "rename",
    Point.BOX_OPEN: "rename",
    Point.FOLLOWED: "sync",
    Point.WRITING: "message",
    Point.PROMISED: "rename",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kills")


@pytest.fixture(scope="module")
def relay(home: Path) -> Iterator[RelayProcess]:
    with relay_process(home / "relay") as running:
        yield running


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


@pytest.fixture(scope="module")
def circle(home: Path, relay: RelayProcess, nursery: Nursery) -> Season:
    """A circle of two, in which nobody was killed yet."""
    season = Season(nursery, home / "two", relay.url, SEED, guests=1)
    season.speed = SLOWLY
    season.arrive(kill=False)
    season.ahead = DAY  # by then the newcomer renews its leaf, and not in the middle of a test
    return season


@pytest.fixture
def season(circle: Season) -> Season:
    """The circle of two, at rest."""
    circle.rest()
    return circle


def renamings(season: Season) -> int:
    return sum(item.kind == "renamed" for item in season.timeline(FOUNDER).items)


def forge_a_reused_generation(season: Season) -> None:
    """Add to what was sent: the last message once more, changed far behind its sender data."""
    where = season.home / f"{FOUNDER}.sent"
    for sent in reversed(kept(where)):
        opening = openings(season).get(sent.box)
        if opening is None or sent.kind != EntryKind.POST:
            continue
        keys = EpochKeys(b"", sent.box, bytes.fromhex(opening.envelope))
        _, content = unseal(keys, EntryKind.POST, sent.blob)
        if not is_public(content):
            changed = content[:-1] + bytes([content[-1] ^ 1])
            keep(where, Sent(sent.box, 0, seal(keys, EntryKind.POST, Content.MLS, changed)))
            return
    raise AssertionError("no message was sent")


def test_killed_between_the_acknowledgement_of_a_seal_and_the_merge(season: Season) -> None:
    epoch, before = season.timeline(FOUNDER).epoch, renamings(season)
    season.killed_at(Point.SEAL_ACKNOWLEDGED, FOUNDER, "rename")
    # The relay has the seal, and the other member is in the new epoch already.
    assert season.unharmed(GUESTS[0], "sync").epoch == epoch + 1
    assert season.unharmed(FOUNDER, "sync").epoch == epoch + 1
    assert renamings(season) == before + 1
    season.unharmed(FOUNDER, "message")
    held = season.rest()
    judge(season, held)
    assert held[FOUNDER].intents == 0


def test_killed_between_storing_a_seal_and_sending_it(season: Season) -> None:
    epoch, before = season.timeline(FOUNDER).epoch, renamings(season)
    season.killed_at(Point.SEAL_STORED, FOUNDER, "rename")
    assert season.unharmed(GUESTS[0], "sync").epoch == epoch
    assert season.unharmed(FOUNDER, "sync").epoch == epoch + 1
    assert renamings(season) == before + 1
    judge(season, season.rest())


def test_a_seal_that_was_stored_and_not_sent_gives_way_to_one_that_was_sealed_meanwhile(
    season: Season,
) -> None:
    epoch, before = season.timeline(FOUNDER).epoch, renamings(season)
    season.killed_at(Point.SEAL_STORED, FOUNDER, "rename")
    assert season.unharmed(GUESTS[0], "rename").epoch == epoch + 1
    assert season.unharmed(FOUNDER, "sync").epoch == epoch + 2
    assert renamings(season) == before + 2
    judge(season, season.rest())


@pytest.mark.parametrize("point", [Point.POST_STORED, Point.POST_SENT, Point.POST_ACKNOWLEDGED])
def test_killed_around_a_post_it_stands_once_and_was_encrypted_once(
    season: Season, point: Point
) -> None:
    before = judge(season, season.rest())
    season.killed_at(point, FOUNDER, "message")
    tally = judge(season, season.rest())
    assert tally.messages == before.messages + 1
    assert tally.generations == before.generations + 1


def test_killed_before_anything_is_stored_there_is_nothing(season: Season) -> None:
    season.killed_at(Point.ENCRYPTED, FOUNDER, "message")
    season.killed_at(Point.BUILT, FOUNDER, "rename")
    judge(season, season.rest())


@pytest.mark.parametrize("again", ["admit", "admit_again"])
def test_killed_at_every_step_of_an_arrival(
    home: Path, relay: RelayProcess, nursery: Nursery, again: str
) -> None:
    guest = GUESTS[0]
    season = Season(nursery, home / f"arrival-{again}", relay.url, SEED, guests=1)
    season.speed = SLOWLY
    season.killed_at(Point.BOX_OPEN, FOUNDER, "found")
    assert season.unharmed(FOUNDER, "found").epoch == 0
    season.inside.append(FOUNDER)
    season.killed_at(Point.INVITE_BOX, FOUNDER, "invite", guest=guest)
    season.killed_at(Point.SEAL_ACKNOWLEDGED, FOUNDER, "invite", guest=guest)
    season.unharmed(FOUNDER, "invite", guest=guest)
    if again == "admit":
        season.killed_at(Point.KNOCK_WRITTEN, guest, "join")
        season.killed_at(Point.POST_SENT, guest, "join")
    season.unharmed(guest, "join")
    season.killed_at(Point.SEAL_STORED, FOUNDER, "admit")
    season.killed_at(Point.SEAL_ACKNOWLEDGED, FOUNDER, "admit")
    season.unharmed(FOUNDER, again, guest=guest)
    season.killed_at(Point.WELCOME_READ, guest, "enter")
    season.killed_at(Point.ENTERED, guest, "enter")
    assert season.unharmed(guest, "enter").epoch == season.timeline(FOUNDER).epoch
    season.inside.append(guest)
    season.unharmed(guest, "message")
    tally = judge(season, season.rest())
    assert tally.messages == tally.begun > 0
    assert not tally.refusals


def test_the_judge_sees_a_generation_that_is_used_twice(season: Season) -> None:
    season.unharmed(FOUNDER, "message")
    held = season.rest()
    where = season.home / f"{FOUNDER}.sent"
    sent = where.read_bytes()
    forge_a_reused_generation(season)
    with pytest.raises(AssertionError, match="used twice"):
        judge(season, held)
    where.write_bytes(sent)


def test_the_judge_sees_a_message_that_was_confirmed_and_is_gone(season: Season) -> None:
    where = season.home / f"{FOUNDER}.journal"
    journal = where.read_bytes()
    note(where, said="what nobody has", id=bytes(16).hex(), kind="message")
    with pytest.raises(AssertionError, match="was lost"):
        judge(season, season.rest())
    where.write_bytes(journal)


@pytest.mark.timeout(120 + 5 * KILLS)
def test_nothing_is_lost_doubled_or_reused_under_a_hail_of_kills(
    home: Path, relay: RelayProcess, nursery: Nursery
) -> None:
    report = Report()
    seasons: list[Season] = []
    tried: Counter[str] = Counter()
    while report.kills < KILLS:
        enough = min(PER_SEASON, KILLS - report.kills)
        number = len(seasons)
        guests = len(GUESTS) if enough == PER_SEASON else len(GUESTS) - 1
        season = Season(
            nursery, home / f"season-{number}", relay.url, SEED + number,
            guests=guests, tried=tried,
        )  # fmt: skip
        seasons.append(season)
        season.arrive(kill=True)
        while season.kills.total() < enough - 1:
            missing = [point for point in IN_A_CIRCLE if not tried[point]]
            point = missing[0] if missing else None
            season.storm(point, IN_A_CIRCLE[point] if point is not None else "")
        season.part()
        report.add(season, judge(season, season.rest()))
    report.save(os.environ.get("LEEWARD_KILLS_REPORT", ""))
    if KILLS >= MANY:
        assert set(report.points) >= set(Point)
    relay.terminate()
    unknown = stored(home / "relay" / "relay.db") - tapped(home)
    relay.restart()
    assert not unknown, "the relay holds what did not go through the tap"
