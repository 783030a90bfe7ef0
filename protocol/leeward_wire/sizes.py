"""Every number of the box protocol that both sides must share."""

from typing import Final

VERSION: Final = 1

ENTRY_CLASSES: Final = (1024, 4096, 16384, 65536, 262144)
"""The only lengths that the blob of a post may have, in bytes."""

SEAL_CLASSES: Final = (65536, 262144)
"""The only lengths that the blob of a seal may have, in bytes."""

BOX_BYTES: Final = 32
CHALLENGE_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
BURN_KEY_BYTES: Final = 32
BURN_HASH_BYTES: Final = 32

NONCE_BYTES: Final = 8
MAC_BYTES: Final = 32

MAX_RID: Final = 2**32 - 1
MAX_SEQ: Final = 2**24 - 1
"""The last sequence number a box can give out."""

MAX_HOST_BYTES: Final = 255
MAX_DIFFICULTY: Final = 64

CONTROL_BYTES: Final = 192
"""How long every frame without a blob is on the wire (R42)."""

HEAD_BYTES: Final = 96
"""What a frame with blobs has on the wire beside them and what each entry adds (R42)."""

ENTRY_HEAD_BYTES: Final = 12
"""What each entry of a frame from the relay adds to its blob (R42)."""

MAX_REQUEST_BYTES: Final = ENTRY_CLASSES[-1] + 512
"""No request is longer; the relay closes on a longer one without reading it whole."""

PAGE_BYTES: Final = 512 * 1024
"""A page carries blobs of at most this many bytes together, and always at least one entry."""

MAX_PAGE_ENTRIES: Final = 256

MAX_REPLY_BYTES: Final = PAGE_BYTES + MAX_PAGE_ENTRIES * 16 + 512
"""No reply or push is longer; a client may refuse a longer one."""

PATH: Final = "/v1/ws"
"""Where the relay answers WebSocket handshakes."""
