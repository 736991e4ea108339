"""The heads of a field group: what a conflict card holds, whatever the order of arrival."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.stamps import make_stamp, names_same
from desktop_app.protocol.merging import Version, Written, heads_after, heads_among, merge_groups
from tests.protocol.test_merging import A, B, C, a_change, clamped, stamp

DEVICES = (A, B, C)


def version(at: str, value: str) -> Version:
    return Version(stamp=at, values={"full_name": value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Written):
    """Beside what it names, all that its author had seen."""

    seen: frozenset[str]


@dataclass(slots=True)
class APerson:
    """Somebody at a PC that comes to the centre now and then."""

    device: str
    seen: dict[str, Known] = field(default_factory=dict[str, Known])

    def write(self, value: str, *, over_all: bool) -> Known:
        """Over what is shown, or over all that is known (a decision)."""
        newest = max(self.seen, default="")
        ms = int(newest[:12] or "0", 16) + 1
        base = "~".join(h.stamp for h in heads_of(list(self.seen.values()))) if over_all else newest
        written = Known(
            version=version(make_stamp(ms=ms, counter=0, device=self.device), value),
            base=base,
            seen=frozenset(self.seen),
        )
        self.seen[written.version.stamp] = written
        return written


def heads_of(history: Sequence[Known]) -> tuple[Version, ...]:
    heads: tuple[Version, ...] = ()
    for written in history:
        heads = heads_after(heads, written.version, base=written.base)
    return heads


@st.composite
def histories(draw: st.DrawFn, *, distinct: bool) -> list[Known]:
    """What three PCs wrote, meeting at the centre now and then, in the order of writing."""
    people = [APerson(device) for device in DEVICES]
    centre: dict[str, Known] = {}
    history: list[Known] = []
    steps = st.tuples(st.integers(0, 2), st.sampled_from(("write", "write", "decide", "meet")))
    for number, (who, what) in enumerate(draw(st.lists(steps, max_size=14))):
        person = people[who]
        if what == "meet":
            centre |= person.seen
            person.seen |= centre
        else:
            value = str(number) if distinct else draw(st.sampled_from("xy"))
            history.append(person.write(value, over_all=what == "decide"))
    return history


def another_order(draw: st.DrawFn, history: Sequence[Known]) -> list[Known]:
    """Another order in which everything still comes after what its author had seen."""
    waiting = list(draw(st.permutations(history)))
    order: list[Known] = []
    while waiting:
        there = {written.version.stamp for written in order}
        order.append(next(w for w in waiting if w.seen <= there))
        waiting.remove(order[-1])
    return order


@st.composite
def in_two_orders(draw: st.DrawFn, *, distinct: bool) -> tuple[list[Known], list[Known]]:
    history = draw(histories(distinct=distinct))
    return another_order(draw, history), another_order(draw, history)


def unnamed(history: Sequence[Known]) -> list[Version]:
    """Those that no other was written over."""
    return [
        w.version
        for w in history
        if not any(names_same(other.base, w.version.stamp) for other in history)
    ]


@given(histories(distinct=True), st.data())
def test_by_the_history_the_heads_are_the_same_in_any_order(
    history: list[Known], data: st.DataObject
) -> None:
    """Also where something came before what its author had seen, as to a restored centre."""
    came = data.draw(st.permutations(history))
    if came:
        expected = tuple(sorted(unnamed(history), key=lambda v: v.stamp))
        assert heads_among(heads_of(came), came) == expected


@given(in_two_orders(distinct=True))
def test_the_heads_are_what_nobody_wrote_over_whatever_the_order(
    both: tuple[list[Known], list[Known]],
) -> None:
    one, other = both
    expected = tuple(sorted(unnamed(one), key=lambda v: v.stamp))
    assert heads_of(one) == heads_of(other) == expected


@given(in_two_orders(distinct=False))
def test_a_value_nobody_saw_is_a_head(both: tuple[list[Known], list[Known]]) -> None:
    for history in both:
        heads = [head.values for head in heads_of(history)]
        written_over = [w.version.values for w in history if w.version not in unnamed(history)]
        for lonely in unnamed(history):
            assert lonely.values in heads or lonely.values in written_over


@given(in_two_orders(distinct=False))
def test_the_last_head_is_what_the_merge_shows(
    both: tuple[list[Known], list[Known]],
) -> None:
    for history in both:
        fields, stamps, conflict = {}, {}, False
        for written in history:
            change = a_change(
                written.version.stamp, written.base, groups={"name": written.version.values}
            )
            merge = merge_groups(fields, stamps, change)
            fields, stamps = merge.fields, merge.stamps
            conflict = conflict or bool(merge.losing)
        shown = heads_of(history)[-1:]
        assert shown == tuple(version(at, fields["full_name"]) for at in stamps.values())
        if not conflict:
            assert len(heads_of(history)) <= 1


@given(in_two_orders(distinct=False), st.data())
def test_what_comes_again_changes_nothing(
    both: tuple[list[Known], list[Known]], data: st.DataObject
) -> None:
    heads = heads_of(both[0])
    if heads:
        again = data.draw(st.sampled_from(heads))
        assert heads_after(heads, again, base=data.draw(st.sampled_from(both[0])).base) == heads


# --- By example ----------------------------------------------------------------------------------


def test_own_successive_edits_leave_one_head() -> None:
    first, second = version(stamp(1), "a"), version(stamp(2), "b")
    heads = heads_after(heads_after((), first, base=""), second, base=stamp(1))
    assert heads == (second,)


def test_a_decision_that_says_again_what_came_before_it_is_a_head() -> None:
    """Whoever wrote over the value had not seen that it was decided over another."""
    first, other = version(stamp(1), "a"), version(stamp(2, B), "b")
    decided, later = version(stamp(3), "a"), version(stamp(4, C), "c")
    history = [
        Written(version=decided, base=f"{stamp(1)}~{stamp(2, B)}"),
        Written(version=first, base=""),
        Written(version=other, base=""),
        Written(version=later, base=stamp(1)),
    ]
    assert heads_among([later], history) == (decided, later)


def test_of_two_that_say_the_same_none_is_left_where_one_is_written_over() -> None:
    first, other, later = version(stamp(1), "a"), version(stamp(2, B), "a"), version(stamp(3), "c")
    history = [Written(version=one, base="") for one in (first, other)]
    history.append(Written(version=later, base=stamp(2, B)))
    assert heads_among([later], history) == (later,)


def test_a_decision_names_all_it_decides_over() -> None:
    heads = (version(stamp(1), "a"), version(stamp(2, B), "b"), version(stamp(3, C), "c"))
    chosen = version(stamp(4), "a")
    decided = heads_after(heads, chosen, base=f"{stamp(1)}~{stamp(2, B)}~{stamp(3, C)}")
    assert decided == (chosen,)


def test_one_that_was_on_its_way_stays_when_the_others_are_decided() -> None:
    heads = (version(stamp(1), "a"), version(stamp(2, B), "b"), version(stamp(3, C), "c"))
    chosen = version(stamp(4), "a")
    decided = heads_after(heads, chosen, base=f"{stamp(1)}~{stamp(2, B)}")
    assert decided == (version(stamp(3, C), "c"), chosen)


def test_the_version_shown_stays_whatever_a_clock_that_went_back_has_seen() -> None:
    shown, late = version(stamp(9), "a"), version(stamp(2, B), "b")
    assert heads_after((shown,), late, base=stamp(9)) == (late, shown)


def test_the_clamped_form_takes_the_place_of_the_other() -> None:
    own, other = version(stamp(900), "a"), version(stamp(7, B), "b")
    back = version(clamped(stamp(5), stamp(900)), "a")
    assert heads_after((other, own), back, base="") == (back, other)
    assert heads_after((back, other), own, base="") == (back, other)


def test_two_that_say_the_same_are_one() -> None:
    shown, lost = version(stamp(9), "a"), version(stamp(5, B), "b")
    same = version(stamp(6, C), "b")
    assert heads_after((lost, shown), same, base="") == (same, shown)
    assert heads_after((same, shown), lost, base="") == (same, shown)
