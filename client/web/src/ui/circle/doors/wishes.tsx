// What was asked for here and is not done yet: it waits for the relay, or for others to agree.

import type { PolicyInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Notice } from "../../parts/notice.tsx"
import type { Doing } from "./doing.tsx"

interface WishesProps {
  circle: string
  rules: PolicyInfo
  doing: Doing
}

/** The wishes, and a way to give them up; nothing where there are none. */
export function Wishes({ circle, rules, doing }: WishesProps) {
  const { wishes, removeApprovals } = rules
  if (wishes.length === 0) return null
  const withdraw = async () => {
    const answer = await doing.ask("withdraw", circle)
    if (answer.ok) doing.say({ tone: "info", sentence: { id: "doors-wishes-withdrawn" } })
  }
  return (
    <Notice
      title={l10n("doors-wishes-title")}
      actions={
        <Button kind="quiet" busy={doing.busy} onClick={() => void withdraw()}>
          {l10n("doors-wishes-withdraw")}
        </Button>
      }
    >
      <ul class="doors-wishes">
        {wishes.map(({ id, sentence, voices }) => (
          <li key={id}>
            <p>{l10n("doors-wish", { ...sentence.args, wishId: sentence.id })}</p>
            <p class="small">
              {voices === null
                ? l10n("doors-wishes-relay")
                : l10n("doors-approvals", { number: voices, needed: removeApprovals })}
            </p>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
