// How heavy the client is, gzipped, and the budget of its first load.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { pathsBelow } from "./manifest.mjs"

export const BUDGET = 200 * 1024

/**
 * What is fetched only once somebody wants it. Any other script counts as part of the first load, also if
 * it is imported dynamically: otherwise the budget could be met by fetching the same things a moment later.
 */
const LAZY = [
  /\/node_modules\/jsqr\//, // an invite is scanned
  /\/node_modules\/uqr\//, // an invite is shown as a QR code
  /\/src\/invites\/words\.ts$/, // words for a passphrase are proposed
  /\/src\/session\/backups\.ts$/, // a backup is made, restored, or come back with
  /\/src\/ui\/settings\/backup\.tsx$/,
  /\/src\/locale\/backup\//,
  /\/src\/session\/linkings\.ts$/, // this browser becomes a device of somebody, or one's devices are looked at
  /\/src\/session\/pairings\.ts$/, // this browser links another device
  /\/src\/ui\/settings\/devices\.tsx$/,
  /\/src\/locale\/devices\//,
  /\/src\/ui\/circle\/doors\/farewell\.tsx$/, // the rules of a circle are looked at
  /\/src\/locale\/farewell\//,
]
/** The sentences of a language. A browser loads those of one. */
const LANGUAGE = /\/src\/locale\/[a-z]{2}\.ts$/

const FIRST = "  first load"
const ITS = "  first load in its language"

function matches(chunk, ...patterns) {
  return patterns.some((pattern) => pattern.test(chunk?.facadeModuleId ?? ""))
}

/** The script files of the first load: of the page, its workers and the service worker. */
export function firstLoad(chunks) {
  const wanted = new Set()
  const visit = (name) => {
    const chunk = chunks.get(name)
    if (!chunk || wanted.has(name)) return
    wanted.add(name)
    for (const next of chunk.imports) visit(next)
    for (const next of chunk.dynamicImports) {
      if (!matches(chunks.get(next), LANGUAGE, ...LAZY)) visit(next)
    }
  }
  for (const [name, chunk] of chunks) if (chunk.isEntry) visit(name)
  return wanted
}

/** Lines that tell each file's size, and the first load in bytes: without a language, and in the heaviest. */
export function table(directory, chunks) {
  const first = firstLoad(chunks)
  const rows = pathsBelow(directory).map((path) => {
    const bytes = readFileSync(join(directory, path))
    const note =
      first.has(path) || path.endsWith(".wasm") ? FIRST : matches(chunks.get(path), LANGUAGE) ? ITS : ""
    return { path, size: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length, note }
  })
  const page = sum(rows.filter(({ note }) => note === FIRST))
  const total = page + Math.max(0, ...rows.filter(({ note }) => note === ITS).map(({ gzipped }) => gzipped))
  const widest = Math.max(...rows.map((row) => row.path.length))
  const lines = rows.map(
    ({ path, size, gzipped, note }) =>
      `${path.padEnd(widest)} ${String(size).padStart(9)} ${String(gzipped).padStart(9)} gzipped${note}`,
  )
  lines.push(
    "",
    `JavaScript and WebAssembly of the first load, but for its language: ${kib(page)} KiB gzipped`,
    `In the language that weighs most, of the first load: ${kib(total)} of ${kib(BUDGET)} KiB gzipped`,
  )
  return { lines, page, total }
}

function sum(rows) {
  return rows.reduce((bytes, { gzipped }) => bytes + gzipped, 0)
}

/** Throws an Error when the first load is too heavy. */
export function checkBudget({ total }) {
  if (total > BUDGET) throw new Error(`the first load is ${kib(total)} KiB gzipped, over ${kib(BUDGET)}`)
}

function kib(bytes) {
  return (bytes / 1024).toFixed(1)
}
