"""QR codes in block characters."""

from leeward_client.cli import plain, qr

LINK = "https://leeward.example/#" + "A7" * 30


def test_a_code_has_a_quiet_zone_and_straight_edges() -> None:
    drawn = qr.lines(LINK)
    assert {len(line) for line in drawn} == {qr.columns(drawn)}
    assert set("".join(drawn)) <= set(" ▀▄█")
    assert drawn[0] == drawn[1] == "█" * qr.columns(drawn)


def test_a_code_passes_the_door_to_the_terminal_unchanged() -> None:
    drawn = qr.lines(LINK)
    assert [plain.block(line) for line in drawn] == drawn


def test_a_code_of_a_link_fits_a_common_terminal() -> None:
    assert qr.columns(qr.lines(LINK)) <= 80
