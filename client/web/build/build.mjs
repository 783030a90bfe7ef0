// Builds the web client: what the relay serves, file for file, and the list of hashes to check it by.
//
//     node build/build.mjs [--out DIRECTORY] [--reference FILE]
//
// DIRECTORY is server/leeward_relay/web unless told; it is replaced as a whole, once everything is done.
// A copy of its manifest goes to FILE, client/leeward_client/web/manifest.json unless told: by it the
// terminal client knows what a relay of its version serves. The same sources give the same bytes,
// wherever they lie; nothing here looks at a clock or at the machine.
//
// It expects the packages of package-lock.json, patched; build_web.py sees to that, and calls this.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { build } from "vite"
import { checkFiles } from "./checks.mjs"
import { collectLicences } from "./licences.mjs"
import { digestWords, listFiles, writeManifest } from "./manifest.mjs"
import { checkBudget, table } from "./sizes.mjs"

const HOME = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const ROOT = resolve(HOME, "../..")
const WORKER = "src/sw/sw.ts"

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: join(ROOT, "server/leeward_relay/web") },
    reference: { type: "string", default: join(ROOT, "client/leeward_client/web/manifest.json") },
  },
})

/** What was bundled: for each file of script what it imports, and the modules that it is made of. */
const chunks = new Map()

function record() {
  return {
    name: "leeward-record",
    generateBundle(_, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type === "chunk") chunks.set(item.fileName, item)
      }
    },
  }
}

/** Passes on what the bundler remarks, but for what is as it should be. */
function onLog(level, log, handle) {
  // mlkem asks Node for its cryptography where a browser's is missing, which is nowhere any more.
  if (/^Module "crypto" has been externalized/.test(log.message)) return
  // How long it all took depends on the machine.
  if (log.code !== "PLUGIN_TIMINGS") handle(level, log)
}

/** The page and its workers, by vite.config.ts. */
async function buildPage(out) {
  await build({
    root: HOME,
    logLevel: "warn",
    plugins: [record()],
    worker: { format: "es", plugins: () => [record()], rolldownOptions: { onLog } },
    build: { outDir: out, emptyOutDir: true, rolldownOptions: { onLog } },
  })
}

/**
 * The service worker: one file at the root, since a worker rules only what lies beside and below it.
 * It is told the hash of every other file: so it changes whenever one of them does, and can tell
 * whether what it keeps is what was built.
 */
async function buildServiceWorker(out, files) {
  await build({
    root: HOME,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    plugins: [record()],
    define: { LEEWARD_FILES: JSON.stringify(files) },
    build: {
      target: "es2022",
      outDir: out,
      emptyOutDir: false,
      sourcemap: false,
      rolldownOptions: {
        onLog,
        input: join(HOME, WORKER),
        output: { format: "iife", entryFileNames: "sw.js" },
      },
    },
  })
}

function replace(staged, out) {
  mkdirSync(dirname(out), { recursive: true })
  rmSync(out, { recursive: true, force: true })
  try {
    renameSync(staged, out)
  } catch (error) {
    if (error.code !== "EXDEV") throw error
    cpSync(staged, out, { recursive: true })
  }
}

const shelter = join(HOME, "node_modules/.cache")
mkdirSync(shelter, { recursive: true })
const staged = mkdtempSync(join(shelter, "leeward-"))
try {
  await buildPage(staged)
  await buildServiceWorker(staged, listFiles(staged))
  writeFileSync(join(staged, "licences.txt"), collectLicences(HOME, chunks))
  checkFiles(staged)
  const { text, digest } = writeManifest(staged)
  const { lines, ...budget } = table(staged, chunks)
  process.stdout.write(`${lines.join("\n")}\n\n`)
  checkBudget(budget)
  replace(staged, resolve(options.out))
  mkdirSync(dirname(resolve(options.reference)), { recursive: true })
  writeFileSync(resolve(options.reference), text)
  process.stdout.write(`${basename(options.out)}/manifest.json: ${digestWords(digest)}\n`)
} finally {
  rmSync(staged, { recursive: true, force: true })
}
