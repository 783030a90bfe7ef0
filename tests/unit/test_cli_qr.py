"""QR codes in block characters."""

from leeward_client.cli import layout, plain, qr

LINK = "https://relay.example/#join-7R2AY-98DJZ-XVPYE-FT33S-Z1Y14-TY9QJ"


def test_a_code_has_a_quiet_zone_and_straight_edges() -> None:
    drawn = qr.lines(LINK)
    assert {len(line) for line in drawn} == {layout.width(drawn[0])}
    assert set("".join(drawn)) <= set(" ▀▄█")
    assert set(drawn[0]) == {"█"}
    assert all(line.startswith("██") and line.endswith("██") for line in drawn[:-1])


def test_a_code_passes_the_door_to_the_terminal_unchanged() -> None:
    drawn = qr.lines(LINK)
    assert [plain.block(line) for line in drawn] == drawn


def test_a_code_of_a_link_fits_a_common_terminal() -> None:
    assert layout.width(qr.lines(LINK)[0]) < 80
