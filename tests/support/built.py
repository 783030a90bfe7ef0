"""A web client of a few bytes, as a build would leave it, for tests of how it is served."""

import hashlib
import json
from pathlib import Path

INDEX = (
    b"<!doctype html><title>Notes</title>"
    b'<script type="module" src="./assets/main-Ab12_-9z.js"></script>\n'
)
SCRIPT = b"document.title = 'Notes'\n" * 40
FILES = {
    "index.html": INDEX,
    "assets/main-Ab12_-9z.js": SCRIPT,
    "assets/main-Cd34Ef56.css": b"body { color: black }\n" * 40,
    "manifest.webmanifest": b'{"name": "Notes"}\n',
    "icon.png": b"\x89PNG\r\n\x1a\n" + bytes(range(64)),
    "sw.js": b"self.skipWaiting()\n",
}


def write_built(directory: Path, files: dict[str, bytes] | None = None) -> Path:
    """Write files and their manifest; gives the manifest's path."""
    files = FILES if files is None else files
    for path, body in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(body)
    known = {path: hashlib.sha256(body).hexdigest() for path, body in sorted(files.items())}
    manifest = directory / "manifest.json"
    manifest.write_text(json.dumps({"version": 1, "files": known}))
    return manifest
