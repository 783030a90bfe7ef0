// The exit, in the same corner of every screen and of every dialog.

import { useEffect, useRef } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Icon } from "../parts/icons.tsx"
import { leave, panic } from "./leave.ts"

/** How long it is held down until everything is erased first. Whoever lets go before has only left. */
const HOLD_MS = 3_000

/** Leaves the page at once; held down, by a finger or with the space bar, erases everything first. */
export function ExitButton() {
  const label = l10n("exit-label")
  const held = useRef<ReturnType<typeof setTimeout>>(undefined)
  const release = () => clearTimeout(held.current)
  const hold = () => {
    release()
    held.current = setTimeout(panic, HOLD_MS)
  }
  useEffect(() => release, [])
  return (
    <button
      type="button"
      class="exit-button"
      aria-label={label}
      title={label}
      onClick={leave}
      onPointerDown={hold}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={(event) => event.key === " " && !event.repeat && hold()}
      onKeyUp={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Icon name="exit" />
      <span class="exit-button-text">{l10n("exit")}</span>
    </button>
  )
}
