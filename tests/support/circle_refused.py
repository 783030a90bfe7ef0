"""Commits that are void; for each refusal at least one that nothing else stops."""

from dataclasses import replace

from leeward_client.circle.actions import (
    action_appoint,
    action_demote,
    action_device,
    action_rejoin,
    action_remove,
    action_rules,
)
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.policy import Member, OpenCode, Policy, Relay, Rules
from leeward_client.circle.refusals import Refusal

from support.circle_facts import (
    ANN,
    BASE,
    BEN,
    C1,
    C2,
    CAT,
    CODE_C,
    CODE_D,
    CODE_NEW,
    D1,
    DEE,
    EVE,
    FAY,
    HOST,
    KEY,
    KEY_TWO,
    LEAVES,
    ONE_HOST,
    RELAY,
    STRICT,
    TWO_LEAVES,
    WITH_FAY,
    add,
    approve,
    codes,
    data,
    device,
    facts,
    one_device,
    rejoin,
    remove,
    roster,
    without,
)


def refused() -> list[tuple[str, Refusal, CommitFacts]]:
    """Commits that are void: what they do, by which refusal."""
    no_majority = approve(action_remove(EVE), DEE)
    hosts_only = replace(BASE, rules=Rules())
    full = {leaf: bytes([leaf]) * 16 for leaf in range(51)}
    crowd = {m: Member(f"No {i} of us", HOST) for i, m in full.items()}
    many = Policy(
        RELAY, {m: e for m, e in crowd.items() if m != full[50]}, (OpenCode(CODE_C, full[0], 1, 1),)
    )
    return [
        ("the data does not decode", Refusal.DATA, facts(data=None)),
        ("the data names a code too many", Refusal.DATA, facts(data=data(CODE_C))),
        ("the data names a code too few", Refusal.DATA, add(data=data())),
        ("an external commit", Refusal.EXTERNAL, facts(external=True)),
        ("a pre-shared key", Refusal.PSK, facts(psk=True)),
        ("a reinit", Refusal.REINIT, facts(reinit=True)),
        ("an update by reference", Refusal.REFERENCE, facts(other_reference=True)),
        ("no path", Refusal.NO_PATH, facts(has_path=False)),
        ("another extension", Refusal.EXTENSIONS, facts(other_extensions=True)),
        ("an unreadable policy", Refusal.POLICY, facts(policy_unreadable=True)),
        ("a committer from nowhere", Refusal.STRANGER, facts(FAY)),
        (
            "a device that passes to another member",
            Refusal.IDENTITY,
            facts(EVE, members_before=TWO_LEAVES, members_after=TWO_LEAVES | {5: CAT}),
        ),
        (
            "a committer under another id",
            Refusal.IDENTITY,
            facts(DEE, members_after=LEAVES | {3: FAY}),
        ),
        (
            "a newcomer's id is too short",
            Refusal.MEMBER_ID,
            add(adds=(AddFact(b"F", KEY),), members_after=LEAVES | {5: b"F"}),
        ),
        (
            "a newcomer without an entry",
            Refusal.ROSTER,
            add(after=codes(BASE, C1, D1)),
        ),
        (
            "a removed member keeps its entry",
            Refusal.ROSTER,
            remove(after=codes(BASE)),
        ),
        ("an entry without a leaf", Refusal.ROSTER, facts(policy_after=roster(fay=Member("Fay")))),
        (
            "fifty-one members",
            Refusal.SIZE,
            facts(
                full[0],
                many,
                members_before={k: v for k, v in full.items() if k != 50},
                members_after=full,
                adds=(AddFact(full[50], KEY),),
                data=data(CODE_C),
                policy_after=codes(many),
            ),
        ),
        (
            "five devices",
            Refusal.LEAVES,
            device(
                members_before=LEAVES | {5: EVE, 6: EVE, 7: EVE},
                members_after=LEAVES | {5: EVE, 6: EVE, 7: EVE, 8: EVE},
            ),
        ),
        (
            "the last host steps down",
            Refusal.NO_HOST,
            facts(before=ONE_HOST, policy_after=roster(ONE_HOST, ann=Member("Ann"))),
        ),
        (
            "the last host leaves",
            Refusal.NO_HOST,
            facts(
                CAT,
                before=ONE_HOST,
                members_after=without(ANN),
                removes=(RemoveFact(0, ANN, by_self=True),),
                policy_after=codes(roster(ONE_HOST, ann=None)),
            ),
        ),
        (
            "a newcomer with the name of a member",
            Refusal.NAME_TAKEN,
            add(after=codes(roster(fay=Member("Аnn")), C1, D1)),
        ),
        (
            "a member takes a name that looks like another's",
            Refusal.NAME_TAKEN,
            facts(EVE, policy_after=roster(eve=Member("BEN"))),
        ),
        (
            "a host renames a member",
            Refusal.NAME,
            facts(policy_after=roster(eve=Member("Evelyn"))),
        ),
        (
            "a member changes the relay",
            Refusal.RELAY,
            facts(CAT, policy_after=replace(BASE, relay=Relay("wss://b"))),
        ),
        (
            "a member changes the timer",
            Refusal.RULES,
            facts(CAT, policy_after=replace(BASE, rules=Rules(invite="members", timer=86_400))),
        ),
        (
            "one host lowers the threshold from two",
            Refusal.THRESHOLD,
            facts(before=STRICT, policy_after=BASE),
        ),
        (
            "the threshold is lowered with approvals of other rules",
            Refusal.THRESHOLD,
            facts(before=STRICT, policy_after=BASE, approvals=approve(action_rules(Rules()), BEN)),
        ),
        ("a member removes", Refusal.REMOVE, remove(CAT)),
        ("one host removes where two are needed", Refusal.REMOVE, remove(before=STRICT)),
        (
            "a host and a member remove where two hosts are needed",
            Refusal.REMOVE,
            remove(before=STRICT, approvals=approve(action_remove(EVE), CAT)),
        ),
        (
            "approvals of another removal",
            Refusal.REMOVE,
            remove(before=STRICT, approvals=approve(action_remove(DEE), BEN)),
        ),
        ("less than a majority removes", Refusal.REMOVE, remove(CAT, approvals=no_majority)),
        (
            "exactly half removes",
            Refusal.REMOVE,
            remove(
                CAT,
                before=roster(fay=Member("Fay")),
                members_before=WITH_FAY,
                members_after=without(EVE, WITH_FAY),
                approvals=approve(action_remove(EVE), DEE, FAY),
            ),
        ),
        (
            "the one removed approves it",
            Refusal.REMOVE,
            remove(CAT, approvals=approve(action_remove(EVE), DEE, EVE)),
        ),
        (
            "a stranger approves a removal",
            Refusal.REMOVE,
            remove(CAT, approvals=approve(action_remove(EVE), DEE, FAY)),
        ),
        (
            "a leaf goes by itself, the other by a member",
            Refusal.REMOVE,
            remove(
                CAT,
                members_before=TWO_LEAVES,
                removes=(RemoveFact(4, EVE, by_self=True), RemoveFact(5, EVE)),
            ),
        ),
        (
            "a leaver approves the removal of another",
            Refusal.REMOVE,
            remove(
                CAT,
                removes=(RemoveFact(4, EVE), RemoveFact(3, DEE, by_self=True)),
                members_after=without(DEE, without(EVE)),
                after=codes(roster(eve=None, dee=None)),
                approvals=approve(action_remove(EVE), DEE),
            ),
        ),
        (
            "a member removes one device of another",
            Refusal.PARTIAL,
            one_device(CAT),
        ),
        (
            "one of two hosts removes one device",
            Refusal.PARTIAL,
            one_device(before=STRICT, policy_after=codes(STRICT)),
        ),
        (
            "a device's own member approves its removal by others",
            Refusal.PARTIAL,
            one_device(CAT, approvals=approve(action_device(EVE, 5), DEE, EVE)),
        ),
        (
            "the approvals are for another device",
            Refusal.PARTIAL,
            one_device(CAT, approvals=approve(action_device(EVE, 4), DEE, BEN)),
        ),
        (
            "the approvals are for the removal of the member",
            Refusal.PARTIAL,
            one_device(CAT, approvals=approve(action_remove(EVE), DEE, BEN)),
        ),
        (
            "the last device goes with approvals for a device alone",
            Refusal.REMOVE,
            remove(CAT, approvals=approve(action_device(EVE, 4), DEE, BEN)),
        ),
        (
            "a device is removed and codes stay open",
            Refusal.CODES_KEPT,
            one_device(policy_after=None),
        ),
        (
            "a host takes a device away and puts another in its place",
            Refusal.REJOIN_UNSIGNED,
            one_device(
                adds=(AddFact(EVE, KEY),),
                data=data(CODE_C),
                members_after=TWO_LEAVES,
                policy_after=codes(BASE, C1, D1),
            ),
        ),
        (
            "a member adds a device while another of its devices leaves",
            Refusal.REJOIN_UNSIGNED,
            device(
                members_before=TWO_LEAVES,
                members_after=TWO_LEAVES,
                removes=(RemoveFact(5, EVE, by_self=True),),
                policy_after=codes(BASE),
            ),
        ),
        (
            "a host adds a device for another with a code",
            Refusal.DEVICE,
            device(ANN, data=data(CODE_C), policy_after=codes(BASE, C1, D1)),
        ),
        (
            "a further device that comes with a role",
            Refusal.APPOINT,
            device(policy_after=roster(eve=Member("Eve", HOST))),
        ),
        (
            "a rejoining replaces two devices",
            Refusal.REJOIN,
            rejoin(
                members_before=TWO_LEAVES,
                members_after=LEAVES,
                removes=(RemoveFact(4, EVE), RemoveFact(5, EVE)),
            ),
        ),
        (
            "a rejoining brings two devices for one",
            Refusal.REJOIN,
            rejoin(
                adds=(AddFact(EVE, KEY), AddFact(EVE, KEY_TWO)),
                data=data(CODE_C, CODE_C),
                approvals=((EVE, action_rejoin(EVE, KEY)), (EVE, action_rejoin(EVE, KEY_TWO))),
                members_after=LEAVES | {5: EVE},
                policy_after=codes(BASE, D1),
            ),
        ),
        ("a rejoining nobody signed", Refusal.REJOIN_UNSIGNED, rejoin(approvals=())),
        (
            "a rejoining signed for another key",
            Refusal.REJOIN_UNSIGNED,
            rejoin(approvals=((EVE, action_rejoin(EVE, KEY_TWO)),)),
        ),
        (
            "a rejoining signed by another member",
            Refusal.REJOIN_UNSIGNED,
            rejoin(approvals=((BEN, action_rejoin(EVE, KEY)),)),
        ),
        ("a host adds a device for another", Refusal.DEVICE, device(ANN)),
        (
            "a newcomer with two devices at once",
            Refusal.DEVICE,
            add(
                adds=(AddFact(FAY, KEY), AddFact(FAY, KEY_TWO)),
                data=data(CODE_C, CODE_C),
                members_after=WITH_FAY | {6: FAY},
                after=codes(roster(fay=Member("Fay")), D1),
            ),
        ),
        (
            "an Add that spends nothing",
            Refusal.CODE_MISSING,
            add(data=data(None), after=codes(roster(fay=Member("Fay")), C2, D1)),
        ),
        (
            "a rejoining that spends nothing",
            Refusal.CODE_MISSING,
            rejoin(data=data(None), policy_after=None),
        ),
        (
            "a further device that spends a code",
            Refusal.CODE_MISSING,
            device(data=data(CODE_D), policy_after=codes(BASE, C2)),
        ),
        (
            "a code that is not open",
            Refusal.CODE_UNKNOWN,
            add(data=data(CODE_NEW), after=codes(roster(fay=Member("Fay")), C2, D1)),
        ),
        (
            "a code opened in the same commit",
            Refusal.CODE_UNKNOWN,
            add(
                data=data(CODE_NEW),
                after=codes(roster(fay=Member("Fay")), C2, D1, OpenCode(CODE_NEW, ANN, 1, 1)),
            ),
        ),
        (
            "a code of one use spent twice",
            Refusal.CODE_OVERSPENT,
            add(
                adds=(AddFact(FAY, KEY), AddFact(b"G" * 16, KEY_TWO)),
                data=data(CODE_D, CODE_D),
                members_after=WITH_FAY | {6: b"G" * 16},
                after=codes(
                    replace(
                        BASE,
                        roster={**BASE.roster, FAY: Member("Fay"), b"G" * 16: Member("Gus")},
                    ),
                    C2,
                ),
            ),
        ),
        (
            "a use is spent but not taken off",
            Refusal.CODE_COUNT,
            add(after=codes(roster(fay=Member("Fay")), C2, D1)),
        ),
        (
            "a use is taken off but not spent",
            Refusal.CODE_COUNT,
            facts(policy_after=codes(BASE, C1, D1)),
        ),
        (
            "a code used up stays open",
            Refusal.CODE_COUNT,
            add(data=data(CODE_D), after=codes(roster(fay=Member("Fay")), C2, D1)),
        ),
        (
            "a code changes its issuer",
            Refusal.CODE_CHANGED,
            facts(policy_after=codes(BASE, OpenCode(CODE_C, BEN, 2, 2), D1)),
        ),
        (
            "a code changes its quota",
            Refusal.CODE_CHANGED,
            facts(policy_after=codes(BASE, OpenCode(CODE_C, ANN, 2, 3), D1)),
        ),
        (
            "a member opens a code where hosts invite",
            Refusal.CODE_OPENED,
            facts(
                CAT,
                before=hosts_only,
                policy_after=codes(hosts_only, C2, D1, OpenCode(CODE_NEW, CAT, 1, 1)),
            ),
        ),
        (
            "a code is opened for another",
            Refusal.CODE_OPENED,
            facts(policy_after=codes(BASE, C2, D1, OpenCode(CODE_NEW, CAT, 1, 1))),
        ),
        (
            "a code is opened partly used",
            Refusal.CODE_OPENED,
            facts(policy_after=codes(BASE, C2, D1, OpenCode(CODE_NEW, ANN, 1, 2))),
        ),
        (
            "a member closes a host's code",
            Refusal.CODE_CLOSED,
            facts(DEE, policy_after=codes(BASE, D1)),
        ),
        (
            "codes outlive a removal",
            Refusal.CODES_KEPT,
            remove(after=roster(eve=None)),
        ),
        (
            "codes outlive a self-removal",
            Refusal.CODES_KEPT,
            remove(CAT, removes=(RemoveFact(4, EVE, by_self=True),), after=roster(eve=None)),
        ),
        (
            "a code is opened together with a removal",
            Refusal.CODES_KEPT,
            remove(after=codes(roster(eve=None), OpenCode(CODE_NEW, ANN, 1, 1))),
        ),
        ("a member admits with a host's code", Refusal.ADDER, add(DEE)),
        (
            "an issuer who may no longer invite",
            Refusal.ADDER,
            add(
                DEE,
                before=hosts_only,
                data=data(CODE_D),
                after=codes(roster(hosts_only, fay=Member("Fay")), C2),
            ),
        ),
        (
            "a member appoints itself",
            Refusal.APPOINT,
            facts(DEE, policy_after=roster(dee=Member("Dee", HOST))),
        ),
        (
            "one host appoints where two are needed",
            Refusal.APPOINT,
            facts(before=STRICT, policy_after=roster(STRICT, dee=Member("Dee", HOST))),
        ),
        (
            "less than a majority appoints",
            Refusal.APPOINT,
            facts(
                DEE,
                policy_after=roster(dee=Member("Dee", HOST)),
                approvals=approve(action_appoint(DEE), CAT),
            ),
        ),
        (
            "a member demotes a host",
            Refusal.DEMOTE,
            facts(CAT, policy_after=ONE_HOST),
        ),
        (
            "one host demotes another where two are needed",
            Refusal.DEMOTE,
            facts(before=STRICT, policy_after=roster(STRICT, ben=Member("Ben"))),
        ),
        (
            "the one demoted approves it",
            Refusal.DEMOTE,
            facts(
                before=STRICT,
                policy_after=roster(STRICT, ben=Member("Ben")),
                approvals=approve(action_demote(BEN), BEN),
            ),
        ),
        (
            "a member gives itself a role",
            Refusal.ROLE,
            facts(DEE, policy_after=roster(dee=Member("Dee", ("cook",)))),
        ),
        (
            "a member takes a role from another",
            Refusal.ROLE,
            facts(DEE, policy_after=roster(cat=Member("Cat"))),
        ),
        (
            "a newcomer comes as host",
            Refusal.NEWCOMER_ROLE,
            add(after=codes(roster(fay=Member("Fay", HOST)), C1, D1)),
        ),
    ]
