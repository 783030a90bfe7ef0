import { expect, test } from "vitest"
import { problemOf } from "../../../src/ui/gate/choose.tsx"
import { proposeWords, strengthOf } from "../../../src/ui/gate/passphrase.ts"

test("a passphrase is typed twice alike, and is not empty; a weak one is taken", () => {
  expect(problemOf({ passphrase: "", again: "" })).toBe("passphrase-empty")
  expect(problemOf({ passphrase: "  ", again: "  " })).toBe("passphrase-empty")
  expect(problemOf({ passphrase: "abc", again: "abd" })).toBe("passphrase-differs")
  expect(problemOf({ passphrase: "abc", again: "abc" })).toBeNull()
})

test("six words are proposed, other ones each time, and they are strong", async () => {
  const [first, second] = [await proposeWords(), await proposeWords()]
  expect(first).toHaveLength(6)
  expect(first).not.toEqual(second)
  expect(strengthOf(first.join(" ")).level).toBe(4)
})
