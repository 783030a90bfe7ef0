// A long press of a finger. Some phones make a context menu of it, others nothing: so it is counted here.

import { useRef } from "preact/hooks"

const LONG_MS = 500
/** A finger that moves farther than this, in pixels, scrolls. */
const STILL = 10

/** Handlers for an element that answers to a long press. What lies under the finger is not pressed then. */
export function useLongPress(onPress: () => void) {
  const held = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null)
  const done = useRef(false)
  const release = () => {
    if (held.current !== null) clearTimeout(held.current.timer)
    held.current = null
  }
  return {
    onPointerDown: ({ pointerType, clientX: x, clientY: y }: PointerEvent) => {
      release()
      done.current = false
      if (pointerType !== "touch") return
      const timer = setTimeout(() => {
        held.current = null
        done.current = true
        onPress()
      }, LONG_MS)
      held.current = { timer, x, y }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      const from = held.current
      if (from !== null && Math.hypot(clientX - from.x, clientY - from.y) > STILL) release()
    },
    onPointerUp: release,
    onPointerCancel: release,
    onClickCapture: (event: MouseEvent) => {
      if (!done.current || !event.isTrusted) return
      done.current = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
