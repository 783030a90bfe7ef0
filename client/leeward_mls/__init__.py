"""Messaging Layer Security (RFC 9420), alone: it knows nothing of relays or circles."""

from __future__ import annotations

from .changes import (
    AddedMember,
    Change,
    ExternalJoin,
    Member,
    NewExtensions,
    PskInjected,
    ReInitialised,
    RemovedMember,
    UpdatedMember,
)
from .errors import (
    LocalError,
    Malformed,
    MLSError,
    OwnMessage,
    PrivateError,
    PublicError,
    Removed,
    Replayed,
)
from .group import Application, Group, PendingCommit, check_package
from .join import ExternalWishes
from .keypackage import KeyPackage, KeyPackageBundle, key_package_message
from .nodes import Extension, RequiredCapabilities
from .proposals import ReInit
from .psk import PreSharedKeyID, PSKType, Usage
from .rules import RULES
from .staged import StagedCommit
from .suites import SignatureKey, Suite, verify

__all__ = [
    "RULES",
    "AddedMember",
    "Application",
    "Change",
    "Extension",
    "ExternalJoin",
    "ExternalWishes",
    "Group",
    "KeyPackage",
    "KeyPackageBundle",
    "LocalError",
    "MLSError",
    "Malformed",
    "Member",
    "NewExtensions",
    "OwnMessage",
    "PSKType",
    "PendingCommit",
    "PreSharedKeyID",
    "PrivateError",
    "PskInjected",
    "PublicError",
    "ReInit",
    "ReInitialised",
    "Removed",
    "RemovedMember",
    "Replayed",
    "RequiredCapabilities",
    "SignatureKey",
    "StagedCommit",
    "Suite",
    "UpdatedMember",
    "Usage",
    "check_package",
    "key_package_message",
    "verify",
]
