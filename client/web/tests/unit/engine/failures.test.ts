// Every failure has its sentence, in every language, out of nothing but what the failure brings.

import { FluentBundle, FluentResource } from "@fluent/bundle"
import { expect, test } from "vitest"
import { because, CallError, FAILURES, failed } from "../../../src/engine/failures.ts"

const LANGUAGES = ["en", "ar"] as const

const FILES = import.meta.glob<string>("../../../../locales/*/circle.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
})

function bundleOf(language: string): FluentBundle {
  const source = FILES[`../../../../locales/${language}/circle.ftl`]
  if (source === undefined) throw new Error("the language has no file")
  const bundle = new FluentBundle(language)
  bundle.addResource(new FluentResource(source))
  return bundle
}

test.each(LANGUAGES)("every failure has a sentence: %s", (language) => {
  const bundle = bundleOf(language)
  for (const [id, { args }] of Object.entries(FAILURES)) {
    const pattern = bundle.getMessage(id)?.value
    if (!pattern) throw new Error(`${id} has no sentence`)
    const problems: Error[] = []
    const given = Object.fromEntries(args.map((name) => [name, 7]))
    expect(bundle.formatPattern(pattern, given, problems), id).not.toBe("")
    expect(problems, id).toEqual([])
  }
})

test("a failure is an error whose text is its id alone, and goes plain from tab to tab", () => {
  const error = failed("error-name", { most: 32 })
  expect(error).toBeInstanceOf(Error)
  expect(error.message).toBe("error-name")
  expect(error.plain()).toEqual({ kind: "mistake", id: "error-name", args: { most: 32 } })
  expect(failed("error-offline").plain()).toEqual({ kind: "offline", id: "error-offline" })
  expect(new CallError(error.plain()).plain()).toEqual(error.plain())
})

test("a failure may speak by the sentence of a refusal, a status or a knock", () => {
  expect(because("ended", { id: "status-left" }).plain()).toEqual({ kind: "ended", id: "status-left" })
})
