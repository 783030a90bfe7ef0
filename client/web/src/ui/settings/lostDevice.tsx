// A device was lost or taken: one dialog that takes it out of all circles, and says how that went in each
// (docs/devices.md).

import { useState } from "preact/hooks"
import { l10n, language } from "../../locale/locale.ts"
import { relative } from "../../locale/moments.ts"
import { now } from "../now.ts"
import { Button } from "../parts/button.tsx"
import { Checkbox } from "../parts/choice.tsx"
import { Dialog } from "../parts/dialog.tsx"
import { ask } from "../state.ts"
import { isOver, type Known, type Other, othersOf, type Step, takeOut } from "./lost.ts"

/** Characters of a device's id that are shown: the terminal shows as many. */
const SHORT = 8
/** So many are ticked one by one; where there are more, all can be at once. */
const FEW = 2

interface LostDeviceProps {
  circles: readonly Known[]
  /** Look again which devices there are. */
  look: () => Promise<readonly Known[]>
}

/** The way there, while there is another device; and the dialog. */
export function LostDevice({ circles, look }: LostDeviceProps) {
  const [shown, setShown] = useState(false)
  /** Those to choose from stay the same while the dialog is open. */
  const [others, setOthers] = useState<readonly Other[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  /** How it goes once it has begun, until that was read and closed. */
  const [steps, setSteps] = useState<readonly Step[] | null>(null)
  const picked = others.filter(({ key }) => chosen.has(key))
  const over = steps !== null && isOver(steps)

  const show = async () => {
    if (steps === null) {
      const there = othersOf(await look())
      setOthers(there)
      setChosen(new Set(there.length === 1 ? there.map(({ key }) => key) : []))
    }
    setShown(true)
  }

  const close = () => {
    setShown(false)
    if (over) void look() // what is still to go out shows in the list
    if (over) setSteps(null)
  }

  const choose = (key: string, yes: boolean) => {
    setChosen(new Set(yes ? [...chosen, key] : [...chosen].filter((one) => one !== key)))
  }

  const chooseAll = (yes: boolean) => setChosen(new Set(yes ? others.map(({ key }) => key) : []))

  const begin = () => {
    void ask("dropPairings")
    return takeOut(picked, ({ circle, device }) => ask("removeLost", circle, device), setSteps)
  }

  return (
    <>
      {(othersOf(circles).length > 0 || steps !== null) && (
        <div>
          <Button onClick={() => void show()}>{l10n("devices-lost")}</Button>
        </div>
      )}
      {shown && (
        <Dialog
          title={l10n("devices-lost")}
          alert
          onClose={close}
          actions={
            <>
              {steps === null && (
                <Button kind="quiet" onClick={close}>
                  {l10n("cancel")}
                </Button>
              )}
              <Button
                kind={over ? "primary" : "danger"}
                busy={steps !== null && !over}
                disabled={steps === null && picked.length === 0}
                onClick={over ? close : () => void begin()}
              >
                {l10n(over ? "devices-close" : "devices-lost-take")}
              </Button>
            </>
          }
        >
          {steps === null ? (
            <Choosing others={others} chosen={chosen} onChoose={choose} onChooseAll={chooseAll} />
          ) : (
            <Steps steps={steps} />
          )}
        </Dialog>
      )}
    </>
  )
}

interface ChoosingProps {
  others: readonly Other[]
  chosen: ReadonlySet<string>
  onChoose: (key: string, yes: boolean) => void
  onChooseAll: (yes: boolean) => void
}

/** Which it is, and what taking it out does. */
function Choosing({ others, chosen, onChoose, onChooseAll }: ChoosingProps) {
  return (
    <>
      <p>{l10n("devices-lost-which")}</p>
      <div>
        {others.length > FEW && (
          <Checkbox
            label={l10n("devices-lost-all")}
            checked={others.every(({ key }) => chosen.has(key))}
            onChange={onChooseAll}
          />
        )}
        {others.map((other) => (
          <Checkbox
            key={other.key}
            label={<Called {...other} />}
            hint={<Where {...other} />}
            checked={chosen.has(other.key)}
            onChange={(yes) => onChoose(other.key, yes)}
          />
        ))}
      </div>
      {others.some(({ id }) => id !== null) && <p class="soft small">{l10n("devices-lost-unnamed")}</p>}
      <p>{l10n("devices-remove-warning")}</p>
    </>
  )
}

/** What a device is called, and the beginning of its id where that does not tell it from others. */
export function Called({ name, id }: { name: string; id: string | null }) {
  return (
    <>
      {name !== "" && <bdi>{name}</bdi>} {id !== null && <code dir="ltr">{id.slice(0, SHORT)}</code>}
    </>
  )
}

/** The circles that a device is in, and when it was heard. */
function Where({ places, lastHeard }: Other) {
  const format = new Intl.ListFormat(language.value.tag)
  return (
    <>
      <div>
        {format
          .formatToParts(places.map(({ label }) => label))
          .map(({ type, value }) => (type === "element" ? <bdi>{value}</bdi> : value))}
      </div>
      <div>
        {lastHeard === null
          ? l10n("doors-member-never-heard")
          : l10n("doors-member-heard", { when: relative(lastHeard, now.value) })}
      </div>
    </>
  )
}

/** How it goes, circle by circle; read aloud as it comes. */
function Steps({ steps }: { steps: readonly Step[] }) {
  const several = new Set(steps.map(({ place }) => place.circle)).size < steps.length
  return (
    <ul class="stack" aria-live="polite">
      {steps.map(({ name, place: { circle, label, device }, state, failure }) => (
        <li key={`${circle} ${device}`}>
          <div>
            <bdi>{label}</bdi>
          </div>
          {several && <Called name={name} id={device} />}
          <div class={failure === null ? "field-hint" : "field-error"}>
            {failure === null
              ? l10n(`devices-lost-${state}`)
              : l10n("devices-lost-failed", { ...failure.args, reasonId: failure.id })}
          </div>
        </li>
      ))}
    </ul>
  )
}
