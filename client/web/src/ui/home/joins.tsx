// The requests of ours to be let in: what each waits for, or how it ended.

import type { JoinInfo } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { relative } from "../../locale/moments.ts"
import { now } from "../now.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { WordsShown } from "../parts/words.tsx"
import { go } from "../screens.ts"
import { call } from "../state.ts"
import { TakeBack } from "./takeBack.tsx"

/** Those that wait or have ended. */
export function Joins({ joins }: { joins: readonly JoinInfo[] }) {
  if (joins.length === 0) return null
  return (
    <ul class="joins">
      {joins.map((join) => (
        <li key={join.id}>
          <Join join={join} />
        </li>
      ))}
    </ul>
  )
}

function Join({ join }: { join: JoinInfo }) {
  const waits = join.state === "waiting"
  return (
    <Notice
      tone={waits ? "info" : "warn"}
      title={waits ? l10n("join-waits", { name: join.name }) : l10n("join-ended", { name: join.name })}
      actions={
        waits ? (
          <TakeBack join={join} />
        ) : (
          <>
            <Button onClick={() => go({ screen: "join" })}>{l10n("join-again")}</Button>
            <Button kind="quiet" onClick={() => void call("dropJoin", join.id)}>
              {l10n("dismiss")}
            </Button>
          </>
        )
      }
    >
      <p>{told(join.why)}</p>
      {waits && (
        <>
          <WordsShown words={join.words} label={l10n("join-words")} />
          <p class="small">{l10n("join-since", { when: relative(join.at, now.value) })}</p>
        </>
      )}
    </Notice>
  )
}
