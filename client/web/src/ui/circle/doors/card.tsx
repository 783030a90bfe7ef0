// What one shows of oneself in a circle: the card, and the name under which one is a member.

import { useState } from "preact/hooks"
import type { MemberInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Sheet } from "../../parts/dialog.tsx"
import { Field, TextArea } from "../../parts/field.tsx"
import { membersOf } from "../../state.ts"
import { refreshMembers } from "../../stores.ts"
import { DoneNote, outcomeNote, Underway, useDoing } from "./doing.tsx"
import { Loading } from "./loading.tsx"
import type { PanelProps } from "./panels.tsx"

/** The panel of one's own card. */
export function CardPanel({ circle, onClose }: PanelProps) {
  const me = membersOf(circle.key).value?.find((member) => member.me) ?? null
  return (
    <Sheet title={l10n("talk-card")} onClose={onClose}>
      {me === null ? (
        <Loading again={() => refreshMembers(circle.key)} />
      ) : (
        <>
          <CardForm circle={circle.key} me={me} />
          <NameForm circle={circle.key} me={me} />
        </>
      )}
    </Sheet>
  )
}

interface FormProps {
  circle: string
  me: MemberInfo
}

function CardForm({ circle, me }: FormProps) {
  const doing = useDoing()
  const [name, setName] = useState(me.cardName ?? "")
  const [pronouns, setPronouns] = useState(me.pronouns ?? "")
  const [about, setAbout] = useState(me.about ?? "")
  const save = async () => {
    const card = { name: given(name), pronouns: given(pronouns), about: given(about) }
    if ((await doing.ask("setCard", circle, card)).ok) {
      doing.say({ tone: "good", sentence: { id: "saved" } })
    }
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p class="soft">{l10n("doors-card-lead")}</p>
      <Field
        label={l10n("doors-card-name")}
        hint={l10n("doors-card-name-hint")}
        value={name}
        onInput={setName}
      />
      <Field label={l10n("doors-card-pronouns")} value={pronouns} onInput={setPronouns} />
      <TextArea
        label={l10n("doors-card-about")}
        hint={l10n("doors-card-about-hint")}
        value={about}
        onInput={setAbout}
      />
      <DoneNote doing={doing} />
      <Button kind="primary" type="submit" busy={doing.busy}>
        {l10n("save")}
      </Button>
    </form>
  )
}

/** The name in the circle's own list of members: a change of the circle, which the relay has to carry. */
function NameForm({ circle, me }: FormProps) {
  const doing = useDoing()
  const [name, setName] = useState("")
  const rename = async () => {
    const answer = await doing.ask("rename", circle, name.trim())
    if (!answer.ok) return
    setName("")
    doing.say(outcomeNote(answer.value, 1))
  }
  return (
    <form
      class="stack doors-part"
      onSubmit={(event) => {
        event.preventDefault()
        void rename()
      }}
    >
      <h3 class="doors-title">{l10n("doors-rename-title")}</h3>
      <Field
        label={l10n("doors-rename-name")}
        hint={me.cardName === null ? l10n("doors-rename-now", { name: me.name }) : l10n("doors-rename-hint")}
        value={name}
        onInput={setName}
      />
      <DoneNote doing={doing} />
      <Underway circle={circle} doing={doing} label={l10n("doors-working")} />
      <Button type="submit" busy={doing.busy} disabled={name.trim() === ""}>
        {l10n("doors-rename-do")}
      </Button>
    </form>
  )
}

function given(text: string): string | null {
  return text.trim() === "" ? null : text.trim()
}
