import { expect, test } from "vitest"
import { parse, split } from "../../../src/invites/code.ts"
import { Meeting } from "../../../src/invites/meeting.ts"
import { hello, helloEntry, pairingOf, tableOf } from "../../../src/invites/pairing.ts"
import { helloWords, knockWords } from "../../../src/invites/words.ts"
import { hex, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

const HELD = await vectors<{
  secret: string
  relay: string
  code: string
  link: string
  box: string
  envelope: string
  key: string
  expires: number
  hello: string
  sealed: string
  reply_key: string
  words: string[]
  entries: { what: string; blob: string }[]
  said: Record<string, string>[]
}>("invites/devices.json")

const BOX = pairingOf(unhex(HELD.secret))
const ENTRIES = HELD.entries.map(({ blob }, at) => ({ seq: at + 1, blob: unhex(blob) }))
const HELLO = unhex(HELD.hello)
const REPLY = unhex(HELD.reply_key)

test("a device code reads back in both forms, and is none where invites are wanted", () => {
  for (const typed of [HELD.code, HELD.link, HELD.code.toUpperCase()]) {
    const { letters } = split(typed, "device")
    expect(hex(parse(letters, HELD.relay, "device").secret)).toBe(HELD.secret)
    expect(() => parse(letters, HELD.relay)).toThrow("error-code-check")
    expect(() => split(typed)).toThrow("error-code-device")
  }
})

test("an invite is no device code", () => {
  for (const typed of [HELD.code.replace("device", "join"), HELD.link.replace("device", "join")]) {
    expect(() => split(typed, "device")).toThrow("error-code-join")
  }
})

test("a box of its own derives from the secret", () => {
  expect([hex(BOX.box), hex(BOX.envelope)]).toEqual([HELD.box, HELD.envelope])
  const invite = Meeting.of(unhex(HELD.secret))
  for (const name of ["seed", "box", "burnKey", "envelope", "idHash"] as const) {
    expect(hex(BOX[name])).not.toBe(hex(invite[name]))
  }
})

test("the words are those of the terminal, and no knock's", async () => {
  const parts = [unhex(HELD.box), unhex(HELD.key), unhex(HELD.sealed)] as const
  expect(await helloWords(...parts)).toEqual(HELD.words)
  expect(await knockWords(...parts)).not.toEqual(HELD.words)
})

test("of all entries, what the first device says to this hello counts, and nothing else", () => {
  const { opened, said } = tableOf(BOX, ENTRIES, HELLO, REPLY)
  expect([hex(opened?.key ?? utf8("")), opened?.expires]).toEqual([HELD.key, HELD.expires])
  const shown = said.map((one) =>
    one.kind === "offer"
      ? one.circles.map(({ handle, member, label, relay }) => ({
          ...{ kind: "offer", handle: hex(handle), member: hex(member), label, relay },
        }))
      : [{ kind: "entrance", handle: hex(one.handle), welcome: hex(one.welcome) }],
  )
  expect(shown.flat()).toEqual(HELD.said)
})

test("only the first entry opens the box", () => {
  const later = ENTRIES.map(({ seq, blob }) => ({ seq: seq + 1, blob }))
  expect(tableOf(BOX, later).opened).toBe(null)
  expect(tableOf(Meeting.of(unhex(HELD.secret)), ENTRIES, HELLO, REPLY)).toEqual({ opened: null, said: [] })
})

test("a hello is another each time, and stands in an entry of the box", async () => {
  const opened = { key: unhex(HELD.key), expires: HELD.expires }
  const made = await hello(BOX, opened, "phone", REPLY)
  const other = await hello(BOX, opened, "phone", REPLY)
  expect(hex(made.id)).not.toBe(hex(other.id))
  expect(BOX.unwrap(helloEntry(BOX, made))[1]).toBe(2)
  await expect(hello(BOX, { ...opened, key: new Uint8Array(3) }, "phone", REPLY)).rejects.toThrow("genuine")
})
