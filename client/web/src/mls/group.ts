// A group as an application holds it: one object per epoch, over the state of one member.
//
// A commit never changes a group: it gives another one, for the next epoch, that shares no secret with it. Drop
// the old one with `wipe`. Only messages change a group, by moving its ratchets, and proposals, which it remembers.

import {
  type CustomExtension,
  createCommit,
  createGroup,
  defaultProposalTypes,
  encode,
  makeCustomExtension,
  makeProposalRef,
  mlsMessageEncoder,
  type Proposal,
  protectProposalPublic,
  protocolVersions,
  unprotectPublicMessage,
  wireformats,
} from "ts-mls"
import { hex } from "../wire/bytes.ts"
import { LocalError, MLSError, PublicError } from "./errors.ts"
import { readPublicMessage } from "./handshake.ts"
import type { SignatureKey } from "./keys.ts"
import { type Extension, fromExtension, type Member, membersOf, toContextExtension } from "./members.ts"
import * as messages from "./messages.ts"
import {
  checkLeafInGroup,
  checkPackage,
  type KeyPackageBundle,
  makePackage,
  readPackage,
} from "./packages.ts"
import { deriveSecret, expandWithLabel, hash } from "./primitives.ts"
import { checkExtensionTypes, checkProposal } from "./proposals.ts"
import { judged } from "./rules.ts"
import { inspect, Staged } from "./staged.ts"
import { begin, type Remembered, type State, unapplied, wipe } from "./state.ts"
import { readParts, writeEpoch, writeRatchets } from "./stored.ts"
import { context } from "./suite.ts"
import { join } from "./welcome.ts"

const NOTHING = new Uint8Array(0)
const FOREVER = { notBefore: 0n, notAfter: 2n ** 64n - 1n }

/** What a commit is to do. `adds` are raw key packages, `removes` leaf numbers. */
export interface Wishes {
  readonly adds: readonly Uint8Array[]
  readonly removes: readonly number[]
  /** All extensions of the group context from then on; null leaves them as they are. */
  readonly extensions: readonly Extension[] | null
  /** Remembered proposals to carry. */
  readonly proposalRefs: readonly Uint8Array[]
  readonly authenticatedData: Uint8Array
  readonly groupInfoExtensions: readonly Extension[]
}

/** A commit of another that passed all public checks; `apply` makes the private ones. */
export type StagedCommit = Staged<Group>

/** A commit of ours. `next` is the group once it has won; until then nothing changed. */
export interface PendingCommit {
  readonly message: Uint8Array
  /** For those it adds. */
  readonly welcome: Uint8Array | null
  readonly next: Group
}

export class Group {
  readonly #state: State
  #wiped = false

  private constructor(state: State) {
    this.#state = state
  }

  // Coming to be ----------------------------------------------------------------------------

  /** Founds a group of one. */
  static async create(
    groupId: Uint8Array,
    identity: Uint8Array,
    key: SignatureKey,
    o: { extensions: readonly Extension[]; extensionsSupported: readonly number[] },
  ): Promise<Group> {
    const made = await makePackage(identity, key, FOREVER, o.extensionsSupported)
    const extensions = await voided(() => {
      const listed = o.extensions.map(toContextExtension)
      checkExtensionTypes(listed)
      checkLeafInGroup(made.publicPackage.leafNode, o.extensions)
      return listed
    })
    const client = await createGroup({
      context: await context(),
      groupId: groupId.slice(),
      keyPackage: made.publicPackage,
      privateKeyPackage: made.privatePackage,
      extensions,
    })
    return new Group(begin(client, key))
  }

  /** Enters by a welcome, an MLSMessage. PublicError and PrivateError name the rule that was broken. */
  static async join(welcome: Uint8Array, bundle: KeyPackageBundle): Promise<Group> {
    return new Group(await join(welcome, bundle))
  }

  /** The group whose parts were written apart; LocalError unless both are whole and of one epoch. */
  static async restoreParts(epoch: Uint8Array, ratchets: Uint8Array): Promise<Group> {
    return new Group(await readParts(epoch, ratchets))
  }

  // What it is ------------------------------------------------------------------------------

  get groupId(): Uint8Array {
    return this.#state.client.groupContext.groupId
  }

  get epoch(): number {
    return Number(this.#state.client.groupContext.epoch)
  }

  get ownLeaf(): number {
    return this.#state.client.privatePath.leafIndex
  }

  get members(): readonly Member[] {
    return membersOf(this.#state.client.ratchetTree)
  }

  /** The group context extensions. */
  get extensions(): readonly Extension[] {
    return this.#state.client.groupContext.extensions.map(fromExtension)
  }

  /** What the group info told us when we joined, the tree apart; empty in later epochs. */
  get joinedInfo(): readonly Extension[] {
    return this.#state.joinedInfo
  }

  get epochAuthenticator(): Uint8Array {
    return this.#alive().client.keySchedule.epochAuthenticator.slice()
  }

  /** MLS-Exporter (section 8.5). */
  async export(label: string, content: Uint8Array, length: number): Promise<Uint8Array> {
    const secret = deriveSecret(this.#alive().client.keySchedule.exporterSecret, label)
    return expandWithLabel(secret, "exported", hash(content), length)
  }

  /** SignWithLabel with our signature key. */
  async sign(label: string, content: Uint8Array): Promise<Uint8Array> {
    return this.#state.signer.sign(label, content)
  }

  // Messages --------------------------------------------------------------------------------

  /**
   * Encrypts an application message. Store the ratchets before it is sent: the generation it took is never given
   * out again by this group or by what is restored from it.
   */
  async encrypt(plaintext: Uint8Array): Promise<Uint8Array> {
    return messages.encrypt(this.#epoch(), this.#state.signer, plaintext)
  }

  /**
   * Decrypts an application message and erases its key.
   *
   * PublicError for what no member accepts, Replayed for a key that is spent, OwnMessage for our own. No failure
   * changes the group.
   */
  async decrypt(message: Uint8Array): Promise<messages.Application> {
    return messages.decrypt(this.#epoch(), message)
  }

  // Proposals -------------------------------------------------------------------------------

  /** The proposals of this epoch; `removes` is the leaf that a Remove names. */
  get remembered(): readonly { ref: Uint8Array; sender: number | null; removes: number | null }[] {
    return [...this.#state.remembered.values()].map(({ ref, sender, proposal }) => ({
      ref,
      sender,
      removes: "remove" in proposal ? proposal.remove.removed : null,
    }))
  }

  /** Asks to be removed, and remembers it; others commit it. An MLSMessage. */
  async proposeRemoveSelf(): Promise<Uint8Array> {
    const { client } = this.#alive()
    const { cipherSuite } = await context()
    const proposal: Proposal = {
      proposalType: defaultProposalTypes.remove,
      remove: { removed: this.ownLeaf },
    }
    const { publicMessage } = await protectProposalPublic(
      this.#state.signer.seed,
      client.keySchedule.membershipKey,
      client.groupContext,
      NOTHING,
      proposal,
      this.ownLeaf,
      cipherSuite,
    )
    const { content, auth } = publicMessage
    const wireformat = wireformats.mls_public_message
    const ref = await makeProposalRef({ wireformat, content, auth }, cipherSuite.hash)
    this.#alive().remembered.set(hex(ref), { ref, sender: this.ownLeaf, proposal })
    return encode(mlsMessageEncoder, { version: protocolVersions.mls10, wireformat, publicMessage })
  }

  /** Checks a proposal and remembers it: its reference, and the sender's leaf, null for who is no member. */
  async receiveProposal(message: Uint8Array): Promise<{ ref: Uint8Array; sender: number | null }> {
    const state = this.#alive()
    const { keySchedule, groupContext, ratchetTree } = state.client
    const { cipherSuite } = await context()
    const publicMessage = await readPublicMessage(state, message)
    const opened = await judged(
      () =>
        unprotectPublicMessage(
          keySchedule.membershipKey,
          groupContext,
          ratchetTree,
          publicMessage,
          cipherSuite,
        ),
      PublicError,
    )
    if (!("proposal" in opened.content)) throw new PublicError("6-4")
    const { proposal, sender: from } = opened.content
    await checkProposal(state, proposal, from)
    const ref = await makeProposalRef(opened, cipherSuite.hash)
    const sender = "leafIndex" in from ? from.leafIndex : null
    const known = this.#alive().remembered
    if (!known.has(hex(ref))) known.set(hex(ref), { ref, sender, proposal })
    return { ref, sender }
  }

  /** Drops a remembered proposal; LocalError if it is not. */
  forgetProposal(ref: Uint8Array): void {
    if (!this.#state.remembered.delete(hex(ref))) throw new LocalError("this proposal is not remembered")
  }

  // Commits ---------------------------------------------------------------------------------

  /** Every check of a commit that all members make alike; nothing changes. PublicError names the broken rule. */
  async inspect(message: Uint8Array): Promise<StagedCommit> {
    const state = this.#alive()
    const commit = await inspect(state, message)
    return new Staged(
      state,
      commit,
      () => this.#alive(),
      (next) => new Group(next),
    )
  }

  /**
   * Makes a commit with fresh keys for our leaf and the nodes above it; this group stays as it is.
   *
   * What would be void is a LocalError. Lifetimes are not looked at: who admits does that before.
   */
  async commit(wishes: Wishes): Promise<PendingCommit> {
    const state = this.#alive()
    const cryptography = await context()
    for (const raw of wishes.adds) await voided(() => checkPackage(raw, { group: this }))
    const made = await voided(() =>
      createCommit({
        context: cryptography,
        state: { ...state.client, unappliedProposals: unapplied(this.#chosen(wishes.proposalRefs)) },
        extraProposals: proposalsOf(wishes),
        wireAsPublicMessage: true,
        forceUpdatePath: true,
        ratchetTreeExtension: true,
        authenticatedData: wishes.authenticatedData,
        groupInfoExtensions: infoExtensions(wishes),
      }),
    )
    this.#alive()
    return {
      message: encode(mlsMessageEncoder, made.commit),
      welcome: made.welcome === undefined ? null : encode(mlsMessageEncoder, made.welcome),
      next: new Group(begin(made.newState, state.signer)),
    }
  }

  // Keeping ---------------------------------------------------------------------------------

  /** All but the ratchets: constant within an epoch but for remembered proposals. */
  serializeEpoch(): Uint8Array {
    return writeEpoch(this.#alive())
  }

  /** The ratchets: small, and changed with each message sent or received. */
  serializeRatchets(): Uint8Array {
    return writeRatchets(this.#alive())
  }

  /** Erases every secret of this epoch, as far as the language lets anyone do that. */
  wipe(): void {
    wipe(this.#state)
    this.#wiped = true
  }

  #alive(): State {
    if (this.#wiped) throw new LocalError("this group was wiped")
    return this.#state
  }

  #epoch(): messages.Epoch {
    const { client, ratchets, context: encoded } = this.#alive()
    return {
      groupId: this.groupId,
      number: this.epoch,
      context: encoded,
      tree: client.ratchetTree,
      ownLeaf: this.ownLeaf,
      senderDataSecret: client.keySchedule.senderDataSecret,
      ratchets,
    }
  }

  #chosen(refs: readonly Uint8Array[]): Remembered[] {
    return refs.map((ref) => {
      const found = this.#state.remembered.get(hex(ref))
      if (found === undefined) throw new LocalError("this proposal is not remembered")
      return found
    })
  }
}

function proposalsOf({ adds, removes, extensions }: Wishes): Proposal[] {
  const proposals: Proposal[] = [
    ...adds.map((raw) => ({
      proposalType: defaultProposalTypes.add,
      add: { keyPackage: readPackage(raw.slice()) },
    })),
    ...removes.map((removed) => ({ proposalType: defaultProposalTypes.remove, remove: { removed } })),
  ]
  if (extensions !== null) {
    proposals.push({
      proposalType: defaultProposalTypes.group_context_extensions,
      groupContextExtensions: { extensions: extensions.map(toContextExtension) },
    })
  }
  return proposals
}

function infoExtensions({ groupInfoExtensions }: Wishes): CustomExtension[] {
  const listed = groupInfoExtensions.map(({ type, data }) =>
    makeCustomExtension({ extensionType: type, extensionData: data }),
  )
  checkExtensionTypes(listed)
  return listed
}

/** Runs `make`; what others would find void is the caller's own mistake here. */
async function voided<Value>(make: () => Promise<Value> | Value): Promise<Value> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof LocalError) throw error
    const why = error instanceof MLSError ? `: ${error.message}` : ""
    throw new LocalError(`this would be void${why}`)
  }
}
