"""When the next round is due: pure arithmetic. Not who waits, nor on which thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
DEFAULT_PERIOD = timedelta(minutes=15)
STRETCH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How the rounds have gone: `failures` in a row, and a wait the centre asked for."""

    failures: int = 0
    retry_after_s: float | None = None


def after_success() -> Tries:
    """A round went through: whatever failed before is forgotten."""
    return Tries()


def after_failure(tries: Tries, *, retry_after_s: float | None) -> Tries:
    """One more failure in a row, with what the centre asked for this time."""
    return Tries(failures=tries.failures + 1, retry_after_s=retry_after_s)


def next_try(tries: Tries, *, ended: datetime, period: timedelta, random: Random) -> datetime:
    """When to try again after a round that ended at `ended`.

    After a success the period. After failures 5 s, 10 s, 20 s … up to 15 minutes, each stretched by
    up to a half so that the PCs of an office do not come back at the same moment; never sooner than
    the centre asked, and never later than the period unless it asked. "Exchange now" does not ask
    here: it starts a round at once.
    """
    if tries.failures == 0:
        return ended + period
    longest = min(LONGEST_WAIT, period) / (1 + STRETCH)
    doublings = min(tries.failures - 1, 16)  # 5 s * 2**16 is far above the longest wait
    wait = min(FIRST_WAIT * 2**doublings, longest) * (1 + STRETCH * random.random())
    if tries.retry_after_s is not None:
        wait = max(wait, timedelta(seconds=tries.retry_after_s) + FIRST_WAIT * random.random())
    return ended + wait
