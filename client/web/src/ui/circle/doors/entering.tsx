// The first step of joining: the invite, typed, pasted, scanned, or brought by the address.

import { useEffect, useState } from "preact/hooks"
import type { CodeInfo } from "../../../engine/api.ts"
import { l10n, told } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Field } from "../../parts/field.tsx"
import { toField } from "./arrive.ts"
import { useDoing } from "./doing.tsx"
import { ScanPanel } from "./scan.tsx"

interface EnteringProps {
  /** An invite that came with the address. */
  code: string | null
  /** Whether one comes back to this step, and goes on in its field. */
  again: boolean
  onKnown: (text: string, info: CodeInfo) => void
}

/** The form for an invite. It is looked at before anything is sent. */
export function Entering({ code, again, onKnown }: EnteringProps) {
  const [text, setText] = useState(code ?? "")
  const [scanning, setScanning] = useState(false)
  const doing = useDoing()

  const read = async (invite: string) => {
    setText(invite)
    const answer = await doing.ask("readCode", invite)
    if (answer.ok) onKnown(invite, answer.value)
  }
  useEffect(() => {
    if (code !== null) void read(code)
  }, [])

  return (
    <>
      <form
        class="stack stack-wide"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void read(text)
        }}
      >
        <p class="soft">{l10n("doors-join-lead")}</p>
        <Field
          label={l10n("doors-join-invite")}
          hint={l10n("doors-join-invite-hint")}
          kind="code"
          value={text}
          error={doing.failure === null ? null : told(doing.failure)}
          {...(again ? { inputRef: toField } : {})}
          onInput={(typed) => {
            setText(typed)
            doing.say(null)
          }}
        />
        <div class="join-ways">
          <Button kind="primary" type="submit" busy={doing.busy} disabled={text.trim() === ""}>
            {l10n("doors-join-next")}
          </Button>
          <Button icon="qr" onClick={() => setScanning(true)}>
            {l10n("doors-join-scan")}
          </Button>
        </div>
      </form>
      {scanning && (
        <ScanPanel
          onFound={(found) => {
            setScanning(false)
            void read(found)
          }}
          onClose={() => setScanning(false)}
        />
      )}
    </>
  )
}
