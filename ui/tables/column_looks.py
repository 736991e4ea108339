"""The columns of a list as somebody likes them: their order, widths, and which are put away."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHeaderView

from desktop_app.domain.list_looks import ColumnLook
from ui.tables.column import Column
from ui.theme import scaled

STEP = 16
LEAST = 40
"""Both in pixels at 10 pt: how much a key widens a column, and how narrow it may get."""
LEAST_REST = 140
"""Pixels at 10 pt: what a column needs that takes what is left."""


class ColumnLooks:
    """Sets them in a header, and reads them from it. A column that takes what is left has no width
    of its own; one left out for want of room comes back where there is some."""

    def __init__(self, header: QHeaderView, columns: Sequence[Column[Any]]) -> None:
        self._header = header
        self._columns = columns
        self._left_out: set[int] = set()
        self._put_away: set[int] = set()
        self._giving_way: set[int] = set()
        self._room = 0
        self._widths = [column.width for column in columns]

    def dress(self) -> None:
        """As designed."""
        self.show(())

    def show(self, looks: Sequence[ColumnLook]) -> None:
        """As somebody likes them; none for as designed. Columns not named come last."""
        places = {column.heading: at for at, column in enumerate(self._columns)}
        liked = {places[look.heading]: look for look in looks if look.heading in places}
        order = [*liked, *(at for at in places.values() if at not in liked)]
        self._put_away = {at for at, look in liked.items() if look.hidden}
        for target, at in enumerate(order):
            self._header.moveSection(self._header.visualIndex(at), target)
            self._size(at, liked[at].width if at in liked else 0)
        self._hide()

    def looks(self) -> tuple[ColumnLook, ...]:
        """As they stand now; none where they stand as designed."""
        order = [self._header.logicalIndex(at) for at in range(len(self._columns))]
        looks = tuple(
            ColumnLook(
                heading=self._columns[at].heading,
                width=self._own_width(at),
                hidden=at in self._put_away,
            )
            for at in order
        )
        designed = tuple(ColumnLook(heading=column.heading) for column in self._columns)
        return () if looks == designed else looks

    # --- one column ---

    def leave_out(self, at: int, wanted: bool) -> None:
        """There is no room for it, or there is again."""
        (self._left_out.add if wanted else self._left_out.discard)(at)
        self._hide()

    def fit(self, room: int) -> None:
        """There are so many pixels: leave out what has no room."""
        self._room = room
        self._hide()

    def is_put_away(self, at: int) -> bool:
        """Whether somebody does not want to see it."""
        return at in self._put_away

    def put_away(self, at: int, wanted: bool) -> None:
        """Somebody does not want to see it, or does again. One column always stays."""
        seen = set(range(len(self._columns))) - self._put_away
        if wanted and seen != {at}:
            self._put_away.add(at)
        elif not wanted:
            self._put_away.discard(at)
        self._hide()

    def move(self, at: int, step: int) -> None:
        """One place to the left (-1) or the right (1)."""
        place = self._header.visualIndex(at)
        if 0 <= place + step < len(self._columns):
            self._header.moveSection(place, place + step)

    def has_width(self, at: int) -> bool:
        """Whether it has a width of its own."""
        return bool(self._columns[at].width)

    def widen(self, at: int, steps: int) -> None:
        """Wider, or with a negative number narrower."""
        width = self._width(at) + steps * STEP
        self._size(at, max(LEAST, width))

    def in_order(self) -> list[int]:
        """The columns one sees, from left to right."""
        return [at for at in self.wanted() if at not in self._giving_way]

    def wanted(self) -> list[int]:
        """From left to right, also those there is no room for."""
        order = [self._header.logicalIndex(at) for at in range(len(self._columns))]
        return [at for at in order if at not in self._left_out | self._put_away]

    def _hide(self) -> None:
        for at in range(len(self._columns)):
            self._widths[at] = self._width(at)
        self._giving_way = self._without_room() if self._room else set()
        seen = self.in_order()
        for at in range(len(self._columns)):
            self._header.setSectionHidden(at, at not in seen)

    def _without_room(self) -> set[int]:
        wanted = self.wanted()
        needed = {at: self._needed(at) for at in wanted}
        ready = [at for at in wanted if self._columns[at].gives_way]
        given: set[int] = set()
        for at in sorted(ready, key=lambda at: self._columns[at].gives_way):
            if sum(needed.values()) <= self._room:
                break
            given.add(at)
            del needed[at]
        return given

    def _needed(self, at: int) -> int:
        if self._widths[at]:
            return scaled(self._widths[at])
        heading = self._header.fontMetrics().horizontalAdvance(self._columns[at].heading)
        return max(scaled(LEAST_REST), heading + 2 * STEP)

    def _size(self, at: int, width: int) -> None:
        designed = self._columns[at].width
        if designed:
            self._widths[at] = width or designed
            self._header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self._header.resizeSection(at, scaled(self._widths[at]))
        else:
            self._header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def _own_width(self, at: int) -> int:
        width = self._width(at)
        return 0 if width == self._columns[at].width else width

    def _width(self, at: int) -> int:
        """In pixels at 10 pt; 0 where it has none of its own. A hidden one has that it had."""
        known, shown = self._widths[at], self._header.sectionSize(at)
        if self._header.isSectionHidden(at) or not known or shown == scaled(known):
            return known
        return round(shown * 1000 / scaled(1000))
