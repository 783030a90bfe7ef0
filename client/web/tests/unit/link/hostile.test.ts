// The link against relays that break the protocol, in part or altogether.

import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest"
import {
  Address,
  Connection,
  LinkLostError,
  type Manner,
  MisbehavedError,
  ProofError,
} from "../../../src/link/index.ts"
import { concat, utf8 } from "../../../src/wire/bytes.ts"
import { Kind } from "../../../src/wire/codes.ts"
import type { Entry, Hello, Reply } from "../../../src/wire/frames.ts"
import { encodeReply } from "../../../src/wire/framing.ts"
import { boxId } from "../../../src/wire/signing.ts"
import { CHALLENGE, falseRelay, LIMITS, type Side } from "../../support/falseRelay.ts"

const SEED = new Uint8Array(32)
const BOX = boxId(SEED)
const HELLO: Hello = { kind: "hello", version: 1, challenge: CHALLENGE, limits: LIMITS }
const ZERO = Uint8Array.of(0)

afterEach(() => {
  vi.restoreAllMocks()
})

function entry(seq: number): Entry {
  return { seq, kind: Kind.POST, blob: new Uint8Array(1024) }
}

async function connected(url: string, manner?: Manner): Promise<Connection> {
  const link = await Connection.connect(Address.parse(url), manner)
  onTestFinished(() => link.close())
  return link
}

function quiet(): void {}

function send(side: Side, what: Uint8Array | string): void {
  if (typeof what === "string") side.sendText(what)
  else side.sendBytes(what)
}

describe("a strange greeting is no relay", () => {
  test.each<[string, Uint8Array | string]>([
    ["nothing", new Uint8Array()],
    ["nil", Uint8Array.of(0xc0)],
    ["a pong", encodeReply({ kind: "pong", rid: 1 })],
    ["another version", encodeReply({ ...HELLO, version: 2 })],
    ["a byte after the end", concat(encodeReply(HELLO), ZERO)],
    ["a text", "hello"],
  ])("%s", async (_, greeting) => {
    const url = await falseRelay((side) => send(side, greeting), { greet: false })
    await expect(connected(url)).rejects.toThrow(MisbehavedError)
  })
})

test.each([302, 404, 421, 503])("a handshake that is answered by %i is no connection", async (status) => {
  const url = await falseRelay(quiet, { status })
  await expect(connected(url)).rejects.toThrow(LinkLostError)
})

test("silence at the greeting ends", async () => {
  const url = await falseRelay(quiet, { greet: false })
  await expect(connected(url, { bounds: { connect: 0.1 } })).rejects.toThrow("link-unreached")
})

test("an attempt that is called off ends", async () => {
  const url = await falseRelay(quiet, { greet: false })
  const ending = new AbortController()
  const attempt = connected(url, { signal: ending.signal })
  ending.abort()
  await expect(attempt).rejects.toThrow("link-unreached")
  await expect(connected(url, { signal: ending.signal })).rejects.toThrow("link-unreached")
})

test("what comes at once with the hello is not missed", async () => {
  const url = await falseRelay((side) => side.say(HELLO, { kind: "pong", rid: 1 }), { greet: false })
  const link = await connected(url)
  expect(await link.live.get()).toBeNull()
  await expect(link.ping()).rejects.toThrow(MisbehavedError)
})

test("silence after a request ends the connection", async () => {
  const link = await connected(await falseRelay(quiet), { bounds: { answer: 0.1 } })
  await expect(link.ping()).rejects.toThrow("link-silent")
  await expect(link.ping()).rejects.toThrow("link-silent")
  expect(await link.live.get()).toBeNull()
})

test("while our own bytes are still leaving, the relay is not late", async () => {
  const url = await falseRelay(async (side) => {
    const { rid } = await side.hear()
    await new Promise((later) => setTimeout(later, 300))
    side.say({ kind: "pong", rid })
  })
  const link = await connected(url, { bounds: { answer: 0.1 } })
  const unsent = vi.spyOn(WebSocket.prototype, "bufferedAmount", "get")
  for (const left of [5000, 4000, 3000, 2000, 1000, 0]) unsent.mockReturnValueOnce(left)
  unsent.mockReturnValue(0)
  await link.ping()
  unsent.mockReturnValue(5000) // they are stuck
  await expect(link.ping()).rejects.toThrow("link-silent")
})

test("a relay that answers no heartbeat is lost", async () => {
  const link = await connected(await falseRelay(quiet), { bounds: { heartbeat: 0.05, answer: 0.05 } })
  expect(await link.live.get()).toBeNull()
  await expect(link.ping()).rejects.toThrow(LinkLostError)
})

test("a heartbeat is heard only where there is silence", async () => {
  const heard: number[] = []
  const url = await falseRelay(async (side) => {
    for (;;) {
      const { rid } = await side.hear()
      heard.push(rid)
      side.say({ kind: "pong", rid })
      if (heard.length === 3) return
    }
  })
  const link = await connected(url, { bounds: { heartbeat: 0.1 } })
  await vi.waitUntil(() => heard.length === 3)
  link.close()
  expect(heard).toEqual([1, 2, 3])
})

describe("a broken answer ends the connection and is shown", () => {
  test.each<[string, Uint8Array | string]>([
    ["garbage", Uint8Array.of(0xff)],
    ["nothing", new Uint8Array()],
    ["a byte after the end", concat(encodeReply({ kind: "pong", rid: 1 }), ZERO)],
    ["a wrong rid", encodeReply({ kind: "pong", rid: 2 })],
    ["an answer of another kind", encodeReply({ kind: "opened", rid: 1 })],
    ["a second hello", encodeReply(HELLO)],
    ["entries that are not live", encodeReply({ kind: "entries", box: BOX, entries: [entry(1)] })],
    ["a frame of no length", new Uint8Array(600_000)],
    ["a text", "text"],
  ])("%s", async (_, answer) => {
    const url = await falseRelay(async (side) => {
      await side.hear()
      send(side, answer)
    })
    const link = await connected(url)
    await expect(link.ping()).rejects.toThrow(MisbehavedError)
    await expect(link.ping()).rejects.toThrow(MisbehavedError)
    expect(await link.live.get()).toBeNull()
  })
})

test("the connection of a relay that misbehaves is closed", async () => {
  let gone = false
  const url = await falseRelay(async (side) => {
    await side.hear()
    side.sendText("text")
    await side.gone
    gone = true
  })
  const link = await connected(url)
  await expect(link.ping()).rejects.toThrow(MisbehavedError)
  await vi.waitUntil(() => gone)
})

test("whatever else is waiting is told too", async () => {
  const url = await falseRelay(async (side) => {
    await side.hear()
    await side.hear()
    side.say({ kind: "posted", rid: 1, seq: 1 })
  })
  const link = await connected(url)
  const results = await Promise.allSettled([link.ping(), link.ping()])
  for (const result of results) {
    expect(result).toMatchObject({ status: "rejected", reason: expect.any(MisbehavedError) })
  }
})

test("entries out of order end the connection", async () => {
  const url = await falseRelay(async (side) => {
    await side.hear()
    side.say(
      { kind: "attached", rid: 1, lastSeal: 0, nextSeq: 3, step: 0 },
      { kind: "page", rid: 1, box: BOX, entries: [entry(2), entry(1)], done: true },
    )
  })
  await expect((await connected(url)).attach(SEED, 0)).rejects.toThrow("out of order")
})

test("a read without end is stopped", async () => {
  const url = await falseRelay(async (side) => {
    await side.hear()
    side.say({ kind: "attached", rid: 1, lastSeal: 0, nextSeq: 1, step: 0 })
    const pages = Array.from(
      { length: 100 },
      (_, at): Reply => ({ kind: "page", rid: 1, box: BOX, entries: [entry(at + 1)], done: false }),
    )
    side.say(...pages)
  })
  const link = await connected(url, { bounds: { read: 20 * 1024 } })
  await expect(link.attach(SEED, 0)).rejects.toThrow("more than a box holds")
  await expect(link.ping()).rejects.toThrow(MisbehavedError)
})

test("pushes that nobody takes are bounded, and the box is read again", async () => {
  const most = { kind: "entries", box: BOX } as const
  const url = await falseRelay(async (side) => {
    await side.hear()
    side.say(
      { kind: "attached", rid: 1, lastSeal: 0, nextSeq: 1, step: 0 },
      { kind: "page", rid: 1, box: BOX, entries: [], done: true },
    )
    for (let seq = 1; seq <= 40; seq++) {
      side.say({ ...most, entries: [{ seq, kind: Kind.POST, blob: new Uint8Array(262144) }] })
    }
    const { rid } = await side.hear()
    side.say({ kind: "pong", rid })
  })
  const link = await connected(url)
  await link.attach(SEED, 0)
  await link.ping()
  expect(await link.live.get()).toEqual({ box: BOX, entries: null })
  expect(link.live.take()).toBeUndefined()
})

test("work without end is not begun", async () => {
  const limits = { ...LIMITS, difficulty: 29 }
  const link = await connected(await falseRelay(quiet, { limits }))
  await expect(link.open(SEED)).rejects.toThrow(ProofError)
  await expect(link.open(SEED)).rejects.toThrow("link-too-much-work")
})

test("without a pass nothing is asked of who wants one", async () => {
  const limits = { ...LIMITS, passRequired: true }
  const link = await connected(await falseRelay(quiet, { limits }))
  await expect(link.open(SEED)).rejects.toThrow("link-pass")
})

test("work that is called off stops", async () => {
  const limits = { ...LIMITS, difficulty: 28 }
  let slices = 0
  const link: Connection = await connected(await falseRelay(quiet, { limits }), {
    working: () => {
      slices += 1
      if (slices === 2) link.close()
    },
  })
  await expect(link.open(SEED)).rejects.toThrow(LinkLostError)
  expect(slices).toBe(2)
})

test("work stops when the connection is lost", async () => {
  const limits = { ...LIMITS, difficulty: 28 }
  const url = await falseRelay((side) => side.vanish(), { limits })
  await expect((await connected(url)).open(SEED)).rejects.toThrow(LinkLostError)
})

test("nothing of the client is in the handshake but what a WebSocket needs", async () => {
  let names: string[] = []
  const url = await falseRelay((side) => {
    names = Object.keys(side.request.headers)
    expect(side.request.url).toBe("/v1/ws")
  })
  await connected(url)
  expect(names).not.toContain("sec-websocket-protocol")
  expect(names).not.toContain("cookie")
})

test("nothing is logged and no error names the relay or what it said", async () => {
  const methods = ["log", "info", "warn", "error", "debug"] as const
  const spies = methods.map((method) => vi.spyOn(console, method))
  const unreached = await connected("http://127.0.0.1:9").catch((error: Error) => error)
  const url = await falseRelay(async (side) => {
    await side.hear()
    side.sendBytes(utf8("PLANTED"))
  })
  const broken = await (await connected(url)).ping().catch((error: Error) => error)
  for (const error of [unreached, broken]) {
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toMatch(/127\.0\.0\.1|PLANTED/)
    expect((error as Error).cause).toBeUndefined()
  }
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
