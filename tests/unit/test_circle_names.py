"""Names: what is accepted is stable, visible, and told apart from what looks like it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leeward_client.circle.characters import allowed, ranges
from leeward_client.circle.names import (
    LONGEST_NAME,
    BadNameError,
    check_name,
    check_normal_name,
    skeleton,
)
from leeward_client.circle.policy import (
    Member,
    Policy,
    PolicyError,
    Relay,
    Rules,
    decode_policy,
    encode_policy,
)
from support.circle_facts import ANN, BASE, BEN, CAT, EVE


@given(st.text(max_size=40))
def test_what_is_accepted_is_accepted_as_it_stands(typed: str) -> None:
    try:
        name = check_name(typed)
    except BadNameError:
        return
    assert check_normal_name(name) == name == check_name(name)
    assert unicodedata.normalize("NFKC", name) == name
    assert 1 <= len(name) <= LONGEST_NAME
    assert skeleton(name)


@given(st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=20))
def test_case_and_accents_do_not_tell_names_apart(name: str) -> None:
    folded = "".join(character.upper().lower() for character in name)
    assert skeleton(folded + "\u0301") == skeleton(folded)


def test_the_table_holds_what_can_be_seen() -> None:
    listed = ranges()
    flat = [bound for pair in listed for bound in pair]
    assert flat == sorted(flat)
    for first, last in listed:
        for point in range(first, last + 1):
            category = unicodedata.category(chr(point))
            assert category[0] in "LMNPS" or point == 0x20, hex(point)
    for hidden in "\u034f\u115f\u1160\u3164\uffa0\u2800\ufe0f\u180b\u00ad\u200b\U000e0041\t\u00a0":
        assert not allowed(hidden)
    assert allowed(" ")
    assert allowed("\U0003134a")
    assert not allowed("\U0010ffff")
    assert not allowed("\x00")


def test_names_that_are_not_text() -> None:
    with pytest.raises(BadNameError):
        check_name("\ud800")


def test_errors_do_not_repeat_the_name() -> None:
    for bad in ("secret\u200b", "secret" * 9, "secret" + "\u0316" * 5):
        with pytest.raises(BadNameError) as caught:
            check_name(bad)
        assert "secret" not in str(caught.value)


@given(st.binary(max_size=150))
def test_policy_noise(noise: bytes) -> None:
    try:
        decoded = decode_policy(noise)
    except PolicyError:
        return
    assert encode_policy(decoded) == noise


@given(st.data())
def test_a_policy_changed_by_a_byte(drawn: st.DataObject) -> None:
    encoded = bytearray(encode_policy(BASE))
    encoded[drawn.draw(st.integers(0, len(encoded) - 1))] = drawn.draw(st.integers(0, 255))
    try:
        decoded = decode_policy(bytes(encoded))
    except PolicyError:
        return
    assert encode_policy(decoded) == encoded


def test_a_policy_is_written_in_one_order() -> None:
    backwards = Policy(
        BASE.relay, dict(sorted(BASE.roster.items(), reverse=True)), BASE.codes[::-1], BASE.rules
    )
    assert encode_policy(backwards) == encode_policy(BASE)


def test_a_roster_cannot_be_changed_in_place() -> None:
    mutable = {ANN: Member("Ann", ("host",))}
    policy = Policy(Relay("wss://a"), mutable)
    mutable[BEN] = Member("Ben")
    assert BEN not in policy.roster
    with pytest.raises(TypeError):
        policy.roster[BEN] = Member("Ben")  # type: ignore[index]


def test_a_policy_that_cannot_be_is_not_written() -> None:
    with pytest.raises(PolicyError):
        encode_policy(Policy(Relay("wss://a"), {ANN: Member("A\u200b")}))
    with pytest.raises(PolicyError):
        encode_policy(Policy(Relay("wss://a"), {}))


def test_who_may_do_what() -> None:
    assert BASE.hosts == {ANN, BEN}
    assert BASE.may_invite(CAT)
    assert not BASE.may_invite(bytes(16))
    assert not BASE.may_set_timer(CAT)
    assert BASE.may_set_timer(ANN)
    closed = Policy(BASE.relay, BASE.roster, (), Rules(timer_by="members"))
    assert not closed.may_invite(CAT)
    assert closed.may_set_timer(EVE)
    assert BASE.code(bytes(32)) is None
    assert BASE.code(BASE.codes[0].id_hash) == BASE.codes[0]


def test_nothing_shows_in_a_repr() -> None:
    policy = Policy(Relay("wss://secret", b"pass"), {ANN: Member("Ann")})
    assert "secret" not in repr(policy) + repr(policy.relay)
    assert "pass" not in repr(policy.relay)
