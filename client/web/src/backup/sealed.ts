// The encrypted file of a backup: a head, then chunks of equal length, the last of which says so
// (docs/backup.md has the numbered rules).
//
//     head  = magic (14) | version (1) | passes (4) | memory (8) | salt (16) | nonce (16) | check (16) | sum (8)
//     chunk = XChaCha20-Poly1305 of 65,536 bytes (65,552)

import { xchacha20poly1305 } from "@noble/ciphers/chacha.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { type Cost, STANDARD_COST, VaultDamagedError } from "../vault/index.ts"
import { SALT_BYTES, stretch, wipe } from "../vault/keys.ts"
import { concat, equal, randomBytes, u32, u64, utf8 } from "../wire/bytes.ts"
import { BackupError } from "./errors.ts"

const MAGIC = utf8("leeward-backup")
const VERSION = 1
/** Bytes of plain content in one chunk. */
export const CHUNK = 65_536
/** 256 MiB: more than fifty circles of ten thousand messages each. */
const MOST_CHUNKS = 4096
const NONCE = 16
const TAG = 16
const SUM = 8
const LENGTH = 8
const FIELDS = MAGIC.length + 1 + 4 + 8 + SALT_BYTES + NONCE
export const HEAD = FIELDS + TAG + SUM
/** Bytes of the largest file. */
export const LARGEST = HEAD + MOST_CHUNKS * (CHUNK + TAG)
const LABEL = utf8("leeward/backup/1\0")
/** The number of the chunk that would hold the check: no file has so many. */
const CHECK = new Uint8Array(7).fill(0xff)

/** What chunks are sealed with. */
interface Lock {
  readonly key: Uint8Array
  readonly fields: Uint8Array
}

/** The bytes of a backup file; takes its time. Rejects with BackupError where it does not fit. */
export async function seal(
  content: Uint8Array,
  passphrase: string,
  cost: Cost = STANDARD_COST,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = chunksFor(content.length)
  const salt = randomBytes(SALT_BYTES)
  const version = Uint8Array.of(VERSION)
  const fields = concat(MAGIC, version, u32(cost.passes), u64(cost.memory), salt, randomBytes(NONCE))
  const lock = { key: await stretch(passphrase, salt, cost), fields }
  try {
    const head = concat(fields, cipher(lock, CHECK, false).encrypt(new Uint8Array()))
    const plain = new Uint8Array(chunks * CHUNK)
    plain.set(u64(content.length))
    plain.set(content, LENGTH)
    const sealed = new Uint8Array(HEAD + chunks * (CHUNK + TAG))
    sealed.set(concat(head, sumOf(head)))
    for (let at = 0; at < chunks; at++) {
      const part = cipher(lock, numbered(at), at === chunks - 1)
      sealed.set(part.encrypt(plain.subarray(at * CHUNK, (at + 1) * CHUNK)), HEAD + at * (CHUNK + TAG))
    }
    return sealed
  } finally {
    wipe(lock.key)
  }
}

/** The content of a backup file; takes its time. Rejects with BackupError. */
export async function unseal(sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const lock = await unlocked(sealed, passphrase)
  try {
    const chunks = (sealed.length - HEAD) / (CHUNK + TAG)
    if (!Number.isInteger(Math.log2(chunks)) || chunks > MOST_CHUNKS) throw new BackupError("backup-damaged")
    const plain = new Uint8Array(chunks * CHUNK)
    for (let at = 0; at < chunks; at++) {
      const from = HEAD + at * (CHUNK + TAG)
      const opened = opening(lock, numbered(at), at === chunks - 1, sealed.subarray(from, from + CHUNK + TAG))
      if (opened === null) throw new BackupError("backup-damaged")
      plain.set(opened, at * CHUNK)
    }
    return content(plain, chunks)
  } finally {
    wipe(lock.key)
  }
}

/** What stands before the padding. */
function content(plain: Uint8Array, chunks: number): Uint8Array {
  const length = plain.subarray(0, LENGTH).reduce((number, byte) => number * 256 + byte, 0)
  const end = LENGTH + length
  const padded = end <= plain.length && plain.subarray(end).every((byte) => byte === 0)
  if (!padded || chunksFor(length) !== chunks) throw new BackupError("backup-damaged")
  return plain.subarray(LENGTH, end)
}

async function unlocked(sealed: Uint8Array, passphrase: string): Promise<Lock> {
  if (!equal(sealed.subarray(0, MAGIC.length), MAGIC)) throw new BackupError("backup-none")
  if (sealed.length < HEAD) throw new BackupError("backup-damaged")
  const fields = sealed.slice(0, FIELDS)
  const [version = 0] = fields.subarray(MAGIC.length)
  if (version > VERSION) throw new BackupError("backup-newer")
  const check = sealed.subarray(FIELDS, HEAD - SUM)
  const sound = equal(sumOf(concat(fields, check)), sealed.subarray(HEAD - SUM, HEAD))
  if (version !== VERSION || !sound) throw new BackupError("backup-damaged")
  const view = new DataView(fields.buffer, MAGIC.length + 1)
  const cost = { passes: view.getUint32(0), memory: Number(view.getBigUint64(4)) }
  const lock = { key: await stretched(passphrase, fields, cost), fields }
  if (opening(lock, CHECK, false, check) === null) throw new BackupError("backup-wrong-passphrase")
  return lock
}

async function stretched(passphrase: string, fields: Uint8Array, cost: Cost): Promise<Uint8Array> {
  try {
    return await stretch(passphrase, fields.slice(FIELDS - NONCE - SALT_BYTES, FIELDS - NONCE), cost)
  } catch (error) {
    throw error instanceof VaultDamagedError ? new BackupError("backup-damaged") : error
  }
}

function opening(lock: Lock, number: Uint8Array, final: boolean, sealed: Uint8Array): Uint8Array | null {
  try {
    return cipher(lock, number, final).decrypt(sealed)
  } catch {
    return null // changed, cut short, or of another passphrase
  }
}

function cipher({ key, fields }: Lock, number: Uint8Array, final: boolean) {
  const nonce = concat(fields.subarray(FIELDS - NONCE), number, Uint8Array.of(final ? 1 : 0))
  return xchacha20poly1305(key, nonce, concat(LABEL, fields))
}

function numbered(at: number): Uint8Array {
  return u64(at).subarray(1)
}

/** How many chunks hold so many bytes: the least power of two. */
function chunksFor(length: number): number {
  let chunks = 1
  while (chunks * CHUNK < length + LENGTH) chunks *= 2
  if (chunks > MOST_CHUNKS) throw new BackupError("backup-large")
  return chunks
}

function sumOf(head: Uint8Array): Uint8Array {
  return sha256(head).subarray(0, SUM)
}
