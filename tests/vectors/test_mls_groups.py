"""Official vectors of joining and following groups: every field of every entry."""

from __future__ import annotations

from typing import Any

import pytest
from leeward_mls import Group, KeyPackageBundle, SignatureKey
from leeward_mls.codec import parse
from leeward_mls.framing import WireFormat, unwrap
from leeward_mls.groupinfo import read_group_info, read_group_secrets, read_welcome
from leeward_mls.keypackage import KeyPackage, read_key_package
from leeward_mls.keyschedule import (
    EpochSecrets,
    confirmation_tag,
    epoch_secret,
    member_secret,
    welcome_keys,
    welcome_secret,
)
from leeward_mls.suites import crypto
from support.mls_vectors import load, unhex


def _key_package(text: str) -> KeyPackage:
    _, reader = unwrap(unhex(text), WireFormat.KEY_PACKAGE)
    package = read_key_package(reader)
    reader.finish()
    return package


def test_welcome() -> None:
    for entry in load("welcome.json"):
        c = crypto(entry["cipher_suite"])
        package = _key_package(entry["key_package"])
        _, reader = unwrap(unhex(entry["welcome"]), WireFormat.WELCOME)
        welcome = read_welcome(reader)
        reader.finish()
        assert welcome.suite == package.suite == entry["cipher_suite"]
        private = unhex(entry["init_priv"])
        assert c.kem.public_of(private) == package.init_key
        sealed = dict(welcome.secrets)[package.ref(c)]
        secrets = parse(
            c.open(
                private,
                "Welcome",
                welcome.encrypted_group_info,
                sealed.kem_output,
                sealed.ciphertext,
            ),
            read_group_secrets,
        )
        assert secrets.psks == ()
        member = member_secret(c, secrets.joiner_secret, c.zero)
        key, nonce = welcome_keys(c, welcome_secret(c, member))
        plain = c.aead_open(key, nonce, b"", welcome.encrypted_group_info)
        assert plain is not None
        info = parse(plain, read_group_info)
        assert info.verify(c, unhex(entry["signer_pub"]))
        kept, _ = EpochSecrets.derive(c, epoch_secret(c, member, info.context.encode()))
        assert confirmation_tag(c, kept, info.context) == info.confirmation_tag


FILES = (
    "passive-client-welcome.json",
    "passive-client-handling-commit.json",
    "passive-client-random.json",
)


@pytest.mark.parametrize("name", FILES)
def test_passive_client(name: str) -> None:
    for entry in load(name):
        _follow(entry)


def _follow(entry: dict[str, Any]) -> None:
    c = crypto(entry["cipher_suite"])
    package = _key_package(entry["key_package"])
    signer = SignatureKey(unhex(entry["signature_priv"]))
    encryption, init = unhex(entry["encryption_priv"]), unhex(entry["init_priv"])
    assert signer.public == package.leaf.signature_key
    assert c.kem.public_of(encryption) == package.leaf.encryption_key
    assert c.kem.public_of(init) == package.init_key
    psks = {unhex(one["psk_id"]): unhex(one["psk"]) for one in entry["external_psks"]}
    tree = entry["ratchet_tree"]
    group = Group.join(
        unhex(entry["welcome"]),
        KeyPackageBundle(package.raw, init, encryption, signer),
        tree=None if tree is None else unhex(tree),
        psks=psks,
        keep_resumption=1000,
    )
    assert group.epoch_authenticator == unhex(entry["initial_epoch_authenticator"])
    for epoch in entry["epochs"]:
        for proposal in epoch["proposals"]:
            group.receive_proposal(unhex(proposal))
        # Going through the stored form each time shows that nothing needed is left out of it.
        group = Group.restore(group.serialize())
        group = group.inspect(unhex(epoch["commit"])).apply()
        assert group.epoch_authenticator == unhex(epoch["epoch_authenticator"])
