// Whatever a member puts into an entry, nobody is stopped by it: it is noise, or a void seal.

import { expect, test } from "vitest"
import { Content } from "../../../src/group/envelope.ts"
import { packDelivery } from "../../../src/group/records.ts"
import { judgeSeal } from "../../../src/group/seals.ts"
import { concat, randomBytes, utf8 } from "../../../src/wire/bytes.ts"
import { carryOut, circle, NOW, notes, openCode, say, texts, together } from "../../support/boxes.ts"
import { agree, commitMessage, inPost, inSeal, post } from "../../support/hostile.ts"

/** Numbers that look like chance, the same in every run. */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** Many ways to break a message: cut short, grown, one byte changed, a few bytes replaced. */
function* broken(message: Uint8Array, count: number): Generator<Uint8Array> {
  const roll = dice(message.length)
  for (let number = 0; number < count; number++) {
    // Most of what can go wrong in reading stands at the beginning.
    const place = roll(number % 2 === 0 ? Math.min(message.length, 120) : message.length)
    const changed = message.slice()
    changed[place] = ((changed[place] ?? 0) + 1 + roll(255)) % 256
    const kinds = [
      message.slice(0, place),
      concat(message, randomBytes(1 + roll(40))),
      changed,
      concat(message.slice(0, place), randomBytes(4), message.slice(place + 4)),
      changed,
    ]
    yield kinds[number % kinds.length] ?? changed
  }
}

test("posts that are broken in many ways are noise", async () => {
  const [host, second, attacker] = await circle(3)
  const code = await openCode(host)
  await together([host, second, attacker])
  const { group } = attacker.machine
  const handover = packDelivery({
    meeting: code.secret,
    knockId: new Uint8Array(8),
    entry: utf8("entry"),
    seal: new Uint8Array(32),
    notBefore: 0,
  })
  let posted = 0
  for (const [content, tag] of [
    [await group.encrypt(utf8("not even an event")), Content.MLS],
    [await group.proposeRemoveSelf(), Content.MLS],
    [await commitMessage(attacker), Content.MLS],
    [handover, Content.HANDOVER],
  ] as const) {
    for (const wrong of broken(content, 60)) {
      post(attacker, inPost(attacker, wrong, tag))
      posted++
    }
  }
  await together([host, second])
  await agree([host, second])
  // A few break a handover in what nobody can tell; all the rest is shown.
  expect(notes(second, "noise").length).toBeGreaterThan(posted - 60)
  expect(notes(second, "noise")).toEqual(notes(host, "noise"))
  await say(second, "still here")
  await together([host, second])
  expect(texts(host)).toEqual(["still here"])
})

test("seals that are broken in many ways are void", async () => {
  const [host, , attacker] = await circle(3)
  const { keys, group, policy } = host.machine
  const stored = group.serializeEpoch()
  for (const wrong of broken(await commitMessage(attacker), 150)) {
    const judged = await judgeSeal(keys, group, policy, inSeal(attacker, wrong), false)
    expect(judged.verdict).toBe("void")
  }
  expect(group.serializeEpoch()).toEqual(stored)
  expect(await carryOut(host, { kind: "rename", name: "Amal B" }, NOW)).toBe("")
})
