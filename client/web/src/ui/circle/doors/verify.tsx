// Comparing the words of a circle: whoever has the same six is in it with the same people.

import { useEffect, useState } from "preact/hooks"
import { l10n } from "../../../locale/locale.ts"
import { number } from "../../../locale/moments.ts"
import { Button } from "../../parts/button.tsx"
import { Sheet } from "../../parts/dialog.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"
import { WordsShown } from "../../parts/words.tsx"
import { DoneNote, useDoing } from "./doing.tsx"
import type { PanelProps } from "./panels.tsx"

/** The words, and what to do with them. They change with the epoch, and are asked for again then. */
export function VerifyPanel({ circle, onClose }: PanelProps) {
  const doing = useDoing()
  const [phrase, setPhrase] = useState<{ words: string[]; epoch: number } | null>(null)
  const [tries, setTries] = useState(0)

  useEffect(() => {
    let here = true
    void doing.ask("verify", circle.key).then((answer) => {
      if (here) setPhrase(answer.ok ? answer.value : null)
    })
    return () => {
      here = false
    }
  }, [circle.key, circle.epoch, tries])

  return (
    <Sheet title={l10n("talk-verify")} onClose={onClose}>
      <p>{l10n("doors-verify-lead")}</p>
      {doing.busy && <Spinner label={l10n("doors-verify-working")} />}
      {phrase !== null && !doing.busy && (
        <>
          <WordsShown words={phrase.words} label={l10n("doors-verify-words")} />
          <p class="soft small">{l10n("doors-verify-epoch", { epoch: number(phrase.epoch) })}</p>
        </>
      )}
      {circle.link !== "online" && (
        <Notice tone="info">
          <p>{l10n("doors-verify-offline")}</p>
        </Notice>
      )}
      <DoneNote doing={doing} />
      <section class="doors-part">
        <h3 class="doors-title">{l10n("doors-verify-differ-title")}</h3>
        <p>{l10n("doors-verify-differ")}</p>
        <div>
          <Button icon="reload" busy={doing.busy} onClick={() => setTries(tries + 1)}>
            {l10n("doors-verify-again")}
          </Button>
        </div>
      </section>
    </Sheet>
  )
}
