// A circle behind a fake engine, and a page that its doors are shown on.

import { type ComponentChild, render } from "preact"
import { act } from "preact/test-utils"
import { afterEach, vi } from "vitest"
import type { CircleInfo, InviteInfo, KnockInfo, MemberInfo, PolicyInfo } from "../../../../src/engine/api.ts"
import { useEngine } from "../../../../src/ui/calls.ts"
import { circles, joins, knocks } from "../../../../src/ui/state.ts"
import { forget } from "../../../../src/ui/stores.ts"
import { FakeEngine } from "../engine.ts"
import { Page, type PageElement } from "../page.ts"

export const KEY = "c1"
export const WORDS = ["harbor", "olive", "candle", "winter"]

export function circle(more: Partial<CircleInfo> = {}): CircleInfo {
  return {
    key: KEY,
    number: 1,
    label: "Tea",
    status: "active",
    relay: "https://relay.example",
    member: "m1",
    name: "Linden",
    members: 3,
    epoch: 4,
    host: true,
    mayInvite: true,
    unsent: 0,
    unread: 0,
    firstUnread: null,
    last: null,
    timer: 86_400,
    mayTimer: true,
    knocks: 0,
    link: "online",
    retryAt: null,
    ...more,
  }
}

export function member(id: string, name: string, more: Partial<MemberInfo> = {}): MemberInfo {
  return {
    id,
    name,
    roles: [],
    host: false,
    cardName: null,
    pronouns: null,
    about: null,
    lastHeard: null,
    crossed: true,
    me: false,
    muted: false,
    devices: 1,
    ...more,
  }
}

export function policy(more: Partial<PolicyInfo> = {}): PolicyInfo {
  return {
    invite: "hosts",
    admit: "person",
    removeApprovals: 1,
    timer: 1_209_600,
    timerBy: "hosts",
    history: "none",
    hosts: ["Linden"],
    relay: "https://relay.example",
    openCodes: 0,
    epoch: 4,
    wishes: [],
    ...more,
  }
}

export function invite(id: string, more: Partial<InviteInfo> = {}): InviteInfo {
  return {
    id,
    code: `join-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-${id}@relay.example`,
    link: `https://relay.example/#join-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-${id}`,
    uses: 1,
    usesLeft: 1,
    expires: null,
    state: "open",
    ...more,
  }
}

export function knock(id: string, name: string, more: Partial<KnockInfo> = {}): KnockInfo {
  return {
    circle: KEY,
    id,
    name,
    note: "",
    words: WORDS,
    invite: "i1",
    rejoin: false,
    frozen: false,
    claims: null,
    backup: null,
    ...more,
  }
}

/** A page with nothing on it, and an engine that answers what it is taught. */
export class House {
  readonly page = new Page()
  readonly engine = new FakeEngine()

  constructor() {
    forget()
    useEngine(this.engine)
    circles.value = [circle()]
    joins.value = []
    knocks.value = new Map()
    this.engine.answer("members", () => [member("m1", "Linden", { me: true, host: true })])
    this.engine.answer("policy", () => policy())
    this.engine.answer("farewell", () => false)
    this.engine.answer("invites", () => [])
    this.engine.answer("knocks", () => knocks.value.get(KEY) ?? [])
  }

  /** Show this, and let it come to rest. */
  async show(what: ComponentChild): Promise<void> {
    await this.rest(() => render(what, this.page.body as unknown as Element))
  }

  async press(name: string, kind = "button"): Promise<void> {
    await this.rest(() => this.page.find(kind, name).click())
  }

  async type(label: string, value: string): Promise<void> {
    await this.#fill(this.page.field(label), value, "input")
  }

  async choose(label: string, value: string): Promise<void> {
    await this.#fill(this.page.field(label), value, "change")
  }

  /** Do something, and let all that comes of it come to rest. */
  async rest(begin: () => void): Promise<void> {
    const turn = () => new Promise((resolve) => setTimeout(resolve))
    await act(async () => {
      begin()
      await turn()
    })
    // Effects are run at the end of an act: what they began comes back in the next one.
    await act(async () => void (await turn()))
  }

  #fill(field: PageElement, value: string, event: string): Promise<void> {
    return this.rest(() => {
      field.value = value
      field.dispatch(event)
    })
  }
}

/** Take the page away after each test. */
export function cleared(house: () => House): void {
  afterEach(async () => {
    await house().show(null)
    vi.unstubAllGlobals()
  })
}
