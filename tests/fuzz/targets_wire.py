"""Frames of both directions, and the manifest of what a relay serves."""

import leeward_wire as wire
from leeward_wire import MAX_REPLY_BYTES, MAX_REQUEST_BYTES, MalformedError
from leeward_wire.pages import MAX_MANIFEST_BYTES, ManifestError, read_manifest

from fuzz.target import Target, canonical


def _manifest(data: bytes) -> bool:
    try:
        files = read_manifest(data)
    except ManifestError:
        return False
    assert all(len(known) == 32 for known in files.values())
    parts = [part for path in files for part in path.split("/")]
    assert not {"", ".", ".."} & set(parts), "a path that leads elsewhere"
    return True


TARGETS = (
    canonical("requests", wire.decode_request, wire.encode, MalformedError, MAX_REQUEST_BYTES),
    canonical("replies", wire.decode_reply, wire.encode, MalformedError, MAX_REPLY_BYTES),
    Target("manifest", _manifest, MAX_MANIFEST_BYTES),
)
