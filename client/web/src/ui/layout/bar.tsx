// The bar at the top of a pane: the way back, the title, and what can be done. It leaves room for the exit.

import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { IconButton } from "../parts/button.tsx"
import { back, moved } from "../screens.ts"

interface BarProps {
  title: string
  /** A short line below the title. */
  under?: ComponentChildren
  /** Icon buttons and menus. */
  actions?: ComponentChildren
  /** Whether there is a way back: `narrow` where the list is not beside it anyway. */
  way?: "none" | "narrow" | "always"
  onBack?: (() => void) | undefined
  /** What stands before the title, such as an avatar. */
  children?: ComponentChildren
}

/** The bar of a screen. Whoever comes to the screen by keyboard or ear arrives at its title. */
export function Bar({ title, under, actions, way = "always", onBack = back, children }: BarProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (moved() && way !== "none") heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <header class="bar">
      {way !== "none" && (
        <span class={way === "narrow" ? "bar-back-narrow" : undefined}>
          <IconButton icon="back" label={l10n("back")} onClick={onBack} />
        </span>
      )}
      {children}
      <div class="bar-titles">
        <h1 class="bar-title one-line" tabIndex={-1} ref={heading}>
          <bdi>{title}</bdi>
        </h1>
        {under !== undefined && (
          <div class="bar-under one-line">
            <span>{under}</span>
          </div>
        )}
      </div>
      {actions !== undefined && <div class="bar-actions">{actions}</div>}
    </header>
  )
}
