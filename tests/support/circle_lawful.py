"""Commits that no refusal stops."""

from dataclasses import replace

from leeward_client.circle.actions import (
    action_appoint,
    action_demote,
    action_device,
    action_remove,
    action_rules,
)
from leeward_client.circle.facts import AddFact, CommitFacts, RemoveFact
from leeward_client.circle.policy import Member, OpenCode, Policy, Relay, Rules

from support.circle_facts import (
    ANN,
    BASE,
    BEN,
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
    LAST_CODE,
    LEAVES,
    ONE_HOST,
    OPEN_RULES,
    RELAY,
    RULES_TWO,
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


def lawful() -> dict[str, CommitFacts]:
    """Commits that nothing stops, by what they do."""
    more_hosts = roster(STRICT, dee=Member("Dee", HOST))
    fewer_hosts = roster(STRICT, ben=Member("Ben"))
    alone = Policy(RELAY, {ANN: Member("Ann", HOST), BEN: Member("Ben")})
    return {
        "an update": facts(CAT),
        "a host admits with her own code": add(),
        "another host admits with her code": add(BEN),
        "an issuer who is no host admits with her code": add(
            DEE,
            after=codes(roster(fay=Member("Fay")), C2),
            data=data(CODE_D),
        ),
        "a host admits with the code of a member": add(
            after=codes(roster(fay=Member("Fay")), C2), data=data(CODE_D)
        ),
        "two join with one code, whose last use it is": add(
            adds=(AddFact(FAY, KEY), AddFact(b"G" * 16, KEY_TWO)),
            data=data(CODE_C, CODE_C),
            members_after=WITH_FAY | {6: b"G" * 16},
            after=codes(
                replace(BASE, roster={**BASE.roster, FAY: Member("Fay"), b"G" * 16: Member("Gus")}),
                D1,
            ),
        ),
        "a host removes": remove(),
        "two hosts remove where two are needed": remove(
            before=STRICT, approvals=approve(action_remove(EVE), BEN)
        ),
        "a majority removes a host": remove(
            CAT,
            removes=(RemoveFact(0, ANN),),
            members_after=without(ANN),
            after=codes(roster(ann=None)),
            approvals=approve(action_remove(ANN), DEE, EVE),
        ),
        "anyone commits a self-removal": remove(CAT, removes=(RemoveFact(4, EVE, by_self=True),)),
        "the last host leaves and who stays appoints itself": facts(
            BEN,
            alone,
            members_before={0: ANN, 1: BEN},
            members_after={1: BEN},
            removes=(RemoveFact(0, ANN, by_self=True),),
            policy_after=replace(alone, roster={BEN: Member("Ben", HOST)}),
        ),
        "someone joins while another is removed": remove(
            adds=(AddFact(FAY, KEY),),
            data=data(CODE_C),
            members_after=without(EVE) | {5: FAY},
            after=codes(roster(eve=None, fay=Member("Fay"))),
        ),
        "a member rejoins": rejoin(),
        "a member with two devices rejoins with one": rejoin(
            members_before=TWO_LEAVES, members_after=TWO_LEAVES
        ),
        "a member adds a second device": device(),
        "a member adds a fourth device": device(
            members_before=TWO_LEAVES | {6: EVE},
            members_after=TWO_LEAVES | {6: EVE, 7: EVE},
        ),
        "a member removes its own second device": facts(
            EVE,
            members_before=TWO_LEAVES,
            members_after=LEAVES,
            removes=(RemoveFact(5, EVE),),
            policy_after=codes(BASE),
        ),
        "one of two devices leaves": facts(
            CAT,
            members_before=TWO_LEAVES,
            members_after=LEAVES,
            removes=(RemoveFact(5, EVE, by_self=True),),
            policy_after=codes(BASE),
        ),
        "a host removes one device of two": one_device(),
        "two of two hosts remove one device": one_device(
            before=STRICT,
            policy_after=codes(STRICT),
            approvals=approve(action_device(EVE, 5), BEN),
        ),
        "most members remove one device": one_device(
            CAT, approvals=approve(action_device(EVE, 5), DEE, BEN)
        ),
        "a member removes all its other devices": facts(
            EVE,
            members_before=TWO_LEAVES | {6: EVE},
            members_after=LEAVES,
            removes=(RemoveFact(5, EVE), RemoveFact(6, EVE)),
            policy_after=codes(BASE),
        ),
        "one device leaves and a host removes another": facts(
            members_before=TWO_LEAVES | {6: EVE},
            members_after=LEAVES,
            removes=(RemoveFact(6, EVE), RemoveFact(5, EVE, by_self=True)),
            policy_after=codes(BASE),
        ),
        "a host removes a member with all devices": remove(
            members_before=TWO_LEAVES, removes=(RemoveFact(4, EVE), RemoveFact(5, EVE))
        ),
        "a member changes its name": facts(EVE, policy_after=roster(eve=Member("Evelyn"))),
        "a host changes the relay": facts(policy_after=replace(BASE, relay=Relay("wss://b"))),
        "a host changes the timer": facts(
            policy_after=replace(BASE, rules=Rules(invite="members", timer=86_400))
        ),
        "one host changes the timer where weighty actions take two": facts(
            before=STRICT,
            policy_after=replace(
                STRICT, rules=Rules(invite="members", remove_approvals=2, timer=86_400)
            ),
        ),
        "a lone host raises the threshold from one": facts(
            policy_after=replace(BASE, rules=RULES_TWO)
        ),
        "two hosts lower the threshold": facts(
            before=STRICT,
            policy_after=BASE,
            approvals=approve(action_rules(OPEN_RULES), BEN),
        ),
        "a majority changes the rules": facts(
            CAT,
            policy_after=replace(BASE, rules=RULES_TWO),
            approvals=approve(action_rules(RULES_TWO), DEE, EVE),
        ),
        "a host appoints": facts(policy_after=roster(dee=Member("Dee", HOST))),
        "two hosts appoint where two are needed": facts(
            before=STRICT, policy_after=more_hosts, approvals=approve(action_appoint(DEE), BEN)
        ),
        "a majority appoints": facts(
            DEE,
            policy_after=roster(dee=Member("Dee", HOST)),
            approvals=approve(action_appoint(DEE), CAT, EVE),
        ),
        "a host steps down": facts(BEN, policy_after=ONE_HOST),
        "two hosts besides demote one": facts(
            before=more_hosts,
            policy_after=roster(more_hosts, ben=Member("Ben")),
            approvals=approve(action_demote(BEN), DEE),
        ),
        "a majority demotes": facts(
            CAT,
            before=STRICT,
            policy_after=fewer_hosts,
            approvals=approve(action_demote(BEN), DEE, EVE),
        ),
        "a host gives another role": facts(policy_after=roster(dee=Member("Dee", ("cook",)))),
        "a member lays down a role": facts(CAT, policy_after=roster(cat=Member("Cat"))),
        "a member opens a code": facts(
            CAT, policy_after=codes(BASE, C2, D1, OpenCode(CODE_NEW, CAT, 3, 3))
        ),
        "an issuer closes her code": facts(DEE, policy_after=LAST_CODE),
        "a host closes a code": facts(BEN, policy_after=LAST_CODE),
    }
