// The web client's decoders, run from its sources: reads a JSON command a line on stdin, a target's name and
// inputs as hex, and answers with a verdict for each. A verdict is what was read, in its one form, or nothing for
// bytes that are refused by the one error that is documented. Any other error is an answer of its own, so that it
// differs from whatever Python says.
import { createInterface } from "node:readline"

import * as backup from "../../../client/web/src/backup/content.ts"
import { BackupError } from "../../../client/web/src/backup/errors.ts"
import { decodeAction } from "../../../client/web/src/circle/actions.ts"
import { CanonError, pack } from "../../../client/web/src/circle/canon.ts"
import { decodeCommitData, encodeCommitData } from "../../../client/web/src/circle/commitData.ts"
import { decodeDurable, encodeDurable } from "../../../client/web/src/circle/durable.ts"
import { decodeEvent, encodeEvent } from "../../../client/web/src/circle/events.ts"
import { decodePolicy, encodePolicy } from "../../../client/web/src/circle/policy.ts"
import { CodeError, parse, split } from "../../../client/web/src/invites/code.ts"
import * as meeting from "../../../client/web/src/invites/meeting.ts"
import { Address, AddressError } from "../../../client/web/src/link/address.ts"
import { MalformedError } from "../../../client/web/src/wire/codec.ts"
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from "../../../client/web/src/wire/framing.ts"

const hex = (data) => Buffer.from(data).toString("hex")
const text = (data) => Buffer.from(data).toString("utf8")

/** What is read, encoded again; nothing where it is refused with this error. */
const canonical = (decode, encode, refusal) => (data) => {
  try {
    return hex(encode(decode(data)))
  } catch (error) {
    if (error instanceof refusal) return ""
    throw error
  }
}

/** What a text says. */
const spoken = (read) => (data) => {
  try {
    return read(text(data))
  } catch (error) {
    if (error instanceof AddressError || error instanceof CodeError) return ""
    throw error
  }
}

function code(typed) {
  const { letters, relay } = split(typed)
  return parse(letters, Address.parse(relay).url).toString()
}

function action(data) {
  const found = decodeAction(data)
  return found === null ? "" : hex(pack([found.kind, found.subject, found.key]))
}

const targets = {
  requests: canonical(decodeRequest, encodeRequest, MalformedError),
  replies: canonical(decodeReply, encodeReply, MalformedError),
  addresses: spoken((typed) => Address.parse(typed).url),
  codes: spoken(code),
  "meeting-contents": canonical(meeting.decode, meeting.encode, meeting.MeetingError),
  "meeting-requests": canonical(meeting.decodeRequest, meeting.encodeRequest, meeting.MeetingError),
  events: canonical(decodeEvent, encodeEvent, CanonError),
  policies: canonical(decodePolicy, encodePolicy, CanonError),
  "commit-data": canonical(decodeCommitData, encodeCommitData, CanonError),
  durables: canonical(decodeDurable, encodeDurable, CanonError),
  actions: action,
  backups: canonical(backup.decode, backup.encode, BackupError),
}

function verdict(target, input) {
  try {
    return targets[target](Uint8Array.from(Buffer.from(input, "hex")))
  } catch (error) {
    return `an error that is not documented: ${error.name}`
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { target, inputs } = JSON.parse(line)
  process.stdout.write(`${JSON.stringify({ ok: { verdicts: inputs.map((one) => verdict(target, one)) } })}\n`)
}
