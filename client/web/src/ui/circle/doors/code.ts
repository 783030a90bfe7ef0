// An invite code as people read it to one another: groups of letters, and where it is good.

export interface Spelled {
  groups: string[]
  /** The relay, as it stands behind the @ of the code. */
  place: string
}

/** The parts of a code's text, `join-XXXXX-...@relay` (docs/invites.md, I3). */
export function spelled(code: string): Spelled {
  const at = code.indexOf("@")
  const letters = at < 0 ? code : code.slice(0, at)
  return { groups: letters.split("-").slice(1), place: at < 0 ? "" : code.slice(at + 1) }
}
