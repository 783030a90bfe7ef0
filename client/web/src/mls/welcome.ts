// Coming into a group by a welcome (RFC 9420, section 12.4.3.1).

import {
  CryptoError,
  joinGroupWithExtensions,
  type LeafNode,
  nodeTypes,
  type RatchetTree,
  wireformats,
} from "ts-mls"
import { equal } from "../wire/bytes.ts"
import { LocalError, PrivateError, PublicError } from "./errors.ts"
import { readMessage } from "./handshake.ts"
import { fromExtension } from "./members.ts"
import { type KeyPackageBundle, readPackage } from "./packages.ts"
import { checkExtensionTypes } from "./proposals.ts"
import { ruleOf } from "./rules.ts"
import { begin, type State } from "./state.ts"
import { context, SUITE } from "./suite.ts"
import { publicKeyOf, XWingError } from "./xwing.ts"

const RATCHET_TREE = 2
const EXTERNAL_PUB = 4
const PRIVATE_RULES = new Set(["8.1-1", "8.4-1"])

/**
 * The state of a newcomer. PublicError and PrivateError name the rule that was broken; LocalError for a bundle
 * whose private keys are not those of its leaf.
 */
export async function join(bytes: Uint8Array, bundle: KeyPackageBundle): Promise<State> {
  const { welcome } = await readMessage(bytes, wireformats.mls_welcome)
  if (welcome.cipherSuite !== SUITE) throw new PublicError("12.4.3-4")
  const cryptography = await context()
  const keyPackage = readPackage(bundle.publicPackage.slice())
  let joined: Awaited<ReturnType<typeof joinGroupWithExtensions>>
  try {
    joined = await joinGroupWithExtensions({
      context: cryptography,
      welcome,
      keyPackage,
      privateKeys: {
        initPrivateKey: bundle.initPrivate,
        hpkePrivateKey: bundle.encryptionPrivate,
        signaturePrivateKey: bundle.key.seed,
      },
    })
  } catch (error) {
    throw refusal(error)
  }
  const { state, groupInfoExtensions } = joined
  await checkOwn(bundle, keyPackage.leafNode)
  checkExtensionTypes(groupInfoExtensions)
  checkExtensionTypes(state.groupContext.extensions)
  checkComplete(state.ratchetTree, state.privatePath)
  const shown = groupInfoExtensions.map(fromExtension)
  return begin(
    state,
    bundle.key,
    shown.filter(({ type }) => type !== RATCHET_TREE && type !== EXTERNAL_PUB),
  )
}

/** The welcome itself opens by the init key alone: a leaf whose keys we lack would fail at some later commit. */
async function checkOwn({ encryptionPrivate, key }: KeyPackageBundle, leaf: LeafNode): Promise<void> {
  const fits = equal(key.publicKey, leaf.signaturePublicKey)
  if (!fits || !equal(await publicHalf(encryptionPrivate), leaf.hpkePublicKey)) {
    throw new LocalError("the bundle's private keys are not those of its leaf")
  }
}

async function publicHalf(seed: Uint8Array): Promise<Uint8Array> {
  try {
    return await publicKeyOf(seed)
  } catch (error) {
    throw error instanceof XWingError ? new LocalError("a private key of another length") : error
  }
}

/**
 * We hold the key of every node above us where we are not unmerged (rule 12.4.3-8). A committer who keeps a path
 * secret back would otherwise lock us out at some later commit.
 */
function checkComplete(
  tree: RatchetTree,
  { leafIndex, privateKeys }: { leafIndex: number; privateKeys: Record<number, Uint8Array> },
): void {
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType !== nodeTypes.parent || !covers(index, leafIndex)) continue
    const holds = node.parent.unmergedLeaves.includes(leafIndex) || privateKeys[index] !== undefined
    if (!holds) throw new PrivateError("12.4.3-8")
  }
}

/** Whether a leaf stands under the parent node at this place of the array. */
function covers(node: number, leaf: number): boolean {
  const level = 31 - Math.clz32(~node & (node + 1))
  return (2 * leaf) >> (level + 1) === node >> (level + 1)
}

function refusal(error: unknown): PublicError | PrivateError {
  if (error instanceof CryptoError) return new PrivateError("12.4.3-2")
  const rule = ruleOf(error)
  // A path secret that does not fit is the welcome's fault here, not a commit's.
  if (rule === "7.6-3") return new PrivateError("12.4.3-8")
  return PRIVATE_RULES.has(rule) ? new PrivateError(rule) : new PublicError(rule)
}
