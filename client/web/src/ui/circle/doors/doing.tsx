// What is being done in a panel, and how the last of it went: said in the panel itself, where it stays until the
// next thing is done.

import { useEffect, useRef, useState } from "preact/hooks"
import type { Call, Calls, Failure, Outcome } from "../../../engine/api.ts"
import { l10n, type Told, told } from "../../../locale/locale.ts"
import { Notice, type NoticeTone } from "../../parts/notice.tsx"
import { Progress, Spinner } from "../../parts/progress.tsx"
import { type Answer, ask, progressOf } from "../../state.ts"

export interface Note {
  tone: NoticeTone
  sentence: Told
}

export interface Doing {
  /** Whether something is under way. */
  busy: boolean
  /** Why the last of it could not be done; null where it could. */
  failure: Failure | null
  /** How the last of it went, to be shown with `DoneNote`. */
  note: Note | null
  /** Ask the engine, one thing at a time. */
  ask: <C extends Call>(name: C, ...args: Parameters<Calls[C]>) => Promise<Answer<ReturnType<Calls[C]>>>
  /** Say how it went. */
  say: (note: Note | null) => void
}

/** What a panel does. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [note, setNote] = useState<Note | null>(null)

  return {
    busy,
    failure,
    note: failure === null ? note : { tone: "warn", sentence: failure },
    say: (next) => {
      setFailure(null)
      setNote(next)
    },
    ask: async (name, ...args) => {
      setBusy(true)
      setFailure(null)
      setNote(null)
      const answer = await ask(name, ...args)
      setBusy(false)
      if (!answer.ok) setFailure(answer.failure)
      return answer
    },
  }
}

/** How the last thing went: read aloud as it appears, and brought into sight. */
export function DoneNote({ doing: { note } }: { doing: Pick<Doing, "note"> }) {
  const shown = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (note === null) return
    shown.current?.scrollIntoView({ block: "nearest" })
    // What was pressed may be gone with what was done: whoever uses keys goes on from here.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) shown.current?.focus()
    })
    return () => clearTimeout(timer)
  }, [note])
  return (
    <div class="doors-note" role="status" tabIndex={-1} ref={shown}>
      {note !== null && (
        <Notice tone={note.tone}>
          <p>{told(note.sentence)}</p>
        </Notice>
      )}
    </div>
  )
}

/** That something is under way in a circle: how far the work for the relay is, where there is some. */
export function Underway({ circle, doing, label }: { circle: string; doing: Doing; label: string }) {
  if (!doing.busy) return null
  const progress = progressOf(circle)
  if (progress === null || progress.task === "key") return <Spinner label={label} />
  return <Progress label={l10n(`talk-${progress.task}`)} share={progress.share} />
}

/** How a change of the circle went. `needed` hosts have to agree to what one alone may not do. */
export function outcomeNote(outcome: Outcome, needed: number): Note {
  switch (outcome.state) {
    case "done":
      return { tone: "good", sentence: { id: "doors-done" } }
    case "under-way":
      return { tone: "info", sentence: { id: "doors-under-way" } }
    case "approvals":
      return { tone: "info", sentence: { id: "doors-approvals", args: { number: outcome.voices, needed } } }
  }
}
