// Starting a circle on the relay that served the page.

import { useState } from "preact/hooks"
import type { Failure } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { Bar } from "../layout/bar.tsx"
import { Button } from "../parts/button.tsx"
import { Field } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Progress } from "../parts/progress.tsx"
import { go } from "../screens.ts"
import { ask, progressOf } from "../state.ts"

/** The form for a new circle. */
export function NewCircle() {
  const [label, setLabel] = useState("")
  const [name, setName] = useState("")
  const [pass, setPass] = useState("")
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const wantsPass = failure?.id === "error-relay-pass" || pass !== ""

  const found = async () => {
    setBusy(true)
    setFailure(null)
    const answer = await ask("found", label.trim(), name.trim(), ...(pass === "" ? [] : [pass.trim()]))
    setBusy(false)
    if (answer.ok) go({ screen: "circle", circle: answer.value.key })
    else setFailure(answer.failure)
  }

  return (
    <>
      <Bar title={l10n("home-new")} />
      <div class="pane-body">
        <form
          class="column"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void found()
          }}
        >
          <p class="soft">{l10n("new-circle-lead")}</p>
          <Field
            label={l10n("new-circle-label")}
            hint={l10n("new-circle-label-hint")}
            value={label}
            error={failure?.id === "error-label" ? told(failure) : null}
            onInput={setLabel}
          />
          <Field
            label={l10n("your-name")}
            hint={l10n("your-name-hint")}
            value={name}
            error={failure?.id === "error-name" ? told(failure) : null}
            onInput={setName}
          />
          {wantsPass && (
            <Field
              label={l10n("pass")}
              hint={l10n("pass-hint")}
              kind="code"
              value={pass}
              error={failure?.id === "error-pass" ? told(failure) : null}
              onInput={setPass}
            />
          )}
          {failure !== null && !SHOWN_AT_FIELDS.has(failure.id) && (
            <Notice tone="warn" announce>
              <p>{told(failure)}</p>
            </Notice>
          )}
          {busy && <Progress label={l10n("new-circle-working")} share={progressOf(null)?.share ?? null} />}
          <Button
            kind="primary"
            type="submit"
            busy={busy}
            disabled={label.trim() === "" || name.trim() === ""}
          >
            {l10n("new-circle-start")}
          </Button>
        </form>
      </div>
    </>
  )
}

const SHOWN_AT_FIELDS: ReadonlySet<string> = new Set(["error-label", "error-name", "error-pass"])
