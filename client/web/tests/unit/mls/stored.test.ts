import { expect, test } from "vitest"
import { Group, LocalError } from "../../../src/mls/index.ts"
import { concat, utf8 } from "../../../src/wire/bytes.ts"
import { advance, at, circle, commit, flipped, holds, NOTHING, stateOf, stored } from "./circle.ts"

async function lively(): Promise<Group[]> {
  const groups = await advance(await circle(4), 0)
  const author = at(groups, 1)
  const messages = []
  for (let number = 0; number < 4; number++) messages.push(await author.encrypt(utf8(`message ${number}`)))
  await at(groups, 0).decrypt(at(messages, 3))
  await at(groups, 0).receiveProposal(await at(groups, 2).proposeRemoveSelf())
  return groups
}

test("comes back as it was, and goes on", async () => {
  const groups = await lively()
  const [epoch, ratchets] = stored(at(groups, 0)) as [Uint8Array, Uint8Array]
  const restored = await Group.restoreParts(epoch, ratchets)
  expect(stored(restored)).toEqual([epoch, ratchets])
  expect(restored.members).toEqual(at(groups, 0).members)
  const { message } = await commit(at(groups, 1))
  const [one, other] = await Promise.all([restored, at(groups, 0)].map((group) => group.inspect(message)))
  expect((await one?.apply())?.epochAuthenticator).toEqual((await other?.apply())?.epochAuthenticator)
})

test("the second part is small, and the only one that messages change", async () => {
  const groups = await circle(20)
  const reader = at(groups, 1)
  const [epoch] = stored(reader)
  for (let number = 0; number < 20; number++) {
    if (number !== 1) await reader.decrypt(await at(groups, number).encrypt(utf8("hello")))
  }
  const [after, ratchets] = stored(reader)
  expect(after).toEqual(epoch)
  expect(ratchets?.length).toBeLessThan(4096)
})

test("keeps no spent key, and no key of a message once it was sent", async () => {
  const groups = await circle(2)
  const [author, reader] = [at(groups, 0), at(groups, 1)]
  const before = await stateOf(reader)
  const { APPLICATION } = await import("../../../src/mls/secrettree.ts")
  const { key } = before.ratchets.look(0, APPLICATION, 0)
  await reader.decrypt(await author.encrypt(utf8("once")))
  for (const group of [author, reader]) for (const part of stored(group)) expect(holds(part, key)).toBe(false)
})

test("parts of two epochs, of two members or of two groups do not fit together", async () => {
  const groups = await circle(3)
  const [one, other] = [at(groups, 0), at(groups, 1)]
  const next = await advance(groups, 2)
  const strangers = await circle(3)
  for (const [epoch, ratchets] of [
    [one.serializeEpoch(), at(next, 0).serializeRatchets()],
    [at(next, 0).serializeEpoch(), one.serializeRatchets()],
    [one.serializeEpoch(), at(strangers, 0).serializeRatchets()],
    [one.serializeRatchets(), one.serializeEpoch()],
  ] as const) {
    await expect(Group.restoreParts(epoch, ratchets)).rejects.toThrow(LocalError)
  }
  expect(other.epoch).toBe(1)
})

test("damage anywhere but in a secret itself is noticed", async () => {
  const groups = await lively()
  const [epoch, ratchets] = stored(at(groups, 0)) as [Uint8Array, Uint8Array]
  const broken = (one: Uint8Array, other: Uint8Array) => Group.restoreParts(one, other)
  for (const part of [NOTHING, epoch.subarray(1), epoch.subarray(0, -1), concat(epoch, Uint8Array.of(0))]) {
    await expect(broken(part, ratchets)).rejects.toThrow(LocalError)
  }
  for (const part of [NOTHING, ratchets.subarray(0, -1), concat(ratchets, Uint8Array.of(0))]) {
    await expect(broken(epoch, part)).rejects.toThrow(LocalError)
  }
  // The context and the whole tree are bound to one another by the tree's hash.
  for (let place = 0; place < 5000; place += 97) {
    await expect(broken(flipped(epoch, place), ratchets), `place ${place}`).rejects.toThrow(LocalError)
  }
  for (let place = 0; place < 130; place += 3) {
    await expect(broken(epoch, flipped(ratchets, place)), `place ${place}`).rejects.toThrow(LocalError)
  }
})
