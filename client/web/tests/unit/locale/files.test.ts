import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { FluentBundle, FluentResource } from "@fluent/bundle"
import { expect, test } from "vitest"
import { ItemKind } from "../../../src/circle/items.ts"
import { REFUSALS } from "../../../src/circle/refusals.ts"
import { FAILURES } from "../../../src/engine/failures.ts"
import { LANGUAGES } from "../../../src/locale/languages.ts"
import { all, choices, FILES, messages, read, variables } from "./fluent.ts"

const VECTORS = fileURLToPath(
  new URL("../../../../../protocol/vectors/events/refusals.json", import.meta.url),
)
const TAGS = LANGUAGES.map((language) => language.tag)
const [ENGLISH = "en", ...OTHERS] = TAGS

test.each(TAGS.flatMap((tag) => FILES.map((file) => [tag, file] as const)))(
  "%s/%s parses whole",
  (tag, file) => {
    const text = read(tag, file)
    const begun = [...text.matchAll(/^([a-z][\w-]*) =/gm)].map(([, id]) => id)
    // What does not parse is left out in silence: then the counts differ.
    expect([...messages(tag, file).keys()]).toEqual(begun)
    expect(new Set(begun).size).toBe(begun.length)
    const strange = text.split("\n").filter((line) => !/^(?:$|#|[a-z][\w-]* =|\s+\S)/.test(line))
    expect(strange).toEqual([])
  },
)

test.each(OTHERS.flatMap((tag) => FILES.map((file) => [tag, file] as const)))(
  "%s/%s has the messages and variables of English",
  (tag, file) => {
    const shape = (language: string) =>
      [...messages(language, file)].map(([id, pattern]) => [id, [...variables(pattern)].sort()])
    expect(shape(tag)).toEqual(shape(ENGLISH))
  },
)

test("no id stands in two files", () => {
  const ids = FILES.flatMap((file) => [...messages(ENGLISH, file).keys()])
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(TAGS)("in %s every choice by number has all the forms of the language", (tag) => {
  const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories
  for (const [id, pattern] of all(tag)) {
    for (const keys of choices(pattern)) {
      expect([...keys].sort(), id).toEqual([...forms].sort())
    }
  }
})

test.each(TAGS)("in %s every message can be said with any number", (tag) => {
  const bundle = new FluentBundle(tag)
  for (const file of FILES) bundle.addResource(new FluentResource(read(tag, file)))
  for (const [id, pattern] of all(tag)) {
    for (const number of [0, 1, 2, 3, 11, 100]) {
      const args = Object.fromEntries([...variables(pattern)].map((name) => [name, number]))
      const problems: Error[] = []
      const text = bundle.formatPattern(pattern ?? "", args, problems)
      expect(problems, id).toEqual([])
      expect(text.trim(), id).not.toBe("")
    }
  }
})

test("every failure of the engine has its sentence, with the variables that come with it", () => {
  const known = messages(ENGLISH, "circle.ftl")
  for (const [id, { args }] of Object.entries(FAILURES)) {
    expect([...variables(known.get(id))].sort(), id).toEqual([...args].sort())
    expect(known.has(id), id).toBe(true)
  }
})

test("every refusal has its sentence, in English that of the table", () => {
  const known = messages(ENGLISH, "circle.ftl")
  const table = JSON.parse(readFileSync(VECTORS, "utf8")) as { refusals: { name: string; wording: string }[] }
  expect(table.refusals.length).toBe(REFUSALS.length)
  for (const { name, wording } of table.refusals) {
    expect(known.get(`refusal-${name.toLowerCase().replaceAll("_", "-")}`), name).toBe(wording)
  }
})

test("every kind of item, status, action, wish and join has its sentence", () => {
  const known = messages(ENGLISH, "circle.ftl")
  const wanted = [
    ...Object.values(ItemKind)
      .filter((kind) => kind !== ItemKind.MESSAGE)
      .map((kind) => `item-${kind}`),
    ...["leaving", "left", "removed", "stuck", "expired", "paused", "restored"].map(
      (status) => `status-${status}`,
    ),
    ...["appoint", "remove", "demote", "rules", "rejoin", "unknown"].map((action) => `action-${action}`),
    ...[
      "open-invite",
      "close-invite",
      "admit",
      "remove",
      "appoint",
      "demote",
      "set-rule",
      "rename",
      "update",
      "remove-device",
    ].map((wish) => `wish-${wish}`),
    ...["waiting", "admitted", "declined", "closed", "not-genuine", "stale"].map((join) => `join-${join}`),
    ...["pointless", "too-large", "unknown"].map((end) => `end-${end}`),
    ...["weeks", "days", "hours", "minutes", "seconds"].map((unit) => `span-${unit}`),
    ...["the-relay", "somebody", "void-unreadable"],
  ]
  expect(wanted.filter((id) => !known.has(id))).toEqual([])
})

test("title and notification say nothing of what the page is", () => {
  for (const tag of TAGS) {
    const known = messages(tag, "web.ftl")
    const neutral = `${known.get("title")} ${known.get("notification")}`
    expect(neutral).not.toMatch(/leeward|circle|message|relay|حلقة|رسالة/i)
  }
})
