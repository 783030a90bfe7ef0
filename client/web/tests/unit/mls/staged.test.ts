import type { Hash, Hpke } from "ts-mls"
import { describe, expect, test } from "vitest"
import {
  type Group,
  LocalError,
  OwnMessage,
  PrivateError,
  PublicError,
  Removed,
} from "../../../src/mls/index.ts"
import { inspect } from "../../../src/mls/staged.ts"
import { concat, hex, utf8 } from "../../../src/wire/bytes.ts"
import {
  advance,
  at,
  bundle,
  circle,
  commit,
  dishonestly,
  flipped,
  identity,
  NEW,
  NOTHING,
  OLD,
  stateOf,
  stored,
} from "./circle.ts"

/** What `inspect` and then `apply` make of a message; neither may change the group when it fails. */
async function verdict(group: Group, message: Uint8Array): Promise<unknown[]> {
  const before = stored(group)
  try {
    const staged = await group.inspect(message)
    expect(stored(group)).toEqual(before)
    try {
      return ["passes", await staged.apply()]
    } catch (error) {
      return ["passes", error]
    } finally {
      expect(stored(group)).toEqual(before)
    }
  } catch (error) {
    expect(stored(group)).toEqual(before)
    return [error]
  }
}

const garbledSecrets = ({ hpke }: { hpke: Hpke }): { hpke: Hpke } => ({
  hpke: {
    ...hpke,
    seal: async (...asked) => {
      const sealed = await hpke.seal(...asked)
      return { ...sealed, ct: flipped(sealed.ct, 0) }
    },
  },
})

const otherKeys = ({ hpke }: { hpke: Hpke }): { hpke: Hpke } => {
  let made = 0
  return {
    hpke: {
      ...hpke,
      deriveKeyPair: async (secret) => {
        made += 1
        // The leaf's, that of the node above two leaves, and then the root's, which all derive.
        return made === 3 ? hpke.generateKeyPair() : hpke.deriveKeyPair(secret)
      },
    },
  }
}

const wrongTag = ({ hash }: { hash: Hash }): { hash: Hash } => {
  let tags = 0
  return {
    hash: {
      ...hash,
      mac: async (key, data) => {
        tags += 1
        const tag = await hash.mac(key, data)
        return tags === 1 ? flipped(tag, 0) : tag
      },
    },
  }
}

describe("what all members decide alike", () => {
  test("a broken message is void, and changes nothing", async () => {
    const groups = await circle(3)
    const { message } = await commit(at(groups, 0))
    const judge = at(groups, 1)
    for (const [garbled, rule] of [
      [NOTHING, "2-1"],
      [message.subarray(0, 3), "2-1"],
      [message.subarray(0, -1), "2-1"],
      [concat(message, Uint8Array.of(0)), "2-1"],
      [flipped(message, 1), "6-1"],
      [flipped(message, 3), "6-1"],
      [flipped(message, 10), "6-2"],
      [flipped(message, 44), "6-3"],
      [flipped(message, -1), "6.2-1"],
    ] as const) {
      const [error] = await verdict(judge, garbled)
      expect(error).toBeInstanceOf(PublicError)
      expect(error).toMatchObject({ rule })
    }
  })

  test("a private message is void as a handshake, also one that would open", async () => {
    const groups = await circle(2)
    const message = await at(groups, 0).encrypt(utf8("no commit"))
    expect(await verdict(at(groups, 1), message)).toMatchObject([{ rule: "6-1" }])
  })

  test("a proposal is no commit", async () => {
    const groups = await circle(2)
    const message = await at(groups, 0).proposeRemoveSelf()
    expect(await verdict(at(groups, 1), message)).toMatchObject([{ rule: "6-4" }])
  })

  test("a reference to a proposal that we have not got is rule 12.2-1, and passes once we have", async () => {
    const groups = await circle(3)
    const [leaver, author, judge] = [at(groups, 0), at(groups, 1), at(groups, 2)]
    const proposal = await leaver.proposeRemoveSelf()
    const { ref } = await author.receiveProposal(proposal)
    const { message } = await commit(author, { proposalRefs: [ref] })
    expect(await verdict(judge, message)).toMatchObject([{ rule: "12.2-1" }])
    await judge.receiveProposal(proposal)
    expect((await verdict(judge, message))[0]).toBe("passes")
    expect((await verdict(leaver, message))[1]).toBeInstanceOf(Removed)
  })
})

test("no verdict of all members depends on our own keys", async () => {
  const groups = await circle(3)
  const { message } = await commit(at(groups, 0))
  const state = await stateOf(at(groups, 1))
  for (const key of Object.values(state.client.privatePath.privateKeys)) key.fill(1)
  state.client.keySchedule.initSecret.fill(0)
  state.ratchets.wipe()
  expect((await inspect(state, message)).selfRemoved).toBe(false)
  await expect(inspect(state, flipped(message, -1))).rejects.toMatchObject({ rule: "6.2-1" })
})

describe("what only we can tell", () => {
  test.each([
    ["path secrets that do not decrypt", garbledSecrets, "7.6-3"],
    ["keys that do not follow from their secrets", otherKeys, "7.6-3"],
    ["a wrong confirmation tag", wrongTag, "8.1-1"],
  ])("%s: in order for all, and a private failure", async (_, spoil, rule) => {
    const groups = await circle(4)
    const message = await dishonestly(at(groups, 0), spoil)
    for (const judge of groups.slice(1)) {
      const [passes, error] = await verdict(judge, message)
      expect(passes).toBe("passes")
      expect(error).toBeInstanceOf(PrivateError)
      expect(error).toMatchObject({ rule })
    }
    // The group is whole: it follows the honest commit that comes instead.
    const after = await advance(groups, 0)
    expect(new Set(after.map((one) => hex(one.epochAuthenticator))).size).toBe(1)
  })

  test("a commit that bears our own leaf, whoever made it", async () => {
    const groups = await circle(2)
    const { message } = await commit(at(groups, 1))
    const staged = await at(groups, 1).inspect(message)
    await expect(staged.apply()).rejects.toThrow(OwnMessage)
  })

  test("our removal, after all public checks", async () => {
    const groups = await circle(3)
    const { message } = await commit(at(groups, 0), { removes: [2] })
    const staged = await at(groups, 2).inspect(message)
    expect(staged.removesUs).toBe(true)
    await expect(staged.apply()).rejects.toThrow(Removed)
    expect(await verdict(at(groups, 2), flipped(message, -1))).toMatchObject([{ rule: "6.2-1" }])
  })

  test("a group that was wiped in between applies nothing", async () => {
    const groups = await circle(2)
    const { message } = await commit(at(groups, 0))
    const staged = await at(groups, 1).inspect(message)
    at(groups, 1).wipe()
    await expect(staged.apply()).rejects.toThrow(LocalError)
    await expect(at(groups, 1).inspect(message)).rejects.toThrow(LocalError)
  })
})

test("what is shown is what the policy judges", async () => {
  const groups = await circle(4)
  const newcomer = await bundle(9)
  const leave = await at(groups, 3).proposeRemoveSelf()
  const { ref } = await at(groups, 0).receiveProposal(leave)
  await at(groups, 1).receiveProposal(leave)
  const { message } = await commit(at(groups, 0), {
    adds: [newcomer.publicPackage],
    removes: [2],
    extensions: [NEW],
    proposalRefs: [ref],
    authenticatedData: utf8("seen so far"),
  })
  const staged = await at(groups, 1).inspect(message)
  expect(staged).toMatchObject({
    senderLeaf: 0,
    senderIdentity: identity(0),
    authenticatedData: utf8("seen so far"),
    extensionsAfter: [NEW],
    hasPath: true,
    hasPsk: false,
    hasReinit: false,
    hasExternal: false,
  })
  expect(staged.proposals).toMatchObject([
    { kind: "extensions", extensions: [NEW], sender: 0 },
    { kind: "remove", leaf: 3, identity: identity(3), bySelf: true, sender: 3 },
    { kind: "remove", leaf: 2, identity: identity(2), bySelf: false, sender: 0 },
    { kind: "add", leaf: 2, identity: identity(9), signatureKey: newcomer.key.publicKey, sender: 0 },
  ])
  expect(staged.membersAfter.map(({ leaf, identity: member }) => [leaf, member[0]])).toEqual([
    [0, 0],
    [1, 1],
    [2, 9],
  ])
  const next = await staged.apply()
  expect(next.members).toEqual(staged.membersAfter)
  expect(next.extensions).toEqual(staged.extensionsAfter)
  expect(at(groups, 1).extensions).toEqual([OLD])
})

test("the next epoch shares no secret with the last, and keeps no key of a node that was emptied", async () => {
  let groups = await circle(4)
  for (const committer of [0, 2, 3]) groups = await advance(groups, committer)
  const before = at(groups, 1)
  const { message } = await commit(at(groups, 2), { removes: [0] })
  const after = await (await before.inspect(message)).apply()
  const kept = stored(after)
  before.wipe()
  expect(stored(after)).toEqual(kept)
  const { privateKeys } = (await stateOf(after)).client.privatePath
  // Our leaf and the root; the node above us and the member who is gone is empty.
  expect(Object.keys(privateKeys)).toEqual(["2", "3"])
})

test("a message that its sender wipes stays as it was inspected", async () => {
  const groups = await circle(2)
  const { message, next } = await commit(at(groups, 0))
  const staged = await at(groups, 1).inspect(message)
  message.fill(0)
  expect((await staged.apply()).epochAuthenticator).toEqual(next.epochAuthenticator)
})
