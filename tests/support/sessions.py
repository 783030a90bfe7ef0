"""Sessions with vaults of their own around one real relay."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from leeward_client.session import LinkingInfo, Session
from leeward_client.vault import Cost, Vault

PASSPHRASE = "correct horse"


@contextmanager
def sessions(
    folder: Path, count: int, now: Callable[[], float] | None = None
) -> Iterator[list[Session]]:
    """So many people, each with a vault that opens quickly."""
    with ExitStack() as stack:
        vaults = [
            stack.enter_context(Vault.create(folder / f"vault-{n}", PASSPHRASE, Cost.least()))
            for n in range(count)
        ]
        yield [Session(one) if now is None else Session(one, now=now) for one in vaults]


async def let_in(host: Session, guest: Session, name: str) -> None:
    """An invite, a knock, an admission, a welcome; all that both see is what it should be."""
    circle = host.circles()[0]
    invite = await host.invite(circle)
    knock = await guest.join(invite.code, name, "it is me")
    seen = await host.knocks(circle)
    assert [(one.name, one.note, one.words) for one in seen] == [(name, "it is me", knock.words)]
    assert (await guest.poll_join(knock.id)).state == "waiting"
    member = await host.admit(circle, seen[0].id)
    assert member.name == name
    assert (await guest.poll_join(knock.id)).state == "admitted"


async def link(first: Session, new: Session, name: str = "phone") -> LinkingInfo:
    """Link a new device to all circles of the first, which calls it by that name."""
    made = await first.devices.link(first.circles())
    asking = await new.devices.join(made.code, name)
    asked = await first.devices.look(made.id)
    assert (asked.state, asked.name, asked.words) == ("asked", name, asking.words)
    assert (await new.devices.poll(asking.id)).state == "waiting"
    assert (await first.devices.accept(made.id, asking.words)).state == "linking"
    assert (await new.devices.poll(asking.id)).state == "linking"
    assert (await first.devices.look(made.id)).state == "linking"
    done = await new.devices.poll(asking.id)
    assert done.state == "linked"
    assert (await first.devices.look(made.id)).state == "linked"
    return done


async def catch_up(*everybody: Session) -> None:
    """Twice round, so that what one did on hearing of another's deed is heard as well."""
    for session in (*everybody, *everybody):
        await session.sync()


def said(session: Session) -> list[str | None]:
    """The messages of the first circle, in order."""
    return [item.text for item in session.read(session.circles()[0]) if item.kind == "message"]


def kinds(session: Session) -> list[str]:
    """The kinds of all items of the first circle, in order."""
    return [item.kind for item in session.read(session.circles()[0])]
