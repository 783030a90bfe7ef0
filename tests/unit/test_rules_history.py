"""Rule H and hostile relays: whatever a relay drops, reorders, forks, replays or withholds is shown."""

from collections.abc import Sequence

from leeward_client.circle.events import Message
from leeward_client.circle.items import ItemKind
from leeward_client.group.machine import Line
from leeward_client.group.records import Entry, Idle, Read, Rename, Status
from leeward_wire import Kind as EntryKind
from support.circles import NOW, Device, carry_out, circle_of, kinds, say, texts
from support.hostile import (
    Lens,
    agree,
    events,
    in_post,
    notes,
    post,
    restart,
    snapshot,
    together,
    without,
)

SHOWN = (ItemKind.GAP, ItemKind.FORK, ItemKind.BEHIND, ItemKind.NOISE, ItemKind.VOID)


def quiet(device: Device) -> bool:
    """Whether nothing about the relay was shown to this member."""
    return not any(kind in SHOWN for kind in kinds(device))


def test_an_honest_relay_gives_no_cause_for_notes() -> None:
    _, devices = circle_of(3)
    for number, device in enumerate(devices * 3):
        say(device, f"word {number}")
    carry_out(devices[0], Rename("Amal B"))
    say(devices[1], "after")
    together(devices, NOW)
    agree(devices)
    assert all(quiet(device) for device in devices)


def test_a_dropped_entry_is_shown_as_a_gap_and_only_as_that() -> None:
    relay, (host, second, third) = circle_of(3)
    third.relay = Lens.on(relay, without(2))
    for number in range(1, 6):
        say(host, f"word {number}")
    together([host, second, third], NOW)
    assert notes(third, ItemKind.GAP) == [1]
    assert texts(third) == ["word 1", "word 3", "word 4", "word 5"]
    assert ItemKind.FORK not in kinds(third)
    assert ItemKind.BEHIND not in kinds(third)
    assert quiet(second)
    say(third, "and I?")  # its claim is one that the others can check: it went on from their hash
    together([host, second, third], NOW)
    assert quiet(host)
    assert third.machine.ledger.seen == host.machine.ledger.seen


def test_a_dropped_end_is_shown_as_a_gap() -> None:
    relay, (host, second, third) = circle_of(3)
    third.relay = Lens.on(relay, without(2, 3))
    for number in range(1, 4):
        say(host, f"word {number}")
    third.reconnect()  # what a box holds is told with each attach
    together([host, second, third], NOW)
    assert notes(third, ItemKind.GAP) == [2]


def test_a_gap_before_a_seal_does_not_keep_anybody_from_following() -> None:
    relay, (host, second, third) = circle_of(3)
    third.relay = Lens.on(relay, without(1, 2))
    say(host, "one")
    say(host, "two")
    carry_out(host, Rename("Amal B"))
    together([host, second, third], NOW)
    agree([host, second, third])
    assert notes(third, ItemKind.GAP) == [2]
    assert ItemKind.FORK not in kinds(third)
    assert ItemKind.BEHIND not in kinds(third)


def test_a_gap_stays_known_over_a_restart() -> None:
    relay, (host, second, third) = circle_of(3)
    third.relay = Lens.on(relay, without(2))
    for number in range(1, 4):
        say(host, f"word {number}")
        together([second, third], NOW)
        restart(third)
    say(second, "last")
    together([host, second, third], NOW)
    restart(third)
    assert notes(third, ItemKind.GAP) == [1]
    assert third.machine.ledger.seen == host.machine.ledger.seen


def test_reordered_entries_are_a_gap_or_are_read_again() -> None:
    _, (host, second) = circle_of(2)
    for number in range(1, 4):
        say(host, f"word {number}")
    held = host.relay.show(host.box, 0)
    second.settle(NOW)
    fresh = second.machine
    assert texts(second) == []  # it listens, and was not told
    fresh.page(second.line, [held[1]], done=False, now=NOW)  # live, out of order
    assert texts(second) == []
    assert isinstance(fresh.want(second.line, NOW), Read)
    second.settle(NOW)
    assert texts(second) == ["word 1", "word 2", "word 3"]
    assert quiet(second)


def test_a_read_out_of_order_shows_a_gap_and_nothing_twice() -> None:
    relay, (host, second) = circle_of(2)
    swapped = Lens.on(relay, lambda _, entries: [*entries[:1], *reversed(entries[1:3])])
    second.relay = swapped
    for number in range(1, 4):
        say(host, f"word {number}")
    together([second], NOW)
    assert texts(second) == ["word 1", "word 3"]
    assert notes(second, ItemKind.GAP) == [1]


def test_a_fork_is_shown_on_the_next_message_on_both_sides() -> None:
    relay, (host, second, third) = circle_of(3)
    say(host, "for all")
    together([host, second, third], NOW)
    other = snapshot(relay)
    third.relay = other  # from here on the third member is shown another history
    say(host, "for the second")
    say(third, "for the relay alone")
    together([host, second], NOW)
    blob = other.show(third.box, 1)[0].blob
    assert quiet(host)
    assert quiet(third)
    say(third, "look")
    later = other.show(third.box, 2)[0].blob
    relay.put(host.box, EntryKind.POST, later)  # the relay carries it over to the others
    together([host, second], NOW)
    for one in (host, second):
        assert kinds(one).count(ItemKind.FORK) == 1
        assert texts(one) == ["for all", "for the second", "look"]
    say(second, "hear me")
    other.put(third.box, EntryKind.POST, relay.show(host.box, 3)[0].blob)
    together([third], NOW)
    assert kinds(third).count(ItemKind.FORK) + kinds(third).count(ItemKind.BEHIND) == 1
    assert blob != later


def test_a_relay_that_renumbers_for_one_reader_forks_it() -> None:
    relay, (host, _, third) = circle_of(3)

    def lie(box: bytes, entries: Sequence[Entry]) -> list[Entry]:
        kept = [entry for entry in entries if entry.seq != 2]
        return [Entry(number, one.kind, one.blob) for number, one in enumerate(kept, 1)]

    third.relay = Lens.on(relay, lie)
    for number in range(1, 4):
        say(host, f"word {number}")
    third.line.ended = False
    third.machine.page(third.line, third.relay.show(third.box, 0), done=True, now=NOW)
    third.save()
    assert texts(third) == ["word 1", "word 3"]
    assert kinds(third).count(ItemKind.FORK) + kinds(third).count(ItemKind.BEHIND) == 1


def test_one_who_is_ahead_shows_that_the_relay_withholds_the_end() -> None:
    relay, (host, second, third) = circle_of(3)
    say(host, "withheld")
    together([host, second], NOW)
    say(second, "after it")
    held = relay.show(host.box, 0)
    # To the third the relay shows the second entry in the place of the first.
    third.machine.page(third.line, [Entry(1, EntryKind.POST, held[1].blob)], done=True, now=NOW)
    third.save()
    assert texts(third) == ["after it"]
    assert not quiet(third)


def test_replayed_entries_count_but_stand_once_in_the_timeline() -> None:
    relay, (host, second, third) = circle_of(3)
    first = say(host, "once")
    say(second, "twice?")
    for entry in relay.show(host.box, 0):
        relay.put(host.box, EntryKind.POST, entry.blob)
    together([host, second, third], NOW)
    say(third, "after")
    together([host, second, third], NOW)
    agree([host, second, third])
    for one in (host, second, third):
        assert texts(one) == ["once", "twice?", "after"]
        assert events(one).count(first) == 1
        assert quiet(one)
        restart(one)
    together([host, second, third], NOW)
    assert texts(host) == ["once", "twice?", "after"]


def test_entries_of_an_older_epoch_are_noise_in_a_newer() -> None:
    relay, (host, second) = circle_of(2)
    say(host, "old")
    old = relay.show(host.box, 0)[0].blob
    carry_out(host, Rename("Amal B"))
    together([host, second], NOW)
    relay.put(host.box, EntryKind.POST, old)
    together([host, second], NOW)
    assert texts(host) == texts(second) == ["old"]
    assert kinds(second).count(ItemKind.NOISE) == kinds(host).count(ItemKind.NOISE) == 1


def test_a_post_shown_as_a_seal_is_void_and_a_seal_shown_as_a_post_is_noise() -> None:
    relay, (host, second) = circle_of(2)
    say(host, "one")
    blob = relay.show(host.box, 0)[0].blob
    relay.put(host.box, EntryKind.SEAL, blob)
    together([host, second], NOW)
    assert notes(second, ItemKind.VOID) == notes(host, ItemKind.VOID) == [0]
    key = host.machine.intend(Rename("Amal B"))
    want = host.machine.want(host.line, NOW)
    host.save()
    relay.put(host.box, EntryKind.POST, want.blob)  # type: ignore[union-attr]
    together([host, second], NOW)
    agree([host, second])
    assert kinds(second).count(ItemKind.NOISE) == 1
    assert ("ended", key) in host.vault


def test_an_acknowledged_entry_that_is_withheld_is_shown_and_not_sent_for_ever() -> None:
    relay, (host, second) = circle_of(2)
    host.relay = Lens.on(relay, without(1, 2, 3, 4))
    say(host, "swallowed")
    assert notes(host, ItemKind.GAP) == [1]
    assert len(relay.show(host.box, 0)) == 1
    assert isinstance(host.step(NOW), Idle)
    host.reconnect()
    host.relay = relay
    together([host, second], NOW)
    assert texts(second) == ["swallowed"]
    assert texts(host) == ["swallowed"]


def test_an_acknowledged_seal_that_is_withheld_is_shown_and_merged_once_it_appears() -> None:
    relay, (host, second) = circle_of(2)
    host.relay = Lens.on(relay, without(1))
    host.machine.intend(Rename("Amal B"))
    host.save()
    host.settle(NOW)
    assert notes(host, ItemKind.GAP) == [1]
    second.line.ended = False
    second.settle(NOW)
    assert second.machine.group.epoch == host.machine.group.epoch + 1
    assert host.machine.pending is not None


def test_a_relay_that_says_sealed_and_shows_no_seal_is_not_asked_for_ever() -> None:
    _, (host, second) = circle_of(2)
    host.machine.say(Message("kept"), NOW)
    for _ in range(4):
        want = host.machine.want(host.line, NOW)
        if isinstance(want, Idle):
            break
        if isinstance(want, Read):
            host.machine.page(host.line, [], done=True, now=NOW)
        else:
            host.machine.overtaken(host.line)
    assert isinstance(host.machine.want(host.line, NOW), Idle)
    host.save()
    assert notes(host, ItemKind.GAP) == [1]
    host.reconnect()
    together([host, second], NOW)
    assert texts(second) == ["kept"]


def test_a_relay_that_is_rolled_back_is_shown_and_stops_the_member() -> None:
    relay, (host, second) = circle_of(2)
    before = snapshot(relay)
    say(host, "one")
    together([host, second], NOW)
    second.relay = before
    second.reconnect()
    second.settle(NOW)
    assert kinds(second).count(ItemKind.FORK) == 1
    assert second.machine.record.status is Status.EXPIRED
    restart(second)
    assert isinstance(second.machine.want(Line(), NOW), Idle)


def test_a_relay_rolled_back_and_filled_again_is_a_fork() -> None:
    relay, (host, second) = circle_of(2)
    before = snapshot(relay)
    say(host, "one")
    host.relay = second.relay = before
    host.reconnect()
    post(host, in_post(host, host.machine.group.encrypt(b"")))
    second.reconnect()
    say(second, "look")
    host.settle(NOW)
    assert ItemKind.FORK in kinds(host)


def test_a_stopped_machine_takes_nothing_more() -> None:
    relay, (host, second) = circle_of(2)
    before = snapshot(relay)
    say(host, "one")
    together([host, second], NOW)
    say(host, "two")
    second.relay = before
    second.reconnect()
    second.settle(NOW)
    held = len(kinds(second))
    second.machine.page(second.line, relay.show(host.box, 1), done=True, now=NOW)
    assert len(kinds(second)) == held


def test_who_was_last_heard_is_kept_per_member() -> None:
    _, (host, second, third) = circle_of(3)
    say(third, "here")
    together([host, second, third], NOW)
    assert ("heard", third.member) in host.vault
    assert ("heard", second.member) not in host.vault
