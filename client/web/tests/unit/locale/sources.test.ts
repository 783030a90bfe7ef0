// What the sources say stands in the Fluent files, and nothing that people read stands in the sources.

import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "vite"
import { expect, test } from "vitest"
import { all, messages } from "./fluent.ts"

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url))
const ROOMS = ["ui", "locale", "sw"]

interface Node {
  type: string
  [key: string]: unknown
}

interface Source {
  path: string
  nodes: Node[]
}

const SOURCES: readonly Source[] = ROOMS.flatMap((room) =>
  readdirSync(join(SRC, room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(SRC, room, path), "utf8")
      return { path: `${room}/${path}`, nodes: nodesIn(parseSync(path, text).program) }
    }),
)

/** All nodes of a tree, each before those below it. */
function nodesIn(tree: unknown, found: Node[] = []): Node[] {
  if (typeof tree !== "object" || tree === null) return found
  if ("type" in tree && typeof tree.type === "string") found.push(tree as Node)
  for (const part of Object.values(tree)) nodesIn(part, found)
  return found
}

/** What a text is made of: whole, or the fixed parts around what is put in. */
function partsOf(node: Node): string[] | null {
  if (node.type === "Literal" && typeof node.value === "string") return [node.value]
  if (node.type !== "TemplateLiteral") return null
  return (node.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked)
}

/** The texts in what is said: either branch of a choice counts. */
function saidBy(node: Node): string[][] {
  return nodesIn(node)
    .map(partsOf)
    .filter((parts) => parts !== null)
}

function nameOf(node: unknown): string {
  return typeof node === "object" && node !== null && "name" in node ? String(node.name) : ""
}

/** Ids, in parts: the first argument of `l10n`, and the `id` of a sentence or of `<T>`. */
function idsIn({ nodes }: Source): string[][] {
  return nodes.flatMap((node) => {
    if (node.type === "CallExpression" && nameOf(node.callee) === "l10n") {
      return saidBy((node.arguments as Node[])[0] ?? node)
    }
    if (node.type === "ObjectExpression") {
      const properties = node.properties as Node[]
      const names = new Set(properties.map((property) => nameOf(property.key)))
      // A sentence has an id, and arguments or nothing beside it; so has a failure, with its kind.
      if ([...names].some((name) => !["id", "args", "kind"].includes(name))) return []
      return properties
        .filter((property) => nameOf(property.key) === "id")
        .flatMap((property) => saidBy(property.value as Node))
    }
    if (node.type === "JSXOpeningElement" && nameOf(node.name) === "T") {
      return (node.attributes as Node[])
        .filter((attribute) => nameOf(attribute.name) === "id")
        .flatMap((attribute) => saidBy(attribute.value as Node))
    }
    return []
  })
}

const IDS = SOURCES.flatMap((source) => idsIn(source).map((parts) => [source.path, parts] as const))

test("every id that is said exists, and every family of ids has members", () => {
  const known = [...all("en").keys()]
  expect(IDS.length).toBeGreaterThan(100)
  const missing = IDS.filter(([, parts]) => {
    const [before = "", after] = parts
    if (after === undefined) return !known.includes(before)
    return known.filter((id) => id.startsWith(before) && id.endsWith(parts.at(-1) ?? "")).length < 2
  })
  expect(missing).toEqual([])
})

test.each([
  "web.ftl",
  "web-circle.ftl",
  "web-doors.ftl",
  "web-backup.ftl",
  "web-devices.ftl",
  "web-farewell.ftl",
])("every message of %s is said somewhere", (file) => {
  const texts = new Set(SOURCES.flatMap(({ nodes }) => nodes.flatMap((node) => partsOf(node) ?? [])))
  const families = IDS.map(([, parts]) => parts).filter((parts) => parts.length > 1)
  // What the vault room finds about a passphrase is said as it comes.
  families.push(["strength-", ""], ["advice-", ""])
  const unsaid = [...messages("en", file).keys()].filter(
    (id) =>
      !texts.has(id) &&
      !families.some(([before = "", after = ""]) => id.startsWith(before) && id.endsWith(after)),
  )
  expect(unsaid).toEqual([])
})

/** Letters of any script, two together: a word. A lone sign or number is none. */
const WORD = /\p{L}{2}/u
/** What is read out or shown of an element beside its text. */
const SPOKEN = ["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt"]
/** The same of our own parts. */
const OURS = ["label", "hint", "error", "under", "action"]

function wordsIn({ nodes }: Source): string[] {
  return nodes.flatMap((node) => {
    if (node.type === "JSXText") return [String(node.value)]
    if (node.type === "JSXExpressionContainer") return partsOf(node.expression as Node) ?? []
    if (node.type === "JSXAttribute" && [...SPOKEN, ...OURS].includes(nameOf(node.name))) {
      return partsOf((node.value ?? node) as Node) ?? []
    }
    return []
  })
}

/** Attributes whose values nobody reads stand in braces as well. */
function attributeValues({ nodes }: Source): Set<unknown> {
  return new Set(
    nodes
      .filter((node) => node.type === "JSXAttribute" && ![...SPOKEN, ...OURS].includes(nameOf(node.name)))
      .map((node) => node.value),
  )
}

test.each(
  SOURCES.filter(({ path }) => path.endsWith(".tsx")).map((source) => [source.path, source] as const),
)("%s holds no words of its own", (_, source) => {
  const unread = attributeValues(source)
  const nodes = source.nodes.filter((node) => !unread.has(node))
  expect(wordsIn({ ...source, nodes }).filter((words) => WORD.test(words))).toEqual([])
})

test("words in pages are noticed", () => {
  const words = (text: string) => wordsIn({ path: "", nodes: nodesIn(parseSync("a.tsx", text).program) })
  expect(words("<p>Good day</p>")).toContain("Good day")
  expect(words('<p title="Good day" />')).toContain("Good day")
  expect(words("<p>{`Good day`}</p>")).toContain("Good day")
  expect(words("<p>مرحبا</p>").filter((text) => WORD.test(text))).toEqual(["مرحبا"])
})

test.each(SOURCES.map((source) => [source.path, source] as const))(
  "%s makes no markup from text",
  (_, { nodes }) => {
    const names = nodes.flatMap((node) => [nameOf(node.name), nameOf(node.property), nameOf(node.key)])
    const forbidden = ["style", "dangerouslySetInnerHTML", "innerHTML", "outerHTML", "insertAdjacentHTML"]
    const styled = nodes.filter((node) => node.type === "JSXAttribute" && nameOf(node.name) === "style")
    expect(styled).toEqual([])
    expect(names.filter((name) => forbidden.slice(1).includes(name))).toEqual([])
  },
)
