// The manifest: the SHA-256 of every file that is served, manifest.json itself left out.
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative, sep } from "node:path"

export const MANIFEST = "manifest.json"

export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex")
}

/** The paths of all files below a directory, with slashes, in the order of their code units. */
export function pathsBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
}

/** Path to SHA-256 in hex, of every file but the manifest. */
export function listFiles(directory) {
  const paths = pathsBelow(directory).filter((path) => path !== MANIFEST)
  return Object.fromEntries(paths.map((path) => [path, sha256(readFileSync(join(directory, path)))]))
}

/** Writes the manifest into the directory; gives its text and its own SHA-256, the digest of them all. */
export function writeManifest(directory) {
  const text = `${JSON.stringify({ version: 1, files: listFiles(directory) }, null, 1)}\n`
  writeFileSync(join(directory, MANIFEST), text)
  return { text, digest: sha256(text) }
}

/** The first half of a digest in groups of four, to be read aloud; `leeward verify-web` says the same. */
export function digestWords(digest) {
  return digest.slice(0, 32).match(/.{4}/g).join(" ")
}
