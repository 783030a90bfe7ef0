import { sha256 } from "@noble/hashes/sha2.js"
import { expect, test } from "vitest"
import { type Files, Shell, WrongFileError } from "../../../src/sw/shell.ts"
import { hex, utf8 } from "../../../src/wire/bytes.ts"

const SCOPE = "https://relay.example/below/"
const hash = (text: string) => hex(sha256(utf8(text)))
const FILES: Files = { "index.html": hash("page"), "assets/a.js": hash("script") }

/** Caches that live in memory. */
class Memory {
  readonly held = new Map<string, Map<string, Response>>()

  async open(name: string) {
    const cache = this.held.get(name) ?? new Map<string, Response>()
    this.held.set(name, cache)
    return {
      put: async (url: string, response: Response) => void cache.set(url, response),
      match: async (url: string) => cache.get(url)?.clone(),
    }
  }

  async keys() {
    return [...this.held.keys()]
  }

  async delete(name: string) {
    return this.held.delete(name)
  }
}

/** A network that serves these texts, one list for each attempt at the same address. */
function shellOf(served: Record<string, string[]>, files = FILES, memory = new Memory()) {
  const fetched: [string, RequestInit][] = []
  const ground = {
    caches: memory as unknown as CacheStorage,
    fetch: async (url: string, options: RequestInit) => {
      fetched.push([url, options])
      const texts = served[url.slice(SCOPE.length)] ?? []
      const text = texts.length > 1 ? texts.shift() : texts[0]
      return text === undefined ? new Response("", { status: 404 }) : new Response(text)
    },
  }
  return { shell: new Shell(SCOPE, files, ground), memory, fetched }
}

const GOOD = () => ({ "index.html": ["page"], "assets/a.js": ["script"] })

function request(url: string, more: Partial<Request> = {}) {
  return { method: "GET", mode: "cors", url, ...more } as Request
}

test("all files are kept, and answered with from then on", async () => {
  const { shell, fetched } = shellOf(GOOD())
  await shell.keep()
  const before = fetched.length
  const url = shell.keptAs(request(`${SCOPE}assets/a.js`)) ?? ""
  expect(await (await shell.answer(url)).text()).toBe("script")
  expect(await (await shell.answer(url)).text()).toBe("script")
  expect(fetched.length).toBe(before)
})

test("an old file from a cache on the way is fetched anew", async () => {
  const { shell, fetched } = shellOf({ "index.html": ["old page", "page"], "assets/a.js": ["script"] })
  await shell.keep()
  expect(await (await shell.answer(`${SCOPE}index.html`)).text()).toBe("page")
  const ways = fetched.filter(([url]) => url.endsWith("index.html")).map(([, options]) => options.cache)
  expect(ways).toEqual(["default", "reload"])
})

test.each([{ "index.html": ["other page"], "assets/a.js": ["script"] }, { "index.html": ["page"] }])(
  "a file that is not the one that was built is refused",
  async (served: Record<string, string[]>) => {
    const { shell } = shellOf(served)
    await expect(shell.keep()).rejects.toBeInstanceOf(WrongFileError)
  },
)

test("the page is answered under its directory and under its name", () => {
  const { shell } = shellOf({})
  const page = `${SCOPE}index.html`
  expect(shell.keptAs(request(SCOPE, { mode: "navigate" }))).toBe(page)
  expect(shell.keptAs(request(`${SCOPE}?from=home`, { mode: "navigate" }))).toBe(page)
  expect(shell.keptAs(request(page, { mode: "navigate" }))).toBe(page)
})

test.each([
  [`${SCOPE}manifest.json`, {}],
  [`${SCOPE}connect`, {}],
  [`${SCOPE}assets/b.js`, {}],
  ["https://relay.example/", { mode: "navigate" }],
  ["https://elsewhere.example/below/assets/a.js", {}],
  [`${SCOPE}assets/a.js`, { method: "POST" }],
] as const)("%s is none of the shell's business", (url, more) => {
  expect(shellOf({}).shell.keptAs(request(url, more as Partial<Request>))).toBeNull()
})

test("versions are kept apart, and earlier ones dropped; what others keep stays", async () => {
  const memory = new Memory()
  await memory.open("somebody-else")
  await shellOf(GOOD(), FILES, memory).shell.keep()
  const newer = { "index.html": hash("new page"), "assets/a.js": hash("script") }
  const { shell } = shellOf({ "index.html": ["new page"], "assets/a.js": ["script"] }, newer, memory)
  await shell.keep()
  expect(memory.held.size).toBe(3)
  await shell.dropOthers()
  expect([...memory.held.keys()].filter((name) => name.startsWith("shell-"))).toHaveLength(1)
  expect(memory.held.has("somebody-else")).toBe(true)
  expect(await (await shell.answer(`${SCOPE}index.html`)).text()).toBe("new page")
})

test("what the browser has thrown away comes from the network", async () => {
  const { shell } = shellOf(GOOD())
  expect(await (await shell.answer(`${SCOPE}index.html`)).text()).toBe("page")
})
