// What can go wrong with a vault. None of it carries a name, a key or a value.

/** The vault cannot be used. */
export class VaultError extends Error {
  override readonly name: string = "VaultError"
}

/** There is no vault in this browser. */
export class NoVaultError extends VaultError {
  override readonly name = "NoVaultError"
}

/** There is a vault in this browser already. */
export class VaultExistsError extends VaultError {
  override readonly name = "VaultExistsError"
}

/** No key slot opens with the passphrase. */
export class WrongPassphraseError extends VaultError {
  override readonly name = "WrongPassphraseError"
}

/** The vault was closed, by us or by the browser; its keys are gone. */
export class VaultClosedError extends VaultError {
  override readonly name = "VaultClosedError"
}

/** What is stored is no vault of this version, or a record does not open: changed, or a bad disk. */
export class VaultDamagedError extends VaultError {
  override readonly name = "VaultDamagedError"
}

/** The browser does not store: no room, a private window, a failing disk. What was asked is not kept. */
export class VaultStorageError extends VaultError {
  override readonly name = "VaultStorageError"
}
