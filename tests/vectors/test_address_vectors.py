"""Addresses against protocol/vectors/link: both clients give one relay one name."""

import json
from pathlib import Path
from typing import Any

import pytest
from leeward_client.link import Address, AddressError

FILE = Path(__file__).parents[2] / "protocol" / "vectors" / "link" / "addresses.json"
TABLE: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text())


@pytest.mark.parametrize("case", TABLE["read"], ids=lambda case: case["text"])
def test_one_form_for_each_relay(case: dict[str, str]) -> None:
    address = Address.parse(case["text"])
    assert (address.url, address.socket, address.host) == (
        case["url"],
        case["socket"],
        case["host"],
    )
    assert Address.parse(address.url) == address


@pytest.mark.parametrize("case", TABLE["refused"], ids=lambda case: case["text"][:40])
def test_what_is_no_relay_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(AddressError) as caught:
        Address.parse(case["text"])
    assert caught.value.sentence == case["why"]
