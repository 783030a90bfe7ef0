"""Builds protocol/vectors/mls/ed25519.json: what every client must decide about a signature.

Whether a signature holds decides whether a seal is void, so all clients have to decide alike
(docs/mls.md, Profile). Libraries do not: they differ on the cofactor, on points of small order and on
encodings that are not canonical. The arithmetic and the rule are written out here once more, without
any library, and a test holds both clients to them. Run it from the root of the tree:

    PYTHONPATH=tests .venv/bin/python -m support.mls_ed25519_vectors
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha512
from pathlib import Path

FILE = Path(__file__).parents[2] / "protocol" / "vectors" / "mls" / "ed25519.json"

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
"""A square root of -1."""
SIGN = 1 << 255
LABEL = "leeward vector"
CONTENT = b"what was signed"

Point = tuple[int, int]
ZERO: Point = (0, 1)


# -- the curve (RFC 8032, section 5.1)


def add(one: Point, other: Point) -> Point:
    return _affine(_sum((*one, 1), (*other, 1)))


def times(scalar: int, point: Point) -> Point:
    result, double = (0, 1, 1), (*point, 1)
    while scalar:
        if scalar & 1:
            result = _sum(result, double)
        double = _sum(double, double)
        scalar >>= 1
    return _affine(result)


def _sum(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    """The complete addition in projective coordinates, which needs no inversion."""
    (x1, y1, z1), (x2, y2, z2) = one, other
    a, c, d = z1 * z2 % P, x1 * x2 % P, y1 * y2 % P
    e = D * c * d % P
    f, g = a * a - e, a * a + e
    return a * f * ((x1 + y1) * (x2 + y2) - c - d) % P, a * g * (d + c) % P, f * g % P


def _affine(point: tuple[int, int, int]) -> Point:
    x, y, z = point
    inverse = pow(z, -1, P)
    return x * inverse % P, y * inverse % P


def encode(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point | None:
    """The point, or None if the encoding is not canonical or no point has it."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (SIGN - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x, y)


def _base() -> Point:
    point = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if point is None:
        raise ValueError("the base point")
    return point


BASE = _base()


def _torsion() -> Point:
    """A point of order eight."""
    y = 2
    while True:
        point = decode(y.to_bytes(32, "little"))
        if point is not None:
            small = times(L, point)
            if times(4, small) != ZERO:
                return small
        y += 1


TORSION = _torsion()


# -- the rule


def labelled(content: bytes) -> bytes:
    """What is signed under the label (RFC 9420, section 5.1.2)."""
    parts = (b"MLS 1.0 " + LABEL.encode(), content)
    return b"".join(_length(len(part)) + part for part in parts)


def _length(size: int) -> bytes:
    return bytes([size]) if size < 0x40 else (size | 0x4000).to_bytes(2, "big")


def challenge(sent: bytes, public: bytes, content: bytes) -> int:
    return int.from_bytes(sha512(sent + public + labelled(content)).digest(), "little") % L


def decide(public: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the signature holds: without the cofactor, nothing of small order, one encoding."""
    if len(public) != 32 or len(signature) != 64:
        return False
    sent, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    key, point = decode(public), decode(sent)
    if key is None or point is None or scalar >= L:
        return False
    if times(8, key) == ZERO or times(8, point) == ZERO:
        return False
    minus = (P - key[0], key[1])
    expected = add(times(scalar, BASE), times(challenge(sent, public, content), minus))
    return encode(expected) == sent


# -- the vectors


@dataclass(frozen=True)
class Signer:
    """Signs with any points in place of the right ones: ``a`` is the key, ``r`` the nonce."""

    a: int
    r: int

    def sign(
        self, public: bytes | None = None, sent: bytes | None = None, content: bytes = CONTENT
    ) -> tuple[bytes, bytes]:
        """(public key, signature) around ``public`` and ``sent``, by default the honest ones."""
        public = encode(times(self.a, BASE)) if public is None else public
        sent = encode(times(self.r, BASE)) if sent is None else sent
        scalar = (self.r + challenge(sent, public, content) * self.a) % L
        return public, sent + scalar.to_bytes(32, "little")


def signer(number: int) -> Signer:
    return Signer(*(secret(label, number) for label in ("key", "nonce")))


def secret(label: str, number: int) -> int:
    return int.from_bytes(sha512(f"{label} {number}".encode()).digest(), "little") % L


def twisted(point: Point, order: int) -> bytes:
    """``point`` with a part of this small order added to it."""
    return encode(add(point, times(8 // order, TORSION)))


def overlong(encoding: bytes) -> bytes | None:
    """The other encoding of the same point, by a y that is not reduced; few points have one."""
    number = int.from_bytes(encoding, "little")
    y = (number & (SIGN - 1)) + P
    return None if y >= SIGN else (y | number & SIGN).to_bytes(32, "little")


def low_key() -> tuple[bytes, bytes]:
    """(encoding that is not canonical, the canonical one) of a point not of small order."""
    for y in range(2, 19):
        for sign in (0, SIGN):
            canonical = (y | sign).to_bytes(32, "little")
            point, other = decode(canonical), overlong(canonical)
            if point is not None and other is not None and times(8, point) != ZERO:
                return other, canonical
    raise ValueError("there is such a point")


def small_points() -> list[bytes]:
    """All points of small order, each in its encodings, canonical or not."""
    found = []
    for number in range(8):
        canonical = encode(times(number, TORSION))
        found.append(canonical)
        other = overlong(canonical)
        if other is not None:
            found.append(other)
        if times(number, TORSION)[0] == 0:  # minus zero
            signed = int.from_bytes(canonical, "little") | SIGN
            found.append(signed.to_bytes(32, "little"))
            other = overlong(signed.to_bytes(32, "little"))
            if other is not None:
                found.append(other)
    return found


def vectors() -> list[dict[str, object]]:
    """Each with its name, its bytes in hex and what to decide."""
    made: list[dict[str, object]] = []

    def put(name: str, pair: tuple[bytes, bytes], content: bytes = CONTENT) -> None:
        public, signature = pair
        made.append(
            {
                "name": name,
                "public": public.hex(),
                "content": content.hex(),
                "signature": signature.hex(),
                "valid": decide(public, content, signature),
            }
        )

    for number, content in enumerate([b"", b"a", CONTENT, bytes(range(256)) * 5]):
        put("valid", signer(number).sign(content=content), content)
    one = signer(4)
    key, nonce = times(one.a, BASE), times(one.r, BASE)
    put("another content", one.sign(), b"what was not signed")
    put("another key", (encode(times(one.a + 1, BASE)), one.sign()[1]))
    public, signature = one.sign()
    for place in (0, 31, 32, 62):
        changed = bytearray(signature)
        changed[place] ^= 1
        put(f"byte {place} of the signature changed", (public, bytes(changed)))
    put("a signature too short", (public, signature[:-1]))
    put("a signature too long", (public, signature + b"\0"))
    put("a key too short", (public[:-1], signature))
    put("a key too long", (public + b"\0", signature))

    scalar = int.from_bytes(signature[32:], "little")
    for factor in (1, 2, 7, 15):
        if scalar + factor * L < 2**256:
            unreduced = (scalar + factor * L).to_bytes(32, "little")
            put(f"S + {factor} L", (public, signature[:32] + unreduced))
    put("S is L", (public, signature[:32] + L.to_bytes(32, "little")))
    put("S is zero", (public, signature[:32] + bytes(32)))

    for order in (2, 4, 8):
        put(f"R with a part of order {order}", one.sign(sent=twisted(nonce, order)))
        for number in range(5, 9):
            # whether the equation without the cofactor holds depends on the challenge modulo 8
            other = signer(number)
            put(f"A with a part of order {order}", other.sign(twisted(times(other.a, BASE), order)))
            put(f"A and R with parts of order {order}", balanced(other, order))
    for small in small_points():
        put("R of small order", Signer(one.a, 0).sign(sent=small))
        put("A of small order", Signer(0, one.r).sign(public=small))
        put("A and R of small order", Signer(0, 0).sign(public=small, sent=small))
    strange, canonical = low_key()
    put("R is not canonical", (public, strange + signature[32:]))
    put("A is not canonical", (strange, signature))
    put("R of the canonical form", (public, canonical + signature[32:]))
    put("A is no point", (no_point(), signature))
    put("R is no point", (public, no_point() + signature[32:]))
    if encode(key) != public:
        raise ValueError("the honest key")
    return made


def balanced(one: Signer, order: int) -> tuple[bytes, bytes]:
    """A and R both with a part of small order: for some nonces the two parts cancel out."""
    public = twisted(times(one.a, BASE), order)
    for shift in range(8 * order):
        nonce = (one.r + shift) % L
        sent = twisted(times(nonce, BASE), order)
        # R = SB - kA holds if k times A's part is minus R's part
        if (challenge(sent, public, CONTENT) + 1) % order == 0:
            return Signer(one.a, nonce).sign(public, sent)
    return one.sign(public, twisted(times(one.r, BASE), order))


def no_point() -> bytes:
    y = 2
    while decode(y.to_bytes(32, "little")) is not None:
        y += 1
    return y.to_bytes(32, "little")


def text() -> str:
    """The file as it should stand."""
    return json.dumps({"label": LABEL, "cases": vectors()}, indent=1) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text())
