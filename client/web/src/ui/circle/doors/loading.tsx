// Waiting for what a panel shows. It comes out of the vault at once, or something is wrong.

import { useEffect, useState } from "preact/hooks"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"

const PATIENCE_MS = 8_000

/** A spinner; where nothing comes, a way to ask again. */
export function Loading({ again }: { again: () => void }) {
  const [tries, setTries] = useState(0)
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [tries])
  if (!late) return <Spinner label={l10n("loading")} />
  const retry = () => {
    setLate(false)
    setTries(tries + 1)
    again()
  }
  return (
    <Notice
      tone="warn"
      announce
      actions={
        <Button icon="reload" onClick={retry}>
          {l10n("doors-load-again")}
        </Button>
      }
    >
      <p>{l10n("doors-load-late")}</p>
    </Notice>
  )
}
