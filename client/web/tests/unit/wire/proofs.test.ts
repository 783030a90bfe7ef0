import { ed25519 } from "@noble/curves/ed25519.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { describe, expect, test } from "vitest"
import { concat, hex, randomBytes, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { Purpose } from "../../../src/wire/codes.ts"
import { attempt, passProof, type Work, workDone, workMessage } from "../../../src/wire/proofs.ts"
import {
  attachStatement,
  boxId,
  burnHash,
  openStatement,
  signAttach,
  signOpen,
} from "../../../src/wire/signing.ts"
import { vectors } from "../../support/vectors.ts"

interface Statements {
  seed: string
  box: string
  challenge: string
  burn_key: string
  burn_hash: string
  signatures: {
    what: "attach" | "open"
    host: string
    statement: string
    burn_hash: string | null
    signature: string
  }[]
  work: {
    purpose: Purpose
    host: string
    counter: number
    difficulty: number
    message: string
    first_proof: string
    bits: number
    pass: string
    pass_proof: string
  }[]
}

const GIVEN = await vectors<Statements>("frames/statements.json")
const SEED = unhex(GIVEN.seed)
const BOX = unhex(GIVEN.box)
const CHALLENGE = unhex(GIVEN.challenge)

test.each(GIVEN.signatures)("R7, R8: the signature to $what at $host", (given) => {
  const burn = given.burn_hash === null ? null : unhex(given.burn_hash)
  const attach = given.what === "attach"
  const statement = attach
    ? attachStatement(BOX, given.host, CHALLENGE)
    : openStatement(BOX, given.host, CHALLENGE, burn)
  const signature = attach
    ? signAttach(SEED, given.host, CHALLENGE)
    : signOpen(SEED, given.host, CHALLENGE, burn)
  expect(hex(statement)).toBe(given.statement)
  expect(hex(signature)).toBe(given.signature)
})

test("R7: a signature is for one host, one challenge and one purpose", () => {
  const signature = signAttach(SEED, "relay.example", CHALLENGE)
  expect(ed25519.verify(signature, attachStatement(BOX, "relay.example", CHALLENGE), BOX)).toBe(true)
  for (const statement of [
    attachStatement(BOX, "other.example", CHALLENGE),
    attachStatement(BOX, "relay.example", randomBytes(32)),
    openStatement(BOX, "relay.example", CHALLENGE, null),
  ]) {
    expect(ed25519.verify(signature, statement, BOX)).toBe(false)
  }
})

test.each(["", "Relay.example", "relay.exämple", "relay example", "x".repeat(256)])(
  "R6: no relay is at %j",
  (host) => {
    expect(() => signAttach(SEED, host, CHALLENGE)).toThrow("a host is")
  },
)

test("R5: a challenge has its length", () => {
  expect(() => signAttach(SEED, "relay.example", new Uint8Array(31))).toThrow("a challenge has 32 bytes")
})

test("R8: boxes and burn hashes", () => {
  expect(hex(boxId(SEED))).toBe(GIVEN.box)
  expect(hex(burnHash(unhex(GIVEN.burn_key)))).toBe(GIVEN.burn_hash)
})

describe.each(GIVEN.work)("work of $difficulty bits for purpose $purpose at $host", (given) => {
  const { purpose, host, counter } = given
  const work: Work = { purpose, host, challenge: CHALLENGE, box: BOX, counter }

  test("R9: it is the first nonce that serves", () => {
    expect(hex(workMessage(work))).toBe(given.message)
    const proof = attempt(work, given.difficulty, 0, 2 ** 16)
    expect(proof).toEqual(unhex(given.first_proof))
    const nonce = Number.parseInt(given.first_proof.slice(2), 16)
    expect(attempt(work, given.difficulty, 0, nonce)).toBeNull()
    expect(attempt(work, given.difficulty, nonce, 1)).toEqual(proof)
    expect(attempt(work, given.bits, nonce, 1)).toEqual(proof)
    expect(attempt(work, given.bits + 1, nonce, 1)).toBeNull()
  })

  test("R10: a pass is shown and not sent", () => {
    expect(hex(passProof(work, given.pass))).toBe(given.pass_proof)
    expect(passProof(work, "another pass")).not.toEqual(passProof(work, given.pass))
  })
})

test("R9: the hash of the proof begins with so many zero bits", () => {
  const work: Work = { purpose: Purpose.OPEN, host: "a", challenge: CHALLENGE, box: BOX, counter: 0 }
  for (const difficulty of [0, 1, 7, 8, 9, 12]) {
    const proof = attempt(work, difficulty, 0, 2 ** 20) ?? new Uint8Array()
    const digest = sha256(concat(workMessage(work), proof.subarray(1)))
    const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("")
    expect(bits.startsWith("0".repeat(difficulty))).toBe(true)
  }
})

test("R9: nonces go on beyond 32 bits", () => {
  const work: Work = { purpose: Purpose.OPEN, host: "a", challenge: CHALLENGE, box: BOX, counter: 0 }
  expect(attempt(work, 0, 2 ** 32 + 5, 1)).toEqual(unhex("010000000100000005"))
})

test("R9, R10: proofs are bound to everything they name", () => {
  const work: Work = {
    purpose: Purpose.OPEN,
    host: "relay.example",
    challenge: CHALLENGE,
    box: BOX,
    counter: 5,
  }
  const others: Work[] = [
    { ...work, purpose: Purpose.GROW },
    { ...work, host: "relay.example:80" },
    { ...work, challenge: randomBytes(32) },
    { ...work, box: randomBytes(32) },
    { ...work, counter: 6 },
  ]
  const messages = [work, ...others].map((one) => hex(workMessage(one)))
  expect(new Set(messages).size).toBe(6)
  const passes = [work, ...others].map((one) => hex(passProof(one, "the operator's pass")))
  expect(new Set(passes).size).toBe(6)
  for (const pass of passes) expect(pass).not.toContain(hex(utf8("operator")))
})

test("R9: how far a search may be", () => {
  expect(workDone(18, 0)).toBe(0)
  expect(workDone(18, 2 ** 18)).toBeCloseTo(1 - 1 / Math.E, 4)
  expect(workDone(28, 2 ** 32)).toBeLessThanOrEqual(1)
  expect(workDone(0, 1)).toBe(1)
})

test.each([-1, 65, 1.5])("R9: a difficulty of %d bits is our mistake", (difficulty) => {
  const work: Work = { purpose: Purpose.OPEN, host: "a", challenge: CHALLENGE, box: BOX, counter: 0 }
  expect(() => attempt(work, difficulty, 0, 1)).toThrow("the difficulty")
})
