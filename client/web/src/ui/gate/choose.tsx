// Choosing a passphrase: typed twice or proposed, with an honest word about its strength. Used when the vault
// is made and when its passphrase changes.

import { useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { PasswordField } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { WordsShown } from "../parts/words.tsx"
import { toast } from "../toasts.ts"
import { DRAWN, proposeWords, type Strength, strengthOf } from "./passphrase.ts"

export interface Chosen {
  passphrase: string
  again: string
}

export const NOTHING_CHOSEN: Chosen = { passphrase: "", again: "" }

/** Why the choice cannot be taken yet, as an id; null when it can. A weak passphrase is taken: it is said, not forbidden. */
export function problemOf(chosen: Chosen): "passphrase-empty" | "passphrase-differs" | null {
  if (chosen.passphrase.trim() === "") return "passphrase-empty"
  return chosen.passphrase === chosen.again ? null : "passphrase-differs"
}

interface ChooseProps {
  label: string
  chosen: Chosen
  onChange: (chosen: Chosen) => void
  /** Whether the person has tried to go on: only then is something said to be missing. */
  tried: boolean
}

/** The two fields, the strength between them, and six words on request. */
export function Choose({ label, chosen, onChange, tried }: ChooseProps) {
  const [words, setWords] = useState<readonly string[] | null>(null)
  const problem = tried ? problemOf(chosen) : null

  const propose = async () => {
    try {
      const proposed = await proposeWords()
      const passphrase = proposed.join(" ")
      setWords(proposed)
      onChange({ passphrase, again: "" })
    } catch {
      toast({ id: "error-unexpected" }, "warn")
    }
  }

  return (
    <div class="stack">
      <PasswordField
        label={label}
        hint={l10n("passphrase-hint")}
        value={chosen.passphrase}
        error={problem === "passphrase-empty" ? l10n(problem) : null}
        onInput={(passphrase) => {
          setWords(null)
          onChange({ ...chosen, passphrase })
        }}
      />
      {chosen.passphrase !== "" && <Meter of={words === null ? strengthOf(chosen.passphrase) : DRAWN} />}
      {words === null ? (
        <div>
          <Button kind="quiet" icon="key" onClick={() => void propose()}>
            {l10n("words-propose")}
          </Button>
        </div>
      ) : (
        <Notice tone="good" title={l10n("words-proposed")}>
          <WordsShown words={words} label={l10n("words-proposed")} />
          <p class="small">{l10n("words-keep")}</p>
          <div class="notice-actions">
            <Button icon="reload" onClick={() => void propose()}>
              {l10n("words-others")}
            </Button>
          </div>
        </Notice>
      )}
      <PasswordField
        label={l10n("passphrase-again")}
        value={chosen.again}
        error={problem === "passphrase-differs" ? l10n(problem) : null}
        onInput={(again) => onChange({ ...chosen, again })}
      />
    </div>
  )
}

const STEPS = [1, 2, 3, 4] as const
/** From this level on a passphrase withstands a hall of machines. */
const GOOD = 3

function Meter({ of }: { of: Strength }) {
  return (
    <div class={`strength${of.level >= GOOD ? " strength-good" : ""}`}>
      <div class="strength-bar" aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} class={`strength-step${step <= of.level ? " strength-step-on" : ""}`} />
        ))}
      </div>
      <p role="status">
        <span class="strength-word">{l10n(of.sentence)}</span> {of.advice !== null && l10n(of.advice)}
      </p>
    </div>
  )
}
