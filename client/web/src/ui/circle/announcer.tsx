// Says to whoever hears the page what came in. What stands behind a warning stays there.

import { useEffect, useRef, useState } from "preact/hooks"
import type { Item } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"

/** More than this at once, as after a while offline, are counted rather than read out. */
const MOST_READ = 3

/** A place that is read out politely whenever something new stands in it. */
export function Announcer({ items }: { items: readonly Item[] }) {
  const [came, setCame] = useState<readonly string[]>([])
  const known = useRef<number | null>(null)
  useEffect(() => {
    const { latest, fresh } = newcomers(items, known.current)
    known.current = latest
    if (fresh.length > 0) setCame(fresh.map(({ id }) => id))
  }, [items])
  return (
    <div class="unseen" role="log" aria-label={l10n("talk-news")}>
      {came.length > MOST_READ ? (
        <p key={came[0]}>{l10n("talk-came-many", { number: came.length })}</p>
      ) : (
        // What was taken back since, or has disappeared, must not stay here either.
        items
          .filter(({ id, retracted }) => came.includes(id) && !retracted)
          .map((item) => <p key={item.id}>{announced(item)}</p>)
      )}
    </div>
  )
}

/** What came from others after index `known`, and the index of the newest item that the relay has. */
export function newcomers(
  items: readonly Item[],
  known: number | null,
): { latest: number | null; fresh: readonly Item[] } {
  const sent = items.filter(({ state, mine }) => state === "sent" || !mine)
  const latest = sent.at(-1)?.index ?? known
  if (known === null) return { latest, fresh: [] }
  return {
    latest: latest === null ? known : Math.max(latest, known),
    fresh: sent.filter(({ index, mine, muted, retracted }) => index > known && !mine && !muted && !retracted),
  }
}

function announced({ author, text, cw, sentence }: Item): string {
  if (sentence !== null) return told(sentence)
  const who = author ?? l10n("somebody")
  return text === null || cw !== null
    ? l10n("talk-came-hidden", { author: who })
    : l10n("talk-came", { author: who, text })
}
