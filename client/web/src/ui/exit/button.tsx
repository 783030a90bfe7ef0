// The exit, in the same corner of every screen and of every dialog.

import { l10n } from "../../locale/locale.ts"
import { Icon } from "../parts/icons.tsx"
import { leave } from "./leave.ts"

/** Leaves the page at once. */
export function ExitButton() {
  const label = l10n("exit-label")
  return (
    <button type="button" class="exit-button" aria-label={label} title={label} onClick={leave}>
      <Icon name="exit" />
      <span class="exit-button-text">{l10n("exit")}</span>
    </button>
  )
}
