"""Writes protocol/vectors/backup/, which Python and browser both read.

Run it from the root of the tree after a deliberate change of the format, and read the difference
(what is encrypted comes out different each time):

    PYTHONPATH=tests .venv/bin/python -m support.backup_vectors
"""

import json
from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from leeward_client.backup.content import Circle, Content, Named, Rejoin, encode
from leeward_client.backup.sealed import CHUNK, HEAD, MAGIC, seal
from leeward_client.circle import actions
from leeward_client.circle.actions import APPROVAL_LABEL, approval_content
from leeward_client.circle.durable import encode_durable
from leeward_client.circle.events import Card
from leeward_client.circle.fold import Item, ItemKind, dump_item
from leeward_client.circle.policy import HOST, Member, OpenCode, Policy, Relay, encode_policy
from leeward_client.group.approvals import Heard, verified
from leeward_client.vault import Cost
from leeward_mls import SignatureKey, Suite
from leeward_mls.suites import crypto

HOME = Path(__file__).parents[2] / "protocol" / "vectors" / "backup"
Json = dict[str, Any]

PASSPHRASE = "six words that dice have drawn \u00e9"
GROUP = bytes(range(32))
OTHER_GROUP = bytes(range(1, 33))
ROBIN, SAM, GONE = b"robin" + bytes(11), b"sam" + bytes(13), b"a" * 16
MADE_AT = 1_790_000_000
EPOCH = 7
POLICY = Policy(
    Relay("https://relay.example"),
    {ROBIN: Member("Robin", (HOST,)), SAM: Member("سامي")},
)


def _item(index: int, **more: Any) -> Item:
    filled: dict[str, Any] = {
        "id": bytes([index]) * 16, "index": index, "epoch": 6, "seq": index,
        "kind": ItemKind.MESSAGE, "author": SAM, "at": MADE_AT - 500 + index,
        "received": MADE_AT - 400 + index, "expires": MADE_AT + 86_400,
    }  # fmt: skip
    return Item(**(filled | more))


ITEMS = (
    _item(1, kind=ItemKind.JOINED, author=ROBIN, subject=SAM),
    _item(2, text="مرحبًا 🌱", reactions=(("💜", ROBIN), ("🌊", GONE))),
    _item(3, text="two\nlines", cw="loud", reply_to=bytes([2]) * 16, tone=1, edited=True),
    _item(4, retracted=True),
    _item(5, kind=ItemKind.UNKNOWN, raw=b"\x93\x01\x02\x03", number=99, author=GONE),
    _item(6, kind=ItemKind.GAP, author=bytes(16), number=3),
)


def _circle(**more: Any) -> Circle:
    filled: dict[str, Any] = {
        "group_id": GROUP, "member": SAM, "label": "Harbour", "relay": "https://relay.example",
        "joined_at": MADE_AT - 9_000, "ended": "", "epoch": EPOCH, "next_index": 9,
        "policy": encode_policy(POLICY),
        "durable": encode_durable(3_600, {ROBIN: Card("Robyn", "they/them", None)}),
        "names": (Named(GONE, "Who Left"),), "items": tuple(map(dump_item, ITEMS)),
        "muted": (ROBIN,), "rejoin": Rejoin(bytes(32), MADE_AT, bytes(64)),
    }  # fmt: skip
    return Circle(**(filled | more))


LEFT = {"member": ROBIN, "label": "Bay", "ended": "left", "rejoin": None, "items": (), "muted": ()}


def contents() -> Json:
    """Contents, and what is none."""
    valid = {
        "no circle": Content(MADE_AT, ()),
        "one circle": Content(MADE_AT, (_circle(),)),
        "one that goes on and one that was left": Content(MADE_AT, (_circle(), _circle(**LEFT))),
        "one without a way back": Content(MADE_AT, (_circle(rejoin=None),)),
    }
    codes = Policy(POLICY.relay, POLICY.roster, (OpenCode(bytes(32), ROBIN, 1, 1),))
    passes = Policy(Relay("https://relay.example", b"word"), POLICY.roster)
    wrong = {
        "a circle twice": (_circle(), _circle()),
        "an open code": (_circle(policy=encode_policy(codes)),),
        "an operator's pass": (_circle(policy=encode_policy(passes)),),
        "a policy that is none": (_circle(policy=b""),),
        "a durable state that is none": (_circle(durable=b"\x00"),),
        "an item that is none": (_circle(items=(b"\x90",)),),
        "an item twice": (_circle(items=(dump_item(ITEMS[0]),) * 2),),
        "an item without an author": (_circle(items=(dump_item(_item(1, author=b"")),)),),
        "an item before all time": (_circle(items=(dump_item(_item(1, expires=-1)),)),),
        "an item beyond the last entry": (_circle(next_index=6),),
        "names out of order": (_circle(names=(Named(SAM, "B"), Named(GONE, "A"))),),
        "a name that misleads": (_circle(label="a\u202eb"),),
        "an unknown end": (_circle(ended="stuck", rejoin=None),),
        "a way back into what was left": (_circle(ended="left"),),
        "a short member id": (_circle(member=b"short"),),
        "a short seed": (_circle(rejoin=Rejoin(bytes(31), MADE_AT, bytes(64))),),
        "a short voucher": (_circle(rejoin=Rejoin(bytes(32), MADE_AT, bytes(63))),),
        "no group": (_circle(group_id=b""),),
        "muted twice": (_circle(muted=(ROBIN, ROBIN)),),
    }
    refused = {name: encode(Content(MADE_AT, circles)).hex() for name, circles in wrong.items()}
    good = encode(valid["one circle"])
    refused |= {
        "nothing": "",
        "a byte left over": (good + b"\0").hex(),
        "cut short": good[:-1].hex(),
        "not in its one encoding": (good[:1] + b"\xcf" + MADE_AT.to_bytes(8) + good[6:]).hex(),
    }
    return {
        "valid": [{"name": name, "content": encode(one).hex()} for name, one in valid.items()],
        "refused": [{"name": name, "content": one} for name, one in refused.items()],
    }


def files() -> Json:
    """One file, and what opens it, damages it, or is another one."""
    content = encode(Content(MADE_AT, (_circle(), _circle(**LEFT))))
    file = seal(content, PASSPHRASE, Cost.least())
    last = HEAD + CHUNK + 15
    refused: list[Json] = [
        {"name": "another passphrase", "passphrase": "six words", "error": "wrong-passphrase"},
        {"name": "nothing", "cut": 0, "error": "none"},
        {"name": "another file", "flip": [0], "error": "none"},
        {"name": "a newer version", "flip": [len(MAGIC)], "by": 3, "error": "newer"},
        {"name": "an older version", "flip": [len(MAGIC)], "by": 1, "error": "damaged"},
        *({"name": f"byte {at} changed", "flip": [at], "error": "damaged"}
          for at in (len(MAGIC) + 1, 18, 22, 30, 50, HEAD - 9, HEAD - 1, HEAD, HEAD + 9_999, last)),
        *({"name": f"cut to {at} bytes", "cut": at, "error": "damaged"}
          for at in (len(MAGIC), HEAD - 1, HEAD, HEAD + 16, len(file) - 1)),
        {"name": "a byte left over", "append": 1, "error": "damaged"},
        {"name": "a chunk left over", "append": CHUNK + 16, "error": "damaged"},
    ]  # fmt: skip
    return {
        "passphrase": PASSPHRASE,
        "file": b64encode(file).decode(),
        "content": content.hex(),
        "refused": refused,
    }


@dataclass(frozen=True)
class Leaf:
    """A device of a member."""

    leaf: int
    identity: bytes
    key: SignatureKey

    @property
    def signature_key(self) -> bytes:
        """The public half."""
        return self.key.public


@dataclass(frozen=True)
class Court:
    """The members of an epoch."""

    group_id: bytes
    epoch: int
    members: Sequence[Leaf]


ROBINS, FIRST, SECOND, NEW, BACKUP, OTHER = (SignatureKey(bytes([n]) * 32) for n in range(1, 7))
COURT = Court(GROUP, EPOCH, (Leaf(0, ROBIN, ROBINS), Leaf(1, SAM, FIRST), Leaf(3, SAM, SECOND)))
REJOIN = actions.action_rejoin(SAM, NEW.public)
VOUCHER = actions.action_rejoin_key(SAM, BACKUP.public, MADE_AT)


def _signed(
    member: bytes, action: bytes, key: SignatureKey, epoch: int = 0, group: bytes = GROUP
) -> Heard:
    content = approval_content(group, epoch, action)
    return member, action, crypto(Suite.XWING).sign(key, APPROVAL_LABEL, content)


def _courts() -> list[tuple[str, list[Heard], set[int]]]:
    voucher, rejoin = _signed(SAM, VOUCHER, FIRST), _signed(SAM, REJOIN, BACKUP)
    others = actions.action_rejoin_key(SAM, OTHER.public, MADE_AT)
    later = actions.action_rejoin_key(SAM, BACKUP.public, MADE_AT + 1)
    robins = actions.action_rejoin_key(ROBIN, BACKUP.public, MADE_AT)
    short = msgspec.msgpack.encode([7, SAM, BACKUP.public])
    elsewhere = actions.action_rejoin(SAM, OTHER.public)
    appoint = actions.action_appoint(SAM)
    return [
        ("the leaf that goes signs", [_signed(SAM, REJOIN, FIRST)], {1}),
        ("a leaf that stays signs", [_signed(SAM, REJOIN, FIRST)], {3}),
        ("a rejoin key signs for the leaf that goes", [voucher, rejoin], {1}),
        ("the voucher may stand behind it", [rejoin, voucher], {1}),
        ("the leaf that vouched stays, another of the member goes", [voucher, rejoin], {3}),
        ("no leaf goes", [voucher, rejoin], set()),
        ("both go, one vouched", [voucher, rejoin], {1, 3}),
        ("nobody vouched", [rejoin], {1}),
        ("another member vouched", [_signed(ROBIN, VOUCHER, ROBINS), rejoin], {0, 1}),
        ("another member vouched in the member's name", [_signed(SAM, VOUCHER, ROBINS), rejoin], {1}),
        ("the leaf vouched for another member", [_signed(SAM, robins, FIRST), rejoin], {1}),
        ("the leaf vouched for another key", [_signed(SAM, others, FIRST), rejoin], {1}),
        ("the key vouched for itself", [_signed(SAM, VOUCHER, BACKUP), rejoin], {1}),
        ("another moment than was vouched for", [(SAM, later, voucher[2]), rejoin], {1}),
        ("a key without a moment", [_signed(SAM, short, FIRST), rejoin], {1}),
        ("vouched in another group", [_signed(SAM, VOUCHER, FIRST, 0, OTHER_GROUP), rejoin], {1}),
        ("vouched for this epoch alone", [_signed(SAM, VOUCHER, FIRST, EPOCH), rejoin], {1}),
        ("another new leaf than was signed", [voucher, (SAM, elsewhere, rejoin[2])], {1}),
        ("the key signs for another group", [voucher, _signed(SAM, REJOIN, BACKUP, 0, OTHER_GROUP)], {1}),
        ("the key signs for this epoch", [voucher, _signed(SAM, REJOIN, BACKUP, EPOCH)], {1}),
        ("the key signs for another member", [voucher, (ROBIN, REJOIN, rejoin[2])], {0, 1}),
        ("the key approves something else", [voucher, _signed(SAM, appoint, BACKUP, EPOCH)], {1}),
        ("of two vouchers the second counts for nothing",
         [voucher, _signed(SAM, others, FIRST), _signed(SAM, REJOIN, OTHER)], {1}),
        ("a first voucher that does not hold hides the second",
         [(SAM, others, bytes(64)), voucher, rejoin], {1}),
        ("an approval under either device", [_signed(SAM, appoint, SECOND, EPOCH)], set()),
        ("an approval of an epoch before", [_signed(SAM, appoint, FIRST, EPOCH - 1)], set()),
        ("an approval in another's name", [_signed(ROBIN, appoint, FIRST, EPOCH)], set()),
        ("an approval of another action", [(SAM, appoint, _signed(SAM, REJOIN, FIRST, EPOCH)[2])], set()),
        ("an approval by who is no member", [_signed(GONE, appoint, OTHER, EPOCH)], set()),
        ("an approval for no epoch", [_signed(SAM, appoint, FIRST, 0)], {1}),
    ]  # fmt: skip


def _case(name: str, approvals: Sequence[Heard], removed: Collection[int]) -> Json:
    held = verified(COURT, approvals, removed)
    return {
        "name": name,
        "removed": sorted(removed),
        "approvals": [
            {"member": who.hex(), "action": what.hex(), "signature": by.hex()}
            for who, what, by in approvals
        ],
        "verified": [{"member": who.hex(), "action": what.hex()} for who, what in held],
    }


def rejoin() -> Json:
    """Approvals of a commit, and those whose signatures count."""
    return {
        "group_id": GROUP.hex(),
        "epoch": EPOCH,
        "leaves": [
            {"leaf": one.leaf, "member": one.identity.hex(), "key": one.signature_key.hex()}
            for one in COURT.members
        ],
        "cases": [_case(*case) for case in _courts()],
    }


def main() -> None:
    """Write all files."""
    HOME.mkdir(parents=True, exist_ok=True)
    for name, made in (("contents", contents()), ("files", files()), ("rejoin", rejoin())):
        text = json.dumps(made, indent=1, ensure_ascii=False)
        (HOME / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
