// Lines across the top that say what holds for the whole page just now.

import { l10n } from "../../locale/locale.ts"
import { Icon } from "../parts/icons.tsx"
import { online } from "../state.ts"

/** What holds just now; empty as long as all is well. */
export function Banners() {
  return (
    <div class="app-banners" role="status">
      {!online.value && (
        <p class="banner">
          <Icon name="offline" />
          <span>{l10n("offline")}</span>
        </p>
      )}
    </div>
  )
}
