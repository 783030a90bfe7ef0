"""The address of a proxy: what is taken, what is refused and why; and which way each connection goes."""

import re

import pytest
from leeward_client.link import Address, Dial, LinkLostError, Proxy, ProxyAddressError, Ways
from leeward_client.locale import say

TOR = Proxy("127.0.0.1", 9050)


@pytest.mark.parametrize(
    ("text", "proxy", "url"),
    [
        ("socks5h://127.0.0.1:9050", TOR, "socks5h://127.0.0.1:9050"),
        (" SOCKS5H://127.0.0.1:9050/ ", TOR, "socks5h://127.0.0.1:9050"),
        ("socks5h://localhost:9050", TOR, "socks5h://127.0.0.1:9050"),
        ("socks5h://LocalHost:09050", TOR, "socks5h://127.0.0.1:9050"),
        ("socks5h://10.152.152.10:9100", Proxy("10.152.152.10", 9100), None),
        ("socks5h://[::1]:9150", Proxy("::1", 9150), "socks5h://[::1]:9150"),
        ("socks5h://[0:0::1]:9150", Proxy("::1", 9150), "socks5h://[::1]:9150"),
        ("socks5h://127.0.0.1:1080/shared", Proxy("127.0.0.1", 1080, shared=True), None),
    ],
)
def test_a_proxy_has_one_form(text: str, proxy: Proxy, url: str | None) -> None:
    assert Proxy.parse(text) == proxy
    assert proxy.url == url or url is None
    assert Proxy.parse(proxy.url) == proxy


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("socks5://127.0.0.1:9050", "proxy-looks-up"),
        ("SOCKS5://127.0.0.1:9050", "proxy-looks-up"),
        ("socks4a://127.0.0.1:9050", "proxy-looks-up"),
        ("socks://127.0.0.1:9050", "proxy-looks-up"),
        ("socks5h://robin:secret@127.0.0.1:9050", "proxy-login"),
        ("socks5h://robin@127.0.0.1:9050", "proxy-login"),
        ("socks5h://tor:9050", "proxy-name"),
        ("socks5h://proxy.example:9050", "proxy-name"),
        ("socks5h://127.1:9050", "proxy-name"),
        ("127.0.0.1:9050", "proxy-form"),
        ("http://127.0.0.1:8118", "proxy-form"),
        ("socks5h://127.0.0.1", "proxy-form"),
        ("socks5h://127.0.0.1:", "proxy-form"),
        ("socks5h://127.0.0.1:0", "proxy-form"),
        ("socks5h://127.0.0.1:65536", "proxy-form"),
        ("socks5h://127.0.0.1:9050/other", "proxy-form"),
        ("socks5h://127.0.0.1:9050?shared", "proxy-form"),
        ("socks5h://::1:9050", "proxy-form"),
        ("socks5h://:9050", "proxy-form"),
        ("none", "proxy-form"),
        ("", "proxy-form"),
    ],
)
def test_what_is_no_proxy_for_us_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ProxyAddressError) as refused:
        Proxy.parse(text)
    assert refused.value.sentence == why
    assert "secret" not in str(refused.value)


def test_socks5_is_told_what_to_type_instead() -> None:
    assert "socks5h://" in say("proxy-looks-up")


def test_neither_a_proxy_nor_a_login_shows_itself() -> None:
    dial = Ways(lambda: TOR).circle(b"harbour!")
    assert dial.login is not None
    for shown in (repr(TOR), repr(dial), repr(dial.login), repr(ProxyAddressError("proxy-form"))):
        assert not re.search(r"127|9050", shown)
        assert dial.login.user not in shown
        assert dial.login.password not in shown


@pytest.mark.parametrize(
    ("url", "name", "port", "here"),
    [
        ("https://relay.example", "relay.example", 443, False),
        ("https://relay.example:8470/below", "relay.example", 8470, False),
        ("http://" + "a" * 56 + ".onion", "a" * 56 + ".onion", 80, False),
        ("https://[2001:db8::1]", "2001:db8::1", 443, False),
        ("http://[::1]:8470", "::1", 8470, True),
        ("http://127.8.8.8", "127.8.8.8", 80, True),
        ("https://localhost", "localhost", 443, True),
    ],
)
def test_an_address_says_what_is_asked_of_a_proxy(
    url: str, name: str, port: int, *, here: bool
) -> None:
    address = Address.parse(url)
    assert (address.name, address.port, address.here) == (name, port, here)


# The ways -----------------------------------------------------------------------------------------


def test_each_circle_and_each_meeting_box_has_a_login_of_its_own_that_stays() -> None:
    ways = Ways(lambda: TOR)
    dials = [ways.circle(b"one"), ways.circle(b"two"), ways.meeting(b"one"), ways.meeting(b"two")]
    assert {dial.proxy for dial in dials} == {TOR}
    logins = [dial.login for dial in dials]
    assert None not in logins
    assert len(set(logins)) == 4
    assert [ways.circle(b"one").login, ways.meeting(b"two").login] == [logins[0], logins[3]]
    assert ways.page().login not in [*logins, ways.page().login]


def test_a_login_tells_nothing_and_is_another_in_every_session() -> None:
    circle = bytes(range(8))
    one, two = Ways(lambda: TOR).circle(circle).login, Ways(lambda: TOR).circle(circle).login
    assert one is not None
    assert two is not None
    assert {one.user, one.password}.isdisjoint({two.user, two.password})
    assert one.user != one.password
    for words in (one.user, one.password):
        assert re.fullmatch("[0-9a-f]{32}", words)
        assert circle.hex() not in words


def test_a_proxy_that_is_shared_gets_no_login() -> None:
    shared = Proxy("127.0.0.1", 1080, shared=True)
    assert Ways(lambda: shared).circle(b"one") == Dial(proxy=shared)


def test_the_proxy_is_asked_for_anew_at_every_dial() -> None:
    proxies = iter([None, TOR])
    ways = Ways(lambda: next(proxies))
    assert [ways.circle(b"one").proxy, ways.circle(b"one").proxy] == [None, TOR]


async def test_a_relay_on_this_machine_is_not_asked_of_a_proxy() -> None:
    for url in ("http://127.0.0.1:8470", "https://localhost:8470", "http://[::1]:8470"):
        with pytest.raises(LinkLostError) as refused:
            Dial(proxy=TOR).session(Address.parse(url))
        assert refused.value.sentence == "link-proxy-here"
