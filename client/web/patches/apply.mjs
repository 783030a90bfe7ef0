// Applies the unified diffs beside this file to a freshly installed node_modules.
//
//     node apply.mjs path/to/node_modules
//
// A patch is named NAME+VERSION.patch (a scope's slash is a plus too) and touches that version
// of that package only. Every context line and every removed line must be there, at its line:
// nothing is applied by guess, nothing is written unless the whole patch fits.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative, isAbsolute } from "node:path"
import { fileURLToPath } from "node:url"

export function parsePatch(text) {
  const files = []
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  for (let i = 0; i < lines.length; ) {
    const from = /^--- a\/(.+)$/.exec(lines[i])
    const to = /^\+\+\+ b\/(.+)$/.exec(lines[i + 1] ?? "")
    if (!from || !to || from[1] !== to[1]) throw new Error(`line ${i + 1}: no file header`)
    i += 2
    const hunks = []
    while (i < lines.length && lines[i].startsWith("@@")) {
      const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[i])
      if (!head) throw new Error(`line ${i + 1}: no hunk header`)
      const hunk = { start: Number(head[1]), before: [], after: [] }
      const [before, after] = [Number(head[2] ?? 1), Number(head[3] ?? 1)]
      i += 1
      while (hunk.before.length < before || hunk.after.length < after) {
        const mark = lines[i]?.[0]
        const rest = lines[i]?.slice(1)
        if (mark !== " " && mark !== "-" && mark !== "+") throw new Error(`line ${i + 1}: no hunk line`)
        if (mark !== "+") hunk.before.push(rest)
        if (mark !== "-") hunk.after.push(rest)
        i += 1
      }
      // `\ No newline at end of file` says what the file itself says: its last line stays as it is
      while (lines[i]?.startsWith("\\")) i += 1
      hunks.push(hunk)
    }
    files.push({ path: from[1], hunks })
  }
  return files
}

export function patched(text, { path, hunks }) {
  const lines = text.split("\n")
  const out = []
  let done = 0
  for (const { start, before, after } of hunks) {
    const at = before.length === 0 ? start : start - 1
    if (at < done) throw new Error(`${path}: hunks overlap`)
    out.push(...lines.slice(done, at))
    before.forEach((line, n) => {
      if (lines[at + n] !== line) throw new Error(`${path}:${at + n + 1}: not the text the patch expects`)
    })
    out.push(...after)
    done = at + before.length
  }
  return [...out, ...lines.slice(done)].join("\n")
}

export function applyAll(patches, modules) {
  const applied = []
  for (const file of readdirSync(patches).filter((name) => name.endsWith(".patch")).sort()) {
    const parts = file.slice(0, -".patch".length).split("+")
    const version = parts.pop()
    const home = join(modules, ...parts)
    const installed = JSON.parse(readFileSync(join(home, "package.json"), "utf8")).version
    if (installed !== version) throw new Error(`${file}: version ${installed} is installed`)
    const written = parsePatch(readFileSync(join(patches, file), "utf8")).map((change) => {
      const path = join(home, change.path)
      const inside = relative(home, path)
      if (inside.startsWith("..") || isAbsolute(inside)) throw new Error(`${file}: leaves the package`)
      return [path, patched(readFileSync(path, "utf8"), change)]
    })
    for (const [path, text] of written) writeFileSync(path, text)
    applied.push(file)
  }
  return applied
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length !== 3) throw new Error("usage: node apply.mjs path/to/node_modules")
  for (const file of applyAll(dirname(fileURLToPath(import.meta.url)), process.argv[2])) console.log(`applied ${file}`)
}
