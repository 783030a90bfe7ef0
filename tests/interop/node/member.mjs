// A member as an application holds it: its keys, its group state, its commit not yet merged.
import {
  clientStateDecoder,
  clientStateEncoder,
  createApplicationMessage,
  createCommit,
  createGroup,
  createProposal,
  decode,
  defaultCredentialTypes,
  defaultCryptoProvider,
  defaultProposalTypes,
  encode,
  generateKeyPackage,
  joinGroupWithExtensions,
  keyPackageDecoder,
  keyPackageEncoder,
  mlsExporter,
  mlsMessageDecoder,
  mlsMessageEncoder,
  nodeTypes,
  processMessage,
  protocolVersions,
  unsafeTestingAuthenticationService,
  wireformats,
} from "ts-mls"

export const hex = (data) => Buffer.from(data).toString("hex")
export const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"))

const suites = new Map()

export async function suiteOf(id) {
  if (!suites.has(id)) suites.set(id, await defaultCryptoProvider.getCiphersuiteImpl(id))
  return suites.get(id)
}

export const clientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 64, retainKeysForEpochs: 0, maximumForwardRatchetSteps: 100000 },
  lifetimeConfig: { maximumTotalLifetime: 10368000n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (a, b) => hex(a.leafNode.signaturePublicKey) === hex(b.leafNode.signaturePublicKey),
    compareKeyPackageToLeafNode: (a, b) => hex(a.leafNode.signaturePublicKey) === hex(b.signaturePublicKey),
  },
  paddingConfig: { kind: "alwaysPad", paddingLength: 0 },
}

export const toExtension = ({ type, data }) => ({ extensionType: type, extensionData: bytes(data) })
const fromExtension = ({ extensionType, extensionData }) => ({ type: extensionType, data: hex(extensionData) })

function read(decoder, data, what) {
  const value = decode(decoder, data)
  if (value === undefined) throw new Error(`no ${what}`)
  return value
}

// What a dishonest member sends, told by three wishes:
// `repeat` maps the n-th key derivation (0 is the leaf, then the path upward) to an earlier one, or
// to a public key in hex; `lengthen` seals path secrets that are a byte too long; `leaf` replaces
// parts of the committer's own leaf.
function dishonest(suite, { repeat = {}, lengthen = false }) {
  const made = []
  return {
    ...suite,
    hpke: {
      ...suite.hpke,
      async deriveKeyPair(secret) {
        const pair = await suite.hpke.deriveKeyPair(secret)
        const chosen = repeat[made.length]
        if (typeof chosen === "number") made.push(made[chosen])
        else if (typeof chosen === "string") {
          made.push({ ...pair, publicKey: await suite.hpke.importPublicKey(bytes(chosen)) })
        } else made.push(pair)
        return made.at(-1)
      },
      seal(publicKey, plaintext, info, aad) {
        const longer = Uint8Array.from([...plaintext, ...(lengthen ? [0] : [])])
        return suite.hpke.seal(publicKey, longer, info, aad)
      },
    },
  }
}

function withLeaf(state, changes) {
  const own = 2 * state.privatePath.leafIndex
  const { leaf } = state.ratchetTree[own]
  // the committer's own checks are told that everything is supported, the others read what is sent
  const pretending = ([name, list]) => [name, Object.assign([...list], { includes: () => true })]
  const told = Object.entries({ ...leaf.capabilities, ...changes.capabilities }).map(pretending)
  const capabilities = Object.fromEntries(told)
  const extensions = changes.extensions?.map(toExtension) ?? leaf.extensions
  const ratchetTree = state.ratchetTree.slice()
  ratchetTree[own] = { nodeType: nodeTypes.leaf, leaf: { ...leaf, capabilities, extensions } }
  return { ...state, ratchetTree }
}

export class Member {
  constructor(suite, keys) {
    this.suite = suite
    this.keys = keys
    this.state = undefined
    this.pending = undefined
  }

  static async withKeyPackage(suiteId, identity, extensionsSupported = []) {
    const suite = await suiteOf(suiteId)
    const now = BigInt(Math.floor(Date.now() / 1000))
    const keys = await generateKeyPackage({
      credential: { credentialType: defaultCredentialTypes.basic, identity },
      capabilities: {
        versions: [protocolVersions.mls10],
        ciphersuites: [suiteId],
        extensions: extensionsSupported,
        proposals: [],
        credentials: [defaultCredentialTypes.basic],
      },
      lifetime: { notBefore: now - 3600n, notAfter: now + 86400n },
      extensions: [],
      cipherSuite: suite,
    })
    return new Member(suite, keys)
  }

  get context() {
    return { cipherSuite: this.suite, authService: unsafeTestingAuthenticationService, clientConfig }
  }

  keyPackage(publicPackage = this.keys.publicPackage) {
    return hex(encode(keyPackageEncoder, publicPackage))
  }

  async create(groupId, extensions = []) {
    this.state = await createGroup({
      context: this.context,
      groupId,
      keyPackage: this.keys.publicPackage,
      privateKeyPackage: this.keys.privatePackage,
      extensions: extensions.map(toExtension),
    })
  }

  async join(data) {
    const message = read(mlsMessageDecoder, data, "message")
    if (message.wireformat !== wireformats.mls_welcome) throw new Error("not a welcome")
    const { state, groupInfoExtensions } = await joinGroupWithExtensions({
      context: this.context,
      welcome: message.welcome,
      keyPackage: this.keys.publicPackage,
      privateKeys: this.keys.privatePackage,
    })
    this.state = state
    return groupInfoExtensions.map(fromExtension)
  }

  async encrypt(message, authenticatedData) {
    const made = await createApplicationMessage({ context: this.context, state: this.state, message, authenticatedData })
    this.state = made.newState
    return hex(encode(mlsMessageEncoder, made.message))
  }

  async decrypt(data) {
    const message = read(mlsMessageDecoder, data, "message")
    const got = await processMessage({ context: this.context, state: this.state, message })
    if (got.kind !== "applicationMessage") throw new Error("not an application message")
    this.state = got.newState
    return { plaintext: hex(got.message), authenticated_data: hex(got.aad) }
  }

  async proposeRemove(leaf) {
    const proposal = {
      proposalType: defaultProposalTypes.remove,
      remove: { removed: leaf ?? this.state.privatePath.leafIndex },
    }
    const made = await createProposal({ context: this.context, state: this.state, wireAsPublicMessage: true, proposal })
    this.state = made.newState
    return hex(encode(mlsMessageEncoder, made.message))
  }

  async receiveProposal(data) {
    const message = read(mlsMessageDecoder, data, "message")
    const got = await processMessage({ context: this.context, state: this.state, message })
    if (got.kind !== "newState") throw new Error("not a proposal")
    this.state = got.newState
    return { waiting: Object.keys(got.newState.unappliedProposals).length }
  }

  async commit({ adds = [], removes = [], extensions, private: hidden, authenticated_data = "", info_extensions = [], dishonestly }) {
    const proposals = [
      ...adds.map((data) => ({
        proposalType: defaultProposalTypes.add,
        add: { keyPackage: read(keyPackageDecoder, bytes(data), "key package") },
      })),
      ...removes.map((removed) => ({ proposalType: defaultProposalTypes.remove, remove: { removed } })),
    ]
    if (extensions) {
      proposals.push({
        proposalType: defaultProposalTypes.group_context_extensions,
        groupContextExtensions: { extensions: extensions.map(toExtension) },
      })
    }
    const made = await createCommit({
      context: dishonestly ? { ...this.context, cipherSuite: dishonest(this.suite, dishonestly) } : this.context,
      state: dishonestly?.leaf ? withLeaf(this.state, dishonestly.leaf) : this.state,
      wireAsPublicMessage: !hidden,
      extraProposals: proposals,
      ratchetTreeExtension: true,
      groupInfoExtensions: info_extensions.map(toExtension),
      authenticatedData: bytes(authenticated_data),
    })
    this.pending = made.newState
    const content = made.commit.publicMessage?.content
    return {
      message: hex(encode(mlsMessageEncoder, made.commit)),
      welcome: made.welcome ? hex(encode(mlsMessageEncoder, made.welcome)) : null,
      has_path: content ? content.commit.path !== undefined : null,
    }
  }

  merge() {
    if (this.pending === undefined) throw new Error("no commit to merge")
    this.state = this.pending
    this.pending = undefined
  }

  async process(data) {
    const message = read(mlsMessageDecoder, data, "message")
    const got = await processMessage({ context: this.context, state: this.state, message })
    if (got.kind !== "newState") throw new Error("not a commit")
    this.state = got.newState
    this.pending = undefined
    return { status: got.newState.groupActiveState.kind }
  }

  // through bytes and back, as an application that was closed and opened again
  reload() {
    this.state = read(clientStateDecoder, encode(clientStateEncoder, this.state), "state")
  }

  export(label, context, length) {
    return mlsExporter(this.state.keySchedule.exporterSecret, label, context, length, this.suite).then(hex)
  }

  // the public key of a parent node of the tree
  nodeKey(index) {
    return hex(this.state.ratchetTree[index].parent.hpkePublicKey)
  }

  describe() {
    const { groupContext, keySchedule, ratchetTree, privatePath, groupActiveState, historicalReceiverData } = this.state
    const members = ratchetTree.flatMap((node, index) =>
      node?.nodeType === nodeTypes.leaf
        ? [{ leaf: index / 2, identity: hex(node.leaf.credential.identity), encryption_key: hex(node.leaf.hpkePublicKey) }]
        : [],
    )
    return {
      status: groupActiveState.kind,
      group_id: hex(groupContext.groupId),
      epoch: Number(groupContext.epoch),
      own_leaf: privatePath.leafIndex,
      tree_hash: hex(groupContext.treeHash),
      confirmed_transcript_hash: hex(groupContext.confirmedTranscriptHash),
      epoch_authenticator: hex(keySchedule.epochAuthenticator),
      extensions: groupContext.extensions.map(fromExtension),
      members,
      past_epochs: historicalReceiverData.size,
    }
  }
}
