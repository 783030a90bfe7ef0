// The frame of what is shown before the vault is open: one calm column, the exit in its corner, and the
// language beside it, for whoever cannot read this one.

import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"
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

/** Whether a step was shown already: the first one takes no focus to itself. */
let stepped = false

/** The title of a step. Whoever comes from another one arrives at it, and at the top of the page. */
export function GateTitle({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    scrollTo(0, 0)
    if (stepped) heading.current?.focus()
    stepped = true
  }, [])
  return (
    <h1 class="gate-title" tabIndex={-1} ref={heading}>
      {children}
    </h1>
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
