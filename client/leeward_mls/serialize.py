"""The state as bytes: canonical, so that one state has one form, and whole or refused.

It comes in two parts. The epoch part is constant within an epoch but for remembered proposals;
the ratchet part changes with every message. Both must come from the same epoch. Neither is
encrypted here.
"""

from __future__ import annotations

from .apply import Resolved
from .codec import Reader, optional, parse, u32, u64, vec, vec_of
from .errors import LocalError, Malformed, MLSError
from .framing import Sender, read_sender
from .groupinfo import GroupContext, read_group_context
from .keyschedule import EpochSecrets
from .nodes import read_extensions, write_extensions
from .proposals import Proposal, ReInit, read_proposal
from .secrettree import SecretTree
from .state import PskStore, State
from .suites import SignatureKey, crypto
from .tree import RatchetTree, read_tree

_EPOCH = b"leeward-mls-epoch\x01"
_RATCHETS = b"leeward-mls-ratchets\x01"
_BOTH = b"leeward-mls-group\x01"


def write_epoch(state: State) -> bytes:
    """All but the ratchets."""
    private = vec_of(u32(node) + vec(state.private[node]) for node in sorted(state.private))
    proposals = vec_of(_write_proposal(ref, one) for ref, one in state.proposals.items())
    return (
        _EPOCH
        + vec(state.context_raw)
        + vec(state.tree.encode())
        + vec(state.confirmation_tag)
        + state.secrets.encode()
        + u32(state.own_leaf)
        + private
        + vec(state.signer.private)
        + _write_psks(state.psks)
        + proposals
        + write_extensions(state.joined_info)
        + optional(None if state.reinit is None else state.reinit.encode())
    )


def write_ratchets(state: State) -> bytes:
    """The secret tree, bound to its epoch."""
    return _RATCHETS + vec(_name(state.context)) + state.secret_tree.encode()


def write(state: State) -> bytes:
    return _BOTH + vec(write_epoch(state)) + vec(write_ratchets(state))


def read(data: bytes) -> State:
    """The state that :func:`write` wrote; anything else is a :class:`LocalError`."""
    if not data.startswith(_BOTH):
        raise LocalError("not a stored group")
    try:
        epoch, ratchets = parse(data[len(_BOTH) :], lambda r: (r.vec(), r.vec()))
    except Malformed as error:
        raise LocalError("not a stored group") from error
    return read_parts(epoch, ratchets)


def read_parts(epoch: bytes, ratchets: bytes) -> State:
    if not epoch.startswith(_EPOCH) or not ratchets.startswith(_RATCHETS):
        raise LocalError("not a stored group")
    try:
        state = parse(epoch[len(_EPOCH) :], _read_epoch)
        name, secrets = parse(
            ratchets[len(_RATCHETS) :], lambda r: (r.vec(), SecretTree.read(r, state.crypto))
        )
    except MLSError as error:
        raise LocalError("not a stored group") from error
    if name != _name(state.context) or secrets.width != state.tree.width:
        raise LocalError("the parts are of different epochs")
    state.secret_tree = secrets
    if write_epoch(state) != epoch or write_ratchets(state) != ratchets:
        raise LocalError("not in canonical form")
    return state


def _name(context: GroupContext) -> bytes:
    return vec(context.group_id) + u64(context.epoch) + vec(context.confirmed_transcript_hash)


def _write_psks(psks: PskStore) -> bytes:
    external = vec_of(vec(name) + vec(psks.external[name]) for name in sorted(psks.external))
    past = vec_of(u64(epoch) + vec(psks.resumption[epoch]) for epoch in sorted(psks.resumption))
    return external + past + u32(psks.keep)


def _read_psks(reader: Reader) -> PskStore:
    external = reader.list_of(lambda r: (r.vec(), bytearray(r.vec())))
    past = reader.list_of(lambda r: (r.u64(), bytearray(r.vec())))
    return PskStore(dict(external), dict(past), reader.u32())


def _write_proposal(ref: bytes, one: Resolved) -> bytes:
    private = None if one.private is None else vec(one.private)
    return vec(ref) + one.sender.encode() + vec(one.proposal.encode()) + optional(private)


def _read_proposal(reader: Reader) -> tuple[bytes, Sender, Proposal, bytes | None]:
    ref, sender = reader.vec(), read_sender(reader)
    proposal = parse(reader.vec(), read_proposal)
    return ref, sender, proposal, reader.vec() if reader.present() else None


def _read_epoch(reader: Reader) -> State:
    context = parse(reader.vec(), read_group_context)
    algorithms = crypto(context.suite)
    tree: RatchetTree = parse(reader.vec(), lambda r: read_tree(r, algorithms))
    if tree.tree_hash() != context.tree_hash:
        raise Malformed("the tree is not that of the context")
    tag = reader.vec()
    secrets = EpochSecrets.read(reader)
    own_leaf = reader.u32()
    private = {node: bytearray(key) for node, key in reader.list_of(lambda r: (r.u32(), r.vec()))}
    signer = SignatureKey(reader.vec())
    psks = _read_psks(reader)
    proposals = {
        ref: Resolved(proposal, sender, ref, key)
        for ref, sender, proposal, key in reader.list_of(_read_proposal)
    }
    joined_info = read_extensions(reader)
    reinit = read_proposal(reader) if reader.present() else None
    if reinit is not None and not isinstance(reinit, ReInit):
        raise Malformed("a reinit")
    state = State(
        algorithms,
        context,
        tree,
        tag,
        secrets,
        SecretTree(algorithms, 1, b""),
        own_leaf,
        private,
        signer,
        psks,
        proposals,
        joined_info,
        reinit,
    )
    _ = state.own_node  # refuses a state whose own leaf is blank
    return state
