// Choosing: yes or no, or one of several.

import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"

interface YesNoProps {
  label: ComponentChildren
  checked: boolean
  onChange: (checked: boolean) => void
  hint?: ComponentChildren
  disabled?: boolean
}

/** A box to tick: part of a form. */
export function Checkbox(props: YesNoProps) {
  return <YesNo {...props} look="checkbox" />
}

/** A switch: what it says holds from the moment it is turned. */
export function Switch(props: YesNoProps) {
  return <YesNo {...props} look="switch" />
}

function YesNo({ label, checked, onChange, hint, disabled = false, look }: YesNoProps & { look: string }) {
  const id = useId()
  return (
    <div class={`choice choice-${look}`}>
      <label class="choice-line" for={id}>
        <input
          id={id}
          type="checkbox"
          role={look === "switch" ? "switch" : undefined}
          checked={checked}
          disabled={disabled}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span class="choice-label">{label}</span>
      </label>
      {hint !== undefined && (
        <div class="field-hint choice-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  )
}

export interface Option<V extends string> {
  value: V
  label: string
  hint?: string
}

interface OneOfProps<V extends string> {
  label: string
  value: V
  options: readonly Option<V>[]
  onChange: (value: V) => void
  hint?: ComponentChildren
  disabled?: boolean
}

/** One of several, folded away: for short lists whose choices explain themselves. */
export function Select<V extends string>(props: OneOfProps<V>) {
  const id = useId()
  const { label, value, options, onChange, hint, disabled = false } = props
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
      <select
        id={id}
        class="input input-select"
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** One of several, all in sight, each with room to say what it means. */
export function Radios<V extends string>(props: OneOfProps<V>) {
  const name = useId()
  const { label, value, options, onChange, hint, disabled = false } = props
  return (
    <fieldset class="radios" disabled={disabled}>
      <legend class="field-label">{label}</legend>
      {hint !== undefined && <div class="field-hint">{hint}</div>}
      {options.map((option) => (
        <label class="radio" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span class="choice-label">{option.label}</span>
            {option.hint !== undefined && <span class="field-hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
