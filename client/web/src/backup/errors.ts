// What can be wrong with a backup.

/** The file cannot be opened, or not be made. Its text is the id of the sentence that says why. */
export class BackupError extends Error {
  override readonly name = "BackupError"
  readonly id: "backup-wrong-passphrase" | "backup-damaged" | "backup-none" | "backup-newer" | "backup-large"

  constructor(id: BackupError["id"]) {
    super(id)
    this.id = id
  }
}
