"""The table of refusals: every reason for which a seal's commit is void under a circle's policy.

The numbers are stable and normative: all clients must refuse the same commits, and the shared
vectors name each refusal by its number, which is never reused. `docs/circle.md` holds the same
table.
"""

from enum import IntEnum


class Refusal(IntEnum):
    """Why a commit is void; if several apply, the first in the order of `judge.RULES`."""

    DATA = 1
    EXTERNAL = 2
    PSK = 3
    REINIT = 4
    REFERENCE = 5
    NO_PATH = 6
    EXTENSIONS = 7
    POLICY = 8
    STRANGER = 9
    MEMBER_ID = 10
    ROSTER = 11
    SIZE = 12
    LEAVES = 13
    NO_HOST = 14
    NAME_TAKEN = 15
    NAME = 16
    RELAY = 17
    RULES = 18
    THRESHOLD = 19
    REMOVE = 20
    PARTIAL = 21
    REJOIN = 22
    REJOIN_UNSIGNED = 23
    DEVICE = 24
    CODE_MISSING = 25
    CODE_UNKNOWN = 26
    CODE_OVERSPENT = 27
    CODE_COUNT = 28
    CODE_CHANGED = 29
    CODE_OPENED = 30
    CODE_CLOSED = 31
    CODES_KEPT = 32
    ADDER = 33
    APPOINT = 34
    DEMOTE = 35
    ROLE = 36
    NEWCOMER_ROLE = 37
    IDENTITY = 38

    @property
    def wording(self) -> str:
        """The refusal in one plain sentence."""
        return _WORDING[self]


_WORDING = {
    Refusal.DATA: "The authenticated data is not canonical, or does not match the Adds.",
    Refusal.EXTERNAL: "The commit or one of its proposals comes from outside the circle.",
    Refusal.PSK: "The commit uses a pre-shared key.",
    Refusal.REINIT: "The commit proposes to reinitialise the group.",
    Refusal.REFERENCE: "A proposal other than a self-removal is taken by reference.",
    Refusal.NO_PATH: "The commit has no update path.",
    Refusal.EXTENSIONS: "A group-context extension other than the policy changed.",
    Refusal.POLICY: "The policy after the commit is missing or cannot be read.",
    Refusal.STRANGER: "The committer is not a member.",
    Refusal.MEMBER_ID: "A newcomer's identity is not a member id of 16 bytes.",
    Refusal.ROSTER: "The roster does not name exactly the members of the tree.",
    Refusal.SIZE: "The circle would have no member or more than 50.",
    Refusal.LEAVES: "A member would have more than four devices.",
    Refusal.NO_HOST: "The circle would have no host.",
    Refusal.NAME_TAKEN: "Two members' names look alike.",
    Refusal.NAME: "A member's name was changed by somebody else.",
    Refusal.RELAY: "The relay was changed by somebody who is not a host.",
    Refusal.RULES: "The rules were changed by somebody who is not a host.",
    Refusal.THRESHOLD: "The number of approvals needed was changed without enough approvals.",
    Refusal.REMOVE: "A member was removed without enough approvals.",
    Refusal.PARTIAL: "Somebody else removed one of a member's devices without enough approvals.",
    Refusal.REJOIN: "A member who rejoins must replace exactly one of its devices.",
    Refusal.REJOIN_UNSIGNED: "The device that was replaced did not sign the rejoining.",
    Refusal.DEVICE: "A further device was added by somebody other than its owner.",
    Refusal.CODE_MISSING: "An Add spends no code, or a further device spends one.",
    Refusal.CODE_UNKNOWN: "An Add spends a code that is not open.",
    Refusal.CODE_OVERSPENT: "A code is spent more often than it has uses.",
    Refusal.CODE_COUNT: "The uses left of a code do not match what was spent.",
    Refusal.CODE_CHANGED: "The issuer or the quota of an open code changed.",
    Refusal.CODE_OPENED: "A code was opened for another, without the right to, or partly used.",
    Refusal.CODE_CLOSED: "A code was closed by somebody who is neither its issuer nor a host.",
    Refusal.CODES_KEPT: "Codes stay open though somebody was removed.",
    Refusal.ADDER: "The committer of an Add is neither a host nor an issuer who may still invite.",
    Refusal.APPOINT: "A member became host without enough approvals.",
    Refusal.DEMOTE: "A host lost that role without enough approvals.",
    Refusal.ROLE: "Another role was changed by somebody who is not a host.",
    Refusal.NEWCOMER_ROLE: "A newcomer comes with a role.",
    Refusal.IDENTITY: "A leaf that stayed bears another member's id.",
}
