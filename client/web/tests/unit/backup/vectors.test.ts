// The shared vectors of backups: files, contents, and the signatures that bring somebody back.

import { expect, test } from "vitest"
import { decode, encode } from "../../../src/backup/content.ts"
import { LARGEST, seal, unseal } from "../../../src/backup/sealed.ts"
import { verified } from "../../../src/group/approvals.ts"
import { hex, unhex } from "../../../src/wire/bytes.ts"
import { vectors } from "../../support/vectors.ts"

interface Changed {
  name: string
  cut?: number
  flip?: number[]
  by?: number
  append?: number
  passphrase?: string
  error: string
}

interface Named {
  name: string
  content: string
}

interface Approval {
  member: string
  action: string
}

interface Case {
  name: string
  removed: number[]
  approvals: (Approval & { signature: string })[]
  verified: Approval[]
}

const FILES = await vectors<{ passphrase: string; file: string; content: string; refused: Changed[] }>(
  "backup/files.json",
)
const CONTENTS = await vectors<{ valid: Named[]; refused: Named[] }>("backup/contents.json")
const REJOIN = await vectors<{
  group_id: string
  epoch: number
  leaves: { leaf: number; member: string; key: string }[]
  cases: Case[]
}>("backup/rejoin.json")

const SEALED = Uint8Array.from(atob(FILES.file), (character) => character.charCodeAt(0))
const CHEAP = { passes: 1, memory: 8 * 1024 }

test("the file that Python sealed opens", async () => {
  expect(hex(await unseal(SEALED, FILES.passphrase))).toBe(FILES.content)
})

test.each(FILES.refused)("a file is refused: $name", async ({ cut, flip, by, append, passphrase, error }) => {
  const left = SEALED.slice(0, cut ?? SEALED.length)
  const file = new Uint8Array(left.length + (append ?? 0))
  file.set(left)
  for (const at of flip ?? []) file[at] = (file[at] ?? 0) ^ (by ?? 1)
  await expect(unseal(file, passphrase ?? FILES.passphrase)).rejects.toThrow(`backup-${error}`)
})

test.each([0, 1, 65_528, 65_529, 200_000])("what was sealed is what comes out: %i bytes", async (length) => {
  const content = new Uint8Array(length).fill(7)
  const file = await seal(content, "words", CHEAP)
  expect(Math.log2((file.length - 83) / 65_552) % 1).toBe(0)
  expect(await unseal(file, "words")).toEqual(content)
})

test("what does not fit is refused", async () => {
  await expect(seal(new Uint8Array(LARGEST), "words", CHEAP)).rejects.toThrow("backup-large")
})

test.each(CONTENTS.valid)("a content is read and written: $name", ({ content }) => {
  expect(hex(encode(decode(unhex(content))))).toBe(content)
})

test.each(CONTENTS.refused)("a content is refused: $name", ({ content }) => {
  expect(() => decode(unhex(content))).toThrow("backup-damaged")
})

test.each(REJOIN.cases)("signatures are judged: $name", ({ removed, approvals, verified: wanted }) => {
  const court = {
    groupId: unhex(REJOIN.group_id),
    epoch: REJOIN.epoch,
    members: REJOIN.leaves.map(({ leaf, member, key }) => {
      return { leaf, identity: unhex(member), signatureKey: unhex(key) }
    }),
  }
  const heard = approvals.map(({ member, action, signature }) => {
    return { member: unhex(member), action: unhex(action), signature: unhex(signature) }
  })
  const found = verified(court, heard, new Set(removed))
  expect(found.map(({ member, action }) => ({ member: hex(member), action: hex(action) }))).toEqual(wanted)
})
