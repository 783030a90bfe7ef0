// Handing an invite over: as a link, as a code to read aloud, or as a picture to scan.

import type { InviteInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { CopyField } from "../../parts/copy.tsx"
import { Notice } from "../../parts/notice.tsx"
import { useArrival } from "./arrive.ts"
import { spelled } from "./code.ts"
import { Qr } from "./qr.tsx"

interface HandoverProps {
  invite: InviteInfo
  /** Go to those who have asked to come in. */
  onKnocks: () => void
}

/** An invite that was made, in the ways it can be given to somebody. */
export function Handover({ invite, onKnocks }: HandoverProps) {
  const { link, code } = invite
  const { groups, place } = spelled(code)
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
      <section class="stack">
        <h3 class="doors-title">{l10n("doors-invite-scan")}</h3>
        <Qr text={link} label={l10n("doors-invite-qr")} />
      </section>
      <section class="stack">
        <h3 class="doors-title">{l10n("doors-invite-aloud")}</h3>
        <p class="soft small">{l10n("doors-invite-aloud-how")}</p>
        <div class="doors-code" dir="ltr">
          <ol class="doors-groups">
            {groups.map((group, at) => (
              <li key={`${at}-${group}`}>{group}</li>
            ))}
          </ol>
          <p class="doors-place">@{place}</p>
        </div>
        <CopyField label={l10n("doors-invite-code")} value={code} />
      </section>
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
