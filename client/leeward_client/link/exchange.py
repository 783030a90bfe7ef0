"""What was asked of a relay and what it answers: the rules of the conversation, without a socket.

Frames go in; answers come out at whoever asked, pushes in their queue. A frame that answers nothing,
answers something else, or hands out entries out of order raises MisbehavedError, and so ends the
connection: such a relay is broken or hostile, and either is to be shown.
"""

import asyncio
from copy import copy
from itertools import pairwise

from leeward_wire import (
    Answer,
    Attach,
    Attached,
    Detach,
    Entries,
    Entry,
    Hello,
    Lagged,
    Page,
    Read,
    Refused,
    Reply,
    Request,
)

from leeward_client.link.errors import LinkError, MisbehavedError
from leeward_client.link.live import Live, Pushes

MOST_ASKED = 1024
"""Requests that may be unanswered at once; more is a mistake of ours."""


class Asked:
    """A request on its way, and what has come of it."""

    def __init__(self, frame: Request, kind: type[object]) -> None:
        self.frame = frame
        self.kind: type[object] = kind
        """The answer that comes next, unless it is a refusal."""
        self.after = frame.after if isinstance(frame, Attach | Read) else 0
        """The last entry that a read has given."""
        self.answers: asyncio.Queue[Answer | LinkError] = asyncio.Queue()
        self._abandoned = False

    def abandon(self) -> None:
        """Nobody waits any more; what still comes is checked all the same, and not kept."""
        self._abandoned = True
        while not self.answers.empty():
            self.answers.get_nowait()

    def tell(self, answer: Answer | LinkError) -> None:
        """Hand an answer to whoever waits."""
        if not self._abandoned:
            self.answers.put_nowait(answer)


class Exchange:
    """One connection's conversation."""

    def __init__(self) -> None:
        self._rid = 0
        self._asked: dict[int, Asked] = {}
        self._heads: dict[bytes, int] = {}
        """The last entry heard of each box that is live."""
        self._behind: set[bytes] = set()
        """Live boxes of which pushes are missing, until they are read again."""
        self._fault: LinkError | None = None
        self.pushes = Pushes()

    def rid(self) -> int:
        """A number for the next request."""
        self._rid += 1
        return self._rid

    def ask(self, frame: Request, kind: type[object]) -> Asked:
        """Expect an answer of this kind to a request; raises what the connection has ended with."""
        if self._fault is not None:
            raise copy(self._fault)
        if len(self._asked) >= MOST_ASKED:
            raise RuntimeError("too many requests at once")
        asked = Asked(frame, kind)
        self._asked[frame.rid] = asked
        return asked

    def fail(self, fault: LinkError) -> LinkError:
        """End the conversation; all who wait are told why. Gives the fault that came first."""
        if self._fault is None:
            self._fault = fault
            for asked in self._asked.values():
                asked.tell(fault)
            self._asked.clear()
            self.pushes.end()
        return self._fault

    def sort(self, frame: Reply) -> None:
        """Hand a frame to whom it belongs. Raises MisbehavedError."""
        if isinstance(frame, Hello):
            raise MisbehavedError("the relay greeted twice")
        if isinstance(frame, Entries):
            self._entries(frame)
        elif isinstance(frame, Lagged):
            if frame.box in self._heads:  # else it was detached, or lost the right, just now
                self._behind.add(frame.box)
                self.pushes.put(Live(frame.box, ()))
        else:
            self._answer(frame)

    def _answer(self, frame: Answer) -> None:
        asked = self._asked.get(frame.rid)
        if asked is None:
            raise MisbehavedError("the relay answered what was not asked")
        if not isinstance(frame, Refused):
            if not isinstance(frame, asked.kind):
                raise MisbehavedError("the relay gave an answer to another question")
        elif asked.kind is Page and isinstance(asked.frame, Attach):
            raise MisbehavedError("the relay refused what it had granted")
        if isinstance(frame, Attached):
            asked.kind = Page  # the same request goes on
        elif isinstance(frame, Page):
            self._page(asked, frame)
        else:
            del self._asked[frame.rid]
            if isinstance(asked.frame, Detach):
                self._heads.pop(asked.frame.box, None)
                self._behind.discard(asked.frame.box)
        asked.tell(frame)

    def _page(self, asked: Asked, page: Page) -> None:
        if not isinstance(asked.frame, Attach | Read) or page.box != asked.frame.box:
            raise MisbehavedError("the relay gave a page of another box")
        if not page.entries and not page.done:
            raise MisbehavedError("the relay gave an empty page that is not the last")
        asked.after = _risen(page.entries, asked.after)
        if page.done:
            del self._asked[page.rid]
            self._heads[page.box] = max(asked.after, self._heads.get(page.box, 0))
            self._behind.discard(page.box)

    def _entries(self, frame: Entries) -> None:
        head = self._heads.get(frame.box)
        if head is None:
            raise MisbehavedError("the relay sent entries of a box that is not live")
        if not frame.entries:
            raise MisbehavedError("the relay sent no entries")
        if frame.box in self._behind:
            return  # dropped: they would leave a gap before them, which the next read closes
        self._heads[frame.box] = _risen(frame.entries, head)
        self._behind |= self.pushes.put(Live(frame.box, tuple(frame.entries)))


def _risen(entries: list[Entry], after: int) -> int:
    """The last number of these entries, all of which stand in order beyond `after`."""
    numbers = [after, *(entry.seq for entry in entries)]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise MisbehavedError("the relay gave entries out of order")
    return numbers[-1]
