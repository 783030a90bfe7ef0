## What can be wrong with a backup

backup-wrong-passphrase = This passphrase does not open the backup.
backup-damaged = The backup is damaged: it was cut short or changed, or the disk is failing.
backup-none = This file is no backup of Leeward.
backup-newer = A newer version of Leeward made this backup: it takes that version to open it.
backup-large = There is more than one backup holds: forget circles that have ended, and try again.
