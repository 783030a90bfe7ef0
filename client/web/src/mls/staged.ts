// Receiving a commit, in two steps (RFC 9420, section 12.4.2; docs/mls.md, Two kinds of checks).
//
// `inspect` makes every check that all members can make alike and changes nothing; whether to go on is the
// caller's decision. `Staged.apply` makes those that need private keys and gives the next state. A
// failure of the first voids the commit for everyone, a failure of the second says nothing about others.

import {
  applyCommit,
  contentTypes,
  defaultProposalTypes,
  type InspectedCommit,
  inspectCommit,
  type PublicMessage,
  proposalOrRefTypes,
  senderTypes,
} from "ts-mls"
import { LocalError, OwnMessage, PrivateError, PublicError, Removed } from "./errors.ts"
import { readPublicMessage } from "./handshake.ts"
import { type Extension, fromExtension, identityOf, leafAt, type Member, membersOf } from "./members.ts"
import { type Change, changesOf, checkProposal } from "./proposals.ts"
import { judged, ruleOf } from "./rules.ts"
import { begin, type State, unapplied } from "./state.ts"
import { context } from "./suite.ts"

const EXTERNAL_MAY: readonly number[] = [
  defaultProposalTypes.external_init,
  defaultProposalTypes.remove,
  defaultProposalTypes.psk,
]

/** A commit that passed all public checks. It changes nothing until `apply`. */
export class Staged<Next> {
  readonly senderLeaf: number
  /** Who signed, as the tree before the commit says; a newcomer's own word for an external commit. */
  readonly senderIdentity: Uint8Array
  readonly authenticatedData: Uint8Array
  readonly proposals: readonly Change[]
  readonly membersAfter: readonly Member[]
  readonly extensionsAfter: readonly Extension[]
  readonly hasPath: boolean
  readonly hasPsk: boolean
  readonly hasReinit: boolean
  readonly hasExternal: boolean
  readonly #state: State
  readonly #commit: InspectedCommit
  readonly #alive: () => void
  readonly #next: (state: State) => Next

  constructor(state: State, commit: InspectedCommit, alive: () => void, next: (state: State) => Next) {
    const { content, ratchetTree, groupContext, committerLeafIndex, kind } = commit
    this.hasExternal = kind === "externalCommit"
    const signer = leafAt(this.hasExternal ? ratchetTree : state.client.ratchetTree, committerLeafIndex)
    if (signer === null) throw new PublicError("6-5")
    this.senderLeaf = committerLeafIndex
    this.senderIdentity = identityOf(signer)
    this.authenticatedData = content.authenticatedData
    this.proposals = changesOf(state, commit)
    this.membersAfter = membersOf(ratchetTree)
    this.extensionsAfter = groupContext.extensions.map(fromExtension)
    this.hasPath = content.commit.path !== undefined
    this.hasPsk = commit.pskIds.length > 0
    this.hasReinit = kind === "reinit"
    this.#state = state
    this.#commit = commit
    this.#alive = alive
    this.#next = next
  }

  get removesUs(): boolean {
    return this.#commit.selfRemoved
  }

  /**
   * Decrypts what is ours and checks the confirmation tag: the group in its next epoch.
   *
   * Removed if the commit removes us, OwnMessage if it bears our own leaf, PrivateError if a private check
   * fails; the group that inspected it stays as it is in every case. PSKs are known to no circle (8.4-1), and
   * what no circle's policy lets pass is a LocalError.
   */
  async apply(): Promise<Next> {
    const { client, signer } = this.#state
    this.#alive()
    if (this.removesUs) throw new Removed()
    if (this.hasExternal || this.hasReinit) throw new LocalError("circles take no such commit")
    if (this.senderLeaf === client.privatePath.leafIndex) throw new OwnMessage()
    const cryptography = await context()
    const { newState } = await judged(
      () => applyCommit({ context: cryptography, state: client, commit: this.#commit }),
      PrivateError,
      privateRule,
    )
    this.#alive()
    return this.#next(begin(newState, signer))
  }
}

/** All public checks of a commit; PublicError names the rule that it breaks. Nothing changes. */
export async function inspect(state: State, message: Uint8Array): Promise<InspectedCommit> {
  const cryptography = await context()
  const publicMessage = await readPublicMessage(state, message)
  checkSender(publicMessage)
  const client = { ...state.client, unappliedProposals: unapplied(state.remembered.values()) }
  const commit = await judged(
    () => inspectCommit({ context: cryptography, state: client, publicMessage }),
    PublicError,
  )
  await checkBeside(state, publicMessage)
  return commit
}

/** Commits come from members, or from newcomers who commit themselves in. */
function checkSender({ content: { contentType, sender } }: PublicMessage): void {
  if (contentType === contentTypes.application) throw new PublicError("6.2-2")
  const may: readonly number[] = [senderTypes.member, senderTypes.new_member_commit]
  if (contentType === contentTypes.commit && !may.includes(sender.senderType)) throw new PublicError("6-4")
}

/** What ts-mls does not check: what an external commit may hold, PSKs and ReInits by themselves. */
async function checkBeside(state: State, { content }: PublicMessage): Promise<void> {
  if (content.contentType !== contentTypes.commit) throw new PublicError("6-4")
  const { sender } = content
  const external = sender.senderType === senderTypes.new_member_commit
  for (const item of content.commit.proposals) {
    if (item.proposalOrRefType === proposalOrRefTypes.reference) {
      if (external) throw new PublicError("12.2-11")
      continue
    }
    const { proposal } = item
    if (external && !EXTERNAL_MAY.includes(proposal.proposalType)) throw new PublicError("12.2-11")
    // Key packages were checked as they were added, which is the dear part.
    if (proposal.proposalType !== defaultProposalTypes.add) await checkProposal(state, proposal, sender)
  }
}

function privateRule(error: unknown): string {
  const rule = ruleOf(error)
  return rule === "8.1-1" || rule === "8.4-1" ? rule : "7.6-3"
}
