// Taking back a request to be let in that nobody has answered.

import { useState } from "preact/hooks"
import type { JoinInfo } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Confirm } from "../parts/dialog.tsx"
import { call } from "../state.ts"

interface TakeBackProps {
  join: JoinInfo
  /** It is no more. */
  onDone?: () => void
}

/** The button, and the question before anything is lost. */
export function TakeBack({ join: { id, name }, onDone }: TakeBackProps) {
  const [asks, setAsks] = useState(false)
  const [busy, setBusy] = useState(false)
  const drop = async () => {
    setBusy(true)
    const { ok } = await call("dropJoin", id)
    setBusy(false)
    setAsks(false)
    if (ok) onDone?.()
  }
  return (
    <>
      <Button kind="quiet" onClick={() => setAsks(true)}>
        {l10n("join-drop")}
      </Button>
      {asks && (
        <Confirm
          title={l10n("join-drop-title")}
          action={l10n("join-drop")}
          danger
          busy={busy}
          onConfirm={() => void drop()}
          onClose={() => setAsks(false)}
        >
          <p>{l10n("join-drop-warning", { name })}</p>
        </Confirm>
      )}
    </>
  )
}
