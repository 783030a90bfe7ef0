import { describe, expect, test } from "vitest"
import { vec } from "../../../src/mls/codec.ts"
import {
  checkPackage,
  Group,
  KeyPackageBundle,
  LocalError,
  MLSError,
  PrivateError,
  PublicError,
  SignatureKey,
} from "../../../src/mls/index.ts"
import { concat, hex, utf8 } from "../../../src/wire/bytes.ts"
import {
  advance,
  at,
  bundle,
  circle,
  commit,
  flipped,
  identity,
  NEW,
  NOTHING,
  OLD,
  POLICY,
  stored,
} from "./circle.ts"

/** Bytes before the parts of a serialised bundle. */
const PREFIX = utf8("leeward-web-mls-bundle\x01").length
const SNAPSHOT = { type: 0xf1ef, data: utf8("the durable state") }
const UNKNOWN = { type: 0xf0a5, data: NOTHING }

const agree = (groups: readonly Group[]) => new Set(groups.map((one) => hex(one.epochAuthenticator))).size

test("a circle of twenty through commits of many kinds", async () => {
  let groups = await circle(20)
  expect(agree(groups)).toBe(1)
  for (const committer of [3, 19, 7]) groups = await advance(groups, committer)
  expect(agree(groups)).toBe(1)
  const [author, ...others] = groups.slice(0, 17)
  if (author === undefined) throw new Error("an author")
  const newcomers = await Promise.all([30, 31].map((number) => bundle(number)))
  const made = await commit(author, {
    adds: newcomers.map((one) => one.publicPackage),
    removes: [17, 18, 19],
    extensions: [NEW],
  })
  const { welcome } = made
  if (welcome === null) throw new Error("a welcome")
  const after = [
    made.next,
    ...(await Promise.all(others.map(async (one) => (await one.inspect(made.message)).apply()))),
    ...(await Promise.all(newcomers.map((one) => Group.join(welcome, one)))),
  ]
  expect(agree(after)).toBe(1)
  expect(at(after, 5).members).toHaveLength(19)
  expect(at(after, 18).extensions).toEqual([NEW])
  const message = await at(after, 18).encrypt(utf8("hello"))
  expect((await at(after, 4).decrypt(message)).identity).toEqual(identity(31))
})

test("what a group is", async () => {
  const groups = await circle(2)
  const [founder, newcomer] = [at(groups, 0), at(groups, 1)]
  expect(founder.groupId).toEqual(new Uint8Array(32))
  expect([founder.epoch, founder.ownLeaf, newcomer.ownLeaf]).toEqual([1, 0, 1])
  expect(newcomer.members.map(({ leaf, identity: member }) => [leaf, member])).toEqual([
    [0, identity(0)],
    [1, identity(1)],
  ])
  expect(newcomer.extensions).toEqual([OLD])
  expect(newcomer.joinedInfo).toEqual([])
  expect(newcomer.remembered).toEqual([])
})

test("exports differ by label and context, and not by member", async () => {
  const groups = await circle(2)
  const [one, other] = [at(groups, 0), at(groups, 1)]
  const exported = await one.export("leeward box", NOTHING, 32)
  expect(exported).toHaveLength(32)
  expect(await other.export("leeward box", NOTHING, 32)).toEqual(exported)
  expect(await one.export("leeward envelope", NOTHING, 32)).not.toEqual(exported)
  expect(await one.export("leeward box", utf8("x"), 32)).not.toEqual(exported)
})

test("newcomers are told what the welcome holds, until the next epoch", async () => {
  const [founder] = await circle(1)
  const newcomer = await bundle(1)
  const made = await commit(founder as Group, {
    adds: [newcomer.publicPackage],
    groupInfoExtensions: [SNAPSHOT],
  })
  const joined = await Group.join(made.welcome ?? NOTHING, newcomer)
  expect(joined.joinedInfo).toEqual([SNAPSHOT])
  const restored = await Group.restoreParts(joined.serializeEpoch(), joined.serializeRatchets())
  expect(restored.joinedInfo).toEqual([SNAPSHOT])
  const [, next] = await advance([made.next, joined], 0)
  expect(next?.joinedInfo).toEqual([])
})

describe("a commit", () => {
  test("has a path, whatever it holds, and leaves the group as it is", async () => {
    const groups = await circle(2)
    const before = stored(at(groups, 0))
    const newcomer = await bundle(9)
    for (const wishes of [{}, { adds: [newcomer.publicPackage] }, { removes: [1] }, { extensions: [] }]) {
      const { message, welcome } = await commit(at(groups, 0), wishes)
      expect((await at(groups, 1).inspect(message)).hasPath).toBe(true)
      expect(welcome !== null).toBe("adds" in wishes)
    }
    expect(stored(at(groups, 0))).toEqual(before)
  })

  test("that would be void is our own mistake", async () => {
    const groups = await circle(3)
    const author = at(groups, 0)
    const before = stored(author)
    const stranger = await bundle(7, [])
    for (const wishes of [
      { removes: [0] },
      { removes: [9] },
      { removes: [1, 1] },
      { adds: [NOTHING] },
      { adds: [stranger.publicPackage] },
      { extensions: [UNKNOWN] },
      { extensions: [OLD, NEW] },
      { proposalRefs: [new Uint8Array(64)] },
      { adds: [(await bundle(8)).publicPackage], groupInfoExtensions: [SNAPSHOT, SNAPSHOT] },
    ]) {
      await expect(commit(author, wishes), JSON.stringify(Object.keys(wishes))).rejects.toThrow(LocalError)
    }
    expect(stored(author)).toEqual(before)
  })

  test("carries the proposals that are named, and no others", async () => {
    const groups = await circle(4)
    const author = at(groups, 0)
    const proposals = await Promise.all([1, 2].map((place) => at(groups, place).proposeRemoveSelf()))
    const refs = []
    for (const proposal of proposals) refs.push((await author.receiveProposal(proposal)).ref)
    await at(groups, 3).receiveProposal(at(proposals, 1))
    const { message } = await commit(author, { proposalRefs: [at(refs, 1)] })
    const staged = await at(groups, 3).inspect(message)
    expect(staged.proposals).toMatchObject([{ kind: "remove", leaf: 2, bySelf: true }])
  })
})

describe("proposals", () => {
  test("are remembered once, listed, and forgotten", async () => {
    const groups = await circle(3)
    const judge = at(groups, 0)
    const message = await at(groups, 2).proposeRemoveSelf()
    const got = await judge.receiveProposal(message)
    expect(await judge.receiveProposal(message)).toEqual(got)
    expect(judge.remembered).toEqual([{ ref: got.ref, sender: 2, removes: 2 }])
    expect(at(groups, 2).remembered).toEqual(judge.remembered)
    judge.forgetProposal(got.ref)
    expect(judge.remembered).toEqual([])
    expect(() => judge.forgetProposal(got.ref)).toThrow(LocalError)
  })

  test("outlive the process, and end with the epoch", async () => {
    const groups = await circle(3)
    // The sender is the first leaf, whose number is zero.
    const message = await at(groups, 0).proposeRemoveSelf()
    await at(groups, 1).receiveProposal(message)
    const { remembered } = at(groups, 1)
    const restored = await Group.restoreParts(...(stored(at(groups, 1)) as [Uint8Array, Uint8Array]))
    expect(restored.remembered).toEqual(remembered)
    expect(remembered).toMatchObject([{ sender: 0, removes: 0 }])
    const after = await advance(groups, 2)
    expect(at(after, 1).remembered).toEqual([])
  })

  test("that are broken are refused, and change nothing", async () => {
    const groups = await circle(3)
    const judge = at(groups, 0)
    const message = await at(groups, 2).proposeRemoveSelf()
    const before = stored(judge)
    await expect(judge.receiveProposal(flipped(message, -1))).rejects.toMatchObject({ rule: "6.2-1" })
    await expect(judge.receiveProposal((await commit(at(groups, 1))).message)).rejects.toMatchObject({
      rule: "6-4",
    })
    expect(stored(judge)).toEqual(before)
  })
})

describe("a welcome", () => {
  test("opens for the package it was made for, and once it is whole", async () => {
    const groups = await circle(2)
    const [newcomer, stranger] = await Promise.all([bundle(5), bundle(6)])
    const { welcome } = await commit(at(groups, 0), { adds: [newcomer.publicPackage] })
    if (welcome === null) throw new Error("a welcome")
    await expect(Group.join(welcome, stranger)).rejects.toMatchObject({
      name: "PublicError",
      rule: "12.4.3-1",
    })
    for (const [garbled, Refusal, rule] of [
      [flipped(welcome, -1), PrivateError, "12.4.3-2"],
      [flipped(welcome, 400), PrivateError, "12.4.3-2"],
      [flipped(welcome, 5), PublicError, "12.4.3-4"],
      [welcome.subarray(0, -1), PublicError, "2-1"],
      [flipped(welcome, 3), PublicError, "6-1"],
    ] as const) {
      const refusal = await Group.join(garbled, newcomer).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Refusal)
      expect(refusal).toMatchObject({ rule })
    }
    const joined = await Group.join(welcome, newcomer)
    const kept = stored(joined)
    newcomer.wipe()
    expect(stored(joined)).toEqual(kept)
    await expect(Group.join(welcome, newcomer)).rejects.toThrow(PrivateError)
  })

  test("leads nowhere by private keys that are not those of the leaf", async () => {
    const groups = await circle(2)
    const [newcomer, stranger] = await Promise.all([bundle(5), bundle(6)])
    const { welcome } = await commit(at(groups, 0), { adds: [newcomer.publicPackage] })
    const parts = (encryptionPrivate: Uint8Array, seed: Uint8Array) =>
      KeyPackageBundle.restore(
        concat(
          newcomer.serialize().slice(0, PREFIX),
          vec(newcomer.publicPackage),
          vec(newcomer.initPrivate),
          vec(encryptionPrivate),
          vec(seed),
        ),
      )
    for (const broken of [
      parts(stranger.encryptionPrivate, newcomer.key.seed),
      parts(newcomer.encryptionPrivate.subarray(1), newcomer.key.seed),
      parts(newcomer.encryptionPrivate, stranger.key.seed),
    ]) {
      await expect(Group.join(welcome ?? NOTHING, broken)).rejects.toThrow(LocalError)
    }
    await Group.join(welcome ?? NOTHING, parts(newcomer.encryptionPrivate, newcomer.key.seed))
  })
})

describe("key packages", () => {
  const now = 1500

  test("say who comes", async () => {
    const newcomer = await bundle(5)
    expect(await checkPackage(newcomer.publicPackage, { now })).toMatchObject({
      identity: identity(5),
      signatureKey: newcomer.key.publicKey,
    })
  })

  test("are good for their time, where a time is given", async () => {
    const { publicPackage } = await bundle(5)
    for (const [time, good] of [
      [999, false],
      [1000, true],
      [2000, true],
      [2001, false],
      [undefined, true],
    ] as const) {
      const checked = checkPackage(publicPackage, { now: time })
      await (good ? checked : expect(checked).rejects.toMatchObject({ rule: "7.3-10" }))
    }
  })

  test("fit the group, where one is given", async () => {
    const group = at(await circle(1), 0)
    const { publicPackage } = await bundle(5, [])
    await checkPackage(publicPackage, { now })
    await expect(checkPackage(publicPackage, { group })).rejects.toMatchObject({ rule: "7.3-6" })
    await checkPackage((await bundle(5)).publicPackage, { group })
  })

  test.each([
    ["the last signature", -1, "10.1-2"],
    ["the init key", 100, "10.1-2"],
    ["the leaf", 2000, "7.3-1"],
    ["the suite", 3, "10.1-1"],
    ["the version", 1, "10.1-1"],
  ])("are refused when %s is changed", async (_, place, rule) => {
    const { publicPackage } = await bundle(5)
    await expect(checkPackage(flipped(publicPackage, place))).rejects.toMatchObject({ rule })
  })

  test("keep their private keys in one form", async () => {
    const newcomer = await bundle(5)
    const bytes = newcomer.serialize()
    expect(KeyPackageBundle.restore(bytes).serialize()).toEqual(bytes)
    for (const broken of [NOTHING, bytes.subarray(1), bytes.subarray(0, -1), flipped(bytes, 0)]) {
      expect(() => KeyPackageBundle.restore(broken)).toThrow(LocalError)
    }
    const groups = await circle(2)
    const { welcome } = await commit(at(groups, 0), { adds: [newcomer.publicPackage] })
    expect((await Group.join(welcome ?? NOTHING, KeyPackageBundle.restore(bytes))).ownLeaf).toBe(2)
  })

  test("are not made for lifetimes that run backwards, or for one extension twice", async () => {
    const make = (notBefore: number, notAfter: number, extensionsSupported: number[]) =>
      KeyPackageBundle.create(identity(1), SignatureKey.generate(), {
        notBefore,
        notAfter,
        extensionsSupported,
      })
    await expect(make(2, 1, [])).rejects.toThrow(LocalError)
    await expect(make(-1, 1, [])).rejects.toThrow(LocalError)
    await expect(make(1, 2, [POLICY, POLICY])).rejects.toThrow(LocalError)
  })
})

test("a group that would be void is not founded", async () => {
  const found = (extensions: { type: number; data: Uint8Array }[], extensionsSupported: number[]) =>
    Group.create(NOTHING, identity(0), SignatureKey.generate(), { extensions, extensionsSupported })
  await expect(found([OLD], [])).rejects.toThrow(LocalError)
  await expect(found([OLD, NEW], [POLICY])).rejects.toThrow(LocalError)
  await expect(found([{ type: 3, data: utf8("no list") }], [POLICY])).rejects.toThrow(LocalError)
})

test("a wiped group holds no secret and does nothing any more", async () => {
  const groups = await circle(2)
  const group = at(groups, 1)
  group.wipe()
  for (const use of [
    () => group.serializeEpoch(),
    () => group.serializeRatchets(),
    () => group.epochAuthenticator,
    () => group.export("x", NOTHING, 32),
    () => group.proposeRemoveSelf(),
    () => commit(group),
  ]) {
    await expect((async () => use())()).rejects.toThrow(LocalError)
  }
  expect(group.members).toHaveLength(2)
})

test("refusals quote nothing", async () => {
  const groups = await circle(2)
  const refusal = await at(groups, 0)
    .inspect(utf8("\x00\x01\x00\x01 a secret"))
    .catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(MLSError)
  expect(String(refusal)).toBe("PublicError: rule 2-1 is broken")
})
