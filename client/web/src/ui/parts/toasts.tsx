// The notes that come and go, read aloud as they come. While dialogs lie over the page, all else is out of reach
// of eyes, ears and fingers: the notes then stand in the topmost.

import { signal } from "@preact/signals"
import type { RefObject } from "preact"
import { useLayoutEffect } from "preact/hooks"
import { l10n, told } from "../../locale/locale.ts"
import { dismiss, toasts } from "../toasts.ts"
import { Button, IconButton } from "./button.tsx"
import { Icon, type IconName } from "./icons.tsx"

const ICONS = { info: "info", good: "check", warn: "warn" } as const satisfies Record<string, IconName>

/** The dialogs that are open, the topmost last. */
const dialogs = signal<readonly HTMLElement[]>([])

/** Open a dialog as long as it is rendered, over all that are open. */
export function useOpen(dialog: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const shown = dialog.current
    if (shown === null) return
    shown.showModal()
    dialogs.value = [...dialogs.peek(), shown]
    return () => {
      dialogs.value = dialogs.peek().filter((one) => one !== shown)
      shown.close()
    }
  }, [])
}

/** All toasts; stands once in the page and once in each dialog, and shows them where they can be reached. */
export function Toasts({ dialog }: { dialog?: RefObject<HTMLDialogElement | null> }) {
  const here = dialogs.value.at(-1) === dialog?.current
  return (
    <div class="toasts" role="status" aria-live="polite">
      {(here ? toasts.value : []).map((one) => (
        <div class={`toast toast-${one.tone}`} key={one.key}>
          <Icon name={ICONS[one.tone]} />
          <p class="toast-text">{told(one.sentence)}</p>
          {one.action !== null && (
            <Button kind="plain" onClick={one.action.run}>
              {told(one.action.label)}
            </Button>
          )}
          <IconButton icon="close" label={l10n("dismiss")} onClick={() => dismiss(one.key)} />
        </div>
      ))}
    </div>
  )
}
