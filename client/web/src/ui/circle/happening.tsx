// What happened in a circle, between the messages: who came and went, and what should worry whoever reads it.

import type { Item } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { clock, full } from "../../locale/moments.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { openPanel } from "./doors/panels.tsx"

/** Warnings that comparing the words of the circle helps to understand. */
const TO_COMPARE: ReadonlySet<string> = new Set(["fork", "behind", "mismatch"])

interface HappeningProps {
  circle: string
  item: Item
  /** Whether the circle goes on: else nothing can be done about it. */
  live: boolean
}

/** One happening in its row. */
export function Happening({ circle, item, live }: HappeningProps) {
  if (item.sentence === null) return null
  if (item.warning) return <Warning circle={circle} item={item} live={live} sentence={told(item.sentence)} />
  const { crossed, others } = item.sentence.args ?? {}
  // It is said how many of the others have come along: a removal holds for those.
  const removal = live && typeof crossed === "number" && typeof others === "number"
  return (
    <div class="talk-happening" data-item={item.id}>
      <span>{told(item.sentence)}</span>
      {removal && crossed < others && (
        <span class="talk-crossed">{l10n("talk-crossed", { crossed, others })}</span>
      )}
      <time class="talk-time" dateTime={new Date(item.at * 1000).toISOString()} title={full(item.at)}>
        {clock(item.at)}
      </time>
      {item.kind === "approval" && live && !item.mine && <Approval circle={circle} item={item} />}
    </div>
  )
}

/** Where one agrees to what somebody asks: by asking for the same. */
function Approval({ circle, item }: Omit<HappeningProps, "live">) {
  const rules = item.sentence?.args?.actionId === "action-rules"
  return (
    <Button kind="quiet" onClick={() => openPanel(rules ? "policy" : "members", circle)}>
      {l10n(rules ? "talk-to-rules" : "talk-to-members")}
    </Button>
  )
}

function Warning({ circle, item, live, sentence }: HappeningProps & { sentence: string }) {
  return (
    <div class="talk-warning" data-item={item.id}>
      <Notice
        tone="warn"
        actions={
          live && TO_COMPARE.has(item.kind) ? (
            <Button kind="quiet" onClick={() => openPanel("verify", circle)}>
              {l10n("talk-compare")}
            </Button>
          ) : undefined
        }
      >
        <p>{sentence}</p>
        <p class="small">{l10n(`talk-warn-${item.kind}`)}</p>
      </Notice>
    </div>
  )
}
