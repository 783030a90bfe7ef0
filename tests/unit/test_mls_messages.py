"""Messages that break a rule are refused with its number, and change nothing."""

from __future__ import annotations

import pytest
from leeward_mls import (
    Extension,
    Group,
    LocalError,
    OwnMessage,
    PublicError,
    Remove,
    Replayed,
    SignatureKey,
    Suite,
)
from leeward_mls.codec import u16, vec
from leeward_mls.framing import (
    AuthenticatedContent,
    ContentType,
    FramedContent,
    PrivateMessage,
    PublicMessage,
    Sender,
    SenderType,
    WireFormat,
    read_private_message,
    unwrap,
    wrap,
)
from leeward_mls.proposals import Commit, ExternalInit
from leeward_mls.protection import (
    protect_private,
    protect_public,
    sender_data_keys,
    sign_content,
)
from leeward_mls.secrettree import APPLICATION, MAX_FORWARD, MAX_SKIPPED
from support.mls_forge import FAST, Forge, breaks, bundle, circle, commit_of, public, state


def _private(message: bytes) -> PrivateMessage:
    _, reader = unwrap(message, WireFormat.PRIVATE_MESSAGE)
    value = read_private_message(reader)
    reader.finish()
    return value


def _wrap(message: PrivateMessage) -> bytes:
    return wrap(WireFormat.PRIVATE_MESSAGE, message.encode())


def _sender_data(group: Group, message: PrivateMessage, data: bytes) -> PrivateMessage:
    """Encrypt other sender data beside the same ciphertext, as any member can."""
    inside = state(group)
    secret = inside.secrets.sender_data_secret
    key, nonce = sender_data_keys(inside.crypto, secret, message.ciphertext)
    sealed = inside.crypto.aead_seal(key, nonce, message.sender_aad(), data)
    return PrivateMessage(
        message.group_id,
        message.epoch,
        message.type,
        message.authenticated_data,
        sealed,
        message.ciphertext,
    )


@pytest.mark.parametrize("suite", list(Suite))
def test_messages_both_ways(suite: Suite) -> None:
    alice, bob = circle(2, suite)
    got = bob.decrypt(alice.encrypt(b"hello", b"seen", padding=77))
    assert (got.sender_leaf, got.identity) == (0, b"0")
    assert (got.plaintext, got.authenticated_data) == (b"hello", b"seen")
    assert alice.decrypt(bob.encrypt(b"")).plaintext == b""


@pytest.mark.parametrize("kind", ["application", "commit", "proposal", "welcome"])
def test_rule_2_1_trailing_bytes(kind: str) -> None:
    alice, bob, _ = circle(3)
    newcomer = bundle(b"new")
    made = alice.commit(adds=[newcomer.key_package])
    assert made.welcome is not None
    with breaks("2-1"):
        if kind == "application":
            bob.decrypt(alice.encrypt(b"x") + b"\0")
        elif kind == "commit":
            bob.inspect(made.message + b"\0")
        elif kind == "proposal":
            bob.receive_proposal(alice.propose_remove_self() + b"\0")
        else:
            Group.join(made.welcome + b"\0", newcomer)


def test_rule_2_1_every_shorter_message() -> None:
    alice, bob = circle(2)
    message = alice.commit().message
    for size in range(len(message)):
        with pytest.raises(PublicError):
            bob.inspect(message[:size])
    assert bob.inspect(message).apply().epoch == 2


def test_rule_6_1_version_and_wire_format() -> None:
    alice, bob = circle(2)
    commit, text = alice.commit().message, alice.encrypt(b"x")
    with breaks("6-1"):
        bob.inspect(b"\0\2" + commit[2:])
    with breaks("6-1"):
        bob.decrypt(commit)
    with breaks("6-1"):
        bob.inspect(u16(1) + u16(WireFormat.KEY_PACKAGE) + commit[4:])
    with breaks("6-4"):
        bob.inspect(text)


def test_rule_6_2_another_group() -> None:
    alice, bob = circle(2)
    with breaks("6-2"):
        bob.inspect(Forge(alice).commit(group_id=b"other"))
    message = _private(alice.encrypt(b"x"))
    message.group_id = b"other"
    with breaks("6-2"):
        bob.decrypt(_wrap(message))


def test_rule_6_3_another_epoch() -> None:
    alice, bob = circle(2)
    with breaks("6-3"):
        bob.inspect(Forge(alice).commit(epoch=2))
    message = _private(alice.encrypt(b"x"))
    message.epoch = 7
    with breaks("6-3"):
        bob.decrypt(_wrap(message))


@pytest.mark.parametrize("kind", [SenderType.EXTERNAL, SenderType.NEW_MEMBER_PROPOSAL])
def test_rule_6_4_sender_types(kind: SenderType) -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    with breaks("6-4"):
        bob.inspect(forge.commit(sender=Sender(kind, 0)))
    with breaks("6-4"):
        bob.receive_proposal(forge.frame(Remove(0), sender=Sender(SenderType.NEW_MEMBER_PROPOSAL)))
    with breaks("6-4"):
        bob.receive_proposal(forge.frame(Remove(0), sender=Sender(SenderType.NEW_MEMBER_COMMIT)))


def test_rule_6_4_a_proposal_is_no_commit() -> None:
    alice, bob = circle(2)
    with breaks("6-4"):
        bob.inspect(alice.propose_remove_self())
    with breaks("6-4"):
        bob.receive_proposal(alice.commit().message)


def test_rule_6_4_a_handshake_is_no_application_message() -> None:
    alice, bob = circle(2)
    before = bob.serialize()
    for message in (alice.propose_update(private=True), alice.commit(private=True).message):
        with breaks("6-4"):
            bob.decrypt(message)
    assert bob.serialize() == before


def test_rule_6_5_sender_is_no_member() -> None:
    alice, bob, _ = circle(3)
    with breaks("6-5"):
        bob.inspect(Forge(alice).commit(sender=Sender(SenderType.MEMBER, 3)))
    message = _private(alice.encrypt(b"x"))
    for leaf in (3, 4, 2**32 - 1):
        data = leaf.to_bytes(4, "big") + bytes(8)
        with breaks("6-5"):
            bob.decrypt(_wrap(_sender_data(alice, message, data)))


def test_rule_6_1_1_unsigned_commit() -> None:
    alice, bob = circle(2)
    forge = Forge(alice)
    content = public(alice.commit().message).content
    content.signature = b""
    with breaks("6.1-1"):
        bob.inspect(forge.protect(content))
    content.signature = bytes(64)
    with breaks("6.1-1"):
        bob.inspect(forge.protect(content))


def test_rule_6_1_1_forged_by_another_member() -> None:
    alice, bob, carol = circle(3)
    mallory = Forge(carol)
    as_alice = Sender(SenderType.MEMBER, 0)
    with breaks("6.1-1"):
        bob.inspect(mallory.commit(sender=as_alice))
    with breaks("6.1-1"):
        bob.receive_proposal(mallory.frame(Remove(0), sender=as_alice))
    assert bob.inspect(alice.commit().message).apply().epoch == 2


def test_rule_6_1_1_forged_application_burns_no_key() -> None:
    """A member who knows all ratchets writes as another: refused, and no ratchet moves."""
    alice, bob, carol = circle(3)
    mallory = Group.restore(carol.serialize())
    inside = state(mallory)
    framed = FramedContent.make(
        b"group", mallory.epoch, Sender(SenderType.MEMBER, 0), b"", b"I am alice"
    )
    content = sign_content(
        inside.crypto, inside.signer, WireFormat.PRIVATE_MESSAGE, framed, inside.context_raw
    )
    forged = protect_private(
        inside.crypto, content, inside.secret_tree, inside.secrets.sender_data_secret
    )
    before = bob.serialize()
    with breaks("6.1-1"):
        bob.decrypt(_wrap(forged))
    assert bob.serialize() == before
    assert bob.decrypt(alice.encrypt(b"truly")).plaintext == b"truly"


def test_rule_6_2_1_membership_tag() -> None:
    alice, bob = circle(2)
    with breaks("6.2-1"):
        bob.inspect(Forge(alice).commit(membership_key=bytes(32)))
    message = alice.propose_remove_self()
    with breaks("6.2-1"):
        bob.receive_proposal(message[:-1] + bytes((message[-1] ^ 1,)))


def test_an_outsiders_forged_commit_leaves_the_victim_as_it_was() -> None:
    """Who knows all that is public still cannot commit, and the victim goes on."""
    alice, bob = circle(2)
    outsider = circle(2)[1]
    before = bob.serialize()
    forge = Forge(outsider)
    real = alice.commit().message
    for message in (
        forge.commit(path=forge.path()),
        forge.commit(sender=Sender(SenderType.MEMBER, 0), path=forge.path()),
        real[:-1] + bytes((real[-1] ^ 1,)),
    ):
        with pytest.raises(PublicError):
            bob.inspect(message)
        assert bob.serialize() == before
    honest = alice.commit()
    after = bob.inspect(honest.message).apply()
    assert after.epoch_authenticator == honest.next.epoch_authenticator


def test_rule_6_2_2_application_data_in_the_clear() -> None:
    alice, bob = circle(2)
    inside = state(alice)
    framed = FramedContent.make(b"group", 1, Sender(SenderType.MEMBER, 0), b"", b"in the clear")
    content = sign_content(
        inside.crypto, inside.signer, WireFormat.PUBLIC_MESSAGE, framed, inside.context_raw
    )
    message = wrap(WireFormat.PUBLIC_MESSAGE, PublicMessage(content, bytes(32)).encode())
    with breaks("6.2-2"):
        bob.receive_proposal(message)
    with breaks("6.2-2"):
        bob.inspect(message)


def test_rule_6_3_1_sender_data() -> None:
    alice, bob = circle(2)
    message = _private(alice.encrypt(b"x"))
    message.encrypted_sender_data = bytes(len(message.encrypted_sender_data))
    with breaks("6.3-1"):
        bob.decrypt(_wrap(message))


def test_rule_6_3_2_content() -> None:
    alice, bob = circle(2)
    wire = alice.encrypt(b"x" * 64)
    before = bob.serialize()
    with breaks("6.3-2"):
        bob.decrypt(wire[:-1] + bytes((wire[-1] ^ 1,)))
    message = _private(wire)
    message.authenticated_data = b"other"
    with breaks("6.3-2"):
        bob.decrypt(_wrap(message))
    assert bob.serialize() == before
    assert bob.decrypt(wire).plaintext == b"x" * 64


class Covert(AuthenticatedContent):
    """Says something where the padding is."""

    def auth(self) -> bytes:
        return AuthenticatedContent.auth(self) + b"\0\0covert"


def test_rule_6_3_3_padding() -> None:
    alice, bob = circle(2)
    inside = state(alice)
    framed = FramedContent.make(b"group", 1, Sender(SenderType.MEMBER, 0), b"", b"text")
    content = Covert(
        WireFormat.PRIVATE_MESSAGE,
        framed,
        sign_content(
            inside.crypto, inside.signer, WireFormat.PRIVATE_MESSAGE, framed, inside.context_raw
        ).signature,
        None,
    )
    message = protect_private(
        inside.crypto, content, inside.secret_tree, inside.secrets.sender_data_secret
    )
    with breaks("6.3-3"):
        bob.decrypt(_wrap(message))


@pytest.mark.parametrize("generation", [2**32 - 1, MAX_FORWARD + 1])
def test_rule_6_3_4_generation_too_far(generation: int) -> None:
    """A claimed generation that far ahead costs nothing: no ratchet is even started."""
    alice, bob = circle(2)
    message = _private(alice.encrypt(b"x"))
    data = bytes(4) + generation.to_bytes(4, "big") + bytes(4)
    before = bob.serialize()
    with breaks("6.3-4"):
        bob.decrypt(_wrap(_sender_data(alice, message, data)))
    assert bob.serialize() == before
    assert not state(bob).secret_tree.ratchets


def test_steps_over_lost_messages() -> None:
    alice, bob = circle(2)
    for _ in range(MAX_SKIPPED * 3):
        alice.encrypt(b"lost")
    assert bob.decrypt(alice.encrypt(b"found")).plaintext == b"found"


def test_replay() -> None:
    alice, bob = circle(2)
    message = alice.encrypt(b"once")
    assert bob.decrypt(message).plaintext == b"once"
    with pytest.raises(Replayed):
        bob.decrypt(message)
    with pytest.raises(Replayed):
        Group.restore(bob.serialize()).decrypt(message)


def test_replay_of_a_private_proposal() -> None:
    alice, bob = circle(2)
    message = alice.propose_update(private=True)
    bob.receive_proposal(message)
    with pytest.raises(Replayed):
        bob.receive_proposal(message)


def test_out_of_order_within_the_window() -> None:
    alice, bob = circle(2)
    messages = [alice.encrypt(b"%d" % number) for number in range(MAX_SKIPPED + 2)]
    assert bob.decrypt(messages[-1]).plaintext == b"%d" % (MAX_SKIPPED + 1)
    with pytest.raises(Replayed):
        bob.decrypt(messages[0])
    for number in reversed(range(1, MAX_SKIPPED + 1)):
        assert bob.decrypt(messages[number]).plaintext == b"%d" % number


def test_own_messages_are_not_decrypted() -> None:
    alice, bob = circle(2)
    message = alice.encrypt(b"mine")
    with pytest.raises(OwnMessage):
        alice.decrypt(message)
    made = alice.commit()
    staged = alice.inspect(made.message)
    assert staged.sender_leaf == alice.own_leaf
    with pytest.raises(OwnMessage):
        staged.apply()
    assert bob.inspect(made.message).apply().epoch == made.next.epoch


def test_an_emptied_ratchet_refuses_to_encrypt() -> None:
    alice, _ = circle(2)
    alice.encrypt(b"first")
    state(alice).secret_tree.ratchets[0][1].next = 2**32 - 1
    alice.encrypt(b"the last generation")
    with pytest.raises(LocalError):
        alice.encrypt(b"one too many")
    assert Group.restore(alice.serialize()).serialize() == alice.serialize()


def test_what_cannot_be_sent() -> None:
    alice, _ = circle(2)
    inside = state(alice)
    context = inside.context_raw
    key = inside.secrets.membership_key
    framed = FramedContent.make(b"group", 1, Sender(SenderType.MEMBER, 0), b"", b"text")
    clear = sign_content(inside.crypto, inside.signer, WireFormat.PUBLIC_MESSAGE, framed, context)
    with pytest.raises(LocalError):
        protect_public(inside.crypto, clear, key, context)
    stranger = FramedContent.make(
        b"group", 1, Sender(SenderType.NEW_MEMBER_PROPOSAL), b"", Remove(0)
    )
    outside = sign_content(
        inside.crypto, inside.signer, WireFormat.PRIVATE_MESSAGE, stranger, context
    )
    with pytest.raises(LocalError):
        protect_private(inside.crypto, outside, inside.secret_tree, key)
    with pytest.raises(LocalError):
        alice.encrypt(b"x", padding=-1)
    with pytest.raises(LocalError):
        alice.propose_remove(7)
    assert state(alice).secret_tree.next_generation(0, APPLICATION) == 0


def test_private_handshakes() -> None:
    alice, bob, carol = circle(3)
    proposal = carol.propose_update(private=True)
    for one in (alice, bob):
        one.receive_proposal(proposal)
    made = alice.commit(private=True)
    followers = [one.inspect(made.message).apply() for one in (bob, carol)]
    assert {one.epoch_authenticator for one in followers} == {made.next.epoch_authenticator}
    assert commit_type(made.message) is ContentType.COMMIT


def commit_type(message: bytes) -> ContentType:
    return _private(message).type


def test_an_external_senders_proposal() -> None:
    """Only those named in the group, and only what they may send."""
    outside = SignatureKey.generate(FAST)
    senders = vec(vec(outside.public) + u16(1) + vec(b"server"))
    alice, bob, _ = circle(3, extensions=[Extension(5, senders)])
    forge = Forge(alice)
    named = Sender(SenderType.EXTERNAL, 0)
    message = forge.frame(Remove(2), sender=named, signer=outside)
    assert alice.receive_proposal(message)[1] is None
    bob.receive_proposal(message)
    made = alice.commit()
    assert [one.leaf for one in bob.inspect(made.message).apply().members] == [0, 1]
    with breaks("12.1-7"):
        bob.receive_proposal(
            forge.frame(Remove(2), sender=Sender(SenderType.EXTERNAL, 1), signer=outside)
        )
    with breaks("6.1-1"):
        bob.receive_proposal(forge.frame(Remove(2), sender=named))
    with breaks("12.1-7"):
        bob.receive_proposal(forge.frame(ExternalInit(b""), sender=named, signer=outside))


def test_commit_helper_reads_what_was_sent() -> None:
    alice, _ = circle(2)
    commit = commit_of(alice.commit(extensions=[]).message)
    assert isinstance(commit, Commit)
    assert commit.path is not None
