// One process, many members of the web client's MLS room, run from its sources: reads a JSON command a line on
// stdin, answers each with a JSON line. Bytes travel as hex. A command names the member (`as`) whose state it
// reads or changes. What is refused is told by the name of its class and, where it has one, the number of the rule.
import { createInterface } from "node:readline"

import {
  checkPackage,
  decryptWithLabel,
  encryptWithLabel,
  Group,
  hpkeKeyPair,
  KeyPackageBundle,
  SignatureKey,
  verify,
} from "../../../client/web/src/mls/index.ts"

const hex = (data) => Buffer.from(data).toString("hex")
const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"))
const toExtension = ({ type, data }) => ({ type, data: bytes(data) })
const fromExtension = ({ type, data }) => ({ type, data: hex(data) })
const members = new Map()

function member({ as }) {
  const found = members.get(as)
  if (found === undefined) throw new Error(`nobody is called ${as}`)
  return found
}

function fresh({ as }) {
  const made = { key: SignatureKey.generate() }
  members.set(as, made)
  return made
}

// Through bytes and back, as an application that was closed and opened again.
const reopened = (group) => Group.restoreParts(group.serializeEpoch(), group.serializeRatchets())

const operations = {
  async key_package(command) {
    const made = fresh(command)
    const bundle = await KeyPackageBundle.create(bytes(command.identity), made.key, {
      notBefore: command.not_before,
      notAfter: command.not_after,
      extensionsSupported: command.extensions_supported,
    })
    made.bundle = KeyPackageBundle.restore(bundle.serialize())
    return { key_package: hex(made.bundle.publicPackage) }
  },
  async create(command) {
    const made = fresh(command)
    made.group = await Group.create(bytes(command.group_id), bytes(command.identity), made.key, {
      extensions: command.extensions.map(toExtension),
      extensionsSupported: command.extensions_supported,
    })
    return {}
  },
  async join(command) {
    const one = member(command)
    one.group = await reopened(await Group.join(bytes(command.welcome), one.bundle))
    return {}
  },
  encrypt: async (command) => ({ message: hex(await member(command).group.encrypt(bytes(command.plaintext))) }),
  async decrypt(command) {
    const got = await member(command).group.decrypt(bytes(command.message))
    return { plaintext: hex(got.plaintext), identity: hex(got.identity), leaf: got.leaf }
  },
  propose_remove_self: async (command) => ({ message: hex(await member(command).group.proposeRemoveSelf()) }),
  async receive_proposal(command) {
    const { ref, sender } = await member(command).group.receiveProposal(bytes(command.message))
    return { ref: hex(ref), sender }
  },
  remembered: async (command) => ({
    proposals: member(command).group.remembered.map(({ ref, sender, removes }) => ({ ref: hex(ref), sender, removes })),
  }),
  async commit(command) {
    const one = member(command)
    one.pending = await one.group.commit({
      adds: command.adds.map(bytes),
      removes: command.removes,
      extensions: command.extensions?.map(toExtension) ?? null,
      proposalRefs: one.group.remembered.map(({ ref }) => ref),
      authenticatedData: bytes(command.authenticated_data),
      groupInfoExtensions: command.info_extensions.map(toExtension),
    })
    const { message, welcome } = one.pending
    return { message: hex(message), welcome: welcome === null ? null : hex(welcome) }
  },
  async merge(command) {
    const one = member(command)
    one.group.wipe()
    one.group = await reopened(one.pending.next)
    return {}
  },
  // The verdict that all members share, then what this one makes of it. `apply` false stops after the first.
  async process(command) {
    const one = member(command)
    const before = stored(one.group)
    let public_verdict = ""
    try {
      const staged = await one.group.inspect(bytes(command.message))
      public_verdict = "passes"
      if (!command.apply) return { public: public_verdict, facts: factsOf(staged) }
      const next = await staged.apply()
      one.group.wipe()
      one.group = await reopened(next)
      return { public: public_verdict, private: "passes", facts: factsOf(staged) }
    } catch (error) {
      if (stored(one.group) !== before) throw new Error("a failure changed the group")
      const told = error.rule === undefined ? error.name : `${error.name} ${error.rule}`
      return public_verdict === "" ? { public: told } : { public: public_verdict, private: told }
    }
  },
  async state(command) {
    const { group } = member(command)
    return {
      group_id: hex(group.groupId),
      epoch: group.epoch,
      own_leaf: group.ownLeaf,
      authenticator: hex(group.epochAuthenticator),
      exported: hex(await group.export(command.label, bytes(command.context), command.length)),
      extensions: group.extensions.map(fromExtension),
      info_extensions: group.joinedInfo.map(fromExtension),
      members: group.members.map(({ leaf, identity, signatureKey }) => ({
        leaf,
        identity: hex(identity),
        signature_key: hex(signatureKey),
      })),
    }
  },
  async check_package(command) {
    const group = command.as === undefined ? undefined : member(command).group
    await checkPackage(bytes(command.key_package), { group, now: command.now })
    return {}
  },
  async hpke_key_pair() {
    const { privateKey, publicKey } = await hpkeKeyPair()
    return { private: hex(privateKey), public: hex(publicKey) }
  },
  seal: async ({ key, label, context, plaintext }) => ({
    sealed: hex(await encryptWithLabel(bytes(key), label, bytes(context), bytes(plaintext))),
  }),
  open: async ({ key, label, context, sealed }) => ({
    plaintext: hex(await decryptWithLabel(bytes(key), label, bytes(context), bytes(sealed))),
  }),
  sign: async (command) => ({
    signature: hex(await member(command).group.sign(command.label, bytes(command.content))),
  }),
  verify: async ({ key, label, content, signature }) => ({
    valid: verify(bytes(key), label, bytes(content), bytes(signature)),
  }),
  async forget() {
    members.clear()
    return {}
  },
}

const stored = (group) => hex(group.serializeEpoch()) + hex(group.serializeRatchets())

function factsOf(staged) {
  return {
    sender_leaf: staged.senderLeaf,
    sender_identity: hex(staged.senderIdentity),
    authenticated_data: hex(staged.authenticatedData),
    changes: staged.proposals.map(({ kind, leaf, bySelf, sender }) => [kind, leaf ?? null, bySelf ?? null, sender]),
    members_after: staged.membersAfter.map(({ leaf, identity }) => [leaf, hex(identity)]),
    extensions_after: staged.extensionsAfter.map(fromExtension),
    has: [staged.hasPath, staged.hasPsk, staged.hasReinit, staged.hasExternal],
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const command = JSON.parse(line)
  let answer
  try {
    answer = { ok: await operations[command.op](command) }
  } catch (error) {
    answer = { error: { kind: error.name ?? "Error", text: String(error.rule ?? error.message ?? error) } }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
