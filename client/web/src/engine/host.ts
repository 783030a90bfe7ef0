// Carries calls out: the vault and, while it is open, its session. It lives in the worker of the tab that owns
// the vault, and knows nothing of workers or tabs.

import { Address } from "../link/index.ts"
import { spoken } from "../session/answers.ts"
import { readCode } from "../session/joins.ts"
import { Turns } from "../session/pauses.ts"
import { DEFAULTS } from "../session/records.ts"
import { Session } from "../session/session.ts"
import { type Cost, Vault } from "../vault/index.ts"
import type { Call, Calls, CodeInfo, Told, VaultInfo } from "./api.ts"
import { AutoLock } from "./autolock.ts"
import { failed } from "./failures.ts"

const HALF_A_CHARACTER = /\p{Surrogate}/u

/** What a host stands on. */
export interface Ground {
  /** The URL of the relay that served the page. */
  relay: string
  tell: (told: Told) => void
  /** Milliseconds since 1970. */
  now?: () => number
  /** What a new vault costs to open; only tests take another than the standard one. */
  cost?: Cost
}

type Handlers = {
  [C in Call]: (...args: Parameters<Calls[C]>) => Promise<ReturnType<Calls[C]>> | ReturnType<Calls[C]>
}

export class Host {
  readonly #relay: string
  readonly #tell: (told: Told) => void
  readonly #now: () => number
  readonly #cost: Cost | undefined
  /** Opening, locking and erasing go one after the other. */
  readonly #turns = new Turns()
  readonly #autoLock: AutoLock
  #open: { vault: Vault; session: Session } | null = null
  #opening = false

  constructor(ground: Ground) {
    this.#relay = Address.parse(ground.relay).url
    this.#tell = ground.tell
    // Looked up each time, so that a browser's clock can be set while it runs.
    this.#now = ground.now ?? (() => Date.now())
    this.#cost = ground.cost
    this.#autoLock = new AutoLock(() => this.#lockUnasked(), this.#now)
  }

  /** Carry out a call. Rejects with a `CallError`, whatever went wrong. */
  async call(name: Call, args: readonly unknown[]): Promise<unknown> {
    try {
      if (this.#autoLock.look()) await this.#lock() // which has begun: the call finds it locked
      if (!Object.hasOwn(this.#handlers, name)) throw failed("error-unexpected")
      const handler = this.#handlers[name] as (...given: readonly unknown[]) => unknown
      return await handler(...args)
    } catch (error) {
      throw spoken(error)
    }
  }

  /** Lock, and come to rest. */
  async close(): Promise<void> {
    this.#autoLock.stop()
    await this.#lock()
  }

  readonly #handlers: Handlers = {
    vault: () => this.#info(),
    create: (passphrase) => this.#create(passphrase),
    unlock: (passphrase) => this.#unlock(passphrase),
    lock: () => this.#lock(),
    changePassphrase: (old, next) => this.#changePassphrase(old, next),
    erase: () => this.#erase(),
    askPersistence: () => this.#persistence(),
    settings: () => this.#open?.session.settings() ?? DEFAULTS,
    setSettings: (changes) => this.#setSettings(changes),
    touch: () => this.#autoLock.touch(),
    network: () => this.#open?.session.network(),

    circles: () => this.#session.circles(),
    found: (label, name, pass) => this.#session.found(label, name, pass ?? null),
    forget: (circle) => this.#session.forget(circle),
    timeline: (circle, before, limit) => this.#session.circle(circle).timeline(before, limit),
    seen: (circle, index) => this.#session.circle(circle).seen(index),
    sync: (circle) => this.#session.sync(circle),

    send: (circle, draft) => this.#session.talk(circle).send(draft),
    react: (circle, target, emoji, add) => this.#session.talk(circle).react(target, emoji, add),
    edit: (circle, target, text, cw) => this.#session.talk(circle).edit(target, text, cw),
    retract: (circle, target) => this.#session.talk(circle).retract(target),
    setCard: (circle, card) => this.#session.talk(circle).setCard(card),
    setTimer: (circle, seconds) => this.#session.talk(circle).setTimer(seconds),

    members: (circle) => this.#session.people(circle).members(),
    mute: (circle, member, muted) => this.#session.people(circle).mute(member, muted),
    remove: (circle, member) => this.#session.people(circle).remove(member),
    appoint: (circle, member) => this.#session.people(circle).appoint(member),
    demote: (circle, member) => this.#session.people(circle).demote(member),
    rename: (circle, name) => this.#session.people(circle).rename(name),
    setRule: (circle, rule, value) => this.#session.people(circle).setRule(rule, value),
    policy: (circle) => this.#session.people(circle).policy(),
    withdraw: (circle) => this.#session.people(circle).withdraw(),
    leave: (circle) => this.#session.leave(circle),
    verify: (circle) => this.#session.people(circle).verify(),
    farewell: (circle) => this.#session.people(circle).farewell(),
    setFarewell: (circle, text) => this.#session.people(circle).setFarewell(text),

    invite: (circle, uses, expiresIn) => this.#session.circle(circle).doors.invite(uses, expiresIn),
    invites: (circle) => this.#session.circle(circle).doors.invites(),
    revoke: (circle, invite) => this.#session.circle(circle).doors.revoke(invite),
    knocks: (circle) => this.#session.circle(circle).doors.knocks(),
    admit: async (circle, knock, asName) => {
      const member = await this.#session.circle(circle).doors.admit(knock, asName)
      return this.#session.people(circle).member(member)
    },
    decline: (circle, knock) => this.#session.circle(circle).doors.decline(knock),

    readCode: (text) => this.#readCode(text),
    join: (text, name, note, rejoin) => this.#session.join(text, name, note, rejoin),
    joins: () => this.#session.joins(),
    dropJoin: (id) => this.#session.dropJoin(id),

    devices: (circle) => this.#session.people(circle).devices(),
    removeDevice: (circle, device) => this.#session.people(circle).removeDevice(device),
    removeLost: (circle, device) => this.#session.people(circle).removeLost(device),
    keepDevice: (circle, device) => this.#session.people(circle).keepDevice(device),
    linkThis: (code, name) => this.#session.linkThis(code, name),
    linkings: () => this.#session.linkings(),
    dropLinking: (id) => this.#session.dropLinking(id),
    pair: async () => (await this.#session.pairings()).make(),
    pairings: async () => (await this.#session.pairings()).look(),
    acceptPairing: async (id, words) => (await this.#session.pairings()).accept(id, words),
    dropPairing: async (id) => (await this.#session.pairings()).drop(id),
    dropPairings: async () => (await this.#session.pairings()).dropAll(),

    backup: (passphrase) => {
      checkPassphrase(passphrase)
      return this.#session.backup(passphrase, this.#cost)
    },
    restore: (file, passphrase) => this.#session.restore(file, passphrase),
  }

  get #session(): Session {
    if (this.#open === null) throw failed("error-vault-locked")
    return this.#open.session
  }

  // The vault --------------------------------------------------------------------------------------

  async #info(): Promise<VaultInfo> {
    const persistent = await Vault.persistent()
    const phase = this.#opening ? "opening" : this.#open !== null ? "open" : await this.#closedPhase()
    return { phase, owner: true, persistent }
  }

  async #closedPhase(): Promise<"locked" | "absent"> {
    return (await Vault.exists()) ? "locked" : "absent"
  }

  async #told(): Promise<void> {
    this.#tell({ type: "vault", vault: await this.#info() })
  }

  #create(passphrase: string): Promise<void> {
    checkPassphrase(passphrase)
    return this.#turns.run(async () => {
      if (this.#open !== null) throw failed("error-vault-exists")
      await this.#deriving(async () => this.#begin(await Vault.create(passphrase, this.#cost)))
    })
  }

  /** Open the vault; one that another page has opened meanwhile stays as it is. */
  #unlock(passphrase: string): Promise<void> {
    checkPassphrase(passphrase)
    return this.#turns.run(async () => {
      if (this.#open === null) await this.#deriving(async () => this.#begin(await Vault.open(passphrase)))
    })
  }

  /** Begin the session of a vault that was opened. */
  async #begin(vault: Vault): Promise<void> {
    try {
      const now = () => Math.floor(this.#now() / 1000)
      const session = await Session.open({ vault, relay: this.#relay, now, tell: this.#tell })
      this.#open = { vault, session }
      vault.onLost = (erased) => {
        if (erased) session.part() // another tab does it, which has emptied the vault by now
        this.#lockUnasked()
      }
      this.#autoLock.start((await session.settings()).autoLockMinutes)
    } catch (error) {
      vault.close()
      throw error
    }
  }

  /** Do what takes a key out of a passphrase, and tell so. */
  async #deriving(task: () => Promise<void>): Promise<void> {
    const progress = { type: "progress", task: "key", circle: null, share: null } as const
    this.#tell({ ...progress, done: false })
    this.#opening = this.#open === null
    try {
      await this.#told()
      await task()
    } finally {
      this.#opening = false
      this.#tell({ ...progress, done: true })
      await this.#told()
    }
  }

  #changePassphrase(old: string, next: string): Promise<void> {
    checkPassphrase(next)
    return this.#turns.run(async () => {
      const open = this.#open
      if (open === null) throw failed("error-vault-locked")
      await this.#deriving(() => open.vault.changePassphrase(old, next))
    })
  }

  /** Wipe the keys, close all connections, and tell everybody. */
  #lock(): Promise<void> {
    return this.#turns.run(async () => {
      if (this.#open === null) return
      const rested = this.#end()
      await this.#told()
      await rested
    })
  }

  /** The same where nobody waits for it; the keys go first, and whatever fails comes after. */
  #lockUnasked(): void {
    this.#lock().catch(() => undefined)
  }

  /** From here on nothing can be read or said; resolves once all has come to rest. */
  async #end(): Promise<void> {
    const open = this.#open
    this.#open = null
    this.#autoLock.stop()
    open?.vault.close()
    await open?.session.close()
  }

  async #erase(): Promise<void> {
    await Vault.eraseKeys() // before all that has to come to rest first
    this.#open?.session.part()
    return this.#turns.run(async () => {
      await this.#end()
      await Vault.erase()
      await this.#told()
    })
  }

  /** Whether the browser keeps the vault, after the page has asked it to. */
  async #persistence(): Promise<boolean> {
    await this.#told()
    return (await Vault.persistent()) === true
  }

  async #setSettings(
    changes: Parameters<Calls["setSettings"]>[0],
  ): Promise<ReturnType<Calls["setSettings"]>> {
    const settings = await this.#session.setSettings(changes)
    this.#autoLock.start(settings.autoLockMinutes)
    return settings
  }

  #readCode(text: string): CodeInfo {
    const { relay } = readCode(text)
    return { relay, here: relay === this.#relay }
  }
}

/** A passphrase that protects nothing, or that no keyboard gives again, is refused. */
function checkPassphrase(passphrase: string): void {
  if (passphrase.trim() === "") throw failed("error-passphrase-empty")
  if (HALF_A_CHARACTER.test(passphrase)) throw failed("error-passphrase-not-text")
}
