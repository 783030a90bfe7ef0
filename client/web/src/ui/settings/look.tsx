// Language and light or dark: the two things that are kept outside of the vault.

import { readChoices, type Theme } from "../../locale/choices.ts"
import { LANGUAGES } from "../../locale/languages.ts"
import { chooseLanguage, l10n } from "../../locale/locale.ts"
import { Radios, Select } from "../parts/choice.tsx"
import { chooseTheme, theme } from "../theme.ts"
import { toast } from "../toasts.ts"
import { Section } from "./section.tsx"

const THEMES = ["auto", "light", "dark"] as const satisfies readonly Theme[]
/** Follows the browser's languages. */
const AUTO = "auto"

/** How the page looks and speaks. */
export function LookSection() {
  const languages = [
    { value: AUTO, label: l10n("language-auto") },
    ...LANGUAGES.map((one) => ({ value: one.tag, label: one.name })),
  ]
  return (
    <Section title={l10n("settings-look")}>
      <Select
        label={l10n("language")}
        value={readChoices().language ?? AUTO}
        options={languages}
        onChange={(tag) => {
          chooseLanguage(tag === AUTO ? null : tag).catch(() => toast({ id: "language-failed" }, "warn"))
        }}
      />
      <Radios
        label={l10n("theme")}
        value={theme.value}
        options={THEMES.map((value) => ({ value, label: l10n(`theme-${value}`) }))}
        onChange={chooseTheme}
      />
      <p class="field-hint">{l10n("settings-look-kept")}</p>
    </Section>
  )
}
