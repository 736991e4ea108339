"""Clocks in the far future: PROTOCOL.md §6."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.central.clamping import AHEAD_MS, clamp, lift
from desktop_app.domain.stamps import effective, make_stamp, milliseconds

DEVICE = "00c0ffee00c0ffee"
NOW = 1_795_000_000_000
YEARS = 30 * 365 * 86_400_000


def stamp(ms: int, counter: int = 0) -> str:
    return make_stamp(ms=ms, counter=counter, device=DEVICE)


def test_a_clock_up_to_five_minutes_ahead_is_taken_as_it_is() -> None:
    for ms in (0, NOW, NOW + AHEAD_MS):
        assert clamp(stamp(ms), now_ms=NOW, last="") == stamp(ms)


def test_a_clock_years_ahead_counts_as_five_minutes_ahead() -> None:
    far = stamp(NOW + YEARS, 7)
    assert clamp(far, now_ms=NOW, last="") == f"{stamp(NOW + AHEAD_MS)}~{far}"


def test_a_counter_that_is_full_moves_the_clock_on() -> None:
    far = stamp(NOW + YEARS)
    last = stamp(NOW + AHEAD_MS, 0xFFFF)
    assert clamp(far, now_ms=NOW, last=last) == f"{stamp(NOW + AHEAD_MS + 1)}~{far}"


@given(
    st.lists(
        st.tuples(st.integers(NOW - YEARS, NOW + YEARS), st.integers(0, 3)),
        min_size=1,
        unique=True,
    ),
    st.lists(st.integers(0, 400_000)),
)
def test_clamped_stamps_keep_their_order_and_are_never_later(
    given_times: list[tuple[int, int]], waits: list[int]
) -> None:
    """A PC gives its stamps in rising order, and the centre's clock goes on between the pushes."""
    last, now = "", NOW
    for place, (ms, counter) in enumerate(sorted(given_times)):
        now += waits[place] if place < len(waits) else 0
        original = stamp(ms, counter)
        given_one = clamp(original, now_ms=now, last=last)
        assert last < effective(given_one) <= original
        assert milliseconds(given_one) <= now + AHEAD_MS + 1
        assert given_one.rpartition("~")[2] == original
        last = effective(given_one)


def test_a_clamped_edit_of_a_value_from_the_future_counts_as_later_than_it() -> None:
    far = stamp(NOW + YEARS, 7)
    shown = make_stamp(ms=NOW + YEARS, counter=3, device="00000000000000aa")
    assert lift(clamp(far, now_ms=NOW, last=""), shown=shown) == f"{stamp(NOW + YEARS, 4)}~{far}"


def test_a_stamp_that_was_never_above_the_shown_one_is_not_lifted() -> None:
    far = clamp(stamp(NOW + YEARS), now_ms=NOW, last="")
    for shown in ("", stamp(NOW), stamp(NOW + YEARS), stamp(NOW + 2 * YEARS)):
        assert lift(far, shown=shown) == far
    assert lift(stamp(NOW), shown=stamp(NOW + YEARS)) == stamp(NOW)


@given(
    st.integers(NOW + AHEAD_MS + 1, NOW + YEARS),
    st.integers(0, 0xFFFF),
    st.integers(NOW - YEARS, NOW + YEARS),
    st.integers(0, 0xFFFF),
    st.sampled_from(("00000000000000aa", DEVICE, "ffffffffffffffff")),
)
def test_a_lifted_stamp_lies_on_the_same_side_of_the_shown_one_as_its_original(
    ms: int, counter: int, shown_ms: int, shown_counter: int, shown_device: str
) -> None:
    original = stamp(ms, counter)
    shown = make_stamp(ms=shown_ms, counter=shown_counter, device=shown_device)
    lifted = lift(clamp(original, now_ms=NOW, last=""), shown=shown)
    assert (effective(lifted) > shown) == (original > shown)
    assert effective(lifted) <= original
    assert lifted.rpartition("~")[2] == original
