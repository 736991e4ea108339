"""Where the work of a round is done: talking where the round was started, the rest on the store.

The window has a thread for each (a lane) and says how the one reaches the other; tests and scripts
do both in one thread. No thread is started here.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class OnStore(Protocol):
    """Does a short piece of work where the database is written, and waits for its result."""

    def __call__(self, work: Callable[[], T], /) -> T: ...


def at_once(work: Callable[[], T], /) -> T:
    """For one thread that both talks and writes."""
    return work()
