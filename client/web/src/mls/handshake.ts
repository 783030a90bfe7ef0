// Handshake messages: PublicMessages of RFC 9420, section 6.2. Circles send no others, so that every member
// can judge them by what all members hold.

import { decode, type MlsMessage, mlsMessageDecoder, type PublicMessage, wireformats } from "ts-mls"
import { equal } from "../wire/bytes.ts"
import { Reader } from "./codec.ts"
import { MALFORMED, PublicError } from "./errors.ts"
import { judged } from "./rules.ts"
import type { State } from "./state.ts"

const VERSION = 1

/** An MLSMessage of one wire format, parsed whole; its bytes are copied. PublicError 6-1 or 2-1. */
export async function readMessage<Format extends MlsMessage["wireformat"]>(
  bytes: Uint8Array,
  format: Format,
): Promise<Extract<MlsMessage, { wireformat: Format }>> {
  const head = new Reader(bytes)
  if (head.u16() !== VERSION || head.u16() !== format) throw new PublicError("6-1")
  const message = await judged(
    () => decode(mlsMessageDecoder, bytes.slice()),
    PublicError,
    () => MALFORMED,
  )
  if (message?.wireformat !== format) throw new PublicError(MALFORMED)
  return message as Extract<MlsMessage, { wireformat: Format }>
}

/** A PublicMessage of this group and epoch; the rest is unchecked. PublicError 6-1, 2-1, 6-2 or 6-3. */
export async function readPublicMessage(state: State, bytes: Uint8Array): Promise<PublicMessage> {
  const { publicMessage } = await readMessage(bytes, wireformats.mls_public_message)
  const { groupId, epoch } = state.client.groupContext
  if (!equal(publicMessage.content.groupId, groupId)) throw new PublicError("6-2")
  if (publicMessage.content.epoch !== epoch) throw new PublicError("6-3")
  return publicMessage
}
