// Devices that were lost or taken: which of one's devices are the same one over all circles, and taking those that
// were chosen out of each circle, whatever becomes of the others.

import type { DeviceInfo, Failure, Outcome } from "../../engine/api.ts"
import type { Answer } from "../calls.ts"

/** What is known of one's devices in one circle. */
export interface Known {
  circle: string
  label: string
  devices: readonly DeviceInfo[]
}

/** A device in one circle: in each it bears another id. */
export interface Place {
  circle: string
  label: string
  device: string
}

/** Another device of one's own. */
export interface Other {
  key: string
  /** Empty where it is not known here. */
  name: string
  /** Its id, where no name tells it from the others; it is in one circle then. Else null. */
  id: string | null
  places: readonly Place[]
  /** In whichever circle that was; null where it was heard in none. */
  lastHeard: number | null
}

/** How taking one device out of one circle goes. */
export interface Step {
  name: string
  place: Place
  /** `going`: it goes out once the relay is there. */
  state: "begun" | "out" | "going" | "failed"
  /** Why it could not be; null where it was not tried, or could. */
  failure: Failure | null
}

/** Takes a device out of a circle. */
type Remove = (place: Place) => Promise<Answer<Outcome>>

/**
 * All devices but this one. Those with one name are one device, unless two of them are in the same circle: then
 * nobody can say which of them are the same, and each stands alone, as do those without a name.
 */
export function othersOf(circles: readonly Known[]): Other[] {
  const named = new Map<string, Other>()
  const alone: Other[] = []
  const twice = new Set(circles.flatMap(({ devices }) => repeated(devices.filter(({ here }) => !here))))
  for (const { circle, label, devices } of circles) {
    for (const { id, name, lastHeard, here } of devices) {
      if (here) continue
      const place = { circle, label, device: id }
      const known = named.get(name)
      if (name === "" || twice.has(name)) {
        alone.push({ key: `${circle} ${id}`, name, id, places: [place], lastHeard })
      } else {
        named.set(name, {
          key: name,
          name,
          id: null,
          places: [...(known?.places ?? []), place],
          lastHeard: later(known?.lastHeard ?? null, lastHeard),
        })
      }
    }
  }
  return [...named.values(), ...alone]
}

/**
 * Take these out of all their circles at once: whatever ends this page meanwhile, each wish was handed on. `show` hears
 * of each step.
 */
export async function takeOut(
  chosen: readonly Other[],
  remove: Remove,
  show: (steps: readonly Step[]) => void,
): Promise<void> {
  let steps = stepsOf(chosen)
  show(steps)
  const note = (at: number, changes: Partial<Step>) => {
    steps = steps.map((step, index) => (index === at ? { ...step, ...changes } : step))
    show(steps)
  }
  const take = async (at: number, place: Place) => {
    const answer = await remove(place)
    if (!answer.ok) note(at, { state: "failed", failure: answer.failure })
    else note(at, { state: answer.value.state === "done" ? "out" : "going" })
  }
  await Promise.all(steps.map(({ place }, at) => take(at, place)))
}

/** Whether nothing of it is still to be tried. */
export function isOver(steps: readonly Step[]): boolean {
  return steps.every(({ state }) => state !== "begun")
}

/** In the order of the circles. */
function stepsOf(chosen: readonly Other[]): Step[] {
  const circles = new Map<string, Step[]>()
  for (const { name, places } of chosen) {
    for (const place of places) {
      const step: Step = { name, place, state: "begun", failure: null }
      circles.set(place.circle, [...(circles.get(place.circle) ?? []), step])
    }
  }
  return [...circles.values()].flat()
}

function repeated(devices: readonly DeviceInfo[]): string[] {
  const names = devices.map(({ name }) => name)
  return names.filter((name, at) => names.indexOf(name) !== at)
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}
