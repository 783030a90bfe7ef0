// Escape, pressed three times quickly, leaves. Dialogs close at the first of them, which is no loss.

import { leave } from "./leave.ts"

const TIMES = 3
const WITHIN_MS = 1_200

/** Listen for the three presses, wherever the focus is. */
export function watchEscape(target: Pick<Window, "addEventListener"> = window): void {
  let presses: number[] = []
  target.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return
      presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp]
      if (presses.length >= TIMES) leave()
    },
    { capture: true },
  )
}
