"""The session room: the other rooms put together for one vault, without a line of user interface."""

from leeward_client.session.errors import (
    EndedError,
    NotFoundError,
    OfflineError,
    RefusedError,
    SessionError,
)
from leeward_client.session.infos import (
    CircleInfo,
    InviteInfo,
    Item,
    JoinInfo,
    KnockInfo,
    MemberInfo,
    PolicyInfo,
    SyncInfo,
    VerifyInfo,
)
from leeward_client.session.proxies import Proxies
from leeward_client.session.session import Session

__all__ = [
    "CircleInfo",
    "EndedError",
    "InviteInfo",
    "Item",
    "JoinInfo",
    "KnockInfo",
    "MemberInfo",
    "NotFoundError",
    "OfflineError",
    "PolicyInfo",
    "Proxies",
    "RefusedError",
    "Session",
    "SessionError",
    "SyncInfo",
    "VerifyInfo",
]
