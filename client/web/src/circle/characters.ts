// Which characters a name may hold: the visible characters of Unicode 14.0, frozen.
//
// Whether a name is allowed decides whether a commit is void, so all clients must agree whatever Unicode their
// platform brings. Letters, marks, numbers, punctuation, symbols and U+0020 are in; what is not assigned in
// 14.0, and what cannot be seen (fillers, variation selectors, tags), is out. Normalisation of assigned
// characters never changes, so names over this table stay what they are.

import { ALLOWED } from "./characterTables.ts"

/** The first code points of the ranges, and the last ones, each rising. */
const [FIRSTS, LASTS] = unpacked()

/** Whether a code point may stand in a name. */
export function allowed(code: number): boolean {
  let [low, high] = [0, FIRSTS.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((FIRSTS[middle] ?? 0) <= code) low = middle + 1
    else high = middle
  }
  return low > 0 && code <= (LASTS[low - 1] ?? -1)
}

function unpacked(): [number[], number[]] {
  const [firsts, lasts]: [number[], number[]] = [[], []]
  let end = 0
  for (const item of ALLOWED.trim().split(/\s+/)) {
    const [distance = "0", more = "0"] = item.split("+")
    const first = end + Number.parseInt(distance, 16)
    end = first + Number.parseInt(more, 16)
    firsts.push(first)
    lasts.push(end)
  }
  return [firsts, lasts]
}
