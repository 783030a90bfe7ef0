// Leaving a circle.

import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Confirm } from "../../parts/dialog.tsx"
import { DoneNote, useDoing } from "./doing.tsx"
import type { PanelProps } from "./panels.tsx"

/** What leaving means, before it is done. */
export function LeavePanel({ circle, onClose, onGo }: PanelProps) {
  const doing = useDoing()
  const alone = circle.members === 1
  const leave = async () => {
    if ((await doing.ask("leave", circle.key)).ok) onClose()
  }
  return (
    <Confirm
      title={l10n("doors-leave-title", { circle: circle.label })}
      action={l10n("talk-leave")}
      danger
      busy={doing.busy}
      onConfirm={() => void leave()}
      onClose={onClose}
    >
      <p>{alone ? l10n("doors-leave-alone") : l10n("doors-leave-warning")}</p>
      {!alone && <p>{l10n("doors-leave-after")}</p>}
      <DoneNote doing={doing} />
      {doing.failure?.id === "error-only-host" && (
        <Button icon="people" onClick={() => onGo("members")}>
          {l10n("talk-members")}
        </Button>
      )}
    </Confirm>
  )
}
