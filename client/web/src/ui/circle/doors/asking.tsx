// The second step of joining: who asks. Whoever was in a circle that cannot go on here can come back to it as
// the member of before.

import { useState } from "preact/hooks"
import type { CircleInfo, JoinInfo } from "../../../engine/api.ts"
import { l10n, told } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Radios } from "../../parts/choice.tsx"
import { Field, TextArea } from "../../parts/field.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"
import { circles } from "../../state.ts"
import { COMES_BACK } from "../ended.tsx"
import { useArrival } from "./arrive.ts"
import { DoneNote, useDoing } from "./doing.tsx"

const LONGEST_NOTE = 500

interface AskingProps {
  invite: string
  /** The circle to come back to, where that is settled. */
  back: CircleInfo | null
  onAsked: (join: JoinInfo) => void
  /** Use another invite. */
  onOther: () => void
}

/** The form of the one who asks. */
export function Asking({ invite, back, onAsked, onOther }: AskingProps) {
  const lost = back === null ? (circles.value ?? []).filter(({ status }) => COMES_BACK.has(status)) : [back]
  const [rejoin, setRejoin] = useState(back?.key ?? "")
  const [name, setName] = useState(back?.name ?? "")
  const [note, setNote] = useState("")
  const doing = useDoing()
  const of = doing.failure?.id
  const first = useArrival<HTMLDivElement>()

  const choose = (key: string) => {
    const circle = lost.find((one) => one.key === key)
    setRejoin(key)
    if (circle !== undefined && name === "") setName(circle.name)
  }
  const knock = async () => {
    const answer = await doing.ask("join", invite, name.trim(), note.trim(), rejoin === "" ? null : rejoin)
    if (answer.ok) onAsked(answer.value)
  }

  return (
    <form
      class="stack stack-wide"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void knock()
      }}
    >
      <div class="doors-arrival" tabIndex={-1} ref={first}>
        <Notice tone="good">
          <p>{l10n("doors-join-good")}</p>
        </Notice>
      </div>
      {back === null && lost.length > 0 && (
        <Radios
          label={l10n("doors-join-as")}
          value={rejoin}
          options={[
            { value: "", label: l10n("doors-join-as-new") },
            ...lost.map(({ key, label }) => ({
              value: key,
              label: l10n("doors-join-back", { circle: label }),
              hint: l10n("doors-join-back-hint"),
            })),
          ]}
          onChange={choose}
        />
      )}
      {back !== null && <p class="soft">{l10n("doors-join-back-hint")}</p>}
      <Field
        label={l10n("your-name")}
        hint={l10n("your-name-hint")}
        value={name}
        error={doing.failure !== null && of === "error-name" ? told(doing.failure) : null}
        onInput={setName}
      />
      <TextArea
        label={l10n("doors-join-note")}
        hint={l10n("doors-join-note-hint")}
        value={note}
        maxLength={LONGEST_NOTE}
        onInput={setNote}
      />
      {of !== "error-name" && <DoneNote doing={doing} />}
      {doing.busy && <Spinner label={l10n("doors-join-knocking")} />}
      <div class="join-ways">
        <Button kind="primary" type="submit" busy={doing.busy} disabled={name.trim() === ""}>
          {l10n("doors-join-ask")}
        </Button>
        <Button kind="quiet" onClick={onOther}>
          {l10n("join-again")}
        </Button>
      </div>
    </form>
  )
}
