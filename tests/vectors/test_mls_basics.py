"""Official vectors of the parts below groups: every field of every entry."""

from __future__ import annotations

import pytest
from leeward_mls import PublicError, SignatureKey, treemath
from leeward_mls.codec import Reader, parse
from leeward_mls.errors import LocalError
from leeward_mls.framing import (
    AuthenticatedContent,
    FramedContent,
    PublicMessage,
    Sender,
    SenderType,
    WireFormat,
    read_authenticated_content,
    read_private_message,
    read_public_message,
    unwrap,
    wrap,
)
from leeward_mls.groupinfo import GroupContext, read_group_context
from leeward_mls.keyschedule import (
    EpochSecrets,
    confirmed_hash,
    epoch_secret,
    export,
    interim_hash,
    joiner_secret,
    member_secret,
    welcome_secret,
)
from leeward_mls.proposals import Commit, Proposal, read_commit, read_proposal
from leeward_mls.protection import (
    check_public,
    open_private,
    protect_private,
    protect_public,
    sender_data_keys,
    sign_content,
)
from leeward_mls.psk import PreSharedKeyID, PSKType, psk_secret
from leeward_mls.secrettree import APPLICATION, HANDSHAKE, SecretTree
from leeward_mls.suites import Crypto, crypto
from support.mls_vectors import load, unhex


def test_deserialization() -> None:
    for entry in load("deserialization.json"):
        header = unhex(entry["vlbytes_header"])
        reader = Reader(header)
        assert reader.varint() == entry["length"]
        reader.finish()


def test_tree_math() -> None:
    for entry in load("tree-math.json"):
        leaves = entry["n_leaves"]
        assert treemath.node_width(leaves) == entry["n_nodes"]
        assert treemath.root(leaves) == entry["root"]
        for node in range(entry["n_nodes"]):
            assert _or_none(treemath.left, node) == entry["left"][node]
            assert _or_none(treemath.right, node) == entry["right"][node]
            assert _or_none(treemath.parent, node, leaves) == entry["parent"][node]
            assert _or_none(treemath.sibling, node, leaves) == entry["sibling"][node]


def _or_none(function: object, *arguments: int) -> int | None:
    assert callable(function)
    try:
        value = function(*arguments)
    except ValueError:
        return None
    assert isinstance(value, int)
    return value


def test_crypto_basics() -> None:
    for entry in load("crypto-basics.json"):
        c = crypto(entry["cipher_suite"])
        one = entry["ref_hash"]
        assert c.ref_hash(one["label"].encode(), unhex(one["value"])) == unhex(one["out"])
        one = entry["expand_with_label"]
        expanded = c.expand(
            unhex(one["secret"]), one["label"], unhex(one["context"]), one["length"]
        )
        assert expanded == unhex(one["out"])
        one = entry["derive_secret"]
        assert c.derive(unhex(one["secret"]), one["label"]) == unhex(one["out"])
        one = entry["derive_tree_secret"]
        derived = c.derive_tree(
            unhex(one["secret"]), one["label"], one["generation"], one["length"]
        )
        assert derived == unhex(one["out"])

        one = entry["sign_with_label"]
        public, content = unhex(one["pub"]), unhex(one["content"])
        signer = SignatureKey(unhex(one["priv"]))
        assert signer.public == public
        assert c.verify(public, one["label"], content, unhex(one["signature"]))
        assert c.verify(public, one["label"], content, c.sign(signer, one["label"], content))
        assert not c.verify(public, one["label"], content + b"x", unhex(one["signature"]))

        one = entry["encrypt_with_label"]
        private, public = unhex(one["priv"]), unhex(one["pub"])
        label, context = one["label"], unhex(one["context"])
        plaintext = unhex(one["plaintext"])
        assert c.kem.public_of(private) == public
        sealed = (unhex(one["kem_output"]), unhex(one["ciphertext"]))
        assert c.open(private, label, context, *sealed) == plaintext
        again = c.seal(public, label, context, plaintext)
        assert c.open(private, label, context, *again) == plaintext


def test_secret_tree() -> None:
    for entry in load("secret-tree.json"):
        c = crypto(entry["cipher_suite"])
        one = entry["sender_data"]
        keys = sender_data_keys(c, unhex(one["sender_data_secret"]), unhex(one["ciphertext"]))
        assert keys == (unhex(one["key"]), unhex(one["nonce"]))
        tree = SecretTree(c, len(entry["leaves"]), unhex(entry["encryption_secret"]))
        for leaf, generations in enumerate(entry["leaves"]):
            for wanted in generations:
                for kind, name in ((HANDSHAKE, "handshake"), (APPLICATION, "application")):
                    step = tree.look(leaf, kind, wanted["generation"])
                    tree.take(step)
                    assert step.key == unhex(wanted[f"{name}_key"])
                    assert step.nonce == unhex(wanted[f"{name}_nonce"])


def test_key_schedule() -> None:
    for entry in load("key-schedule.json"):
        c = crypto(entry["cipher_suite"])
        init = unhex(entry["initial_init_secret"])
        for number, epoch in enumerate(entry["epochs"]):
            context = GroupContext(
                entry["cipher_suite"],
                unhex(entry["group_id"]),
                number,
                unhex(epoch["tree_hash"]),
                unhex(epoch["confirmed_transcript_hash"]),
                (),
            )
            encoded = context.encode()
            assert encoded == unhex(epoch["group_context"])
            assert parse(encoded, read_group_context) == context
            joiner = joiner_secret(c, init, unhex(epoch["commit_secret"]), encoded)
            assert joiner == unhex(epoch["joiner_secret"])
            member = member_secret(c, joiner, unhex(epoch["psk_secret"]))
            assert welcome_secret(c, member) == unhex(epoch["welcome_secret"])
            secrets, encryption = EpochSecrets.derive(c, epoch_secret(c, member, encoded))
            assert encryption == unhex(epoch["encryption_secret"])
            for name in EpochSecrets.__slots__:
                assert getattr(secrets, name) == unhex(epoch[name]), name
            assert c.kem.derive(secrets.external_secret)[1] == unhex(epoch["external_pub"])
            one = epoch["exporter"]
            exported = export(
                c, secrets.exporter_secret, one["label"], unhex(one["context"]), one["length"]
            )
            assert exported == unhex(one["secret"])
            init = bytes(secrets.init_secret)


def test_psk_secret() -> None:
    for entry in load("psk_secret.json"):
        keys = [
            (
                PreSharedKeyID(PSKType.EXTERNAL, unhex(one["psk_id"]), unhex(one["psk_nonce"])),
                unhex(one["psk"]),
            )
            for one in entry["psks"]
        ]
        assert psk_secret(crypto(entry["cipher_suite"]), keys) == unhex(entry["psk_secret"])


def test_transcript_hashes() -> None:
    for entry in load("transcript-hashes.json"):
        c = crypto(entry["cipher_suite"])
        raw = unhex(entry["authenticated_content"])
        content = parse(raw, read_authenticated_content)
        assert content.encode() == raw
        assert isinstance(content.framed.content, Commit)
        assert content.confirmation_tag is not None
        before = unhex(entry["interim_transcript_hash_before"])
        confirmed = confirmed_hash(c, before, content.transcript_input())
        assert confirmed == unhex(entry["confirmed_transcript_hash_after"])
        tag = c.mac(unhex(entry["confirmation_key"]), confirmed)
        assert tag == content.confirmation_tag
        interim = interim_hash(c, confirmed, content.confirmation_tag)
        assert interim == unhex(entry["interim_transcript_hash_after"])


def test_message_protection() -> None:
    for entry in load("message-protection.json"):
        c = crypto(entry["cipher_suite"])
        context = GroupContext(
            entry["cipher_suite"],
            unhex(entry["group_id"]),
            entry["epoch"],
            unhex(entry["tree_hash"]),
            unhex(entry["confirmed_transcript_hash"]),
            (),
        ).encode()
        signer = SignatureKey(unhex(entry["signature_priv"]))
        assert signer.public == unhex(entry["signature_pub"])
        proposal = parse(unhex(entry["proposal"]), read_proposal)
        assert proposal.encode() == unhex(entry["proposal"])
        commit = parse(unhex(entry["commit"]), read_commit)
        assert commit.encode() == unhex(entry["commit"])
        application = unhex(entry["application"])
        for name, content in (("proposal", proposal), ("commit", commit)):
            received = _open_public(c, entry, unhex(entry[f"{name}_pub"]), context)
            assert _encoded(received) == unhex(entry[name])
            sent = _signed(c, entry, signer, WireFormat.PUBLIC_MESSAGE, content, context)
            message = protect_public(c, sent, unhex(entry["membership_key"]), context)
            again = wrap(WireFormat.PUBLIC_MESSAGE, message.encode())
            assert _encoded(_open_public(c, entry, again, context)) == unhex(entry[name])
        for name, body in (
            ("proposal", proposal),
            ("commit", commit),
            ("application", application),
        ):
            received = _open_private(c, entry, unhex(entry[f"{name}_priv"]), context)
            assert _encoded(received) == unhex(entry[name])
            sent = _signed(c, entry, signer, WireFormat.PRIVATE_MESSAGE, body, context)
            tree = SecretTree(c, 2, unhex(entry["encryption_secret"]))
            private = protect_private(c, sent, tree, unhex(entry["sender_data_secret"]), 33)
            again = wrap(WireFormat.PRIVATE_MESSAGE, private.encode())
            assert _encoded(_open_private(c, entry, again, context)) == unhex(entry[name])
        clear = _signed(c, entry, signer, WireFormat.PUBLIC_MESSAGE, application, context)
        with pytest.raises(LocalError):
            protect_public(c, clear, unhex(entry["membership_key"]), context)
        with pytest.raises(PublicError) as refused:
            check_public(c, PublicMessage(clear, b""), unhex(entry["membership_key"]), context)
        assert refused.value.rule == "6.2-2"


Entry = dict[str, str]


def _signed(
    c: Crypto,
    entry: Entry,
    signer: SignatureKey,
    wire_format: WireFormat,
    body: bytes | Proposal | Commit,
    context: bytes,
) -> AuthenticatedContent:
    framed = FramedContent.make(
        unhex(entry["group_id"]),
        int(entry["epoch"]),
        Sender(SenderType.MEMBER, 1),
        b"authenticated",
        body,
    )
    content = sign_content(c, signer, wire_format, framed, context)
    if isinstance(body, Commit):
        content.confirmation_tag = bytes(c.hash_size)
    return content


def _open_public(c: Crypto, entry: Entry, message: bytes, context: bytes) -> AuthenticatedContent:
    _, reader = unwrap(message, WireFormat.PUBLIC_MESSAGE)
    public = read_public_message(reader)
    reader.finish()
    assert wrap(WireFormat.PUBLIC_MESSAGE, public.encode()) == message
    content = check_public(c, public, unhex(entry["membership_key"]), context)
    assert content.verify(c, unhex(entry["signature_pub"]), context)
    return content


def _open_private(c: Crypto, entry: Entry, message: bytes, context: bytes) -> AuthenticatedContent:
    _, reader = unwrap(message, WireFormat.PRIVATE_MESSAGE)
    private = read_private_message(reader)
    reader.finish()
    assert wrap(WireFormat.PRIVATE_MESSAGE, private.encode()) == message
    tree = SecretTree(c, 2, unhex(entry["encryption_secret"]))
    sender_data = unhex(entry["sender_data_secret"])
    content, step = open_private(c, private, tree, sender_data, lambda leaf: leaf == 1, 0)
    tree.take(step)
    assert content.verify(c, unhex(entry["signature_pub"]), context)
    return content


def _encoded(content: AuthenticatedContent) -> bytes:
    body = content.framed.content
    return body if isinstance(body, bytes) else body.encode()
