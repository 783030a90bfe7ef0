// The vault room: everything a client keeps, encrypted on its device.

export {
  NoVaultError,
  VaultClosedError,
  VaultDamagedError,
  VaultError,
  VaultExistsError,
  VaultStorageError,
  WrongPassphraseError,
} from "./errors.ts"
export { type Cost, STANDARD_COST } from "./keys.ts"
export { type Change, Vault } from "./vault.ts"
