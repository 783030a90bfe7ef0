// The last step of joining: what one waits for, or how it ended.

import { useEffect } from "preact/hooks"
import type { JoinInfo, JoinState } from "../../../engine/api.ts"
import { l10n, told } from "../../../locale/locale.ts"
import { relative } from "../../../locale/moments.ts"
import { TakeBack } from "../../home/takeBack.tsx"
import { now } from "../../now.ts"
import { Button } from "../../parts/button.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"
import { WordsShown } from "../../parts/words.tsx"
import { go, home } from "../../screens.ts"
import { call, circleOf } from "../../state.ts"
import { toast } from "../../toasts.ts"
import { useArrival } from "./arrive.ts"

/** What to do about an end, where more can be done than asking for another invite. */
const ADVICE: Readonly<Partial<Record<JoinState, string>>> = {
  declined: "doors-join-after-declined",
  closed: "doors-join-after-closed",
  "not genuine": "doors-join-after-not-genuine",
}

interface StandingProps {
  join: JoinInfo
  /** Use another invite. */
  onAgain: () => void
}

/** How a request stands. It leads into the circle as soon as somebody was let in. */
export function Standing({ join, onAgain }: StandingProps) {
  const { state, circle } = join
  const entered = state === "admitted" && circle !== null ? circleOf(circle) : null
  useEffect(() => {
    if (entered === null) return
    toast({ id: "join-admitted" }, "good")
    go({ screen: "circle", circle: entered.key })
  }, [entered?.key])
  if (state === "admitted") return <Spinner label={told(join.why)} />
  return state === "waiting" ? <Waiting join={join} /> : <Over join={join} onAgain={onAgain} />
}

function Waiting({ join }: { join: JoinInfo }) {
  const { name, why, words, at } = join
  const heading = useArrival<HTMLHeadingElement>()
  return (
    <section class="stack stack-wide">
      <h2 class="section-title doors-arrival" tabIndex={-1} ref={heading}>
        {l10n("join-waits", { name })}
      </h2>
      <p role="status">{told(why)}</p>
      <WordsShown words={words} label={l10n("join-words")} />
      <Notice tone="info">
        <p>{l10n("doors-join-compare")}</p>
      </Notice>
      <div class="stack stack-close soft small">
        <p>{l10n("doors-join-next-is")}</p>
        <p>{l10n("join-since", { when: relative(at, now.value) })}</p>
        <p>{l10n("doors-join-leave-page")}</p>
      </div>
      <div class="join-ways">
        <Button icon="home" onClick={home}>
          {l10n("doors-join-meanwhile")}
        </Button>
        <TakeBack join={join} onDone={home} />
      </div>
    </section>
  )
}

function Over({ join, onAgain }: StandingProps) {
  const { id, name, why, state } = join
  const advice = ADVICE[state]
  const dismiss = async () => {
    if ((await call("dropJoin", id)).ok) home()
  }
  return (
    <Notice
      tone="warn"
      title={l10n("join-ended", { name })}
      announce
      actions={
        <>
          <Button icon="invite" onClick={onAgain}>
            {l10n("join-again")}
          </Button>
          <Button kind="quiet" onClick={() => void dismiss()}>
            {l10n("dismiss")}
          </Button>
        </>
      }
    >
      <p>{told(why)}</p>
      {advice !== undefined && <p>{l10n(advice)}</p>}
    </Notice>
  )
}
