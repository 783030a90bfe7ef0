// What can go wrong between a client and a relay. None of it carries an address or content.

import { Code } from "../wire/codes.ts"

/** What a relay answered, or why it did not. `sentence` is a Fluent id; the text is for developers. */
export class LinkError extends Error {
  override readonly name: string = "LinkError"
  readonly sentence: string

  constructor(sentence: string, how = sentence) {
    super(how)
    this.sentence = sentence
  }
}

/** There is no connection, or no longer; what was asked may have been done or not. */
export class LinkLostError extends LinkError {
  override readonly name = "LinkLostError"
}

/** The relay broke the protocol; the connection has ended over it. */
export class MisbehavedError extends LinkError {
  override readonly name = "MisbehavedError"

  constructor(how: string) {
    super("link-misbehaved", how)
  }
}

/** Unknown, expired, burned or forbidden: the relay does not say which. */
export class RefusedError extends LinkError {
  override readonly name = "RefusedError"
}

/** The box has been sealed meanwhile. */
export class SealedError extends LinkError {
  override readonly name = "SealedError"
}

/** The box is full and can grow no more. */
export class FullError extends LinkError {
  override readonly name = "FullError"
}

/** Too many requests for now. */
export class BusyError extends LinkError {
  override readonly name = "BusyError"
}

/** The relay wants an operator's pass, or another one, or more work than is done for it. */
export class ProofError extends LinkError {
  override readonly name = "ProofError"
}

/** The relay cannot store anything at the moment. */
export class StorageError extends LinkError {
  override readonly name = "StorageError"
}

/** The error that a Refused means to whoever asked. */
export function refusal(code: Code): LinkError {
  switch (code) {
    case Code.REFUSED:
      return new RefusedError("link-refused")
    case Code.SEALED:
      return new SealedError("link-sealed")
    case Code.FULL:
      return new FullError("link-full")
    case Code.BUSY:
      return new BusyError("link-busy")
    case Code.PROOF:
      return new ProofError("link-pass")
    case Code.STORAGE:
      return new StorageError("link-storage")
  }
}
