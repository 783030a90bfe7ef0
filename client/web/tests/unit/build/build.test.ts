// What the build refuses to serve, what it counts, and what it says of licences.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterEach, beforeEach, expect, test } from "vitest"
import { checkFiles } from "../../../build/checks.mjs"
import { collectLicences, packageOf } from "../../../build/licences.mjs"
import { digestWords, listFiles, writeManifest } from "../../../build/manifest.mjs"
import { BUDGET, checkBudget, firstLoad, table } from "../../../build/sizes.mjs"

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "build-"))
})

afterEach(() => {
  rmSync(home, { recursive: true })
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), text)
}

function chunk(part: object): object {
  return { isEntry: false, imports: [], dynamicImports: [], facadeModuleId: null, modules: {}, ...part }
}

/** Text that shrinks little. */
function noise(length: number): string {
  return Array.from({ length }, (_, n) => String.fromCharCode(33 + (((n * n * 7919) % 9973) % 90))).join("")
}

test("a page with scripts, styles and pictures of its own may be served", () => {
  write(
    "index.html",
    '<!doctype html><link rel="icon" href="./icon.svg"><script type="module" src="./a.js"></script>',
  )
  write("a.js", "import './b.js'")
  write("a.css", "body { background: url(./paper.png) }")
  expect(() => checkFiles(home)).not.toThrow()
})

test.each([
  ["<script>evil()</script>", "an inline script"],
  ['<script type="module">evil()</script>', "an inline script"],
  ["<style>body { color: red }</style>", "an inline style sheet"],
  ['<p style="color: red">', "a style attribute"],
  ['<body onload="evil()">', "an event handler in markup"],
  ['<base href="./x/">', "a base element"],
  ['<script src="https://evil.example/x.js"></script>', "an address elsewhere"],
  ['<link href="//evil.example/x.css">', "an address elsewhere"],
  ["<img src=data:image/png;base64,AA>", "an address elsewhere"],
])("a page with %s is refused", (text, why) => {
  write("index.html", text)
  expect(() => checkFiles(home)).toThrow(`index.html: ${why}`)
})

test.each([
  ["a.js", "//# sourceMappingURL=a.js.map", "a source map"],
  ["a.css", "/*# sourceMappingURL=a.css.map */", "a source map"],
  ["a.css", "@font-face { src: url(https://fonts.example/x) }", "an address elsewhere"],
  ["a.css", '@import "b.css";', "an address elsewhere"],
  ["a.js.map", "{}", "the relay serves no files of this kind"],
  ["font.woff2", "", "the relay serves no files of this kind"],
])("%s with %s is refused", (path, text, why) => {
  write(path, text)
  expect(() => checkFiles(home)).toThrow(`${path}: ${why}`)
})

test("the manifest lists every file but itself, in one order", () => {
  write("sw.js", "")
  write("assets/b.js", "2")
  write("assets/a.js", "1")
  const { text, digest } = writeManifest(home)
  expect(readFileSync(join(home, "manifest.json"), "utf8")).toBe(text)
  expect(Object.keys(JSON.parse(text).files)).toEqual(["assets/a.js", "assets/b.js", "sw.js"])
  expect(JSON.parse(text).files["sw.js"]).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  )
  expect(writeManifest(home).digest).toBe(digest)
  expect(listFiles(home)).toEqual(JSON.parse(text).files)
})

test("the digest is said in eight groups of four", () => {
  expect(digestWords("0123456789abcdef".repeat(4))).toBe("0123 4567 89ab cdef 0123 4567 89ab cdef")
})

test("the first load is what the page and its workers bring with them, not what comes when it is wanted", () => {
  const chunks = new Map([
    [
      "index.js",
      chunk({
        isEntry: true,
        imports: ["shared.js"],
        dynamicImports: ["later.js", "jsQR.js", "uqr.js", "words.js", "ar.js"],
      }),
    ],
    ["shared.js", chunk({})],
    ["later.js", chunk({ facadeModuleId: "/x/src/ui/later.ts", imports: ["deep.js"] })],
    ["deep.js", chunk({})],
    ["jsQR.js", chunk({ facadeModuleId: "/x/node_modules/jsqr/dist/jsQR.js" })],
    ["ar.js", chunk({ facadeModuleId: "/x/src/locale/ar.ts" })],
    ["worker.js", chunk({ isEntry: true, dynamicImports: ["words-of-it.js"] })],
    ["words-of-it.js", chunk({ facadeModuleId: "/x/src/locale/locale.ts" })],
  ])
  expect([...firstLoad(chunks)].sort()).toEqual([
    "deep.js",
    "index.js",
    "later.js",
    "shared.js",
    "words-of-it.js",
    "worker.js",
  ])
})

test("of the languages the heaviest counts, and no more than one", () => {
  write("ar.js", "a".repeat(10))
  write("fr.js", noise(3_000))
  write("index.js", noise(1_000))
  const language = (tag: string) => chunk({ facadeModuleId: `/x/src/locale/${tag}.ts` })
  const chunks = new Map([
    ["index.js", chunk({ isEntry: true, dynamicImports: ["ar.js", "fr.js"] })],
    ["ar.js", language("ar")],
    ["fr.js", language("fr")],
  ])
  const { page, total, lines } = table(home, chunks)
  const weigh = (length: number) => gzipSync(noise(length), { level: 9 }).length
  expect([page, total]).toEqual([weigh(1_000), weigh(1_000) + weigh(3_000)])
  expect(lines.join("\n")).toMatch(/fr\.js .* first load in its language/)
})

test("what is over the budget fails, and WebAssembly counts", () => {
  write("engine.wasm", noise(300_000))
  write("page.css", noise(300_000))
  const { total, lines } = table(home, new Map())
  expect(total).toBeGreaterThan(0)
  expect(lines.join("\n")).toContain("engine.wasm")
  expect(lines.at(-1)).toMatch(/first load: \d+\.\d of 200\.0 KiB gzipped/)
  expect(() => checkBudget({ total: BUDGET })).not.toThrow()
  expect(() => checkBudget({ total: BUDGET + 1 })).toThrow("over 200.0")
})

test("a module belongs to its innermost package", () => {
  expect(packageOf("/x/src/main.ts")).toBeNull()
  expect(packageOf("/x/node_modules/preact/src/index.js")).toBe("/x/node_modules/preact")
  expect(packageOf("\0/x/node_modules/a/node_modules/@b/c/d.js?commonjs")).toBe(
    "/x/node_modules/a/node_modules/@b/c",
  )
})

test("licences are gathered by package, and what was patched is said to be modified", () => {
  write("patches/b+2.0.0.patch", "")
  write("node_modules/b/package.json", '{"name": "b", "version": "2.0.0", "license": "MIT"}')
  write("node_modules/b/LICENSE", "Do as you please.")
  write(
    "node_modules/a/package.json",
    '{"name": "a", "version": "1.0.0", "license": "ISC", "author": "Robin"}',
  )
  const modules = {
    [join(home, "node_modules/b/x.js")]: {},
    [join(home, "node_modules/b/y.js")]: {},
    [join(home, "node_modules/a/x.js")]: {},
    [join(home, "src/main.ts")]: {},
  }
  const text = collectLicences(home, new Map([["index.js", chunk({ modules })]]))
  expect(text.match(/^[ab] .*$/gm)).toEqual(["a 1.0.0 (ISC)", "b 2.0.0 (MIT, modified)"])
  expect(text).toContain("ISC, Robin")
  expect(text).toContain("Do as you please.")
})

test("a package without a licence stops the build", () => {
  write("node_modules/a/package.json", '{"name": "a", "version": "1.0.0"}')
  const modules = { [join(home, "node_modules/a/x.js")]: {} }
  expect(() => collectLicences(home, new Map([["index.js", chunk({ modules })]]))).toThrow("a: no licence")
})
