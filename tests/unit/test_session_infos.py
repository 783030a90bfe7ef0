"""What the session shows of circles can be printed by mistake, and then says nothing of them."""

import dataclasses

import pytest
from leeward_client.session import infos

SHOWN = {"status", "state", "kind", "roles", "rules"}
"""Words of the program's own, the same for everybody."""
INFOS = [one for one in vars(infos).values() if dataclasses.is_dataclass(one)]


@pytest.mark.parametrize("info", INFOS)
def test_a_repr_shows_no_text_and_no_id(info: type) -> None:
    assert dataclasses.is_dataclass(info)
    shown = {
        field.name
        for field in dataclasses.fields(info)
        if field.repr and any(kind in str(field.type) for kind in ("str", "bytes"))
    }
    assert shown <= SHOWN
