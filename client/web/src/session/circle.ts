// One circle of an open vault: its machine, its connection, its doors, and what is told of it.

import type { Item as FoldItem } from "../circle/items.ts"
import type { State } from "../circle/state.ts"
import { shownNames } from "../circle/views.ts"
import type { CircleInfo, Item, KnockInfo, LinkState, Timeline } from "../engine/api.ts"
import { type Heard, unpackDraft, unpackHeard, type Write } from "../group/records.ts"
import type { Vault } from "../vault/index.ts"
import { hex } from "../wire/bytes.ts"
import { Doors } from "./doors.ts"
import { Driver } from "./driver.ts"
import { type Beside, circleInfo } from "./infos.ts"
import { isGoing } from "./sentences.ts"
import { type Held, Steps } from "./steps.ts"
import { loadHeard, loadMuted, loadSeen, muting, seeing } from "./store.ts"
import { ChangedItems, type Teller } from "./teller.ts"
import { itemsOf, timelineOf, touchedBy } from "./timeline.ts"

/** Items looked through for what a new name, or somebody who crossed, changes of them. */
const RECENT = 500
/** Milliseconds between two looks for what has disappeared, at most. */
const LONGEST_NAP = 15_000

/** What all circles of a session share. */
export interface Ground {
  vault: Vault
  /** The URL of the relay that this client may speak to. */
  relay: string
  /** Unix seconds. */
  now: () => number
  teller: Teller
  /** Something that the list of circles shows of one is different. */
  changed: () => void
}

export class Circle {
  /** The local id, and the same in hex. */
  readonly id: Uint8Array
  readonly key: string
  readonly steps: Steps
  readonly driver: Driver
  readonly doors: Doors
  readonly #ground: Ground
  readonly #changed = new ChangedItems()
  #muted = new Set<string>()
  #heard = new Map<string, Heard>()
  #seen = 0
  #link: LinkState = "off"
  /** The names that were last shown, and whether somebody has been heard in another epoch since. */
  #names: ReadonlyMap<string, string> = new Map()
  #crossed = false
  /** The index up to which people may have been notified. */
  #news = 0
  #nap: ReturnType<typeof setTimeout> | null = null
  /** What tells one life, from start to stop, from the next; null while it rests. */
  #life: object | null = null
  #closed = false

  private constructor(id: Uint8Array, ground: Ground) {
    this.id = id
    this.key = hex(id)
    this.#ground = ground
    const { vault, relay, now, teller } = ground
    this.steps = new Steps(vault, id, (writes) => this.#stored(writes))
    this.driver = new Driver({
      steps: this.steps,
      relay,
      now,
      changed: () => this.#linkChanged(),
      working: (task, share) => teller.now({ type: "progress", task, circle: this.key, share, done: false }),
      worked: (task) => teller.now({ type: "progress", task, circle: this.key, share: 1, done: true }),
    })
    this.doors = new Doors({
      vault,
      circle: id,
      steps: this.steps,
      driver: this.driver,
      now,
      working: (share) =>
        teller.now({
          type: "progress",
          task: "work",
          circle: this.key,
          share: share ?? 1,
          done: share === null,
        }),
      invitesChanged: () => this.#tellSoon("invites"),
      knocksChanged: (knocks, came) => this.#knocksChanged(knocks, came),
    })
  }

  /** A circle of the vault. It comes to life with `start`. */
  static async load(id: Uint8Array, ground: Ground): Promise<Circle> {
    const circle = new Circle(id, ground)
    circle.#muted = await loadMuted(ground.vault, id)
    circle.#heard = await loadHeard(ground.vault, id)
    circle.#seen = await loadSeen(ground.vault, id)
    await circle.steps.run(({ fold }) => {
      circle.#names = shownNames(fold)
      circle.#news = fold.lastIndex
    })
    return circle
  }

  /** Begin to live: connect, watch the doors, erase what disappears. One that was closed stays at rest. */
  start(): void {
    if (this.#closed || this.#life !== null) return
    const life = {}
    this.#life = life
    this.driver.start()
    this.doors.start()
    void this.#tick(life)
  }

  /** Close the connections and come to rest; keys stay in memory for those who still read. */
  async stop(): Promise<void> {
    if (this.#nap !== null) clearTimeout(this.#nap)
    this.#nap = null
    this.#life = null
    await this.driver.stop()
    await this.doors.stop()
  }

  /** Come to rest for good, and wipe the keys. */
  async close(): Promise<void> {
    this.#closed = true
    const closed = this.steps.close()
    await this.stop()
    await closed
  }

  // What it shows ----------------------------------------------------------------------------------

  /** Read the circle as it stands. */
  view<T>(read: (held: Held, beside: Beside) => T): Promise<T> {
    return this.steps.run((held) => read(held, this.#beside))
  }

  info(): Promise<CircleInfo> {
    return this.view(circleInfo)
  }

  timeline(before: number | null, limit: number): Promise<Timeline> {
    return this.view((held, eye) => timelineOf(held, eye, before, limit))
  }

  /** Everything up to this item was read. */
  async seen(index: number): Promise<void> {
    const last = await this.view(({ fold }) => fold.lastIndex)
    const seen = Math.min(index, last)
    if (seen <= this.#seen) return
    this.#seen = seen
    await this.#ground.vault.write([seeing(this.id, seen)])
    this.#ground.changed()
  }

  /** Hear a member no more, or again; only on this device. */
  async mute(member: Uint8Array, muted: boolean): Promise<void> {
    await this.#ground.vault.write([muting(this.id, member, muted)])
    if (muted) this.#muted.add(hex(member))
    else this.#muted.delete(hex(member))
    await this.view(({ fold }) => this.#changed.add(recent(fold, () => true)))
    this.#tellItems()
    this.#tellSoon("members")
    this.#ground.changed()
  }

  get #beside(): Beside {
    return {
      key: this.key,
      muted: this.#muted,
      heard: this.#heard,
      now: this.#ground.now(),
      seen: this.#seen,
      knocks: this.doors.known.length,
      link: this.driver.state,
      retryAt: this.driver.retryAt,
    }
  }

  // What is told -----------------------------------------------------------------------------------

  /** What a step changed is stored: note what of it pages show. */
  #stored(writes: readonly Write[]): void {
    const shelves = new Set(writes.map(({ shelf }) => shelf))
    for (const write of writes) this.#take(write)
    if (shelves.has("items") || shelves.has("drafts")) this.#tellItems()
    if (shelves.has("heard") || shelves.has("intents")) this.#tellSoon("members")
    if (shelves.has("intents") || shelves.has("items")) this.#tellSoon("invites")
    if (writes.some(({ op, shelf }) => op === "put" && shelf === "deliveries")) this.doors.look()
    if (shelves.has("drafts") || shelves.has("intents")) this.driver.wake()
    this.#ground.changed()
  }

  #take(write: Write): void {
    const key = hex(write.key)
    if (write.shelf === "items") this.#changed.add([key])
    if (write.shelf === "drafts")
      this.#changed.add(write.op === "put" ? touchedBy(unpackDraft(write.value)) : [key])
    if (write.shelf !== "heard" || write.op === "delete") return
    const heard = unpackHeard(write.value)
    if (heard.epoch !== this.#heard.get(key)?.epoch) this.#crossed = true
    this.#heard.set(key, heard)
  }

  #tellSoon(type: "members" | "invites"): void {
    this.#ground.teller.soon(`${type} ${this.key}`, async () => ({ type, circle: this.key }))
  }

  #tellItems(): void {
    this.#ground.teller.soon(`items ${this.key}`, async () => {
      const told = await this.view((held, eye) => {
        this.#noteOthers(held)
        return this.#changed.take((ids) => itemsOf(held, eye, ids))
      })
      this.#tellNews(told.items)
      return { type: "items", circle: this.key, ...told }
    })
  }

  /** Items that no entry changed, and that read differently now: names are others, or somebody has crossed. */
  #noteOthers({ fold }: Held): void {
    const names = shownNames(fold)
    const renamed = new Set([...names].filter(([id, name]) => this.#names.get(id) !== name).map(([id]) => id))
    if (renamed.size > 0) this.#changed.add(recent(fold, (item) => speaksOf(item, renamed)))
    if (this.#crossed) this.#changed.add(recent(fold, ({ kind }) => isGoing(kind)))
    this.#names = names
    this.#crossed = false
  }

  #tellNews(items: readonly Item[]): void {
    const fresh = items.filter(({ index, state }) => state === "sent" && index > this.#news)
    this.#news = Math.max(this.#news, ...fresh.map(({ index }) => index))
    const heard = fresh.filter(({ mine, muted }) => !mine && !muted)
    const { teller } = this.#ground
    if (heard.some(({ warning }) => warning)) teller.now({ type: "news", circle: this.key, what: "warning" })
    if (heard.some(({ kind }) => kind === "message")) {
      teller.now({ type: "news", circle: this.key, what: "message" })
    }
  }

  #linkChanged(): void {
    if (this.driver.state === "online" && this.#link !== "online") this.doors.look()
    this.#link = this.driver.state
    this.#ground.changed()
  }

  #knocksChanged(knocks: KnockInfo[], came: boolean): void {
    const { teller } = this.#ground
    teller.now({ type: "knocks", circle: this.key, knocks })
    if (came) teller.now({ type: "news", circle: this.key, what: "knock" })
    this.#ground.changed()
  }

  // Time -------------------------------------------------------------------------------------------

  /** Erase what has disappeared, now and whenever the next is due. */
  async #tick(life: object): Promise<void> {
    const { now } = this.#ground
    const next = await this.steps.tick(now()).catch(() => null) // tried again with the next
    if (this.#life !== life) return
    const nap = next === null ? LONGEST_NAP : Math.min(Math.max(next - now(), 1) * 1000, LONGEST_NAP)
    this.#nap = setTimeout(() => void this.#tick(life), nap)
  }
}

/** The ids of the newest items that fit. */
function recent(fold: State, fits: (item: FoldItem) => boolean): string[] {
  return [...fold.items].slice(-RECENT).flatMap(([id, item]) => (fits(item) ? [id] : []))
}

function speaksOf(item: FoldItem, members: ReadonlySet<string>): boolean {
  const { author, subject, reactions } = item
  return (
    members.has(hex(author)) ||
    (subject !== null && members.has(hex(subject))) ||
    reactions.some(({ member }) => members.has(hex(member)))
  )
}
