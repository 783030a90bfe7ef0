// What the pages can ask of the engine, and what it tells them. Everything here survives a structured
// clone: the engine lives in a worker of one tab, and the pages of other tabs reach it through that tab.
//
// Ids are lower-case hex. Moments are unix seconds. Sentences travel as a Fluent id with its arguments,
// so that the engine knows no language.

/** A sentence for people: the id of a Fluent message, and what goes into it. */
export interface Sentence {
  id: string
  args?: Record<string, string | number>
}

/** A call that could not be carried out. `id` is a Fluent message of `client/locales`. */
export interface Failure extends Sentence {
  kind: "refused" | "offline" | "ended" | "not-found" | "mistake" | "vault" | "unexpected"
}

export type VaultPhase =
  | "absent" // no vault in this browser
  | "locked"
  | "opening"
  | "open"
  | "elsewhere" // another tab owns it, and does not answer yet

export interface VaultInfo {
  phase: VaultPhase
  /** Whether this tab owns the vault; others follow. */
  owner: boolean
  /** Whether the browser promised not to evict what is stored; null while it was not asked. */
  persistent: boolean | null
}

export interface Settings {
  /** Minutes without use after which the vault locks; 0 for never. */
  autoLockMinutes: number
  /** Whether the page is locked as soon as it is hidden. */
  lockWhenHidden: boolean
  notifications: boolean
  /** Where quick exit lands: an ordinary page. */
  exitUrl: string
}

export type Status =
  | "active"
  | "leaving"
  | "left"
  | "removed"
  | "unlinked"
  | "stuck"
  | "expired"
  | "paused"
  | "restored"
export type LinkState = "connecting" | "online" | "offline" | "off"

export interface CircleInfo {
  key: string
  number: number
  label: string
  status: Status
  relay: string
  /** Our member id and our name in the roster. */
  member: string
  name: string
  members: number
  epoch: number
  host: boolean
  mayInvite: boolean
  /** Messages and wishes that wait to go out. */
  unsent: number
  unread: number
  /** Index of the first item not read yet; null when all is. */
  firstUnread: number | null
  /** The last message, for the list: never what stands behind a content warning. */
  last: { author: string | null; text: string | null; at: number } | null
  /** Seconds after which messages disappear. */
  timer: number
  mayTimer: boolean
  knocks: number
  link: LinkState
  /** When the next attempt to reach the relay is made, while it is offline. */
  retryAt: number | null
}

export interface Reaction {
  emoji: string
  members: { id: string; name: string }[]
  mine: boolean
}

export type Tone = 0 | 1 | 2

export interface Item {
  index: number
  id: string
  /** `message`, or another of the names of docs/circle.md: joined, left, removed, gap, fork, void ... */
  kind: string
  author: string | null
  authorId: string | null
  mine: boolean
  /** What a message says. Null for what is no message, and once it was retracted. */
  text: string | null
  /** What happened, where this is no message. */
  sentence: Sentence | null
  /** Whether it tells of something wrong with the relay, a member, or what this device has seen. */
  warning: boolean
  at: number
  received: number
  cw: string | null
  replyTo: string | null
  tone: Tone
  /** When it disappears; null for never. */
  expires: number | null
  reactions: Reaction[]
  edited: boolean
  retracted: boolean
  muted: boolean
  /** `sent` once it stands in the box; what waits for the relay is `waiting`. */
  state: "sent" | "waiting"
}

export interface Timeline {
  items: Item[]
  /** Whether there are older items. */
  more: boolean
}

export interface MemberInfo {
  id: string
  name: string
  roles: string[]
  host: boolean
  cardName: string | null
  pronouns: string | null
  about: string | null
  lastHeard: number | null
  /** Whether it was heard in the present epoch: whether it has crossed the last change. */
  crossed: boolean
  me: boolean
  muted: boolean
  devices: number
}

export interface InviteInfo {
  id: string
  code: string
  link: string
  uses: number
  usesLeft: number
  expires: number | null
  state: "new" | "open" | "ending" | "closed" | "gone"
}

export interface KnockInfo {
  circle: string
  id: string
  name: string
  note: string
  words: string[]
  invite: string
  rejoin: boolean
  frozen: boolean
  /** The name, in the circle, of the member who asks to come back; null where that is not proven. */
  claims: string | null
  /** When the backup was made by whose rejoin key it is; null where the old device signed. */
  backup: number | null
}

export type JoinState = "waiting" | "admitted" | "declined" | "closed" | "not genuine" | "stale"

export interface JoinInfo {
  id: string
  name: string
  words: string[]
  state: JoinState
  /** What it waits for, or how it ended. */
  why: Sentence
  /** When it was made. */
  at: number
  /** The circle it led to, or the circle it is meant to come back to. */
  circle: string | null
}

export interface PolicyInfo {
  invite: "hosts" | "members"
  admit: "person" | "auto"
  removeApprovals: number
  timer: number
  timerBy: "hosts" | "members"
  history: "none"
  hosts: string[]
  relay: string
  openCodes: number
  epoch: number
  wishes: WishInfo[]
}

export interface WishInfo {
  id: string
  sentence: Sentence
  /** Voices so far, where it waits for approvals; null where it waits for the relay. */
  voices: number | null
}

/** How a change of the circle went. */
export type Outcome = { state: "done" } | { state: "approvals"; voices: number } | { state: "under-way" }

export interface MessageDraft {
  text: string
  cw?: string | null
  replyTo?: string | null
  timer?: number | null
  tone?: Tone
}

export interface CodeInfo {
  relay: string
  /** Whether the relay that served this page is the one that the invite is for. */
  here: boolean
}

/** What came of a backup. */
export interface RestoreInfo {
  madeAt: number
  restored: CircleInfo[]
  /** What the circles are called that were here already; nothing was changed in them. */
  kept: string[]
}

/** A device of one's own in a circle. */
export interface DeviceInfo {
  id: string
  /** What it calls itself, where it was linked from here; else empty. */
  name: string
  /** When it was last heard here; null where it was not. */
  lastHeard: number | null
  /** Whether it is this browser. */
  here: boolean
  /** Whether it was asked for here that it go out, and that is not done yet. */
  going: boolean
}

/** A device code that this browser uses. */
export interface LinkingInfo {
  id: string
  words: string[]
  state: "waiting" | "linking" | "linked" | "closed"
  /** What the circles are called that came, and those into which there was no way. */
  entered: string[]
  missing: string[]
}

/** A device code that this browser made. */
export interface PairingInfo {
  id: string
  /**
   * `asked`: a device has come, and its words are to be compared; `frozen`: two have; `mistaken`: it was another than
   * the one whose words were compared; `over`: nobody came in time, or the linking was not seen to its end.
   */
  state: "open" | "asked" | "linking" | "linked" | "over" | "frozen" | "mistaken"
  /** The code and its link while it is open, else empty. */
  code: string
  link: string
  /** Until when the code is good, in unix seconds. */
  expires: number
  /** What the device that came calls itself. */
  name: string
  words: string[]
  /** What the circles are called that were not linked, once it is over. */
  missing: string[]
}

/** The calls. Each rejects with a `Failure`. */
export interface Calls {
  vault(): VaultInfo
  /** Make the vault and open it. */
  create(passphrase: string): void
  unlock(passphrase: string): void
  lock(): void
  changePassphrase(old: string, next: string): void
  /** Erase the vault from this browser: all circles and keys. */
  erase(): void
  askPersistence(): boolean
  settings(): Settings
  setSettings(changes: Partial<Settings>): Settings
  /** Somebody is using the page: the auto-lock begins anew. */
  touch(): void
  /** Whether the browser says there is a network, told by the page. */
  network(online: boolean): void

  circles(): CircleInfo[]
  /** Start a circle on the relay that served the page. `pass` is its operator's pass, where it wants one. */
  found(label: string, name: string, pass?: string): CircleInfo
  forget(circle: string): void
  /** The newest items, or those before an index; at most `limit`. */
  timeline(circle: string, before: number | null, limit: number): Timeline
  seen(circle: string, index: number): void
  sync(circle: string): void

  /** Each puts an event into the outbox and returns its id; it goes out when the relay is there. */
  send(circle: string, draft: MessageDraft): string
  react(circle: string, target: string, emoji: string, add: boolean): string
  edit(circle: string, target: string, text: string, cw: string | null): string
  retract(circle: string, target: string): string
  setCard(
    circle: string,
    card: { name: string | null; pronouns: string | null; about: string | null },
  ): string
  setTimer(circle: string, seconds: number): string

  members(circle: string): MemberInfo[]
  mute(circle: string, member: string, muted: boolean): void
  remove(circle: string, member: string): Outcome
  appoint(circle: string, member: string): Outcome
  demote(circle: string, member: string): Outcome
  rename(circle: string, name: string): Outcome
  setRule(circle: string, rule: string, value: string | number): Outcome
  policy(circle: string): PolicyInfo
  withdraw(circle: string): number
  leave(circle: string): void
  verify(circle: string): { words: string[]; epoch: number }
  /** Whether a farewell to the circle is ready, and goes out when everything is erased. */
  farewell(circle: string): boolean
  /** Have one with these words ready from now on; null for none any more. */
  setFarewell(circle: string, text: string | null): void

  invite(circle: string, uses: number, expiresIn: number | null): InviteInfo
  invites(circle: string): InviteInfo[]
  revoke(circle: string, invite: string): void
  knocks(circle: string): KnockInfo[]
  admit(circle: string, knock: string, asName: string | null): MemberInfo
  decline(circle: string, knock: string): void

  /** Look at a code or link without sending anything. */
  readCode(text: string): CodeInfo
  join(text: string, name: string, note: string, rejoin: string | null): JoinInfo
  joins(): JoinInfo[]
  /** Drop a knock. Where it still waits, whoever lets it in lets in nobody. */
  dropJoin(id: string): void

  devices(circle: string): DeviceInfo[]
  removeDevice(circle: string, device: string): Outcome
  /**
   * Take out another device that was lost or taken: also while the relay is not there, as a wish that goes out once it
   * is. Never this browser.
   */
  removeLost(circle: string, device: string): Outcome
  /**
   * Give up the wish that a device go out: nothing is asked of the relay. False where its change was made already, and
   * may be carried out all the same.
   */
  keepDevice(circle: string, device: string): boolean
  /** Ask with a device code to be another device of somebody who has circles elsewhere. */
  linkThis(code: string, name: string): LinkingInfo
  /** How the device codes stand that are used here; what can be done for them is done. */
  linkings(): LinkingInfo[]
  dropLinking(id: string): void
  /** Make a device code for all circles that go on here; one that was open before is over. */
  pair(): PairingInfo
  /** How the device codes stand that were made here; what can be done for them is done. */
  pairings(): PairingInfo[]
  /** The words were compared, and are the same: link the device that shows them. */
  acceptPairing(id: string, words: string[]): PairingInfo
  /** Say no to whoever came, or forget a device code that is over. */
  dropPairing(id: string): void
  /** Say no to all device codes that are not over. */
  dropPairings(): void

  /** The bytes of a backup file of all circles, under a passphrase of its own. */
  backup(passphrase: string): Uint8Array
  restore(file: Uint8Array, passphrase: string): RestoreInfo
}

/** What the engine tells on its own. The newest of each kind stands for all before it. */
export type Told =
  | { type: "vault"; vault: VaultInfo }
  | { type: "settings"; settings: Settings }
  | { type: "circles"; circles: CircleInfo[] }
  | { type: "items"; circle: string; items: Item[]; gone: string[] }
  | { type: "members"; circle: string }
  | { type: "invites"; circle: string }
  | { type: "knocks"; circle: string; knocks: KnockInfo[] }
  | { type: "joins"; joins: JoinInfo[] }
  /** Long work: `share` runs from 0 to 1, null where it cannot be told; `done` ends it. */
  | {
      type: "progress"
      task: "key" | "work" | "catching-up"
      circle: string | null
      share: number | null
      done: boolean
    }
  /** Something new that a person may be notified of. It carries no content. */
  | { type: "news"; circle: string; what: "message" | "knock" | "admitted" | "warning" }

export type Call = keyof Calls

/** The engine as a page sees it, whichever tab it lives in. */
export interface Engine {
  call<C extends Call>(name: C, ...args: Parameters<Calls[C]>): Promise<ReturnType<Calls[C]>>
  /** Hear what is told; the result ends it. */
  listen(listener: (told: Told) => void): () => void
}
