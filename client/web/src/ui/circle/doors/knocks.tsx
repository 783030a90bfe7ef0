// Who wants to come in: what each says, the words to compare, and the answer.

import { useEffect, useState } from "preact/hooks"
import type { CircleInfo, KnockInfo } from "../../../engine/api.ts"
import { l10n, told } from "../../../locale/locale.ts"
import { full } from "../../../locale/moments.ts"
import { Avatar } from "../../parts/avatar.tsx"
import { Button } from "../../parts/button.tsx"
import { Confirm, Sheet } from "../../parts/dialog.tsx"
import { Field } from "../../parts/field.tsx"
import { EmptyState, Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"
import { WordsShown } from "../../parts/words.tsx"
import { knocks } from "../../state.ts"
import { toField } from "./arrive.ts"
import { type Doing, DoneNote, Underway, useDoing } from "./doing.tsx"
import type { PanelProps } from "./panels.tsx"

/** Failures that another name mends. */
const OF_THE_NAME: ReadonlySet<string> = new Set(["error-name-taken", "error-knock-name"])

/** The panel of those who knock. The engine is asked to look at once, and tells what it finds. */
export function KnocksPanel({ circle, onClose, onGo }: PanelProps) {
  const waiting = knocks.value.get(circle.key) ?? []
  const looking = useDoing()
  const doing = useDoing()
  useEffect(() => {
    void looking.ask("knocks", circle.key)
  }, [circle.key])

  return (
    <Sheet title={l10n("talk-knocks")} onClose={onClose}>
      <DoneNote doing={looking} />
      <DoneNote doing={doing} />
      {waiting.length === 0 && looking.busy && <Spinner label={l10n("doors-knocks-looking")} />}
      {waiting.length === 0 && !looking.busy && (
        <EmptyState
          icon="person"
          title={l10n("doors-knocks-none")}
          actions={
            circle.mayInvite ? (
              <Button icon="invite" onClick={() => onGo("invite")}>
                {l10n("talk-invite")}
              </Button>
            ) : undefined
          }
        >
          <p>{l10n("doors-knocks-none-lead")}</p>
        </EmptyState>
      )}
      {waiting.length > 0 && <p>{l10n("doors-knocks-lead")}</p>}
      <ul class="doors-list">
        {waiting.map((knock) => (
          <li key={knock.id}>
            <Knock circle={circle} knock={knock} doing={doing} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

interface KnockProps {
  circle: CircleInfo
  knock: KnockInfo
  doing: Doing
}

function Knock({ circle, knock, doing }: KnockProps) {
  const { id, name, note, words, rejoin, frozen } = knock
  const [asked, setAsked] = useState<"admit" | "decline" | "revoke" | null>(null)
  const done = (sentence: string) => doing.say({ tone: "good", sentence: { id: sentence, args: { name } } })

  const decline = async () => {
    const answer = await doing.ask("decline", circle.key, id)
    setAsked(null)
    if (answer.ok) done("doors-knocks-declined")
  }
  const revoke = async () => {
    const answer = await doing.ask("revoke", circle.key, knock.invite)
    setAsked(null)
    if (answer.ok) doing.say({ tone: "good", sentence: { id: "doors-invite-revoked" } })
  }

  return (
    <article class="card" aria-label={name}>
      <div class="doors-knock-head">
        <Avatar id={id} name={name} />
        <h3 class="doors-title">
          <bdi>{name}</bdi>
        </h3>
      </div>
      {rejoin && (
        <Notice tone="info">
          <p>{claimed(knock)}</p>
        </Notice>
      )}
      {frozen && (
        <Notice tone="danger" title={l10n("doors-knocks-frozen-title")}>
          <p>{l10n("doors-knocks-frozen")}</p>
        </Notice>
      )}
      {note !== "" && (
        <blockquote class="doors-knock-note" dir="auto">
          {note}
        </blockquote>
      )}
      <WordsShown words={words} label={l10n("doors-knocks-words")} />
      <div class="row">
        {frozen ? (
          <Button kind="danger" onClick={() => setAsked("revoke")}>
            {l10n("doors-invite-revoke")}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => setAsked("admit")}>
            {l10n("doors-knocks-admit")}
          </Button>
        )}
        <Button kind="quiet" onClick={() => setAsked("decline")}>
          {l10n("doors-knocks-decline")}
        </Button>
      </div>
      {asked === "admit" && (
        <Admit
          circle={circle.key}
          knock={knock}
          onAdmitted={() => {
            setAsked(null)
            done("doors-knocks-admitted")
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === "decline" && (
        <Confirm
          title={l10n("doors-knocks-decline-title", { name })}
          action={l10n("doors-knocks-decline")}
          busy={doing.busy}
          onConfirm={() => void decline()}
          onClose={() => setAsked(null)}
        >
          <p>{l10n("doors-knocks-decline-warning")}</p>
        </Confirm>
      )}
      {asked === "revoke" && (
        <Confirm
          title={l10n("doors-invite-revoke-title")}
          action={l10n("doors-invite-revoke")}
          danger
          busy={doing.busy}
          onConfirm={() => void revoke()}
          onClose={() => setAsked(null)}
        >
          <p>{l10n("doors-invite-revoke-warning")}</p>
          <Underway circle={circle.key} doing={doing} label={l10n("doors-working")} />
        </Confirm>
      )}
    </article>
  )
}

/** What shows that somebody comes back. */
function claimed({ claims, backup }: KnockInfo): string {
  if (claims === null) return l10n("refusal-rejoin-unsigned")
  if (backup === null) return l10n("doors-knocks-rejoin")
  return l10n("doors-knocks-backup", { name: claims, moment: full(backup) })
}

interface AdmitProps {
  circle: string
  knock: KnockInfo
  onAdmitted: () => void
  onClose: () => void
}

/** The question about the words, before somebody is let in; and another name, where theirs will not do. */
function Admit({ circle, knock, onAdmitted, onClose }: AdmitProps) {
  const { id, name, words } = knock
  const doing = useDoing()
  const [asName, setAsName] = useState<string | null>(null)
  const [nameFault, setNameFault] = useState<string | null>(null)

  const admit = async () => {
    const answer = await doing.ask("admit", circle, id, asName?.trim() || null)
    if (answer.ok) {
      onAdmitted()
    } else if (OF_THE_NAME.has(answer.failure.id)) {
      doing.say(null)
      setNameFault(told(answer.failure))
      if (asName === null) setAsName(name)
    }
  }

  return (
    <Confirm
      title={l10n("doors-knocks-admit-title", { name })}
      action={l10n("doors-knocks-admit-sure")}
      busy={doing.busy}
      onConfirm={() => void admit()}
      onClose={onClose}
    >
      <p>{l10n("doors-knocks-admit-words", { name })}</p>
      <WordsShown words={words} label={l10n("doors-knocks-words")} />
      <p>{l10n("doors-knocks-admit-warning")}</p>
      {asName !== null && (
        <Field
          label={l10n("doors-knocks-as")}
          hint={l10n("doors-knocks-as-hint")}
          value={asName}
          error={nameFault}
          inputRef={toField}
          onInput={(typed) => {
            setAsName(typed)
            setNameFault(null)
          }}
        />
      )}
      <Underway circle={circle} doing={doing} label={l10n("doors-knocks-admitting")} />
      <DoneNote doing={doing} />
    </Confirm>
  )
}
