"""Entering by a commit of one's own (RFC 9420 section 12.4.3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .apply import Resolved, apply_list
from .codec import Reader, parse
from .commit import Made
from .errors import LocalError, PublicError
from .framing import (
    FramedContent,
    Sender,
    SenderType,
    WireFormat,
    unwrap,
    wrap,
)
from .groupinfo import GroupContext, read_group_info
from .hpke import HPKEError
from .join import tree_of
from .keyschedule import (
    EpochSecrets,
    confirmation_tag,
    confirmed_hash,
    epoch_secret,
    interim_hash,
    joiner_secret,
    member_secret,
)
from .nodes import (
    BASIC,
    Credential,
    Extension,
    ExtensionType,
    find_extension,
    own_capabilities,
)
from .proposals import Commit, ExternalInit, PreSharedKey, Remove
from .protection import protect_public, sign_content
from .psk import PreSharedKeyID, psk_secret
from .secrettree import SecretTree
from .staged import EXTERNAL_INIT_LABEL
from .state import PskStore, State
from .suites import SignatureKey, crypto, supported
from .treekem import new_path
from .validation import check_leaf_alone, check_leaf_in_group, check_members


@dataclass(slots=True, frozen=True)
class ExternalWishes:
    """How a newcomer comes in by its own commit."""

    extensions_supported: tuple[int, ...] = ()
    leaf_extensions: tuple[Extension, ...] = ()
    authenticated_data: bytes = b""
    replaces: int | None = None
    """The leaf of our former self, to be removed in the same commit."""
    psks: tuple[PreSharedKeyID, ...] = ()


def join_external(
    message: bytes,
    identity: bytes,
    signer: SignatureKey,
    wishes: ExternalWishes,
    *,
    now: int | None,
    tree: bytes | None,
    psks: Mapping[bytes, bytes],
) -> Made:
    """Enter by an external commit (section 12.4.3.2), from a GroupInfo message."""
    _, reader = unwrap(message, WireFormat.GROUP_INFO)
    info = read_group_info(reader)
    reader.finish()
    if not supported(info.context.suite):
        raise PublicError("12.4.3-4")
    algorithms = crypto(info.context.suite)
    known = tree_of(algorithms, info, tree, now)
    external = find_extension(info.extensions, ExtensionType.EXTERNAL_PUB)
    if external is None:
        raise PublicError("12.4.3-10")
    external_pub = parse(external, Reader.vec)
    try:
        kem_output, init = algorithms.kem.send_export(
            external_pub, EXTERNAL_INIT_LABEL, algorithms.hash_size
        )
    except (HPKEError, ValueError) as error:
        raise PublicError("5-2") from error
    sender = Sender(SenderType.NEW_MEMBER_COMMIT)
    items = [Resolved(ExternalInit(kem_output), sender)]
    if wishes.replaces is not None:
        items.append(Resolved(Remove(wishes.replaces), sender))
    items += [Resolved(PreSharedKey(name), sender) for name in wishes.psks]
    try:
        applied = apply_list(known, info.context.group_id, info.context.extensions, items, None)
        own = applied.tree.first_blank()
        applied.tree.extend_to(own)
        path = new_path(
            applied.tree,
            own,
            signer,
            info.context.group_id,
            Credential(BASIC, identity),
            own_capabilities(wishes.extensions_supported),
            wishes.leaf_extensions,
        )
        check_leaf_alone(algorithms, path.leaf, (info.context.group_id, own))
        check_leaf_in_group(path.leaf, info.context.extensions)
        check_members(applied.tree)
    except PublicError as error:
        raise LocalError(f"this commit would be void: {error}") from error
    store = PskStore({n: bytearray(k) for n, k in psks.items()})
    keys = [(name, store.find(info.context.group_id, name)) for name in applied.psks]
    provisional = GroupContext(
        info.context.suite,
        info.context.group_id,
        info.context.epoch + 1,
        applied.tree.tree_hash(),
        info.context.confirmed_transcript_hash,
        info.context.extensions,
    )
    update_path = path.encrypt(applied.tree, (), provisional.encode())
    framed = FramedContent.make(
        info.context.group_id,
        info.context.epoch,
        sender,
        wishes.authenticated_data,
        Commit(tuple(item.proposal for item in items), update_path),
    )
    old_context = info.context.encode()
    content = sign_content(algorithms, signer, WireFormat.PUBLIC_MESSAGE, framed, old_context)
    interim = interim_hash(
        algorithms, info.context.confirmed_transcript_hash, info.confirmation_tag
    )
    context = provisional.confirmed(confirmed_hash(algorithms, interim, content.transcript_input()))
    encoded = context.encode()
    joiner = joiner_secret(algorithms, init, path.commit_secret, encoded)
    member = member_secret(algorithms, joiner, psk_secret(algorithms, keys))
    secrets, encryption = EpochSecrets.derive(algorithms, epoch_secret(algorithms, member, encoded))
    content.confirmation_tag = confirmation_tag(algorithms, secrets, context)
    state = State(
        algorithms,
        context,
        applied.tree,
        content.confirmation_tag,
        secrets,
        SecretTree(algorithms, applied.tree.width, encryption),
        own,
        {node: bytearray(key) for node, key in path.private.items()},
        signer,
        store,
    )
    public = protect_public(algorithms, content, b"", old_context)
    return Made(wrap(WireFormat.PUBLIC_MESSAGE, public.encode()), None, state)
