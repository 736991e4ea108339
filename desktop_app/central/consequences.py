"""What the centre itself makes of a push, in the same transaction: conflict cards, links between
records of one person, copies of records handed over. Each has a module of its own.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from desktop_app.central.cards import soft_cards
from desktop_app.central.deletions import shown_again
from desktop_app.central.handovers import follow_handovers
from desktop_app.central.hard_cards import hard_cards
from desktop_app.central.persons import link_people
from desktop_app.central.record_rows import Taken
from desktop_app.central.streams import Entry

Follow = Callable[[Connection, Sequence[Taken], int], list[Entry]]
"""(connection, the records a push has changed, now in ms) -> what goes into the log after it. The
rows of the records it makes or changes are written when it returns."""

_FOLLOWING: tuple[Follow, ...] = (
    soft_cards,
    shown_again,
    hard_cards,
    link_people,
    follow_handovers,
)


def consequences(connection: Connection, taken: Sequence[Taken], *, now_ms: int) -> list[Entry]:
    """Everything that follows from a push, in the order in which it goes into the log."""
    return [entry for follow in _FOLLOWING for entry in follow(connection, taken, now_ms)]
