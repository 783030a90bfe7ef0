// The panels of a circle: one at a time lies over what is said, as a sheet on phones and a dialog elsewhere.

import { signal } from "@preact/signals"
import { useEffect } from "preact/hooks"
import type { CircleInfo } from "../../../engine/api.ts"
import { circleOf } from "../../state.ts"
import { CardPanel } from "./card.tsx"
import { InvitePanel } from "./invite.tsx"
import { KnocksPanel } from "./knocks.tsx"
import { LeavePanel } from "./leave.tsx"
import { MembersPanel } from "./members.tsx"
import { PolicyPanel } from "./policy.tsx"
import { VerifyPanel } from "./verify.tsx"
import "../doors.css"

const PANELS = {
  members: MembersPanel,
  card: CardPanel,
  invite: InvitePanel,
  knocks: KnocksPanel,
  policy: PolicyPanel,
  verify: VerifyPanel,
  leave: LeavePanel,
} as const

export type PanelName = keyof typeof PANELS

export interface PanelProps {
  circle: CircleInfo
  onClose: () => void
  /** Go on to another panel. */
  onGo: (name: PanelName) => void
}

const shown = signal<{ name: PanelName; circle: string } | null>(null)

/** Open a panel of a circle, in place of another one that is open. */
export function openPanel(name: PanelName, circle: string): void {
  shown.value = { name, circle }
}

function closePanel(): void {
  shown.value = null
}

/** The panel that is open for a circle, if one is. It closes when the circle is left behind. */
export function Panels({ circle: key }: { circle: string }) {
  useEffect(() => closePanel, [])
  const circle = circleOf(key)
  if (circle === null || shown.value?.circle !== key) return null
  const { name } = shown.value
  const Panel = PANELS[name]
  return <Panel key={name} circle={circle} onClose={closePanel} onGo={(next) => openPanel(next, key)} />
}
