"""Ledgers and names for the shared vectors."""

import hashlib
import unicodedata
from typing import Any

from leeward_client.circle.characters import ranges
from leeward_client.circle.history import Ledger, Seen, start, step
from leeward_client.circle.names import (
    ASCII,
    CAPITALS,
    DROPPED,
    SMALL,
    BadNameError,
    check_name,
    check_normal_name,
    normalise,
    skeleton,
)
from leeward_client.circle.refusals import Refusal

from support.circle_json import Json, facts_to_json
from support.circle_lawful import lawful
from support.circle_refused import refused

GROUP_ID, AUTHENTICATOR = b"group", bytes(range(32))
FIRST = start(GROUP_ID, 5, AUTHENTICATOR)


def digest(seq: int) -> bytes:
    """The digest of a made-up entry."""
    return hashlib.sha256(b"entry %d" % seq).digest()


def honest(upto: int, fork_at: int | None = None) -> Seen:
    """What somebody claims who saw all entries up to one, or another entry at `fork_at`."""
    value = FIRST
    for seq in range(1, upto + 1):
        blob = b"fork" * 8 if seq == fork_at else digest(seq)
        value = step(value, seq, int(seq % 7 == 0), blob)
    return Seen(upto, value)


Operation = tuple[str, Any]


def ledgers() -> dict[str, list[Operation]]:
    """What ledgers are told and asked, in order."""

    def adds(first: int, last: int) -> list[Operation]:
        return [("add", seq) for seq in range(first, last + 1)]

    return {
        "all in order": [("seen", None), *adds(1, 8), *[("check", honest(n)) for n in (0, 3, 8)]],
        "a fork": [*adds(1, 4), ("check", honest(3, fork_at=2)), ("check", honest(1, fork_at=2))],
        "a false start": [("check", Seen(0, bytes(32)))],
        "ahead": [*adds(1, 3), ("check", honest(4))],
        "a gap, bridged by a later claim": [
            *adds(1, 3),
            *adds(6, 8),
            ("seen", None),
            ("check", honest(2)),
            ("check", honest(4)),
            ("adopt", honest(4)),
            ("check", honest(7)),
            ("adopt", honest(7)),
            ("seen", None),
            ("check", honest(7)),
            ("check", honest(6)),
            *adds(9, 9),
            ("check", honest(9)),
            ("check", honest(9, fork_at=8)),
        ],
        "a gap, bridged by who saw only before it": [
            *adds(4, 5),
            ("seen", None),
            ("adopt", honest(2)),
            ("adopt", honest(3)),
            ("seen", None),
            ("check", honest(5)),
        ],
        "two gaps": [
            *adds(2, 3),
            *adds(6, 6),
            ("adopt", honest(3)),
            ("check", honest(6)),
            ("adopt", honest(6)),
            *adds(7, 7),
            ("check", honest(7)),
        ],
        "nothing to adopt without a gap": [*adds(1, 2), ("adopt", honest(2, fork_at=1))],
        "older than what is kept": [
            *adds(1, 300),
            ("check", honest(44)),
            ("check", honest(45)),
            ("adopt", honest(44, fork_at=1)),
        ],
    }


def run_ledger(operations: list[Operation]) -> list[Json]:
    """Do the operations and write down each with its answer."""
    ledger = Ledger(FIRST)
    out: list[Json] = []
    for name, value in operations:
        if name == "add":
            kind = int(value % 7 == 0)
            entry: Json = {"seq": value, "kind": kind, "digest": digest(value).hex()}
            out.append({"add": entry, "skipped": ledger.add(value, kind, digest(value))})
            continue
        claim = ledger.seen if name == "seen" else value
        entry = {"seq": claim.seq, "hash": claim.hash.hex()}
        if name == "seen":
            out.append({"seen": entry, "known": ledger.known, "missing": ledger.missing})
        elif name == "check":
            out.append({"check": entry, "verdict": ledger.check(value).value})
        else:
            out.append({"adopt": entry, "adopted": ledger.adopt(value)})
    return out


def history_file() -> Json:
    """The content of history.json."""
    return {
        "start": {
            "group_id": GROUP_ID.hex(),
            "epoch": 5,
            "authenticator": AUTHENTICATOR.hex(),
            "hash": FIRST.hex(),
        },
        "steps": [
            {
                "before": FIRST.hex(),
                "seq": seq,
                "kind": kind,
                "digest": digest(1).hex(),
                "after": step(FIRST, seq, kind, digest(1)).hex(),
            }
            for seq, kind in ((1, 0), (1, 1), (2**53 - 1, 0))
        ],
        "ledgers": [
            {"name": name, "operations": run_ledger(operations)}
            for name, operations in ledgers().items()
        ],
    }


TYPED = (
    "Ann",
    "  Ann   of  Cleves ",
    "Zoe\u0308",
    "Ａｎｎ",
    "❤\ufe0f Ann",
    "İbrahim",
    "IBRAHIM",
    "Straße",
    "ΣΑΣ",
    "σας",
    "Аnn",
    "Ηanna",
    "Hanna",
    "maria",
    "rnaria",
    "Bill",
    "B1ll",
    "BiIl",
    "Łukasz",
    "Lukasz",
    "علی\u200cرضا",
    "علیرضا",
    "ي٣",
    "ی۳",
    "שרה",
    "सीता",
    "木",
    "O'Neil",
    "ONeil",
    "vVendy",
    "Wendy",
    "a" * 32,
    "a" + "\u0316" * 4,
)
REFUSED_TYPED = {
    "nothing": "",
    "spaces": "   ",
    "punctuation alone": "-._",
    "33 characters": "a" * 33,
    "a control character": "A\x07nn",
    "a line feed": "A\nnn",
    "an override": "\u202eAnn",
    "an isolate": "\u2067Ann",
    "a zero-width space": "An\u200bn",
    "a non-joiner between Latin letters": "An\u200cn",
    "a non-joiner at the start": "\u200cعلی",
    "a non-joiner at the end": "علی\u200c",
    "a non-joiner after a Latin letter": "a\u200cع",
    "a non-joiner before a Latin letter": "ع\u200ca",
    "a control character between Arabic letters": "ع\x07ع",
    "a soft hyphen": "An\u00adn",
    "a Hangul filler": "A\u3164",
    "a Braille blank": "A\u2800",
    "a tag": "A\U000e0041",
    "a private character": "A\ue000",
    "a character of Unicode 15": "A\U0001fae8",
    "a joiner": "👩\u200d🚀",
    "piled marks": "a" + "\u0316" * 5,
}
REFUSED_AS_IS = ("Zoe\u0308", " Ann", "Ann ", "A  nn", "Ａｎｎ", "❤\ufe0f")
ALIKE = (
    ("Ann", "ANN"),
    ("Ann", "Аnn"),
    ("Hanna", "Ηanna"),
    ("maria", "rnaria"),
    ("Bill", "BiIl"),
    ("Bill", "B1ll"),
    ("Łukasz", "Lukasz"),
    ("Wendy", "vVendy"),
    ("Straße", "STRASSE"),
    ("O'Neil", "ONeil"),
    ("علی\u200cرضا", "علیرضا"),
    ("ي٣", "ی۳"),
    ("Zoë", "Zoe"),
)
APART = (("Ann", "Anna"), ("राम", "रमा"), ("Ben", "Bea"), ("木", "本"), ("शिव", "सीता"), ("❤", "★"))


def names_file() -> Json:
    """The content of names.json."""
    return {
        "allowed": [[f"{first:x}", f"{last:x}"] for first, last in ranges()],
        "capitals": {chr(key): value for key, value in CAPITALS.items()},
        "small": {chr(key): value for key, value in SMALL.items()},
        "ascii": {chr(key): value for key, value in ASCII.items()},
        "dropped": DROPPED,
        "typed": [
            {"typed": typed, "name": check_name(typed), "skeleton": skeleton(check_name(typed))}
            for typed in TYPED
        ],
        "refused": [{"name": name, "typed": typed} for name, typed in REFUSED_TYPED.items()],
        "refused_as_they_stand": list(REFUSED_AS_IS),
        "alike": [list(pair) for pair in ALIKE],
        "apart": [list(pair) for pair in APART],
        "looks": _looks(),
    }


def _looks() -> str:
    """A hash over what becomes of every allowed character, in which no two platforms may differ."""
    looks = hashlib.sha256()
    for first, last in ranges():
        for point in range(first, last + 1):
            one = chr(point)
            mark = int(unicodedata.category(one).startswith("M"))
            looks.update(f"{point:x}\t{skeleton(one)}\t{normalise(one)}\t{mark}\n".encode())
    return looks.hexdigest()


def refuses(name: str, *, as_it_stands: bool = False) -> bool:
    """Whether a name is refused, as typed or as it stands."""
    try:
        (check_normal_name if as_it_stands else check_name)(name)
    except BadNameError:
        return True
    return False


def policy_file() -> Json:
    """The content of policy.json: facts and verdicts, 0 for lawful."""
    cases = [{"name": name, "verdict": 0, **facts_to_json(f)} for name, f in lawful().items()]
    cases += [
        {"name": name, "verdict": int(refusal), **facts_to_json(f)}
        for name, refusal, f in refused()
    ]
    return {"cases": cases}


def refusals_file() -> Json:
    """The content of refusals.json."""
    return {
        "refusals": [
            {"number": int(refusal), "name": refusal.name, "wording": refusal.wording}
            for refusal in Refusal
        ]
    }
