"""The web client, served from memory: exact paths, headers that let a browser run nothing else.

    GET /            index.html
    GET /PATH        a file of the manifest (index.html again), and the manifest itself
    anything else    404 without a body; 405 for other methods; 421 for another host

What is built lies beside this module, in `web/`. It is read and checked against its manifest once,
at the start, so that no request ever touches the disk.
"""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from leeward_wire.pages import (
    HEADERS,
    INDEX,
    MANIFEST,
    MAX_FILE_BYTES,
    ManifestError,
    content_type,
    read_manifest,
)

BUILT = Path(__file__).with_name("web")

HSTS = "max-age=31536000"
IMMUTABLE = "max-age=31536000, immutable"
CHECKED = "no-cache"

MOST_AT_ONCE = 256
"""How many answers may be on their way at once; one more is told to come again."""
SEND_SECONDS = 120.0
"""After how long somebody who does not fetch an answer is let go; enough for a slow circuit."""

_HASHED = re.compile(r"assets/[^/]+-[A-Za-z0-9_-]{8}\.[a-z]+")
_SHRINKS = re.compile(r"text/|application/|image/svg")


class PagesError(Exception):
    """What is built is not whole; the text says what is wrong, to the operator."""


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent."""

    body: bytes
    zipped: bytes | None
    """The same through gzip, where that is shorter."""
    kind: str
    tag: str
    caching: str

    @classmethod
    def of(cls, path: str, body: bytes, kind: str) -> "File":
        """Prepare a file."""
        zipped = gzip.compress(body, 9, mtime=0) if _SHRINKS.match(kind) else body
        return cls(
            body=body,
            zipped=zipped if len(zipped) < len(body) else None,
            kind=kind,
            tag=hashlib.sha256(body).hexdigest()[:32],
            caching=IMMUTABLE if _HASHED.fullmatch(path) else CHECKED,
        )


def load(directory: Path = BUILT) -> dict[str, File]:
    """Read the web client; nothing if none is built. Raises PagesError if it is not whole."""
    if not (directory / MANIFEST).is_file():
        return {}
    try:
        manifest = (directory / MANIFEST).read_bytes()
        bodies = {
            path: _checked(directory / path, known)
            for path, known in read_manifest(manifest).items()
        }
    except OSError as error:
        raise PagesError(f"{directory}: {error.strerror}") from None
    except ManifestError as error:
        raise PagesError(f"{directory / MANIFEST}: {error}") from None
    bodies[MANIFEST] = manifest
    files = {
        f"/{path}": File.of(path, body, content_type(path) or "") for path, body in bodies.items()
    }
    return {"/": files[f"/{INDEX}"], **files}


def _checked(file: Path, known: bytes) -> bytes:
    body = file.read_bytes()
    if hashlib.sha256(body).digest() != known or len(body) > MAX_FILE_BYTES:
        raise PagesError(f"{file}: not the file that was built")
    return body


class Pages:
    """Answers everything that is not the socket."""

    def __init__(
        self, files: Mapping[str, File], accepted: Callable[[str], bool], *, missing: str = ""
    ) -> None:
        """Serve these files to whoever asks under a name that is `accepted`.

        `missing` is said at the root where there are none.
        """
        self._files = files
        self._accepted = accepted
        self._missing = missing
        self._sending = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, and see to it that its sender fetches the answer in time."""
        if self._sending >= MOST_AT_ONCE:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})
        response = self._response(request)
        self._sending += 1
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
        finally:
            self._sending -= 1
        return response

    def _response(self, request: web.Request) -> web.Response:
        if not self._accepted(request.headers.get("Host", "").lower()):
            return web.Response(status=HTTPStatus.MISDIRECTED_REQUEST)
        if request.method not in ("GET", "HEAD"):
            return web.Response(
                status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"}
            )
        # As it came, never decoded: there is one way to write each path.
        path = request.raw_path.partition("?")[0]
        file = self._files.get(path)
        if file is not None:
            return _sent(file, request)
        if path == "/" and self._missing:
            return web.Response(status=HTTPStatus.NOT_FOUND, text=self._missing)
        return web.Response(status=HTTPStatus.NOT_FOUND)


def _sent(file: File, request: web.Request) -> web.Response:
    zipped = file.zipped if _takes_gzip(request.headers.get("Accept-Encoding", "")) else None
    tag = f'"{file.tag}"' if zipped is None else f'"{file.tag}-gzip"'
    headers = {"Cache-Control": file.caching, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Type"] = file.kind
    if zipped is None:
        return web.Response(body=file.body, headers=headers)
    return web.Response(body=zipped, headers=headers | {"Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    for offer in accepted.lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == "gzip":
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return False


def _tags(known: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in known.split(",")}


def headers_of(*, tls: bool) -> dict[str, str]:
    """Give what every answer carries; `tls` where the relay itself does TLS."""
    return HEADERS | ({"Strict-Transport-Security": HSTS} if tls else {})
