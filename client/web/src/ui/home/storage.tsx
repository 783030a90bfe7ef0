// Where the browser may throw away what is stored, it is said plainly, with what can be done.

import { useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { call, circles, vault } from "../state.ts"

/** The warning, until the browser has promised to keep what is stored, or it was read. */
export function StorageWarning() {
  const [read, setRead] = useState(false)
  const anything = (circles.value?.length ?? 0) > 0
  if (read || !anything || vault.value?.persistent !== false) return null
  return (
    <div class="joins">
      <Notice
        tone="warn"
        title={l10n("storage-title")}
        actions={
          <>
            <Button onClick={() => void call("askPersistence")}>{l10n("storage-ask")}</Button>
            <Button kind="quiet" onClick={() => setRead(true)}>
              {l10n("understood")}
            </Button>
          </>
        }
      >
        <p>{l10n("storage-short")}</p>
      </Notice>
    </div>
  )
}
