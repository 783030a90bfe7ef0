// An invite that is good at another relay: this page speaks to the one that it came from, and to no other.

import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { CopyField } from "../../parts/copy.tsx"
import { Notice } from "../../parts/notice.tsx"
import { useArrival } from "./arrive.ts"

interface ElsewhereProps {
  invite: string
  relay: string
  onOther: () => void
}

/** Where the invite can be used, and the invite to take there. */
export function Elsewhere({ invite, relay, onOther }: ElsewhereProps) {
  const first = useArrival<HTMLDivElement>()
  return (
    <>
      <div class="doors-arrival" tabIndex={-1} ref={first}>
        <Notice tone="warn">
          <p>{l10n("error-other-relay", { relay })}</p>
        </Notice>
      </div>
      <p>{l10n("doors-join-elsewhere")}</p>
      <CopyField label={l10n("doors-join-relay")} value={relay} />
      <CopyField label={l10n("doors-join-invite")} value={invite} />
      <Button onClick={onOther}>{l10n("join-again")}</Button>
    </>
  )
}
