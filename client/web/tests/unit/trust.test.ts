import { expect, test } from "vitest"
import { ownScript } from "../../src/trust.ts"

const PAGE = "https://relay.example/below/#join-ABC"

test.each(["https://relay.example/below/assets/worker-Ab_1-9Zz.js", "./assets/worker-Ab_1-9Zz.js", "sw.js"])(
  "%s may be started",
  (url) => {
    expect(ownScript(url, PAGE)).toBe(url)
  },
)

test.each([
  "https://evil.example/below/assets/worker-Ab_1-9Zz.js",
  "//evil.example/sw.js",
  "http://relay.example/below/sw.js",
  "data:text/javascript,evil()",
  "blob:https://relay.example/8a4c",
  "javascript:evil()",
  "./icon.svg",
  "./manifest.json",
  "./assets/../evil.js",
  "./assets/deeper/evil.js",
  "./sw.js?evil",
  "./sw.js#evil",
  "../sw.js",
])("%s may not", (url) => {
  expect(ownScript(url, PAGE)).toBeNull()
})
