"""What a lawful commit changed, for the fold and for people: who joined, left, rose, codes."""

from dataclasses import dataclass

from leeward_client.circle.facts import CommitFacts
from leeward_client.circle.policy import HOST, Policy


@dataclass(frozen=True)
class Change:
    """The effect of one commit; member ids are sorted, names stand in `policy` and the one before.

    `rejoined` have replaced a device, `linked` added one. Of those who stay, `unlinked` took a device
    away themselves, and of `device_removed` others took one. `appointed` became hosts, `stepped_down`
    ceased to be. `policy_changed` means the relay or the rules. Codes are named by id hash;
    `codes_closed` holds those that ended, by closing, by a removal or by their last use.
    """

    policy: Policy
    joined: tuple[bytes, ...] = ()
    left: tuple[bytes, ...] = ()
    removed: tuple[bytes, ...] = ()
    rejoined: tuple[bytes, ...] = ()
    linked: tuple[bytes, ...] = ()
    unlinked: tuple[bytes, ...] = ()
    device_removed: tuple[bytes, ...] = ()
    appointed: tuple[bytes, ...] = ()
    stepped_down: tuple[bytes, ...] = ()
    roles_changed: tuple[bytes, ...] = ()
    renamed: tuple[bytes, ...] = ()
    policy_changed: bool = False
    codes_opened: tuple[bytes, ...] = ()
    codes_closed: tuple[bytes, ...] = ()


def change_of(facts: CommitFacts) -> Change:
    """The effect of a commit that `judge` found lawful."""
    before, after = facts.policy_before, facts.after
    stayed = sorted(before.roster.keys() & after.roster.keys())
    codes_before = {code.id_hash for code in before.codes}
    codes_after = {code.id_hash for code in after.codes}

    def roles(policy: Policy, member: bytes) -> frozenset[str]:
        return frozenset(policy.roster[member].roles) - {HOST}

    came_back = {add.member for add in facts.adds} & facts.before_ids
    replaced = came_back & {remove.member for remove in facts.removes}
    devices = [
        (remove.member, remove.by_self or remove.member == facts.sender)
        for remove in facts.removes
        if remove.member in facts.after_ids - replaced
    ]

    return Change(
        policy=after,
        joined=tuple(sorted(facts.joined)),
        left=tuple(sorted(facts.leavers)),
        removed=tuple(sorted(facts.removed)),
        rejoined=tuple(sorted(replaced)),
        linked=tuple(sorted(came_back - replaced)),
        unlinked=tuple(sorted({member for member, own in devices if own})),
        device_removed=tuple(sorted({member for member, own in devices if not own})),
        appointed=tuple(sorted((after.hosts - before.hosts) & before.roster.keys())),
        stepped_down=tuple(sorted((before.hosts - after.hosts) & after.roster.keys())),
        roles_changed=tuple(m for m in stayed if roles(before, m) != roles(after, m)),
        renamed=tuple(m for m in stayed if before.roster[m].name != after.roster[m].name),
        policy_changed=(before.relay, before.rules) != (after.relay, after.rules),
        codes_opened=tuple(sorted(codes_after - codes_before)),
        codes_closed=tuple(sorted(codes_before - codes_after)),
    )
