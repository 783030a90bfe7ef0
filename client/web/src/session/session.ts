// The session: the circles and knocks of one open vault. While it lasts, every circle that goes on has a live
// connection of its own.

import { BadNameError, checkName, LONGEST_NAME } from "../circle/names.ts"
import { PolicyError, type Relay } from "../circle/policy.ts"
import type { CircleInfo, JoinInfo, LinkingInfo, RestoreInfo, Settings, Told } from "../engine/api.ts"
import { failed } from "../engine/failures.ts"
import { found } from "../group/founding.ts"
import { isRunning } from "../group/kept.ts"
import type { Machine } from "../group/machine.ts"
import type { Way } from "../invites/meeting.ts"
import { Address, Connection } from "../link/index.ts"
import type { Cost, Vault } from "../vault/index.ts"
import { hex, randomBytes, unhex, utf8 } from "../wire/bytes.ts"
import { badName, wordOf } from "./answers.ts"
import { Arrivals, joinInfo } from "./arrivals.ts"
import { Circle } from "./circle.ts"
import { backups, Joins, nextNumber, readCode } from "./joins.ts"
import type { Linkings } from "./linkings.ts"
import type { Pairings } from "./pairings.ts"
import { Turns } from "./pauses.ts"
import { People } from "./people.ts"
import { DEFAULTS, isSettings, type JoinRecord, packSettings, unpackSettings } from "./records.ts"
import { changesOf, circleKeys, dropped, listed, SETTINGS } from "./store.ts"
import { Talk } from "./talk.ts"
import { Teller } from "./teller.ts"

const CIRCLE = 8
const SETTINGS_KEY = utf8("settings")

/** What a session stands on. */
export interface Ground {
  vault: Vault
  /** The URL of the relay that this client may speak to, in its one form. */
  relay: string
  /** Unix seconds. */
  now: () => number
  tell: (told: Told) => void
}

export class Session {
  readonly #vault: Vault
  readonly #relay: string
  readonly #now: () => number
  readonly #teller: Teller
  readonly #circles = new Map<string, Circle>()
  readonly #joins: Joins
  readonly #arrivals: Arrivals
  readonly #ended = new AbortController()
  /** Fetched only when somebody links this browser. */
  #linking: Promise<Linkings> | null = null
  /** Fetched only when somebody links another device. */
  #pairing: Promise<Pairings> | null = null
  /** Circles come one after the other, so that each gets a number of its own. */
  readonly #comings = new Turns()

  private constructor(ground: Ground) {
    this.#vault = ground.vault
    this.#relay = ground.relay
    this.#now = ground.now
    this.#teller = new Teller(ground.tell)
    this.#joins = new Joins(ground.vault, ground.now, { signal: this.#ended.signal })
    this.#arrivals = new Arrivals({
      joins: this.#joins,
      admitted: (record, ways) => this.#admitted(record, ways),
      changed: () => this.#joinsChanged(),
    })
  }

  /** The session of a vault; all circles begin to live. Rejects with a VaultError. */
  static async open(ground: Ground): Promise<Session> {
    const session = new Session(ground)
    for (const id of await circleKeys(ground.vault)) await session.#load(id)
    for (const circle of session.#circles.values()) circle.start()
    session.#arrivals.start()
    return session
  }

  /** Close all connections, wipe the keys, and tell nothing any more. The vault is not closed here. */
  async close(): Promise<void> {
    this.#teller.close()
    this.#ended.abort()
    await Promise.all([this.#arrivals.stop(), ...[...this.#circles.values()].map((circle) => circle.close())])
  }

  /** Everything is being erased, and the keys are gone: say the farewells that were sealed beforehand. */
  part(): void {
    for (const { driver } of this.#circles.values()) driver.part()
  }

  // Circles ----------------------------------------------------------------------------------------

  /** The circles of the vault, by number. */
  async circles(): Promise<CircleInfo[]> {
    const infos = await Promise.all([...this.#circles.values()].map((circle) => circle.info()))
    return infos.sort((one, other) => one.number - other.number)
  }

  circle(key: string): Circle {
    const circle = this.#circles.get(key)
    if (circle === undefined) throw failed("error-no-circle")
    return circle
  }

  talk(key: string): Talk {
    return new Talk(this.circle(key), this.#now)
  }

  people(key: string): People {
    return new People(this.#vault, this.circle(key))
  }

  /** Start a circle of one, under a name of one's own. `pass` is the relay operator's, where it wants one. */
  found(label: string, name: string, pass: string | null): Promise<CircleInfo> {
    return this.#comings.run(async () => {
      const relay = {
        url: this.#relay,
        pass: pass === null || pass === "" ? null : utf8(pass),
        fallbacks: [],
      }
      const machine = await this.#founded(label, name, relay)
      const id = randomBytes(CIRCLE)
      try {
        await this.#openBox(machine) // a circle whose box cannot be made is none: nothing is kept of it
        await this.#vault.write([listed(id), ...changesOf(id, machine.takeWrites())])
      } finally {
        machine.group.wipe()
      }
      return this.#begin(id)
    })
  }

  async #founded(label: string, name: string, relay: Relay): Promise<Machine> {
    try {
      const naming = { number: await nextNumber(this.#vault), label: labelOf(label) }
      return await found(naming, relay, name, this.#now())
    } catch (error) {
      if (error instanceof BadNameError) throw badName()
      throw error instanceof PolicyError ? failed("error-pass") : error
    }
  }

  async #openBox(machine: Machine): Promise<void> {
    const working = (share: number | null) =>
      this.#teller.now({
        type: "progress",
        task: "work",
        circle: null,
        share: share ?? 1,
        done: share === null,
      })
    const manner = { word: wordOf(machine.policy.relay), working, signal: this.#ended.signal }
    const connection = await Connection.connect(Address.parse(this.#relay), manner)
    try {
      await connection.open(machine.keys.seed)
    } finally {
      connection.close()
      working(null)
    }
  }

  /** Erase a circle from this device. One that goes on has to be left first. */
  async forget(key: string): Promise<void> {
    const circle = this.circle(key)
    const goesOn = await circle.view(
      ({ record, fold }) => isRunning(record.status) && fold.policy.roster.size > 1,
    )
    if (goesOn) throw failed("error-leave-first")
    await circle.close()
    await this.#vault.write([...(await this.#joins.dropsOf(circle.id)), ...dropped(circle.id)])
    this.#circles.delete(key)
    this.#circlesChanged()
    this.#joinsChanged()
  }

  /** Leave a circle; one with nobody else in it is forgotten at once. */
  async leave(key: string): Promise<void> {
    if (!(await this.people(key).leave())) await this.forget(key)
  }

  /** Look at once whether the relay is there, what it holds of a circle, and who is at its doors. */
  async sync(key: string): Promise<void> {
    const { driver, doors } = this.circle(key)
    driver.look()
    doors.look()
    this.#arrivals.look()
    await driver.settled()
  }

  /** The browser says whether there is a network; either way a look tells. */
  network(): void {
    for (const { driver } of this.#circles.values()) driver.look()
    this.#arrivals.look()
  }

  // Joining ----------------------------------------------------------------------------------------

  /** Knock with an invite; with `rejoin`, to come back to a circle that cannot go on here. */
  async join(text: string, name: string, note: string, rejoin: string | null): Promise<JoinInfo> {
    const code = readCode(text)
    if (code.relay !== this.#relay) throw failed("error-other-relay", { relay: code.relay })
    const back = rejoin === null ? null : this.circle(rejoin)
    const again = back === null ? null : { key: back.id, steps: back.steps }
    const record = await this.#joins.knock({ code, name, note, rejoin: again })
    this.#joinsChanged()
    this.#arrivals.look()
    return joinInfo(record)
  }

  /** Our knocks, as they stood when last looked at. */
  async joins(): Promise<JoinInfo[]> {
    const infos = [...(await this.#joins.all()).values()].map(joinInfo)
    // A circle that was entered a moment ago comes to light first.
    const shown = infos.filter(({ state, circle }) => state !== "admitted" || this.#circles.has(circle ?? ""))
    return shown.sort((one, other) => other.at - one.at)
  }

  /** Drop a knock, whether it ended or waits. */
  async dropJoin(id: string): Promise<void> {
    await this.#joins.drop(unhex(id))
    this.#joinsChanged()
  }

  /** Enter the circle that a knock of ours led to. */
  #admitted(record: JoinRecord, ways: readonly Way[]): Promise<void> {
    return this.#enter(record.rejoins, async () => (await this.#joins.enter(record, ways)).circle)
  }

  /**
   * Write down a circle to which there is a way, and let it live; `over` is the local id of the one that it continues,
   * empty where it is new. `write` gives its local id, empty if it was none after all.
   */
  #enter(over: Uint8Array, write: () => Promise<Uint8Array>): Promise<void> {
    return this.#comings.run(async () => {
      const back = over.length > 0 ? this.#circles.get(hex(over)) : undefined
      await back?.stop()
      const enter = async () => {
        const circle = await write()
        if (circle.length > 0 && back === undefined) await this.#begin(circle)
        if (circle.length > 0) this.#teller.now({ type: "news", circle: hex(circle), what: "admitted" })
      }
      try {
        await (back === undefined ? enter() : back.steps.replace(enter))
      } finally {
        back?.start()
      }
    })
  }

  // Devices ----------------------------------------------------------------------------------------

  /** Ask with a device code to be another device of somebody who has circles elsewhere. */
  async linkThis(code: string, name: string): Promise<LinkingInfo> {
    return (await this.#linkings()).ask(readCode(code, "device"), name)
  }

  /** How the device codes stand that are used here; what can be done for them is done. */
  async linkings(): Promise<LinkingInfo[]> {
    return (await this.#linkings()).look()
  }

  /** Forget a device code here. Circles that it led to stay. */
  async dropLinking(id: string): Promise<void> {
    await (await this.#linkings()).drop(unhex(id))
  }

  /** The device codes that are made here. */
  pairings(): Promise<Pairings> {
    this.#pairing ??= import("./pairings.ts").then(
      ({ Pairings }) =>
        new Pairings({
          vault: this.#vault,
          relay: this.#relay,
          now: this.#now,
          signal: this.#ended.signal,
          circles: () => this.#circles.values(),
        }),
    )
    return this.#pairing
  }

  #linkings(): Promise<Linkings> {
    this.#linking ??= import("./linkings.ts").then(
      ({ Linkings }) =>
        new Linkings({
          vault: this.#vault,
          relay: this.#relay,
          now: this.#now,
          manner: { signal: this.#ended.signal },
          enter: (over, write) => this.#enter(over, write),
        }),
    )
    return this.#linking
  }

  // Backups ----------------------------------------------------------------------------------------

  /** The bytes of a backup file of all circles. */
  async backup(passphrase: string, cost?: Cost): Promise<Uint8Array> {
    return (await backups()).backup(this.#vault, this.#circles.values(), passphrase, this.#now(), cost)
  }

  /** Put the circles of a backup file beside those that are here. */
  restore(file: Uint8Array, passphrase: string): Promise<RestoreInfo> {
    return this.#comings.run(async () => {
      const merged = await (await backups()).restore(this.#vault, file, passphrase, this.#now())
      const restored: CircleInfo[] = []
      for (const id of merged.restored) restored.push(await this.#begin(id))
      return { ...merged, restored }
    })
  }

  // Settings ---------------------------------------------------------------------------------------

  async settings(): Promise<Settings> {
    const data = await this.#vault.get(SETTINGS, SETTINGS_KEY)
    return data === null ? DEFAULTS : unpackSettings(data)
  }

  async setSettings(changes: Partial<Settings>): Promise<Settings> {
    const settings = { ...(await this.settings()), ...changes }
    if (!isSettings(settings)) throw failed("error-setting")
    await this.#vault.write([
      { op: "put", shelf: SETTINGS, key: SETTINGS_KEY, value: packSettings(settings) },
    ])
    this.#teller.now({ type: "settings", settings })
    return settings
  }

  // Within -----------------------------------------------------------------------------------------

  async #load(id: Uint8Array): Promise<Circle> {
    const circle = await Circle.load(id, {
      vault: this.#vault,
      relay: this.#relay,
      now: this.#now,
      teller: this.#teller,
      changed: () => this.#circlesChanged(),
    })
    this.#circles.set(circle.key, circle)
    return circle
  }

  /** A circle that was just written begins to live. */
  async #begin(id: Uint8Array): Promise<CircleInfo> {
    const circle = await this.#load(id)
    circle.start()
    this.#circlesChanged()
    return circle.info()
  }

  #circlesChanged(): void {
    this.#teller.soon("circles", async () => ({ type: "circles", circles: await this.circles() }))
  }

  #joinsChanged(): void {
    this.#teller.soon("joins", async () => ({ type: "joins", joins: await this.joins() }))
  }
}

/** What a circle is to be called on this device. */
function labelOf(typed: string): string {
  try {
    return checkName(typed)
  } catch (error) {
    throw error instanceof BadNameError ? failed("error-label", { most: LONGEST_NAME }) : error
  }
}
