// Buttons. Each is at least 44 px high where fingers press it.

import type { ComponentChildren } from "preact"
import { Icon, type IconName } from "./icons.tsx"

export type ButtonKind = "primary" | "plain" | "quiet" | "danger"

interface ButtonProps {
  children: ComponentChildren
  kind?: ButtonKind
  icon?: IconName
  /** Something is under way: the button shows it and takes no more presses. */
  busy?: boolean
  disabled?: boolean
  /** As wide as the line. */
  wide?: boolean
  type?: "button" | "submit"
  /** The id of the form it submits, where it stands outside of it. */
  form?: string
  onClick?: (event: MouseEvent) => void
}

/** A button with a text. */
export function Button(props: ButtonProps) {
  const { children, kind = "plain", icon, busy = false, disabled = false, wide = false } = props
  // A busy button stays focusable: who pressed it with the keyboard must not lose the place.
  return (
    <button
      type={props.type ?? "button"}
      class={`button button-${kind}${wide ? " button-wide" : ""}`}
      form={props.form}
      disabled={disabled}
      aria-disabled={busy}
      aria-busy={busy}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else props.onClick?.(event)
      }}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}

interface IconButtonProps {
  icon: IconName
  /** What it does, for those who do not see the icon, and as a tip. */
  label: string
  kind?: "quiet" | "primary" | "danger"
  /** For a button that stays pressed. */
  pressed?: boolean
  disabled?: boolean
  busy?: boolean
  type?: "button" | "submit"
  /** A number to show on it, such as how many wait. */
  count?: string | null
  onClick?: (event: MouseEvent) => void
}

/** A button of an icon alone. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, kind = "quiet", disabled = false, busy = false, count = null } = props
  // Whoever speaks to the page says what is seen: the number belongs to the name.
  const name = count === null || label.includes(count) ? label : `${count}: ${label}`
  return (
    <button
      type={props.type ?? "button"}
      class={`icon-button icon-button-${kind}`}
      aria-label={name}
      title={label}
      aria-pressed={props.pressed}
      aria-disabled={busy}
      disabled={disabled}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else props.onClick?.(event)
      }}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : <Icon name={icon} />}
      {count !== null && (
        <span class="badge icon-button-count" aria-hidden="true">
          {count}
        </span>
      )}
    </button>
  )
}
