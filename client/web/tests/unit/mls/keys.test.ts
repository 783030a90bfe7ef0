import { expect, test } from "vitest"
import {
  decryptWithLabel,
  encryptWithLabel,
  hpkeKeyPair,
  LocalError,
  PrivateError,
} from "../../../src/mls/index.ts"
import { utf8 } from "../../../src/wire/bytes.ts"
import { flipped, NOTHING } from "./circle.ts"

const [LABEL, BOX, KNOCK] = ["leeward knock", utf8("box"), utf8("let me in")]

test("what is sealed opens with its key, label and context alone", async () => {
  const [pair, other] = await Promise.all([hpkeKeyPair(), hpkeKeyPair()])
  expect([pair.privateKey.length, pair.publicKey.length]).toEqual([32, 1216])
  const sealed = await encryptWithLabel(pair.publicKey, LABEL, BOX, KNOCK)
  expect(sealed).toHaveLength(1120 + KNOCK.length + 16)
  expect(await decryptWithLabel(pair.privateKey, LABEL, BOX, sealed)).toEqual(KNOCK)
  for (const opening of [
    () => decryptWithLabel(other.privateKey, LABEL, BOX, sealed),
    () => decryptWithLabel(pair.privateKey, "another", BOX, sealed),
    () => decryptWithLabel(pair.privateKey, LABEL, NOTHING, sealed),
    () => decryptWithLabel(pair.privateKey, LABEL, BOX, flipped(sealed, 0)),
    () => decryptWithLabel(pair.privateKey, LABEL, BOX, flipped(sealed, 1100)),
    () => decryptWithLabel(pair.privateKey, LABEL, BOX, flipped(sealed, -1)),
    () => decryptWithLabel(pair.privateKey, LABEL, BOX, sealed.subarray(0, 1119)),
    () => decryptWithLabel(pair.privateKey, LABEL, BOX, NOTHING),
  ]) {
    await expect(opening()).rejects.toThrow(PrivateError)
  }
})

test("the same knock is never sealed twice alike", async () => {
  const { publicKey } = await hpkeKeyPair()
  const [one, other] = await Promise.all([1, 2].map(() => encryptWithLabel(publicKey, LABEL, BOX, KNOCK)))
  expect(one).not.toEqual(other)
})

test("keys that are none are our own mistake", async () => {
  const { publicKey } = await hpkeKeyPair()
  for (const broken of [NOTHING, publicKey.subarray(1), new Uint8Array(1216)]) {
    await expect(encryptWithLabel(broken, LABEL, BOX, KNOCK)).rejects.toThrow(LocalError)
  }
  await expect(decryptWithLabel(new Uint8Array(31), LABEL, BOX, NOTHING)).rejects.toThrow(LocalError)
})
