"""Devices: who has which, linking another of one's own, asking to be linked."""

from collections.abc import Callable, Sequence

from leeward_client.circle import views
from leeward_client.circle.names import BadNameError
from leeward_client.group.records import Heard, RemoveDevice, Status
from leeward_client.invites.code import CodeError
from leeward_client.invites.pairing import MOST_CIRCLES
from leeward_client.link import AddressError, Ways
from leeward_client.locale import say
from leeward_client.session import errors
from leeward_client.session.infos import (
    CircleInfo,
    DeviceInfo,
    LinkingInfo,
    PairingInfo,
)
from leeward_client.session.linkings import (
    CLOSED,
    LINKED,
    LINKING,
    WAITING,
    Linkings,
    read_device_code,
)
from leeward_client.session.pairings import Pairings
from leeward_client.session.records import LinkingRecord
from leeward_client.session.store import load_machine, read, shelf
from leeward_client.vault import Vault

_WHY = {
    WAITING: "device-waiting",
    LINKING: "device-linking",
    LINKED: "device-linked",
    CLOSED: "device-closed",
}
"""What a person is told of a device code that is used here, by how it stands."""


class Devices:
    """What a person does with devices. Raises `SessionError` for what cannot be done.

    `info` tells of a circle by its local id.
    """

    def __init__(
        self,
        vault: Vault,
        ways: Ways,
        now: Callable[[], float],
        tell: Callable[[str], None],
        info: Callable[[bytes], CircleInfo],
    ) -> None:
        self._vault = vault
        self._ways = ways
        self._now = now
        self._info = info
        self._pairings = Pairings(vault, ways, now, tell)

    @property
    def _linkings(self) -> Linkings:
        return Linkings(self._vault, self._ways, int(self._now()))

    def of(self, circle: CircleInfo) -> list[DeviceInfo]:
        """The devices of all members of a circle, one's own first; none where it does not go on here."""
        with self._vault.transaction() as tx:
            machine = load_machine(tx, circle.key)
            last = {
                key: read(value, Heard).at for key, value in tx.scan(shelf(circle.key, "devices"))
            }
            called = {
                key: value.decode() for key, value in tx.scan(shelf(circle.key, "device-names"))
            }
        if machine is None or not machine.running:
            return []
        names = views.shown_names(machine.fold)
        me, here = machine.record.member, machine.group.own_leaf
        going = {one.key for one in machine.intents.values() if isinstance(one, RemoveDevice)}
        infos = [
            DeviceInfo(
                id=leaf.signature_key.hex(),
                member=names.get(leaf.identity, ""),
                name=called.get(leaf.signature_key, ""),
                last_heard=last.get(leaf.signature_key),
                mine=leaf.identity == me,
                here=leaf.leaf == here,
                going=leaf.signature_key in going,
            )
            for leaf in machine.group.members
        ]
        return sorted(infos, key=lambda one: (not one.mine, one.member, not one.here, one.id))

    # This device links another ------------------------------------------------------------------

    async def link(self, circles: Sequence[CircleInfo]) -> PairingInfo:
        """Make a device code for circles that go on here; one that was open before is over."""
        going = [one for one in circles if one.status == Status.ACTIVE]
        if not going:
            raise errors.RefusedError("device-no-circle")
        if len(going) > MOST_CIRCLES:
            raise errors.RefusedError("device-many-circles", most=MOST_CIRCLES)
        for known in self._pairings.all():
            if not known.hello:
                await self._pairings.end(known)
        with self._vault.transaction() as tx:
            machine = load_machine(tx, going[0].key)
        if machine is None:
            raise errors.EndedError("session-ended")
        return await self._pairings.make([one.key for one in going], machine.policy.relay)

    async def look(self, pairing_id: str) -> PairingInfo:
        """How a device code stands; after the person said yes, go on with what is to be done."""
        return await self._pairings.look(self._pairings.find(pairing_id))

    async def accept(self, pairing_id: str, words: str) -> PairingInfo:
        """The person has compared these words and says yes."""
        return await self._pairings.accept(self._pairings.find(pairing_id), words)

    async def refuse(self, pairing_id: str) -> None:
        """End a device code at once."""
        await self._pairings.end(self._pairings.find(pairing_id))

    async def end_codes(self) -> None:
        """End all device codes, also those with which a device is being linked."""
        await self._pairings.end_all()

    # This device is linked ----------------------------------------------------------------------

    async def join(self, code: str, name: str) -> LinkingInfo:
        """Ask with a device code to be linked, under what this device is called."""
        try:
            record = await self._linkings.ask(read_device_code(code), name)
        except (CodeError, AddressError, BadNameError) as error:
            raise errors.because(error) from None
        return self._linking(record, WAITING)

    async def poll(self, linking_id: str) -> LinkingInfo:
        """Look once, and enter what can be entered."""
        with self._vault.lock():
            record = self._linked(linking_id)
            return self._linking(*await self._linkings.poll(record))

    def linkings(self) -> list[LinkingInfo]:
        """The device codes that this device uses or used, as they stood when last looked at."""
        return [
            self._linking(one, one.ended or (LINKING if one.packages else WAITING))
            for one in self._linkings.all()
        ]

    def drop(self, linking_id: str) -> None:
        """Forget a device code here. Circles that it led to stay."""
        self._linkings.drop(self._linked(linking_id))

    def _linked(self, linking_id: str) -> LinkingRecord:
        found = [one for one in self._linkings.all() if one.hello.hex() == linking_id]
        if not found:
            raise errors.NotFoundError("device-no-code")
        return found[0]

    def _linking(self, record: LinkingRecord, state: str) -> LinkingInfo:
        over = state in (LINKED, CLOSED)
        return LinkingInfo(
            id=record.hello.hex(),
            words=record.words,
            state=state,
            why=say(_WHY[state]),
            circles=[self._info(one.circle) for one in record.circles if one.circle],
            missing=[
                one.label for one in record.circles if over and not one.circle and not one.here
            ],
        )

    # Both ----------------------------------------------------------------------------------------

    async def sync(self) -> None:
        """Go on with every linking that was cut short, on either side."""
        for pairing in self._pairings.all():
            await self._pairings.look(pairing)
        for linking in self._linkings.all():
            if not linking.ended:
                await self.poll(linking.hello.hex())
