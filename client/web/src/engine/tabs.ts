// Several tabs, one vault: the tab that holds the Web Lock owns it and runs the worker; the others follow,
// and call through the owner over a BroadcastChannel. When the owner goes, the browser gives the lock to a
// follower, which starts a worker of its own: with the vault locked, since keys never leave a worker.
//
// Nothing is sent twice and nothing is answered twice. A call is addressed to the owner that was heard,
// carries the moment until which it may be begun, and fails when another owner appears: whether the one
// that went had carried it out, nobody can tell. Arguments, and so passphrases, are kept nowhere: they are
// in the one message, whose reader is known.

import type { Call, Calls, Engine, Told, VaultInfo } from "./api.ts"
import { type Backend, type Outcome, outcomeOf, type Start, Unanswered } from "./backend.ts"
import { failed } from "./failures.ts"

export const LOCK = "leeward-vault"
export const CHANNEL = "leeward"
/** Milliseconds between two looks whether the owner is still there. */
const BEAT = 3_000
/** Milliseconds that a call waits for an owner to be heard, and within which one has to begin it. */
const PATIENCE = 5_000
/** Looks without an answer after which the owner counts as silent. */
const MOST_SILENT = 2

type Message =
  /** A follower asks who owns the vault. */
  | { type: "who" }
  /** The owner says that it is there. */
  | { type: "owner"; from: string }
  | { type: "call"; from: string; to: string; id: number; by: number; name: Call; args: readonly unknown[] }
  | { type: "answer"; from: string; to: string; id: number; outcome: Outcome }
  | { type: "told"; from: string; told: Told }
  /** Everything was erased: an owner that slept erases what it has in memory when it wakes. */
  | { type: "erased" }

/** What of the browser it stands on; tests bring their own. */
export interface Ground {
  start: Start
  locks: Pick<LockManager, "request">
  channel: BroadcastChannel
  /** Ask the browser to keep what is stored; only a page may. */
  persist: () => Promise<unknown>
  /** Take everything out of what is stored, the keys first, whoever has it open. */
  empty: () => Promise<void>
  /** Delete what was emptied, as soon as others let go of it; gives up after a while. */
  drop: () => Promise<void>
  beat?: number
  patience?: number
}

/** One tab's way to the engine, as owner or as follower. */
export class Tabs implements Engine {
  readonly #me = crypto.randomUUID()
  readonly #ground: Ground
  readonly #listeners = new Set<(told: Told) => void>()
  readonly #unanswered = new Unanswered()
  readonly #left = new AbortController()
  readonly #beat: ReturnType<typeof setInterval>
  /** Calls that wait until an owner is heard. */
  #awaiting: (() => void)[] = []
  #backend: Backend | null = null
  /** The owner that was heard last, while it is not silent. */
  #owner: string | null = null
  #silent = 0
  /** What the owner last said of the vault. */
  #vault: VaultInfo | null = null

  constructor(ground: Ground) {
    this.#ground = ground
    ground.channel.onmessage = (event) => this.#heard(event.data)
    ground.locks.request(LOCK, { signal: this.#left.signal }, () => this.#own()).catch(() => undefined) // we left before it came to us
    this.#post({ type: "who" })
    this.#beat = setInterval(() => this.#look(), ground.beat ?? BEAT)
  }

  async call<C extends Call>(name: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    if (name === "askPersistence") await this.#ground.persist()
    const answer = await (name === "erase" ? this.#erase() : this.#call(name, args))
    return (name === "vault" ? this.#asSeen(answer as VaultInfo) : answer) as ReturnType<Calls[C]>
  }

  listen(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Leave; an owner lets go of the vault. A tab that is closed need not: the browser does it. */
  close(): void {
    clearInterval(this.#beat)
    this.#backend?.close()
    this.#left.abort()
    this.#unanswered.fail(() => failed("error-owner-gone"))
    this.#ground.channel.close()
  }

  async #call(name: Call, args: readonly unknown[]): Promise<unknown> {
    if (this.#backend === null && this.#owner === null) {
      const heard = await this.#ownerHeard()
      if (!heard && name === "vault") return this.#elsewhere()
      if (!heard) throw failed("error-elsewhere")
    }
    if (this.#backend !== null) return this.#backend.call(name, args)
    const to = this.#owner
    if (to === null) throw failed("error-elsewhere")
    const by = Date.now() + this.#patience
    return this.#unanswered.ask((id) => this.#post({ type: "call", from: this.#me, to, id, by, name, args }))
  }

  /**
   * Erase with this tab's own hands, the keys first: an owner that sleeps would not, and one that does not sleep
   * has more to bring to rest.
   */
  async #erase(): Promise<void> {
    await this.#ground.empty()
    this.#post({ type: "erased" })
    if (this.#backend !== null) {
      await this.#backend.call("erase", [])
      return
    }
    this.#lost()
    await this.#ground.drop().catch(() => undefined) // there is nothing in it
  }

  /** Show nothing of the vault until its owner says how it stands. */
  #lost(): void {
    this.#vault = this.#elsewhere()
    this.#tell({ type: "vault", vault: this.#vault })
  }

  get #patience(): number {
    return this.#ground.patience ?? PATIENCE
  }

  #ownerHeard(): Promise<boolean> {
    return new Promise((resolve) => {
      const over = setTimeout(() => resolve(false), this.#patience)
      this.#awaiting.push(() => {
        clearTimeout(over)
        resolve(true)
      })
    })
  }

  /** The lock is ours: from now on, until we leave, this tab runs the engine. */
  #own(): Promise<void> {
    this.#owner = null
    this.#backend = this.#started()
    this.#unanswered.fail(() => failed("error-owner-gone"))
    this.#post({ type: "owner", from: this.#me })
    this.#goOn()
    this.#refresh()
    return new Promise((resolve) => this.#left.signal.addEventListener("abort", () => resolve()))
  }

  /** The engine of this tab; where the browser does not let it start, one that fails whatever is asked. */
  #started(): Backend {
    try {
      return this.#ground.start((told) => {
        if (told.type === "vault") this.#vault = told.vault
        this.#tell(told)
        this.#post({ type: "told", from: this.#me, told })
      })
    } catch {
      return { call: () => Promise.reject(failed("error-browser")), close: () => undefined }
    }
  }

  /** Ask anew how the vault stands, since another owner has it. */
  #refresh(): void {
    this.call("vault").then(
      (vault) => this.#tell({ type: "vault", vault }),
      () => undefined, // then a look finds out
    )
  }

  #goOn(): void {
    const awaiting = this.#awaiting
    this.#awaiting = []
    for (const go of awaiting) go()
  }

  #heard(message: Message): void {
    if (this.#backend !== null) {
      if (message.type === "who") this.#post({ type: "owner", from: this.#me })
      if (message.type === "call" && message.to === this.#me) this.#serve(this.#backend, message)
      if (message.type === "erased") this.#backend.call("erase", []).catch(() => undefined)
      return
    }
    if (message.type === "erased") this.#lost()
    if (message.type === "owner") this.#follow(message.from)
    if (message.type === "answer" && message.to === this.#me && message.from === this.#owner)
      this.#unanswered.answered(message.id, message.outcome)
    if (message.type === "told" && message.from === this.#owner) {
      if (message.told.type === "vault") this.#vault = message.told.vault
      this.#tell(message.told)
    }
  }

  #follow(owner: string): void {
    this.#silent = 0
    if (owner === this.#owner) return
    this.#owner = owner
    this.#unanswered.fail(() => failed("error-owner-gone"))
    this.#goOn()
    this.#refresh()
  }

  /** Carry out a follower's call; one that lay about too long has been given up by its sender. */
  #serve(backend: Backend, call: Message & { type: "call" }): void {
    const late = Date.now() > call.by
    const answer = late ? Promise.reject(failed("error-elsewhere")) : backend.call(call.name, call.args)
    outcomeOf(answer).then((outcome) =>
      this.#post({ type: "answer", from: this.#me, to: call.from, id: call.id, outcome }),
    )
  }

  /** A follower's look at its owner; one that does not answer has been put to sleep, or hangs. */
  #look(): void {
    if (this.#backend !== null) return
    if (this.#silent >= MOST_SILENT && (this.#owner !== null || this.#vault === null)) {
      this.#owner = null
      this.#unanswered.fail(() => failed("error-elsewhere"))
      this.#lost()
    }
    this.#silent += 1
    this.#post({ type: "who" })
  }

  #elsewhere(): VaultInfo {
    return { phase: "elsewhere", owner: false, persistent: this.#vault?.persistent ?? null }
  }

  #asSeen(vault: VaultInfo): VaultInfo {
    return { ...vault, owner: this.#backend !== null }
  }

  #tell(told: Told): void {
    const seen: Told = told.type === "vault" ? { type: "vault", vault: this.#asSeen(told.vault) } : told
    for (const listener of this.#listeners) listener(seen)
  }

  #post(message: Message): void {
    if (!this.#left.signal.aborted) this.#ground.channel.postMessage(message)
  }
}
