// The frame of what is shown before the vault is open: one calm column, the exit in its corner, and the
// language beside it, for whoever cannot read this one.

import type { ComponentChildren } from "preact"
import { LANGUAGES } from "../../locale/languages.ts"
import { chooseLanguage, l10n, language } from "../../locale/locale.ts"
import { ExitButton } from "../exit/button.tsx"
import { Icon } from "../parts/icons.tsx"
import { toast } from "../toasts.ts"

/** The frame. */
export function Gate({ children }: { children: ComponentChildren }) {
  return (
    <div class="gate">
      <header class="gate-head">
        <Languages />
        <ExitButton />
      </header>
      <main class="gate-body">{children}</main>
    </div>
  )
}

/** The mark at the head of a gate: a leaf, which says nothing. */
export function Mark() {
  return (
    <span class="gate-mark">
      <Icon name="leaf" />
    </span>
  )
}

/** The other languages, each in its own words. */
function Languages() {
  return (
    <div>
      {LANGUAGES.filter((one) => one.tag !== language.value.tag).map((one) => (
        <button
          key={one.tag}
          type="button"
          class="language"
          lang={one.tag}
          dir={one.direction}
          onClick={() => chooseLanguage(one.tag).catch(() => toast({ id: "language-failed" }, "warn"))}
        >
          {one.name}
        </button>
      ))}
      <span class="unseen" role="status">
        {l10n("language-now", { name: language.value.name })}
      </span>
    </div>
  )
}
