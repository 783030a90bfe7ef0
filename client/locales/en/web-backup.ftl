## Backups, in the settings

backups = Backup
backups-lead = What you can read in your circles now, and a way to ask to come back, in one encrypted file. It opens here and in the terminal. Nobody comes back by it alone: somebody in the circle has to let you in.
backups-make = Make a backup
backups-restore = Restore a backup
backups-passphrase = Passphrase of the backup
backups-other-passphrase = Choose another passphrase than the one that opens this page: the file may come into other hands than this device.
backups-working = Working on the backup
backups-made = The file is handed to your browser
backups-care = Nobody can recover a lost passphrase. Whoever has the file and its passphrase can read what you can read today, also what disappears later, and ask to come back as you. Keep it where nobody looks; delete it once you have a newer one.
backups-file = The file
backups-unreadable = The file cannot be read.
backups-restored =
    { $count ->
        [one] One circle can be read here again
       *[other] { $count } circles can be read here again
    }
backups-nothing = There was nothing to restore
backups-come-back = To come back to a circle, ask somebody in it for an invite; then open it, and choose to come back.
backups-kept = { $label } is here already; nothing in it was changed.
