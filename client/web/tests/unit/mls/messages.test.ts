import { expect, test } from "vitest"
import { Group, LocalError, OwnMessage, PublicError, Replayed } from "../../../src/mls/index.ts"
import { encrypt } from "../../../src/mls/messages.ts"
import { concat, utf8 } from "../../../src/wire/bytes.ts"
import { advance, at, circle, flipped, identity, stateOf, stored } from "./circle.ts"

const HELLO = utf8("hello")

test("everybody reads what one writes", async () => {
  const [author, ...readers] = await circle(3)
  if (author === undefined) throw new Error("a circle")
  const message = await author.encrypt(HELLO)
  for (const reader of readers) {
    expect(await reader.decrypt(message)).toEqual({ plaintext: HELLO, identity: identity(0), leaf: 0 })
  }
})

test("the key of a message is spent by reading it, and by nothing else", async () => {
  const groups = await circle(3)
  const [author, reader, other] = [at(groups, 0), at(groups, 1), at(groups, 2)]
  const message = await author.encrypt(HELLO)
  const before = stored(reader)
  for (const [garbled, rule] of [
    [flipped(message, -1), "6.3-2"],
    [flipped(message, -80), "6.3-1"],
    [concat(message, Uint8Array.of(0)), "2-1"],
    [message.subarray(0, -1), "2-1"],
    [flipped(message, 3), "6-1"],
    [flipped(message, 10), "6-2"],
  ] as const) {
    const refusal = await reader.decrypt(garbled).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(PublicError)
    expect(refusal).toMatchObject({ rule })
    expect(stored(reader)).toEqual(before)
  }
  await expect(author.decrypt(message)).rejects.toThrow(OwnMessage)
  await reader.decrypt(message)
  const after = stored(reader)
  await expect(reader.decrypt(message)).rejects.toThrow(Replayed)
  expect(stored(reader)).toEqual(after)
  expect((await other.decrypt(message)).plaintext).toEqual(HELLO)
})

test("another member's forgery of a whole message burns no key", async () => {
  // The epoch's secrets are shared: whoever has them can encrypt in another's place, but not sign.
  const groups = await circle(3)
  const [author, forger, reader] = [at(groups, 0), at(groups, 1), at(groups, 2)]
  const state = await stateOf(forger)
  const forged = encrypt(
    {
      groupId: forger.groupId,
      number: forger.epoch,
      context: state.context,
      tree: state.client.ratchetTree,
      ownLeaf: author.ownLeaf,
      senderDataSecret: state.client.keySchedule.senderDataSecret,
      ratchets: state.ratchets,
    },
    state.signer,
    utf8("not by its author"),
  )
  const before = stored(reader)
  await expect(reader.decrypt(forged)).rejects.toMatchObject({ rule: "6.1-1" })
  expect(stored(reader)).toEqual(before)
  expect((await reader.decrypt(await author.encrypt(HELLO))).plaintext).toEqual(HELLO)
})

test("messages of one epoch are refused in the next", async () => {
  const groups = await circle(3)
  const late = await at(groups, 0).encrypt(HELLO)
  const after = await advance(groups, 1)
  await expect(at(after, 2).decrypt(late)).rejects.toMatchObject({ rule: "6-3" })
})

test("a handshake is no message, and a commit no message either", async () => {
  const groups = await circle(2)
  const leave = await at(groups, 0).proposeRemoveSelf()
  await expect(at(groups, 1).decrypt(leave)).rejects.toMatchObject({ rule: "6-1" })
})

test("a generation is given out once, also by what is restored", async () => {
  const groups = await circle(2)
  const author = at(groups, 0)
  const first = await author.encrypt(HELLO)
  const restored = await Group.restoreParts(author.serializeEpoch(), author.serializeRatchets())
  const second = await restored.encrypt(HELLO)
  const reader = at(groups, 1)
  await reader.decrypt(first)
  await reader.decrypt(second)
})

test("what was read is a copy, and what is written is left alone", async () => {
  const groups = await circle(2)
  const plaintext = utf8("mine")
  const message = await at(groups, 0).encrypt(plaintext)
  expect(plaintext).toEqual(utf8("mine"))
  const kept = message.slice()
  const read = await at(groups, 1).decrypt(message)
  read.plaintext.fill(0)
  expect(message).toEqual(kept)
})

test("a wiped group neither reads nor writes", async () => {
  const groups = await circle(2)
  const [author, reader] = [at(groups, 0), at(groups, 1)]
  const message = await author.encrypt(HELLO)
  reader.wipe()
  await expect(reader.decrypt(message)).rejects.toThrow(LocalError)
  await expect(reader.encrypt(HELLO)).rejects.toThrow("wiped")
})
