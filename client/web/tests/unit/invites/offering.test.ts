import { expect, test } from "vitest"
import { Code } from "../../../src/invites/code.ts"
import { issuerKeys } from "../../../src/invites/meeting.ts"
import {
  entranceEntry,
  newSaid,
  offerEntry,
  openedEntry,
  readHello,
  visitorsOf,
} from "../../../src/invites/offering.ts"
import {
  enteredEntry,
  hello,
  helloEntry,
  packagesEntry,
  pairingOf,
  tableOf,
} from "../../../src/invites/pairing.ts"
import { hex, randomBytes, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { encode, type Value } from "../../../src/wire/codec.ts"
import { vectors } from "../../support/vectors.ts"

const HELD = await vectors<{
  secret: string
  relay: string
  code: string
  link: string
  key: string
  expires: number
  hello: string
  sealed: string
  reply_key: string
  entries: { what: string; blob: string }[]
  said: Record<string, string>[]
}>("invites/devices.json")

const BOX = pairingOf(unhex(HELD.secret))
const HELLO = unhex(HELD.hello)
const REPLY = unhex(HELD.reply_key)
const HANDLE = utf8("handle 1")
const placed = (blobs: readonly Uint8Array[]) => blobs.map((blob, at) => ({ seq: at + 1, blob }))
const ENTRIES = placed(HELD.entries.map(({ blob }) => unhex(blob)))

test("the code and its link are those of the terminal", () => {
  const code = new Code(unhex(HELD.secret), HELD.relay, "device")
  expect([code.toString(), code.link]).toEqual([HELD.code, HELD.link])
})

test("of all entries, the key that opened the box and the one hello are seen", () => {
  const { opened, hellos } = visitorsOf(BOX, ENTRIES)
  expect([hex(opened?.key ?? HANDLE), opened?.expires]).toEqual([HELD.key, HELD.expires])
  expect(hellos.map(({ id, sealed }) => [hex(id), hex(sealed)])).toEqual([[HELD.hello, HELD.sealed]])
})

test("only the first entry opens the box, and two hellos are two", async () => {
  const { publicKey } = await issuerKeys()
  const opening = openedEntry(BOX, publicKey, 1, 2)
  const said = await Promise.all([1, 2].map(() => hello(BOX, { key: publicKey, expires: 2 }, "phone", REPLY)))
  const [one, other] = said.map((each) => helloEntry(BOX, each)) as [Uint8Array, Uint8Array]
  expect(visitorsOf(BOX, placed([opening, one, one])).hellos).toHaveLength(1)
  expect(visitorsOf(BOX, placed([opening, one, other])).hellos).toHaveLength(2)
  expect(visitorsOf(BOX, placed([one, opening])).opened).toBe(null)
})

test("a hello opens for the first device and its box alone", async () => {
  const { privateKey, publicKey } = await issuerKeys()
  const made = await hello(BOX, { key: publicKey, expires: 2 }, "phone", REPLY)
  expect(await readHello(BOX, privateKey, made)).toEqual({ name: "phone", replyKey: REPLY })
  const others = [
    [BOX, (await issuerKeys()).privateKey],
    [pairingOf(randomBytes(16)), privateKey],
  ] as const
  for (const [box, key] of others) await expect(readHello(box, key, made)).rejects.toThrow("does not open")
  const short = { id: made.id, sealed: made.sealed.subarray(0, 9) }
  await expect(readHello(BOX, privateKey, short)).rejects.toThrow("does not open")
})

test("what the first device says is what the new one reads", () => {
  const [offer, entrance] = HELD.said as [Record<string, string>, Record<string, string>]
  const member = unhex(offer.member ?? "")
  const circles = [{ handle: HANDLE, member, label: offer.label ?? "", relay: offer.relay ?? "" }]
  const welcome = unhex(entrance.welcome ?? "")
  const blobs = placed([
    openedEntry(BOX, unhex(HELD.key), 1, 2),
    offerEntry(BOX, HELLO, REPLY, circles),
    entranceEntry(BOX, HELLO, REPLY, HANDLE, welcome),
  ])
  const expected = [
    { kind: "offer", circles },
    { kind: "entrance", handle: HANDLE, welcome },
  ]
  expect(tableOf(BOX, blobs, HELLO, REPLY).said).toEqual(expected)
  expect(tableOf(BOX, ENTRIES, HELLO, REPLY).said).toEqual(expected)
})

test("what the new device says is read by who holds its key, to its hello, from its side", () => {
  const packed = [
    { handle: HANDLE, keyPackage: utf8("package") },
    { handle: utf8("handle 2"), keyPackage: new Uint8Array() },
  ]
  const theirs = [packagesEntry(BOX, HELLO, REPLY, packed), enteredEntry(BOX, HELLO, REPLY)]
  const blobs = placed([...theirs, offerEntry(BOX, HELLO, REPLY, [])])
  expect(newSaid(BOX, blobs, HELLO, REPLY)).toEqual([{ kind: "packages", packed }, { kind: "entered" }])
  expect(newSaid(BOX, blobs, HELLO, randomBytes(32))).toEqual([])
  expect(newSaid(BOX, blobs, utf8("another!"), REPLY)).toEqual([])
  expect(newSaid(pairingOf(randomBytes(16)), blobs, HELLO, REPLY)).toEqual([])
})

test("what is not well formed is noise", () => {
  const noise: Value[] = [[1, new Uint8Array(1215), 0, 0], [2, new Uint8Array()], [2], [9], "no"]
  for (const value of noise) {
    const seen = visitorsOf(BOX, placed([BOX.wrap(encode(value))]))
    expect(seen).toEqual({ opened: null, hellos: [] })
  }
})
