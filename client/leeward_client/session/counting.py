"""What the circle would not count is refused before it is said, with the reason.

The fold drops it for every member alike (docs/circle.md, section 4: F4, F6, F8): whoever says it would
learn nothing of that.
"""

from leeward_client.circle.events import Body, Edit, Reaction, Retract, Timer
from leeward_client.circle.items import ItemKind
from leeward_client.group.machine import Machine
from leeward_client.session.errors import NotFoundError, RefusedError


def check_counts(machine: Machine, body: Body) -> None:
    """Raises RefusedError or NotFoundError for what would do nothing."""
    me = machine.record.member
    if isinstance(body, Timer) and not machine.policy.may_set_timer(me):
        raise RefusedError("error-timer-by-hosts")
    if not isinstance(body, Reaction | Edit | Retract):
        return
    item = machine.fold.items.get(body.target)
    if item is None:
        if body.target not in machine.drafts:
            raise NotFoundError("error-no-item")
        return  # ours, on its way out
    if item.kind is not ItemKind.MESSAGE or item.retracted:
        raise NotFoundError("error-no-item")
    if isinstance(body, Edit | Retract) and item.author != me:
        raise RefusedError("error-not-yours")
