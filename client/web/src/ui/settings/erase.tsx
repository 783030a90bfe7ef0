// Erasing everything from this browser.

import { useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { erase } from "../exit/leave.ts"
import { Button } from "../parts/button.tsx"
import { Checkbox } from "../parts/choice.tsx"
import { Confirm } from "../parts/dialog.tsx"
import { Section } from "./section.tsx"

/** The way to erase, behind a question. */
export function EraseSection() {
  const [asked, setAsked] = useState(false)
  const [sure, setSure] = useState(false)
  const [busy, setBusy] = useState(false)

  const confirmed = async () => {
    if (!sure) return
    setBusy(true)
    const erased = await erase()
    setBusy(false)
    if (erased) location.reload()
  }

  return (
    <Section title={l10n("settings-erase")}>
      <p class="soft">{l10n("erase-lead")}</p>
      <div>
        <Button kind="danger" icon="trash" onClick={() => setAsked(true)}>
          {l10n("erase")}
        </Button>
      </div>
      {asked && (
        <Confirm
          title={l10n("erase-title")}
          action={l10n("erase")}
          danger
          busy={busy}
          disabled={!sure}
          onConfirm={() => void confirmed()}
          onClose={() => {
            setAsked(false)
            setSure(false)
          }}
        >
          <p>{l10n("erase-warning")}</p>
          <p>{l10n("erase-limits")}</p>
          <Checkbox label={l10n("erase-sure")} checked={sure} onChange={setSure} />
        </Confirm>
      )}
    </Section>
  )
}
