// The notes that come and go, read aloud as they come.

import { l10n, told } from "../../locale/locale.ts"
import { dismiss, toasts } from "../toasts.ts"
import { Button, IconButton } from "./button.tsx"
import { Icon, type IconName } from "./icons.tsx"

const ICONS = { info: "info", good: "check", warn: "warn" } as const satisfies Record<string, IconName>

/** All toasts; stands once in the page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
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
