// When the vault locks by itself.

import { l10n } from "../../locale/locale.ts"
import { span } from "../../locale/moments.ts"
import { Select, Switch } from "../parts/choice.tsx"
import { call, settings } from "../state.ts"
import { Section } from "./section.tsx"

const MINUTES = [1, 5, 15, 30, 60, 0] as const

/** Auto-lock, and the lock of a page that is out of sight. */
export function LockSection() {
  const held = settings.value
  if (held === null) return null
  const offered = [...new Set([...MINUTES, held.autoLockMinutes])]
  return (
    <Section title={l10n("settings-lock")}>
      <Select
        label={l10n("auto-lock")}
        hint={l10n("auto-lock-hint")}
        value={String(held.autoLockMinutes)}
        options={offered.map((minutes) => ({
          value: String(minutes),
          label: minutes === 0 ? l10n("auto-lock-never") : span(minutes * 60),
        }))}
        onChange={(minutes) => void call("setSettings", { autoLockMinutes: Number(minutes) })}
      />
      <Switch
        label={l10n("lock-hidden")}
        hint={l10n("lock-hidden-hint")}
        checked={held.lockWhenHidden}
        onChange={(lockWhenHidden) => void call("setSettings", { lockWhenHidden })}
      />
    </Section>
  )
}
