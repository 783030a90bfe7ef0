// A circle that does not go on here: why, and what to do.

import { useState } from "preact/hooks"
import type { CircleInfo, Status } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Confirm } from "../parts/dialog.tsx"
import { Notice } from "../parts/notice.tsx"
import { go, home } from "../screens.ts"
import { call } from "../state.ts"

/** Ends from which one comes back as the member of before: the keys are still here, or a rejoin key is. */
export const COMES_BACK: ReadonlySet<Status> = new Set(["stuck", "expired", "restored"])
/** Ends after which one can only come anew. */
const COMES_ANEW: ReadonlySet<Status> = new Set(["left", "removed"])
/** Ends after which the circle may be erased from here. */
const OVER: ReadonlySet<Status> = new Set([
  "left",
  "removed",
  "unlinked",
  "stuck",
  "expired",
  "paused",
  "restored",
])

/** Whether one can still talk in a circle. */
export function isLive({ status }: CircleInfo): boolean {
  return status === "active" || status === "leaving"
}

/** The notice in the place of the composer; nothing while the circle goes on. */
export function Ended({ circle }: { circle: CircleInfo }) {
  const [forgetting, setForgetting] = useState(false)
  const { status } = circle
  if (status === "active") return null
  const forget = async () => {
    setForgetting(false)
    if ((await call("forget", circle.key)).ok) home()
  }
  return (
    <div class="talk-ended">
      <Notice
        tone={status === "leaving" ? "info" : "warn"}
        announce
        actions={
          OVER.has(status) ? (
            <>
              {COMES_BACK.has(status) && (
                <Button icon="invite" onClick={() => go({ screen: "join", rejoin: circle.key })}>
                  {l10n("talk-come-back")}
                </Button>
              )}
              {COMES_ANEW.has(status) && (
                <Button icon="invite" onClick={() => go({ screen: "join" })}>
                  {l10n("home-join")}
                </Button>
              )}
              <Button kind="quiet" onClick={() => setForgetting(true)}>
                {l10n("talk-forget")}
              </Button>
            </>
          ) : undefined
        }
      >
        <p>{l10n(`status-${status}`)}</p>
      </Notice>
      {forgetting && (
        <Confirm
          title={l10n("talk-forget-title")}
          action={l10n("talk-forget")}
          danger
          onConfirm={() => void forget()}
          onClose={() => setForgetting(false)}
        >
          <p>{l10n("talk-forget-warning")}</p>
        </Confirm>
      )}
    </div>
  )
}
