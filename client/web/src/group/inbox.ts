// What comes out of a circle's boxes: entries in their order, the seals that end epochs, the next epoch.
//
// An own entry is known by its bytes: after a lost connection the machine reads to the end of the box, and
// what stands there was sent. A commit merges when its own seal is read, in order, with every lower seal
// judged before it: that is rule W, and one path serves the acknowledged and the forgotten seal alike.

import { sha256 } from "@noble/hashes/sha2.js"
import { type Body, decodeEvent, EventError } from "../circle/events.ts"
import { movement } from "../circle/facts.ts"
import { agrees } from "../circle/fold.ts"
import { type Seen, Verdict } from "../circle/history.ts"
import { ItemKind } from "../circle/items.ts"
import { KNOCK_ID, Meeting, SECRET } from "../invites/meeting.ts"
import { Group, MLSError, OwnMessage, PrivateError, Removed, Replayed } from "../mls/index.ts"
import { concat, equal, hex } from "../wire/bytes.ts"
import { MalformedError } from "../wire/codec.ts"
import { Kind as EntryKind } from "../wire/codes.ts"
import { below } from "./chance.ts"
import { Content, EnvelopeError, isPublic, unseal } from "./envelope.ts"
import { factsOfOwn } from "./facts.ts"
import { sealFarewell } from "./farewell.ts"
import { carriedOver, freshSync, isRunning, Kept, LEAVE } from "./kept.ts"
import { type Delivery, type Pending, Status, unpackDelivery } from "./records.ts"
import { type Judged, judgeSeal } from "./seals.ts"
import type { Entry } from "./wants.ts"

/** Void seals in one box after which a client stops and says so (rule V). */
export const VOIDS_TO_PAUSE = 3
/** Seconds after a commit before other members look whether its welcome has arrived. */
const HAND_ON_AFTER = 60
/** Seconds; here and below. */
export const DAY = 86_400
export const LEAF_AGE = 30 * DAY
const LEAF_JITTER = 3 * DAY
const SHA256 = 32

/** The standings in which this device has no leaf any more, and keeps no keys. */
const OUT: ReadonlySet<Status> = new Set([Status.LEFT, Status.REMOVED, Status.UNLINKED])

/** A circle that takes what its boxes hold. */
export class Inbox extends Kept {
  /** Whether the circle goes on here; otherwise its status says why not. */
  get running(): boolean {
    return isRunning(this.record.status)
  }

  // Entries --------------------------------------------------------------------------------------

  /** Take the next entry of the box. */
  protected async take(entry: Entry, now: number): Promise<void> {
    const missing = entry.seq - this.sync.cursor - 1
    if (missing > 0) this.note(ItemKind.GAP, entry.seq, now, { number: missing })
    if (entry.kind === EntryKind.SEAL) {
      await this.#seal(entry, now)
      return
    }
    try {
      if (!this.#own(entry, now)) await this.#others(entry, now)
    } catch (error) {
      if (!isNoise(error)) throw error
      this.#count(entry)
      // One ciphertext never decrypts twice: a retry of its sender, or the relay's replay.
      const again = error instanceof Replayed || error instanceof OwnMessage
      if (!again) this.note(ItemKind.NOISE, entry.seq, now)
    }
  }

  /** Take the entry into the epoch's running hash, once, and move the cursor past it. */
  #count(entry: Entry): void {
    if (this.sync.cursor >= entry.seq) return
    this.ledger.add(entry.seq, entry.kind, sha256(entry.blob))
    this.setSync({ cursor: entry.seq })
  }

  /** Whether the entry is one that we sent; it is known by its exact bytes. */
  #own(entry: Entry, now: number): boolean {
    for (const [key, draft] of this.drafts) {
      if (!equal(draft.blob, entry.blob)) continue
      this.dropDraft(key)
      this.#count(entry)
      if (key === LEAVE) this.setRecord({ status: Status.LEAVING })
      else this.placeEvent(entry, this.record.member, draft.event, now)
      return true
    }
    if (this.pending === null || !equal(this.pending.handover, entry.blob)) return false
    this.#count(entry)
    this.setPending({ ...this.pending, handedOver: true })
    return true
  }

  async #others(entry: Entry, now: number): Promise<void> {
    const { tag, content } = unseal(this.keys, entry.kind, entry.blob)
    if (tag === Content.HANDOVER) this.#handover(content, now)
    else if (isPublic(content)) await this.#proposal(content)
    else {
      const said = await this.group.decrypt(content)
      this.ratchetsChanged()
      this.#count(entry)
      const { seen, body } = decodeEvent(said.plaintext)
      this.#compare(seen, entry.seq, said.identity, now)
      this.placeEvent(entry, said.identity, said.plaintext, now)
      const device = this.group.members.find(({ leaf }) => leaf === said.leaf)
      if (device !== undefined) this.heardDevice(device.signatureKey, { at: now, epoch: this.group.epoch })
      if (equal(said.identity, this.record.member)) this.#saidForUs(body)
    }
    this.#count(entry)
  }

  /**
   * Another device of ours has said it: what rule F11 undid is said again by one of them alone. Else the later of two
   * would undo what the person has said with the other since.
   */
  #saidForUs(body: Body): void {
    if (body.kind !== "card" && body.kind !== "timer") return
    for (const [key, { event, blob }] of this.drafts) {
      if (event.length === 0 || blob.length > 0) continue
      if (JSON.stringify(decodeEvent(event).body) === JSON.stringify(body)) this.dropDraft(key)
    }
  }

  /** A proposal: remembered when it is a member's wish to leave; circles know no other kind. */
  async #proposal(content: Uint8Array): Promise<void> {
    const { ref, sender } = await this.group.receiveProposal(content)
    if (this.sync.leaves.some((known) => equal(known.ref, ref))) return // shown again
    const removes = this.group.remembered.find((known) => equal(known.ref, ref))?.removes ?? null
    const leaver = this.group.members.find(({ leaf }) => leaf === sender)
    if (leaver !== undefined && removes === leaver.leaf) {
      this.setSync({ leaves: [...this.sync.leaves, { ref, leaf: leaver.leaf, member: leaver.identity }] })
    } else {
      this.group.forgetProposal(ref)
    }
    this.groupChanged()
  }

  /**
   * Rule H: whether the author saw the same box as we did. The entry that makes the claim is counted
   * already, so that a gap before it is known as one.
   */
  #compare(seen: Seen, seq: number, author: Uint8Array, now: number): void {
    const verdict = this.ledger.check(seen)
    if (verdict === Verdict.FORK) this.note(ItemKind.FORK, seq, now, { author })
    else if (verdict === Verdict.AHEAD) this.note(ItemKind.BEHIND, seq, now, { author })
    else if (verdict === Verdict.GAP && this.ledger.adopt(seen)) this.setSync({})
  }

  /** Another's welcome, kept until its seal is known to have won. EnvelopeError where it is none. */
  #handover(content: Uint8Array, now: number): void {
    const delivery = unpackDelivery(content)
    const { meeting, knockId, seal } = delivery
    if (meeting.length !== SECRET || knockId.length !== KNOCK_ID || seal.length !== SHA256) {
      throw new EnvelopeError()
    }
    // Only into the box of a code that is open here: nobody has us write into any other.
    if (this.policy.code(Meeting.of(meeting).idHash) === null) throw new EnvelopeError()
    // Under both, so that nobody can put theirs in another's place.
    this.setHanded(hex(concat(seal, knockId)), { ...delivery, notBefore: now + HAND_ON_AFTER })
  }

  // Seals ----------------------------------------------------------------------------------------

  /** Judge a seal; the first that is not void ends the epoch, ours or another's. */
  async #seal(entry: Entry, now: number): Promise<void> {
    if (this.pending !== null && equal(this.pending.blob, entry.blob)) {
      await this.#won(entry, this.pending, now)
      return
    }
    const gaps = this.ledger.missing > 0 || entry.seq !== this.ledger.last + 1
    const judged = await judgeSeal(this.keys, this.group, this.policy, entry.blob, gaps)
    if (judged.verdict === "lawful") {
      await this.#follow(entry, judged, now)
      return
    }
    this.#count(entry)
    if (judged.verdict === "unjudged") {
      this.note(ItemKind.STUCK, entry.seq, now)
      this.stop(Status.STUCK)
      return
    }
    this.setSync({ lastSeal: entry.seq, voids: this.sync.voids + 1 })
    this.note(ItemKind.VOID, entry.seq, now, { number: judged.number })
    if (this.sync.voids >= VOIDS_TO_PAUSE) this.stop(Status.PAUSED)
  }

  /** Another member's commit: the private checks, then the next epoch. */
  async #follow(entry: Entry, lawful: Judged & { verdict: "lawful" }, now: number): Promise<void> {
    const { sender: author, data } = lawful.facts
    this.#count(entry)
    // There is data: `judge` refuses a commit without.
    if (data !== null) {
      this.#compare(data.seen, entry.seq, author, now)
      if (agrees(this.fold, this.group.epoch, data.seen.seq, data.stateHash) === false) {
        this.note(ItemKind.MISMATCH, entry.seq, now, { author })
      }
    }
    let after: Group
    try {
      after = await lawful.staged.apply()
    } catch (error) {
      if (error instanceof Removed) {
        this.placeChange(entry, lawful.facts, now)
        const stays = movement(lawful.facts).after.has(hex(this.record.member))
        const out = this.record.status === Status.LEAVING ? Status.LEFT : Status.REMOVED
        this.stop(stays ? Status.UNLINKED : out)
      } else if (error instanceof PrivateError || error instanceof OwnMessage) {
        // Nobody else can tell this from a commit that works for them: it never voids (rule V).
        // A commit under our own name that we did not make is one: our keys are in other hands.
        this.note(ItemKind.STUCK, entry.seq, now, { author })
        this.stop(Status.STUCK)
      } else throw error
      return
    }
    this.placeChange(entry, lawful.facts, now)
    await this.#enter(entry, after, now)
  }

  /** Our own seal, read in its order: merge it. */
  async #won(entry: Entry, pending: Pending, now: number): Promise<void> {
    this.#count(entry)
    const after = await Group.restoreParts(pending.nextEpoch, pending.nextRatchets)
    const facts = factsOfOwn(this.group, this.policy, this.record.member, after, pending)
    this.placeChange(entry, facts, now)
    if (pending.delivery !== null) this.setDelivery(pending.delivery)
    const [added] = pending.adds
    if (pending.welcome.length > 0 && added) this.setLinked(added.signatureKey, pending.welcome)
    if (pending.intent.length > 0) this.endIntent(hex(pending.intent), "")
    await this.#enter(entry, after, now)
    this.setSync({ opener: true, leafAt: now, updateAt: now + LEAF_AGE + below(LEAF_JITTER) })
  }

  /** Begin the next epoch: what was for the last one ends, what waits to be said is carried over. */
  async #enter(entry: Entry, after: Group, now: number): Promise<void> {
    this.#handOn(sha256(entry.blob))
    this.waiting.clear()
    this.dropPending()
    this.#listDevices(after, now)
    await this.changeGroup(after, freshSync({ ...this.sync, enteredAt: now }))
    if (this.farewell !== null) await this.keepFarewell(this.farewell.text)
    for (const [key, draft] of this.drafts) {
      const carried = carriedOver(draft)
      if (carried === null) this.dropDraft(key)
      else this.setDraft(key, carried)
    }
    // The commit that ended the epoch did not carry it.
    if (this.record.status === Status.LEAVING) this.leave()
  }

  /** Take note of the devices that come with a commit, and forget those that go. */
  #listDevices(after: Group, now: number): void {
    const keys = ({ members }: Group) =>
      new Map(members.map(({ signatureKey }) => [hex(signatureKey), signatureKey]))
    const [had, has] = [keys(this.group), keys(after)]
    for (const [id, key] of has) if (!had.has(id)) this.heardDevice(key, { at: now, epoch: after.epoch })
    for (const [id, key] of had) if (!has.has(id)) this.forgetDevice(key)
  }

  /** Have a farewell ready from now on, for each epoch anew. EventError for a text that no message may have. */
  async keepFarewell(text: string): Promise<void> {
    const { group, keys, policy, record, ledger } = this
    this.setFarewell(await sealFarewell({ group, keys, policy, me: record.member, seen: ledger.seen }, text))
    this.ratchetsChanged()
  }

  /** The welcomes that go with the seal that won are ours to see into their boxes, the others nobody's. */
  #handOn(won: Uint8Array): void {
    const due = (delivery: Delivery) =>
      equal(delivery.seal, won) && !this.deliveries.has(hex(delivery.knockId))
    for (const delivery of this.handed.values()) if (due(delivery)) this.setDelivery(delivery)
    this.dropHanded()
  }

  /** The circle does not go on here; what it was is kept, what it could still tell is not. */
  protected stop(status: Status): void {
    this.setRecord({ status })
    this.setFarewell(null)
    if (!OUT.has(status)) return
    for (const key of this.drafts.keys()) this.dropDraft(key)
    for (const key of this.intents.keys()) this.endIntent(key, status)
    this.dropHanded()
    this.dropPending()
    this.forgetGroup()
  }
}

/** Whether an entry that threw this says nothing to anybody, or nothing new. */
function isNoise(error: unknown): boolean {
  return (
    error instanceof EnvelopeError ||
    error instanceof EventError ||
    error instanceof MalformedError ||
    error instanceof MLSError
  )
}
