// Keeping the page as an app, where the browser can: it then opens without a network too.

import { l10n } from "../../locale/locale.ts"
import { install, installable } from "../install.ts"
import { Button } from "../parts/button.tsx"
import { Section } from "./section.tsx"

/** The offer, or how it is done by hand; with what it leaves behind for others to see. */
export function InstallSection() {
  if (matchMedia("(display-mode: standalone)").matches) return null
  return (
    <Section title={l10n("settings-install")}>
      <p class="soft">{l10n("install-lead")}</p>
      {installable.value ? (
        <div>
          <Button onClick={() => void install()}>{l10n("install")}</Button>
        </div>
      ) : (
        <p class="soft">{l10n("install-by-hand")}</p>
      )}
      <p class="field-hint">{l10n("install-seen")}</p>
    </Section>
  )
}
