// A relay for the tests of a file, and people who are gone after each of them.

import { afterAll, afterEach, beforeAll, vi } from "vitest"
import { Relay } from "../../support/relay.ts"
import { PASSPHRASE, Person } from "./person.ts"

export interface People {
  /** The relay, while tests run. */
  readonly relay: Relay
  /** Somebody with an open vault; at another relay if it is named. */
  person: (at?: string) => Promise<Person>
  /** Somebody who has no vault yet; at another relay if it is named. */
  nobody: (at?: string) => Person
}

/** Have a relay started before the tests of this file, and everything ended and restored behind them. */
export function gathering(): People {
  let relay: Relay
  let people: Person[] = []

  beforeAll(async () => {
    relay = await Relay.start()
  })

  afterAll(() => relay.stop())

  afterEach(async () => {
    vi.restoreAllMocks()
    await Promise.all(people.map(({ host }) => host.close()))
    people = []
  })

  const nobody = (at = relay.url) => {
    const one = new Person(at)
    people.push(one)
    return one
  }
  const person = async (at?: string) => {
    const one = nobody(at)
    await one.call("create", PASSPHRASE)
    return one
  }
  return {
    get relay() {
      return relay
    },
    person,
    nobody,
  }
}
