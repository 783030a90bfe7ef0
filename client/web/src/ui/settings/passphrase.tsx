// A new passphrase for the vault.

import { useState } from "preact/hooks"
import type { Failure } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { Choose, NOTHING_CHOSEN, problemOf } from "../gate/choose.tsx"
import { Button } from "../parts/button.tsx"
import { Sheet } from "../parts/dialog.tsx"
import { PasswordField } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Progress } from "../parts/progress.tsx"
import { ask, progressOf } from "../state.ts"
import { toast } from "../toasts.ts"
import { Section } from "./section.tsx"

/** The way to change it. */
export function PassphraseSection() {
  const [shown, setShown] = useState(false)
  return (
    <Section title={l10n("passphrase")}>
      <p class="soft">{l10n("passphrase-change-lead")}</p>
      <div>
        <Button icon="key" onClick={() => setShown(true)}>
          {l10n("passphrase-change")}
        </Button>
      </div>
      {shown && <Change onClose={() => setShown(false)} />}
    </Section>
  )
}

const FORM = "change-passphrase"

function Change({ onClose }: { onClose: () => void }) {
  const [old, setOld] = useState("")
  const [chosen, setChosen] = useState(NOTHING_CHOSEN)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  const change = async () => {
    setTried(true)
    if (problemOf(chosen) !== null) return
    setBusy(true)
    setFailure(null)
    const answer = await ask("changePassphrase", old, chosen.passphrase)
    setBusy(false)
    if (!answer.ok) {
      setFailure(answer.failure)
      return
    }
    toast({ id: "passphrase-changed" }, "good")
    onClose()
  }

  return (
    <Sheet
      title={l10n("passphrase-change")}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={FORM} busy={busy}>
          {l10n("passphrase-change")}
        </Button>
      }
    >
      <form
        id={FORM}
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void change()
        }}
      >
        <PasswordField
          label={l10n("passphrase-old")}
          value={old}
          error={failure?.id === "error-wrong-passphrase" ? told(failure) : null}
          onInput={setOld}
          autoFocus
        />
        <Choose label={l10n("passphrase-new")} chosen={chosen} onChange={setChosen} tried={tried} />
        {failure !== null && failure.id !== "error-wrong-passphrase" && (
          <Notice tone="danger" announce>
            <p>{told(failure)}</p>
          </Notice>
        )}
        {busy && <Progress label={l10n("opening")} share={progressOf(null)?.share ?? null} />}
      </form>
    </Sheet>
  )
}
