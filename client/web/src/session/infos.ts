// What pages are shown of a circle, its members and its rules.

import { members as memberViews, shownNames } from "../circle/views.ts"
import type { CircleInfo, LinkState, MemberInfo, PolicyInfo, WishInfo } from "../engine/api.ts"
import { isRunning } from "../group/kept.ts"
import { hex } from "../wire/bytes.ts"
import { wishSentence } from "./sentences.ts"
import type { Held } from "./steps.ts"
import { type Eye, unreadOf } from "./timeline.ts"

/** What the session knows of a circle beside what its machine holds. */
export interface Beside extends Eye {
  key: string
  /** The index of the last item that was read. */
  seen: number
  knocks: number
  link: LinkState
  retryAt: number | null
}

export function circleInfo(held: Held, beside: Beside): CircleInfo {
  const { record, fold, machine } = held
  const names = shownNames(fold)
  const me = hex(record.member)
  const running = isRunning(record.status)
  const { count, first, last } = unreadOf(held, beside, beside.seen)
  return {
    key: beside.key,
    number: record.number,
    label: record.label,
    status: record.status,
    relay: fold.policy.relay.url,
    member: me,
    name: names.get(me) ?? "",
    members: fold.policy.roster.size,
    epoch: fold.epoch,
    host: fold.policy.hosts.has(me),
    mayInvite: running && fold.policy.mayInvite(record.member),
    unsent: machine === null ? 0 : machine.drafts.size + machine.intents.size,
    unread: count,
    firstUnread: first,
    last:
      last === null
        ? null
        : {
            author: names.get(hex(last.author)) ?? null,
            text: last.cw === null ? last.text : null,
            at: last.at,
          },
    timer: fold.timer,
    mayTimer: running && fold.policy.maySetTimer(record.member),
    knocks: beside.knocks,
    link: beside.link,
    retryAt: beside.retryAt,
  }
}

/** The members by name. */
export function memberInfos({ record, fold, machine }: Held, { muted, heard }: Eye): MemberInfo[] {
  const me = hex(record.member)
  return memberViews(fold, muted).map((view) => {
    const id = hex(view.id)
    const last = heard.get(id) ?? null
    const leaves = machine?.running ? machine.group.members : []
    return {
      id,
      name: view.name,
      roles: [...view.roles],
      host: view.host,
      cardName: fold.cards.get(id)?.name ?? null,
      pronouns: view.pronouns,
      about: view.text,
      lastHeard: last?.at ?? null,
      crossed: id === me || (last !== null && last.epoch >= fold.epoch),
      me: id === me,
      muted: view.muted,
      devices: Math.max(leaves.filter(({ identity }) => hex(identity) === id).length, 1),
    }
  })
}

export function policyInfo(held: Held): PolicyInfo {
  const { policy, epoch } = held.fold
  const names = shownNames(held.fold)
  const { rules } = policy
  return {
    invite: rules.invite as PolicyInfo["invite"],
    admit: rules.admit as PolicyInfo["admit"],
    removeApprovals: rules.removeApprovals,
    timer: rules.timer,
    timerBy: rules.timerBy as PolicyInfo["timerBy"],
    history: "none",
    hosts: [...policy.hosts].map((member) => names.get(member) ?? "").sort(),
    relay: policy.relay.url,
    openCodes: policy.codes.length,
    epoch,
    wishes: wishesOf(held),
  }
}

/** What was asked for here and is not done yet: it waits for approvals, or for the relay. */
function wishesOf({ fold, machine }: Held): WishInfo[] {
  if (machine === null) return []
  const names = shownNames(fold)
  return [...machine.intents].map(([id, intent]) => ({
    id,
    sentence: wishSentence(intent, names),
    voices: machine.waiting.get(id) ?? null,
  }))
}
