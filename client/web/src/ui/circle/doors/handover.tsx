// Handing an invite over: as a link, as a code to read aloud, or as a picture to scan.

import type { InviteInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { CopyField } from "../../parts/copy.tsx"
import { Notice } from "../../parts/notice.tsx"
import { useArrival } from "./arrive.ts"
import { CodeShown } from "./shown.tsx"

interface HandoverProps {
  invite: InviteInfo
  /** Go to those who have asked to come in. */
  onKnocks: () => void
}

/** An invite that was made, in the ways it can be given to somebody. */
export function Handover({ invite, onKnocks }: HandoverProps) {
  const { link, code } = invite
  const heading = useArrival<HTMLHeadingElement>()
  return (
    <div class="stack">
      <h3 class="doors-title" tabIndex={-1} ref={heading}>
        {l10n("doors-invite-ready")}
      </h3>
      <Notice tone="info">
        <p>{l10n("doors-invite-advice")}</p>
        <p>{l10n("doors-invite-advice-words")}</p>
      </Notice>
      <CopyField label={l10n("doors-invite-link")} value={link} />
      {canShare() && (
        <Button icon="link" onClick={() => void share(link)}>
          {l10n("doors-invite-share")}
        </Button>
      )}
      <CodeShown link={link} code={code} picture={l10n("doors-invite-qr")} />
      <Button icon="person" onClick={onKnocks}>
        {l10n("talk-knocks")}
      </Button>
    </div>
  )
}

function canShare(): boolean {
  return typeof navigator.share === "function"
}

async function share(link: string): Promise<void> {
  // No title and no words: what goes with a link is for whoever shares it to say.
  await navigator.share({ url: link }).catch(() => undefined) // not shared after all: nothing is lost
}
