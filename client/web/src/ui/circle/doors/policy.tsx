// The rules of a circle: when messages disappear, who may invite and how people are let in, how many have to
// agree; and what else there is to know about it. All can see them; changes are asked for and carried out by
// the circle.

import { useState } from "preact/hooks"
import type { CircleInfo, PolicyInfo } from "../../../engine/api.ts"
import { l10n, language } from "../../../locale/locale.ts"
import { number, span } from "../../../locale/moments.ts"
import { Button } from "../../parts/button.tsx"
import { Radios, Select } from "../../parts/choice.tsx"
import { Confirm, Sheet } from "../../parts/dialog.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Later } from "../../settings/later.tsx"
import { policyOf } from "../../state.ts"
import { refreshMembers } from "../../stores.ts"
import { isLive } from "../ended.tsx"
import { type Doing, DoneNote, outcomeNote, Underway, useDoing } from "./doing.tsx"
import { Loading } from "./loading.tsx"
import type { PanelProps } from "./panels.tsx"
import { Wishes } from "./wishes.tsx"

const HOUR = 3_600
const DAY = 24 * HOUR
const TIMERS = [HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 90 * DAY, 364 * DAY]
/** More than this many who have to agree are hard to bring together. */
const MOST_APPROVALS = 5

/** The rules that can be changed, as the engine calls them. */
type Rules = Pick<PolicyInfo, "invite" | "admit" | "removeApprovals" | "timer" | "timerBy">

/** The panel of the rules. */
export function PolicyPanel({ circle, onClose }: PanelProps) {
  const rules = policyOf(circle.key).value
  const live = isLive(circle)
  const doing = useDoing()
  return (
    <Sheet title={l10n("talk-policy")} onClose={onClose}>
      <DoneNote doing={doing} />
      {rules === null ? (
        <Loading again={() => refreshMembers(circle.key)} />
      ) : (
        <>
          {live && <Wishes circle={circle.key} rules={rules} doing={doing} />}
          {live && circle.mayTimer && <TimerForm circle={circle} doing={doing} />}
          {live ? <RulesForm circle={circle} rules={rules} doing={doing} /> : <RulesSaid rules={rules} />}
          {live && <Later load={async () => (await import("./farewell.tsx")).farewellTo(circle.key)} />}
          <Facts circle={circle} rules={rules} />
        </>
      )}
    </Sheet>
  )
}

interface FormProps {
  circle: CircleInfo
  doing: Doing
}

/** When messages disappear from now on: said in the circle, by whoever may. */
function TimerForm({ circle, doing }: FormProps) {
  const [seconds, setSeconds] = useState(String(circle.timer))
  const save = async () => {
    const answer = await doing.ask("setTimer", circle.key, Number(seconds))
    if (answer.ok) doing.say({ tone: "good", sentence: { id: "saved" } })
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Select
        label={l10n("doors-rules-timer")}
        hint={l10n("doors-rules-timer-hint")}
        value={seconds}
        options={timersWith(circle.timer)}
        onChange={setSeconds}
      />
      <Button type="submit" busy={doing.busy} disabled={seconds === String(circle.timer)}>
        {l10n("save")}
      </Button>
    </form>
  )
}

/** The rules, to be changed together and asked about once. */
function RulesForm({ circle, rules, doing }: FormProps & { rules: PolicyInfo }) {
  // What was not touched here follows the circle, where others may change it meanwhile.
  const [touched, setTouched] = useState<Partial<Rules>>({})
  const [asked, setAsked] = useState(false)
  const wanted: Rules = { ...rules, ...touched }
  const change = (changes: Partial<Rules>) => setTouched({ ...touched, ...changes })
  const changed = changesOf(rules, wanted)
  // One host may change the rules, except how many have to agree.
  const others =
    !circle.host || (rules.removeApprovals > 1 && changed.some(([rule]) => rule === "removeApprovals"))

  const save = async () => {
    const left = { ...touched }
    for (const [rule, value] of changed) {
      const answer = await doing.ask("setRule", circle.key, rule, value)
      if (!answer.ok) break
      delete left[rule]
      doing.say(outcomeNote(answer.value, rules.removeApprovals))
    }
    setTouched(left)
    setAsked(false)
  }

  return (
    <form
      class="stack-wide stack doors-part"
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
      }}
    >
      {!circle.host && <p class="soft">{l10n("doors-rules-lead")}</p>}
      <Radios
        label={l10n("doors-rules-invite")}
        value={wanted.invite}
        options={[
          { value: "hosts", label: l10n("doors-rules-hosts") },
          { value: "members", label: l10n("doors-rules-members") },
        ]}
        onChange={(invite) => change({ invite })}
      />
      <Radios
        label={l10n("doors-rules-admit")}
        value={wanted.admit}
        options={[
          {
            value: "person",
            label: l10n("doors-rules-admit-person"),
            hint: l10n("doors-rules-admit-person-hint"),
          },
          { value: "auto", label: l10n("doors-rules-admit-auto"), hint: l10n("doors-rules-admit-auto-hint") },
        ]}
        onChange={(admit) => change({ admit })}
      />
      {wanted.admit === "auto" && (
        <Notice tone="warn">
          <p>{l10n("doors-rules-admit-auto-warning")}</p>
        </Notice>
      )}
      <Select
        label={l10n("doors-rules-approvals")}
        hint={l10n("doors-rules-approvals-hint")}
        value={String(wanted.removeApprovals)}
        options={approvalsWith(rules.removeApprovals)}
        onChange={(approvals) => change({ removeApprovals: Number(approvals) })}
      />
      <Radios
        label={l10n("doors-rules-timer-by")}
        value={wanted.timerBy}
        options={[
          { value: "hosts", label: l10n("doors-rules-hosts") },
          { value: "members", label: l10n("doors-rules-members") },
        ]}
        onChange={(timerBy) => change({ timerBy })}
      />
      <Select
        label={l10n("doors-rules-first-timer")}
        hint={l10n("doors-rules-first-timer-hint")}
        value={String(wanted.timer)}
        options={timersWith(rules.timer)}
        onChange={(timer) => change({ timer: Number(timer) })}
      />
      <Button kind="primary" type="submit" busy={doing.busy} disabled={changed.length === 0}>
        {l10n(circle.host ? "doors-rules-change" : "doors-rules-ask")}
      </Button>
      {asked && (
        <Confirm
          title={l10n("doors-rules-change-title")}
          action={l10n(circle.host ? "doors-rules-change" : "doors-rules-ask")}
          busy={doing.busy}
          onConfirm={() => void save()}
          onClose={() => setAsked(false)}
        >
          <p>{l10n("doors-rules-change-warning")}</p>
          {others && <p>{l10n("doors-member-approvals", { needed: rules.removeApprovals })}</p>}
          {wanted.admit === "auto" && rules.admit !== "auto" && (
            <Notice tone="warn">
              <p>{l10n("doors-rules-admit-auto-warning")}</p>
            </Notice>
          )}
          <Underway circle={circle.key} doing={doing} label={l10n("doors-working")} />
        </Confirm>
      )}
    </form>
  )
}

/** The rules where they cannot be changed any more. */
function RulesSaid({ rules }: { rules: PolicyInfo }) {
  return (
    <dl class="doors-said">
      <Said term={l10n("doors-rules-invite")} is={l10n(`doors-rules-${rules.invite}`)} />
      <Said term={l10n("doors-rules-admit")} is={l10n(`doors-rules-admit-${rules.admit}`)} />
      <Said term={l10n("doors-rules-approvals")} is={number(rules.removeApprovals)} />
      <Said term={l10n("doors-rules-timer-by")} is={l10n(`doors-rules-${rules.timerBy}`)} />
      <Said term={l10n("doors-rules-first-timer")} is={span(rules.timer)} />
    </dl>
  )
}

/** What cannot be changed here, and is good to know. */
function Facts({ circle, rules }: { circle: CircleInfo; rules: PolicyInfo }) {
  const hosts = new Intl.ListFormat(language.value.tag, { type: "conjunction" })
  return (
    <section class="doors-part">
      <h3 class="doors-title">{l10n("doors-rules-facts")}</h3>
      <dl class="doors-said">
        <Said term={l10n("doors-rules-who-hosts")} is={hosts.format(rules.hosts)} />
        <Said term={l10n("doors-rules-now-timer")} is={span(circle.timer)} />
        <Said term={l10n("doors-rules-history")} is={l10n("doors-rules-history-none")} />
        <Said term={l10n("doors-rules-open-codes")} is={number(rules.openCodes)} />
        <Said term={l10n("doors-rules-relay")} is={rules.relay} code />
        <Said term={l10n("doors-rules-epoch")} is={number(rules.epoch)} />
      </dl>
    </section>
  )
}

function Said({ term, is, code = false }: { term: string; is: string; code?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd dir={code ? "ltr" : undefined}>
        <bdi>{is}</bdi>
      </dd>
    </div>
  )
}

/** What differs, rule by rule. */
export function changesOf(rules: Rules, wanted: Rules): [keyof Rules, string | number][] {
  const names = ["invite", "admit", "removeApprovals", "timer", "timerBy"] as const
  return names.filter((rule) => rules[rule] !== wanted[rule]).map((rule) => [rule, wanted[rule]])
}

/** Lengths of time to choose from, the present one among them. */
function timersWith(present: number) {
  const all = TIMERS.includes(present) ? TIMERS : [...TIMERS, present].sort((a, b) => a - b)
  return all.map((seconds) => ({ value: String(seconds), label: span(seconds) }))
}

function approvalsWith(present: number) {
  const most = Math.max(MOST_APPROVALS, present)
  return Array.from({ length: most }, (_, at) => ({ value: String(at + 1), label: number(at + 1) }))
}
