// As much of a browser as the modules without a page of their own stand on.

import { vi } from "vitest"

/** A history that can be walked, and an address; both tell what was done to them. */
export class FakeBrowser extends EventTarget {
  /** The addresses that `location.replace` was called with. */
  readonly left: string[] = []
  readonly classes = new Set<string>()
  emptied = 0
  href: string
  entries: { state: unknown; href: string }[]
  at = 0
  /** Whether the browser goes back when it is asked to. */
  walks = true

  constructor(href = "https://relay.example/below/") {
    super()
    this.href = href
    this.entries = [{ state: null, href }]
    vi.stubGlobal("window", this)
    vi.stubGlobal("addEventListener", this.addEventListener.bind(this))
    vi.stubGlobal("removeEventListener", this.removeEventListener.bind(this))
    vi.stubGlobal("location", {
      replace: (to: string) => this.left.push(to),
      get hash() {
        return new URL(browser.href).hash
      },
      get href() {
        return browser.href
      },
      get pathname() {
        return new URL(browser.href).pathname
      },
    })
    vi.stubGlobal("history", {
      get state() {
        return browser.entries[browser.at]?.state ?? null
      },
      pushState: (state: unknown) => this.#push(state),
      replaceState: (state: unknown, _: string, to?: string) => this.#replace(state, to),
      back: () => this.walk(-1),
      go: (steps: number) => this.walk(steps),
    })
    vi.stubGlobal("document", {
      title: "",
      documentElement: { classList: { add: (name: string) => this.classes.add(name) } },
      body: {
        replaceChildren: () => {
          this.emptied += 1
        },
      },
    })
    const browser = this
  }

  /** What the back and forward buttons do. */
  walk(steps: number): void {
    if (!this.walks) return
    this.at = Math.max(0, Math.min(this.at + steps, this.entries.length - 1))
    this.dispatchEvent(Object.assign(new Event("popstate"), { state: this.entries[this.at]?.state }))
  }

  /** Somebody opens an address that differs in its fragment alone. */
  open(hash: string): void {
    this.href = new URL(hash, this.href).href
    this.#push(null)
    this.dispatchEvent(new Event("hashchange"))
  }

  #push(state: unknown): void {
    this.entries = [...this.entries.slice(0, this.at + 1), { state, href: this.href }]
    this.at += 1
  }

  #replace(state: unknown, to?: string): void {
    if (to !== undefined) this.href = new URL(to, this.href).href
    this.entries[this.at] = { state, href: this.href }
  }
}
