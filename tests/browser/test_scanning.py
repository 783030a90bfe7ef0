"""An invite shown as a QR code on one screen is read by another: by a camera, and out of a picture."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, async_playwright, expect
from support.browser import ARGUMENTS, CHROMIUM, PHONE, People
from support.web_client import WebClient

CIRCLE = "Harbour"
WIDTH, HEIGHT = 640, 480
DARK, LIGHT, GREY = b"\x10", b"\xeb", b"\x80"
"""Luma as video has it, and no colour."""

RUN = re.compile(r"M(\d+) (\d+)h(\d+)")

TRACKS = """
() => {
  window.tracks = []
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted)
    window.tracks.push(...stream.getTracks())
    return stream
  }
}
"""
"""The tracks that cameras were asked for, in `window.tracks`."""


async def squares(code: Locator) -> list[list[bool]]:
    """The dark squares of a code that is shown, row by row, with its light edge."""
    path = await code.locator("path").get_attribute("d")
    box = await code.get_attribute("viewBox")
    assert path is not None
    assert box is not None
    size = int(box.split()[-1])
    rows = [[False] * size for _ in range(size)]
    for x, y, length in (map(int, run) for run in RUN.findall(path)):
        rows[y][x : x + length] = [True] * length
    return rows


def film(rows: list[list[bool]], file: Path) -> None:
    """Write what a camera sees that looks at such a code: one frame of YUV4MPEG2, 4:2:0."""
    scale = (HEIGHT - 40) // len(rows)
    side = (WIDTH - scale * len(rows)) // 2
    lines = [
        LIGHT * side
        + b"".join((DARK if dark else LIGHT) * scale for dark in row)
        + LIGHT * (WIDTH - side - scale * len(rows))
        for row in rows
        for _ in range(scale)
    ]
    above = (HEIGHT - len(lines)) // 2
    blank = LIGHT * WIDTH
    picture = b"".join([blank] * above + lines + [blank] * (HEIGHT - above - len(lines)))
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n".encode()
    file.write_bytes(head + picture + GREY * (WIDTH * HEIGHT // 2))


async def scan(guest: WebClient) -> Locator:
    """Open the panel that looks for a code."""
    await guest.settle()
    await guest.button("home-join").click()
    await guest.button("doors-join-scan").click()
    return guest.page.get_by_role("dialog", name=guest.words("doors-join-scan"), exact=True)


@pytest.mark.timeout(240)
async def test_a_code_on_one_screen_is_read_by_another(people: People, tmp_path: Path) -> None:
    robin = WebClient(await people.person("robin"))
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    seen = tmp_path / "camera.y4m"
    picture = tmp_path / "sent.png"
    nothing = tmp_path / "nothing.png"
    async with robin.panel(CIRCLE, "talk-invite") as panel:
        await robin.page.screenshot(path=nothing)
        await robin.button("doors-invite-make", within=panel).click()
        code = panel.get_by_role("img", name=robin.words("doors-invite-qr"), exact=True)
        await expect(code.locator("path")).to_have_attribute("d", RUN)
        await code.screenshot(path=picture)
        film(await squares(code), seen)

    # Out of a picture; there is no camera.
    kim = WebClient(await people.person("kim"))
    panel = await scan(kim)
    await expect(kim.seen("doors-scan-none", within=panel)).to_be_visible()
    field = panel.locator("input[type=file]")
    await field.set_input_files(nothing)
    await expect(kim.seen("doors-scan-nothing", within=panel)).to_be_visible()
    await field.set_input_files(picture)
    await expect(kim.seen("doors-join-good")).to_be_visible()
    await expect(panel).to_have_count(0)

    # Through a camera, which goes out when the panel closes.
    camera = (
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    )
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, *camera], chromium_sandbox=False
        ) as browser,
    ):
        visitors = People(browser, robin.person.watch.origin)
        sam = WebClient(await visitors.person("sam", device=PHONE))
        refused = await scan(sam)
        await expect(sam.seen("doors-scan-refused", within=refused)).to_be_visible()
        await sam.button("close", within=refused).click()

        await sam.person.context.grant_permissions(["camera"])
        await sam.page.evaluate(TRACKS)
        await sam.button("doors-join-scan").click()
        await expect(sam.seen("doors-join-good")).to_be_visible()
        assert await sam.page.evaluate("window.tracks.map((track) => track.readyState)") == [
            "ended"
        ]
        await sam.ask("Sam")
        await visitors.leave()
    async with robin.panel(CIRCLE, "talk-knocks") as panel:
        await expect(panel.get_by_role("article", name="Sam", exact=True)).to_be_visible()
