"""The conversation: a list of items that scrolls, in which one of them is chosen by key or mouse."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from leeward_client.locale import say
from leeward_client.session import Item, Timeline
from leeward_client.terminal import strips
from leeward_client.terminal.paint import CHOSEN, PLAIN, strip
from leeward_client.terminal.strips import Scene
from leeward_client.terminal.writing import Row, Writer

PAGE = 200
"""Items that are shown at first, and with each step back."""


class Conversation(ScrollView, can_focus=True):
    """The items of one circle."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Conversation { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("enter", "choose('menu')", show=False),
        Binding("space,o", "choose('open')", show=False),
        Binding("r", "choose('reply')", show=False),
        Binding("plus,a", "choose('react')", show=False),
        Binding("e", "choose('edit')", show=False),
        Binding("d,delete", "choose('retract')", show=False),
    ]

    class Chosen(Message):
        """Something is to be done with an item; `deed` is one of those of the bindings."""

        def __init__(self, item: Item, deed: str) -> None:
            super().__init__()
            self.item = item
            self.deed = deed

    class Older(Message):
        """Earlier items are wanted."""

    class AtEnd(Message):
        """The newest item is in sight."""

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self.writer = Writer()
        self.seconds = False
        self.me = ""
        self.now = 0.0
        self._shown = Timeline([], False)
        self._first_unread: int | None = None
        self._opened: set[str] = set()
        self._chosen: str | None = None
        self._rows: list[tuple[Row, str]] = []
        self._drawn: dict[str, tuple[tuple[object, ...], list[Row]]] = {}
        self._empty = ""
        self._height = 0
        """Rows that were in sight when it was drawn last."""

    # What is shown ----------------------------------------------------------------------------

    def show(self, timeline: Timeline, first_unread: int | None, empty: str) -> None:
        """Show these items; whoever was at the end stays there."""
        self._shown, self._first_unread, self._empty = timeline, first_unread, empty
        self._draw(to_end=self._chosen is None or self._at_end)

    def begin(self) -> None:
        """Another circle comes: nothing of this one stays."""
        self._shown, self._chosen = Timeline([], False), None
        self._opened.clear()
        self._drawn.clear()
        self._draw(to_end=True)

    def item(self, id_: str | None) -> Item | None:
        """The item with this id, if it is here."""
        return next((one for one in self._shown.items if one.id == id_), None)

    @property
    def more(self) -> bool:
        """Whether there are earlier items than those shown."""
        return self._shown.more

    @property
    def lines(self) -> list[str]:
        """What stands on its rows, for tests and for whoever reads along."""
        return [row.text for row, _ in self._rows]

    def _draw(self, *, to_end: bool, resized: bool = False) -> None:
        self._height = self.scrollable_content_region.height
        cells = self.scrollable_content_region.width - 1
        if cells < 8:
            return
        scene = Scene(self.writer, cells, self.now, self.seconds)
        rows: list[tuple[Row, str]] = []
        if self._shown.more:
            rows += [(one, "older") for one in self._mark("talk-older", cells)]
        for it in self._shown.items:
            if it.index == self._first_unread:
                rows += [(one, "") for one in self._mark("talk-unread", cells)]
            rows += [(one, it.id) for one in self._of(it, scene)]
        if not self._shown.items:
            rows += [(one, "") for one in self.writer.wrap(self._empty, cells, "quiet")]
        ids = {it.id for it in self._shown.items}
        self._drawn = {id_: kept for id_, kept in self._drawn.items() if id_ in ids}
        changed = rows != self._rows
        self._rows = rows
        self.virtual_size = Size(cells, len(rows))
        if changed:
            self.refresh()
        if to_end and (changed or resized):
            # Forced, since before the next layout there is no scrollbar yet that would allow it.
            self.scroll_end(animate=False, immediate=True, force=True)

    def _mark(self, sentence: str, cells: int) -> list[Row]:
        return self.writer.wrap(f"─── {say(sentence)} ───", cells, "mark")

    def _of(self, it: Item, scene: Scene) -> list[Row]:
        """The rows of an item; drawn anew only if it, or what it answers, is another."""
        opened, replied = it.id in self._opened, self.item(it.reply_to)
        soon = 0 < it.expires - scene.now < strips.SOON
        made_of = (it, opened, replied, scene.cells, scene.now // 60 if soon else 0)
        kept = self._drawn.get(it.id)
        if kept is None or kept[0] != made_of:
            mine = it.author_id == self.me
            made = strips.rows(it, scene, opened=opened, replied=replied, mine=mine)
            kept = self._drawn[it.id] = (made_of, made)
        return kept[1]

    def render_line(self, y: int) -> Strip:
        """One row, as Textual wants it."""
        place, cells = y + round(self.scroll_y), self.scrollable_content_region.width
        if place >= len(self._rows):
            return Strip.blank(cells, PLAIN)
        row, id_ = self._rows[place]
        chosen = bool(id_) and id_ == self._chosen and self.has_focus
        over = CHOSEN if chosen else PLAIN
        # The last column keeps what ends at the right edge apart from the scrollbar.
        return strip(row, cells - 1, over).crop_extend(0, cells, over)

    # Choosing ---------------------------------------------------------------------------------

    @property
    def _at_end(self) -> bool:
        return self.scroll_y >= self.max_scroll_y - 1

    @property
    def _places(self) -> list[str]:
        older = ["older"] if self._shown.more else []
        return older + [it.id for it in self._shown.items]

    def action_move(self, by: int) -> None:
        """Choose the item before or after."""
        places = self._places
        if not places:
            return
        if self._chosen not in places:
            self._choose(places[-1])
            return
        at = places.index(self._chosen) + by
        self._choose(places[min(max(at, 0), len(places) - 1)])

    def action_leaf(self, by: int) -> None:
        """Go a screenful on."""
        height = max(self.scrollable_content_region.height - 1, 1)
        here = self._span(self._chosen)[0] if self._chosen else len(self._rows) - 1
        there = min(max(here + by * height, 0), len(self._rows) - 1)
        found = [id_ for _, id_ in self._rows[there:] if id_] if by < 0 else []
        found = found or [id_ for _, id_ in reversed(self._rows[: there + 1]) if id_]
        if found:
            self._choose(found[0])

    def action_edge(self, at: int) -> None:
        """Choose the first or the last item."""
        if self._places:
            self._choose(self._places[at])

    def action_choose(self, deed: str) -> None:
        """Do something with the chosen item."""
        if self._chosen == "older":
            self.post_message(self.Older())
            return
        it = self.item(self._chosen)
        if it is not None:
            self.post_message(self.Chosen(it, deed))

    def toggle(self, it: Item) -> None:
        """Open what is folded, or fold it again."""
        self._opened ^= {it.id}
        self._draw(to_end=False)

    def jump(self, id_: str) -> bool:
        """Choose the item with this id; whether it is here."""
        if self.item(id_) is None:
            return False
        self._choose(id_)
        return True

    def _choose(self, id_: str) -> None:
        before, self._chosen = self._chosen, id_
        for one in (before, id_):
            first, last = self._span(one)
            self.refresh_lines(first - round(self.scroll_y), last - first)
        first, last = self._span(id_)
        height = self.scrollable_content_region.height
        if first < self.scroll_y:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif last > self.scroll_y + height:
            self.scroll_to(y=max(last - height, 0), animate=False, immediate=True)
        if last >= len(self._rows):
            self.post_message(self.AtEnd())

    def _span(self, id_: str | None) -> tuple[int, int]:
        places = [n for n, (_, own) in enumerate(self._rows) if own and own == id_]
        return (places[0], places[-1] + 1) if places else (0, 0)

    def on_focus(self) -> None:
        """Whoever comes here by key begins at the newest item."""
        if self._chosen is None and self._shown.items:
            self._chosen = self._shown.items[-1].id
        self.refresh()

    def on_blur(self) -> None:
        """The choice is shown only where it counts."""
        if self._at_end:
            self._chosen = None
        self.refresh()

    def on_resize(self) -> None:
        """Another width wraps otherwise; whoever was at the end stays there."""
        at_end = self.scroll_y + self._height >= len(self._rows) - 1
        self._draw(to_end=at_end and self._chosen is None, resized=True)

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked; twice opens what can be done with it."""
        place = event.y + round(self.scroll_y)
        if place < len(self._rows) and self._rows[place][1]:
            self._choose(self._rows[place][1])
            if event.chain > 1 or self._chosen == "older":
                self.action_choose("menu")
