// As much of a document as Preact needs to render into, so that screens can be read and pressed without a
// browser. What a person hears of an element is its name; what they press is found by it.

import { vi } from "vitest"

type Listener = (this: PageElement, event: PageEvent) => void

export interface PageEvent {
  type: string
  target: PageElement
  currentTarget: PageElement
  defaultPrevented: boolean
  preventDefault(): void
  stopPropagation(): void
}

/** A node of the tree: an element, or with `data` a text. */
class PageNode {
  readonly nodeType: number = 3
  parentNode: PageElement | null = null
  data = ""

  get nextSibling(): PageNode | null {
    const siblings = this.parentNode?.childNodes ?? []
    return siblings[siblings.indexOf(this) + 1] ?? null
  }

  get isConnected(): boolean {
    return this.parentNode?.isConnected ?? false
  }

  get textContent(): string {
    return this.data
  }

  remove(): void {
    this.parentNode?.removeChild(this)
  }
}

export class PageElement extends PageNode {
  override readonly nodeType = 1
  readonly namespaceURI = "http://www.w3.org/1999/xhtml"
  readonly childNodes: PageNode[] = []
  readonly attributes = new Map<string, string>()
  readonly localName: string
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #page: Page
  // Properties that forms work with; Preact sets what is a property, and makes attributes of the rest.
  value = ""
  checked = false
  disabled = false

  constructor(localName: string, page: Page) {
    super()
    this.localName = localName
    this.#page = page
  }

  get ownerDocument() {
    return this.#page.document
  }

  get firstChild(): PageNode | null {
    return this.childNodes[0] ?? null
  }

  override get isConnected(): boolean {
    return this === this.#page.body || super.isConnected
  }

  override get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("")
  }

  insertBefore(node: PageNode, before: PageNode | null): PageNode {
    node.remove()
    const at = before === null ? this.childNodes.length : this.childNodes.indexOf(before)
    this.childNodes.splice(at, 0, node)
    node.parentNode = this
    return node
  }

  removeChild(node: PageNode): void {
    this.childNodes.splice(this.childNodes.indexOf(node), 1)
    node.parentNode = null
    if (!this.#page.document.activeElement.isConnected) this.#page.document.activeElement = this.#page.body
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value))
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name)
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener)
  }

  /** Tell this element and those around it, with `more` of the event; whether nobody prevented what comes of it. */
  dispatch(type: string, more: object = {}): boolean {
    let stopped = false
    const event: PageEvent = {
      ...more,
      type,
      target: this,
      currentTarget: this,
      defaultPrevented: false,
      preventDefault: () => {
        event.defaultPrevented = true
      },
      stopPropagation: () => {
        stopped = true
      },
    }
    for (let at: PageElement | null = this; at !== null && !stopped; at = at.parentNode) {
      event.currentTarget = at
      for (const listener of at.#listeners.get(type) ?? []) listener.call(at, event)
    }
    return !event.defaultPrevented
  }

  focus(): void {
    if (this.isConnected) this.#page.document.activeElement = this
  }

  click(): void {
    if (this.disabled) return
    const goesOn = this.dispatch("click")
    if (goesOn && this.attributes.get("type") === "submit") this.#form()?.dispatch("submit")
  }

  #form(): PageElement | null {
    for (let at: PageElement | null = this; at !== null; at = at.parentNode) {
      if (at.localName === "form") return at
    }
    return null
  }

  // What only a browser does, and nothing here depends on.
  scrollIntoView(): void {}
  select(): void {}
  async play(): Promise<void> {}
  showModal(): void {}
  close(): void {}
  contains(): boolean {
    return true
  }
  getBoundingClientRect() {
    return { left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 }
  }
  readonly style = { setProperty: () => undefined }
  matches(): boolean {
    return this.#page.document.activeElement === this
  }
  querySelector(): null {
    return null
  }
  /** Buttons, or what has the one attribute that is asked for. */
  querySelectorAll(selector: string): PageElement[] {
    const wanted = /^\[([\w-]+)/.exec(selector)?.[1]
    return this.all().filter(({ localName, attributes }) =>
      wanted === undefined ? localName === "button" : attributes.has(wanted),
    )
  }

  get dataset(): Record<string, string> {
    const data = [...this.attributes].filter(([name]) => name.startsWith("data-"))
    return Object.fromEntries(data.map(([name, value]) => [name.slice("data-".length), value]))
  }

  /** This element's own descendants, in the order of the page. */
  all(): PageElement[] {
    return this.childNodes.flatMap((child) => (child instanceof PageElement ? [child, ...child.all()] : []))
  }

  /** What it is called: its label, else its text without marks that isolate names. */
  get name(): string {
    const text = this.attributes.get("aria-label") ?? this.textContent
    return text.replace(/[\u2066-\u2069]/g, "").trim()
  }
}

/** Nothing here has a size. */
class StillObserver {
  observe(): void {}
  disconnect(): void {}
}

/** A page to render into. Stands in for the browser's globals until they are unstubbed. */
export class Page {
  readonly document = Object.assign(new EventTarget(), {
    visibilityState: "visible",
    createElementNS: (_: string, name: string) => new PageElement(name, this),
    createElement: (name: string) => new PageElement(name, this),
    createTextNode: (data: string) => Object.assign(new PageNode(), { data }),
    documentElement: { dir: "ltr" },
    activeElement: null as unknown as PageElement,
    body: null as unknown as PageElement,
  })
  readonly body = new PageElement("body", this)

  constructor() {
    this.document.body = this.body
    this.document.activeElement = this.body
    vi.stubGlobal("document", this.document)
    vi.stubGlobal("Node", PageNode)
    vi.stubGlobal("HTMLElement", PageElement)
    vi.stubGlobal("innerWidth", 400)
    vi.stubGlobal("innerHeight", 800)
    vi.stubGlobal("ResizeObserver", StillObserver)
    vi.stubGlobal("addEventListener", () => undefined)
    vi.stubGlobal("removeEventListener", () => undefined)
  }

  get text(): string {
    return this.body.name
  }

  /** All elements with this tag, or this role. */
  all(kind: string): PageElement[] {
    return this.body
      .all()
      .filter(({ localName, attributes }) => localName === kind || attributes.get("role") === kind)
  }

  /** The names of all elements of a kind. */
  names(kind: string): string[] {
    return this.all(kind).map(({ name }) => name)
  }

  /** The last element of a kind with this name: of two dialogs the one on top. */
  find(kind: string, name: string): PageElement {
    const found = this.all(kind).findLast((element) => element.name === name)
    if (found === undefined) throw new Error(`the page has no ${kind} that is called so`)
    return found
  }

  /** The input that a label belongs to. */
  field(label: string): PageElement {
    const id = this.find("label", label).attributes.get("for")
    const found = this.body.all().find(({ attributes }) => attributes.get("id") === id)
    if (found === undefined) throw new Error("the label belongs to no field")
    return found
  }
}
