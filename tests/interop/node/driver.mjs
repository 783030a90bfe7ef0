// One process, many members: reads a JSON command a line on stdin, answers each with a JSON line.
// Bytes travel as hex. A command names the member (`as`) whose state it reads or changes.
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"

import { forge, forgeKeyPackage } from "./forge.mjs"
import { measure } from "./measure.mjs"
import { Member, bytes, hex } from "./member.mjs"

const members = new Map()

function member(command) {
  const found = members.get(command.as)
  if (found === undefined) throw new Error(`nobody is called ${command.as}`)
  return found
}

const operations = {
  async key_package(command) {
    const made = await Member.withKeyPackage(command.suite, bytes(command.identity), command.extensions_supported)
    members.set(command.as, made)
    return { key_package: made.keyPackage() }
  },
  async create(command) {
    await member(command).create(bytes(command.group_id), command.extensions)
    return {}
  },
  async join(command) {
    const extensions = await member(command).join(bytes(command.welcome))
    return { info_extensions: extensions }
  },
  encrypt: async (command) => ({
    message: await member(command).encrypt(bytes(command.plaintext), bytes(command.authenticated_data)),
  }),
  decrypt: async (command) => member(command).decrypt(bytes(command.message)),
  propose_remove: async (command) => ({ message: await member(command).proposeRemove(command.leaf) }),
  receive_proposal: async (command) => member(command).receiveProposal(bytes(command.message)),
  commit: async (command) => member(command).commit(command),
  async merge(command) {
    member(command).merge()
    return {}
  },
  forge: async (command) => ({ message: hex(await forge(member(command), command)) }),
  forge_key_package: async (command) => ({
    key_package: member(command).keyPackage(await forgeKeyPackage(member(command), command)),
  }),
  process: async (command) => member(command).process(bytes(command.message)),
  state: async (command) => member(command).describe(),
  export: async (command) => ({
    secret: await member(command).export(command.label, bytes(command.context), command.length),
  }),
  node_key: async (command) => ({ key: member(command).nodeKey(command.node) }),
  // what a member of the epoch holds that the next epoch is derived from
  init_secret: async (command) => ({ secret: hex(member(command).state.keySchedule.initSecret) }),
  async reload(command) {
    member(command).reload()
    return {}
  },
  count: async () => ({ members: members.size }),
  async forget() {
    members.clear()
    return {}
  },
  measure,
  async versions() {
    const path = new URL("node_modules/ts-mls/package.json", import.meta.url)
    return { node: process.versions.node, ts_mls: JSON.parse(readFileSync(path, "utf8")).version }
  },
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const command = JSON.parse(line)
  let answer
  try {
    answer = { ok: await operations[command.op](command) }
  } catch (error) {
    answer = { error: { kind: error.name ?? "Error", text: String(error.message ?? error) } }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
