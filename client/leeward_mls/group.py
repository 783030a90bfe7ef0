"""A group as an application holds it: one object per epoch, over the state of one member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import keyschedule, messages, serialize
from .apply import Resolved
from .changes import Member
from .codec import parse
from .commit import Made, Wishes, choose, group_info, make_commit
from .errors import LocalError, PublicError
from .external import ExternalWishes, join_external
from .framing import Sender, SenderType, WireFormat, wrap
from .join import found, join
from .keypackage import KeyPackage, KeyPackageBundle, read_key_package
from .messages import Application
from .nodes import Extension
from .proposals import (
    Add,
    GroupContextExtensions,
    PreSharedKey,
    Proposal,
    ReInit,
    Remove,
)
from .psk import PreSharedKeyID
from .staged import StagedCommit, inspect
from .state import State
from .suites import SignatureKey, Suite, crypto
from .validation import check_key_package, check_leaf_in_group, check_lifetime

_FOREVER = (0, 2**64 - 1)


@dataclass(slots=True)
class PendingCommit:
    """A commit of ours. ``next`` is the group once it has won; until then nothing changed."""

    message: bytes = field(repr=False)
    welcome: bytes | None = field(repr=False)
    next: Group


class Group:
    """One member's view of one epoch.

    A commit never changes a group: it gives another one, for the next epoch, that shares no
    secret with it. Drop the old one with :meth:`wipe`. Only messages change a group, by moving
    its ratchets, and proposals, which it remembers.
    """

    __slots__ = ("_state",)

    def __init__(self, state: State) -> None:
        """For this package alone: use :meth:`create`, :meth:`join` or :meth:`restore`."""
        self._state = state

    # -- coming to be

    @classmethod
    def create(
        cls,
        suite: Suite,
        group_id: bytes,
        identity: bytes,
        signer: SignatureKey,
        *,
        extensions: Sequence[Extension] = (),
        extensions_supported: Sequence[int] = (),
        leaf_extensions: Sequence[Extension] = (),
        lifetime: tuple[int, int] = _FOREVER,
        keep_resumption: int = 0,
    ) -> Group:
        """Found a group of one. ``keep_resumption``: how many past epochs' resumption keys are
        kept for later use as PSKs."""
        return cls(
            found(
                suite,
                group_id,
                identity,
                signer,
                extensions=extensions,
                extensions_supported=extensions_supported,
                leaf_extensions=leaf_extensions,
                lifetime=lifetime,
                keep_resumption=keep_resumption,
            )
        )

    @classmethod
    def join(
        cls,
        welcome: bytes,
        bundle: KeyPackageBundle,
        *,
        now: int | None = None,
        tree: bytes | None = None,
        psks: Mapping[bytes, bytes] | None = None,
        resumption_psks: Mapping[tuple[bytes, int], bytes] | None = None,
        keep_resumption: int = 0,
    ) -> Group:
        """Enter by a welcome (an MLSMessage).

        ``tree`` is the ratchet tree if the welcome does not hold it. With ``now`` (Unix seconds)
        the lifetimes of all leaves are checked too. :class:`PublicError` and
        :class:`PrivateError` name the rule that was broken.
        """
        return cls(
            join(
                welcome,
                bundle,
                now=now,
                tree=tree,
                psks=psks or {},
                resumption=resumption_psks or {},
                keep_resumption=keep_resumption,
            )
        )

    @classmethod
    def join_external(
        cls,
        group_info: bytes,
        identity: bytes,
        signer: SignatureKey,
        wishes: ExternalWishes | None = None,
        *,
        now: int | None = None,
        tree: bytes | None = None,
        psks: Mapping[bytes, bytes] | None = None,
    ) -> PendingCommit:
        """Enter by a commit of our own, from a GroupInfo message with an external key."""
        return _pending(
            join_external(
                group_info,
                identity,
                signer,
                wishes or ExternalWishes(),
                now=now,
                tree=tree,
                psks=psks or {},
            )
        )

    @classmethod
    def restore(cls, data: bytes) -> Group:
        """The group that :meth:`serialize` wrote."""
        return cls(serialize.read(data))

    @classmethod
    def restore_parts(cls, epoch: bytes, ratchets: bytes) -> Group:
        """The group whose parts were written apart; both must be of one epoch."""
        return cls(serialize.read_parts(epoch, ratchets))

    # -- what it is

    @property
    def suite(self) -> Suite:
        return self._state.crypto.suite

    @property
    def group_id(self) -> bytes:
        return self._state.context.group_id

    @property
    def epoch(self) -> int:
        return self._state.context.epoch

    @property
    def own_leaf(self) -> int:
        return self._state.own_leaf

    @property
    def signer(self) -> SignatureKey:
        return self._state.signer

    @property
    def extensions(self) -> list[Extension]:
        """The group context extensions."""
        return list(self._state.context.extensions)

    @property
    def joined_info(self) -> list[Extension]:
        """What the group info told us when we joined, the tree apart; empty in later epochs."""
        return list(self._state.joined_info)

    @property
    def members(self) -> list[Member]:
        return [Member.of(index, leaf) for index, leaf in self._state.tree.leaves()]

    @property
    def tree_hash(self) -> bytes:
        return self._state.context.tree_hash

    @property
    def ratchet_tree(self) -> bytes:
        """The tree, for :meth:`join` where the welcome does not hold it."""
        return self._state.tree.encode()

    @property
    def confirmed_transcript_hash(self) -> bytes:
        return self._state.context.confirmed_transcript_hash

    @property
    def reinit(self) -> ReInit | None:
        """Set once a reinit was committed: then nothing more is sent here."""
        return self._state.reinit

    @property
    def epoch_authenticator(self) -> bytes:
        self._alive()
        return bytes(self._state.secrets.epoch_authenticator)

    @property
    def resumption_psk(self) -> bytes:
        self._alive()
        return bytes(self._state.secrets.resumption_psk)

    def export(self, label: str, context: bytes, length: int) -> bytes:
        """MLS-Exporter (section 8.5)."""
        self._alive()
        state = self._state
        secret = state.secrets.exporter_secret
        return keyschedule.export(state.crypto, secret, label, context, length)

    def sign(self, label: str, content: bytes) -> bytes:
        """SignWithLabel with our signature key."""
        return self._state.crypto.sign(self._state.signer, label, content)

    def add_psk(self, psk_id: bytes, key: bytes) -> None:
        """Put an external pre-shared key at hand, for this epoch and those after it."""
        self._alive()
        self._state.psks.external[psk_id] = bytearray(key)

    # -- messages

    def encrypt(self, plaintext: bytes, authenticated_data: bytes = b"", padding: int = 0) -> bytes:
        """Encrypt an application message. Store the ratchets before it is sent: the generation
        it took is never given out again by this group or by what is restored from it."""
        self._open()
        return messages.encrypt(self._state, plaintext, authenticated_data, padding)

    def decrypt(self, message: bytes) -> Application:
        """Decrypt an application message and erase its key.

        :class:`PublicError` for what no member accepts, :class:`Replayed` for a key that is
        spent, :class:`OwnMessage` for our own. No failure changes the group.
        """
        self._alive()
        return messages.decrypt(self._state, message)

    # -- proposals

    def propose_remove_self(self, authenticated_data: bytes = b"", private: bool = False) -> bytes:
        """Ask to be removed; others commit it."""
        return self._propose(Remove(self.own_leaf), authenticated_data, private)

    def propose_remove(
        self, leaf: int, authenticated_data: bytes = b"", private: bool = False
    ) -> bytes:
        return self._propose(Remove(leaf), authenticated_data, private)

    def propose_add(
        self, key_package: bytes, authenticated_data: bytes = b"", private: bool = False
    ) -> bytes:
        add = Add(parse(key_package, read_key_package))
        return self._propose(add, authenticated_data, private)

    def propose_extensions(
        self,
        extensions: Sequence[Extension],
        authenticated_data: bytes = b"",
        private: bool = False,
    ) -> bytes:
        proposal = GroupContextExtensions(tuple(extensions))
        return self._propose(proposal, authenticated_data, private)

    def propose_psk(
        self, psk: PreSharedKeyID, authenticated_data: bytes = b"", private: bool = False
    ) -> bytes:
        return self._propose(PreSharedKey(psk), authenticated_data, private)

    def propose_update(
        self,
        leaf_extensions: Sequence[Extension] | None = None,
        authenticated_data: bytes = b"",
        private: bool = False,
    ) -> bytes:
        """Ask for our leaf to be replaced by one with a fresh key."""
        self._open()
        extensions = None if leaf_extensions is None else tuple(leaf_extensions)
        return messages.propose_update(self._state, extensions, authenticated_data, private)

    def receive_proposal(self, message: bytes) -> tuple[bytes, int | None]:
        """Check a proposal and remember it: (its reference, the sender's leaf or None)."""
        self._alive()
        return messages.receive_proposal(self._state, message)

    @property
    def remembered(self) -> list[tuple[bytes, int | None, Proposal]]:
        """The proposals of this epoch: (reference, sender's leaf or None, proposal)."""
        return [(ref, one.member, one.proposal) for ref, one in self._state.proposals.items()]

    def forget_proposal(self, ref: bytes) -> None:
        """Drop a remembered proposal, so that our commits leave it out."""
        if self._state.proposals.pop(ref, None) is None:
            raise LocalError("this proposal is not remembered")

    # -- commits

    def commit(
        self,
        *,
        adds: Sequence[bytes] = (),
        removes: Sequence[int] = (),
        extensions: Sequence[Extension] | None = None,
        update: bool = True,
        proposal_refs: Sequence[bytes] | None = None,
        authenticated_data: bytes = b"",
        group_info_extensions: Sequence[Extension] = (),
        private: bool = False,
        psks: Sequence[PreSharedKeyID] = (),
        reinit: ReInit | None = None,
        leaf_extensions: Sequence[Extension] | None = None,
        ratchet_tree: bool = True,
        now: int | None = None,
    ) -> PendingCommit:
        """Make a commit; this group stays as it is (but for the handshake ratchet if
        ``private``), :attr:`PendingCommit.next` is the one after it.

        ``adds`` are raw key packages, ``removes`` leaf indices. ``proposal_refs`` names the
        remembered proposals to include, by default all that fit together. ``update`` asks for
        fresh keys also where the proposals do not need them. With ``now`` (Unix seconds) the
        lifetimes of those added are checked; remembered adds out of their time are left out.
        Refused proposals of ours are a :class:`LocalError`.
        """
        self._open()
        state = self._state
        sender = Sender(SenderType.MEMBER, state.own_leaf)
        if proposal_refs is None:
            # Who asked to leave is removed by its own word, and seen to be.
            leaving = {
                one.member
                for one in state.proposals.values()
                if isinstance(one.proposal, Remove) and one.proposal.removed == one.member
            }
            removes = [leaf for leaf in removes if leaf not in leaving]
        own = [
            *(Resolved(Add(self._checked_package(one, now)), sender) for one in adds),
            *(Resolved(Remove(leaf), sender) for leaf in removes),
            *(Resolved(PreSharedKey(one), sender) for one in psks),
        ]
        if extensions is not None:
            own.append(Resolved(GroupContextExtensions(tuple(extensions)), sender))
        if reinit is not None:
            own.append(Resolved(reinit, sender))
        if proposal_refs is None:
            chosen = [] if reinit is not None else choose(state, own)
        else:
            chosen = [self._remembered(ref) for ref in proposal_refs]
        if now is not None:
            chosen = [one for one in chosen if _in_time(one, now)]
        return _pending(
            make_commit(
                state,
                [*chosen, *own],
                Wishes(
                    update,
                    authenticated_data,
                    tuple(group_info_extensions),
                    private,
                    ratchet_tree,
                    None if leaf_extensions is None else tuple(leaf_extensions),
                ),
            )
        )

    def inspect(self, message: bytes) -> StagedCommit:
        """Every check of a commit that all members make alike; nothing changes.

        :class:`PublicError` names the rule that it breaks.
        """
        self._alive()
        return inspect(self._state, message)

    def group_info(self, *, external: bool = False, ratchet_tree: bool = True) -> bytes:
        """A signed GroupInfo message, with ``external`` for those who join by themselves."""
        self._alive()
        info = group_info(self._state, ratchet_tree=ratchet_tree, external_pub=external)
        return wrap(WireFormat.GROUP_INFO, info.encode())

    # -- keeping

    def serialize(self) -> bytes:
        """The whole state, secrets included, in its one canonical form."""
        self._alive()
        return serialize.write(self._state)

    def serialize_epoch(self) -> bytes:
        """All but the ratchets: constant within an epoch but for remembered proposals."""
        self._alive()
        return serialize.write_epoch(self._state)

    def serialize_ratchets(self) -> bytes:
        """The ratchets: changes with each message sent or received."""
        self._alive()
        return serialize.write_ratchets(self._state)

    def wipe(self) -> None:
        """Erase every secret of this epoch, as far as Python lets anyone do that. The signature
        key stays: later epochs use it."""
        self._state.wipe()

    def __repr__(self) -> str:
        return f"Group(epoch={self.epoch}, own_leaf={self.own_leaf})"

    # -- within

    def _alive(self) -> None:
        if self._state.wiped:
            raise LocalError("this group was wiped")

    def _open(self) -> None:
        self._alive()
        if self._state.reinit is not None:
            raise LocalError("this group was closed by a reinit")

    def _checked_package(self, raw: bytes, now: int | None) -> KeyPackage:
        try:
            return check_package(self.suite, raw, now=now, group=self)
        except PublicError as error:
            raise LocalError(f"this key package cannot be added: {error}") from error

    def _remembered(self, ref: bytes) -> Resolved:
        found = self._state.proposals.get(ref)
        if found is None:
            raise LocalError("this proposal is not remembered")
        return found

    def _propose(self, proposal: Proposal, authenticated_data: bytes, private: bool) -> bytes:
        self._open()
        return messages.propose(self._state, proposal, authenticated_data, private)


def _in_time(item: Resolved, now: int) -> bool:
    """Whether a remembered proposal may be committed now: who admits looks at the time."""
    if isinstance(item.proposal, Add):
        try:
            check_lifetime(item.proposal.key_package.leaf, now)
        except PublicError:
            return False
    return True


def _pending(made: Made) -> PendingCommit:
    return PendingCommit(made.message, made.welcome, Group(made.next))


def check_package(
    suite: Suite, raw: bytes, *, now: int | None = None, group: Group | None = None
) -> KeyPackage:
    """Check a raw key package (section 10.1), its lifetime if ``now`` is given, and what a
    ``group`` asks of its members; :class:`PublicError` names the rule that it breaks."""
    package = parse(raw, read_key_package)
    check_key_package(crypto(suite), package)
    if now is not None:
        check_lifetime(package.leaf, now)
    if group is not None:
        check_leaf_in_group(package.leaf, tuple(group.extensions))
    return package
