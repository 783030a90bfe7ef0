"""What is said to a SOCKS 5 proxy, byte by byte (RFC 1928, RFC 1929)."""

import pytest
from leeward_client.link import ProxyError
from leeward_client.link.proxy import Login
from leeward_client.link.socks import talk

ROBIN = Login("robin", "pw")
GREETED = b"\x05\x02"
LOGGED_IN = b"\x01\x00"


def run(answers: bytes, name: str = "a.onion", login: Login | None = ROBIN) -> tuple[bytes, bytes]:
    """Talk to a proxy that answers so and then hangs up: what it was told, and what is left.

    Raises ProxyError.
    """
    told = b""
    steps = talk(name, 80, login)
    words, size = next(steps)
    while True:
        told += words
        answer, answers = answers[:size], answers[size:]
        try:
            words, size = steps.send(answer)
        except StopIteration:
            return told, answers


def test_with_a_login() -> None:
    told, left = run(GREETED + LOGGED_IN + b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50the relay")
    assert told == (
        b"\x05\x01\x02"  # version 5, one method: user name and password
        b"\x01\x05robin\x02pw"
        b"\x05\x01\x00\x03\x07a.onion\x00\x50"  # CONNECT to a name
    )
    assert left == b"the relay", "what the relay says is not the proxy's"


def test_without_a_login_none_is_offered() -> None:
    told, _ = run(b"\x05\x00\x05\x00\x00\x01" + bytes(6), login=None)
    assert told.startswith(b"\x05\x01\x00\x05\x01\x00\x03")


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("relay.example", b"\x03\x0drelay.example"),
        ("192.0.2.7", b"\x01\xc0\x00\x02\x07"),
        ("2001:db8::1", b"\x04\x20\x01\x0d\xb8" + bytes(11) + b"\x01"),
        ("n" * 240, b"\x03\xf0" + b"n" * 240),
    ],
)
def test_names_go_to_the_proxy_as_names_and_numbers_as_numbers(name: str, spelt: bytes) -> None:
    told, _ = run(GREETED + LOGGED_IN + b"\x05\x00\x00\x01" + bytes(6), name)
    assert told.endswith(b"\x05\x01\x00" + spelt + b"\x00\x50")


@pytest.mark.parametrize(
    "bound", [b"\x01" + bytes(6), b"\x04" + bytes(18), b"\x03\x04exit" + bytes(2), b"\x03\x00\0\0"]
)
def test_where_the_other_end_stands_is_read_whole_and_no_further(bound: bytes) -> None:
    _, left = run(GREETED + LOGGED_IN + b"\x05\x00\x00" + bound + b"rest")
    assert left == b"rest"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (b"HT", "strange"),  # an HTTP proxy
        (b"\x04\x02", "strange"),
        (b"\x05\x00", "strange"),  # no login, though none was offered: circles would share a way
        (b"\x05\x01", "strange"),
        (b"\x05\xff", "shares"),
        (b"", "shares"),  # OpenSSH hangs up on logins
        (b"\x05", "strange"),
        (GREETED, "strange"),
        (GREETED + LOGGED_IN, "strange"),
        (GREETED + LOGGED_IN + b"\x05\x00\x00\x01\x7f", "strange"),
        (GREETED + LOGGED_IN + b"\x05\x00\x00\x03", "strange"),
        (GREETED + b"\x05\x00", "strange"),
        (GREETED + b"\x01\x01", "login"),
        (GREETED + b"\x01\xff", "login"),
        (GREETED + LOGGED_IN + b"\x04\x00", "strange"),
        (GREETED + LOGGED_IN + b"\x05\x01", "refused"),
        (GREETED + LOGGED_IN + b"\x05\x02", "refused"),
        (GREETED + LOGGED_IN + b"\x05\x03", "unreached"),
        (GREETED + LOGGED_IN + b"\x05\x04", "unreached"),
        (GREETED + LOGGED_IN + b"\x05\x05", "unreached"),
        (GREETED + LOGGED_IN + b"\x05\x06", "unreached"),
        (GREETED + LOGGED_IN + b"\x05\x07", "refused"),
        (GREETED + LOGGED_IN + b"\x05\x08", "refused"),
        (GREETED + LOGGED_IN + b"\x05\xf0", "unreached"),  # Tor: no such onion service
        (GREETED + LOGGED_IN + b"\x05\x00\x00\x02", "strange"),
    ],
)
def test_every_refusal_is_told_apart(answers: bytes, why: str) -> None:
    with pytest.raises(ProxyError) as failed:
        run(answers)
    assert failed.value.sentence == f"link-proxy-{why}"


def test_a_proxy_that_wants_a_login_where_none_is_given() -> None:
    with pytest.raises(ProxyError) as failed:
        run(b"\x05\xff", login=None)
    assert failed.value.sentence == "link-proxy-login"
    for answer in (b"\x05\x02", b""):
        with pytest.raises(ProxyError) as failed:
            run(answer, login=None)
        assert failed.value.sentence == "link-proxy-strange"
