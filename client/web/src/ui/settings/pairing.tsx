// Linking another device: a code to hand over, the words of the device that came with it, and how it went
// (docs/devices.md).

import { useEffect, useState } from "preact/hooks"
import type { Failure, PairingInfo } from "../../engine/api.ts"
import { l10n, told } from "../../locale/locale.ts"
import { relative } from "../../locale/moments.ts"
import { CodeShown } from "../circle/doors/shown.tsx"
import { now } from "../now.ts"
import { Button } from "../parts/button.tsx"
import { Notice } from "../parts/notice.tsx"
import { WordsShown } from "../parts/words.tsx"
import { ask, call } from "../state.ts"
import "../circle/doors.css"

/** Milliseconds between two looks at the box where the devices meet. */
export const LOOK = 1_500

const GOING: ReadonlySet<PairingInfo["state"]> = new Set(["open", "asked", "linking"])

/** Making a code here; one that was made goes on for as long as this is shown. */
export function Pairing() {
  const [known, setKnown] = useState<readonly PairingInfo[]>([])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const goesOn = known.some(({ state }) => GOING.has(state))

  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const answer = await ask("pairings")
      if (over) return
      if (answer.ok) setKnown(answer.value)
      // One that could not be looked at may go on.
      if (goesOn || !answer.ok) timer = setTimeout(() => void look(), LOOK)
    }
    void look()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [goesOn])

  const make = async () => {
    setBusy(true)
    setFailure(null)
    const answer = await ask("pair")
    setBusy(false)
    if (answer.ok) setKnown([...known, answer.value])
    else setFailure(answer.failure)
  }

  const accept = async ({ id, words }: PairingInfo) => {
    setBusy(true)
    const answer = await call("acceptPairing", id, words)
    setBusy(false)
    if (answer.ok) setKnown((before) => before.map((one) => (one.id === id ? answer.value : one)))
  }

  const drop = async ({ id }: PairingInfo) => {
    if ((await call("dropPairing", id)).ok) setKnown((before) => before.filter((one) => one.id !== id))
  }

  return (
    <>
      <h3>{l10n("devices-pair")}</h3>
      {known.map((one) => (
        <Stands
          key={one.id}
          pairing={one}
          busy={busy}
          onYes={() => void accept(one)}
          onDrop={() => void drop(one)}
        />
      ))}
      {!goesOn && (
        <>
          <p class="soft">{l10n("devices-pair-how")}</p>
          {failure !== null && (
            <Notice tone="danger" announce>
              <p>{told(failure)}</p>
            </Notice>
          )}
          <div>
            <Button busy={busy} onClick={() => void make()}>
              {l10n("devices-pair-make")}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

interface StandsProps {
  pairing: PairingInfo
  busy: boolean
  /** The words are the same. */
  onYes: () => void
  /** No, or no longer. */
  onDrop: () => void
}

/** How one code stands. */
function Stands(props: StandsProps) {
  switch (props.pairing.state) {
    case "open":
      return <Open {...props} />
    case "asked":
      return <Asked {...props} />
    case "linking":
      return (
        <Notice announce>
          <p>{l10n("devices-pair-linking")}</p>
        </Notice>
      )
    default:
      return <Over {...props} state={props.pairing.state} />
  }
}

/** A code that nobody has used yet. */
function Open({ pairing: { link, code, expires }, onDrop }: StandsProps) {
  return (
    <div class="stack">
      <Notice tone="warn">
        <p>{l10n("devices-pair-warning")}</p>
      </Notice>
      <CodeShown link={link} code={code} picture={l10n("devices-pair-qr")} />
      <p class="soft">{l10n("devices-pair-ends", { when: relative(expires, now.value) })}</p>
      <div>
        <Button onClick={onDrop}>{l10n("devices-pair-end")}</Button>
      </div>
    </div>
  )
}

/** Somebody has come with it: whether it is one's own device only the person can see. */
function Asked({ pairing: { name, words }, busy, onYes, onDrop }: StandsProps) {
  return (
    <Notice
      announce
      actions={
        <>
          <Button kind="primary" busy={busy} onClick={onYes}>
            {l10n("devices-pair-yes")}
          </Button>
          <Button disabled={busy} onClick={onDrop}>
            {l10n("devices-pair-no")}
          </Button>
        </>
      }
    >
      <p>{l10n("devices-pair-asks", { name })}</p>
      <WordsShown words={words} label={l10n("devices-words")} />
    </Notice>
  )
}

const ENDS = {
  linked: { tone: "good", said: "devices-pair-linked" },
  over: { tone: "warn", said: "devices-pair-over" },
  frozen: { tone: "danger", said: "devices-pair-frozen" },
  mistaken: { tone: "danger", said: "devices-pair-mistaken" },
} as const

/** How it went. */
function Over({ pairing, state, onDrop }: StandsProps & { state: keyof typeof ENDS }) {
  const { tone, said } = ENDS[state]
  return (
    <Notice
      tone={tone}
      announce
      actions={
        <Button kind="quiet" onClick={onDrop}>
          {l10n("devices-close")}
        </Button>
      }
    >
      <p>{l10n(said)}</p>
      {pairing.missing.map((label) => (
        <p key={label}>{l10n("devices-missing", { label })}</p>
      ))}
    </Notice>
  )
}
