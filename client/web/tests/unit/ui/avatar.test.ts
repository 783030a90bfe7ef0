import { expect, test } from "vitest"
import { hueOf, initialOf } from "../../../src/ui/parts/avatar.tsx"

test("the colour follows from the id, and all eight occur", () => {
  const ids = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(32, "0"))
  expect(ids.map(hueOf)).toEqual(ids.map(hueOf))
  expect(new Set(ids.map(hueOf))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
})

test("the initial is what a person sees as the first letter", () => {
  expect(initialOf(" wren")).toBe("W")
  expect(initialOf("سلمى")).toBe("س")
  expect(initialOf("e\u0301lan")).toBe("E\u0301")
  expect(initialOf("👩‍🌾 farm")).toBe("👩‍🌾")
  expect(initialOf("  ")).toBe("")
})
