// Making a backup and restoring one (docs/backup.md).

import type { FunctionComponent } from "preact"
import { useState } from "preact/hooks"
import type { Failure, RestoreInfo } from "../../engine/api.ts"
import { backupSources } from "../../locale/backup/sources.ts"
import { l10n, learn, told } from "../../locale/locale.ts"
import { Choose, NOTHING_CHOSEN, problemOf } from "../gate/choose.tsx"
import { Button } from "../parts/button.tsx"
import { Sheet } from "../parts/dialog.tsx"
import { PasswordField } from "../parts/field.tsx"
import { Notice } from "../parts/notice.tsx"
import { Spinner } from "../parts/progress.tsx"
import { ask } from "../state.ts"
import { Section } from "./section.tsx"

let learnt: Promise<void> | null = null

/** The section, once its sentences are there. */
export async function ready(): Promise<FunctionComponent> {
  learnt ??= learn(backupSources)
  await learnt.catch((error: unknown) => {
    learnt = null
    throw error
  })
  return Backups
}

function Backups() {
  const [open, setOpen] = useState<"make" | "restore" | null>(null)
  const close = () => setOpen(null)
  return (
    <Section title={l10n("backups")}>
      <p class="soft">{l10n("backups-lead")}</p>
      <div class="row">
        <Button onClick={() => setOpen("make")}>{l10n("backups-make")}</Button>
        <Button kind="quiet" onClick={() => setOpen("restore")}>
          {l10n("backups-restore")}
        </Button>
      </div>
      {open === "make" && <Make onClose={close} />}
      {open === "restore" && <Restore onClose={close} />}
    </Section>
  )
}

const FORM = "backup"
const FILE = "backup-file"

function Make({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState(NOTHING_CHOSEN)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  const make = async () => {
    setTried(true)
    if (problemOf(chosen) !== null) return
    setBusy(true)
    setFailure(null)
    const answer = await ask("backup", chosen.passphrase)
    setBusy(false)
    if (answer.ok) {
      save(answer.value)
      setDone(true)
    } else {
      setFailure(answer.failure)
    }
  }

  return (
    <Sheet
      title={l10n("backups-make")}
      onClose={onClose}
      actions={
        done ? undefined : (
          <Button kind="primary" type="submit" form={FORM} busy={busy}>
            {l10n("backups-make")}
          </Button>
        )
      }
    >
      {done ? (
        <Notice tone="good" announce title={l10n("backups-made")}>
          <p>{l10n("backups-care")}</p>
        </Notice>
      ) : (
        <form
          id={FORM}
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!busy) void make()
          }}
        >
          <p>{l10n("backups-other-passphrase")}</p>
          <Choose label={l10n("backups-passphrase")} chosen={chosen} onChange={setChosen} tried={tried} />
          <Problem failure={failure} />
          {busy && <Spinner label={l10n("backups-working")} />}
        </form>
      )}
    </Sheet>
  )
}

function Restore({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState("")
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<RestoreInfo | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  const restore = async () => {
    if (file === null) return
    setBusy(true)
    setFailure(null)
    const sealed = await file.arrayBuffer().catch(() => null)
    const answer = sealed === null ? null : await ask("restore", new Uint8Array(sealed), passphrase)
    setBusy(false)
    if (answer?.ok) setDone(answer.value)
    else setFailure(answer?.failure ?? { kind: "mistake", id: "backups-unreadable" })
  }

  return (
    <Sheet
      title={l10n("backups-restore")}
      onClose={onClose}
      actions={
        done === null && (
          <Button kind="primary" type="submit" form={FORM} busy={busy} disabled={file === null}>
            {l10n("backups-restore")}
          </Button>
        )
      }
    >
      {done !== null ? (
        <Restored info={done} />
      ) : (
        <form
          id={FORM}
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!busy) void restore()
          }}
        >
          <div class="field">
            <label class="field-label" for={FILE}>
              {l10n("backups-file")}
            </label>
            <input
              id={FILE}
              type="file"
              onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)}
            />
          </div>
          <PasswordField label={l10n("backups-passphrase")} value={passphrase} onInput={setPassphrase} />
          <Problem failure={failure} />
          {busy && <Spinner label={l10n("backups-working")} />}
        </form>
      )}
    </Sheet>
  )
}

function Restored({ info: { restored, kept } }: { info: RestoreInfo }) {
  const count = restored.length
  return (
    <Notice
      tone="good"
      announce
      title={count === 0 ? l10n("backups-nothing") : l10n("backups-restored", { count })}
    >
      {count > 0 && <p>{l10n("backups-come-back")}</p>}
      {kept.map((label) => (
        <p key={label}>{l10n("backups-kept", { label })}</p>
      ))}
    </Notice>
  )
}

function Problem({ failure }: { failure: Failure | null }) {
  return (
    failure && (
      <Notice tone="danger" announce>
        <p>{told(failure)}</p>
      </Notice>
    )
  )
}

/** Hand the file to the browser, under a name that says nothing. */
function save(sealed: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([sealed.slice()]))
  const link = document.createElement("a")
  link.href = url
  link.download = `notes-${new Date().toISOString().slice(0, 10)}.bin`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
