// The link against a real relay: every request, every refusal, and the end of a connection.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import {
  Address,
  Connection,
  FullError,
  LinkLostError,
  type Manner,
  ProofError,
  RefusedError,
  SealedError,
} from "../../../src/link/index.ts"
import { randomBytes } from "../../../src/wire/bytes.ts"
import { Kind } from "../../../src/wire/codes.ts"
import { boxId } from "../../../src/wire/signing.ts"
import { Relay } from "../../support/relay.ts"

const SMALL = new Uint8Array(1024).fill(0x73)
const MIDDLE = new Uint8Array(4096).fill(0x6d)
const SEAL = new Uint8Array(65536).fill(0x53)
const WORD = "a pass for the harbour"

async function connected(relay: Relay, manner?: Manner): Promise<Connection> {
  const link = await Connection.connect(Address.parse(relay.url), manner)
  onTestFinished(() => link.close())
  return link
}

/** The id of a new box that is open and attached. */
async function newBox(link: Connection, seed = randomBytes(32)): Promise<Uint8Array> {
  await link.open(seed)
  await link.attach(seed, 0)
  return boxId(seed)
}

async function ownRelay(config: string): Promise<Relay> {
  const relay = await Relay.start(config)
  onTestFinished(() => relay.stop())
  return relay
}

describe("with one relay", () => {
  let relay: Relay
  beforeAll(async () => {
    relay = await Relay.start()
  })
  afterAll(() => relay.stop())

  test("a box is opened, posted to and read", async () => {
    const link = await connected(relay)
    const seed = randomBytes(32)
    const box = boxId(seed)
    await link.open(seed)
    await link.open(seed)
    const first = await link.attach(seed, 0)
    expect(first).toMatchObject({ attached: { lastSeal: 0, nextSeq: 1, step: 0 }, entries: [] })
    expect(await link.post(box, SMALL, { long: true })).toBe(1)
    expect(await link.post(box, MIDDLE, { long: false })).toBe(2)

    const other = await connected(relay)
    const { attached, entries } = await other.attach(seed, 0)
    expect(attached.nextSeq).toBe(3)
    expect(entries).toEqual([
      { seq: 1, kind: Kind.POST, blob: SMALL },
      { seq: 2, kind: Kind.POST, blob: MIDDLE },
    ])
    expect(await other.read(box, 1)).toEqual(entries.slice(1))
    expect(await other.read(box, 2)).toEqual([])
  })

  test("entries come live to all who are attached", async () => {
    const [one, two] = [await connected(relay), await connected(relay)]
    const seed = randomBytes(32)
    const box = await newBox(one, seed)
    await two.attach(seed, 0)
    await one.post(box, SMALL, { long: true })
    for (const link of [one, two]) {
      expect(await link.live.get()).toEqual({ box, entries: [{ seq: 1, kind: Kind.POST, blob: SMALL }] })
    }
  })

  test("many pages are one read", async () => {
    const link = await connected(relay)
    const box = await newBox(link)
    const blobs = [1, 2, 3, 4, 5].map((byte) => new Uint8Array(262144).fill(byte))
    for (const blob of blobs) await link.post(box, blob, { long: false })
    const read = await link.read(box, 0)
    expect(read.map(({ blob }) => blob)).toEqual(blobs)
  })

  test("requests may be on their way together", async () => {
    const link = await connected(relay)
    const box = await newBox(link)
    const posts = Array.from({ length: 20 }, (_, byte) =>
      link.post(box, new Uint8Array(1024).fill(byte), { long: false }),
    )
    await link.ping()
    const seqs = await Promise.all(posts)
    expect(seqs.sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  })

  test("a seal closes, and is sealed after again", async () => {
    const link = await connected(relay)
    const box = await newBox(link)
    expect(await link.seal(box, 0, SEAL)).toBe(1)
    await expect(link.post(box, SMALL, { long: true })).rejects.toThrow(SealedError)
    await expect(link.seal(box, 0, SEAL)).rejects.toThrow(SealedError)
    expect(await link.seal(box, 1, SEAL)).toBe(2)
  })

  test("a burnable box burns with its key alone", async () => {
    const link = await connected(relay)
    const [seed, key] = [randomBytes(32), randomBytes(32)]
    const box = boxId(seed)
    await link.open(seed, key)
    await link.attach(seed, 0)
    await expect(link.burn(box, randomBytes(32))).rejects.toThrow(RefusedError)
    await link.post(box, SMALL, { long: true })
    await link.burn(box, key)
    await expect(link.read(box, 0)).rejects.toThrow(RefusedError)
    await expect(link.open(seed, key)).rejects.toThrow(RefusedError)
  })

  test("an unknown box is refused", async () => {
    const link = await connected(relay)
    await expect(link.attach(randomBytes(32), 0)).rejects.toThrow(RefusedError)
    await expect(link.post(randomBytes(32), SMALL, { long: true })).rejects.toThrow(RefusedError)
  })

  test("a detached box is refused", async () => {
    const link = await connected(relay)
    const box = await newBox(link)
    await link.detach(box)
    await expect(link.read(box, 0)).rejects.toThrow(RefusedError)
  })

  test("a silent relay is asked whether it is there", async () => {
    const link = await connected(relay, { bounds: { heartbeat: 0.05, answer: 5 } })
    const box = await newBox(link)
    await new Promise((later) => setTimeout(later, 400))
    expect(await link.read(box, 0)).toEqual([])
  })

  test("a closed connection answers nothing, whichever way it was closed", async () => {
    const ending = new AbortController()
    const one = await connected(relay)
    const two = await connected(relay, { signal: ending.signal })
    const waiting = [one.ping(), two.ping()]
    one.close()
    ending.abort()
    for (const [at, link] of [one, two].entries()) {
      await expect(waiting[at]).rejects.toThrow(LinkLostError)
      await expect(link.ping()).rejects.toThrow(LinkLostError)
      expect(await link.live.get()).toBeNull()
    }
  })
})

test("a full box grows unless told otherwise", async () => {
  const quota = "[quota]\nbox_entries = 2\nmax_steps = 1\nburnable_entries = 1\n"
  const link = await connected(await ownRelay(`[work]\ndifficulty = 4\n${quota}`))
  const box = await newBox(link)
  for (let count = 0; count < 2; count++) await link.post(box, SMALL, { long: true })
  await expect(link.post(box, SMALL, { long: true, grow: false })).rejects.toThrow(FullError)
  expect(await link.post(box, SMALL, { long: true })).toBe(3)
  expect(await link.post(box, SMALL, { long: true })).toBe(4)
  await expect(link.post(box, SMALL, { long: true })).rejects.toThrow(FullError)

  const seed = randomBytes(32)
  await link.open(seed, randomBytes(32))
  await link.attach(seed, 0)
  await link.post(boxId(seed), SMALL, { long: true })
  await expect(link.post(boxId(seed), SMALL, { long: true })).rejects.toThrow(FullError)
})

test("a pass is shown where one is wanted", async () => {
  const relay = await ownRelay(`[work]\nadmit = "pass"\npasses = ["${WORD}"]\n`)
  const admitted = await connected(relay, { word: WORD })
  await admitted.open(randomBytes(32))
  const other = await connected(relay, { word: "another pass altogether" })
  await expect(other.open(randomBytes(32))).rejects.toThrow(ProofError)
  const none = await connected(relay)
  await expect(none.open(randomBytes(32))).rejects.toThrow(ProofError)
})

test("work shows how far it may be", async () => {
  const relay = await ownRelay("[work]\ndifficulty = 17\n")
  const shares: number[] = []
  const link = await connected(relay, { working: (share) => shares.push(share) })
  // That the first slice serves six times in a row happens once in twenty thousand.
  for (let count = 0; count < 6; count++) await link.open(randomBytes(32))
  expect(shares.length).toBeGreaterThan(0)
  for (const share of shares) {
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(1)
  }
})

test("the end of the relay is told, and it is found again", async () => {
  const relay = await ownRelay("[work]\ndifficulty = 4\n")
  for (const end of [() => relay.terminate(), () => relay.kill()]) {
    const link = await connected(relay)
    const box = await newBox(link)
    await link.post(box, SMALL, { long: true })
    expect(await link.live.get()).not.toBeNull()
    await end()
    expect(await link.live.get()).toBeNull()
    await expect(link.ping()).rejects.toThrow(LinkLostError)
    await expect(connected(relay)).rejects.toThrow("link-unreached")
    await relay.restart()
  }
})
