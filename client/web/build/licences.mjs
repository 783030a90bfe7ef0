// The licences of what is bundled, as they ask to be passed on.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, sep } from "node:path"

const OWN = `Leeward is free software under the GNU Affero General Public License, version 3 or later.
Its source is where your relay's operator got it. It contains the following packages.
`

/** The directory of the package that a module belongs to, or null for our own modules. */
export function packageOf(module) {
  const parts = module.replace(/^\0/, "").split("?")[0].split(sep)
  const at = parts.lastIndexOf("node_modules")
  if (at < 0) return null
  const end = parts[at + 1]?.startsWith("@") ? at + 3 : at + 2
  return parts.slice(0, end).join(sep)
}

function textOf(home) {
  const files = readdirSync(home)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort()
  return files.map((name) => readFileSync(join(home, name), "utf8").trim()).join("\n\n")
}

function isPatched(root, name, version) {
  return existsSync(join(root, "patches", `${name.replace("/", "+")}+${version}.patch`))
}

/** One text of all licences, in the order of the packages' names. Throws where a package has none. */
export function collectLicences(root, chunks) {
  const homes = new Set()
  for (const chunk of chunks.values()) {
    for (const module of Object.keys(chunk.modules)) {
      const home = packageOf(module)
      if (home) homes.add(home)
    }
  }
  const sections = new Map()
  for (const home of homes) {
    const { name, version, license, author } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"))
    if (!license) throw new Error(`${name}: no licence is named`)
    const who = typeof author === "object" ? author.name : author
    const text = textOf(home) || `${license}${who ? `, ${who}` : ""}`
    const patched = isPatched(root, name, version) ? ", modified" : ""
    sections.set(`${name} ${version} (${license}${patched})`, text)
  }
  const rule = "-".repeat(80)
  const parts = [...sections]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([head, text]) => `${rule}\n${head}\n\n${text}\n`)
  return [OWN, ...parts].join("\n")
}
