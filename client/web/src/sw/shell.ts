// The files that the page is made of, kept so that it opens without a network. Nothing else is ever kept:
// what people say goes through a WebSocket, which no service worker sees.

/** What a page says to a waiting worker so that it takes over. */
export const TAKE_OVER = "take-over"

const PREFIX = "shell-"
const PAGE = "index.html"

/** Path below the worker's scope to the SHA-256 of the file, in lower-case hex. */
export type Files = Readonly<Record<string, string>>

/** A file came with other bytes than were built; which one does not matter. */
export class WrongFileError extends Error {
  override readonly name = "WrongFileError"

  constructor() {
    super("a file of the page is not the one that was built")
  }
}

/** What of the browser it stands on; tests bring their own. */
export interface Ground {
  caches: CacheStorage
  fetch: (url: string, options: RequestInit) => Promise<Response>
}

/** The shell of one version. */
export class Shell {
  readonly #scope: string
  readonly #files: Files
  readonly #ground: Ground
  readonly #urls: ReadonlySet<string>

  /** `scope` is the URL of the directory that the page lies in. */
  constructor(scope: string, files: Files, ground: Ground) {
    this.#scope = scope
    this.#files = files
    this.#ground = ground
    this.#urls = new Set(Object.keys(files).map((path) => this.#urlOf(path)))
  }

  /** Fetch all files, check them, and keep them; rejects unless every one of them is as it was built. */
  async keep(): Promise<void> {
    const cache = await this.#cache()
    const paths = Object.entries(this.#files)
    await Promise.all(
      paths.map(async ([path, hash]) => cache.put(this.#urlOf(path), await this.#get(path, hash))),
    )
  }

  /** Drop what earlier versions kept. */
  async dropOthers(): Promise<void> {
    const own = await this.#name()
    const names = await this.#ground.caches.keys()
    const others = names.filter((name) => name.startsWith(PREFIX) && name !== own)
    await Promise.all(others.map((name) => this.#ground.caches.delete(name)))
  }

  /** The URL under which the answer to a request is kept; null for what is none of the shell's business. */
  keptAs(request: Pick<Request, "method" | "url" | "mode">): string | null {
    if (request.method !== "GET") return null
    const url = new URL(request.url)
    url.search = ""
    url.hash = ""
    if (request.mode === "navigate" && url.href === this.#scope) return this.#urlOf(PAGE)
    return this.#urls.has(url.href) ? url.href : null
  }

  /** What is kept under a URL; from the network if the browser has thrown it away. */
  async answer(url: string): Promise<Response> {
    const cache = await this.#cache()
    return (await cache.match(url)) ?? this.#ground.fetch(url, {})
  }

  /** One file as it was built: whatever lies between us and the relay may still have an old one. */
  async #get(path: string, hash: string): Promise<Response> {
    for (const cache of ["default", "reload"] as const) {
      const response = await this.#ground.fetch(this.#urlOf(path), { cache, credentials: "omit" })
      if (response.ok && (await hashOf(response.clone())) === hash) return response
    }
    throw new WrongFileError()
  }

  async #cache(): Promise<Cache> {
    return this.#ground.caches.open(await this.#name())
  }

  /** Each version has its own cache: two of them are never mixed. */
  async #name(): Promise<string> {
    const text = new TextEncoder().encode(JSON.stringify(Object.entries(this.#files).sort()))
    return PREFIX + (await sha256(text)).slice(0, 16)
  }

  #urlOf(path: string): string {
    return new URL(path, this.#scope).href
  }
}

async function hashOf(response: Response): Promise<string> {
  return sha256(await response.arrayBuffer())
}

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")
}
