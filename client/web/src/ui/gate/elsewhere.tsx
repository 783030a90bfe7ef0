// Another tab has the vault and does not answer: asleep, or busy. This one waits for it, or takes over when
// the other is closed.

import { l10n } from "../../locale/locale.ts"
import { Spinner } from "../parts/progress.tsx"
import { Gate, GateTitle, Mark } from "./gate.tsx"

/** What a tab shows that cannot reach the one which owns the vault. */
export function Elsewhere() {
  return (
    <Gate>
      <Mark />
      <GateTitle>{l10n("elsewhere-title")}</GateTitle>
      <p class="gate-lead">{l10n("elsewhere-lead")}</p>
      <Spinner label={l10n("elsewhere-waiting")} />
    </Gate>
  )
}
