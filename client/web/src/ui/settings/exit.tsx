// Where quick exit lands, and how it is done.

import { useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { DEFAULT_EXIT, isWebAddress } from "../exit/leave.ts"
import { Button } from "../parts/button.tsx"
import { Field } from "../parts/field.tsx"
import { call, settings } from "../state.ts"
import { toast } from "../toasts.ts"
import { Section } from "./section.tsx"

/** The page to land on. */
export function ExitSection() {
  const held = settings.value?.exitUrl ?? DEFAULT_EXIT
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)

  const save = async () => {
    const exitUrl = (typed ?? held).trim()
    if (!isWebAddress(exitUrl)) {
      setError(l10n("exit-page-wrong"))
      return
    }
    setError(null)
    const answer = await call("setSettings", { exitUrl })
    if (!answer.ok) return
    setTyped(null)
    toast({ id: "saved" }, "good")
  }

  return (
    <Section title={l10n("settings-exit")}>
      <p class="soft">{l10n("exit-keys")}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field
          label={l10n("exit-page")}
          hint={l10n("exit-page-hint")}
          kind="url"
          value={typed ?? held}
          error={error}
          onInput={setTyped}
        />
        {typed !== null && typed !== held && (
          <div>
            <Button type="submit">{l10n("save")}</Button>
          </div>
        )}
      </form>
    </Section>
  )
}
