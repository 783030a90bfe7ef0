// Writes src/circle/characterTables.ts out of the tables that all clients share:
//
//     node build/names.mjs
//
// It is run by hand after a deliberate change of protocol/vectors/events/names.json; a test of the circle room
// compares the two. The tables would be 30 KB as they stand there; ranges as distances make 5 of them.
import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"

const SHARED = fileURLToPath(new URL("../../../protocol/vectors/events/names.json", import.meta.url))
const MODULE = fileURLToPath(new URL("../src/circle/characterTables.ts", import.meta.url))
const WIDTH = 108

/** The module's text for the content of names.json. Throws where a table holds what a template cannot. */
export function render({ allowed, capitals, small, ascii, dropped }) {
  const codes = [...dropped].map((one) => one.codePointAt(0).toString(16))
  return `// Which characters names hold and what they look like: the tables of docs/circle.md, section 2, as
// build/names.mjs makes them out of protocol/vectors/events/names.json. Not to be edited.

/**
 * Ranges of the characters that a name may hold. Each is the hexadecimal distance from the end of the range
 * before, then, after a plus sign, how many more characters follow.
 */
export const ALLOWED = ${literal(distances(allowed))}

/** Capitals that look like Latin ones: each with what takes its place after it, as in the next two. */
export const CAPITALS = ${literal(pairs(capitals))}

/** Folded characters. */
export const SMALL = ${literal(pairs(small))}

/** ASCII characters; the last table. */
export const ASCII = ${literal(pairs(ascii))}

/** Separators and quotes, which a hurried reader does not see: their code points in hexadecimal. */
export const DROPPED = ${literal(codes)}
`
}

function distances(ranges) {
  let end = 0
  return ranges.map((bounds) => {
    const [first, last] = bounds.map((bound) => Number.parseInt(bound, 16))
    const distance = (first - end).toString(16)
    end = last
    return last === first ? distance : `${distance}+${(last - first).toString(16)}`
  })
}

function pairs(table) {
  return Object.entries(table).map(([one, looks]) => one + looks)
}

/** A template of lines that are no wider than the rest of the sources. */
function literal(items) {
  const lines = [""]
  for (const item of items) {
    if (/[\s`$\\]/.test(item)) throw new Error("a template cannot hold this item")
    const line = `${lines.at(-1)} ${item}`.trimStart()
    if (line.length > WIDTH) lines.push(item)
    else lines[lines.length - 1] = line
  }
  return `\`\n${lines.join("\n")}\n\``
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  writeFileSync(MODULE, render(JSON.parse(readFileSync(SHARED, "utf8"))))
}
