import { expect, test } from "vitest"
import { Desk } from "../../../src/invites/desk.ts"
import { decode, type Knock, knockId, Meeting } from "../../../src/invites/meeting.ts"
import { hex, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

const DESK = await vectors<{
  secret: string
  knock_id: string
  reply_key: string
  cases: { why: string; standing: string; frozen: boolean; now: number; entries: [number, string | null][] }[]
}>("invites/desk.json")

test.each(DESK.cases)("the shared vectors: $why", ({ entries, standing, frozen, now }) => {
  const meeting = Meeting.of(unhex(DESK.secret))
  const desk = Desk.of(
    meeting,
    entries.map(([seq, plain]) => ({
      seq,
      blob: plain === null ? new Uint8Array(1024) : meeting.close(decode(unhex(plain))),
    })),
  )
  const [id, key] = [unhex(DESK.knock_id), unhex(DESK.reply_key)]
  expect([desk.standing(id, key, now), desk.frozen]).toEqual([standing, frozen])
  expect(desk.answered(id, key)).toBe(["admitted", "declined"].includes(standing))
})

test("knocks keep their order and come once", () => {
  const meeting = Meeting.of(utf8("s".repeat(16)))
  const knocks = [3, 1, 2].map((byte): Knock => ({ kind: "knock", sealed: new Uint8Array(1200).fill(byte) }))
  const entries = [...knocks, ...knocks].map((one, at) => ({ seq: at + 1, blob: meeting.close(one) }))
  expect([...Desk.of(meeting, entries).knocks.keys()]).toEqual(knocks.map((one) => hex(knockId(one))))
})
