// The timeline as pages show it: the items of the fold, and what waits in the outbox laid over it.

import { type Body, decodeEvent } from "../circle/events.ts"
import type { Item as FoldItem } from "../circle/items.ts"
import { itemView, shownNames } from "../circle/views.ts"
import type { Item, Reaction, Timeline, Tone } from "../engine/api.ts"
import { LEAVE } from "../group/kept.ts"
import type { Draft, Heard } from "../group/records.ts"
import { hex } from "../wire/bytes.ts"
import { isGoing, isWarning, itemSentence } from "./sentences.ts"
import type { Held } from "./steps.ts"

/** Beyond any index that the relay's order gives: what waits stands at the end, in the order of writing. */
const WAITING = 2 ** 40

/** What a timeline is seen by. */
export interface Eye {
  /** Members that one will not hear, by id. */
  muted: ReadonlySet<string>
  /** When each member was last heard, by id. */
  heard: ReadonlyMap<string, Heard>
  /** Unix seconds. */
  now: number
}

/** An event of ours that waits. */
interface Waits {
  id: string
  order: number
  at: number
  body: Body
}

/** The items before an index, or the newest; no fewer than `limit` while there are as many. */
export function timelineOf(held: Held, eye: Eye, before: number | null, limit: number): Timeline {
  const scene = new Scene(held, eye)
  const end = before ?? Number.POSITIVE_INFINITY
  const waiting = scene.waiting().filter((item) => item.index < end)
  const room = Math.max(limit - waiting.length, 1)
  const older = [...held.fold.items.values()].filter((item) => item.index < end && item.expires > eye.now)
  let from = Math.max(older.length - room, 0)
  // What one commit made bears one index, and is not taken apart.
  while (from > 0 && older[from - 1]?.index === older[from]?.index) from -= 1
  const items = older.slice(from).map((item) => scene.item(item))
  return { items: [...items, ...waiting], more: from > 0 }
}

/** The items with these ids that are there to be shown. */
export function itemsOf(held: Held, eye: Eye, ids: ReadonlySet<string>): Item[] {
  const scene = new Scene(held, eye)
  const found = [...ids].flatMap((id) => {
    const item = held.fold.items.get(id)
    return item === undefined || item.expires <= eye.now ? [] : [scene.item(item)]
  })
  return [...found, ...scene.waiting().filter(({ id }) => ids.has(id))]
}

/** What others said beyond `seen`: how many messages, and the index of the first; and the newest message. */
export function unreadOf(
  held: Held,
  eye: Eye,
  seen: number,
): { count: number; first: number | null; last: FoldItem | null } {
  const me = hex(held.record.member)
  let count = 0
  let first: number | null = null
  let last: FoldItem | null = null
  for (const item of [...held.fold.items.values()].reverse()) {
    if (last !== null && item.index <= seen) break
    const author = hex(item.author)
    const said =
      item.kind === "message" && !item.retracted && item.expires > eye.now && !eye.muted.has(author)
    if (!said) continue
    last ??= item
    if (item.index <= seen || author === me) continue
    count += 1
    first = item.index
  }
  return { count, first, last }
}

/** The ids of the messages that a draft is about, its own included. */
export function touchedBy(draft: Draft): string[] {
  if (draft.event.length === 0) return []
  const { id, body } = decodeEvent(draft.event)
  return "target" in body ? [hex(id), hex(body.target)] : [hex(id)]
}

/** A circle as one sees it at one moment. */
class Scene {
  readonly #held: Held
  readonly #eye: Eye
  readonly #names: ReadonlyMap<string, string>
  readonly #me: string
  /** Where each of the others was heard last. */
  readonly #epochs: number[]
  readonly #waits: Waits[]

  constructor(held: Held, eye: Eye) {
    this.#held = held
    this.#eye = eye
    this.#names = shownNames(held.fold)
    this.#me = hex(held.record.member)
    const others = [...held.fold.policy.roster.keys()].filter((member) => member !== this.#me)
    this.#epochs = others.map((member) => eye.heard.get(member)?.epoch ?? -1)
    this.#waits = waitsOf(held)
  }

  /** An item of the fold, with what waits laid over it. */
  item(of: FoldItem): Item {
    const view = itemView(this.#held.fold, this.#names, of, this.#eye.muted)
    const author = view.author === null ? null : hex(view.author)
    const shown: Item = {
      index: view.index,
      id: hex(view.id),
      kind: view.kind,
      author: view.name,
      authorId: author,
      mine: author === this.#me,
      text: view.kind === "message" ? view.text : null,
      sentence: itemSentence(view, this.#names),
      warning: isWarning(view.kind),
      at: view.at || view.received, // 0: its author's clock says nothing
      received: view.received,
      cw: view.cw,
      replyTo: view.replyTo === null ? null : hex(view.replyTo),
      tone: view.tone as Tone,
      expires: view.expires,
      reactions: view.reactions.map(({ emoji, members }) => this.#reaction(emoji, members.map(hex))),
      edited: view.edited,
      retracted: view.retracted,
      muted: view.muted,
      state: "sent",
    }
    if (shown.sentence !== null && isGoing(view.kind)) {
      // A removal holds for whoever has crossed into the epoch after it (rule H): of the others that is known
      // once they are heard there.
      const crossed = this.#epochs.filter((epoch) => epoch > view.epoch).length
      shown.sentence.args = { ...shown.sentence.args, crossed, others: this.#epochs.length }
    }
    for (const { body } of this.#waits) {
      if ("target" in body && hex(body.target) === shown.id) this.#lay(shown, body)
    }
    return shown
  }

  /** Messages of ours that the relay does not have yet. */
  waiting(): Item[] {
    const items: Item[] = []
    for (const { id, order, at, body } of this.#waits) {
      if (body.kind === "message") {
        items.push({
          index: WAITING + order,
          id,
          kind: "message",
          author: this.#names.get(this.#me) ?? null,
          authorId: this.#me,
          mine: true,
          text: body.text,
          sentence: null,
          warning: false,
          at,
          received: at,
          cw: body.cw,
          replyTo: body.replyTo === null ? null : hex(body.replyTo),
          tone: body.tone as Tone,
          expires: null,
          reactions: [],
          edited: false,
          retracted: false,
          muted: false,
          state: "waiting",
        })
      } else if ("target" in body) {
        const target = items.find((item) => item.id === hex(body.target))
        if (target !== undefined) this.#lay(target, body)
      }
    }
    return items
  }

  /** Show what an event of ours will do to a message once it is out. */
  #lay(item: Item, body: Body): void {
    item.state = "waiting"
    if (body.kind === "edit") Object.assign(item, { text: body.text, cw: body.cw, edited: true })
    if (body.kind === "retract") {
      Object.assign(item, { text: null, cw: null, replyTo: null, tone: 0, reactions: [], retracted: true })
    }
    if (body.kind !== "reaction") return
    const others = (item.reactions.find(({ emoji }) => emoji === body.emoji)?.members ?? [])
      .map(({ id }) => id)
      .filter((id) => id !== this.#me)
    const members = body.add ? [...others, this.#me] : others
    const laid = this.#reaction(body.emoji, members)
    const at = item.reactions.findIndex(({ emoji }) => emoji === body.emoji)
    if (members.length === 0) item.reactions = item.reactions.filter(({ emoji }) => emoji !== body.emoji)
    else item.reactions = at < 0 ? [...item.reactions, laid] : item.reactions.with(at, laid)
  }

  #reaction(emoji: string, members: readonly string[]): Reaction {
    return {
      emoji,
      members: members.map((id) => ({ id, name: this.#names.get(id) ?? "" })),
      mine: members.includes(this.#me),
    }
  }
}

function waitsOf({ machine }: Held): Waits[] {
  if (machine === null) return []
  return [...machine.drafts].flatMap(([key, draft]) => {
    if (key === LEAVE) return []
    const { body, at } = decodeEvent(draft.event)
    return [{ id: key, order: draft.order, at, body }]
  })
}
