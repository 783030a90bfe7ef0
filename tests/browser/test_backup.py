"""A backup made on one device and restored on another, in real browsers."""

from pathlib import Path

import pytest
from leeward_client.backup.content import decode
from leeward_client.backup.sealed import unseal
from playwright.async_api import expect
from support.browser import People
from support.web_client import WebClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

CIRCLE = "Harbour"
WORDS = "granite kettle under a paper moon"


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_backup_is_saved_and_opens_elsewhere(
    crew: People, tmp_path: Path, language: str
) -> None:
    robin = WebClient(await crew.person("robin", language=language), language)
    await robin.settle()
    await robin.found(CIRCLE, "Robin")
    await robin.say("to be kept")
    await robin.button("settings").click()
    await robin.button("backups-make").click()
    sheet = robin.page.get_by_role("dialog")
    await robin.field("backups-passphrase", within=sheet).fill(WORDS)
    await robin.field("passphrase-again", within=sheet).fill(WORDS)
    async with robin.page.expect_download() as saved:
        await robin.button("backups-make", within=sheet).click()
    download = await saved.value
    assert download.suggested_filename.startswith("notes-")
    await download.save_as(tmp_path / "kept")
    await expect(robin.seen("backups-care")).to_be_visible()
    (circle,) = decode(unseal((tmp_path / "kept").read_bytes(), WORDS)).circles
    assert circle.label == CIRCLE

    other = WebClient(await crew.person("other", language=language), language)
    await other.settle()
    await other.button("settings").click()
    await other.button("backups-restore").click()
    sheet = other.page.get_by_role("dialog")
    await sheet.locator("input[type=file]").set_input_files(tmp_path / "kept")
    await other.field("backups-passphrase", within=sheet).fill("not this one")
    await other.button("backups-restore", within=sheet).click()
    await expect(other.seen("backup-wrong-passphrase")).to_be_visible()
    await other.field("backups-passphrase", within=sheet).fill(WORDS)
    await other.button("backups-restore", within=sheet).click()
    await expect(other.seen("backups-restored", count=1)).to_be_visible()
    await other.page.keyboard.press("Escape")
    rows = other.page.get_by_role("navigation").get_by_role("listitem")
    await rows.filter(has_text=CIRCLE).get_by_role("button").click()
    await expect(other.message("to be kept")).to_be_visible()
    await expect(other.seen("status-restored", within=other.main)).to_be_visible()
    await expect(other.button("talk-come-back")).to_be_visible()
