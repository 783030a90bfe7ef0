// A code to hand over: as a picture to scan, in groups to read aloud, and in one piece.

import { l10n } from "../../../locale/locale.ts"
import { CopyField } from "../../parts/copy.tsx"
import { spelled } from "./code.ts"
import { Qr } from "./qr.tsx"

interface ShownProps {
  link: string
  code: string
  /** What the picture is, for those who do not see it. */
  picture: string
}

/** An invite, or a device code. */
export function CodeShown({ link, code, picture }: ShownProps) {
  const { groups, place } = spelled(code)
  return (
    <>
      <section class="stack">
        <h3 class="doors-title">{l10n("doors-invite-scan")}</h3>
        <Qr text={link} label={picture} />
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
    </>
  )
}
