// The locked screen. It says nothing of what it guards: it could be anybody's notes.

import { useEffect, useRef, useState } from "preact/hooks"
import { l10n, told } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { PasswordField } from "../parts/field.tsx"
import { Progress } from "../parts/progress.tsx"
import { go } from "../screens.ts"
import { arrived, ask, progressOf, vault } from "../state.ts"
import { Gate, GateTitle, Mark } from "./gate.tsx"

/** Asks for the passphrase. */
export function Unlock() {
  const [passphrase, setPassphrase] = useState("")
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const opening = busy || vault.value?.phase === "opening"
  useEffect(() => field.current?.focus(), [])

  const unlock = async () => {
    if (passphrase === "") {
      setError(l10n("passphrase-empty"))
      return
    }
    setBusy(true)
    setError(null)
    const answer = await ask("unlock", passphrase)
    setBusy(false)
    if (answer.ok) return
    setPassphrase("")
    setError(told(answer.failure))
    field.current?.focus()
  }

  return (
    <Gate>
      <form
        class="stack stack-wide"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!opening) void unlock()
        }}
      >
        <Mark />
        <GateTitle>{l10n("title")}</GateTitle>
        {arrived.value !== null && <p class="gate-lead">{l10n("unlock-invited")}</p>}
        <PasswordField
          label={l10n("passphrase")}
          value={passphrase}
          error={error}
          onInput={setPassphrase}
          inputRef={field}
        />
        {opening && <Progress label={l10n("opening")} share={progressOf(null)?.share ?? null} />}
        <Button kind="primary" type="submit" wide busy={opening}>
          {l10n("unlock")}
        </Button>
        <p class="gate-foot">{l10n("exit-keys")}</p>
        <Button kind="quiet" wide onClick={() => go({ screen: "limits" })}>
          {l10n("limits-title")}
        </Button>
      </form>
    </Gate>
  )
}
