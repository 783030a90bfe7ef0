// Somebody with a browser of their own: a host over an IndexedDB of its own, without worker or tabs.

import "fake-indexeddb/auto"
import { IDBFactory } from "fake-indexeddb"
import type { Call, Calls, CircleInfo, Item, KnockInfo, Told } from "../../../src/engine/api.ts"
import { Host } from "../../../src/engine/host.ts"

export const PASSPHRASE = "six words drawn by honest dice"
/** Far below what a vault costs elsewhere. */
const CHEAP = { passes: 1, memory: 8 * 1024 }
/** Milliseconds after which something that should come to pass has not. */
const PATIENCE = 25_000

export class Person {
  readonly #relay: string
  #factory = new IDBFactory()
  /** Milliseconds by which this person's clock is ahead. */
  ahead = 0
  told: Told[] = []
  host: Host

  constructor(relay: string) {
    this.#relay = relay
    this.host = this.#host()
  }

  /** Somebody with an open vault. */
  static async open(relay: string): Promise<Person> {
    const person = new Person(relay)
    await person.call("create", PASSPHRASE)
    return person
  }

  /** The page is loaded again: another host on the same database. */
  async reload(): Promise<void> {
    await this.host.close()
    this.told = []
    this.host = this.#host()
    await this.call("unlock", PASSPHRASE)
  }

  /** Go on with another one's database. */
  adopt(other: Person): void {
    this.#factory = other.#factory
  }

  async call<C extends Call>(name: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>> {
    globalThis.indexedDB = this.#factory // an open database remembers its own
    return (await this.host.call(name, args)) as ReturnType<Calls[C]>
  }

  /** The id of the failure that a call ends with. */
  async failure<C extends Call>(name: C, ...args: Parameters<Calls[C]>): Promise<string> {
    try {
      await this.call(name, ...args)
    } catch (error) {
      return (error as { id: string }).id
    }
    return "none"
  }

  /** Look again and again, until something is there. */
  async until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
    const end = Date.now() + PATIENCE
    while (Date.now() < end) {
      const found = await look()
      if (found !== null && found !== undefined && found !== false) return found
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error("it never came to pass")
  }

  /** The one circle. */
  async circle(): Promise<CircleInfo> {
    const [circle] = await this.call("circles")
    if (circle === undefined) throw new Error("there is no circle")
    return circle
  }

  async key(): Promise<string> {
    return (await this.circle()).key
  }

  async items(): Promise<Item[]> {
    return (await this.call("timeline", await this.key(), null, 500)).items
  }

  async texts(): Promise<string[]> {
    return (await this.items()).flatMap(({ text }) => (text === null ? [] : [text]))
  }

  async kinds(): Promise<string[]> {
    return (await this.items()).map(({ kind }) => kind)
  }

  async member(name: string): Promise<string> {
    const found = (await this.call("members", await this.key())).find((one) => one.name === name)
    if (found === undefined) throw new Error("there is no such member")
    return found.id
  }

  /** Wait until a message with this text is there, and sent. */
  reads(text: string): Promise<Item> {
    return this.until(async () =>
      (await this.items()).find((item) => item.text === text && item.state === "sent"),
    )
  }

  /** Wait until an item of this kind is there. */
  sees(kind: string): Promise<Item> {
    return this.until(async () => (await this.items()).find((item) => item.kind === kind))
  }

  async say(text: string): Promise<string> {
    return this.call("send", await this.key(), { text })
  }

  /** Wait for somebody to knock. */
  async hearsKnock(): Promise<KnockInfo> {
    const key = await this.key()
    return this.until(async () => (await this.call("knocks", key))[0])
  }

  /** Knock with a code and be let in by a host, who takes the name. */
  async joins(host: Person, name: string): Promise<void> {
    const key = await host.key()
    const { link } = await host.call("invite", key, 1, 3600)
    const join = await this.call("join", link, name, "", null)
    const knock = await host.hearsKnock()
    await host.call("admit", key, knock.id, null)
    await this.entered(join.id)
  }

  /** Wait until a knock has led into a circle. */
  async entered(join: string): Promise<void> {
    await this.until(async () => {
      this.call("network", true).catch(() => undefined) // which looks at once
      return (await this.call("joins")).find(({ id, state }) => id === join && state === "admitted")
    })
  }

  heard<T extends Told["type"]>(type: T): Extract<Told, { type: T }>[] {
    return this.told.filter((one): one is Extract<Told, { type: T }> => one.type === type)
  }

  #host(): Host {
    return new Host({
      relay: this.#relay,
      tell: (told) => this.told.push(told),
      now: () => Date.now() + this.ahead,
      cost: CHEAP,
    })
  }
}
