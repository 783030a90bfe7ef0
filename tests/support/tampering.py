"""What a false relay and a false member can do to a circle that runs: changes of its file, and seals.

me = machine_of(kim)                                # as the terminal's vault has it
with kept_in(relay, me.keys.box) as kept:           # while the relay does not run
    kept.withhold(kept.last)
await post_seals(relay, me, os.urandom(65_536))
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from leeward_client.group.machine import Machine
from leeward_client.session.store import CIRCLES, load_machine
from leeward_client.vault import Vault
from leeward_wire import Purpose, Refused, Sealed

from support.people import PASSPHRASE
from support.people import Person as Terminal
from support.relay import Peer, RelayProcess

SEQ_BITS = 24
"""An entry's key is the handle of its box, then its sequence number in so many bits."""


def machine_of(person: Terminal) -> Machine:
    """The only circle of somebody at a terminal, to do with it what the client never would."""
    with Vault.open(person.vault, PASSPHRASE) as vault, vault.transaction() as tx:
        ((circle, _),) = tx.scan(CIRCLES)
        machine = load_machine(tx, circle)
    assert machine is not None
    return machine


@dataclass
class Kept:
    """What a relay keeps of one box. Entries are named by their sequence numbers."""

    db: sqlite3.Connection
    base: int

    @property
    def last(self) -> int:
        """The newest entry."""
        query = "SELECT max(key) FROM entry WHERE key >> ? = ?"
        (key,) = self.db.execute(query, (SEQ_BITS, self.base >> SEQ_BITS)).fetchone()
        return int(key) - self.base

    def withhold(self, seq: int) -> None:
        """Let an entry vanish."""
        self.db.execute("DELETE FROM entry WHERE key = ?", (self.base + seq,))

    def replace(self, seq: int, blob: bytes) -> None:
        """Put other bytes in an entry's place."""
        self.db.execute("UPDATE entry SET blob = ? WHERE key = ?", (blob, self.base + seq))

    def move(self, seq: int, to: int) -> None:
        """Show an entry in another place, where none stands."""
        self.db.execute("UPDATE entry SET key = ? WHERE key = ?", (self.base + to, self.base + seq))


@contextlib.contextmanager
def kept_in(relay: RelayProcess, box: bytes) -> Iterator[Kept]:
    """Stop a relay, change what it keeps of a box, and start it again."""
    relay.terminate()
    with contextlib.closing(sqlite3.connect(relay.directory / "relay.db")) as db, db:
        (handle,) = db.execute("SELECT handle FROM box WHERE id = ?", (box,)).fetchone()
        yield Kept(db, handle << SEQ_BITS)
    relay.restart()


async def post_seals(relay: RelayProcess, member: Machine, *blobs: bytes) -> None:
    """Put seals into the box of a member's epoch, each after the one before."""
    async with Peer.connect(relay.url) as peer:
        seed = member.keys.seed
        assert not isinstance(await peer.attach(seed), Refused)
        after = 0
        for blob in blobs:
            proof = peer.proof(Purpose.RESEAL, seed, after) if after else b""
            answer = await peer.seal(seed, blob, after, proof)
            assert isinstance(answer, Sealed)
            after = answer.seq
