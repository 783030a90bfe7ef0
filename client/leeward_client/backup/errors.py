"""What can be wrong with a backup, each with one clear sentence."""

from leeward_client.locale import SpokenError


class BackupError(SpokenError):
    """The file cannot be opened, or not be made."""


class WrongBackupPassphraseError(BackupError):
    """The passphrase does not open it."""

    def __init__(self) -> None:
        super().__init__("backup-wrong-passphrase")


class BackupDamagedError(BackupError):
    """The file is cut short, was changed, or does not hold what a backup holds."""

    def __init__(self) -> None:
        super().__init__("backup-damaged")


class NotABackupError(BackupError):
    """The file is something else."""

    def __init__(self) -> None:
        super().__init__("backup-none")


class NewerBackupError(BackupError):
    """A newer version made the file."""

    def __init__(self) -> None:
        super().__init__("backup-newer")


class LargeBackupError(BackupError):
    """There is more than one file may hold."""

    def __init__(self) -> None:
        super().__init__("backup-large")
