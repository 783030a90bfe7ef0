"""`python -m crash.worker`: forks clients that do things with one vault each, and are killed at it.

Everything is imported once, before the first fork, so that a kill costs a fraction of a second. A
line of standard input is a list of runs (JSON), which are done at the same time; the line that
answers says how each ended.
"""

import asyncio
import contextlib
import faulthandler
import gc
import os
import random
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NoReturn

import msgspec
from leeward_client.circle.events import Card, Message, Reaction
from leeward_client.session import CircleInfo, OfflineError, RefusedError, Session
from leeward_client.session.store import load_fold, load_machine
from leeward_client.vault import Vault
from support import kill_points
from support.kill_points import Point
from support.kills import LABEL, PASSPHRASE, Ended, Item, Members, Run, Timeline

HANGS = 75.0
"""Seconds after which a run that was not to be killed counts as hanging."""
TRIES = 8
"""How often an operation is done again while it does not come to the point that was armed."""
MOST_MESSAGES = 3
EVENTS = ("message", "card", "timer", "approval", "unknown")
"""The kinds of items whose ids are those of events; others have ids of their own on each device."""
ANYTHING = {
    "message": 32, "react": 8, "card": 8, "rename": 14, "rules": 8, "door": 3, "sync": 18,
    "verify": 3, "appoint": 1,
}  # fmt: skip
"""What a client in a circle does, and how often."""


class Person:
    """Somebody at work with a vault."""

    def __init__(self, run: Run, vault: Vault) -> None:
        self.run = run
        self.vault = vault
        self.home = Path(run.home)
        self.journal = self.home / f"{run.name}.journal"
        self.session = Session(vault, now=self.now)
        self.chance = random.Random(run.seed)
        self.said = 0

    def now(self) -> float:
        """A clock that everybody shares and that runs fast, so that what takes hours happens too."""
        run = self.run
        return run.started + run.ahead + (time.time() - run.started) * run.speed

    def note(self, **what: object) -> None:
        kill_points.note(self.journal, **what)

    @property
    def circle(self) -> CircleInfo | None:
        known = self.session.circles()
        assert len(known) <= 1, "one circle was entered twice"
        return known[0] if known else None

    async def do(self, operation: str) -> None:
        """One operation, or what stands in its place while this vault is in no circle."""
        if operation == "anything":
            operation = self.chance.choices([*ANYTHING], [*ANYTHING.values()])[0]
        circle = self.circle
        self.note(operation=operation)
        try:
            if circle is None:
                await (self.found() if self.run.relay else self.join())
            elif operation in ("found", "join", "enter"):
                await self.sync(circle)
            else:
                await getattr(self, operation)(circle)
        except RefusedError as refused:
            self.note(refused=operation, why=str(refused))
        except OfflineError as offline:
            self.note(offline=operation, why=str(offline))
        self.note(done=operation)

    # Into the circle --------------------------------------------------------------------------

    async def found(self) -> None:
        await self.session.found(LABEL, self.run.relay, self.run.name)

    async def invite(self, circle: CircleInfo) -> None:
        """See to it that the guest has a code: one that a killed run left behind, or a new one."""
        where = self.home / f"{self.run.guest}.code"
        if where.exists():
            return
        await self.session.sync(circle)
        given = {file.read_text().split()[0] for file in self.home.glob("*.code")}
        left = [one for one in self.session.invites(circle) if one.id not in given]
        ready = [one for one in left if one.state == "open" and one.uses_left]
        invite = ready[0] if ready else await self.session.invite(circle, expires=None)
        made = where.with_suffix(".new")
        made.write_text(f"{invite.id} {invite.code}")
        made.replace(where)

    async def join(self) -> None:
        where = self.home / f"{self.run.name}.code"
        if not self.session.joins():
            if where.exists():
                code = where.read_text().split()[1]
                join = await self.session.join(code, self.run.name, "it is me")
                (self.home / f"{self.run.name}.knock").write_text(join.id)
            return
        for one in await self.session.sync():
            assert one.ok, one.error
        states = [join.state for join in self.session.joins()]
        assert states in (["waiting"], ["admitted"]), states

    async def admit(self, circle: CircleInfo) -> None:
        for knock in await self.session.knocks(circle):
            await self.session.admit(circle, knock.id)

    async def admit_again(self, circle: CircleInfo) -> None:
        """Admit whom an admission that was cut short may have let in already."""
        (join,) = (self.home / f"{self.run.guest}.knock").read_text().split()
        await self.session.admit(circle, join)

    async def door(self, circle: CircleInfo) -> None:
        """An invite that comes to nothing."""
        invite = await self.session.invite(circle, expires=None)
        await self.session.revoke(circle, invite.id)

    # Within the circle ------------------------------------------------------------------------

    async def say(self, circle: CircleInfo, kind: str, body: Message | Card | Reaction) -> None:
        token = f"{self.run.name} {self.run.seed} {self.said}"
        self.said += 1
        if isinstance(body, Message):
            body = Message(token)
        under = [body.target.hex(), body.emoji] if isinstance(body, Reaction) else []
        self.note(begun=token, kind=kind)
        try:
            event_id = await self.session.say(circle, body)
        except OfflineError as offline:
            self.note(kept=token, id=offline.event_id, kind=kind, under=under)
        else:
            self.note(said=token, id=event_id, kind=kind, under=under)

    async def message(self, circle: CircleInfo) -> None:
        for _ in range(self.chance.randint(1, MOST_MESSAGES)):
            await self.say(circle, "message", Message("..."))

    async def react(self, circle: CircleInfo) -> None:
        messages = [one.id for one in self.session.read(circle) if one.kind == "message"]
        if messages:
            target = bytes.fromhex(self.chance.choice(messages))
            await self.say(circle, "reaction", Reaction(target, self.chance.choice("🌊🌿🕯")))

    async def card(self, circle: CircleInfo) -> None:
        about = f"{self.run.name} {self.run.seed} {self.said}"
        await self.say(circle, "card", Card(pronouns="they", text=about))

    async def rename(self, circle: CircleInfo) -> None:
        await self.session.rename(circle, f"{self.run.name} {self.run.seed % 10_000}")

    async def rules(self, circle: CircleInfo) -> None:
        rule, value = self.chance.choice(
            [("timer_by", "members"), ("timer_by", "hosts"), ("invite", "members"),
             ("invite", "hosts"), ("admit", "auto"), ("admit", "person")]
        )  # fmt: skip
        await self.session.set_rule(circle, rule, value)

    async def appoint(self, circle: CircleInfo) -> None:
        other = self.chance.choice(self.session.members(circle))
        await self.session.appoint(circle, other.id)

    async def leave(self, circle: CircleInfo) -> None:
        if circle.status == "active":
            await self.session.leave(circle)

    async def remove(self, circle: CircleInfo) -> None:
        if any(one.id == self.run.guest for one in self.session.members(circle)):
            await self.session.remove(circle, self.run.guest)

    async def verify(self, circle: CircleInfo) -> None:
        await self.session.verify(circle)

    async def sync(self, circle: CircleInfo) -> None:
        for one in await self.session.sync(circle):
            if not one.ok and one.reached:
                self.note(refused="sync", why=one.error)

    async def work(self) -> None:
        """Everything the run asks for; one that is to be killed goes on until it is."""
        run = self.run
        for operation in run.operations:
            for _ in range(TRIES if run.point else 1):
                await self.do(operation)
                if run.point in (Point.READ, Point.FOLLOWED):
                    await self.do("anything")
        while run.after:
            await self.do("anything")

    def timeline(self) -> Timeline:
        """What the vault holds at the end."""
        circle = self.circle
        if circle is None:
            return Timeline()
        with self.vault.transaction() as tx:
            machine = load_machine(tx, circle.key)
            fold = load_fold(tx, circle.key)
        items = [
            Item(
                one.epoch, one.seq, one.place, one.kind.value,
                one.id.hex() if one.kind.value in EVENTS else "", one.author.hex(),
                one.subject.hex() if one.subject else "", one.text or "",
                sorted((emoji, who.hex()) for emoji, who in one.reactions),
            )
            for one in fold.items.values()
        ]  # fmt: skip
        if machine is None:
            return Timeline(circle.status, circle.epoch, circle.member, items=items)
        group = machine.group
        roster = sorted(
            (who.hex(), member.name, [*member.roles])
            for who, member in machine.policy.roster.items()
        )
        return Timeline(
            status=circle.status,
            epoch=group.epoch,
            member=circle.member,
            cursor=machine.sync.cursor,
            open=len(machine.drafts) + len(machine.deliveries) + len(machine.handed)
            + (machine.pending is not None),
            intents=len(machine.intents),
            secrets=(group.export("test of kills", b"", 32) + group.epoch_authenticator).hex(),
            members=Members(roster, fold.hash().hex()),
            items=items,
        )  # fmt: skip


def live(run: Run) -> NoReturn:
    """The life of a fork."""
    home = Path(run.home)
    code = 1
    with (home / "errors").open("a") as errors:
        try:
            faulthandler.dump_traceback_later(HANGS - 5, file=errors)
            if run.point:
                kill_points.arm(run.point, run.times)
            kill_points.tap(home / f"{run.name}.sent", home / f"{run.name}.openings")
            with Vault.open(home / run.name, PASSPHRASE) as vault:
                person = Person(run, vault)
                asyncio.run(person.work())
                timeline = msgspec.json.encode(person.timeline())
            (home / f"{run.name}.timeline").write_bytes(timeline)
            code = 0
        except BaseException:
            errors.write(f"--- {run.name}: {' '.join(run.operations)} {run.point}\n")
            traceback.print_exc(file=errors)
    os._exit(code)


def watch(run: Run, child: int, handle: int, born: float) -> Ended:
    """Wait for a fork, and kill it when its time has come."""
    end = born + (run.after or HANGS)
    with contextlib.closing(select.epoll()) as poll:
        poll.register(handle, select.EPOLLIN)
        overdue = not poll.poll(max(0.0, end - time.monotonic()))
    if overdue:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    killed = status == -signal.SIGKILL
    hung = overdue and not run.after
    return Ended(killed and not hung, status == 0, hung, time.monotonic() - born)


def main() -> None:
    """Fork for each line until the input ends."""
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        runs = msgspec.json.decode(line, type=list[Run])
        children = []
        for run in runs:
            child = os.fork()
            if child == 0:
                live(run)
            children.append((run, child, os.pidfd_open(child), time.monotonic()))
        children.sort(key=lambda one: one[0].after or HANGS)  # whoever is killed first, first
        ended = {run.name: watch(run, child, handle, born) for run, child, handle, born in children}
        answer = [ended[run.name] for run in runs]
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
