"""The stamps of changes."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.stamps import (
    LENGTH,
    device,
    effective,
    make_stamp,
    milliseconds,
    names_same,
)

TIMES = st.integers(0, 2**48 - 1)
COUNTERS = st.integers(0, 2**16 - 1)
DEVICES = st.integers(0, 2**64 - 1).map("{:016x}".format)
MOMENTS = st.tuples(TIMES, COUNTERS, DEVICES)
Moment = tuple[int, int, str]


def stamp(moment: Moment) -> str:
    ms, counter, device = moment
    return make_stamp(ms=ms, counter=counter, device=device)


def test_a_stamp_in_full() -> None:
    text = make_stamp(ms=0x0123456789AB, counter=3, device="00000000000000ab")
    assert text == "0123456789ab-0003-00000000000000ab"
    assert len(text) == LENGTH


@given(MOMENTS, MOMENTS)
def test_text_sorts_as_time_counter_device(one: Moment, other: Moment) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)


@given(TIMES, COUNTERS, COUNTERS, DEVICES, DEVICES)
def test_the_counter_then_the_device_decide(
    ms: int, counter: int, other_counter: int, device: str, other_device: str
) -> None:
    one, other = (ms, counter, device), (ms, other_counter, other_device)
    assert (stamp(one) < stamp(other)) == (one < other)


@given(MOMENTS, MOMENTS)
def test_a_clamped_stamp_keeps_what_it_was(one: Moment, other: Moment) -> None:
    clamped = f"{stamp(one)}~{stamp(other)}"
    assert effective(clamped) == effective(stamp(one)) == stamp(one)
    assert milliseconds(clamped) == one[0]
    assert device(clamped) == one[2]
    assert names_same(stamp(one), clamped)
    assert names_same(stamp(other), clamped)
    assert names_same(clamped, stamp(other))


@given(MOMENTS, MOMENTS)
def test_other_stamps_are_not_the_same(one: Moment, other: Moment) -> None:
    assert names_same(stamp(one), stamp(other)) == (one == other)
    assert not names_same("", stamp(one))
