// Drives one circle's machine over a live connection of its own: store, send, tell the machine what came of
// it, and listen; connect again when the connection is lost. A request is made between two steps, so that
// nobody who writes something waits for a relay that does not answer.

import type { Relay } from "../circle/policy.ts"
import type { LinkState } from "../engine/api.ts"
import { type CallError, failed } from "../engine/failures.ts"
import { Line, type Machine } from "../group/machine.ts"
import { type Entry, IDLE, type Want } from "../group/wants.ts"
import {
  Address,
  Backoff,
  BusyError,
  Connection,
  FullError,
  LinkLostError,
  type Live,
  RefusedError,
  SealedError,
} from "../link/index.ts"
import { equal } from "../wire/bytes.ts"
import { spoken, wordOf } from "./answers.ts"
import { Bell, pause } from "./pauses.ts"
import type { Steps } from "./steps.ts"

/** Seconds that one call waits for another member to open the next box. */
const PATIENCE = 15
/** Seconds between two looks whether it did. */
const LOOK = 1
/** Seconds to wait when the relay asks to, and how often in a row before the connection is given up. */
const BUSY_PAUSE = 2
const BUSY_TRIES = 30
/** Seconds until a lost relay is tried again, doubled up to the second. */
const RETRY = 1
const RETRY_MOST = 60
/** Entries taken into the circle in one step: few enough that others get their turn. */
const SLICE = 100
/** Boxes walked through on one connection from which on it is said that there is much to catch up with. */
const MANY_BOXES = 3
/** Seconds after which a quiet circle looks whether something is due by the clock. */
const REVIEW = 60

const NOTHING = new Uint8Array()

/** What a driver stands on, and whom it tells. */
export interface Ground {
  steps: Steps
  /** The relay that this client may speak to. */
  relay: string
  /** Unix seconds. */
  now: () => number
  /** The link's state is another one. */
  changed: () => void
  /** Long work is under way: `share` of it is done, from 0 to 1, null where that cannot be told. */
  working: (task: "work" | "catching-up", share: number | null) => void
  /** It is done. */
  worked: (task: "work" | "catching-up") => void
}

interface Waiter {
  patience: number
  resolve: () => void
  reject: (why: CallError) => void
}

export class Driver {
  readonly #ground: Ground
  readonly #steps: Steps
  readonly #bell = new Bell()
  readonly #backoff = new Backoff(RETRY, RETRY_MOST)
  #stopped = new AbortController()
  #living: Promise<void> | null = null
  #connection: Connection | null = null
  #line = new Line()
  /** As of which reading of the vault the line is known to fit the machine. */
  #loads = 0
  #waiters: Waiter[] = []
  #state: LinkState = "off"
  #retryAt: number | null = null
  #hearing: Connection | null = null
  /** Whether work was told of and is to be told to be done. */
  #working = false
  #walk = new Walk(0, 0)

  constructor(ground: Ground) {
    this.#ground = ground
    this.#steps = ground.steps
  }

  get state(): LinkState {
    return this.#state
  }

  /** When the next attempt to reach the relay is made, in unix seconds, while it is offline. */
  get retryAt(): number | null {
    return this.#retryAt
  }

  /** Begin to live; a driver that lives goes on. */
  start(): void {
    if (this.#living !== null) return
    this.#stopped = new AbortController()
    this.#living = this.#live(this.#stopped.signal)
  }

  /** Close the connection and come to rest. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#bell.ring()
    await this.#living
    this.#living = null
    this.#fail(failed("error-offline"))
  }

  /** There is something new to do: to send, or to connect for. */
  wake(): void {
    this.#bell.ring()
  }

  /** Look at once whether the relay is there, and what it holds. */
  look(): void {
    // Over a connection on which it did not show what it took, nothing is sent any more; another one may do.
    if (this.#line.deceived) this.#connection?.close()
    this.#line.ended = false
    this.#backoff.reset()
    this.#bell.ring()
  }

  /**
   * Resolves once all that there is to do now is done, or waits for others for longer than a person would.
   * Rejects when the relay cannot be reached, or refuses.
   */
  settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ patience: PATIENCE, resolve, reject })
      if (this.#living === null) this.#fail(failed("error-offline"))
      else this.#bell.ring()
    })
  }

  /**
   * Say the farewell that was sealed beforehand, where the connection that there is leads to its box. Nothing is
   * waited for, dialled or tried twice.
   */
  part(): void {
    const parting = this.#steps.takeParting()
    if (parting === null || !equal(parting.box, this.#line.box)) return
    for (const entry of parting.entries) {
      // All at once: the relay keeps their order.
      this.#connection?.post(parting.box, entry, { long: true, grow: false }).catch(() => undefined)
    }
  }

  // Connections ------------------------------------------------------------------------------------

  async #live(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const fault = await this.#attempt(stopped)
      this.#caughtUp()
      if (stopped.aborted) break
      const over = fault === null || fault.id === "error-circle-elsewhere"
      const seconds = over ? null : this.#backoff.next()
      this.#retryAt = seconds === null ? null : this.#ground.now() + Math.ceil(seconds)
      this.#set(over ? "off" : "offline")
      if (fault === null) this.#settle(this.#waiters)
      else this.#fail(fault)
      await this.#bell.sleep(seconds === null ? null : seconds * 1000)
    }
    this.#retryAt = null
    this.#set("off")
  }

  /** One connection, from its beginning to its end. What ended it; null where the circle does not go on. */
  async #attempt(stopped: AbortSignal): Promise<CallError | null> {
    try {
      const relay = await this.#steps.run(({ machine }) => (machine?.running ? this.#setOut(machine) : null))
      if (relay === null) return null
      if (relay.url !== this.#ground.relay) throw failed("error-circle-elsewhere", { relay: relay.url })
      this.#retryAt = null
      this.#set("connecting")
      const working = (share: number) => this.#workOn(share)
      const manner = { word: wordOf(relay), working, signal: stopped }
      const connection = await Connection.connect(Address.parse(relay.url), manner)
      try {
        this.#connection = connection
        this.#line = new Line()
        this.#set("online")
        await this.#serve(connection, stopped)
        return null
      } finally {
        this.#connection = null
        connection.close()
      }
    } catch (error) {
      return spoken(error)
    }
  }

  /** Begin to walk through the boxes; the relay that has them. */
  #setOut(machine: Machine): Relay {
    const now = this.#ground.now()
    this.#walk = new Walk(Math.max(machine.sync.enteredAt, newest(machine)), now)
    return machine.policy.relay
  }

  async #serve(connection: Connection, stopped: AbortSignal): Promise<void> {
    let busy = 0
    while (!stopped.aborted) {
      const waiters = [...this.#waiters]
      const want = await this.#pass(connection)
      busy = want === null ? busy + 1 : 0
      if (busy > BUSY_TRIES) throw failed("error-relay-busy")
      if (want === null) await pause(BUSY_PAUSE * 1000, stopped)
      else if (want.kind === "wait") {
        this.#caughtUp()
        await this.#waitForOthers(want.until, waiters)
      } else if (want.kind === "idle") {
        this.#caughtUp()
        this.#backoff.reset()
        this.#settle(waiters)
        if (!(await this.#goesOn())) return
        this.#hear(connection)
        await this.#bell.sleep(REVIEW * 1000)
      }
    }
  }

  /** One request, or none. What was wanted; null where the relay asks to wait. */
  async #pass(connection: Connection): Promise<Want | null> {
    try {
      const want = await this.#next(connection)
      await this.#do(connection, want)
      return want
    } catch (error) {
      if (error instanceof BusyError) return null
      throw error
    }
  }

  /** Ring once something comes live, or the connection is lost. */
  #hear(connection: Connection): void {
    if (this.#hearing === connection) return
    this.#hearing = connection
    void connection.live.arrived().then(() => {
      this.#hearing = null
      this.#bell.ring()
    })
  }

  #goesOn(): Promise<boolean> {
    return this.#steps.run(({ machine }) => machine?.running ?? false)
  }

  // Requests ---------------------------------------------------------------------------------------

  /** What came live, in its order, is taken; then what to ask for next is stored before it is asked. */
  #next(connection: Connection): Promise<Want> {
    const lives = taken(connection)
    return this.#steps.run(async ({ machine }) => {
      if (machine === null) return IDLE
      if (this.#loads !== this.#steps.loads) this.#line.ended = false
      this.#loads = this.#steps.loads
      for (const { box, entries } of lives) {
        if (!equal(box, this.#line.box) || !equal(box, machine.keys.box)) continue
        if (entries === null) this.#line.ended = false
        else await machine.page(this.#line, entries, "live", this.#ground.now())
      }
      return machine.want(this.#line, this.#ground.now())
    })
  }

  async #do(connection: Connection, want: Want): Promise<void> {
    const line = this.#line
    switch (want.kind) {
      case "attach":
        return this.#attach(connection, want.seed, want.after)
      case "open":
        return this.#open(connection, want.seed)
      case "read":
        return this.#page(await connection.read(line.box, want.after))
      case "post":
        return this.#append(() => connection.post(line.box, want.blob, { long: want.long }))
      case "seal":
        return this.#append(() => connection.seal(line.box, want.after, want.blob))
      default:
        return
    }
  }

  async #attach(connection: Connection, seed: Uint8Array, after: number): Promise<void> {
    const line = this.#line
    if (line.box.length > 0) await connection.detach(line.box)
    line.box = NOTHING
    try {
      const { attached, entries } = await connection.attach(seed, after)
      this.#walk.boxes += 1
      // In one step: each waits for the disk, and whoever was away long walks through many boxes.
      await this.#page(entries, (machine) => machine.attached(line, attached.nextSeq, this.#ground.now()))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      await this.#tell((machine) => machine.attachRefused(line))
    }
  }

  async #open(connection: Connection, seed: Uint8Array): Promise<void> {
    try {
      await this.#worked(connection.open(seed))
      await this.#tell((machine) => machine.boxOpened(this.#line))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      await this.#tell((machine) => machine.openRefused())
    }
  }

  /** Post or seal. */
  async #append(append: () => Promise<number>): Promise<void> {
    const line = this.#line
    try {
      const seq = await this.#worked(append())
      await this.#tell((machine) => machine.acknowledged(line, seq))
    } catch (error) {
      if (error instanceof SealedError) await this.#tell((machine) => machine.overtaken(line))
      else if (error instanceof FullError) await this.#tell((machine) => machine.boxFull(line))
      else throw error
    }
  }

  /** Entries that a read gave, up to the end of the box; `before` is to be told before the first. */
  async #page(
    entries: readonly Entry[],
    before: (machine: Machine) => void = () => undefined,
  ): Promise<void> {
    const line = this.#line
    for (let at = 0; at === 0 || at < entries.length; at += SLICE) {
      const last = at + SLICE >= entries.length
      const slice = entries.slice(at, at + SLICE)
      if (!last || this.#walk.boxes >= MANY_BOXES) this.#catchingUp()
      await this.#tell(async (machine) => {
        if (at === 0) before(machine)
        await machine.page(line, slice, last ? "end" : "part", this.#ground.now())
        this.#walk.came(newest(machine))
      })
    }
  }

  /** Tell the machine what came of a request; null where there is none any more. */
  #tell<T>(what: (machine: Machine) => T | Promise<T>): Promise<T | null> {
    return this.#steps.run(({ machine }) => (machine === null ? null : what(machine)))
  }

  // Waiting, and who waits -------------------------------------------------------------------------

  async #waitForOthers(until: number, waiters: readonly Waiter[]): Promise<void> {
    const seconds = Math.min(Math.max(until - this.#ground.now(), 0.05), LOOK)
    for (const waiter of waiters) waiter.patience -= seconds
    this.#settle(waiters.filter((waiter) => waiter.patience < 0))
    await this.#bell.sleep(seconds * 1000)
    this.#line.refused = false // somebody may have opened the box meanwhile
  }

  #settle(waiters: readonly Waiter[]): void {
    this.#waiters = this.#waiters.filter((waiter) => !waiters.includes(waiter))
    for (const waiter of waiters) waiter.resolve()
  }

  #fail(why: CallError): void {
    const waiters = this.#waiters
    this.#waiters = []
    for (const waiter of waiters) waiter.reject(why)
  }

  // What is told -----------------------------------------------------------------------------------

  #set(state: LinkState): void {
    this.#state = state
    this.#ground.changed()
  }

  async #worked<T>(request: Promise<T>): Promise<T> {
    try {
      return await request
    } finally {
      if (this.#working) this.#ground.worked("work")
      this.#working = false
    }
  }

  #workOn(share: number): void {
    this.#working = true
    this.#ground.working("work", share)
  }

  #catchingUp(): void {
    this.#walk.told = true
    this.#ground.working("catching-up", this.#walk.share)
  }

  #caughtUp(): void {
    if (this.#walk.told) this.#ground.worked("catching-up")
    this.#walk.told = false
    this.#walk.boxes = 0
  }
}

/**
 * How far one has come through the boxes. How many are still to come nobody knows, but messages say when they
 * were written: so it is told how much of the time that one was away has been read.
 */
class Walk {
  /** Boxes attached one after the other without coming to rest. */
  boxes = 0
  /** Whether it was told that one is catching up. */
  told = false
  /** Null until a message was read. */
  share: number | null = null
  readonly #from: number
  readonly #to: number

  /** Unix seconds: up to when all was read before, and now. */
  constructor(from: number, to: number) {
    this.#from = from
    this.#to = to
  }

  /** The newest message that was read is of this moment, as its author says. */
  came(at: number): void {
    if (at <= this.#from) return
    this.share = Math.max(
      this.share ?? 0,
      Math.min((at - this.#from) / Math.max(this.#to - this.#from, 1), 1),
    )
  }
}

/** When the newest message was written, in unix seconds; 0 where there is none. */
function newest({ fold }: Machine): number {
  return [...fold.items.values()].findLast(({ kind }) => kind === "message")?.at ?? 0
}

/** What came live since the last look. */
function taken(connection: Connection): Live[] {
  const lives: Live[] = []
  for (;;) {
    const live = connection.live.take()
    if (live === null) throw new LinkLostError("link-lost")
    if (live === undefined) return lives
    lives.push(live)
  }
}
