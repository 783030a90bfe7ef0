// What this cannot protect from, in plain words, in reach before and after the vault is open.

import { l10n } from "../locale/locale.ts"
import { Gate, GateTitle } from "./gate/gate.tsx"
import { Bar } from "./layout/bar.tsx"
import { Button } from "./parts/button.tsx"
import { back } from "./screens.ts"

/** Each has a title `limit-<name>` and a text `limit-<name>-text`. */
const LIMITS = [
  "device",
  "code",
  "people",
  "screen",
  "keyboard",
  "address",
  "history",
  "push",
  "erase",
  "storage",
  "passphrase",
] as const

/** The page, beside the list of circles. */
export function Limits() {
  return (
    <>
      <Bar title={l10n("limits-short")} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text alone; keys could not scroll it otherwise. */}
      <section class="pane-body" tabIndex={0} aria-label={l10n("limits-title")}>
        <div class="column">
          <List />
        </div>
      </section>
    </>
  )
}

/** The page, before the vault is open. */
export function LimitsAtGate() {
  return (
    <Gate>
      <GateTitle>{l10n("limits-title")}</GateTitle>
      <List />
      <Button kind="primary" wide onClick={back}>
        {l10n("back")}
      </Button>
    </Gate>
  )
}

function List() {
  return (
    <div class="prose">
      <p class="soft">{l10n("limits-lead")}</p>
      {LIMITS.map((name) => (
        <section class="prose-item" key={name}>
          <h2>{l10n(`limit-${name}`)}</h2>
          <p>{l10n(`limit-${name}-text`)}</p>
        </section>
      ))}
    </div>
  )
}
