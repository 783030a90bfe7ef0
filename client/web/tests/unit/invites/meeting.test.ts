import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { beforeAll, describe, expect, test } from "vitest"
import {
  CLOSED,
  decline,
  decode,
  decodeRequest,
  encode,
  encodeRequest,
  type Issued,
  isDecline,
  issuerKeys,
  type Knock,
  knock,
  knockId,
  Meeting,
  MeetingError,
  type Request,
  readKnock,
  readWelcome,
  type Welcome,
  welcome,
} from "../../../src/invites/meeting.ts"
import { concat, hex, randomBytes, u32, unhex, utf8 } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

const MEETING = await vectors<{
  derived: Record<"secret" | "seed" | "box" | "burn_key" | "envelope" | "id_hash", string>[]
  contents: { type: string; plain: string }[]
  refused_contents: { why: string; plain: string }[]
  entry: { secret: string; plain: string; blob: string }
  knock: { secret: string; private: string; id: string; sealed: string; request: string }
  requests: string[]
  refused_requests: string[]
  welcome: { reply_key: string; content: string; welcome: string; label: string }
  decline: { reply_key: string; content: string }
}>("invites/meeting.json")

const MEET = Meeting.of(utf8("s".repeat(16)))
const OTHER = Meeting.of(utf8("o".repeat(16)))
const REPLY = utf8("r".repeat(32))
const ID = utf8("12345678")

function request(note = ""): Request {
  return {
    keyPackage: utf8("package"),
    member: utf8("m".repeat(16)),
    name: "Robin",
    note,
    replyKey: REPLY,
    rejoin: new Uint8Array(),
  }
}

function issued(issuerKey: Uint8Array, uses = 1): Issued {
  return { kind: "issued", issuerKey, issuedAt: 0, expires: 0, uses }
}

/** A welcome whose sealed part is so long; nobody can open it. */
function long(length: number): Welcome {
  return { kind: "welcome", knockId: new Uint8Array(8), sealed: new Uint8Array(length) }
}

function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const changed = bytes.slice()
  changed[place] = (changed[place] ?? 0) ^ 1
  return changed
}

describe("the shared vectors", () => {
  test.each(MEETING.derived)("a secret derives its box: $secret", (derived) => {
    const meeting = Meeting.of(unhex(derived.secret))
    expect({
      secret: hex(meeting.secret),
      seed: hex(meeting.seed),
      box: hex(meeting.box),
      burn_key: hex(meeting.burnKey),
      envelope: hex(meeting.envelope),
      id_hash: hex(meeting.idHash),
    }).toEqual(derived)
  })

  test.each(MEETING.contents)("$type has one encoding", ({ type, plain }) => {
    const content = decode(unhex(plain))
    expect(content.kind).toBe(type.toLowerCase())
    expect(hex(encode(content))).toBe(plain)
  })

  test.each(MEETING.refused_contents)("refused: $why", ({ plain }) => {
    expect(() => decode(unhex(plain))).toThrow(MeetingError)
  })

  test("an entry opens", () => {
    const { secret, plain, blob } = MEETING.entry
    expect(Meeting.of(unhex(secret)).open(unhex(blob))).toEqual(decode(unhex(plain)))
  })

  test("a knock opens for the issuer", async () => {
    const sealed: Knock = { kind: "knock", sealed: unhex(MEETING.knock.sealed) }
    expect(hex(knockId(sealed))).toBe(MEETING.knock.id)
    const meeting = Meeting.of(unhex(MEETING.knock.secret))
    const asked = await readKnock(meeting, unhex(MEETING.knock.private), sealed)
    expect(hex(encodeRequest(asked))).toBe(MEETING.knock.request)
  })

  test("requests have one encoding", () => {
    for (const plain of MEETING.requests) expect(hex(encodeRequest(decodeRequest(unhex(plain))))).toBe(plain)
  })

  test("requests that are none are refused", () => {
    for (const plain of MEETING.refused_requests) {
      expect(() => decodeRequest(unhex(plain))).toThrow(MeetingError)
    }
  })

  test("answers open for the newcomer alone", () => {
    const way = decode(unhex(MEETING.welcome.content))
    if (way.kind !== "welcome") throw new Error("not a welcome")
    const { welcome: led, label } = readWelcome(way, unhex(MEETING.welcome.reply_key))
    expect([hex(led), label]).toEqual([MEETING.welcome.welcome, MEETING.welcome.label])
    expect(() => readWelcome(way, new Uint8Array(32))).toThrow(MeetingError)
    const no = decode(unhex(MEETING.decline.content))
    if (no.kind !== "declined") throw new Error("not a decline")
    expect(isDecline(no, unhex(MEETING.decline.reply_key))).toBe(true)
    expect(isDecline(no, new Uint8Array(32))).toBe(false)
  })
})

describe("entries", () => {
  test("have the sizes of the wire", () => {
    for (const [size, length] of [
      [1024, 50],
      [1024, 950],
      [4096, 1000],
      [262144, 262000],
    ] as const) {
      const entry = MEET.close(long(length))
      expect(entry).toHaveLength(size)
      expect(MEET.open(entry)).toEqual(long(length))
    }
    expect(MEET.close(CLOSED)).toHaveLength(1024)
    expect(() => MEET.close(long(262144))).toThrow("too large")
  })

  test("belong to their box", () => {
    expect(() => OTHER.open(MEET.close(CLOSED))).toThrow("does not open")
    const moved = Object.assign(Meeting.of(MEET.secret), { box: OTHER.box })
    expect(() => moved.open(MEET.close(CLOSED))).toThrow("does not open")
  })

  test.each([0, 23, 40, 1023, 1025, 65535])("of %i bytes are noise", (size) => {
    expect(() => MEET.open(new Uint8Array(size))).toThrow("no class")
  })

  test("count in every bit", () => {
    const entry = MEET.close(CLOSED)
    for (const place of [0, 23, 24, 500, 1023])
      expect(() => MEET.open(flipped(entry, place))).toThrow(MeetingError)
  })

  test("are padded with zeros, and their lengths are true", () => {
    const padded = (length: number, content: Uint8Array, filling = 0) => {
      const plain = new Uint8Array(984).fill(filling)
      plain.set(concat(u32(length), content))
      const nonce = randomBytes(24)
      const associated = concat(utf8("leeward/meeting/entry/1\0"), MEET.box)
      return concat(nonce, xchacha20poly1305(MEET.envelope, nonce, associated).encrypt(plain))
    }
    const closed = Uint8Array.of(0x91, 5)
    expect(MEET.open(padded(2, closed))).toEqual(CLOSED)
    for (const [length, filling] of [
      [1, 0],
      [2, 1],
      [2 ** 32 - 1, 0],
    ] as const) {
      expect(() => MEET.open(padded(length, closed, filling))).toThrow(MeetingError)
    }
    const full = encode(long(965))
    expect(full).toHaveLength(980)
    expect(MEET.open(padded(980, full))).toEqual(long(965))
    expect(() => MEET.open(padded(981, full))).toThrow(MeetingError)
  })

  test("look different each time", () => {
    expect(new Set([1, 2, 3].map(() => hex(MEET.close(CLOSED)))).size).toBe(3)
  })
})

describe("knocks", () => {
  let keys: { privateKey: Uint8Array; publicKey: Uint8Array }

  beforeAll(async () => {
    keys = await issuerKeys()
  })

  test("open for their issuer and box alone", async () => {
    const asked = await knock(MEET, issued(keys.publicKey), request("hello"))
    expect(await readKnock(MEET, keys.privateKey, asked)).toEqual(request("hello"))
    await expect(readKnock(MEET, (await issuerKeys()).privateKey, asked)).rejects.toThrow(MeetingError)
    await expect(readKnock(OTHER, keys.privateKey, asked)).rejects.toThrow(MeetingError)
    for (const place of [0, 1119, 1120, asked.sealed.length - 1]) {
      const changed: Knock = { kind: "knock", sealed: flipped(asked.sealed, place) }
      await expect(readKnock(MEET, keys.privateKey, changed)).rejects.toThrow(MeetingError)
    }
  })

  test("that say the same have two ids", async () => {
    const one = await knock(MEET, issued(keys.publicKey), request())
    const other = await knock(MEET, issued(keys.publicKey), request())
    expect(knockId(one)).not.toEqual(knockId(other))
  })

  test("are not sealed to a key that is none", async () => {
    await expect(knock(MEET, issued(new Uint8Array(1216).fill(255)), request())).rejects.toThrow(
      "not genuine",
    )
  })

  test("whose reader would refuse them are not written", async () => {
    expect(() => MEET.close(issued(keys.publicKey, 0))).toThrow(MeetingError)
    await expect(knock(MEET, issued(keys.publicKey), request("n".repeat(501)))).rejects.toThrow(MeetingError)
    await knock(MEET, issued(keys.publicKey), request("n".repeat(500)))
  })
})

test("a welcome and a decline are bound to their knock", () => {
  const way = welcome(ID, REPLY, utf8("mls"), "Harbour")
  expect(readWelcome(way, REPLY)).toEqual({ welcome: utf8("mls"), label: "Harbour" })
  expect(() => readWelcome({ ...way, knockId: utf8("87654321") }, REPLY)).toThrow(MeetingError)
  const no = decline(ID, REPLY)
  expect(isDecline(no, REPLY)).toBe(true)
  expect(isDecline({ ...no, knockId: utf8("87654321") }, REPLY)).toBe(false)
  expect(isDecline({ ...way, kind: "declined" }, REPLY)).toBe(false)
})

test("a secret has sixteen bytes", () => {
  expect(() => Meeting.of(utf8("short"))).toThrow(RangeError)
})
