import { expect, test } from "vitest"
import { Address, AddressError } from "../../../src/link/index.ts"
import { vectors } from "../../support/vectors.ts"

interface Table {
  read: { text: string; url: string; socket: string; host: string }[]
  refused: { text: string; why: string }[]
}

const TABLE = await vectors<Table>("link/addresses.json")

test.each(TABLE.read)("$text has one form", ({ text, url, socket, host }) => {
  const address = Address.parse(text)
  expect([address.url, address.socket, address.host]).toEqual([url, socket, host])
  expect(Address.parse(address.url)).toEqual(address)
})

test.each(TABLE.refused)("$text is no relay that may be spoken to: $why", ({ text, why }) => {
  const parse = () => Address.parse(text)
  expect(parse).toThrow(AddressError)
  expect(parse).toThrow(expect.objectContaining({ sentence: why }))
})

test("an address is hidden", () => {
  expect(`${Address.parse("relay.example")}`).toBe("Address(...)")
})
