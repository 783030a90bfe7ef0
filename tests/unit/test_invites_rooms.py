"""What the vectors cannot say: randomness, hiding, sizes, and the sentences people read."""

import os
import random

import msgspec
import pytest
import segno
from leeward_client.invites.code import Code, CodeError, parse, split
from leeward_client.invites.desk import Desk
from leeward_client.invites.meeting import (
    Closed,
    Issued,
    Knock,
    Meeting,
    MeetingError,
    Request,
    Welcome,
    decode,
    issuer_keys,
    knock,
    read_knock,
    read_welcome,
    welcome,
)
from leeward_client.invites.words import STANDARD, Cost, knock_words, phrase
from leeward_wire import ENTRY_CLASSES
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

SECRET = b"s" * 16
RELAY = "https://relay.example"
LEAST = Cost(1, 8192)
REPLY = b"r" * 32


@pytest.fixture
def meeting() -> Meeting:
    return Meeting.of(SECRET)


@pytest.fixture(scope="module")
def keys() -> tuple[bytes, bytes]:
    return issuer_keys()


def request(note: str = "") -> Request:
    return Request(b"package", b"m" * 16, "Robin", note, REPLY)


# Codes -------------------------------------------------------------------------------------------


def test_a_slip_is_noticed_and_told() -> None:
    letters, relay = split(str(Code(SECRET, RELAY)))
    for place, character in enumerate(letters):
        if character != "-":
            slip = letters[:place] + ("7" if character != "7" else "8") + letters[place + 1 :]
            with pytest.raises(CodeError, match="a letter of this invite is wrong"):
                parse(slip, f"https://{relay}")
    with pytest.raises(CodeError, match="the relay's name is"):
        parse(letters, "https://other.example")
    with pytest.raises(CodeError, match="30 letters and digits; this has 29"):
        parse(letters[:-1], RELAY)
    with pytest.raises(CodeError, match="never has the letter U"):
        parse("U" + letters[1:], RELAY)
    with pytest.raises(CodeError, match="not an invite"):
        split("hello")


def test_a_code_of_a_newer_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leeward_client.invites.code.VERSION", 1)
    letters, _ = split(str(Code(SECRET, RELAY)))
    monkeypatch.undo()
    with pytest.raises(CodeError, match="newer version"):
        parse(letters, RELAY)


def test_random_secrets_survive_the_way() -> None:
    dice = random.Random(7)
    for _ in range(200):
        code = Code(dice.randbytes(16), RELAY)
        assert parse(split(str(code))[0], RELAY) == code
        assert parse(split(code.link)[0], RELAY) == code


def test_a_code_carries_sixteen_bytes() -> None:
    with pytest.raises(ValueError, match="16"):
        Code(b"short", RELAY)
    with pytest.raises(ValueError, match="16"):
        Meeting.of(b"short")


def test_errors_repeat_nothing_of_the_code() -> None:
    letters, _ = split(str(Code(SECRET, RELAY)))
    for call in (lambda: parse(letters, "https://other.example"), lambda: split(letters)):
        with pytest.raises(CodeError) as caught:
            call()
        assert letters[:5] not in str(caught.value)


def test_the_secret_stands_in_the_fragment_alone() -> None:
    before, _, fragment = Code(SECRET, RELAY).link.partition("#")
    assert before == f"{RELAY}/"
    assert fragment.startswith("join-")


def test_a_code_is_drawn_for_a_terminal() -> None:
    """Cell by cell the modules of the code, two to a character, light on dark, with a margin."""
    code = Code(SECRET, RELAY)
    matrix = [list(row) for row in segno.make(code.link, error="l", micro=False).matrix]
    lines = code.qr().splitlines()
    assert len({len(line) for line in lines}) == 1
    upper = {"█": 0, "▀": 0, "▄": 1, " ": 1}
    lower = {"█": 0, "▀": 1, "▄": 0, " ": 1}
    cells = [[half[mark] for mark in line] for line in lines for half in (upper, lower)]
    size = len(matrix)
    assert [row[2 : 2 + size] for row in cells[2 : 2 + size]] == matrix
    assert not any(any(row) for row in (*cells[:2], *cells[2 + size :]))
    assert not any(any(row[:2]) or any(row[2 + size :]) for row in cells)


def test_secrets_are_hidden(meeting: Meeting, keys: tuple[bytes, bytes]) -> None:
    assert repr(Code(SECRET, RELAY)) == "Code(...)"
    assert repr(meeting) == "Meeting(...)"
    asked = knock(meeting, Issued(keys[1], 0, 0, 1), request())
    for value in (asked, request(), Closed(), Desk()):
        assert "(...)" in repr(value) or "object at" in repr(value)


# Meeting boxes -----------------------------------------------------------------------------------


def test_entries_have_the_sizes_of_the_wire(meeting: Meeting) -> None:
    for size, length in ((1024, 50), (1024, 950), (4096, 1000), (262144, 262000)):
        entry = meeting.close(Welcome(bytes(8), bytes(length)))
        assert len(entry) == size
        assert meeting.open(entry) == Welcome(bytes(8), bytes(length))
    assert {len(meeting.close(Closed())) for _ in range(3)} == {ENTRY_CLASSES[0]}
    with pytest.raises(MeetingError, match="too large"):
        meeting.close(Welcome(bytes(8), bytes(262144)))


def test_what_its_reader_would_refuse_is_not_written(
    meeting: Meeting, keys: tuple[bytes, bytes]
) -> None:
    with pytest.raises(MeetingError):
        meeting.close(Issued(keys[1], 0, 0, 0))
    with pytest.raises(MeetingError):
        knock(meeting, Issued(keys[1], 0, 0, 1), request("n" * 501))
    knock(meeting, Issued(keys[1], 0, 0, 1), request("n" * 500))


def test_an_entry_belongs_to_its_box(meeting: Meeting) -> None:
    entry = meeting.close(Closed())
    with pytest.raises(MeetingError, match="does not open"):
        Meeting.of(b"o" * 16).open(entry)
    moved = Meeting(**{**_parts(meeting), "box": b"o" * 32})
    with pytest.raises(MeetingError, match="does not open"):
        moved.open(entry)


def _parts(meeting: Meeting) -> dict[str, bytes]:
    names = ("secret", "seed", "box", "burn_key", "envelope", "id_hash")
    return {name: getattr(meeting, name) for name in names}


@pytest.mark.parametrize("size", [0, 23, 40, 1023, 1025, 65535])
def test_an_entry_of_no_class_is_noise(meeting: Meeting, size: int) -> None:
    with pytest.raises(MeetingError, match="no class"):
        meeting.open(bytes(size))


def test_every_bit_of_an_entry_counts(meeting: Meeting) -> None:
    entry = meeting.close(Closed())
    for place in (0, 23, 24, 500, 1023):
        with pytest.raises(MeetingError):
            meeting.open(entry[:place] + bytes([entry[place] ^ 1]) + entry[place + 1 :])


def test_padding_is_zeros_and_lengths_are_true(meeting: Meeting) -> None:
    for padded in (b"\0\0\0\1\x91\x05".ljust(984, b"\0"), b"\0\0\0\2\x91\x05".ljust(984, b"\1"),
                   b"\xff\xff\xff\xff\x91\x05".ljust(984, b"\0")):  # fmt: skip
        with pytest.raises(MeetingError):
            meeting.open(_sealed(meeting, padded))
    full = msgspec.msgpack.encode(Welcome(bytes(8), bytes(965)))
    assert len(full) == 1024 - 40 - 4
    assert isinstance(meeting.open(_sealed(meeting, len(full).to_bytes(4, "big") + full)), Welcome)
    with pytest.raises(MeetingError):
        meeting.open(_sealed(meeting, (len(full) + 1).to_bytes(4, "big") + full))
    assert meeting.open(_sealed(meeting, b"\0\0\0\2\x91\x05".ljust(984, b"\0"))) == Closed()


def _sealed(meeting: Meeting, padded: bytes) -> bytes:
    nonce = os.urandom(24)
    label = b"leeward/meeting/entry/1\0" + meeting.box
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, label, nonce, meeting.envelope
    )


def test_the_same_content_looks_different_each_time(meeting: Meeting) -> None:
    assert len({meeting.close(Closed()) for _ in range(3)}) == 3


def test_a_knock_opens_for_its_issuer_and_box_alone(
    meeting: Meeting, keys: tuple[bytes, bytes]
) -> None:
    private, public = keys
    asked = knock(meeting, Issued(public, 0, 0, 1), request("hello"))
    assert read_knock(meeting, private, asked) == request("hello")
    with pytest.raises(MeetingError):
        read_knock(meeting, issuer_keys()[0], asked)
    with pytest.raises(MeetingError):
        read_knock(Meeting.of(b"o" * 16), private, asked)
    for place in (0, 1119, 1120, len(asked.sealed) - 1):
        sealed = asked.sealed
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(MeetingError):
            read_knock(meeting, private, Knock(changed))


def test_two_knocks_alike_have_two_ids(meeting: Meeting, keys: tuple[bytes, bytes]) -> None:
    issued = Issued(keys[1], 0, 0, 1)
    assert knock(meeting, issued, request()).id != knock(meeting, issued, request()).id


def test_a_key_that_is_none_is_not_genuine(meeting: Meeting) -> None:
    with pytest.raises(MeetingError, match="not genuine"):
        knock(meeting, Issued(b"\xff" * 1216, 0, 0, 1), request())


def test_a_welcome_is_bound_to_its_knock() -> None:
    content = decode(welcome(b"12345678", REPLY, b"mls", "Harbour"))
    assert isinstance(content, Welcome)
    assert read_welcome(content, REPLY).label == "Harbour"
    with pytest.raises(MeetingError):
        read_welcome(Welcome(b"87654321", content.sealed), REPLY)


def test_knocks_keep_their_order_and_come_once(meeting: Meeting) -> None:
    knocks = [Knock(bytes([number]) * 1200) for number in (3, 1, 2)]
    blobs = [meeting.close(one) for one in (*knocks, *knocks)]
    desk = Desk.of(meeting, enumerate(blobs, 1))
    assert list(desk.knocks) == [one.id for one in knocks]


# Words -------------------------------------------------------------------------------------------


def test_words_cost_something() -> None:
    assert STANDARD.memory >= 64 * 1024 * 1024
    assert STANDARD.passes >= 3


def test_every_part_of_a_knock_changes_its_words() -> None:
    said = knock_words(b"b" * 32, b"k" * 1216, b"s" * 1200, LEAST)
    assert len(said) == 4
    assert said == knock_words(b"b" * 32, b"k" * 1216, b"s" * 1200, LEAST)
    others = [
        knock_words(b"c" * 32, b"k" * 1216, b"s" * 1200, LEAST),
        knock_words(b"b" * 32, b"l" * 1216, b"s" * 1200, LEAST),
        knock_words(b"b" * 32, b"k" * 1216, b"t" * 1200, LEAST),
        knock_words(b"b" * 32, b"k" * 1216, b"s" * 1200, Cost(2, 8192)),
        knock_words(b"b" * 31, b"b" + b"k" * 1215, b"k" + b"s" * 1200, LEAST),
    ]
    assert said not in others


def test_every_part_of_a_circle_changes_its_phrase() -> None:
    said = phrase(b"g" * 16, 3, b"a" * 64, LEAST)
    assert len(said) == 6
    others = [
        phrase(b"h" * 16, 3, b"a" * 64, LEAST),
        phrase(b"g" * 16, 4, b"a" * 64, LEAST),
        phrase(b"g" * 16, 3, b"b" * 64, LEAST),
    ]
    assert said not in others


def test_words_are_drawn_from_the_whole_list() -> None:
    drawn = {word for number in range(200) for word in phrase(b"g", number, b"a", LEAST)}
    assert len(drawn) > 800
    assert all(word.isascii() and word.islower() for word in drawn)
