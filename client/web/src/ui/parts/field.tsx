// Fields for text. The browser is asked not to remember, correct or send away what is typed.

import type { ComponentChildren, Ref } from "preact"
import { useId, useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { IconButton } from "./button.tsx"

interface Shared {
  label: string
  value: string
  onInput: (value: string) => void
  /** What helps to fill it in. */
  hint?: ComponentChildren
  /** Why what stands there will not do. */
  error?: string | null
  disabled?: boolean
  required?: boolean
  maxLength?: number
  /** Where a dialog begins, instead of at its first button. */
  autoFocus?: boolean
  placeholder?: string
}

interface FieldProps extends Shared {
  /** `code` is for what is typed letter by letter: left to right in every language, in a plain face. */
  kind?: "text" | "code" | "url"
  inputRef?: Ref<HTMLInputElement>
}

const UNREMEMBERED = {
  autocomplete: "off",
  autocorrect: "off",
  spellcheck: false,
} as const

/** One line of text. */
export function Field(props: FieldProps) {
  const { kind = "text" } = props
  const id = useId()
  return (
    <Labelled id={id} {...props}>
      <input
        {...UNREMEMBERED}
        {...attributes(id, props)}
        ref={props.inputRef ?? null}
        class={`input${kind === "text" ? "" : " input-code"}`}
        type="text"
        inputMode={kind === "url" ? "url" : "text"}
        dir={kind === "text" ? "auto" : "ltr"}
        autocapitalize={kind === "text" ? "sentences" : "none"}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Labelled>
  )
}

interface TextAreaProps extends Shared {
  rows?: number
  inputRef?: Ref<HTMLTextAreaElement>
}

/** Several lines of text; it grows with them. */
export function TextArea(props: TextAreaProps) {
  const id = useId()
  return (
    <Labelled id={id} {...props}>
      <textarea
        {...UNREMEMBERED}
        {...attributes(id, props)}
        ref={props.inputRef ?? null}
        class="input input-area"
        rows={props.rows ?? 3}
        dir="auto"
        autocapitalize="sentences"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Labelled>
  )
}

interface PasswordProps extends Shared {
  inputRef?: Ref<HTMLInputElement>
}

const SHOWN = { type: "text" } as const
const HIDDEN = { type: "password" } as const

/** A passphrase, which can be looked at. Password managers are not asked in: they sync elsewhere. */
export function PasswordField(props: PasswordProps) {
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <Labelled id={id} {...props}>
      <div class="input-with-button">
        <input
          {...UNREMEMBERED}
          {...attributes(id, props)}
          {...(shown ? SHOWN : HIDDEN)}
          ref={props.inputRef ?? null}
          class="input"
          dir="auto"
          autocapitalize="none"
          data-1p-ignore
          data-lpignore="true"
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
        <IconButton
          icon={shown ? "eye-off" : "eye"}
          label={shown ? l10n("passphrase-hide") : l10n("passphrase-show")}
          onClick={() => setShown(!shown)}
        />
      </div>
    </Labelled>
  )
}

function Labelled(props: Shared & { id: string; children: ComponentChildren }) {
  const { id, label, hint, error } = props
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {hint !== undefined && (
        <div class="field-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {props.children}
      <div class="field-error" id={`${id}-error`} role="alert">
        {error}
      </div>
    </div>
  )
}

function attributes(id: string, props: Shared) {
  const described = [
    props.hint === undefined ? null : `${id}-hint`,
    props.error === undefined || props.error === null ? null : `${id}-error`,
  ]
  return {
    id,
    value: props.value,
    disabled: props.disabled ?? false,
    required: props.required ?? false,
    ...(props.maxLength === undefined ? {} : { maxLength: props.maxLength }),
    ...(props.placeholder === undefined ? {} : { placeholder: props.placeholder }),
    ...(props.autoFocus ? { "data-autofocus": true } : {}),
    "aria-invalid": props.error !== undefined && props.error !== null,
    "aria-describedby": described.filter((one) => one !== null).join(" ") || undefined,
  }
}
