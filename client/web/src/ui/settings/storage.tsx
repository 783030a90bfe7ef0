// Whether the browser has promised to keep what is stored.

import { l10n } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { call, vault } from "../state.ts"
import { toast } from "../toasts.ts"
import { Section } from "./section.tsx"

/** The state of the storage, and the asking for more. */
export function StorageSection() {
  const persistent = vault.value?.persistent === true

  const askFor = async () => {
    const answer = await call("askPersistence")
    if (answer.ok && !answer.value) toast({ id: "storage-refused" }, "warn")
  }

  return (
    <Section title={l10n("settings-storage")}>
      {persistent ? (
        <Notice tone="good">
          <p>{l10n("storage-kept")}</p>
        </Notice>
      ) : (
        <Notice
          tone="warn"
          title={l10n("storage-title")}
          actions={<Button onClick={() => void askFor()}>{l10n("storage-ask")}</Button>}
        >
          <p>{l10n("storage-warning")}</p>
        </Notice>
      )}
    </Section>
  )
}
