// What must not be in what is served: the Content-Security-Policy would stop it only in the browser.
import { readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { pathsBelow } from "./manifest.mjs"

/** The kinds of files that the relay knows a type for (protocol/leeward_wire/pages.py). */
const KINDS = new Set([
  ".html",
  ".js",
  ".css",
  ".json",
  ".webmanifest",
  ".svg",
  ".png",
  ".ico",
  ".txt",
  ".wasm",
])

const INLINE = [
  [/<script(?![^>]*\ssrc=)[^>]*>/i, "an inline script"],
  [/<style[\s>]/i, "an inline style sheet"],
  [/<[^>]+\sstyle\s*=/i, "a style attribute"],
  [/<[^>]+\son[a-z]+\s*=/i, "an event handler in markup"],
  [/<base[\s>]/i, "a base element"],
  [/\s(?:src|href)\s*=\s*["']?(?:[a-z][a-z0-9+.-]*:|\/\/)/i, "an address elsewhere"],
]

/** Throws an Error that names the first file which may not be served, and why. */
export function checkFiles(directory) {
  for (const path of pathsBelow(directory)) {
    const kind = extname(path)
    if (!KINDS.has(kind)) throw new Error(`${path}: the relay serves no files of this kind`)
    const text = readFileSync(join(directory, path), "utf8")
    if (kind === ".html") {
      for (const [pattern, what] of INLINE) {
        if (pattern.test(text)) throw new Error(`${path}: ${what}`)
      }
    }
    if ((kind === ".js" || kind === ".css") && /[#@]\s*sourceMappingURL=/.test(text)) {
      throw new Error(`${path}: a source map`)
    }
    if (kind === ".css" && /url\(\s*["']?(?:[a-z][a-z0-9+.-]*:|\/\/)|@import/i.test(text)) {
      throw new Error(`${path}: an address elsewhere`)
    }
  }
}
