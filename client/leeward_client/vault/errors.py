"""What can go wrong with a vault, each with one clear sentence."""


class VaultError(Exception):
    """The vault cannot be used."""

    words = "the vault cannot be used"

    def __init__(self) -> None:
        super().__init__(self.words)


class NoVaultError(VaultError):
    """There is no vault in the folder."""

    words = "there is no vault here; make one with: leeward init"


class VaultExistsError(VaultError):
    """There is a vault in the folder already."""

    words = "there is a vault here already"


class NotEmptyError(VaultError):
    """The folder for a new vault is used for something else."""

    words = "this folder holds other files; choose an empty one for the vault"


class WrongPassphraseError(VaultError):
    """No key slot opens with the passphrase."""

    words = "the passphrase is wrong"


class OldVaultError(VaultError):
    """The vault in the folder has the form that came before containers."""

    words = "this vault has an older form; bring it over with: leeward vault migrate"


class PassphraseTakenError(VaultError):
    """The passphrase for another vault opens one already."""

    words = "this passphrase opens a vault here already; choose another one"


class NoPlaceError(VaultError):
    """All places of a container hold vaults that are to be kept."""

    words = "there is no place for another vault beside those you keep"


class BadSizeError(VaultError):
    """A container cannot have this size, or what is to go in does not fit."""

    words = "a vault cannot have this size"


class VaultBusyError(VaultError):
    """Another process uses the vault and does not let go."""

    words = "another program is using this vault; try again in a moment"


class VaultDamagedError(VaultError):
    """The file is no vault of this version, or a record does not open: changed, or a bad disk."""

    words = "the vault is damaged, or a newer Leeward made it"


class VaultFullError(VaultError):
    """The vault's region has no room left; nothing of the transaction was kept."""

    words = "the vault is full; erase what is no longer needed"


class VaultStorageError(VaultError):
    """The disk is full, read-only or failing; nothing of the transaction was kept."""

    words = "the vault cannot be written: the disk is full, read-only or failing"
