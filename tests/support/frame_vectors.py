"""Builds the vectors of protocol/vectors/frames by hand, without leeward_wire.

`python tests/support/frame_vectors.py` writes the files anew; a test compares them with what this
builds, and other tests hold leeward_wire to them. The MessagePack and the hashing here are written
out once more on purpose: vectors made by the code under test would prove nothing.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

DIRECTORY = Path(__file__).parents[2] / "protocol" / "vectors" / "frames"

SEED = bytes(range(32))
BOX = bytes(SigningKey(SEED).verify_key)
CHALLENGE = bytes(range(64, 96))
BURN_KEY = b"\x0b" * 32
HOST = "relay.example"
ONION = "leewardleewardleewardleewardleewardleewardleewardleewardl.onion:8470"
SIG = b"\x51" * 64
WORK = b"\x01" + b"\x00" * 7 + b"\x2a"
PASS = b"\x02" + b"\x77" * 32

Piece = str | list[Any]


class Blob:
    """A long blob, written in the files as a byte and its count."""

    def __init__(self, byte: int, length: int) -> None:
        self.byte, self.length = byte, length


def pack(value: Any) -> list[Piece]:
    """Encode to pieces, with MessagePack's shortest forms."""
    if value is None:
        return ["c0"]
    if isinstance(value, bool):
        return ["c3" if value else "c2"]
    if isinstance(value, int):
        return [_integer(value)]
    if isinstance(value, bytes):
        return [_head(len(value)) + value.hex()]
    if isinstance(value, Blob):
        return [_head(value.length), [f"{value.byte:02x}", value.length]]
    pieces: list[Piece] = [f"{0x90 + len(value):02x}"]
    for element in value:
        pieces += pack(element)
    return join(pieces)


CONTROL, HEAD, ENTRY_HEAD = 192, 96, 12
"""The lengths of rule R42."""


def length_of(pieces: list[Piece], from_relay: bool) -> int:
    """Give how long a frame with the blobs in these pieces is."""
    blobs: list[int] = [piece[1] for piece in pieces if not isinstance(piece, str)]
    if not blobs:
        return CONTROL
    return HEAD + sum(blobs) + (ENTRY_HEAD * len(blobs) if from_relay else 0)


def padded(pieces: list[Piece], length: int, mark: str = "80") -> list[Piece]:
    """Give a frame on the wire: its MessagePack, a mark, and zeros up to its length."""
    rest = length - len(unfold(pieces)) - len(mark) // 2
    return join([*pieces, mark, ["00", rest]])


def join(pieces: list[Piece]) -> list[Piece]:
    """Join neighbouring strings."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def unfold(pieces: list[Piece]) -> bytes:
    """Turn pieces to bytes."""
    return b"".join(
        bytes.fromhex(p) if isinstance(p, str) else bytes.fromhex(p[0]) * p[1] for p in pieces
    )


def _integer(value: int) -> str:
    if value < 0x80:
        return f"{value:02x}"
    for mark, bits in ((0xCC, 8), (0xCD, 16), (0xCE, 32), (0xCF, 64)):
        if value < 1 << bits:
            return f"{mark:02x}{value:0{bits // 4}x}"
    raise ValueError


def _head(length: int) -> str:
    if length < 256:
        return f"c4{length:02x}"
    return f"c5{length:04x}" if length < 65536 else f"c6{length:08x}"


FIELDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "Open": (1, ("rid", "box", "burn_hash", "sig", "proof")),
    "Attach": (2, ("rid", "box", "sig", "after")),
    "Detach": (3, ("rid", "box")),
    "Post": (4, ("rid", "box", "life", "blob")),
    "Seal": (5, ("rid", "box", "after", "blob", "proof")),
    "Read": (6, ("rid", "box", "after")),
    "Grow": (7, ("rid", "box", "proof")),
    "Burn": (8, ("rid", "box", "key")),
    "Ping": (9, ("rid",)),
    "Hello": (32, ("version", "challenge", "limits")),
    "Opened": (33, ("rid",)),
    "Attached": (34, ("rid", "last_seal", "next_seq", "step")),
    "Detached": (35, ("rid",)),
    "Posted": (36, ("rid", "seq")),
    "Sealed": (37, ("rid", "seq")),
    "Page": (38, ("rid", "box", "entries", "done")),
    "Grown": (39, ("rid", "step")),
    "Burned": (40, ("rid",)),
    "Pong": (41, ("rid",)),
    "Refused": (42, ("rid", "code")),
    "Entries": (64, ("box", "entries")),
    "Lagged": (65, ("box",)),
}

LIMITS = [18, False, 262144, 4096, 16777216, 8, 32, 8388608, 8, 30, 240, 1200, 256, 14, 90]


def _shown(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Blob):
        return [f"{value.byte:02x}", value.length]
    return [_shown(element) for element in value] if isinstance(value, list) else value


def case(name: str, *values: Any) -> dict[str, Any]:
    """Give one vector."""
    tag, fields = FIELDS[name]
    shown = {field: _shown(value) for field, value in zip(fields, values, strict=True)}
    pieces = pack([tag, *values])
    return {"name": name, "fields": shown, "frame": padded(pieces, length_of(pieces, tag >= 32))}


def requests() -> list[dict[str, Any]]:
    burn = hashlib.sha256(b"leeward/burn/1\0" + BURN_KEY).digest()
    return [
        case("Open", 0, BOX, None, SIG, b""),
        case("Open", 1, BOX, burn, SIG, WORK),
        case("Open", 127, BOX, None, SIG, PASS),
        case("Attach", 128, BOX, SIG, 0),
        case("Attach", 255, BOX, SIG, 2**24 - 1),
        case("Detach", 256, BOX),
        *(case("Post", 65535, BOX, 0, Blob(0xA5, n)) for n in (1024, 4096, 16384)),
        *(case("Post", 65536, BOX, 1, Blob(0x5A, n)) for n in (65536, 262144)),
        case("Seal", 2**32 - 1, BOX, 0, Blob(0xEE, 65536), b""),
        case("Seal", 7, BOX, 300, Blob(0xEE, 262144), WORK),
        case("Seal", 7, BOX, 300, Blob(0xEE, 65536), b""),
        case("Read", 8, BOX, 65536),
        case("Grow", 9, BOX, PASS),
        case("Burn", 10, BOX, BURN_KEY),
        case("Ping", 11),
    ]


def replies() -> list[dict[str, Any]]:
    post, seal = [1, 0, Blob(0x01, 1024)], [2, 1, Blob(0x02, 65536)]
    return [
        case("Hello", 1, CHALLENGE, LIMITS),
        case("Opened", 1),
        case("Attached", 2, 0, 1, 0),
        case("Attached", 2, 70000, 70001, 3),
        case("Detached", 3),
        case("Posted", 4, 200),
        case("Sealed", 5, 2**24 - 1),
        case("Page", 6, BOX, [], True),
        case("Page", 6, BOX, [post, seal], False),
        case("Grown", 7, 1),
        case("Burned", 8),
        case("Pong", 9),
        *(case("Refused", 10, code) for code in range(1, 7)),
        case("Entries", BOX, [post]),
        case("Entries", BOX, [seal, [3, 1, Blob(0x03, 262144)]]),
        case("Lagged", BOX),
    ]


def refusals() -> list[dict[str, Any]]:
    def request(why: str, *pieces: Piece) -> dict[str, Any]:
        return bare("request", why, *padded(list(pieces), length_of(list(pieces), False)))

    def reply(why: str, *pieces: Piece) -> dict[str, Any]:
        return bare("reply", why, *padded(list(pieces), length_of(list(pieces), True)))

    def bare(side: str, why: str, *pieces: Piece) -> dict[str, Any]:
        return {"side": side, "why": why, "frame": join(list(pieces))}

    def odd(side: str, why: str, frame: list[Any], more: int, mark: str = "80") -> dict[str, Any]:
        pieces = pack(frame)
        length = length_of(pieces, side == "reply") + more
        return bare(side, why, *padded(pieces, length, mark))

    box, sig = pack(BOX)[0], pack(SIG)[0]
    k1: list[Piece] = pack(Blob(0, 1024))
    k64: list[Piece] = pack(Blob(0, 65536))
    return [
        bare("request", "nothing"),
        bare("request", "nothing but zeros", ["00", CONTROL]),
        request("nothing but padding"),
        bare("request", "no padding", *pack([9, 1])),
        bare("request", "a mark alone", *pack([9, 1]), "80"),
        odd("request", "padding without its mark", [9, 1], 0, "00"),
        odd("request", "another mark", [9, 1], 0, "81"),
        odd("request", "two marks", [9, 1], 0, "8080"),
        odd("request", "padding that is not zeros", [9, 1], 0, "80" + "00" * 16 + "01"),
        odd("request", "padding that is too short", [9, 1], -1),
        odd("request", "padding that is too long", [9, 1], 1),
        odd("request", "a post as short as it can be", [4, 1, BOX, 0, Blob(0, 1024)], -48),
        odd("request", "a post padded like a reply", [4, 1, BOX, 0, Blob(0, 1024)], ENTRY_HEAD),
        request("not an array: a map", "81", "09", "01"),
        request("not an array: a number", "09"),
        request("an empty array", "90"),
        request("a tag that is not known", "92", "0a", "01"),
        request("a tag of the other side", "92", "21", "01"),
        request("a tag that is text", "92", "a131", "01"),
        request("an element is missing", "91", "09"),
        request("an element too many", "93", "09", "01", "01"),
        request("a byte after the end", "92", "09", "01", "00"),
        request("two frames", "92", "09", "01", "92", "09", "02"),
        request("cut short", "92", "09", "cd01"),
        request("a length without its bytes", "93", "03", "01", "c420", "00"),
        request("a long form of an array", "dc0002", "09", "01"),
        request("a long form of a number: 8 bits", "92", "09", "cc01"),
        request("a long form of a number: 16 bits", "92", "09", "cd0001"),
        request("a signed form of a number", "92", "09", "d001"),
        request("a long form of a tag", "92", "cc09", "01"),
        request("a long form of a length", "93", "03", "01", "c50020" + BOX.hex()),
        request("a number that is a float", "92", "09", "cb3ff0000000000000"),
        request("a number that is a bool", "92", "09", "c3"),
        request("a number below zero", "92", "09", "ff"),
        request("a rid of 2^32", "92", "09", "cf0000000100000000"),
        request("a box of 31 bytes", "93", "03", "01", "c41f" + BOX[:31].hex()),
        request("a box of 33 bytes", "93", "03", "01", "c421" + BOX.hex() + "00"),
        request("a box that is text", "93", "03", "01", "d920" + b"x".hex() * 32),
        request("a box that is nil", "93", "03", "01", "c0"),
        request("a box that is an extension", "93", "03", "01", "c72001" + BOX.hex()),
        request("a signature of 63 bytes", "95", "02", "01", box, "c43f" + "51" * 63, "00"),
        request("after is 2^24", "95", "02", "01", box, sig, "ce01000000"),
        request("a life of 2", "95", "04", "01", box, "02", *k1),
        request("a post of no bytes", "95", "04", "01", box, "00", "c400"),
        request("a post of 1023 bytes", "95", "04", "01", box, "00", *pack(Blob(0, 1023))),
        request("a post of 1025 bytes", "95", "04", "01", box, "00", *pack(Blob(0, 1025))),
        request("a post of 262145 bytes", "95", "04", "01", box, "00", *pack(Blob(0, 262145))),
        request("a seal of 1024 bytes", "96", "05", "01", box, "00", *k1, "c400"),
        request("a first seal with a proof", "9605", "01", box, "00", *k64, "c409" + WORK.hex()),
        request("a proof of one byte", "94", "07", "01", box, "c40101"),
        request("a proof of work of 9 bytes", "94", "07", "01", box, "c40a" + WORK.hex() + "00"),
        request("a pass of 31 bytes", "94", "07", "01", box, "c420" + PASS[:32].hex()),
        request("a proof of a third kind", "94", "07", "01", box, "c40903" + "00" * 8),
        request("a burn key of 16 bytes", "94", "08", "01", box, "c410" + "0b" * 16),
        request(
            "a burn hash of 16 bytes",
            "96", "01", "01", box, "c410" + "0b" * 16, sig, "c400",
        ),
        bare("request", "longer than any request", ["c1", 262657]),
        reply("a tag of the other side", "92", "09", "01"),
        reply("a byte after the end", "92", "29", "01", "00"),
        bare("reply", "no padding", *pack([41, 1])),
        odd("reply", "padding that is too short", [41, 1], -1),
        odd("reply", "padding that is too long", [41, 1], 1),
        odd("reply", "an empty page without its padding", [38, 1, BOX, [], True], -96),
        odd("reply", "a page padded like a post", [38, 1, BOX, [[1, 0, Blob(0, 1024)]], True], -12),
        reply("a code that is not known", "93", "2a", "01", "07"),
        reply("a code of 0", "93", "2a", "01", "00"),
        reply("a seq of 0", "93", "24", "01", "00"),
        reply("done is a number", "95", "26", "01", box, "90", "01"),
        reply("an entry of a third kind", "93", "40", box, "91", "93", "01", "02", *k1),
        reply("an entry with an element too many", "93", "40", box, "91", "94", "0100", *k1, "00"),
        reply("a seal as small as a post", "93", "40", box, "91", "93", "01", "01", *k1),
        reply("a post between two classes", "9340", box, "91", "9301", "00", *pack(Blob(0, 2048))),
        reply(
            "257 entries",
            "93", "40", box, "dc0101", *(["9301", "00", *k1] * 257),
        ),
        reply("a limit is missing", "9420", "01", pack(CHALLENGE)[0], *pack(LIMITS[:-1])),
        reply("a difficulty of 65", "9420", "01", pack(CHALLENGE)[0], *pack([65, *LIMITS[1:]])),
        reply("a challenge of 16 bytes", "9420", "01", "c410" + "40" * 16, *pack(LIMITS)),
    ]  # fmt: skip


def _place(host: str) -> bytes:
    return len(host).to_bytes(2, "big") + host.encode() + CHALLENGE


def _work(purpose: int, host: str, counter: int, difficulty: int) -> dict[str, Any]:
    message = (
        b"leeward/work/1\0" + bytes([purpose]) + _place(host) + BOX + counter.to_bytes(8, "big")
    )
    nonce = 0
    while True:
        tail = nonce.to_bytes(8, "big")
        digest = hashlib.sha256(message + tail).digest()
        if int.from_bytes(digest, "big") >> (256 - difficulty) == 0:
            break
        nonce += 1
    word = "a pass that an operator chose: Übung"
    key = hashlib.sha256(b"leeward/pass/1\0" + word.encode()).digest()
    mac = hashlib.blake2b(message, key=key, digest_size=32).digest()
    return {
        "purpose": purpose,
        "host": host,
        "counter": counter,
        "difficulty": difficulty,
        "message": message.hex(),
        "first_proof": (b"\x01" + tail).hex(),
        "bits": 256 - int.from_bytes(digest, "big").bit_length(),
        "pass": word,
        "pass_proof": (b"\x02" + mac).hex(),
    }


def statements() -> dict[str, Any]:
    key = SigningKey(SEED)
    burn = hashlib.sha256(b"leeward/burn/1\0" + BURN_KEY).digest()
    signatures = []
    for host in (HOST, "127.0.0.1:8470", ONION):
        attach = b"leeward/attach/1\0" + _place(host) + BOX
        plain = b"leeward/open/1\0" + _place(host) + BOX + bytes(32)
        burnable = b"leeward/open/1\0" + _place(host) + BOX + burn
        signatures += [
            {"what": "attach", "host": host, "statement": attach.hex(), "burn_hash": None,
             "signature": key.sign(attach).signature.hex()},
            {"what": "open", "host": host, "statement": plain.hex(), "burn_hash": None,
             "signature": key.sign(plain).signature.hex()},
            {"what": "open", "host": host, "statement": burnable.hex(), "burn_hash": burn.hex(),
             "signature": key.sign(burnable).signature.hex()},
        ]  # fmt: skip
    tomb = hashlib.sha256(b"leeward/tombstone/1\0" + BOX).digest()[:16]
    return {
        "seed": SEED.hex(),
        "box": BOX.hex(),
        "challenge": CHALLENGE.hex(),
        "burn_key": BURN_KEY.hex(),
        "burn_hash": burn.hex(),
        "tombstone": tomb.hex(),
        "signatures": signatures,
        "work": [
            _work(1, HOST, 0, 8),
            _work(1, ONION, 0, 12),
            _work(2, HOST, 3, 8),
            _work(3, HOST, 70000, 10),
        ],
    }


def files() -> dict[str, str]:
    """Give the text of every file."""
    return {
        name: json.dumps(value, indent=1, ensure_ascii=False) + "\n"
        for name, value in (
            ("requests.json", requests()),
            ("replies.json", replies()),
            ("refusals.json", refusals()),
            ("statements.json", statements()),
        )
    }


if __name__ == "__main__":
    for name, text in files().items():
        (DIRECTORY / name).write_text(text)
