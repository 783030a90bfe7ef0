"""Which relays may be spoken to, and how their addresses are written."""

import pytest
from leeward_client.link import Address, AddressError
from leeward_client.link.dial import Dial


@pytest.mark.parametrize(
    ("text", "url", "socket", "host"),
    [
        ("https://relay.example", "https://relay.example", "wss://relay.example/v1/ws",
         "relay.example"),
        ("relay.example", "https://relay.example", "wss://relay.example/v1/ws", "relay.example"),
        (" WSS://Relay.Example:443/ ", "https://relay.example", "wss://relay.example/v1/ws",
         "relay.example"),
        ("relay.example.", "https://relay.example", "wss://relay.example/v1/ws", "relay.example"),
        ("relay.example:8443/quiet/", "https://relay.example:8443/quiet",
         "wss://relay.example:8443/quiet/v1/ws", "relay.example:8443"),
        ("127.0.0.1:8470", "http://127.0.0.1:8470", "ws://127.0.0.1:8470/v1/ws",
         "127.0.0.1:8470"),
        ("ws://localhost:80", "http://localhost", "ws://localhost/v1/ws", "localhost"),
        ("http://[::1]:8470", "http://[::1]:8470", "ws://[::1]:8470/v1/ws", "[::1]:8470"),
        ("[0:0::1]:8470", "http://[::1]:8470", "ws://[::1]:8470/v1/ws", "[::1]:8470"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]", "wss://[2001:db8::1]/v1/ws",
         "[2001:db8::1]"),
        ("abcdef.onion", "http://abcdef.onion", "ws://abcdef.onion/v1/ws", "abcdef.onion"),
        ("https://abcdef.onion", "https://abcdef.onion", "wss://abcdef.onion/v1/ws",
         "abcdef.onion"),
        ("https://localhost:8470", "https://localhost:8470", "wss://localhost:8470/v1/ws",
         "localhost:8470"),
    ],
)  # fmt: skip
def test_one_form_for_each_relay(text: str, url: str, socket: str, host: str) -> None:
    address = Address.parse(text)
    assert (address.url, address.socket, address.host) == (url, socket, host)
    assert Address.parse(address.url) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not the address"),
        ("https://", "not the address"),
        ("http://relay.example", "without TLS"),
        ("ws://relay.example", "without TLS"),
        ("ws://127.0.0.1.example", "without TLS"),
        ("http://10.0.0.1", "without TLS"),
        ("http://[2001:db8::1]", "without TLS"),
        ("http://onion", "without TLS"),
        ("ftp://relay.example", "begins with https"),
        ("https://relay.example:99999", "not the address"),
        ("https://relay.example:0", "not the address"),
        ("https://relay.example:x", "not the address"),
        ("https://user:word@relay.example", "not the address"),
        ("https://@relay.example", "not the address"),
        ("https://relay.example?key=1", "ends with its path"),
        ("https://relay.example/?", "ends with its path"),
        ("https://relay.example#x", "ends with its path"),
        ("https://relay example", "not the address"),
        ("https://relay_example", "not the address"),
        ("https://-relay.example", "not the address"),
        ("https://relay..example", "not the address"),
        ("https://r\u00e9lay.example", "not the address"),
        ("https://[::1", "not the address"),
        ("https://[::1%25eth0]", "not the address"),
        ("https://" + "a" * 64, "not the address"),
        ("https://" + "a." * 130 + "example", "not the address"),
        ("https://relay.example/a/../b", "path"),
        ("https://relay.example//a", "path"),
        ("https://relay.example/%2e", "path"),
        ("https://relay.example/a b", "path"),
        ("https://relay.example/" + "a" * 300, "path"),
    ],
)
def test_what_is_no_relay_is_refused(text: str, why: str) -> None:
    with pytest.raises(AddressError, match=why):
        Address.parse(text)


def test_an_address_is_hidden() -> None:
    assert repr(Address.parse("relay.example")) == "Address(...)"


async def test_certificates_are_checked_and_nothing_is_added() -> None:
    async with Dial().session(Address.parse("relay.example")) as session:
        connector = session.connector
        assert connector is not None
        context = connector._ssl  # type: ignore[attr-defined]
        assert context.check_hostname
        assert context.verify_mode.name == "CERT_REQUIRED"
        assert not session.trust_env
        assert {"User-Agent", "Accept", "Accept-Encoding"} <= set(session.skip_auto_headers)
