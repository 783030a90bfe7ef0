// X-Wing by the vector of its draft, the key schedule of HPKE, and what is refused.
import { expect, test } from "vitest"
import { open, schedule, seal } from "../../../src/mls/hpke.ts"
import { decapsulate, deriveSeed, encapsulate, publicKeyOf, XWingError } from "../../../src/mls/xwing.ts"
import { hex, unhex, utf8 } from "../../../src/wire/bytes.ts"

const SEED = unhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
const CHANCE = unhex(
  "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2" +
    "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
)

test("the first vector of draft-connolly-cfrg-xwing-kem", async () => {
  const publicKey = await publicKeyOf(SEED)
  expect(hex(publicKey.slice(0, 16))).toBe("e2236b35a8c24b39b10aa1323a96a919")
  const { shared, encapsulation } = await encapsulate(publicKey, CHANCE)
  expect(hex(shared)).toBe("d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384")
  expect(await decapsulate(SEED, encapsulation)).toEqual(shared)
})

test("each encapsulation is another", async () => {
  const publicKey = await publicKeyOf(deriveSeed(SEED))
  const [one, other] = await Promise.all([encapsulate(publicKey), encapsulate(publicKey)])
  expect(one.shared).not.toEqual(other.shared)
  expect(one.encapsulation).not.toEqual(other.encapsulation)
})

test("what nobody could open, or everybody, is refused", async () => {
  const publicKey = await publicKeyOf(SEED)
  const { encapsulation } = await encapsulate(publicKey)
  const without = (bytes: Uint8Array) => {
    const changed = bytes.slice()
    changed.fill(0, -32) // the X25519 point of small order
    return changed
  }
  const unreduced = publicKey.slice()
  unreduced.fill(0xff, 0, 3) // coefficients of 4095
  const refused = [
    () => encapsulate(publicKey.slice(1)),
    () => encapsulate(without(publicKey)),
    () => encapsulate(unreduced),
    () => decapsulate(SEED, encapsulation.slice(1)),
    () => decapsulate(SEED, without(encapsulation)),
    () => decapsulate(SEED.slice(1), encapsulation),
    () => publicKeyOf(SEED.slice(1)),
  ]
  for (const attempt of refused) await expect(attempt()).rejects.toThrow(XWingError)
})

test("key and nonce are those of RFC 9180", () => {
  // As @hpke/core 1.9.0 makes them; that Python opens what we seal is shown by tests/interop.
  const { key, nonce } = schedule(new Uint8Array(32), utf8("i"))
  expect(hex(key)).toBe("ffd2ec949dd47df3ca11a5231e0997c67a8d05045268d243684d1bfaf04b1271")
  expect(hex(nonce)).toBe("c3a44aaddb301cccfe30ff23")
})

test("a sealed message opens with its key, under its info and data, and not otherwise", async () => {
  const [info, aad, text] = [utf8("info"), utf8("aad"), utf8("words")]
  const { enc, ct } = await seal(await publicKeyOf(SEED), info, aad, text)
  expect(await open(SEED, enc, info, aad, ct)).toEqual(text)
  expect(await open(SEED, enc, aad, aad, ct)).toBeNull()
  expect(await open(SEED, enc, info, info, ct)).toBeNull()
  expect(await open(deriveSeed(SEED), enc, info, aad, ct)).toBeNull()
  expect(await open(SEED, enc, info, aad, ct.slice(1))).toBeNull()
})
