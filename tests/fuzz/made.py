"""Makes the part of the corpus that has keys in it, or is written here by hand.

It runs once, by `python -m fuzz.corpus --keys`: another run makes other keys, and what regressions
held to the old ones is worth nothing then.
"""

import json

from leeward_client.circle.items import Item, ItemKind
from leeward_client.circle.policy import decode_policy
from leeward_client.circle.state import State, dump_item, serialize
from leeward_client.vault.blocks import BLOCK
from leeward_client.vault.container import HEAD
from leeward_client.vault.region import LEAST_BLOCKS
from leeward_mls import Extension, Group, KeyPackageBundle, SignatureKey, Suite
from leeward_mls.codec import u16_list, u32_list, varint, vec, vec_of
from leeward_mls.framing import WireFormat, unwrap
from leeward_mls.proposals import Commit, Proposal
from leeward_wire import PATH
from support.mls_forge import POLICY, bundle, circle, commit_of, public

from fuzz import targets_mls
from fuzz.corpus import FIXTURES, ROOT, seeds, text_of
from fuzz.targets import TARGETS


def _framed(name: str, data: bytes) -> bytes:
    """Put before a structure the byte that chooses it."""
    return bytes([targets_mls.STRUCTURES.index(name)]) + data


def _body(message: bytes) -> bytes:
    """Give what stands after an MLSMessage's version and format."""
    unwrap(message, *WireFormat)
    return message[4:]


def _structures(groups: list[Group], messages: dict[str, bytes]) -> list[bytes]:
    package = bundle(b"newcomer").key_package
    commit = commit_of(messages["commit"])
    info = groups[0].group_info(external=True)
    state = groups[0]._state
    return [
        _framed("read_key_package", package),
        _framed("read_leaf", state.own_node.raw),
        _framed("read_credential", state.own_node.credential.encode()),
        _framed("read_capabilities", state.own_node.capabilities.encode()),
        _framed("read_extensions", vec(b"\xf0\xa0" + vec(b"x"))),
        _framed("read_commit", commit.encode()),
        *(_framed("read_proposal", one.encode()) for one in _proposals(messages)),
        _framed("read_update_path", commit.path.encode() if commit.path else b""),
        _framed("read_group_context", state.context_raw),
        _framed("read_group_info", _body(info)),
        _framed("read_welcome", _body(messages["welcome"])),
        _framed("read_public_message", _body(messages["commit"])),
        _framed("read_public_message", _body(messages["proposal"])),
        _framed("read_private_message", _body(messages["application"])),
        _framed("read_authenticated_content", messages["commit"][2:-33]),
        _framed("_read_tree", groups[0].ratchet_tree),
    ]


def _proposals(messages: dict[str, bytes]) -> list[Proposal]:
    framed = [public(messages[name]).content.framed.content for name in ("proposal", "leaving")]
    return [one for one in framed if not isinstance(one, bytes | Commit)]


def _http() -> list[bytes]:
    upgrade = (
        "GET {} HTTP/1.1\r\nHost: HOST\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{}\r\n"
    )
    texts = [
        "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /manifest.json HTTP/1.1\r\nHost: HOST\r\nAccept-Encoding: gzip;q=0.5, *\r\n\r\n",
        'HEAD / HTTP/1.1\r\nHost: HOST\r\nIf-None-Match: W/"a", "b"\r\n\r\n',
        "GET /healthz HTTP/1.1\r\nHost: HOST\r\nRange: bytes=0-1,5-\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: HOST\r\n\r\nGET /%2e%2e/x?y#z HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: HOST\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
        "OPTIONS * HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
        upgrade.format(PATH, ""),
        upgrade.format(PATH, "Origin: http://HOST\r\n"),
        upgrade.format(PATH, "Sec-WebSocket-Extensions: permessage-deflate\r\n"),
        upgrade.format(PATH, "Sec-WebSocket-Protocol: a, b\r\n"),
        upgrade.format("/elsewhere", "Host: other\r\n"),
    ]
    return [text.encode() for text in texts]


def _masked(kind: int, payload: bytes, final: bool = True) -> bytes:
    """Give a client's WebSocket frame; the mask is zeros, which leaves the payload readable."""
    head = bytes([kind | (0x80 if final else 0)])
    length = len(payload)
    if length < 126:
        head += bytes([0x80 | length])
    else:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    return head + bytes(4) + payload


def _sockets() -> list[bytes]:
    frames = [one for one in seeds("requests") if one]
    ping = next(one for one in frames if one[:2] == b"\x92\x09" and len(one) == 192)
    return [
        *(_masked(2, one) for one in frames),
        _masked(2, ping) + _masked(2, ping) + _masked(8, b"\x03\xe8"),
        _masked(2, ping[:50], False) + _masked(9, b"ping") + _masked(0, ping[50:]),
        _masked(1, b"text"),
        _masked(8, b"\x03\xe8bye"),
        _masked(8, b"\x00"),
        _masked(10, b"pong"),
        b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xc2\x80" + bytes(4),
        b"\x82\x05hello",
    ]


def _blocks() -> range:
    """Where the head, the slots and the first region of a small container have their blocks."""
    return range(0, HEAD + LEAST_BLOCKS * BLOCK // 2, BLOCK)


def _items() -> list[Item]:
    member, other = bytes([7]) * 16, bytes([8]) * 16
    times = (1_700_000_000, 1_700_000_009, 1_800_000_000)
    return [
        *(Item(member, 3, 1, 5, kind, other, *times, text="text") for kind in ItemKind),
        Item(
            other, 4, 1, 6, ItemKind.MESSAGE, member, *times, subject=other, text="é", cw="heavy",
            reply_to=member, tone=2, number=9, raw=b"raw", edited=True, place=1,
            reactions=(("🌊", member), ("🌊", other)),
        ),
    ]  # fmt: skip


def made() -> dict[str, str]:
    """Make the fixtures, and give the files of the corpus that belong to them."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    founder, member, third = circle(3, extensions=[Extension(POLICY, b"policy")])
    newcomer = bundle(b"newcomer")
    removed = third.propose_remove_self()
    made_commit = founder.commit(adds=[newcomer.key_package], authenticated_data=b"data")
    assert made_commit.welcome is not None
    messages = {
        "application": founder.encrypt(b"hello", b"seen", 32),
        "proposal": founder.propose_add(bundle(b"another").key_package),
        "leaving": removed,
        "private": founder.propose_remove_self(private=True),
        "commit": made_commit.message,
        "commit, private": founder.commit(private=True).message,
        "welcome": made_commit.welcome,
    }
    (FIXTURES / "group").write_bytes(member.serialize())
    (FIXTURES / "bundle").write_bytes(newcomer.serialize())
    xwing = KeyPackageBundle.create(
        Suite.XWING, bytes(16), SignatureKey.generate(Suite.XWING), not_before=1, not_after=2
    )
    items = _items()
    policy = next(one for one in seeds("policies") if TARGETS["policies"].run(one))
    state = State.found(decode_policy(policy), 1)
    state.items = {item.id: item for item in items[-2:]}
    vault = len((FIXTURES / "vault").read_bytes())
    manifest = {"version": 1, "files": {"index.html": "00" * 32, "assets/a-b.js": "ff" * 32}}
    inputs = {
        "manifest": [json.dumps(manifest).encode()],
        "items": [dump_item(item) for item in items],
        "folds": [serialize(State.found(state.policy)), serialize(state)],
        "configs": [b'listen = "127.0.0.1:1"\n[work]\nadmit = "work"\n', _example()],
        "vaults": [b"", *(at.to_bytes(3, "big") + b"\x01\xff" for at in range(0, vault + 1, 512))],
        "containers": [
            b"", *(at.to_bytes(3, "big") + b"\x01\xff" for at in (0, 20, 24, 32, 4000, *_blocks())),
        ],
        "http": _http(),
        "sockets": _sockets(),
        "mls-codec": [
            b"\x00" + varint(70), b"\x01" + vec(bytes(70)), b"\x02" + u16_list([1, 2]),
            b"\x03" + u32_list([1]), b"\x04" + vec_of([vec(b"a"), vec(b"")]),
        ],
        "mls-structures": [
            *_structures([founder, member], messages),
            _framed("read_key_package", xwing.key_package),
        ],
        "mls-messages": [
            bytes([how]) + message
            for how, names in (
                (0, ("application",)),
                (1, ("proposal", "leaving", "private")),
                (2, ("commit", "commit, private")),
            )
            for message in (messages[name] for name in names)
        ],
        "mls-welcomes": [made_commit.welcome],
        "mls-stored-groups": [member.serialize()],
        "mls-stored-bundles": [newcomer.serialize()],
    }  # fmt: skip
    return {target: text_of(given) for target, given in inputs.items()}


def _example() -> bytes:
    return (ROOT / "config.example.toml").read_bytes()
