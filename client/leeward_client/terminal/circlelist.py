"""The circles and our requests to join, with what waits in each."""

from collections.abc import Sequence

from textual.widgets import OptionList
from textual.widgets.option_list import Option

from leeward_client.locale import say
from leeward_client.session import JoinInfo, Link, LiveInfo
from leeward_client.terminal.lines import Drawn
from leeward_client.terminal.writing import Row, Writer

LINKS = {Link.ONLINE: " ", Link.CONNECTING: "…", Link.OFFLINE: "×", Link.OFF: "–"}
"""The sign of how a circle stands with its relay."""


class CircleList(OptionList):
    """One entry a circle: its sign and name, and what is unread; below, who waits at the door."""

    DEFAULT_CSS = """
    CircleList { width: 24; height: 1fr; border: none; border-right: solid $primary; padding: 0; }
    CircleList:focus { border: none; border-right: solid $primary; }
    CircleList.mirrored, CircleList.mirrored:focus {
        dock: right; border-right: none; border-left: solid $primary;
    }
    CircleList.narrow { display: none; }
    CircleList.narrow.wanted { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(id="circles", markup=False)
        self._drawn: list[tuple[str, list[Row]]] = []

    def show(
        self, writer: Writer, circles: Sequence[LiveInfo], joins: Sequence[JoinInfo], open_: bytes
    ) -> None:
        """Show these; the one that is open is marked. Only what differs is drawn."""
        cells = 22
        entries = [
            (one.circle.key.hex(), _entry(writer, one, cells, here=one.circle.key == open_))
            for one in circles
        ]
        entries += [(f"join-{one.id}", _join(writer, one, cells)) for one in joins]
        if entries == self._drawn:
            return
        if [key for key, _ in entries] == [key for key, _ in self._drawn]:
            for place, (entry, before) in enumerate(zip(entries, self._drawn, strict=True)):
                if entry != before:
                    self.replace_option_prompt_at_index(place, _prompt(entry[1]))
        else:
            at = self.highlighted_option.id if self.highlighted_option else None
            self.clear_options()
            self.add_options(Option(_prompt(rows), id=key) for key, rows in entries)
            keys = [key for key, _ in entries]
            self.highlighted = keys.index(at) if at in keys else 0 if keys else None
        self._drawn = entries


def _entry(writer: Writer, one: LiveInfo, cells: int, *, here: bool) -> list[Row]:
    count = f" {one.unread}" if one.unread else ""
    kind = "name" if one.unread else "text"
    pointer = "◂" if writer.mirrored else "▸"
    sign = pointer if here else LINKS[one.link]
    name = writer.cut(one.circle.label, cells - 2 - len(count))
    rows = [writer.row((f"{sign} ", "quiet"), (name, kind), (count, "warning"))]
    if one.circle.status != "active":
        rows += writer.wrap(say(f"cli-status-{one.circle.status}"), cells - 2, "quiet")
    if one.knocks:
        rows += writer.wrap(say("circle-knocks", number=one.knocks), cells - 2, "warning")
    if one.circle.unsent:
        rows += writer.wrap(say("circle-unsent", number=one.circle.unsent), cells - 2, "quiet")
    return rows


def _join(writer: Writer, one: JoinInfo, cells: int) -> list[Row]:
    sentence = "join-waits" if one.state == "waiting" else "join-ended"
    return writer.wrap(say(sentence, name=one.name), cells, "quiet")


def _prompt(rows: list[Row]) -> Drawn:
    return Drawn(lambda _: rows)
