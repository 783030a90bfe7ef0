// What a member commits, and when: what it wishes for, in its turn, and what is due anyway.

import { Refusal, refusalName } from "../circle/refusals.ts"
import { MOST_APPROVALS } from "../circle/said.ts"
import { LocalError } from "../mls/index.ts"
import { equal } from "../wire/bytes.ts"
import { approvalHolds, approve } from "./approvals.ts"
import { build, type Making } from "./commits.ts"
import { TooLargeError } from "./envelope.ts"
import { DAY, Inbox, LEAF_AGE } from "./inbox.ts"
import type { Intent } from "./intents.ts"
import { type Ground, make, NeedsApprovalsError, type Plan, PointlessError, UnlawfulError } from "./plan.ts"

/** The age of a leaf, in seconds, at which it is renewed however young the epoch is. */
export const LEAF_OLD = 45 * DAY
/** The age of an epoch at which a leaf that is due is renewed. */
export const EPOCH_AGE = DAY
/** Latest time after joining at which the leaf is renewed; the rule says within a day. */
export const JOINED_UPDATE = DAY / 2

/** A circle that turns wishes into commits. */
export class Planner extends Inbox {
  /** Sign our approval of an action in this epoch, and put it into the outbox. */
  async approve(action: Uint8Array, now: number): Promise<void> {
    const signature = await approve(this.group, action)
    this.say({ kind: "approval", action, signature, epoch: this.group.epoch }, now)
  }

  /**
   * Build the commit of the first intent that can be carried out, or one that is due anyway. Where an
   * approval of ours has to be given first, that is put into the outbox instead.
   */
  protected async plan(now: number): Promise<void> {
    for (const [key, intent] of [...this.intents]) {
      if (await this.#carriesOut(key, intent, now)) return
    }
    const { updateAt, leafAt, enteredAt } = this.sync
    // Where others commit every day the epoch is never a day old; there an old leaf goes first.
    const settled = now >= enteredAt + EPOCH_AGE || now >= leafAt + LEAF_OLD
    const first = updateAt < leafAt + LEAF_AGE
    if (now >= updateAt && (settled || first)) await this.update()
    else if (this.#othersLeave.length > 0) await this.#carryLeaves()
  }

  /** Renew our leaf, and carry the proposals to leave that wait. */
  protected async update(): Promise<void> {
    await this.#commit(await make({ kind: "update" }, this.#ground()), null)
  }

  /** Carry the proposals to leave that can go on; nothing where none can. */
  async #carryLeaves(): Promise<void> {
    const lawful = await make({ kind: "update" }, this.#ground())
    if (lawful.leaves.length > 0) await this.#commit(lawful, null)
  }

  /** Whether there is something to send for the intent: its commit, or our approval. */
  async #carriesOut(key: string, intent: Intent, now: number): Promise<boolean> {
    try {
      await this.#commit(await make(intent, this.#ground()), { key, intent })
      return true
    } catch (error) {
      if (error instanceof NeedsApprovalsError) return this.#awaitApprovals(key, error, now)
      const why = endOf(error)
      if (why === null) throw error
      this.endIntent(key, why)
      return false
    }
  }

  /** Whether our own approval is to be given now. */
  async #awaitApprovals(key: string, needs: NeedsApprovalsError, now: number): Promise<boolean> {
    this.waiting.set(key, needs.voices)
    const mine = this.fold.approvals.filter(({ member }) => equal(member, this.record.member))
    const given = mine.some(({ approval }) => equal(approval.action, needs.action))
    if (given || mine.length >= MOST_APPROVALS) return false
    await this.approve(needs.action, now)
    return true
  }

  /** The proposals to leave of all devices but this one, which cannot commit its own. */
  get #othersLeave() {
    return this.sync.leaves.filter(({ leaf }) => leaf !== this.group.ownLeaf)
  }

  #ground(): Ground {
    const { seen } = this.ledger // behind the last entry after a gap that nobody bridged
    return {
      group: this.group,
      policy: this.policy,
      me: this.record.member,
      seen,
      stateHash: this.fold.hashAt(this.group.epoch, seen.seq) ?? this.fold.hash(),
      approvals: this.fold.approvals
        .map(({ member, approval }) => ({ member, action: approval.action, signature: approval.signature }))
        .filter((heard) => approvalHolds(this.group, heard)),
      leaves: this.#othersLeave,
    }
  }

  async #commit(plan: Plan, intent: Making["intent"]): Promise<void> {
    const { label } = this.record
    this.setPending(
      await build(plan, this.group, this.keys, { snapshot: this.fold.durable(), label, intent }),
    )
  }
}

/** Why an intent ends that cannot be carried out; null where that is not what the error says. */
function endOf(error: unknown): string | null {
  if (error instanceof PointlessError) return "pointless"
  if (error instanceof UnlawfulError) return refusalName(error.refusal)
  if (error instanceof TooLargeError) return "too-large"
  // What a newcomer brought does not fit this tree: a key that stands there already.
  if (error instanceof LocalError) return refusalName(Refusal.MEMBER_ID)
  return null
}
