// Every way in which this room refuses, by who is to blame.

/** The root of all refusals of this room. They quote nothing of what was refused. */
export class MLSError extends Error {
  override readonly name: string = "MLSError"
}

/** The rule of what does not parse. */
export const MALFORMED = "2-1"

/** A rule that every member of the epoch checks alike was broken; `rule` is its number in docs/mls.md. */
export class PublicError extends MLSError {
  override readonly name = "PublicError"
  readonly rule: string

  constructor(rule: string) {
    super(`rule ${rule} is broken`)
    this.rule = rule
  }
}

/** A check failed that depends on keys which other members may not hold; it says nothing about what they see. */
export class PrivateError extends MLSError {
  override readonly name = "PrivateError"
  readonly rule: string

  constructor(rule: string) {
    super(`rule ${rule} is broken, as this member sees it`)
    this.rule = rule
  }
}

/** The message's key was used already, or is too old to be kept. */
export class Replayed extends MLSError {
  override readonly name = "Replayed"

  constructor() {
    super("this key was used already or is no longer kept")
  }
}

/** The message bears our own leaf: we wrote it and cannot decrypt it again. */
export class OwnMessage extends MLSError {
  override readonly name = "OwnMessage"

  constructor() {
    super("this message bears our own leaf")
  }
}

/** The commit removes us: there is no next epoch for this member. */
export class Removed extends MLSError {
  override readonly name = "Removed"

  constructor() {
    super("this commit removes us")
  }
}

/** The caller asked for what this state cannot do. */
export class LocalError extends MLSError {
  override readonly name = "LocalError"
}
