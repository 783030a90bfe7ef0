// Every item, wish, status and end has a sentence, in every language, out of nothing but what it brings.

import { FluentBundle, FluentResource } from "@fluent/bundle"
import { expect, test } from "vitest"
import {
  actionAppoint,
  actionDemote,
  actionRejoin,
  actionRejoinKey,
  actionRemove,
  actionRules,
} from "../../../src/circle/actions.ts"
import { ItemKind } from "../../../src/circle/items.ts"
import { FIRST_RULES } from "../../../src/circle/policy.ts"
import { REFUSALS } from "../../../src/circle/refusals.ts"
import type { ItemView } from "../../../src/circle/views.ts"
import type { JoinState, Sentence } from "../../../src/engine/api.ts"
import type { Intent } from "../../../src/group/intents.ts"
import { Status } from "../../../src/group/records.ts"
import { joinSentence, joinState } from "../../../src/session/joins.ts"
import type { JoinRecord } from "../../../src/session/records.ts"
import {
  endSentence,
  isWarning,
  itemSentence,
  statusSentence,
  wishSentence,
} from "../../../src/session/sentences.ts"
import { hex } from "../../../src/wire/bytes.ts"

const NOTHING = new Uint8Array()
const ROBIN = new Uint8Array(16).fill(1)
const SAM = new Uint8Array(16).fill(2)
const NAMES = new Map([
  [hex(ROBIN), "Robin"],
  [hex(SAM), "Sam"],
])

const FILES = import.meta.glob<string>("../../../../locales/*/circle.ftl", {
  query: "?raw",
  import: "default",
  eager: true,
})
const BUNDLES = Object.entries(FILES).map(([path, source]) => {
  const bundle = new FluentBundle(path.split("/").at(-2) ?? "", { useIsolating: false })
  bundle.addResource(new FluentResource(source))
  return bundle
})

/** The sentence as a page puts it together; throws where anything is missing. */
function said(bundle: FluentBundle, { id, args = {} }: Sentence): string {
  const given: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(args)) {
    const { [key]: _, ...others } = args
    const names = key.endsWith("Id") && typeof value === "string"
    given[names ? key.slice(0, -2) : key] = names ? said(bundle, { id: value, args: others }) : value
  }
  const pattern = bundle.getMessage(id)?.value
  if (!pattern) throw new Error(`${id} has no sentence`)
  const problems: Error[] = []
  const text = bundle.formatPattern(pattern, given, problems)
  expect(problems, id).toEqual([])
  return text
}

function english(sentence: Sentence): string {
  const [bundle] = BUNDLES.filter(({ locales }) => locales.includes("en"))
  if (bundle === undefined) throw new Error("there is no English")
  return said(bundle, sentence)
}

function view(kind: ItemKind, changes: Partial<ItemView> = {}): ItemView {
  return {
    id: ROBIN,
    index: 1,
    epoch: 0,
    seq: 1,
    kind,
    author: ROBIN,
    name: "Robin",
    text: null,
    at: 0,
    received: 0,
    expires: 1,
    cw: null,
    replyTo: null,
    replyKnown: false,
    tone: 0,
    reactions: [],
    edited: false,
    retracted: false,
    muted: false,
    subject: SAM,
    subjectName: "Sam",
    number: 3600,
    raw: null,
    ...changes,
  }
}

test("there is more than one language", () => {
  expect(BUNDLES.length).toBeGreaterThan(1)
})

test.each(Object.values(ItemKind).filter((kind) => kind !== "message"))("an item: %s", (kind) => {
  const nobody = { author: null, name: null, subjectName: null, number: 7 }
  for (const item of [view(kind), view(kind, nobody)]) {
    const sentence = itemSentence(item, NAMES)
    if (sentence === null) throw new Error("it has no sentence")
    for (const bundle of BUNDLES) expect(said(bundle, sentence)).not.toBe("")
  }
})

test("a message speaks for itself", () => {
  expect(itemSentence(view("message", { text: "hello" }), NAMES)).toBeNull()
})

test("names, spans and reasons stand in their places", () => {
  const reads = (kind: ItemKind, changes: Partial<ItemView> = {}) =>
    english(itemSentence(view(kind, changes), NAMES) ?? { id: "" })
  expect(reads("joined")).toBe("Robin let Sam in")
  expect(reads("removed", { subjectName: null })).toBe("Robin removed somebody")
  expect(reads("timer", { number: 14 * 86_400 })).toBe("Robin set messages to disappear after 2 weeks")
  expect(reads("timer", { number: 2 * 86_400 })).toBe("Robin set messages to disappear after 2 days")
  expect(reads("timer", { number: 61 })).toBe("Robin set messages to disappear after 61 seconds")
  expect(reads("void", { number: 14 })).toContain("The circle would have no host.")
  expect(reads("void", { number: 999 })).toContain("It cannot be read.")
  expect(reads("fork", { name: null })).toContain("the relay")
})

test.each([
  ["action-appoint", actionAppoint(SAM)],
  ["action-remove", actionRemove(SAM)],
  ["action-demote", actionDemote(SAM)],
  ["action-rules", actionRules(FIRST_RULES)],
  ["action-rejoin", actionRejoin(SAM, new Uint8Array(32))],
  ["action-rejoin", actionRejoinKey(SAM, new Uint8Array(40))],
  ["action-unknown", new Uint8Array([1, 2, 3])],
])("an approval asks for something: %s", (id, raw) => {
  const sentence = itemSentence(view("approval", { raw }), NAMES)
  expect(sentence?.args).toMatchObject({ actionId: id, author: "Robin" })
  for (const bundle of BUNDLES) expect(said(bundle, sentence ?? { id: "" })).not.toBe("")
})

test("every wish, status and end", () => {
  const wishes: Intent[] = [
    { kind: "open-invite", idHash: NOTHING, uses: 1 },
    { kind: "close-invite", idHash: NOTHING },
    {
      kind: "admit",
      idHash: NOTHING,
      knockId: NOTHING,
      keyPackage: NOTHING,
      member: SAM,
      name: "Sam",
      replyKey: NOTHING,
      meeting: NOTHING,
      rejoin: NOTHING,
    },
    { kind: "remove", member: SAM },
    { kind: "appoint", member: SAM },
    { kind: "demote", member: ROBIN },
    { kind: "set-rule", rule: "timer", value: 60 },
    { kind: "rename", name: "Sam" },
    { kind: "update" },
  ]
  const ends = [
    "pointless",
    "too-large",
    "left",
    "removed",
    "from the future",
    ...REFUSALS.map(({ name }) => name),
  ]
  const sentences = [
    ...wishes.map((wish) => wishSentence(wish, NAMES)),
    ...Object.values(Status)
      .filter((status) => status !== "active")
      .map(statusSentence),
    ...ends.map(endSentence),
  ]
  for (const bundle of BUNDLES) for (const sentence of sentences) expect(said(bundle, sentence)).not.toBe("")
  expect(endSentence("name-taken")).toEqual({ id: "refusal-name-taken" })
  expect(endSentence("removed")).toEqual({ id: "status-removed" })
  expect(endSentence("from the future")).toEqual({ id: "end-unknown" })
})

test("how a knock stands", () => {
  const record = (ended: string, circle = NOTHING) => ({ ended, circle }) as JoinRecord
  const stands: [JoinRecord, JoinState][] = [
    [record(""), "waiting"],
    [record("", ROBIN), "admitted"],
    [record("declined"), "declined"],
    [record("closed"), "closed"],
    [record("expired"), "closed"],
    [record("not-genuine"), "not genuine"],
    [record("stale"), "stale"],
  ]
  for (const [one, state] of stands) {
    expect(joinState(one)).toBe(state)
    for (const bundle of BUNDLES) expect(said(bundle, joinSentence(one))).not.toBe("")
  }
})

test("warnings are what tells of something wrong", () => {
  const warnings = Object.values(ItemKind).filter(isWarning)
  expect(warnings).toEqual(["gap", "fork", "void", "noise", "stuck", "mismatch", "behind"])
})
