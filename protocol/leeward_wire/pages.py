"""What a relay serves to browsers, and how it can be checked: the manifest, types and headers.

The relay sends exactly these headers and `leeward verify-web` wants exactly these, so they stand in
one place. Pure, like everything here.
"""

import hashlib
import re
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

MANIFEST: Final = "manifest.json"
"""The list of everything else that is served; it does not list itself."""

INDEX: Final = "index.html"
"""What is also served at the relay's root."""

MAX_MANIFEST_BYTES: Final = 64 * 1024
MAX_FILE_BYTES: Final = 2 * 1024 * 1024
"""No served file is longer; whoever checks may stop reading here."""

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "connect-src 'self'",
        "font-src 'none'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        # The one policy there is lets the page start the workers that are served beside it
        # (client/web/src/trust.ts); nothing else may turn text into code.
        "trusted-types default",
    )
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), display-capture=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer to a browser says, whatever it answers."""

UNWANTED: Final = (
    "Set-Cookie",
    "Refresh",
    "Link",
    "NEL",
    "Report-To",
    "Reporting-Endpoints",
    "Content-Security-Policy-Report-Only",
    "Service-Worker-Allowed",
    "SourceMap",
)
"""Headers by which whoever stands in between could mark, move or report a visitor."""

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
}
_PATH: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class ManifestError(ValueError):
    """These bytes are no manifest."""


class _Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    version: Annotated[int, Meta(ge=1, le=1)]
    files: dict[
        Annotated[str, Meta(max_length=200)], Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    ]


def read_manifest(data: bytes) -> dict[str, bytes]:
    """Read a manifest: the SHA-256 of each file by its path. Raises ManifestError."""
    try:
        manifest = msgspec.json.decode(data, type=_Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ManifestError("not a manifest") from None
    for path in manifest.files:
        if not _PATH.fullmatch(path) or path == MANIFEST or content_type(path) is None:
            raise ManifestError("a path that is not served")
    if INDEX not in manifest.files:
        raise ManifestError("no index")
    return {path: bytes.fromhex(known) for path, known in manifest.files.items()}


def content_type(path: str) -> str | None:
    """Give the type that a file is served as; None for what is not served."""
    return _TYPES.get(path.rpartition(".")[2])


def spoken_digest(manifest: bytes) -> str:
    """Give the digest of a manifest, and so of everything served, in groups to read aloud.

    Half of a SHA-256: nobody finds other files that share it.
    """
    known = hashlib.sha256(manifest).hexdigest()[:32]
    return " ".join(known[at : at + 4] for at in range(0, len(known), 4))
