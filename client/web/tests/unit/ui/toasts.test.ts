import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { clearToasts, dismiss, fail, toast, toasts } from "../../../src/ui/toasts.ts"

beforeEach(() => {
  vi.useFakeTimers()
  clearToasts()
})

afterEach(() => vi.useRealTimers())

const shown = () => toasts.value.map((one) => one.sentence.id)

test("a toast goes by itself", () => {
  toast({ id: "saved" })
  vi.advanceTimersByTime(6_000)
  expect(shown()).toEqual(["saved"])
  vi.advanceTimersByTime(2_000)
  expect(shown()).toEqual([])
})

test("one that can be acted upon stays until it is dismissed", () => {
  toast({ id: "update-ready" }, "info", { label: { id: "update-take" }, run: () => undefined })
  vi.advanceTimersByTime(60_000)
  expect(shown()).toEqual(["update-ready"])
  dismiss(toasts.value[0]?.key ?? -1)
  expect(shown()).toEqual([])
})

test("the same sentence is shown once", () => {
  toast({ id: "saved" })
  toast({ id: "copied" })
  toast({ id: "saved" })
  expect(shown()).toEqual(["copied", "saved"])
})

test("being offline is no warning; a refusal is", () => {
  fail({ kind: "offline", id: "error-offline" })
  fail({ kind: "refused", id: "error-only-host" })
  expect(toasts.value.map((one) => one.tone)).toEqual(["info", "warn"])
})
