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
from .external import ExternalWishes
from .group import Group, PendingCommit, check_package
from .keypackage import KeyPackage, KeyPackageBundle, key_package_message
from .messages import Application
from .nodes import Extension, RequiredCapabilities
from .proposals import (
    Add,
    GroupContextExtensions,
    PreSharedKey,
    ReInit,
    Remove,
    Update,
)
from .psk import PreSharedKeyID, PSKType, Usage
from .rules import RULES
from .staged import StagedCommit
from .suites import SignatureKey, Suite, verify

__all__ = [
    "RULES",
    "Add",
    "AddedMember",
    "Application",
    "Change",
    "Extension",
    "ExternalJoin",
    "ExternalWishes",
    "Group",
    "GroupContextExtensions",
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
    "PreSharedKey",
    "PreSharedKeyID",
    "PrivateError",
    "PskInjected",
    "PublicError",
    "ReInit",
    "ReInitialised",
    "Remove",
    "Removed",
    "RemovedMember",
    "Replayed",
    "RequiredCapabilities",
    "SignatureKey",
    "StagedCommit",
    "Suite",
    "Update",
    "UpdatedMember",
    "Usage",
    "check_package",
    "key_package_message",
    "verify",
]
