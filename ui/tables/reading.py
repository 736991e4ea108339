"""How a paged list is read while it is filtered or sorted: a short one whole, of a long one what
its source can be asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from ui.tables.arrangement import Arrangement, Query
from ui.tables.column import Long
from ui.tables.record_model import Deliver, RecordModel, Request

R = TypeVar("R")

READ_AT_ONCE = 1000
MOST_WHOLE = 10_000
"""Rows of the longest list that is read whole, to be copied, sorted or filtered: more would hold up
the window, and take half the province along."""


class WholeList(Generic[R]):
    """Reads a paged list from its beginning; `done(records)` once it is whole or long enough."""

    def __init__(
        self, request: Request[R], done: Callable[["WholeList[R]", list[R]], None]
    ) -> None:
        self._request = request
        self._done = done
        self._records: list[R] = []

    def read_on(self) -> None:
        """Ask for the next page."""
        self._request(len(self._records), READ_AT_ONCE, self._take)

    def _take(self, total: int, rows: Sequence[R]) -> None:
        self._records.extend(rows)
        if rows and len(self._records) < min(total, MOST_WHOLE):
            self.read_on()
        else:
            self._done(self, self._records[:MOST_WHOLE])


class Reading(Generic[R]):
    """Fills a model from where its pages are read. `query` is what the page asked for just now is
    to be found by: the source looks at it when it is called."""

    def __init__(self, model: RecordModel[R], long: Long | None) -> None:
        self.arrangement = Arrangement()
        self.query = Query()
        self._model = model
        headings = [column.heading for column in model.columns]
        known = long or Long({})
        self._fields: Mapping[int, str] = {
            headings.index(heading): name for heading, name in known.fields.items()
        }
        self._ordered_by = headings.index(known.ordered_by) if known.ordered_by else None
        self._source: Request[R] | None = None
        self._paged_by = Query()
        self._measured = 0
        self._round = 0
        self._gathering: WholeList[R] | None = None
        self._measuring = False

    # --- what can be done ---

    def whole_count(self) -> int:
        """How long the list is without its filters."""
        is_part = self._model.is_paged and self._paged_by != Query()
        return self._measured if is_part else self._model.whole_count()

    def is_long(self) -> bool:
        """Whether the list is too long to be read whole."""
        return self._model.is_paged and self.whole_count() > MOST_WHOLE

    def filterable(self) -> frozenset[int]:
        """The columns that can be filtered."""
        return frozenset(self._fields if self.is_long() else range(len(self._model.columns)))

    @property
    def ordered_by(self) -> int | None:
        """The column in whose order the list comes by itself, where there is one."""
        return self._ordered_by if self._source is not None else None

    def is_sortable(self, column: int) -> bool:
        """Whether the list can stand in the order of a column."""
        return column == self.ordered_by or not self.is_long()

    @property
    def waiting(self) -> bool:
        """Whether something has been asked for and is not here yet."""
        return self._measuring or self._gathering is not None or self._model.waiting

    # --- reading ---

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show a plain list."""
        self._stop()
        self._source = None
        self._model.show_rows(rows)

    def show_pages(self, source: Request[R]) -> None:
        """Show what `source` reads."""
        self._source = source
        self._begin(anew=True)

    def read_again(self) -> None:
        """Read the same again; what is shown stays until it is there."""
        self._begin(anew=False)

    def arrange(self, arrangement: Arrangement) -> None:
        """Filter and sort, now and from now on."""
        self.arrangement = arrangement
        self._model.arrange(arrangement)
        if self._model.is_paged:
            self._begin(anew=True)

    def _stop(self) -> None:
        self._round += 1
        self._gathering = None
        self._measuring = False

    def _begin(self, *, anew: bool) -> None:
        self._stop()
        if self._source is None:
            return
        if self.arrangement.is_plain:
            self._show_pages(Query(), anew=anew)
        else:
            self._measuring = True
            self._ask(Query(), 0, 1, partial(self._on_measured, self._round, anew))

    def _ask(self, query: Query, offset: int, limit: int, deliver: Deliver[R]) -> None:
        if self._source is not None:
            self.query = query
            self._source(offset, limit, deliver)

    def _on_measured(
        self,
        asked: int,
        anew: bool,
        total: int,
        rows: Sequence[R],  # noqa: ARG002 - what a delivery brings
    ) -> None:
        if asked != self._round:
            return
        self._measuring = False
        self._measured = total
        if total <= MOST_WHOLE:
            self._gathering = WholeList(partial(self._ask, Query()), self._on_gathered)
            self._gathering.read_on()
        else:
            self._show_pages(self._long_query(), anew=anew)

    def _on_gathered(self, whole: WholeList[R], records: list[R]) -> None:
        if whole is self._gathering:
            self._gathering = None
            self._model.show_rows(records)

    def _show_pages(self, query: Query, *, anew: bool) -> None:
        if anew or not self._model.is_paged or query != self._paged_by:
            self._paged_by = query
            self._model.show_pages(partial(self._ask, query))
        else:
            self._model.reload()

    def _long_query(self) -> Query:
        """What can be asked of the arrangement; the rest is let go of, not feigned."""
        filters = {at: text for at, text in self.arrangement.filters.items() if at in self._fields}
        sort = self.arrangement.sort
        sort = sort if sort is not None and sort.column == self.ordered_by else None
        self.arrangement = Arrangement(filters, sort)
        self._model.arrange(self.arrangement)
        return Query(
            {self._fields[at]: text for at, text in filters.items()},
            descending=sort is not None and sort.descending,
        )
