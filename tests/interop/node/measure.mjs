// Times the operations of a group, for bench/: the same steps, in the same order, as the Python side.
import { Member, bytes } from "./member.mjs"

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

async function timed(into, work) {
  const [from, spent] = [process.hrtime.bigint(), process.cpuUsage()]
  const value = await work()
  const { user, system } = process.cpuUsage(spent)
  into.push({ wall: Number(process.hrtime.bigint() - from) / 1e6, cpu: (user + system) / 1e3 })
  return value
}

// A group of `size` that the first member filled at once. In a `settled` one every node of the tree
// has been set since, by commits of every other member; in a `fresh` one the tree above the leaves
// is still blank. Whoever does not act later does not follow either.
async function group(suite, size, shape) {
  const members = []
  for (let n = 0; n < size; n += 1) members.push(await newMember(suite, n))
  const [alice, ...others] = members
  await alice.create(bytes("6265"))
  const { welcome } = await alice.commit({ adds: others.map((member) => member.keyPackage()) })
  alice.merge()
  const acting = shape === "settled" ? members.filter((_, n) => n % 2 === 0 || n === 1) : members.slice(0, 2)
  for (const member of acting.slice(1)) await member.join(bytes(welcome))
  const committers = shape === "settled" ? acting.filter((_, n) => n !== 1) : []
  for (const committer of committers) {
    const { message } = await committer.commit({})
    for (const member of acting) if (member !== committer) await member.process(bytes(message))
    committer.merge()
  }
  return members
}

const newMember = (suite, n) => Member.withKeyPackage(suite, bytes(n.toString(16).padStart(32, "0")))

export async function measure({ suite, size, shape, rounds, warmup }) {
  const [alice, bob] = await group(suite, size, shape)
  const times = { encrypt: [], decrypt: [], commit: [], process: [], join: [] }
  const plaintext = "61".repeat(256)
  for (let round = -warmup; round < rounds; round += 1) {
    const into = round < 0 ? { encrypt: [], decrypt: [], commit: [], process: [], join: [] } : times
    const message = await timed(into.encrypt, () => alice.encrypt(bytes(plaintext), new Uint8Array()))
    await timed(into.decrypt, () => bob.decrypt(bytes(message)))
    const { message: commit } = await timed(into.commit, () => alice.commit({}))
    const before = bob.state
    await timed(into.process, () => bob.process(bytes(commit)))
    bob.state = before
    alice.pending = undefined
    // The last seat is emptied and filled again, so that every newcomer joins a group of `size`;
    // the change of extensions, from none to none, asks for a path.
    const newcomer = await newMember(suite, size + 100 + round)
    const kept = alice.state
    await alice.commit({ removes: [size - 1] })
    alice.merge()
    const { welcome } = await alice.commit({ adds: [newcomer.keyPackage()], extensions: [] })
    alice.state = kept
    await timed(into.join, () => newcomer.join(bytes(welcome)))
  }
  const medians = (all) => ({
    wall: median(all.map(({ wall }) => wall)),
    cpu: median(all.map(({ cpu }) => cpu)),
  })
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, medians(all)]))
}
