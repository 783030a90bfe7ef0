import { expect, test } from "vitest"
import {
  DEFAULTS,
  type InviteRecord,
  isSettings,
  type JoinRecord,
  packInvite,
  packJoin,
  packSettings,
  unpackInvite,
  unpackJoin,
  unpackSettings,
} from "../../../src/session/records.ts"
import { encode, MalformedError } from "../../../src/wire/codec.ts"

const bytes = (length: number, fill: number) => new Uint8Array(length).fill(fill)

const INVITE: InviteRecord = {
  secret: bytes(16, 1),
  private: bytes(32, 2),
  entry: bytes(4096, 3),
  uses: 3,
  issuedAt: 1_700_000_000,
  expires: 0,
  state: "ending",
  burnAt: 1_700_000_001,
  admitted: [bytes(16, 4), bytes(16, 5)],
  admittedAt: 1_700_000_002,
}

const JOIN: JoinRecord = {
  secret: bytes(16, 1),
  relay: "https://relay.example/sub",
  name: "سام",
  member: bytes(16, 2),
  bundle: bytes(4000, 3),
  replyKey: bytes(32, 4),
  entry: bytes(4096, 5),
  knockId: bytes(8, 6),
  words: ["calm", "wind", "from", "west"],
  madeAt: 1_700_000_000,
  rejoins: bytes(0, 0),
  circle: bytes(8, 7),
  ended: "",
}

test("records come back as they were", () => {
  expect(unpackInvite(packInvite(INVITE))).toEqual(INVITE)
  expect(unpackJoin(packJoin(JOIN))).toEqual(JOIN)
  expect(unpackSettings(packSettings(DEFAULTS))).toEqual(DEFAULTS)
})

test("what is no such record is refused", () => {
  expect(() => unpackInvite(packJoin(JOIN))).toThrow(MalformedError)
  expect(() => unpackInvite(packInvite({ ...INVITE, state: "lost" as "new" }))).toThrow(MalformedError)
  expect(() => unpackJoin(encode([]))).toThrow(MalformedError)
  expect(() => unpackSettings(encode([10, false]))).toThrow(MalformedError)
})

test.each([
  ["autoLockMinutes", 0.5],
  ["autoLockMinutes", 1441],
  ["autoLockMinutes", "10"],
  ["lockWhenHidden", 1],
  ["notifications", null],
  ["exitUrl", ""],
  ["exitUrl", "data:text/html,hello"],
  ["exitUrl", `https://example.com/${"x".repeat(2048)}`],
])("settings that make no sense: %s is %s", (name, value) => {
  expect(isSettings(DEFAULTS)).toBe(true)
  expect(isSettings({ ...DEFAULTS, [name]: value })).toBe(false)
})
