"""Key packages, and the bundle with their private keys (RFC 9420 section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .codec import Reader, parse, u16, vec
from .errors import LocalError, MLSError
from .nodes import (
    BASIC,
    VERSION,
    Credential,
    Extension,
    LeafNode,
    make_leaf,
    own_capabilities,
    read_extensions,
    read_leaf,
    write_extensions,
)
from .suites import Crypto, SignatureKey, Suite, crypto

_BUNDLE = b"leeward-mls-bundle\x01"


@dataclass(slots=True, eq=False)
class KeyPackage:
    version: int
    suite: int
    init_key: bytes
    leaf: LeafNode
    extensions: tuple[Extension, ...]
    signature: bytes
    raw: bytes
    signed: bytes

    def ref(self, algorithms: Crypto) -> bytes:
        """KeyPackageRef (section 5.2)."""
        return algorithms.make_ref("KeyPackage Reference", self.raw)


def read_key_package(reader: Reader) -> KeyPackage:
    start = reader.pos
    version, suite = reader.u16(), reader.u16()
    init_key = reader.vec()
    leaf = read_leaf(reader)
    extensions = read_extensions(reader)
    middle = reader.pos
    signature = reader.vec()
    return KeyPackage(
        version,
        suite,
        init_key,
        leaf,
        extensions,
        signature,
        reader.data[start : reader.pos],
        reader.data[start:middle],
    )


@dataclass(slots=True, eq=False)
class KeyPackageBundle:
    """A key package to give away, and the private keys to keep until the welcome comes."""

    key_package: bytes
    init_private: bytes
    encryption_private: bytes
    signer: SignatureKey

    @classmethod
    def create(
        cls,
        suite: Suite,
        identity: bytes,
        signer: SignatureKey,
        *,
        not_before: int,
        not_after: int,
        extensions_supported: Sequence[int] = (),
        leaf_extensions: Sequence[Extension] = (),
        extensions: Sequence[Extension] = (),
    ) -> KeyPackageBundle:
        """Make one; times are Unix seconds. Each bundle is for one welcome."""
        algorithms = crypto(suite)
        if not 0 <= not_before <= not_after:
            raise LocalError("a lifetime runs forwards")
        init_private, init_key = algorithms.kem.generate()
        private, public = algorithms.kem.generate()
        leaf = make_leaf(
            algorithms,
            signer,
            encryption_key=public,
            credential=Credential(BASIC, identity),
            capabilities=own_capabilities(tuple(extensions_supported)),
            extensions=tuple(leaf_extensions),
            lifetime=(not_before, not_after),
        )
        signed = (
            u16(VERSION)
            + u16(algorithms.suite)
            + vec(init_key)
            + leaf.raw
            + write_extensions(tuple(extensions))
        )
        signature = algorithms.sign(signer, "KeyPackageTBS", signed)
        return cls(signed + vec(signature), init_private, private, signer)

    def serialize(self) -> bytes:
        """Everything, private keys included."""
        return (
            _BUNDLE
            + vec(self.key_package)
            + vec(self.init_private)
            + vec(self.encryption_private)
            + vec(self.signer.private)
        )

    @classmethod
    def restore(cls, data: bytes) -> KeyPackageBundle:
        """The bundle that :meth:`serialize` wrote; anything else is a :class:`LocalError`."""
        if not data.startswith(_BUNDLE):
            raise LocalError("not a key package bundle")
        try:
            fields = parse(
                data[len(_BUNDLE) :], lambda r: (r.vec(), r.vec(), r.vec(), SignatureKey(r.vec()))
            )
            parse(fields[0], read_key_package)
        except MLSError as error:
            raise LocalError("not a key package bundle") from error
        return cls(*fields)

    def __repr__(self) -> str:
        return f"KeyPackageBundle(key_package=<{len(self.key_package)} bytes>)"


def key_package_message(key_package: bytes) -> bytes:
    """Wrap a raw key package as an MLSMessage."""
    return u16(VERSION) + u16(5) + key_package
