"""The backup room: history and rejoin keys in one encrypted file (docs/backup.md)."""
