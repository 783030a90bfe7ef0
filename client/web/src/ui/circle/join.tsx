// Asking to be let in: an invite, a name, a few words; then waiting for a person, with the reason in sight.

import { useState } from "preact/hooks"
import type { CodeInfo, JoinInfo } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { Bar } from "../layout/bar.tsx"
import { back } from "../screens.ts"
import { circleOf, joins } from "../state.ts"
import { Asking } from "./doors/asking.tsx"
import { Elsewhere } from "./doors/elsewhere.tsx"
import { Entering } from "./doors/entering.tsx"
import { Standing } from "./doors/standing.tsx"
import "./doors.css"

interface JoinProps {
  /** An invite that is known already; null asks for one. */
  code: string | null
  /** The circle to come back to; null joins as a newcomer. */
  rejoin: string | null
}

/** The way into a circle. */
export function JoinScreen({ code, rejoin }: JoinProps) {
  // Another invite begins anew.
  return <Joining key={`${code ?? ""} ${rejoin ?? ""}`} code={code} rejoin={rejoin} />
}

function Joining({ code, rejoin }: JoinProps) {
  const [invite, setInvite] = useState<{ text: string; info: CodeInfo } | null>(null)
  const [asked, setAsked] = useState<JoinInfo | null>(null)
  // What came with the address is used once: whoever wants another one types it.
  const [given, setGiven] = useState(code)
  const [again, setAgain] = useState(false)
  const circle = rejoin === null ? null : circleOf(rejoin)
  const anew = () => {
    setGiven(null)
    setAgain(true)
    setInvite(null)
    setAsked(null)
  }
  return (
    <>
      <Bar
        title={circle === null ? l10n("home-join") : l10n("doors-join-back", { circle: circle.label })}
        onBack={invite === null || asked !== null ? back : anew}
      />
      <div class="pane-body">
        <div class="column">
          {asked !== null ? (
            <Standing join={joins.value.find(({ id }) => id === asked.id) ?? asked} onAgain={anew} />
          ) : invite === null ? (
            <Entering code={given} again={again} onKnown={(text, info) => setInvite({ text, info })} />
          ) : invite.info.here ? (
            <Asking invite={invite.text} back={circle} onAsked={setAsked} onOther={anew} />
          ) : (
            <Elsewhere invite={invite.text} relay={invite.info.relay} onOther={anew} />
          )}
        </div>
      </div>
    </>
  )
}
