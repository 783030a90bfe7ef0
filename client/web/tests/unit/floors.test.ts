// The floors of the web client: no room imports from above, packages and the browser's stores stay where they
// belong, and only the link speaks with the network. tests/unit/test_floors.py says the same of Python.

import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseSync } from "vite"
import { expect, test } from "vitest"

const SRC = new URL("../../src/", import.meta.url)

/** Every room, and the rooms below it that it may import. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  mls: ["wire"],
  circle: ["wire"],
  link: ["wire"],
  vault: ["wire"],
  invites: ["wire", "mls"],
  group: ["wire", "mls", "circle", "invites"],
  backup: ["wire", "circle", "vault"],
  session: ["wire", "mls", "circle", "link", "vault", "invites", "group", "backup"],
  engine: ["link", "vault", "session"],
  locale: [],
  sw: [],
  ui: ["locale"],
  "trust.ts": [],
  "main.tsx": ["ui", "engine", "trust.ts"],
}

/** The single files of other rooms that a room may import; of those marked so, types alone. */
const WINDOWS: Readonly<Record<string, readonly string[]>> = {
  // The language between the rooms: what can be asked, what is told, how it fails.
  session: ["type engine/api.ts", "engine/failures.ts"],
  // What is said of a passphrase while it is typed, words to propose for one, and the word to a new version.
  ui: ["type engine/api.ts", "vault/strength.ts", "invites/words.ts", "sw/shell.ts"],
}

/** The packages of each room; the vault's Argon2id is that of the words to compare as well. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  wire: /^@noble\//,
  mls: /^(?:@noble\/|mlkem$|ts-mls$)/,
  circle: /^@noble\//,
  link: /^$/,
  vault: /^(?:@noble\/|hash-wasm$)/,
  invites: /^(?:@noble\/|hash-wasm$)/,
  group: /^@noble\//,
  backup: /^@noble\//,
  session: /^$/,
  engine: /^$/,
  locale: /^@(?:fluent\/bundle|preact\/signals)$/,
  sw: /^$/,
  ui: /^(?:preact(?:\/hooks)?|@preact\/signals|jsqr|uqr)$/,
  "trust.ts": /^$/,
  "main.tsx": /^$/,
}

/** What of the browser reaches out of the page, or stays behind it, and who may touch it. */
const ABILITIES: Readonly<Record<string, readonly string[]>> = {
  WebSocket: ["link"],
  fetch: ["sw"],
  XMLHttpRequest: [],
  EventSource: [],
  WebTransport: [],
  RTCPeerConnection: [],
  sendBeacon: [],
  indexedDB: ["vault"],
  localStorage: ["locale"],
  sessionStorage: [],
  cookie: [],
  caches: ["sw", "ui"],
}

interface Import {
  /** What stands between the quotes. */
  name: string
  typeOnly: boolean
}

interface Node {
  type: string
  [key: string]: unknown
}

/** All nodes of a tree. */
function nodesIn(tree: unknown, found: Node[] = []): Node[] {
  if (typeof tree !== "object" || tree === null) return found
  if ("type" in tree && typeof tree.type === "string") found.push(tree as Node)
  for (const part of Object.values(tree)) nodesIn(part, found)
  return found
}

/** What a module imports, passes on, loads later, or starts as a worker. */
function importsIn(nodes: readonly Node[]): Import[] {
  return nodes.flatMap((node) => {
    const isUrl = node.type === "NewExpression" && (node.callee as Node).name === "URL"
    const source = isUrl ? (node.arguments as Node[])[0] : (node.source as Node | null | undefined)
    if (typeof source?.value !== "string" || (isUrl && !/\.tsx?$/.test(source.value))) return []
    return [{ name: source.value, typeOnly: node.importKind === "type" || node.exportKind === "type" }]
  })
}

/** The names that a module takes from outside or looks up, with none of its comments and texts. */
function namesIn(nodes: readonly Node[]): Set<string> {
  return new Set(nodes.filter(({ type }) => type === "Identifier").map(({ name }) => String(name)))
}

const parsed = (path: string, text: string): Node[] => nodesIn(parseSync(path, text).program)
const roomOf = (path: string): string => path.split("/")[0] ?? ""
/** The module, below src, that an import from `path` leads to. */
const targetOf = (path: string, name: string): string =>
  new URL(name, new URL(path, SRC)).href.slice(SRC.href.length)

const MODULES = readdirSync(fileURLToPath(SRC), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => {
    const nodes = parsed(path, readFileSync(fileURLToPath(new URL(path, SRC)), "utf8"))
    return { path, room: roomOf(path), imports: importsIn(nodes), names: namesIn(nodes) }
  })

/** Why a module may not have this import; null where it may. */
function objection(path: string, { name, typeOnly }: Import): string | null {
  const room = roomOf(path)
  if (!name.startsWith(".")) return PACKAGES[room]?.test(name) ? null : `${path}: the package ${name}`
  if (name.endsWith(".css") || name.endsWith(".ftl?raw")) return null
  const target = targetOf(path, name)
  if (roomOf(target) === room || BELOW[room]?.includes(roomOf(target))) return null
  const windows = WINDOWS[room] ?? []
  if (windows.includes(target) || (typeOnly && windows.includes(`type ${target}`))) return null
  return `${path}: ${target}`
}

test("every room has its floor", () => {
  expect(MODULES.length).toBeGreaterThan(150)
  expect(new Set(MODULES.map(({ room }) => room))).toEqual(new Set(Object.keys(BELOW)))
})

test.each(Object.keys(BELOW))("%s imports only the floors below it", (room) => {
  const own = MODULES.filter((module) => module.room === room)
  const objections = own.flatMap(({ path, imports }) => imports.map((one) => objection(path, one)))
  expect(objections.filter((one) => one !== null)).toEqual([])
})

test("every window between rooms is used", () => {
  const used = new Set(
    MODULES.flatMap(({ path, room, imports }) =>
      imports.flatMap(({ name, typeOnly }) => {
        const target = targetOf(path, name)
        return [`${room} ${target}`, ...(typeOnly ? [`${room} type ${target}`] : [])]
      }),
    ),
  )
  const all = Object.entries(WINDOWS).flatMap(([room, files]) => files.map((file) => `${room} ${file}`))
  expect(all.filter((window) => !used.has(window))).toEqual([])
})

test.each(Object.entries(ABILITIES))("%s is touched by nobody but [%s]", (ability, rooms) => {
  const touching = MODULES.filter(({ names }) => names.has(ability)).map(({ path }) => path)
  expect(touching.filter((path) => !rooms.includes(roomOf(path)))).toEqual([])
})

test("an import from above is noticed, however it is written", () => {
  const objections = (path: string, text: string) =>
    importsIn(parsed(path, text)).map((one) => objection(path, one))
  for (const text of [
    'import { Vault } from "../vault/vault.ts"',
    'import type { Vault } from "../vault/vault.ts"',
    'import "../vault/vault.ts"',
    'export { Vault } from "../vault/vault.ts"',
    'export * from "../vault/vault.ts"',
    'const later = () => import("../vault/vault.ts")',
    'new Worker(new URL("../vault/vault.ts", import.meta.url))',
  ]) {
    expect(objections("circle/fold.ts", text), text).toEqual(["circle/fold.ts: vault/vault.ts"])
  }
  expect(objections("circle/fold.ts", 'import "preact"')).toEqual(["circle/fold.ts: the package preact"])
  expect(objections("ui/state.ts", 'import { x } from "../engine/api.ts"')).toEqual([
    "ui/state.ts: engine/api.ts",
  ])
  expect(objections("ui/state.ts", 'import type { X } from "../engine/api.ts"')).toEqual([null])
})
