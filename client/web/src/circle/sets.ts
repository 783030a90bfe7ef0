// Sets of ids. Browsers that many still have know no set operations of their own.

/** Whatever can be asked whether it holds an id. */
interface Holds {
  has(id: string): boolean
}

/** What the first holds and the second does not. */
export function without(one: Iterable<string>, other: Holds): Set<string> {
  return new Set([...one].filter((id) => !other.has(id)))
}

/** What both hold. */
export function within(one: Iterable<string>, other: Holds): Set<string> {
  return new Set([...one].filter((id) => other.has(id)))
}

/** What only one of the two holds. */
export function apart(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  return new Set([...without(one, other), ...without(other, one)])
}
