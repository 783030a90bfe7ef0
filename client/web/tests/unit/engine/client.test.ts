import { expect, test } from "vitest"
import { connectEngine, relayOf } from "../../../src/engine/client.ts"
import { Address } from "../../../src/link/index.ts"

test.each([
  ["http://127.0.0.1:8470/", "http://127.0.0.1:8470"],
  ["https://relay.example/#join-ABCDE", "https://relay.example"],
  ["https://relay.example/below/index.html?x=1#join-ABCDE", "https://relay.example/below"],
  ["https://relay.example:443/below/", "https://relay.example/below"],
])("the relay is where the page came from: %s", (page, relay) => {
  expect(Address.parse(relayOf(page)).url).toBe(relay)
})

test("a browser that lacks something is told so, by every call", async () => {
  const engine = connectEngine() // Node has no workers of this kind, nor a page
  await expect(engine.call("vault")).rejects.toMatchObject({ id: "error-browser" })
  expect(engine.listen(() => undefined)()).toBeUndefined()
})
