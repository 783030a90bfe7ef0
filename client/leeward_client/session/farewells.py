"""Farewells on their way out of the vault, to where panic finds them without a passphrase."""

import contextlib

from leeward_client.panic import farewell, postings
from leeward_client.panic.postings import Posting
from leeward_client.session.store import CIRCLES, farewell_of, load_machine, proxy_of
from leeward_client.vault import Transaction, Vault


def possible(vault: Vault) -> bool:
    """Whether farewells can wait on this machine at all."""
    return farewell.place(vault.folder) is not None


def lay_out(vault: Vault) -> None:
    """Put out exactly the farewells of this vault's circles, and none that waited before.

    Done whenever a vault is opened, and when one of them or the proxy has changed: what they say is
    stored by then, with the ratchets that it took.
    """
    file = farewell.place(vault.folder)
    if file is None:
        return
    with vault.transaction() as tx:
        found = [_posting(tx, circle) for circle, _ in tx.scan(CIRCLES)]
    waiting = [one for one in found if one is not None]
    with contextlib.suppress(OSError):  # worth less than what the vault was opened for
        if waiting:
            farewell.keep(file, postings.encode(waiting))
        else:
            file.unlink(missing_ok=True)


def _posting(tx: Transaction, circle: bytes) -> Posting | None:
    said = farewell_of(tx, circle)
    machine = None if said is None else load_machine(tx, circle)
    if said is None or machine is None:
        return None
    return Posting(machine.policy.relay.url, proxy_of(tx), machine.keys.seed, said.entries)
