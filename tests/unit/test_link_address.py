"""What an address shows of itself, and how the link dials it; the table of addresses is a vector."""

from leeward_client.link import Address
from leeward_client.link.dial import Dial


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
