// One's devices: which there are in each circle, taking one out, linking another, and making this browser one
// (docs/devices.md).

import type { FunctionComponent } from "preact"
import { useEffect, useState } from "preact/hooks"
import type { CircleInfo, DeviceInfo, Failure, LinkingInfo } from "../../engine/api.ts"
import { deviceSources } from "../../locale/devices/sources.ts"
import { l10n, learn, told } from "../../locale/locale.ts"
import { Button } from "../parts/button.tsx"
import { Confirm } from "../parts/dialog.tsx"
import { Field } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { WordsShown } from "../parts/words.tsx"
import { ask, call, circles } from "../state.ts"
import { toast } from "../toasts.ts"
import type { Known } from "./lost.ts"
import { Called, LostDevice } from "./lostDevice.tsx"
import { LOOK, Pairing } from "./pairing.tsx"
import { Section } from "./section.tsx"

let learnt: Promise<void> | null = null

/** The section, once its sentences are there. */
export async function ready(): Promise<FunctionComponent> {
  learnt ??= learn(deviceSources)
  await learnt.catch((error: unknown) => {
    learnt = null
    throw error
  })
  return Devices
}

function Devices() {
  const live = (circles.value ?? []).filter(({ status }) => status === "active")
  const [known, look] = useDevices(live)
  return (
    <Section title={l10n("devices")}>
      <p class="soft">{l10n("devices-lead")}</p>
      <LostDevice circles={known} look={look} />
      {live.length === 0 && <p>{l10n("devices-none")}</p>}
      {known.map((one) => (
        <InCircle key={one.circle} {...one} look={look} />
      ))}
      {live.length > 0 && <Pairing />}
      <Linking />
    </Section>
  )
}

/** Our devices in each of these circles as they were known last, and how to look again. */
function useDevices(live: readonly CircleInfo[]): [known: readonly Known[], look: () => Promise<Known[]>] {
  const [known, setKnown] = useState<readonly Known[]>([])
  const look = async () => {
    const asked = live.map(async ({ key, label }): Promise<Known> => {
      const answer = await ask("devices", key)
      return { circle: key, label, devices: answer.ok ? answer.value : [] }
    })
    const found = await Promise.all(asked)
    setKnown(found)
    return found
  }
  const standing = live.map(({ key, epoch }) => `${key} ${epoch}`).join()
  useEffect(() => void look(), [standing])
  return [known, look]
}

interface InCircleProps extends Known {
  /** Look again which devices there are. */
  look: () => Promise<unknown>
}

/** Our devices in one circle. */
export function InCircle({ circle, label, devices, look }: InCircleProps) {
  const [chosen, setChosen] = useState<DeviceInfo | null>(null)
  const [busy, setBusy] = useState(false)

  const remove = async (device: DeviceInfo) => {
    setBusy(true)
    const answer = await call("removeDevice", circle, device.id)
    setBusy(false)
    setChosen(null)
    if (!answer.ok) return
    const done = answer.value.state === "done"
    toast({ id: done ? "devices-removed" : "devices-going" }, "good")
  }

  const keep = async (device: DeviceInfo) => {
    setBusy(true)
    const answer = await call("keepDevice", circle, device.id)
    await look()
    setBusy(false)
    if (!answer.ok) return
    if (answer.value) toast({ id: "devices-kept" }, "good")
    else toast({ id: "devices-kept-late" }, "warn")
  }

  return (
    <>
      <h3>
        <bdi>{label}</bdi>
      </h3>
      <ul class="stack">
        {devices.map((device) => (
          <li key={device.id} class="row">
            <span>
              <Called {...device} />
            </span>
            {device.here && <span>{l10n("devices-here")}</span>}
            {device.going && (
              <>
                <span>{l10n("devices-to-go")}</span>
                <Button kind="quiet" busy={busy} onClick={() => void keep(device)}>
                  {l10n("devices-keep")}
                </Button>
              </>
            )}
            {devices.length > 1 && !device.going && (
              <Button kind="quiet" onClick={() => setChosen(device)}>
                {l10n("devices-remove")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {chosen !== null && (
        <Confirm
          title={l10n("devices-remove-title", { label })}
          action={l10n("devices-remove")}
          danger
          busy={busy}
          onConfirm={() => void remove(chosen)}
          onClose={() => setChosen(null)}
        >
          <p>{l10n("devices-remove-warning")}</p>
        </Confirm>
      )}
    </>
  )
}

/** Making this browser a device; one that was begun goes on for as long as this is shown. */
function Linking() {
  const [known, setKnown] = useState<readonly LinkingInfo[]>([])
  const [code, setCode] = useState("")
  const [name, setName] = useState("")
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const goesOn = known.some(({ state }) => state === "waiting" || state === "linking")

  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const answer = await ask("linkings")
      if (over) return
      if (answer.ok) setKnown(answer.value)
      if (goesOn) timer = setTimeout(() => void look(), LOOK)
    }
    void look()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [goesOn])

  const begin = async () => {
    setBusy(true)
    setFailure(null)
    const answer = await ask("linkThis", code.trim(), name)
    setBusy(false)
    if (!answer.ok) {
      setFailure(answer.failure)
      return
    }
    setCode("")
    setKnown([...known, answer.value])
  }

  const drop = async (id: string) => {
    if ((await call("dropLinking", id)).ok) setKnown(known.filter((one) => one.id !== id))
  }

  return (
    <>
      {known.map((one) => (
        <Stands key={one.id} linking={one} onDrop={() => void drop(one.id)} />
      ))}
      {!goesOn && (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!busy) void begin()
          }}
        >
          <h3>{l10n("devices-link")}</h3>
          <p class="soft">{l10n("devices-link-how")}</p>
          <p class="soft">{l10n("devices-link-warning")}</p>
          <Field kind="code" label={l10n("devices-code")} value={code} onInput={setCode} />
          <Field label={l10n("devices-name")} value={name} onInput={setName} />
          {failure !== null && (
            <Notice tone="danger" announce>
              <p>{told(failure)}</p>
            </Notice>
          )}
          <div>
            <Button type="submit" busy={busy} disabled={code.trim() === ""}>
              {l10n("devices-ask")}
            </Button>
          </div>
        </form>
      )}
    </>
  )
}

const SAID = {
  waiting: "devices-compare",
  linking: "devices-linking",
  linked: "devices-linked",
  closed: "devices-closed",
} as const

/** How one device code stands. */
function Stands({ linking, onDrop }: { linking: LinkingInfo; onDrop: () => void }) {
  const { state, words, entered, missing } = linking
  const over = state === "linked" || state === "closed"
  return (
    <Notice
      tone={state === "closed" ? "warn" : state === "linked" ? "good" : "info"}
      announce
      actions={
        over && (
          <Button kind="quiet" onClick={onDrop}>
            {l10n("devices-close")}
          </Button>
        )
      }
    >
      <p>{l10n(SAID[state])}</p>
      {state === "waiting" && <WordsShown words={words} label={l10n("devices-words")} />}
      {entered.map((label) => (
        <p key={label}>{l10n("devices-entered", { label })}</p>
      ))}
      {missing.map((label) => (
        <p key={label}>{l10n("devices-missing", { label })}</p>
      ))}
    </Notice>
  )
}
