"""When the next round is due, for fixed randomness."""

from datetime import UTC, datetime, timedelta
from random import Random

from desktop_app.sync.schedule import (
    DEFAULT_PERIOD,
    LONGEST_WAIT,
    Tries,
    after_failure,
    after_success,
    next_try,
)

ENDED = datetime(2026, 11, 23, 2, 52, 7, tzinfo=UTC)


class FixedRandom(Random):
    """A source that always says the same, so that the bounds can be asked for."""

    def __init__(self, value: float) -> None:
        super().__init__(0)
        self.value = value

    def random(self) -> float:
        return self.value


def wait(tries: Tries, *, period: timedelta = DEFAULT_PERIOD, luck: float = 0.0) -> timedelta:
    return next_try(tries, ended=ENDED, period=period, random=FixedRandom(luck)) - ENDED


def failed(times: int, *, retry_after_s: float | None = None) -> Tries:
    tries = Tries()
    for _ in range(times):
        tries = after_failure(tries, retry_after_s=retry_after_s)
    return tries


def test_after_a_success_the_period_passes() -> None:
    assert wait(after_success(), period=timedelta(minutes=30)) == timedelta(minutes=30)


def test_failures_wait_longer_each_time_up_to_a_quarter_of_an_hour() -> None:
    shortest = [wait(failed(times)).total_seconds() for times in (1, 2, 3, 7, 8, 500)]
    longest = [wait(failed(times), luck=1.0).total_seconds() for times in (1, 2, 3, 7, 8, 500)]
    assert shortest == [5, 10, 20, 320, 600, 600]
    assert longest == [7.5, 15, 30, 480, 900, 900]
    assert timedelta(seconds=longest[-1]) == LONGEST_WAIT


def test_a_short_period_is_never_waited_past() -> None:
    assert wait(failed(50), period=timedelta(minutes=3), luck=1.0) == timedelta(minutes=3)


def test_what_the_centre_asks_for_is_obeyed() -> None:
    assert wait(failed(1, retry_after_s=1800)) == timedelta(minutes=30)
    assert wait(failed(1, retry_after_s=1800), luck=1.0) == timedelta(minutes=30, seconds=5)
    assert wait(failed(4, retry_after_s=1)) == timedelta(seconds=40)


def test_a_wait_once_asked_for_is_forgotten_at_the_next_failure() -> None:
    tries = after_failure(failed(1, retry_after_s=1800), retry_after_s=None)
    assert wait(tries) == timedelta(seconds=10)


def test_a_success_forgets_the_failures() -> None:
    tries = after_failure(after_success(), retry_after_s=None)
    assert wait(tries) == timedelta(seconds=5)
