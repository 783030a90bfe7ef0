// Where focus goes when one step takes the place of another, and with it the button that was pressed.

import type { RefObject } from "preact"
import { useEffect, useRef } from "preact/hooks"

/** For the heading of a step, with a `tabIndex` of -1: keys and screen readers go on from there. */
export function useArrival<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null)
  useEffect(() => element.current?.focus(), [])
  return element
}

/** The same for a field that comes in answer to a press: the ref of its input. */
export function toField(field: HTMLInputElement | null): void {
  field?.focus()
}
