import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import { Choose, NOTHING_CHOSEN, problemOf } from "../../../src/ui/gate/choose.tsx"
import { proposeWords, strengthOf } from "../../../src/ui/gate/passphrase.ts"
import { cleared, House } from "./doors/house.ts"

let house: House

beforeEach(() => {
  house = new House()
})
cleared(() => house)

test("a passphrase is typed twice alike, and is not empty; a weak one is taken", () => {
  expect(problemOf({ passphrase: "", again: "" })).toBe("passphrase-empty")
  expect(problemOf({ passphrase: "  ", again: "  " })).toBe("passphrase-empty")
  expect(problemOf({ passphrase: "abc", again: "abd" })).toBe("passphrase-differs")
  expect(problemOf({ passphrase: "abc", again: "abc" })).toBeNull()
})

test("six words are proposed, other ones each time", async () => {
  const [first, second] = [await proposeWords(), await proposeWords()]
  expect(first).toHaveLength(6)
  expect(first).not.toEqual(second)
})

test("drawn words are strong whatever they are; the same words, typed, are judged like any other", async () => {
  let chosen = NOTHING_CHOSEN
  const show = () =>
    house.show(
      h(Choose, {
        label: "Passphrase",
        chosen,
        onChange: (next) => {
          chosen = next
        },
        tried: false,
      }),
    )
  await show()
  // The unluckiest draw: the same word six times.
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => array)
  await house.press("Propose six words")
  vi.restoreAllMocks()
  await show()
  expect(strengthOf(chosen.passphrase).level).toBeLessThan(4)
  expect(house.page.text).toContain("Very good")

  await house.type("Passphrase", chosen.passphrase)
  await show()
  expect(house.page.text).not.toContain("Very good")
})
