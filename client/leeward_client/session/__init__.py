"""The session room: the other rooms put together for one vault, without a line of user interface."""

from leeward_client.session.errors import (
    EndedError,
    NotFoundError,
    OfflineError,
    RefusedError,
    SessionError,
    because,
)
from leeward_client.session.infos import (
    AskInfo,
    CircleInfo,
    DeviceInfo,
    InviteInfo,
    Item,
    JoinInfo,
    KnockInfo,
    Link,
    LinkingInfo,
    LiveInfo,
    LostInfo,
    MemberInfo,
    PairingInfo,
    PolicyInfo,
    RestoreInfo,
    SyncInfo,
    Timeline,
    VerifyInfo,
)
from leeward_client.session.live import Live
from leeward_client.session.proxies import Proxies
from leeward_client.session.session import Session

__all__ = [
    "AskInfo",
    "CircleInfo",
    "DeviceInfo",
    "EndedError",
    "InviteInfo",
    "Item",
    "JoinInfo",
    "KnockInfo",
    "Link",
    "LinkingInfo",
    "Live",
    "LiveInfo",
    "LostInfo",
    "MemberInfo",
    "NotFoundError",
    "OfflineError",
    "PairingInfo",
    "PolicyInfo",
    "Proxies",
    "RefusedError",
    "RestoreInfo",
    "Session",
    "SessionError",
    "SyncInfo",
    "Timeline",
    "VerifyInfo",
    "because",
]
