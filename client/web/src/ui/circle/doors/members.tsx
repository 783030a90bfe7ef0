// The members of a circle: how each wants to be called, what it may do, when it was last heard; and what can
// be done about it.

import { useState } from "preact/hooks"
import type { CircleInfo, MemberInfo, Outcome, PolicyInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { relative } from "../../../locale/moments.ts"
import { now } from "../../now.ts"
import { Avatar } from "../../parts/avatar.tsx"
import { Button } from "../../parts/button.tsx"
import { Confirm, Sheet } from "../../parts/dialog.tsx"
import { Menu, type MenuItem } from "../../parts/menu.tsx"
import { Badge } from "../../parts/notice.tsx"
import { type Answer, membersOf, policyOf } from "../../state.ts"
import { refreshMembers } from "../../stores.ts"
import { isLive } from "../ended.tsx"
import { type Doing, DoneNote, outcomeNote, Underway, useDoing } from "./doing.tsx"
import { Loading } from "./loading.tsx"
import type { PanelProps } from "./panels.tsx"
import { Wishes } from "./wishes.tsx"

/** A change of what a member may do, which is asked about first. */
type Change = "appoint" | "demote" | "remove"

/** The panel of the members. */
export function MembersPanel({ circle, onClose, onGo }: PanelProps) {
  const members = membersOf(circle.key).value
  const rules = policyOf(circle.key).value
  const live = isLive(circle)
  const doing = useDoing()
  const [asked, setAsked] = useState<{ change: Change; member: MemberInfo } | null>(null)

  const carryOut = async (change: Change, member: MemberInfo) => {
    const answer: Answer<Outcome> = await doing.ask(change, circle.key, member.id)
    setAsked(null)
    if (answer.ok) doing.say(outcomeNote(answer.value, rules?.removeApprovals ?? 1))
  }

  return (
    <Sheet title={l10n("talk-members")} onClose={onClose}>
      <DoneNote doing={doing} />
      {members === null || rules === null ? (
        <Loading again={() => refreshMembers(circle.key)} />
      ) : (
        <>
          {live && <Wishes circle={circle.key} rules={rules} doing={doing} />}
          <ul class="doors-members">
            {members.map((member) => (
              <li key={member.id}>
                <Member
                  circle={circle}
                  member={member}
                  rules={rules}
                  live={live}
                  doing={doing}
                  onAsk={(change) => setAsked({ change, member })}
                  onCard={() => onGo("card")}
                />
              </li>
            ))}
          </ul>
          {live && circle.mayInvite && (
            <Button icon="invite" wide onClick={() => onGo("invite")}>
              {l10n("talk-invite")}
            </Button>
          )}
          {asked !== null && (
            <Sure
              circle={circle}
              rules={rules}
              change={asked.change}
              member={asked.member}
              doing={doing}
              onConfirm={() => void carryOut(asked.change, asked.member)}
              onClose={() => setAsked(null)}
            />
          )}
        </>
      )}
    </Sheet>
  )
}

interface MemberProps {
  circle: CircleInfo
  member: MemberInfo
  rules: PolicyInfo
  live: boolean
  doing: Doing
  onAsk: (change: Change) => void
  onCard: () => void
}

function Member({ circle, member, rules, live, doing, onAsk, onCard }: MemberProps) {
  const { id, name, me, host, pronouns, about, roles } = member
  const others = roles.filter((role) => role !== "host")
  return (
    <article class="doors-member" aria-label={name}>
      <Avatar id={id} name={name} />
      <div class="doors-member-main">
        <p class="doors-member-name">
          <bdi>{name}</bdi>
          {me && <Badge tone="quiet">{l10n("talk-you")}</Badge>}
          {host && <Badge>{l10n("doors-member-host")}</Badge>}
          {others.map((role) => (
            <Badge tone="quiet" key={role}>
              {role}
            </Badge>
          ))}
        </p>
        {pronouns !== null && (
          <p class="soft small" dir="auto">
            {pronouns}
          </p>
        )}
        {about !== null && (
          <p class="doors-member-about" dir="auto">
            {about}
          </p>
        )}
        <Facts member={member} />
      </div>
      {live && (
        <Menu
          label={l10n("doors-member-menu", { name })}
          items={me ? own(member, rules, onCard, onAsk) : theirs(circle, member, rules, doing, onAsk)}
        />
      )}
    </article>
  )
}

/** When it was last heard, whether it came along, and what is particular about it. */
function Facts({ member }: { member: MemberInfo }) {
  const { me, muted, crossed, devices, lastHeard } = member
  const facts: string[] = []
  if (!me && lastHeard !== null) {
    facts.push(l10n("doors-member-heard", { when: relative(lastHeard, now.value) }))
  }
  if (!me && lastHeard === null) facts.push(l10n("doors-member-never-heard"))
  if (!me && lastHeard !== null && !crossed) facts.push(l10n("doors-member-not-crossed"))
  if (devices > 1) facts.push(l10n("doors-member-devices", { number: devices }))
  if (muted) facts.push(l10n("doors-member-muted"))
  if (facts.length === 0) return null
  return (
    <p class="doors-facts">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  )
}

function own(
  { host }: MemberInfo,
  { hosts }: PolicyInfo,
  onCard: () => void,
  onAsk: (change: Change) => void,
): (MenuItem | null)[] {
  return [
    { label: l10n("talk-card"), icon: "edit", run: onCard },
    // A circle keeps a host: the only one makes somebody else host first.
    host && hosts.length > 1
      ? { label: l10n("doors-member-step-down"), icon: "star", run: () => onAsk("demote") }
      : null,
  ]
}

function theirs(
  circle: CircleInfo,
  { id, host, muted }: MemberInfo,
  rules: PolicyInfo,
  doing: Doing,
  onAsk: (change: Change) => void,
): MenuItem[] {
  const word = (change: Change) => wordFor(change, takesOthers(circle, rules))
  const change = host ? "demote" : "appoint"
  return [
    {
      label: l10n(muted ? "doors-member-unmute" : "doors-member-mute"),
      icon: "mute",
      run: () => void doing.ask("mute", circle.key, id, !muted),
    },
    { label: word(change), icon: "star", run: () => onAsk(change) },
    { label: word("remove"), icon: "trash", danger: true, run: () => onAsk("remove") },
  ]
}

interface SureProps {
  circle: CircleInfo
  rules: PolicyInfo
  change: Change
  member: MemberInfo
  doing: Doing
  onConfirm: () => void
  onClose: () => void
}

/** What a change means, before it is asked for. */
function Sure({ circle, rules, change, member, doing, onConfirm, onClose }: SureProps) {
  const { name, me } = member
  const kind = me ? "step-down" : change
  const others = !me && takesOthers(circle, rules)
  return (
    <Confirm
      title={l10n(`doors-member-${kind}-title`, { name })}
      action={me ? l10n("doors-member-step-down") : wordFor(change, others)}
      danger={change === "remove"}
      busy={doing.busy}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>{l10n(`doors-member-${kind}-warning`)}</p>
      {others && <p>{l10n("doors-member-approvals", { needed: rules.removeApprovals })}</p>}
      <Underway circle={circle.key} doing={doing} label={l10n("doors-working")} />
    </Confirm>
  )
}

/** Whether others have to agree; a host may do it alone where the rules ask for one. */
function takesOthers({ host }: CircleInfo, { removeApprovals }: PolicyInfo): boolean {
  return !host || removeApprovals > 1
}

function wordFor(change: Change, others: boolean): string {
  return l10n(others ? `doors-member-${change}-ask` : `doors-member-${change}`)
}
