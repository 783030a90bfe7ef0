"""`leeward verify-web` against real relays, and against servers that tamper in one way each."""

import gzip
import hashlib
import io
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from leeward_client.cli import arguments
from leeward_client.cli.commands import served
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_relay.relay import Relay
from leeward_wire.pages import HEADERS, MAX_FILE_BYTES, content_type, spoken_digest
from support.built import FILES, INDEX, SCRIPT, write_built
from support.relay import running_relay

SCRIPT_PATH = "assets/main-Ab12_-9z.js"
EVIL = INDEX.replace(b"</title>", b'</title><script src="./evil.js"></script>')


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The manifest of what was built."""
    return write_built(tmp_path / "web")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A manifest of a version that is not known yet."""
    file = tmp_path / "newer.json"
    file.write_text('{"version": 2, "files": {}}')
    return file


def digest_of(manifest: Path) -> str:
    return spoken_digest(manifest.read_bytes())


@asynccontextmanager
async def relay_with(tmp_path: Path, files: dict[str, bytes]) -> AsyncIterator[Relay]:
    """A relay that serves other files, as if they had been built."""
    write_built(tmp_path / "other", files)
    async with running_relay(tmp_path / "relay", built=tmp_path / "other") as relay:
        yield relay


Answers = dict[str, web.Response]
Tamper = Callable[[Answers], object]


@asynccontextmanager
async def tampering(
    manifest: Path, tamper: Tamper, *, root: str = "index.html"
) -> AsyncIterator[str]:
    """A server that would serve all as it should, if nobody tampered with its answers.

    `root` is the file that is served as the page itself.
    """

    def answers() -> Answers:
        bodies = FILES | {"manifest.json": manifest.read_bytes()}
        made = {
            path: web.Response(
                body=body, headers=HEADERS | {"Content-Type": content_type(path) or ""}
            )
            for path, body in bodies.items()
        }
        tamper(made)
        return made

    async def handle(request: web.Request) -> web.Response:
        return answers().get(request.path.removeprefix("/") or root, web.Response(status=404))

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def verify(url: str, manifest: Path | None = None) -> tuple[Exit, str]:
    """Run the command for people."""
    out, err = io.StringIO(), io.StringIO()
    words = ["verify-web", url, *(["--manifest", str(manifest)] if manifest else [])]
    code = await served.verify_web(
        arguments.parse(words, {}), Output(json=False, out=out, err=err), None
    )
    return code, out.getvalue() + err.getvalue()


async def findings(url: str, manifest: Path) -> list[tuple[str, str, str]]:
    """Run the command for programs; what it found, with the exit code that goes with it."""
    out = io.StringIO()
    words = ["verify-web", url, "--manifest", str(manifest), "--json"]
    code = await served.verify_web(arguments.parse(words, {}), Output(json=True, out=out), None)
    data: dict[str, Any] = json.loads(out.getvalue())
    assert data["relay"] == url
    assert data["ok"] == (not data["findings"])
    assert code == (Exit.DONE if data["ok"] else Exit.REFUSED)
    return [(one["what"], one["path"], one["detail"]) for one in data["findings"]]


async def test_a_relay_that_serves_what_was_built_is_right(tmp_path: Path, manifest: Path) -> None:
    async with running_relay(tmp_path / "relay", built=manifest.parent) as relay:
        assert await findings(relay.url, manifest) == []
        code, said = await verify(relay.url, manifest)
    assert code is Exit.DONE
    assert "all 6 files" in said
    assert digest_of(manifest) in said


def test_the_digest_is_half_of_a_sha256_in_groups_to_read_aloud(manifest: Path) -> None:
    said = spoken_digest(manifest.read_bytes())
    assert said.replace(" ", "") == hashlib.sha256(manifest.read_bytes()).hexdigest()[:32]
    assert [len(group) for group in said.split()] == [4] * 8


async def test_a_changed_byte_is_found(tmp_path: Path, manifest: Path) -> None:
    changed = FILES | {SCRIPT_PATH: SCRIPT[:-2] + b'"\n'}
    async with relay_with(tmp_path, changed) as relay:
        found = await findings(relay.url, manifest)
        code, said = await verify(relay.url, manifest)
    assert found == [("changed", SCRIPT_PATH, ""), ("changed", "manifest.json", "")]
    assert code is Exit.REFUSED
    assert f"{SCRIPT_PATH}: has other contents" in said
    assert "open no vault in a browser there" in said
    assert said.count("Digest") == 2


async def test_a_missing_file_is_found(tmp_path: Path, manifest: Path) -> None:
    fewer = {path: body for path, body in FILES.items() if path != "sw.js"}
    async with relay_with(tmp_path, fewer) as relay:
        found = await findings(relay.url, manifest)
    assert found == [("missing", "sw.js", ""), ("changed", "manifest.json", "")]


async def test_a_script_more_in_the_index_is_found(tmp_path: Path, manifest: Path) -> None:
    more = FILES | {"index.html": EVIL, "evil.js": b"evil()\n"}
    async with relay_with(tmp_path, more) as relay:
        found = await findings(relay.url, manifest)
    assert found == [
        ("changed", "index.html", ""),
        ("changed", "manifest.json", ""),
        ("unlisted", "evil.js", ""),
    ]


async def test_a_relay_that_lists_what_was_built_but_serves_another_index_is_found(
    manifest: Path,
) -> None:
    def tamper(answers: Answers) -> None:
        answers["index.html"].body = EVIL

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [("changed", "index.html", "")]


async def test_another_page_at_the_root_than_under_its_name_is_found(manifest: Path) -> None:
    async with tampering(manifest, lambda _: None, root="sw.js") as url:
        assert ("changed", "index.html", "") in await findings(url, manifest)


@pytest.mark.parametrize("name", sorted(HEADERS))
async def test_a_header_that_is_missing_or_weaker_is_found(manifest: Path, name: str) -> None:
    async with tampering(manifest, lambda answers: answers["index.html"].headers.pop(name)) as url:
        assert await findings(url, manifest) == [("header", "index.html", name)]

    def weaken(answers: Answers) -> None:
        answers["sw.js"].headers[name] += ", *"

    async with tampering(manifest, weaken) as url:
        assert await findings(url, manifest) == [("header", "sw.js", name)]


async def test_a_second_policy_beside_the_first_is_found(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        answers["index.html"].headers.add("Content-Security-Policy", "report-uri https://x.example")

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [
            ("header", "index.html", "Content-Security-Policy")
        ]


@pytest.mark.parametrize("name", ["Set-Cookie", "Refresh", "NEL", "Link", "Service-Worker-Allowed"])
async def test_a_header_that_marks_or_moves_visitors_is_found(manifest: Path, name: str) -> None:
    def tamper(answers: Answers) -> None:
        answers["index.html"].headers[name] = "x"

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [("unwanted", "index.html", name)]


async def test_a_redirect_is_not_followed(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        answers["sw.js"] = web.Response(status=302, headers=HEADERS | {"Location": "/index.html"})

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [("redirect", "sw.js", "")]


async def test_another_answer_or_type_is_found(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        answers["sw.js"].headers["Content-Type"] = "text/plain"
        answers["icon.png"].set_status(503)

    async with tampering(manifest, tamper) as url:
        assert sorted(await findings(url, manifest)) == [
            ("status", "icon.png", "503"),
            ("type", "sw.js", ""),
        ]


async def test_a_file_is_not_read_beyond_what_any_may_have(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        # A few kilobytes that would become a gigabyte.
        answers["sw.js"].body = gzip.compress(bytes(MAX_FILE_BYTES + 1)) * 512
        answers["sw.js"].headers["Content-Encoding"] = "gzip"

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [("changed", "sw.js", "")]


async def test_a_body_that_is_not_what_its_encoding_says_is_found(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        answers["sw.js"].headers["Content-Encoding"] = "gzip"

    async with tampering(manifest, tamper) as url:
        assert await findings(url, manifest) == [("changed", "sw.js", "")]


async def test_a_relay_without_pages_is_found(tmp_path: Path, manifest: Path) -> None:
    async with running_relay(tmp_path / "relay", built=tmp_path / "nowhere") as relay:
        found = await findings(relay.url, manifest)
    assert {what for what, _, _ in found} == {"missing"}
    assert len(found) == len(FILES) + 1


async def test_what_a_relay_lists_cannot_write_into_the_terminal(manifest: Path) -> None:
    def tamper(answers: Answers) -> None:
        answers["manifest.json"].body = json.dumps(
            {"version": 1, "files": {"index.html": "0" * 64, "\x1b[2J.js": "0" * 64}}
        ).encode()

    async with tampering(manifest, tamper) as url:
        code, said = await verify(url, manifest)
    assert code is Exit.REFUSED
    assert "\x1b" not in said


async def test_a_relay_that_is_not_reached(manifest: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        code, said = await verify(url, manifest)
    assert code is Exit.OFFLINE
    assert "cannot be reached" in said


async def test_mistakes_are_told(
    tmp_path: Path, manifest: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "http://127.0.0.1:9"
    assert (await verify("http://relay.example", manifest))[0] is Exit.USAGE
    code, said = await verify(url, tmp_path / "nowhere.json")
    assert code is Exit.USAGE
    assert "No such file" in said
    assert (await verify(url, newer))[0] is Exit.USAGE
    monkeypatch.setattr(served, "REFERENCE", tmp_path / "nowhere.json")
    code, said = await verify(url)
    assert code is Exit.USAGE
    assert "--manifest" in said


def test_it_needs_neither_vault_nor_passphrase(tmp_path: Path, manifest: Path) -> None:
    command = [sys.executable, "-m", "leeward_client.cli.main", "--vault", str(tmp_path / "vault")]
    done = subprocess.run(
        [*command, "verify-web", "http://127.0.0.1:9", "--manifest", str(manifest)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == Exit.OFFLINE, done.stderr
    assert not (tmp_path / "vault").exists()


def test_the_help_says_what_it_cannot_catch(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments.parse(["verify-web", "--help"], {})
    assert "cannot catch code that is served to one person alone" in capsys.readouterr().out
