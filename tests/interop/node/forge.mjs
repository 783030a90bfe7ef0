// Commits that the library itself would never make: signed and tagged by a real member, around any
// proposals and any path. They reach into the library's own files, past what it exports.
//
// The confirmation tag is zeros, so a commit that passes every public check ends there and no
// sooner: that is how a test tells a public verdict from a private one.
import {
  decode,
  defaultProposalTypes,
  encode,
  generateKeyPackageWithKey,
  keyPackageDecoder,
  mlsMessageEncoder,
  protocolVersions,
  wireformats,
} from "ts-mls"
import { createContentCommitSignature } from "./node_modules/ts-mls/dist/src/framedContent.js"
import { protectPublicMessage } from "./node_modules/ts-mls/dist/src/messageProtectionPublic.js"
import { proposalOrRefTypes } from "./node_modules/ts-mls/dist/src/proposalOrRefType.js"
import { addLeafNodeMutable, removeLeafNodeMutable } from "./node_modules/ts-mls/dist/src/ratchetTree.js"
import { senderTypes } from "./node_modules/ts-mls/dist/src/sender.js"
import { createUpdatePath } from "./node_modules/ts-mls/dist/src/updatePath.js"
import { bytes, toExtension } from "./member.mjs"

// One proposal, by what its only field is called.
async function proposal(state, suite, told) {
  const [[kind, value]] = Object.entries(told)
  switch (kind) {
    case "add":
      return { proposalType: defaultProposalTypes.add, add: { keyPackage: decode(keyPackageDecoder, bytes(value)) } }
    case "remove":
      return { proposalType: defaultProposalTypes.remove, remove: { removed: value } }
    case "context":
      return {
        proposalType: defaultProposalTypes.group_context_extensions,
        groupContextExtensions: { extensions: value.map(toExtension) },
      }
    case "external_init": {
      const { publicKey } = await suite.hpke.deriveKeyPair(state.keySchedule.externalSecret)
      const label = new TextEncoder().encode("MLS 1.0 external init secret")
      const { enc } = await suite.hpke.exportSecret(publicKey, label, suite.kdf.size, new Uint8Array())
      return { proposalType: defaultProposalTypes.external_init, externalInit: { kemOutput: enc } }
    }
    case "reinit": {
      const { groupId, cipherSuite } = state.groupContext
      const reinit = { groupId, version: protocolVersions.mls10, cipherSuite, extensions: [] }
      return { proposalType: defaultProposalTypes.reinit, reinit }
    }
    case "custom":
      return { proposalType: 0xf0a5, proposalData: bytes(value) }
    default:
      throw new Error(`no proposal is called ${kind}`)
  }
}

// `proposals` is what the commit lists, `effect` ({adds, removes, context}) what its path takes for
// granted; `path` false leaves it out; `spoil` names one thing to get wrong.
export async function forge(member, { proposals = [], refs = [], effect = {}, path = true, spoil = "" }) {
  const { state, suite } = member
  const { adds = [], removes = [], context } = effect
  const own = state.privatePath.leafIndex
  const tree = state.ratchetTree.slice()
  for (const leaf of removes) removeLeafNodeMutable(tree, leaf)
  const added = adds.map((data) => addLeafNodeMutable(tree, decode(keyPackageDecoder, bytes(data)).leafNode))
  const extensions = context?.map(toExtension) ?? state.groupContext.extensions
  const provisional = { ...state.groupContext, extensions }
  let updatePath
  if (path) {
    ;[, updatePath] = await createUpdatePath(tree, own, provisional, state.signaturePrivateKey, suite, added)
    if (spoil === "node missing") updatePath.nodes.pop()
    if (spoil === "ciphertext missing") updatePath.nodes.at(-1).encryptedPathSecret.pop()
    if (spoil === "ciphertext twice") {
      const sealed = updatePath.nodes.at(-1).encryptedPathSecret
      sealed.push(sealed[0])
    }
    if (spoil === "leaf signature") updatePath.leafNode.signature[0] ^= 1
    if (spoil === "parent key") {
      const { publicKey } = await suite.hpke.generateKeyPair()
      updatePath.nodes[0].hpkePublicKey = await suite.hpke.exportPublicKey(publicKey)
    }
  }
  const byValue = await Promise.all(proposals.map((told) => proposal(state, suite, told)))
  const listed = [
    ...refs.map((data) => ({ proposalOrRefType: proposalOrRefTypes.reference, reference: bytes(data) })),
    ...byValue.map((each) => ({ proposalOrRefType: proposalOrRefTypes.proposal, proposal: each })),
  ]
  const signed = { ...state.groupContext }
  if (spoil === "epoch") signed.epoch += 1n
  if (spoil === "group") signed.groupId = bytes("aa")
  const sender = { senderType: senderTypes.member, leafIndex: spoil === "sender" ? 40 : own }
  const { signature, framedContent } = await createContentCommitSignature(
    signed,
    "mls_public_message",
    { proposals: listed, path: updatePath },
    sender,
    new Uint8Array(),
    state.signaturePrivateKey,
    suite.signature,
  )
  if (spoil === "signature") signature[0] ^= 1
  const content = {
    wireformat: wireformats.mls_public_message,
    content: framedContent,
    auth: { contentType: framedContent.contentType, signature, confirmationTag: new Uint8Array(suite.kdf.size) },
  }
  const publicMessage = await protectPublicMessage(state.keySchedule.membershipKey, signed, content, suite)
  if (spoil === "membership tag") publicMessage.membershipTag[0] ^= 1
  return encode(mlsMessageEncoder, {
    version: protocolVersions.mls10,
    wireformat: wireformats.mls_public_message,
    publicMessage,
  })
}

// A key package that is signed in order, around what the wishes say.
export async function forgeKeyPackage(member, { capabilities = {}, extensions = [], leaf_extensions = [], same_key = false, init_key }) {
  const { leafNode } = member.keys.publicPackage
  const hpke = { ...member.suite.hpke }
  if (same_key) {
    const pair = await hpke.generateKeyPair()
    hpke.generateKeyPair = async () => pair
  }
  if (init_key) {
    let first = true
    hpke.exportPublicKey = async (key) => {
      const exported = first ? bytes(init_key) : await member.suite.hpke.exportPublicKey(key)
      first = false
      return exported
    }
  }
  const made = await generateKeyPackageWithKey({
    credential: leafNode.credential,
    capabilities: { ...leafNode.capabilities, ...capabilities },
    lifetime: leafNode.lifetime,
    extensions: extensions.map(toExtension),
    leafNodeExtensions: leaf_extensions.map(toExtension),
    signatureKeyPair: { signKey: member.keys.privatePackage.signaturePrivateKey, publicKey: leafNode.signaturePublicKey },
    cipherSuite: { ...member.suite, hpke },
  })
  return made.publicPackage
}
