"""Where the vault is if the command line does not say."""

from collections.abc import Mapping
from pathlib import Path


def vault_folder(environ: Mapping[str, str]) -> Path:
    """The folder that LEEWARD_VAULT names, or the one that is usual."""
    return Path(environ.get("LEEWARD_VAULT") or default_vault(environ))


def default_vault(environ: Mapping[str, str]) -> Path:
    """The usual folder: in the data directory of the XDG base directory specification."""
    data = environ.get("XDG_DATA_HOME", "")
    # The specification wants relative paths ignored.
    base = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return base / "leeward"
