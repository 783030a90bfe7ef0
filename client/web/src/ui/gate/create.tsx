// The first visit: what this is, in few plain sentences, and then the passphrase of a new vault.

import { useState } from "preact/hooks"
import type { Failure } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Checkbox } from "../parts/choice.tsx"
import { Icon, type IconName } from "../parts/icons.tsx"
import { Notice } from "../parts/notice.tsx"
import { Progress } from "../parts/progress.tsx"
import { go } from "../screens.ts"
import { arrived, ask, progressOf } from "../state.ts"
import { Choose, NOTHING_CHOSEN, problemOf } from "./choose.tsx"
import { Gate, GateTitle, Mark } from "./gate.tsx"

/** Welcome, and the making of the vault. */
export function Create() {
  const [begun, setBegun] = useState(false)
  return (
    <Gate>
      {begun ? <MakeVault onBack={() => setBegun(false)} /> : <Welcome onBegin={() => setBegun(true)} />}
    </Gate>
  )
}

function Welcome({ onBegin }: { onBegin: () => void }) {
  return (
    <>
      <Mark />
      <GateTitle>{l10n("welcome-title")}</GateTitle>
      <p class="gate-lead">{l10n("welcome-lead")}</p>
      {arrived.value !== null && (
        <Notice tone="good" title={l10n("welcome-invited")}>
          <p>{l10n("welcome-invited-next")}</p>
        </Notice>
      )}
      <ul class="stack">
        <Point icon="lock" text={l10n("welcome-encrypted")} />
        <Point icon="person" text={l10n("welcome-nameless")} />
        <Point icon="home" text={l10n("welcome-here")} />
        <Point icon="exit" text={l10n("welcome-exit")} />
      </ul>
      <div class="stack stack-close">
        <Button kind="primary" wide onClick={onBegin}>
          {l10n("welcome-begin")}
        </Button>
        <Button kind="quiet" wide onClick={() => go({ screen: "limits" })}>
          {l10n("limits-title")}
        </Button>
      </div>
    </>
  )
}

function Point({ icon, text }: { icon: IconName; text: string }) {
  return (
    <li class="point">
      <Icon name={icon} />
      <span>{text}</span>
    </li>
  )
}

function MakeVault({ onBack }: { onBack: () => void }) {
  const [chosen, setChosen] = useState(NOTHING_CHOSEN)
  const [understood, setUnderstood] = useState(false)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const work = progressOf(null)

  const make = async () => {
    setTried(true)
    if (problemOf(chosen) !== null || !understood) return
    setBusy(true)
    setFailure(null)
    const answer = await ask("create", chosen.passphrase)
    setBusy(false)
    // The press that made the vault is also the best moment to ask that it be kept.
    if (answer.ok) void ask("askPersistence")
    else setFailure(answer.failure)
  }

  return (
    <form
      class="stack stack-wide"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <Mark />
      <GateTitle>{l10n("create-title")}</GateTitle>
      <p class="gate-lead">{l10n("create-lead")}</p>
      <Choose label={l10n("passphrase")} chosen={chosen} onChange={setChosen} tried={tried} />
      <Notice tone="warn" title={l10n("create-no-recovery")}>
        <Checkbox label={l10n("create-understood")} checked={understood} onChange={setUnderstood} />
        {tried && !understood && (
          <p class="field-error" role="alert">
            {l10n("create-understood-first")}
          </p>
        )}
      </Notice>
      {failure !== null && (
        <Notice tone="danger" announce>
          <p>{told(failure)}</p>
        </Notice>
      )}
      {busy && <Progress label={l10n("opening")} share={work?.share ?? null} />}
      <div class="stack stack-close">
        <Button kind="primary" type="submit" wide busy={busy}>
          {l10n("create-make")}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {l10n("back")}
        </Button>
      </div>
    </form>
  )
}
