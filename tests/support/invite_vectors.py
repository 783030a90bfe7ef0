"""Writes protocol/vectors/invites/, which Python and browser both read.

Run it from the root of the tree after a deliberate change of the format, and read the difference
(what is encrypted comes out different each time):

    PYTHONPATH=tests .venv/bin/python -m support.invite_vectors
"""

import json
from pathlib import Path
from typing import Any

import msgspec
from leeward_client.invites import pairing
from leeward_client.invites.code import Code, CodeType
from leeward_client.invites.meeting import (
    Closed,
    Declined,
    Issued,
    Knock,
    Meeting,
    Request,
    Welcome,
    decline,
    issuer_keys,
    knock,
    sealed_with,
    welcome,
)
from leeward_client.invites.pairing import Entered, Entrance, Offer, Offered, Opened, Packages, Side
from leeward_client.invites.words import hello_words, knock_words, phrase

HOME = Path(__file__).parents[2] / "protocol" / "vectors" / "invites"
Json = dict[str, Any]

SECRET = bytes(range(16))
OTHER = bytes(range(16, 32))
REPLY = bytes(range(64, 96))
MEMBER = b"m" * 16
RELAYS = ("https://relay.example", "https://relay.example:8443/quiet", "http://127.0.0.1:8470",
          "http://abcdef.onion", "https://localhost:8470", "http://[::1]:8470")  # fmt: skip

pack = msgspec.msgpack.encode


def codes() -> Json:
    """Codes and links, the ways they may be typed, and what is no code."""
    one = Code(SECRET, RELAYS[0])
    text, relay = str(one).split("@")
    letters = text.removeprefix("join-")
    typed = [
        str(one), one.link, f"  {one}\n", str(one).lower(), str(one).upper(),
        f"join-{letters.replace('-', '')}@{relay}", f"join {letters.replace('-', ' ')} @ {relay}",
        f"join{letters}@https://relay.example/", f"join-{letters}@RELAY.example:443",
        f"join-{letters.replace('0', 'O').replace('1', 'l')}@{relay}",
        f"join-{letters.replace('0', 'o').replace('1', 'I')}@{relay}",
        f"join\u2013{letters.replace('-', chr(0x2011))}@{relay}",
        f"HTTPS://relay.example/#join-{letters.lower()}",
    ]  # fmt: skip
    wrong = []
    for place, character in enumerate(letters):
        if character != "-":
            other = "Z" if character != "Z" else "Y"
            wrong.append(letters[:place] + other + letters[place + 1 :])
    swapped = letters[:26] + letters[27] + letters[26] + letters[28:]
    version = "9" + letters[1:]
    refused: list[Json] = [
        *({"typed": f"join-{one}@{relay}", "why": "one letter is wrong"} for one in wrong),
        {"typed": f"join-{swapped}@{relay}", "why": "two letters are swapped"},
        {"typed": f"join-{letters}@relay.example:8443", "why": "another relay"},
        {"typed": f"join-{letters}@other.example", "why": "another relay"},
        {"typed": f"join-{letters}@relay.example/path", "why": "another path"},
        {"typed": f"join-{letters[:-1]}@{relay}", "why": "one letter is missing"},
        {"typed": f"join-{letters}0@{relay}", "why": "one letter too many"},
        {"typed": f"join-{version}@{relay}", "why": "another version, and so another checksum"},
        {"typed": f"join-U{letters[1:]}@{relay}", "why": "a letter that codes do not have"},
        {"typed": f"join-*{letters[1:]}@{relay}", "why": "a character that codes do not have"},
        {"typed": letters, "why": "no relay"},
        {"typed": f"{letters}@{relay}", "why": "not of this type"},
        {"typed": f"pass-{letters}@{relay}", "why": "not of this type"},
        {"typed": f"join-{letters}@", "why": "no relay"},
        {"typed": f"join-{letters}", "why": "no relay"},
        {"typed": f"https://relay.example/join-{letters}", "why": "not in the fragment"},
        {"typed": f"https://relay.example/?x#join-{letters}", "why": "a relay has no query"},
        {"typed": f"http://relay.example/#join-{letters}", "why": "no TLS"},
        {"typed": f"join-{letters}@ftp://relay.example", "why": "no relay"},
        {"typed": "", "why": "nothing"},
        {"typed": "join-" + "0" * 2000 + f"@{relay}", "why": "too long"},
    ]
    return {
        "valid": [
            {"secret": secret.hex(), "relay": where, "code": str(Code(secret, where)),
             "link": Code(secret, where).link}
            for secret in (SECRET, bytes(16), b"\xff" * 16) for where in RELAYS
        ],
        "typed": [{"typed": one, "secret": SECRET.hex(), "relay": RELAYS[0]} for one in typed],
        "refused": refused,
    }  # fmt: skip


def meeting() -> Json:
    """What derives from a secret, what stands in the box, and what is noise there."""
    box = Meeting.of(SECRET)
    private, public = issuer_keys()
    issued = Issued(public, 1_700_000_000, 1_700_172_800, 3)
    request = Request(b"a key package", MEMBER, "Robin", "It is me, from the library", REPLY)
    again = Request(b"another", MEMBER, "Robin", "", REPLY, b"s" * 64)
    asked = knock(box, issued, request)
    let_in = msgspec.msgpack.decode(
        welcome(asked.id, REPLY, b"an mls welcome", "Harbour"), type=Welcome
    )
    no = decline(asked.id, REPLY)
    contents = [issued, asked, let_in, no, Closed()]
    shape = [1, public, 0, 0, 1]
    bad: list[tuple[str, bytes]] = [
        ("nothing", b""),
        ("a byte too many", pack(Closed()) + b"\0"),
        ("not an array", pack({"5": 1})),
        ("an unknown type", pack([6])),
        ("no type", pack([])),
        ("a number in two bytes that fits one", b"\x91\xcc\x05"),
        ("a field too many", pack([5, 0])),
        ("a field too few", pack(shape[:-1])),
        ("an issuer's key of another length", pack([1, public[1:], 0, 0, 1])),
        ("an issue for nobody", pack([1, public, 0, 0, 0])),
        ("an issue for too many", pack([1, public, 0, 0, 1001])),
        ("a time before time", pack([1, public, -1, 0, 1])),
        ("an expiry before time", pack([1, public, 0, -1, 1])),
        ("a time beyond all numbers", pack([1, public, 2**53, 0, 1])),
        ("a flag for a number", pack([1, public, 0, 0, True])),
        ("text for bytes", pack([2, "x" * 2000])),
        ("a knock too short to be sealed", pack([2, bytes(1135)])),
        ("a knock too long", pack([2, bytes(32769)])),
        ("a welcome to no knock", pack([3, bytes(7), bytes(100)])),
        ("a welcome too short to be sealed", pack([3, bytes(8), bytes(39)])),
        ("a decline of no knock", pack([4, bytes(9), bytes(100)])),
        ("a decline too short to be sealed", pack([4, bytes(8), bytes(39)])),
    ]
    bad_requests = [
        Request(b"", MEMBER, "Robin", "", REPLY),
        Request(b"k", MEMBER[1:], "Robin", "", REPLY),
        Request(b"k", MEMBER, "R" * 201, "", REPLY),
        Request(b"k", MEMBER, "Robin", "n" * 501, REPLY),
        Request(b"k", MEMBER, "Robin", "", REPLY[1:]),
        Request(b"k", MEMBER, "Robin", "", REPLY, b"s" * 63),
        Request(b"k", MEMBER, "Robin", "", REPLY, b"s" * 65),
        Request(b"k" * 32769, MEMBER, "Robin", "", REPLY),
    ]
    entry = box.close(Closed())
    return {
        "derived": [_derived(secret) for secret in (SECRET, OTHER, bytes(16))],
        "contents": [{"type": type(one).__name__, "plain": pack(one).hex()} for one in contents],
        "refused_contents": [{"why": why, "plain": plain.hex()} for why, plain in bad],
        "entry": {"secret": SECRET.hex(), "plain": pack(Closed()).hex(), "blob": entry.hex()},
        "knock": {
            "secret": SECRET.hex(), "private": private.hex(), "id": asked.id.hex(),
            "sealed": asked.sealed.hex(), "request": pack(request).hex(),
        },
        "requests": [pack(one).hex() for one in (request, again)],
        "refused_requests": [
            *(pack(one).hex() for one in bad_requests),
            (pack(request) + b"\0").hex(),
            pack([b"k", MEMBER, "Robin", "", REPLY]).hex(),
        ],
        "welcome": {
            "reply_key": REPLY.hex(), "content": pack(let_in).hex(),
            "welcome": b"an mls welcome".hex(), "label": "Harbour",
        },
        "decline": {"reply_key": REPLY.hex(), "content": pack(no).hex()},
    }  # fmt: skip


def _derived(secret: bytes) -> Json:
    box = Meeting.of(secret)
    names = ("secret", "seed", "box", "burn_key", "envelope", "id_hash")
    return {name: getattr(box, name).hex() for name in names}


def words() -> Json:
    """Words of knocks and of circles."""
    knocks = [(bytes([n]) * 32, bytes([n + 1]) * 1216, bytes([n + 2]) * 1200) for n in range(3)]
    circles = [(bytes([n]) * 16, n * 7, bytes([n + 1]) * 64) for n in range(3)]
    return {
        "knocks": [
            {"box": box.hex(), "issuer_key": key.hex(), "sealed": sealed.hex(),
             "words": knock_words(box, key, sealed)} for box, key, sealed in knocks
        ],
        "circles": [
            {"group_id": group.hex(), "epoch": epoch, "authenticator": last.hex(),
             "words": phrase(group, epoch, last)} for group, epoch, last in circles
        ],
    }  # fmt: skip


def desk() -> Json:
    """What boxes have come to. An entry is its number and its content; null stands for noise."""
    _, public = issuer_keys()
    one_use, many = Issued(public, 100, 1000, 1), Issued(public, 100, 0, 5)
    mine, theirs = Knock(b"1" * 1200), Knock(b"2" * 1200)
    let_in = msgspec.msgpack.decode(welcome(mine.id, REPLY, b"w", "Harbour"), type=Welcome)
    no, false_no = decline(mine.id, REPLY), decline(mine.id, b"x" * 32)
    false_in = Welcome(mine.id, b"x" * 100)
    moved_no = Declined(theirs.id, no.sealed)
    cases: list[tuple[str, list[Any], str, bool, int]] = [
        ("nothing there", [], "not-genuine", False, 500),
        ("noise alone", [None, None], "not-genuine", False, 500),
        ("issued", [one_use], "waiting", False, 500),
        ("issued, but not first", [None, one_use], "not-genuine", False, 500),
        ("issued once more by another", [one_use, many], "waiting", False, 500),
        ("issued for ever", [many], "waiting", False, 2**40),
        ("a second before its end", [one_use], "waiting", False, 999),
        ("at its end", [one_use], "expired", False, 1000),
        ("a knock waits", [one_use, mine], "waiting", False, 500),
        ("the same knock twice", [one_use, mine, mine], "waiting", False, 500),
        ("two knocks on a code for one", [one_use, mine, theirs], "waiting", True, 500),
        ("two knocks on a code for more", [many, mine, theirs], "waiting", False, 500),
        ("let in", [one_use, mine, let_in], "admitted", False, 500),
        ("let in before its end", [one_use, mine, let_in], "admitted", False, 5000),
        ("let in, then closed", [one_use, mine, let_in, Closed()], "admitted", False, 500),
        ("a false welcome first", [one_use, mine, false_in, let_in], "admitted", False, 500),
        ("a false welcome alone", [one_use, mine, false_in], "waiting", False, 500),
        ("declined", [one_use, mine, no], "declined", False, 500),
        ("declined by who cannot", [one_use, mine, false_no], "waiting", False, 500),
        ("another's decline", [one_use, mine, moved_no], "waiting", False, 500),
        ("closed", [one_use, mine, Closed()], "closed", False, 500),
        ("closed before its end", [one_use, Closed()], "closed", False, 5000),
    ]
    return {
        "secret": SECRET.hex(),
        "knock_id": mine.id.hex(),
        "reply_key": REPLY.hex(),
        "cases": [
            {"why": why, "standing": standing, "frozen": frozen, "now": now, "entries": [
                [seq, None if content is None else pack(content).hex()]
                for seq, content in enumerate(contents, 1)
            ]}
            for why, contents, standing, frozen, now in cases
        ],
    }  # fmt: skip


def devices() -> Json:
    """A device code, the words, and what a new device makes of the entries of its box."""
    box, code = pairing.meeting_of(SECRET), Code(SECRET, RELAYS[0], CodeType.DEVICE)
    opened = Opened(pairing.keys()[1], 1_700_000_000, 1_700_000_600)
    hello = pairing.hello(box, opened, "phone", REPLY)
    offer = Offer((Offered(b"handle 1", MEMBER, "Harbour", RELAYS[0]),))
    entrance = Entrance(b"handle 1", b"an mls welcome")
    turned = pairing._ANSWER_LABEL + bytes([Side.NEW]) + hello.id
    entries: list[tuple[str, bytes]] = [
        ("opened", pairing.close(box, opened)),
        ("hello", pairing.close(box, hello)),
        ("offer", pairing.close(box, pairing.answer(hello.id, REPLY, offer))),
        ("our own", pairing.close(box, pairing.answer(hello.id, REPLY, Packages(())))),
        ("an offer under the other side", pairing.close(
            box, pairing.Answer(hello.id, sealed_with(REPLY, turned, pack(offer))))),
        ("an answer under another key", pairing.close(
            box, pairing.answer(hello.id, bytes(32), entrance))),
        ("an answer to another hello", pairing.close(
            box, pairing.answer(bytes(8), REPLY, entrance))),
        ("opened again", pairing.close(box, Opened(bytes(1216), 0, 2**40))),
        ("of an invite's box", Meeting.of(SECRET).close(Closed())),
        ("noise", bytes(1024)),
        ("the other's last word as ours", pairing.close(
            box, pairing.answer(hello.id, REPLY, Entered()))),
        ("entrance", pairing.close(box, pairing.answer(hello.id, REPLY, entrance))),
    ]  # fmt: skip
    return {
        "secret": SECRET.hex(), "relay": RELAYS[0], "code": str(code), "link": code.link,
        "box": box.box.hex(), "envelope": box.envelope.hex(),
        "key": opened.key.hex(), "expires": opened.expires,
        "hello": hello.id.hex(), "sealed": hello.sealed.hex(), "reply_key": REPLY.hex(),
        "words": hello_words(box.box, opened.key, hello.sealed),
        "entries": [{"what": what, "blob": blob.hex()} for what, blob in entries],
        "said": [
            {"kind": "offer", "handle": b"handle 1".hex(), "member": MEMBER.hex(),
             "label": "Harbour", "relay": RELAYS[0]},
            {"kind": "entrance", "handle": b"handle 1".hex(), "welcome": b"an mls welcome".hex()},
        ],
    }  # fmt: skip


def main() -> None:
    """Write the files."""
    HOME.mkdir(parents=True, exist_ok=True)
    files = (("codes", codes), ("meeting", meeting), ("words", words), ("desk", desk))
    for name, made in (*files, ("devices", devices)):
        text = json.dumps(made(), indent=1, ensure_ascii=True)
        (HOME / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
