"""Coming into a group: founding, welcome, external commit (RFC 9420 sections 11, 12.4.3)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from . import treemath
from .apply import check_extensions
from .codec import parse
from .errors import LocalError, PrivateError, PublicError
from .framing import (
    WireFormat,
    unwrap,
)
from .groupinfo import (
    GroupContext,
    GroupInfo,
    GroupSecrets,
    read_group_info,
    read_group_secrets,
    read_welcome,
)
from .hpke import HPKEError
from .keypackage import KeyPackage, KeyPackageBundle, read_key_package
from .keyschedule import (
    EpochSecrets,
    confirmation_tag,
    epoch_secret,
    member_secret,
    welcome_keys,
    welcome_secret,
)
from .nodes import (
    BASIC,
    Credential,
    Extension,
    ExtensionType,
    find_extension,
    make_leaf,
    own_capabilities,
)
from .psk import PreSharedKeyID, PSKType, Usage, psk_secret
from .secrettree import SecretTree
from .state import PskStore, State
from .suites import Crypto, Secret, SignatureKey, Suite, crypto, equal, supported
from .tree import RatchetTree, read_tree
from .treekem import derive_from_welcome
from .validation import (
    check_leaf_alone,
    check_leaf_in_group,
    check_lifetime,
    check_tree,
)


def found(
    suite: Suite,
    group_id: bytes,
    identity: bytes,
    signer: SignatureKey,
    *,
    extensions: Sequence[Extension],
    extensions_supported: Sequence[int],
    leaf_extensions: Sequence[Extension],
    lifetime: tuple[int, int],
    keep_resumption: int,
) -> State:
    """A group of one (section 11)."""
    algorithms = crypto(suite)
    private, public = algorithms.kem.generate()
    leaf = make_leaf(
        algorithms,
        signer,
        encryption_key=public,
        credential=Credential(BASIC, identity),
        capabilities=own_capabilities(tuple(extensions_supported)),
        extensions=tuple(leaf_extensions),
        lifetime=lifetime,
    )
    try:
        check_extensions(tuple(extensions))
        check_leaf_alone(algorithms, leaf, (group_id, 0))
        check_leaf_in_group(leaf, tuple(extensions))
    except PublicError as error:
        raise LocalError(f"this group would be void: {error}") from error
    tree = RatchetTree(algorithms, [leaf])
    context = GroupContext(algorithms.suite, group_id, 0, tree.tree_hash(), b"", tuple(extensions))
    secrets, encryption = EpochSecrets.derive(algorithms, os.urandom(algorithms.hash_size))
    return State(
        algorithms,
        context,
        tree,
        confirmation_tag(algorithms, secrets, context),
        secrets,
        SecretTree(algorithms, 1, encryption),
        0,
        {0: bytearray(private)},
        signer,
        PskStore(keep=keep_resumption),
    )


def tree_of(
    algorithms: Crypto, info: GroupInfo, given: bytes | None, now: int | None
) -> RatchetTree:
    """The tree that belongs to a group info, from its extension or from ``given``, checked."""
    encoded = find_extension(info.extensions, ExtensionType.RATCHET_TREE)
    if encoded is None:
        encoded = given
    if encoded is None:
        raise PublicError("12.4.3-5")
    tree = parse(encoded, lambda r: read_tree(r, algorithms))
    if tree.tree_hash() != info.context.tree_hash:
        raise PublicError("12.4.3-5")
    check_extensions(info.context.extensions)
    check_tree(tree, info.context.group_id, info.context.extensions)
    signer = tree.leaf(info.signer)
    if signer is None or not info.verify(algorithms, signer.signature_key):
        raise PublicError("12.4.3-3")
    if now is not None:
        for _, leaf in tree.leaves():
            check_lifetime(leaf, now)
    return tree


def join(
    message: bytes,
    bundle: KeyPackageBundle,
    *,
    now: int | None,
    tree: bytes | None,
    psks: Mapping[bytes, bytes],
    resumption: Mapping[tuple[bytes, int], bytes],
    keep_resumption: int,
) -> State:
    """Enter by a welcome (section 12.4.3.1). ``now`` also checks the lifetimes in the tree."""
    _, reader = unwrap(message, WireFormat.WELCOME)
    welcome = read_welcome(reader)
    reader.finish()
    package = parse(bundle.key_package, read_key_package)
    if welcome.suite != package.suite or not supported(welcome.suite):
        raise PublicError("12.4.3-4")
    algorithms = crypto(welcome.suite)
    ref = package.ref(algorithms)
    sealed = [one for name, one in welcome.secrets if name == ref]
    if not sealed:
        raise PublicError("12.4.3-1")
    try:
        opened = algorithms.open(
            bundle.init_private,
            "Welcome",
            welcome.encrypted_group_info,
            sealed[0].kem_output,
            sealed[0].ciphertext,
        )
    except HPKEError as error:
        raise PrivateError("12.4.3-2") from error
    group_secrets = parse(opened, read_group_secrets)
    keys = _welcome_psks(group_secrets, psks, resumption)
    member = member_secret(algorithms, group_secrets.joiner_secret, psk_secret(algorithms, keys))
    key, nonce = welcome_keys(algorithms, welcome_secret(algorithms, member))
    plain = algorithms.aead_open(key, nonce, b"", welcome.encrypted_group_info)
    if plain is None:
        raise PrivateError("12.4.3-2")
    info = parse(plain, read_group_info)
    if info.context.suite != package.suite:
        raise PublicError("12.4.3-4")
    special = any(name.usage in (Usage.REINIT, Usage.BRANCH) for name in group_secrets.psks)
    if special and info.context.epoch != 1:
        raise PublicError("12.4.3-9")
    ratchet_tree = tree_of(algorithms, info, tree, now)
    own = _own_leaf(ratchet_tree, package)
    private: dict[int, Secret] = {2 * own: bundle.encryption_private}
    if (
        bundle.signer.public != package.leaf.signature_key
        or algorithms.kem.public_of(bundle.encryption_private) != package.leaf.encryption_key
    ):
        raise LocalError("the bundle's private keys are not those of its leaf")
    if group_secrets.path_secret is not None:
        private.update(
            derive_from_welcome(ratchet_tree, own, info.signer, group_secrets.path_secret)
        )
    _check_complete(ratchet_tree, own, private)
    return _enter(
        algorithms,
        info,
        ratchet_tree,
        own,
        private,
        bundle.signer,
        epoch_secret(algorithms, member, info.context.encode()),
        PskStore({n: bytearray(k) for n, k in psks.items()}, {}, keep_resumption),
    )


def _welcome_psks(
    secrets: GroupSecrets,
    psks: Mapping[bytes, bytes],
    resumption: Mapping[tuple[bytes, int], bytes],
) -> list[tuple[PreSharedKeyID, Secret]]:
    special = [one for one in secrets.psks if one.usage in (Usage.REINIT, Usage.BRANCH)]
    if len(special) > 1:
        raise PublicError("12.4.3-9")
    keys: list[tuple[PreSharedKeyID, Secret]] = []
    for name in secrets.psks:
        if name.type is PSKType.EXTERNAL:
            key = psks.get(name.id)
        else:
            key = resumption.get((name.id, name.epoch))
        if key is None:
            raise PrivateError("8.4-1")
        keys.append((name, key))
    return keys


def _check_complete(tree: RatchetTree, own: int, private: Mapping[int, Secret]) -> None:
    """We hold the key of every node above us where we are not unmerged (rule 12.4.3-8).

    A committer who keeps a path secret back would otherwise lock us out at some later commit.
    """
    for node in treemath.direct_path(own, tree.width):
        parent = tree.parent(node)
        if parent is not None and own not in parent.unmerged and node not in private:
            raise PrivateError("12.4.3-8")


def _own_leaf(tree: RatchetTree, package: KeyPackage) -> int:
    for index, leaf in tree.leaves():
        if leaf.raw == package.leaf.raw:
            return index
    raise PublicError("12.4.3-7")


def _enter(
    algorithms: Crypto,
    info: GroupInfo,
    tree: RatchetTree,
    own: int,
    private: Mapping[int, Secret],
    signer: SignatureKey,
    epoch: bytes,
    psks: PskStore,
) -> State:
    secrets, encryption = EpochSecrets.derive(algorithms, epoch)
    expected = confirmation_tag(algorithms, secrets, info.context)
    if not equal(expected, info.confirmation_tag):
        raise PrivateError("8.1-1")
    shown = (ExtensionType.RATCHET_TREE, ExtensionType.EXTERNAL_PUB)
    return State(
        algorithms,
        info.context,
        tree,
        info.confirmation_tag,
        secrets,
        SecretTree(algorithms, tree.width, encryption),
        own,
        {node: bytearray(key) for node, key in private.items()},
        signer,
        psks,
        joined_info=tuple(one for one in info.extensions if one.type not in shown),
    )
