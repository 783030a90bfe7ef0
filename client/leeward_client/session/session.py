"""The session: everything a person does with the circles of one vault, for every kind of client."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from leeward_mls import PublicError, check_package

from leeward_client.backup import content, sealed
from leeward_client.backup.errors import BackupError
from leeward_client.backup.sealed import Working
from leeward_client.circle import views
from leeward_client.circle.events import Body, EventError
from leeward_client.circle.fold import State
from leeward_client.circle.names import BadNameError, check_name, skeleton
from leeward_client.circle.policy import PolicyError, Relay, Rules
from leeward_client.group import founding, plan
from leeward_client.group.machine import Machine
from leeward_client.group.records import (
    RUNNING,
    Admit,
    Appoint,
    CircleRecord,
    CloseInvite,
    Demote,
    Intent,
    Leave,
    Remove,
    RemoveDevice,
    Rename,
    SetRule,
    Status,
)
from leeward_client.group.suite import SUITE
from leeward_client.invites.code import CodeError
from leeward_client.invites.words import knock_words, phrase
from leeward_client.link import Address, AddressError, Backoff, Connection, Proxy, Way, Ways
from leeward_client.locale import SpokenError, say
from leeward_client.session import backups, errors, farewells, sentences, timeline
from leeward_client.session.asks import asks_of, intent_of
from leeward_client.session.claims import claim_of
from leeward_client.session.counting import check_counts
from leeward_client.session.devices import Devices
from leeward_client.session.drive import Driver, spoken, word_of, working
from leeward_client.session.infos import (
    AskInfo,
    CircleInfo,
    InviteInfo,
    Item,
    JoinInfo,
    KnockInfo,
    MemberInfo,
    PolicyInfo,
    RestoreInfo,
    SyncInfo,
    VerifyInfo,
)
from leeward_client.session.joins import Joins, next_number, read_code, shown, why
from leeward_client.session.meetings import ENDED, Invites, Waiting
from leeward_client.session.proxies import Proxies
from leeward_client.session.records import InviteState, JoinRecord
from leeward_client.session.store import (
    CIRCLES,
    drop_circle,
    farewell_of,
    forget_due,
    heard,
    load_fold,
    record_of,
    shelf,
    store,
    take_ended,
)
from leeward_client.session.timeline import Eye
from leeward_client.vault import Cost, Vault

MOST_USES = 50
RETRY = 3.0
"""Seconds after which one who follows tries a lost relay again, doubled up to `RETRY_MOST`."""
RETRY_MOST = 60.0
_RULES = {"invite": str, "admit": str, "remove_approvals": int, "timer": int, "timer_by": str}


class Session:
    """The circles of one open vault.

    `tell` gets lines about long work, for people. All methods raise `SessionError` for what cannot be
    done; `VaultError` may come of the vault.

    `proxy` is what all connections go through, unless told otherwise the one that the vault remembers;
    `proxies` has more on that.
    """

    def __init__(
        self,
        vault: Vault,
        *,
        now: Callable[[], float] = time.time,
        tell: Callable[[str], None] = lambda _: None,
        proxy: Proxy | Way = Way.REMEMBERED,
    ) -> None:
        self._vault = vault
        self._now = now
        self._tell = tell
        self.proxies = Proxies(vault, proxy, tell)
        self._ways = Ways(self.proxies.through)
        farewells.lay_out(vault)  # those of another vault here, or of a time before, wait no more
        self._held: dict[bytes, Driver] = {}

    def hold(self, key: bytes) -> Driver:
        """The one driver of a circle from now on, for who follows it while other things are done with it.

        `let_go` ends that. Without, each call has a driver, and a connection, of its own.
        """
        driver = Driver(self._vault, key, self._ways, self._now, self._tell)
        self._held[key] = driver
        return driver

    def let_go(self, key: bytes) -> None:
        """Nobody follows the circle any more."""
        self._held.pop(key, None)

    # Circles ----------------------------------------------------------------------------------

    def circles(self) -> list[CircleInfo]:
        """The circles of the vault, by number."""
        return sorted((self._info(key) for key in self.keys()), key=lambda info: info.number)

    def keys(self) -> list[bytes]:
        """What names the circles' shelves in the vault."""
        with self._vault.transaction() as tx:
            return [key for key, _ in tx.scan(CIRCLES)]

    def find(self, word: str) -> CircleInfo:
        """The circle of that number or name. Raises NotFoundError."""
        known = self.circles()
        named = [one for one in known if one.label.casefold() == word.casefold()]
        named = named or [one for one in known if str(one.number) == word]
        if len(named) > 1:
            raise errors.NotFoundError("session-many-circles")
        if not named:
            raise errors.NotFoundError("session-no-circle")
        return named[0]

    async def found(
        self, label: str, relay: str, name: str, pass_: bytes | None = None
    ) -> CircleInfo:
        """Start a circle of one on a relay, under a name of one's own."""
        try:
            address = Address.parse(relay)
            label = check_name(label)
            with self._vault.transaction() as tx:
                number = next_number(tx)
            machine = founding.found(
                number=number, label=label, relay=Relay(address.url, pass_), name=name,
                now=int(self._now()),
            )  # fmt: skip
        except (AddressError, BadNameError) as error:
            raise errors.because(error) from None
        except PolicyError:
            raise errors.SessionError("session-policy") from None
        circle = machine.group.group_id[:8]
        word, dial = word_of(machine.policy.relay), self._ways.circle(circle)
        with spoken(
            begun=False
        ):  # a circle whose box cannot be made is none: nothing is kept of it
            async with Connection(
                address, dial, word=word, working=working(self._tell)
            ) as connection:
                await connection.open(machine.keys.seed)
        with self._vault.lock(), self._vault.transaction() as tx:
            tx.put(CIRCLES, circle, b"")
            store(tx, circle, machine.take_writes())
        return self._info(circle)

    def forget(self, circle: CircleInfo) -> None:
        """Erase a circle from this device. One that runs has to be left first."""
        if circle.status in RUNNING and circle.members > 1:
            raise errors.SessionError("session-leave-first")
        with self._vault.lock():
            self._joins.forget(circle.key)
            with self._vault.transaction() as tx:
                drop_circle(tx, circle.key)
            farewells.lay_out(self._vault)
        if circle.key in self._held:
            self._held[circle.key].reload()

    def backup(
        self, passphrase: str, cost: Cost | None = None, working: Working = lambda _: None
    ) -> bytes:
        """The bytes of a backup file of all circles (docs/backup.md); takes its time."""
        held = content.encode(backups.gather(self._vault, int(self._now())))
        try:
            return sealed.seal(held, passphrase, cost, working)
        except BackupError as error:
            raise errors.because(error) from None

    def restore(
        self, file: bytes, passphrase: str, working: Working = lambda _: None
    ) -> RestoreInfo:
        """Put the circles of a backup file beside those that are here."""
        try:
            held = content.decode(sealed.unseal(file, passphrase, working))
        except BackupError as error:
            raise errors.because(error) from None
        merged = backups.merge(self._vault, held, int(self._now()))
        restored = [self._info(key) for key in merged.restored]
        return RestoreInfo(held.made_at, restored, merged.kept)

    def _info(self, key: bytes) -> CircleInfo:
        with self._vault.transaction() as tx:
            record = record_of(tx, key)
            fold = load_fold(tx, key)
            unsent = len(tx.scan(shelf(key, "drafts")))
        return circle_info(key, record, fold, unsent)

    async def say_farewell(self, circle: CircleInfo, wanted: bool) -> None:
        """Have a farewell ready for when this device is erased, or none any more.

        Raises RefusedError where it could only wait on a disk.
        """
        if wanted and not farewells.possible(self._vault):
            raise errors.RefusedError("session-farewell-nowhere")
        driver = self._driver(circle)
        if wanted:
            with contextlib.suppress(errors.OfflineError):  # then for the epoch that we know
                async with driver.connected():
                    await driver.run()
        with driver.step() as machine:
            running = self._running(machine, driver)
            if wanted:
                running.keep_farewell(say("session-farewell"))
            else:
                running.drop_farewell()

    def farewell(self, circle: CircleInfo) -> bool:
        """Whether a farewell to this circle is ready."""
        with self._vault.transaction() as tx:
            return farewell_of(tx, circle.key) is not None

    # Inviting ---------------------------------------------------------------------------------

    async def invite(
        self, circle: CircleInfo, uses: int = 1, expires: int | None = 172_800
    ) -> InviteInfo:
        """Make an invite for so many newcomers, good for `expires` seconds (None: no end)."""
        if not 1 <= uses <= MOST_USES:
            raise errors.SessionError("session-invite-uses", most=MOST_USES)
        driver, invites = self._desk(circle)
        with driver.step() as machine:
            me = self._running(machine, driver)
            if not me.policy.may_invite(me.record.member):
                raise errors.RefusedError("session-hosts-invite")
        async with driver.connected():
            await driver.run()
            end = 0 if expires is None else int(self._now()) + expires
            id_hash = invites.make(uses, end)
            await invites.advance()
        info = self._invite(circle, id_hash)
        if info.state != InviteState.OPEN:
            raise errors.RefusedError("session-invite-shut")
        return info

    def invites(self, circle: CircleInfo) -> list[InviteInfo]:
        """The invites of ours that have not ended long ago."""
        _, invites = self._desk(circle)
        return [
            self._invite(circle, key)
            for key, record in invites.all().items()
            if record.state is not InviteState.GONE
        ]

    def invite_states(self, circle: bytes) -> list[InviteState]:
        """How far the invites of a circle have come, by the circle's key."""
        driver = Driver(self._vault, circle, self._ways, self._now, self._tell)
        return [one.state for one in Invites(self._vault, circle, driver).all().values()]

    async def revoke(self, circle: CircleInfo, invite_id: str) -> None:
        """End an invite at once."""
        driver, invites = self._desk(circle)
        keys = [key for key in invites.all() if key.hex().startswith(invite_id.lower())]
        if len(keys) != 1 or not invite_id:
            raise errors.NotFoundError("session-no-invite")
        async with driver.connected():
            await self._carry_out(driver, CloseInvite(keys[0]))
            await invites.advance()

    async def knocks(self, circle: CircleInfo) -> list[KnockInfo]:
        """Who asks to be let in."""
        driver, invites = self._desk(circle)
        async with driver.connected():
            await driver.run()
            await invites.deliver()  # whose admission was cut short is answered, and waits no more
            with spoken():
                waiting = await invites.waiting()
        with driver.step() as machine:
            return [_knock(one, machine) for one in waiting]

    async def admit(
        self, circle: CircleInfo, knock_id: str, as_name: str | None = None
    ) -> MemberInfo:
        """Let somebody in, under the name chosen or another."""
        driver, invites = self._desk(circle)
        async with driver.connected():
            await driver.run()
            with spoken():
                knock = _pick(await invites.waiting(), knock_id)
            with driver.step() as machine:
                won = knock.knock_id in self._running(machine, driver).deliveries
            if won:  # an admission that was cut short before its welcome went out
                await invites.deliver()
            else:
                await self._admit(driver, invites, knock, as_name)
            await invites.advance()
        return self._member(circle, knock.request.member)

    async def decline(self, circle: CircleInfo, knock_id: str) -> None:
        """Answer a knock with no."""
        driver, invites = self._desk(circle)
        async with driver.connected():
            with spoken():
                await invites.decline(_pick(await invites.waiting(), knock_id))

    async def _admit(
        self, driver: Driver, invites: Invites, knock: Waiting, as_name: str | None
    ) -> None:
        if knock.frozen:
            raise errors.RefusedError("session-knock-frozen")
        request = knock.request
        try:
            check_package(SUITE, request.key_package, now=int(self._now()))
        except PublicError:
            raise errors.RefusedError("session-knock-stale") from None
        try:
            name = check_name(as_name or request.name)
        except BadNameError as error:
            raise errors.RefusedError("session-knock-name", why=error) from None
        with driver.step() as machine:
            me = self._running(machine, driver)
            taken = {
                skeleton(entry.name)
                for member, entry in me.policy.roster.items()
                if member != request.member
            }
            if skeleton(name) in taken:
                raise errors.RefusedError("session-name-taken")
        intent = Admit(
            knock.invite, knock.knock_id, request.key_package, request.member, name,
            request.reply_key, knock.record.secret, request.rejoin,
        )  # fmt: skip
        invites.admitted(knock.record.secret, request.member)
        await self._carry_out(driver, intent)
        await invites.deliver()

    def _driver(self, circle: CircleInfo) -> Driver:
        held = self._held.get(circle.key)
        return held or Driver(self._vault, circle.key, self._ways, self._now, self._tell)

    def _desk(self, circle: CircleInfo) -> tuple[Driver, Invites]:
        driver = self._driver(circle)
        return driver, Invites(self._vault, circle.key, driver)

    def _invite(self, circle: CircleInfo, id_hash: bytes) -> InviteInfo:
        driver, invites = self._desk(circle)
        record = invites.all()[id_hash]
        with driver.step() as machine:
            held = None if machine is None else machine.policy.code(id_hash)
            code = None if machine is None else invites.code(record, machine)
        over = record.state in ENDED
        return InviteInfo(
            id=id_hash.hex()[:8],
            code="" if code is None or over else str(code),
            link="" if code is None or over else code.link,
            qr="" if code is None or over else code.qr(),
            uses=record.uses,
            uses_left=0 if held is None else held.uses,
            expires=record.expires or None,
            state=record.state.value,
        )

    # Joining ----------------------------------------------------------------------------------

    async def join(
        self, code: str, name: str, note: str = "", rejoin: CircleInfo | None = None
    ) -> JoinInfo:
        """Knock with an invite; with `rejoin`, to come back to a circle that cannot go on here."""
        driver = None
        if rejoin is not None:
            driver = self._driver(rejoin)
        try:
            record = await self._joins.knock(
                read_code(code), name, note, b"" if rejoin is None else rejoin.key, driver
            )
        except (CodeError, AddressError, BadNameError) as error:
            raise errors.because(error) from None
        return self._join(record, "waiting")

    async def poll_join(self, join_id: str) -> JoinInfo:
        """Look once how a knock of ours stands."""
        with self._vault.lock():
            record, state = await self._joins.poll(self._found(join_id))
        if record.circle in self._held:
            self._held[record.circle].reload()  # one that was come back to
        return self._join(record, state)

    def drop_join(self, join_id: str) -> JoinInfo:
        """Erase a knock of ours, whether it ended or waits; how it stood.

        Where it waits, whoever lets it in lets in nobody. Raises NotFoundError where there is none, or
        it led to a circle.
        """
        with self._vault.lock():
            record = self._found(join_id)
            if record.circle:
                raise errors.NotFoundError("session-no-join")
            self._joins.drop(record)
        return self._join(record, record.ended or "waiting")

    def _found(self, join_id: str) -> JoinRecord:
        found = [one for key, one in self._joins.all().items() if key.hex().startswith(join_id)]
        if len(found) != 1:
            raise errors.NotFoundError("session-no-join")
        return found[0]

    def joins(self) -> list[JoinInfo]:
        """Our knocks, as they stood when last looked at."""
        return [
            self._join(one, "admitted" if one.circle else one.ended or "waiting")
            for one in self._joins.all().values()
        ]

    @property
    def devices(self) -> Devices:
        """The devices of this vault's owner, and those that others see."""
        return Devices(self._vault, self._ways, self._now, self._tell, self._info)

    @property
    def _joins(self) -> Joins:
        return Joins(self._vault, self._ways, int(self._now()))

    def _join(self, record: JoinRecord, state: str) -> JoinInfo:
        return JoinInfo(
            id=record.knock_id.hex(),
            name=record.name,
            words=record.words,
            state=shown(state),
            why=say(why(state)),
            circle=self._info(record.circle) if record.circle else None,
        )

    # Talking ----------------------------------------------------------------------------------

    def keep(self, circle: CircleInfo, body: Body) -> str:
        """Put what counts into the outbox; its id (hex). Whoever follows the circle sends it."""
        driver = self._driver(circle)
        with driver.step() as machine:
            running = self._running(machine, driver)
            check_counts(running, body)
            try:
                event_id = running.say(body, int(self._now()))
            except EventError as error:
                cause = error.__cause__
                if isinstance(cause, SpokenError):
                    raise errors.because(cause) from None
                raise errors.SessionError("session-cannot-say") from None
        driver.wake()
        return event_id.hex()

    async def say(self, circle: CircleInfo, body: Body) -> str:
        """Say what counts; its id (hex). Kept first: offline, it goes out with the next sync."""
        event_id = self.keep(circle, body)
        driver = self._driver(circle)
        try:
            async with driver.connected():
                await driver.run()
        except errors.OfflineError as error:
            why = error.fields["why"]
            raise errors.OfflineError("session-kept", event_id=event_id, why=why) from None
        with driver.step() as machine:
            if machine is not None and bytes.fromhex(event_id) in machine.drafts:
                raise errors.OfflineError("session-kept-paused", event_id=event_id)
            if machine is None or not machine.running:
                self._running(machine, driver)
        return event_id

    async def sync(self, circle: CircleInfo | None = None) -> list[SyncInfo]:
        """Catch up with one circle, or with all of them and with our knocks."""
        done = [await self._sync(one) for one in ([circle] if circle else self.circles())]
        waiting = [join for join in self.joins() if join.state == "waiting" and circle is None]
        done += [await self._sync_join(join) for join in waiting]
        if circle is None:
            await self._sync_devices()
        return done

    async def _sync(self, circle: CircleInfo) -> SyncInfo:
        driver, invites = self._desk(circle)
        before = self._last_index(circle)
        error: str | None = None
        reached = True
        try:
            async with driver.connected():
                await driver.run()
                await self._tend(driver, invites)
                await driver.run()
        except errors.SessionError as failure:
            error, reached = str(failure), not isinstance(failure, errors.OfflineError)
        info = self._info(circle.key)
        if error is None and info.status != Status.ACTIVE:
            error = say(sentences.status(Status(info.status)))
        new = sum(item.index > before for item in self.read(circle))
        return SyncInfo(circle.label, new, error is None, error, reached)

    async def _sync_devices(self) -> None:
        try:
            await self.devices.sync()
        except errors.SessionError as failure:
            self._tell(str(failure))

    async def _sync_join(self, join: JoinInfo) -> SyncInfo:
        try:
            stands = await self.poll_join(join.id)
        except errors.SessionError as failure:
            reached = not isinstance(failure, errors.OfflineError)
            return SyncInfo(join.name, 0, False, str(failure), reached)
        return SyncInfo(join.name, int(stands.circle is not None), True, None)

    async def tend(self, circle: CircleInfo) -> None:
        """See to the doors of a circle that is followed: welcomes that are due, invites that end."""
        driver, invites = self._desk(circle)
        async with driver.connected():
            await self._tend(driver, invites)

    async def _tend(self, driver: Driver, invites: Invites) -> None:
        await invites.deliver()
        await invites.advance()
        await self._admit_unasked(driver, invites)

    async def _admit_unasked(self, driver: Driver, invites: Invites) -> None:
        """Let in whoever knocks, where the circle has chosen that (off by default)."""
        with driver.step() as machine:
            wanted = machine is not None and machine.policy.rules.admit == "auto"
        if not wanted:
            return
        with spoken():
            waiting = await invites.waiting()
        for knock in waiting:
            if knock.request.rejoin:
                continue  # who comes back is confirmed by a person, always
            try:
                await self._admit(driver, invites, knock, None)
            except errors.RefusedError as refused:
                self._tell(say("session-knock-waits", why=refused))

    def read(self, circle: CircleInfo, since: int = 0) -> list[Item]:
        """The timeline beyond the item `since`."""
        with self._vault.transaction() as tx:
            fold = load_fold(tx, circle.key)
            muted = {key for key, _ in tx.scan(shelf(circle.key, "muted"))}
            last = heard(tx, circle.key)
            forget_due(tx, circle.key, fold, int(self._now()))
        eye = Eye(bytes.fromhex(circle.member), muted, last, int(self._now()))
        return timeline.items(fold, eye, since)

    async def follow(self, circle: CircleInfo, since: int = 0) -> AsyncIterator[Item]:
        """The timeline beyond the item `since`, and everything that comes, until the circle ends."""
        driver, invites = self._desk(circle)
        backoff = Backoff(RETRY, RETRY_MOST)
        while True:
            try:
                async with driver.connected():
                    backoff.reset()
                    await invites.deliver()
                    while True:
                        await driver.run()
                        for item in self.read(circle, since):
                            since = max(since, item.index)
                            yield item
                        with driver.step() as machine:
                            if machine is None or not machine.running:
                                return
                        await driver.listen()
            except errors.OfflineError as error:
                for item in self.read(circle, since):
                    since = max(since, item.index)
                    yield item
                pause = backoff.next()
                why = error.fields["why"]
                self._tell(say("session-trying", why=why, seconds=round(pause)))
                await asyncio.sleep(pause)

    def mute(self, circle: CircleInfo, member: str, on: bool) -> None:
        """Hear a member no more, or again; only on this device."""
        key = bytes.fromhex(self._named(circle, member).id)
        with self._vault.lock(), self._vault.transaction() as tx:
            if on:
                tx.put(shelf(circle.key, "muted"), key, b"")
            else:
                tx.delete(shelf(circle.key, "muted"), key)

    def _last_index(self, circle: CircleInfo) -> int:
        with self._vault.transaction() as tx:
            return load_fold(tx, circle.key).last_index

    # Members and rules ------------------------------------------------------------------------

    def members(self, circle: CircleInfo) -> list[MemberInfo]:
        """The members by name."""
        with self._vault.transaction() as tx:
            fold = load_fold(tx, circle.key)
            muted = {key for key, _ in tx.scan(shelf(circle.key, "muted"))}
            last = heard(tx, circle.key)
            me = record_of(tx, circle.key).member
        return [
            MemberInfo(
                id=view.id.hex(),
                name=view.name,
                roles=view.roles,
                card_name=fold.cards[view.id].name if view.id in fold.cards else None,
                pronouns=view.pronouns,
                about=view.text,
                last_heard=last[view.id].at if view.id in last else None,
                last_heard_epoch=last[view.id].epoch if view.id in last else None,
                me=view.id == me,
                muted=view.muted,
            )
            for view in views.members(fold, muted)
        ]

    async def remove(self, circle: CircleInfo, member: str) -> str:
        """Take a member out; says whether more hosts have to approve."""
        return await self._wish(circle, Remove(self._id(circle, member)))

    async def appoint(self, circle: CircleInfo, member: str) -> str:
        """Make a member a host, or approve that it be made one."""
        return await self._wish(circle, Appoint(self._id(circle, member)))

    async def demote(self, circle: CircleInfo, member: str) -> str:
        """Take a host's powers, or approve that they be taken; one may step down oneself."""
        return await self._wish(circle, Demote(self._id(circle, member)))

    async def rename(self, circle: CircleInfo, name: str) -> str:
        """Change one's own name in the circle."""
        try:
            return await self._wish(circle, Rename(check_name(name)))
        except BadNameError as error:
            raise errors.because(error) from None

    async def set_rule(self, circle: CircleInfo, rule: str, value: str) -> str:
        """Change one rule of the circle."""
        if rule not in _RULES:
            raise errors.NotFoundError("session-rules", rules=", ".join(_RULES))
        try:
            typed = _RULES[rule](value)
            plan.check_rules(Rules(**{rule: typed}))
        except ValueError:
            raise errors.SessionError("session-rule-value", rule=rule) from None
        return await self._wish(circle, SetRule(rule, typed))

    def asks(self, circle: CircleInfo) -> list[AskInfo]:
        """What members ask one another to approve, in the present epoch."""
        with self._driver(circle).step() as machine:
            if machine is None:
                return []
            names = views.shown_names(machine.fold)
            return [
                AskInfo(
                    id=one.id.hex(),
                    what=sentences.asked(one.action, names),
                    agreed=[names.get(member, "") for member in one.voices],
                    hosts=one.lack.hosts,
                    members=one.lack.members,
                    mine=machine.record.member in one.voices,
                )
                for one in asks_of(machine)
            ]

    async def approve(self, circle: CircleInfo, ask_id: str) -> str:
        """Agree to what somebody asks; it is carried out once nobody is missing, and asked again where
        the circle moves on before that."""
        driver = self._driver(circle)
        async with driver.connected():
            await driver.run()
        with driver.step() as machine:
            me = self._running(machine, driver)
            found = [one for one in asks_of(me) if ask_id and one.id.hex().startswith(ask_id)]
            intent = intent_of(found[0], me) if len(found) == 1 else None
        if intent is None:
            raise errors.NotFoundError("session-no-ask")
        return await self._wish(circle, intent)

    def wishes(self, circle: CircleInfo) -> list[str]:
        """What was asked for here and is not done yet: it waits for approvals, or for the relay."""
        with self._driver(circle).step() as machine:
            if machine is None:
                return []
            names = views.shown_names(machine.fold)
            return [sentences.wish(one, names) for one in machine.intents.values()]

    def withdraw(self, circle: CircleInfo) -> int:
        """Give up what was asked for and is not done yet; how many wishes that were.

        One whose commit is on its way may be carried out all the same.
        """
        driver = self._driver(circle)
        with driver.step() as machine:
            keys = [] if machine is None else list(machine.intents)
            for key in keys:
                self._running(machine, driver).withdraw(key)
            return len(keys)

    async def leave(self, circle: CircleInfo) -> None:
        """Leave with all one's devices; it takes effect when another member's client carries it out."""
        driver = self._driver(circle)
        with driver.step() as machine:
            me = self._running(machine, driver)
            alone = len(me.policy.roster) == 1
            if not alone and me.policy.hosts == {me.record.member}:
                raise errors.RefusedError("session-only-host")
            single = len(plan.leaves_of(me.group, me.record.member)) == 1
            key = b"" if alone and single else me.intend(Leave())
        if key:
            async with driver.connected():
                await driver.run()
            with driver.step(), self._vault.transaction() as tx:
                take_ended(tx, circle.key, key)
        if alone:
            if any(not one.here for one in self.devices.of(circle)):
                raise errors.OfflineError("session-under-way")
            self.forget(circle)

    async def remove_device(self, circle: CircleInfo, device: str) -> str:
        """Take one device out: of one's own, or, as a host, of a member whose device is presumed taken.

        The present one goes by its own wish, like a member who leaves; the others stay.
        """
        found = [one for one in self.devices.of(circle) if device and one.id.startswith(device)]
        if len(found) != 1:
            raise errors.NotFoundError("device-none")
        if found[0].here:
            return await self.unlink(circle)
        return await self.carry_out(circle, self.want_out(circle, found[0].id))

    def want_out(self, circle: CircleInfo, device: str) -> bytes:
        """Put down the wish that another device, by its id, go out; the wish's key.

        It is kept here before any relay is asked: the next sync carries it out, or whoever follows the
        circle. Said again while it waits it is the same wish.
        """
        driver = self._driver(circle)
        with driver.step() as machine:
            me = self._running(machine, driver)
            leaves = [one for one in me.group.members if one.signature_key.hex() == device]
            if not leaves:
                raise errors.NotFoundError("device-none")
            wish = RemoveDevice(leaves[0].identity, leaves[0].signature_key)
            key = next((key for key, one in me.intents.items() if one == wish), b"")
            key = key or me.intend(wish)
        driver.wake()
        return key

    def keep_in(self, circle: CircleInfo, device: str) -> bool:
        """Give up the wish that a device, by its id, go out; no relay is asked.

        False where the commit that carries it out was made already: it may stand at the relay.
        """
        with self._driver(circle).step() as machine:
            intents = {} if machine is None else machine.intents
            keys = [
                key
                for key, one in intents.items()
                if isinstance(one, RemoveDevice) and one.key.hex() == device
            ]
            if machine is None or not keys:
                return True
            for key in keys:
                machine.withdraw(key)
            return machine.pending is None or machine.pending.intent not in keys

    async def carry_out(self, circle: CircleInfo, wish: bytes) -> str:
        """See a wish that was put down, by its key, to its end; "done", or what it still waits for."""
        driver, invites = self._desk(circle)
        async with driver.connected():
            await driver.run()
            answer = self._answer(driver, wish)
            await invites.advance()
        return answer

    async def unlink(self, circle: CircleInfo) -> str:
        """Let this device go, and stay with the others; another device of the circle carries it out."""
        driver = self._driver(circle)
        with driver.step() as machine:
            me = self._running(machine, driver)
            if len(plan.leaves_of(me.group, me.record.member)) == 1:
                raise errors.RefusedError("device-last")
            me.leave()
        async with driver.connected():
            await driver.run()
        return say("device-going")

    def policy(self, circle: CircleInfo) -> PolicyInfo:
        """The rules of the circle, its hosts and where it meets."""
        with self._vault.transaction() as tx:
            fold = load_fold(tx, circle.key)
        policy, names = fold.policy, views.shown_names(fold)
        rules = {name: getattr(policy.rules, name) for name in (*_RULES, "history")}
        return PolicyInfo(
            rules=rules,
            hosts=sorted(names[member] for member in policy.hosts),
            relay=policy.relay.url,
            open_codes=len(policy.codes),
            epoch=fold.epoch,
        )

    async def verify(self, circle: CircleInfo) -> VerifyInfo:
        """The six words to compare by voice; catches up first where the relay can be reached."""
        driver = self._driver(circle)
        try:
            async with driver.connected():
                await driver.run()
        except errors.OfflineError:
            self._tell(say("session-old-words"))
        return self.phrase(circle)

    def phrase(self, circle: CircleInfo) -> VerifyInfo:
        """The six words as they stand here."""
        driver = self._driver(circle)
        with driver.step() as machine:
            group = self._running(machine, driver).group
            words = phrase(group.group_id, group.epoch, group.epoch_authenticator)
            return VerifyInfo(words, group.epoch)

    # Within -----------------------------------------------------------------------------------

    async def _wish(self, circle: CircleInfo, intent: Intent) -> str:
        driver, invites = self._desk(circle)
        async with driver.connected():
            answer = await self._carry_out(driver, intent)
            await invites.advance()
        return answer

    async def _carry_out(self, driver: Driver, intent: Intent) -> str:
        """See an intent to its end; "done", or what it still waits for. The driver is connected."""
        await driver.run()
        with driver.step() as machine:
            key = self._running(machine, driver).intend(intent)
        await driver.run()
        return self._answer(driver, key)

    def _answer(self, driver: Driver, key: bytes) -> str:
        """What has come of a wish: "done", or what it waits for. Raises RefusedError for nothing."""
        with driver.step() as machine, self._vault.transaction() as tx:
            ended = take_ended(tx, driver.circle, key)
        if ended is not None:
            if ended.why:
                raise errors.RefusedError(sentences.end(ended.why))
            return "done"
        with driver.step() as machine:
            me = self._running(machine, driver)
            if key in me.waiting:
                voices, lack = me.waiting[key]
                return say(
                    "session-approvals", voices=voices, hosts=lack.hosts, members=lack.members
                )
        return say("session-under-way")

    def _running(self, machine: Machine | None, driver: Driver) -> Machine:
        """The machine, if the circle goes on here; else why it does not."""
        if machine is None:
            with self._vault.transaction() as tx:
                restored = record_of(tx, driver.circle).status is Status.RESTORED
            raise errors.EndedError("status-restored" if restored else "session-ended")
        if not machine.running:
            raise errors.EndedError(sentences.status(machine.record.status))
        return machine

    def _named(self, circle: CircleInfo, word: str) -> MemberInfo:
        members = self.members(circle)
        found = [one for one in members if skeleton(one.name) == skeleton(word)] if word else []
        found = found or [one for one in members if word and one.id.startswith(word.lower())]
        if len(found) != 1:
            raise errors.NotFoundError("session-no-member")
        return found[0]

    def _id(self, circle: CircleInfo, word: str) -> bytes:
        return bytes.fromhex(self._named(circle, word).id)

    def _member(self, circle: CircleInfo, member: bytes) -> MemberInfo:
        found = [one for one in self.members(circle) if one.id == member.hex()]
        if not found:
            raise errors.RefusedError("session-newcomer-gone")
        return found[0]


def _knock(one: Waiting, machine: Machine | None) -> KnockInfo:
    claim = None if machine is None else claim_of(machine, one.request)
    words = knock_words(one.box, one.issuer_key, one.sealed)
    return KnockInfo(
        id=one.knock_id.hex(),
        name=one.request.name,
        note=one.request.note,
        words=" ".join(words),
        invite=one.invite.hex()[:8],
        rejoin=bool(one.request.rejoin),
        frozen=one.frozen,
        claims=None if claim is None else claim.name,
        backup=None if claim is None else claim.backup,
    )


def _pick(waiting: list[Waiting], knock_id: str) -> Waiting:
    found = [one for one in waiting if knock_id and one.knock_id.hex().startswith(knock_id.lower())]
    if len(found) != 1:
        raise errors.NotFoundError("session-no-knock")
    return found[0]


def circle_info(key: bytes, record: CircleRecord, fold: State, unsent: int) -> CircleInfo:
    """A circle on this device, as it stands in its record and its fold."""
    return CircleInfo(
        key=key,
        number=record.number,
        label=record.label,
        status=record.status.value,
        relay=record.relay,
        member=record.member.hex(),
        name=views.shown_names(fold).get(record.member, ""),
        members=len(fold.policy.roster),
        epoch=fold.epoch,
        unsent=unsent,
    )
