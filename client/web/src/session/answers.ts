// What relays, vaults and other rooms answer, turned into failures that people are told.

import { LONGEST_NAME } from "../circle/names.ts"
import type { Relay } from "../circle/policy.ts"
import { because, CallError, failed, unforeseen } from "../engine/failures.ts"
import { CodeError } from "../invites/code.ts"
import {
  AddressError,
  BusyError,
  FullError,
  LinkError,
  LinkLostError,
  MisbehavedError,
  ProofError,
  RefusedError,
  SealedError,
  StorageError,
} from "../link/index.ts"
import {
  NoVaultError,
  VaultClosedError,
  VaultDamagedError,
  VaultExistsError,
  VaultStorageError,
  WrongPassphraseError,
} from "../vault/index.ts"
import { fromUtf8 } from "../wire/bytes.ts"

/** The failure that an error of the link or the vault means; whatever else comes is unexpected. */
export function spoken(error: unknown): CallError {
  if (error instanceof CallError) return error
  if (error instanceof LinkError) return ofLink(error)
  if (error instanceof WrongPassphraseError) return failed("error-wrong-passphrase")
  if (error instanceof NoVaultError) return failed("error-no-vault")
  if (error instanceof VaultExistsError) return failed("error-vault-exists")
  if (error instanceof VaultStorageError) return failed("error-vault-storage")
  if (error instanceof VaultClosedError) return failed("error-vault-locked")
  if (error instanceof VaultDamagedError) return failed("error-vault-damaged")
  return unforeseen(error)
}

function ofLink(error: LinkError): CallError {
  if (error instanceof LinkLostError) return failed("error-offline")
  if (error instanceof MisbehavedError) return failed("error-relay-misbehaved")
  if (error instanceof RefusedError) return failed("error-relay-refused")
  if (error instanceof BusyError) return failed("error-relay-busy")
  if (error instanceof ProofError) return failed("error-relay-pass")
  if (error instanceof StorageError) return failed("error-relay-storage")
  if (error instanceof FullError) return failed("error-box-full")
  if (error instanceof SealedError) return failed("error-box-sealed")
  return unforeseen(error)
}

/** The failure of a text that is no code, or names no relay. */
export function ofCode(error: unknown): CallError {
  if (error instanceof AddressError) return failed("error-code-relay")
  if (error instanceof CodeError) return because("mistake", { id: error.id, args: error.args })
  return spoken(error)
}

/** The failure of a name that no circle takes. */
export function badName(): CallError {
  return failed("error-name", { most: LONGEST_NAME })
}

/** The operator's pass that a relay wants shown, as the link takes it. */
export function wordOf(relay: Relay): string | null {
  return relay.pass === null ? null : fromUtf8(relay.pass)
}
