// Sentences set apart: notices, badges, and what stands where there is nothing yet.

import type { ComponentChildren } from "preact"
import { Icon, type IconName } from "./icons.tsx"

export type NoticeTone = "info" | "warn" | "danger" | "good"

const ICONS = { info: "info", warn: "warn", danger: "danger", good: "check" } as const satisfies Record<
  NoticeTone,
  IconName
>

interface NoticeProps {
  tone?: NoticeTone
  title?: string
  children?: ComponentChildren
  /** Buttons that belong to it. */
  actions?: ComponentChildren
  /** Whether it is read aloud as soon as it appears. */
  announce?: boolean
}

/** Something to know, or to beware of. */
export function Notice({ tone = "info", title, children, actions, announce = false }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={announce ? "alert" : undefined}>
      <Icon name={ICONS[tone]} />
      <div class="notice-body">
        {title !== undefined && <p class="notice-title">{title}</p>}
        {children}
        {actions !== undefined && <div class="notice-actions">{actions}</div>}
      </div>
    </div>
  )
}

interface BadgeProps {
  children: ComponentChildren
  tone?: "accent" | "care" | "quiet"
  /** What it means, for those who hear it. */
  label?: string
}

/** A small mark beside something. */
export function Badge({ children, tone = "accent", label }: BadgeProps) {
  return (
    <span class={`badge badge-${tone}`}>
      <span aria-hidden={label !== undefined}>{children}</span>
      {label !== undefined && <span class="unseen">{label}</span>}
    </span>
  )
}

interface EmptyProps {
  icon: IconName
  title: string
  children?: ComponentChildren
  actions?: ComponentChildren
}

/** What stands where there is nothing yet, and what to do about it. */
export function EmptyState({ icon, title, children, actions }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <h2 class="empty-title">{title}</h2>
      {children !== undefined && <div class="empty-text">{children}</div>}
      {actions !== undefined && <div class="empty-actions">{actions}</div>}
    </div>
  )
}
