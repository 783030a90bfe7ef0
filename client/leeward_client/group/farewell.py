"""What is said to a circle when this device is erased: sealed beforehand, while the vault is open.

It is made of what circles know already: a message, so that people read what happened, and a proposal
to leave, so that any other client ends the epoch without the device that is lost. The message takes
a generation of our ratchet, as every message does: the caller stores the ratchets before it lets the
entries out of the vault. The proposal takes none. Both hold for one epoch; the next is sealed anew.
"""

import os

from leeward_mls import Group
from leeward_wire import Kind as EntryKind

from leeward_client.circle.events import Message, encode_event, event
from leeward_client.circle.history import Seen
from leeward_client.circle.policy import Policy
from leeward_client.group import envelope
from leeward_client.group.envelope import Content, EpochKeys
from leeward_client.group.plan import leaves_of
from leeward_client.group.records import Farewell

NO_MOMENT = 0
"""The author's clock says nothing: nobody knows yet when this will be said. Readers show when it came."""


def seal(
    group: Group, keys: EpochKeys, policy: Policy, me: bytes, seen: Seen, text: str
) -> Farewell:
    """Seal a farewell for this epoch. Raises EventError for a text that no message may have."""
    said = encode_event(event(os.urandom(16), Message(text), NO_MOMENT, seen))
    contents = [group.encrypt(said)]
    stays = len(leaves_of(group, me)) > 1  # with another device, which goes on in this one's place
    if stays or (
        policy.hosts != {me} and len(policy.roster) > 1
    ):  # no circle is left without a host
        contents.append(_proposal(group))
    entries = [envelope.seal(keys, EntryKind.POST, Content.MLS, one) for one in contents]
    return Farewell(text, tuple(entries))


def _proposal(group: Group) -> bytes:
    """A proposal to leave that the group itself does not remember: it may never go out."""
    known = {ref for ref, _, _ in group.remembered}
    proposal = group.propose_remove_self()
    for ref, _, _ in group.remembered:
        if ref not in known:
            group.forget_proposal(ref)
    return proposal
