// Where one writes: a message, a reply, or a change of an earlier one.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { CircleInfo, Item, Tone } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { span } from "../../locale/moments.ts"
import { IconButton } from "../parts/button.tsx"
import { Radios, Select } from "../parts/choice.tsx"
import { Field } from "../parts/field.tsx"
import { call, online } from "../state.ts"
import { changeDraft, clearDraft, type Draft, draftOf } from "./drafts.ts"
import "./compose.css"

const LONGEST = 16_000
const LONGEST_WARNING = 200
/** From so few characters left on it is said how many. */
const TELL = 500
const TIMERS = [3_600, 86_400, 7 * 86_400]

/** The form at the foot of a circle. */
export function Composer({ circle }: { circle: CircleInfo }) {
  const draft = draftOf(circle.key).value
  const [options, setOptions] = useState(false)
  const text = useRef<HTMLTextAreaElement>(null)
  const count = useId()
  const left = LONGEST - [...draft.text].length
  const ready = draft.text.trim() !== "" && left >= 0

  useGrowing(text, draft.text)
  const about = draft.replyTo?.id ?? draft.editing?.id ?? null
  useEffect(() => {
    if (about !== null) text.current?.focus()
    if (draft.editing !== null && draft.cw !== "") setOptions(true)
  }, [about])

  const send = async () => {
    if (!ready) return
    const sent = draft
    clearDraft(circle.key)
    setOptions(false)
    text.current?.focus()
    if (!(await sendDraft(circle.key, sent))) changeDraft(circle.key, sent)
  }

  return (
    <form
      class="compose"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <About circle={circle.key} draft={draft} />
      {options ? <Options circle={circle} draft={draft} /> : <With draft={draft} />}
      {left < TELL && (
        <p class={`compose-left${left < 0 ? " compose-over" : ""}`} id={count} role="status">
          {left < 0 ? l10n("compose-over", { number: -left }) : l10n("compose-left", { number: left })}
        </p>
      )}
      <div class="compose-line">
        <IconButton
          icon="settings"
          label={l10n("compose-options")}
          pressed={options}
          onClick={() => setOptions(!options)}
        />
        <textarea
          ref={text}
          class="input compose-text"
          rows={1}
          dir="auto"
          aria-label={l10n("compose-text")}
          aria-describedby={left < TELL ? count : undefined}
          aria-invalid={left < 0}
          placeholder={l10n("compose-placeholder")}
          autocomplete="off"
          autocapitalize="sentences"
          enterkeyhint="enter"
          value={draft.text}
          onInput={(event) => changeDraft(circle.key, { text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape" && about !== null) {
              event.preventDefault()
              clearDraft(circle.key)
            }
            if (event.key !== "Enter" || event.shiftKey || event.isComposing || byFinger()) return
            event.preventDefault()
            void send()
          }}
        />
        <IconButton
          icon={draft.editing === null ? "send" : "check"}
          kind="primary"
          type="submit"
          label={draft.editing === null ? l10n("compose-send") : l10n("compose-save")}
          disabled={!ready}
        />
      </div>
      {(!online.value || circle.link === "offline") && <p class="compose-later">{l10n("compose-later")}</p>}
    </form>
  )
}

/** What the words are about: the message that is answered or changed. */
function About({ circle, draft }: { circle: string; draft: Draft }) {
  const { replyTo, editing } = draft
  const of = editing ?? replyTo
  if (of === null) return null
  return (
    <div class="compose-about">
      <div class="compose-about-text">
        <span class="compose-about-what">
          {editing === null
            ? l10n("compose-reply", { author: of.author ?? l10n("somebody") })
            : l10n("compose-editing")}
        </span>
        <bdi class="compose-about-said">{saidBy(of)}</bdi>
      </div>
      <IconButton
        icon="close"
        label={l10n("cancel")}
        onClick={() => (editing === null ? changeDraft(circle, { replyTo: null }) : clearDraft(circle))}
      />
    </div>
  )
}

function saidBy(item: Item): string {
  return item.cw ?? item.text ?? l10n("talk-hidden")
}

/** What goes with the words, while the options are folded away: nothing is sent unseen. */
function With({ draft }: { draft: Draft }) {
  const { cw, tone, timer } = draft
  const marks = [
    cw.trim() === "" ? null : l10n("compose-with-cw", { cw: cw.trim() }),
    tone === 1 ? l10n("talk-tone-listen") : tone === 2 ? l10n("talk-tone-advice") : null,
    timer === null ? null : l10n("compose-with-timer", { span: span(timer) }),
  ].filter((mark) => mark !== null)
  if (marks.length === 0) return null
  return (
    <p class="compose-with">
      {marks.map((mark) => (
        <span key={mark}>{mark}</span>
      ))}
    </p>
  )
}

/** A warning before the words, how to answer them, and how long they stay. */
function Options({ circle, draft }: { circle: CircleInfo; draft: Draft }) {
  const own = TIMERS.filter((seconds) => seconds < circle.timer)
  return (
    <div class="compose-options">
      <Field
        label={l10n("compose-cw")}
        hint={l10n("compose-cw-hint")}
        value={draft.cw}
        maxLength={LONGEST_WARNING}
        onInput={(cw) => changeDraft(circle.key, { cw })}
      />
      {draft.editing === null && (
        <>
          <Radios
            label={l10n("compose-tone")}
            value={String(draft.tone)}
            options={[
              { value: "0", label: l10n("compose-tone-none") },
              { value: "1", label: l10n("compose-tone-listen") },
              { value: "2", label: l10n("compose-tone-advice") },
            ]}
            onChange={(tone) => changeDraft(circle.key, { tone: Number(tone) as Tone })}
          />
          <Select
            label={l10n("compose-timer")}
            value={String(draft.timer ?? "")}
            options={[
              { value: "", label: l10n("compose-timer-circle", { span: span(circle.timer) }) },
              ...own.map((seconds) => ({ value: String(seconds), label: span(seconds) })),
            ]}
            onChange={(timer) => changeDraft(circle.key, { timer: timer === "" ? null : Number(timer) })}
          />
        </>
      )}
    </div>
  )
}

/** Say what was written; whether the engine took it. */
async function sendDraft(circle: string, draft: Draft): Promise<boolean> {
  const cw = draft.cw.trim() === "" ? null : draft.cw.trim()
  if (draft.editing !== null) {
    return (await call("edit", circle, draft.editing.id, draft.text, cw)).ok
  }
  const { text, tone, timer } = draft
  return (await call("send", circle, { text, cw, tone, timer, replyTo: draft.replyTo?.id ?? null })).ok
}

/** Let a field grow with its words, up to what its style allows. */
function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const shown = field.current
    if (shown === null) return
    shown.style.blockSize = "auto"
    shown.style.blockSize = `${shown.scrollHeight + 2}px`
  }, [text])
}

/** Fingers have a button to send, and need the key for new lines. */
function byFinger(): boolean {
  return matchMedia("(pointer: coarse)").matches
}
