"""The merge: everybody ends with the same record, and no value vanishes unseen."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.merging import Losing, Merge, merge_groups

A, B, C = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"

# Two groups this program knows, and one of a later program.
GROUPS = {
    "name": ("full_name",),
    "residence": ("residence_commune", "residence_detail"),
    "of_tomorrow": ("drone_licence", "drone_since"),
}


def stamp(ms: int, device: str = A, counter: int = 0) -> str:
    return make_stamp(ms=ms, counter=counter, device=device)


def clamped(effective: str, original: str) -> str:
    return f"{effective}~{original}"


def a_change(
    at: str, base: str = "", name: str = "", groups: dict[str, Fields] | None = None
) -> Change:
    values = groups or {"name": {"full_name": name}}
    return Change(
        device=at[-16:],
        epoch=1,
        dseq=1,
        tx="t",
        kind="worker",
        record="w",
        op="update",
        stamp=at,
        user="u",
        wire=1,
        groups=values,
        base=dict.fromkeys(values, base),
    )


def merged(*changes: Change) -> Merge:
    """All changes one after the other; what lost on the way is gathered."""
    merge = Merge(fields={}, stamps={}, shown=(), losing=())
    for change in changes:
        step = merge_groups(merge.fields, merge.stamps, change)
        merge = replace(step, losing=merge.losing + step.losing)
    return merge


# --- The algebra ---------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes of up to three devices, each with a stamp of its own, some of them clamped, with
    bases that are right, wrong or missing."""
    times = st.tuples(
        st.integers(1, 6), st.integers(0, 1), st.sampled_from((A, B, C)), st.booleans()
    )
    chosen = draw(st.lists(times, min_size=1, max_size=6, unique_by=lambda time: time[:3]))
    stamps = [
        clamped(stamp(ms, device, counter), stamp(ms + 100, device, counter))
        if is_clamped
        else stamp(ms, device, counter)
        for ms, counter, device, is_clamped in chosen
    ]
    value = st.sampled_from(("", "x", "y", None, 7, ["p", "q"]))
    return [
        a_change(
            at,
            draw(st.sampled_from(["", *stamps])),
            groups={
                group: {name: draw(value) for name in GROUPS[group]}
                for group in draw(st.lists(st.sampled_from(list(GROUPS)), min_size=1, unique=True))
            },
        )
        for at in stamps
    ]


def record_of(changes: Sequence[Change]) -> tuple[Fields, dict[str, str]]:
    merge = merged(*changes)
    return merge.fields, merge.stamps


@given(histories().flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))))
def test_the_order_of_arrival_does_not_matter(both: tuple[list[Change], list[Change]]) -> None:
    assert record_of(both[0]) == record_of(both[1])


@given(histories(), st.data())
def test_arriving_again_changes_nothing(history: list[Change], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(history)))
    assert record_of(history + again) == record_of(history)


@given(histories(), st.data())
def test_each_group_shows_the_highest_stamp(history: list[Change], data: st.DataObject) -> None:
    fields, stamps = record_of(data.draw(st.permutations(history)))
    for group in {group for change in history for group in change.groups}:
        last = max((c for c in history if group in c.groups), key=lambda c: c.stamp)
        assert stamps[group] == last.stamp
        assert {name: fields[name] for name in GROUPS[group]} == last.groups[group]


@given(histories())
def test_every_value_is_shown_kept_or_was_seen_by_its_successor(history: list[Change]) -> None:
    merge = merged(*history)
    kept = [(lost.group, lost.values) for lost in merge.losing]
    named = [base for change in history for base in change.base.values()]
    # Who has seen a value has seen it from whomever it came: two may have written the same.
    seen = [item for change in history if change.stamp in named for item in change.groups.items()]
    for change in history:
        for group, values in change.groups.items():
            shown = {name: merge.fields[name] for name in values}
            assert values == shown or (group, values) in kept or (group, values) in seen


@given(histories())
def test_same_stamp_other_value_still_ends_the_same_everywhere(history: list[Change]) -> None:
    twisted = [replace(c, groups={g: dict.fromkeys(v, "z") for g, v in c.groups.items()})
               for c in history]  # fmt: skip
    assert record_of(history + twisted) == record_of(twisted + history)


# --- By example ----------------------------------------------------------------------------------


def test_the_first_value_of_a_group() -> None:
    assert merged(a_change(stamp(1), name="Mẫu")) == Merge(
        fields={"full_name": "Mẫu"}, stamps={"name": stamp(1)}, shown=("name",), losing=()
    )


def test_a_plain_successor_loses_nothing() -> None:
    first, second = a_change(stamp(1), name="Mau"), a_change(stamp(2, B), stamp(1), name="Mẫu")
    assert merged(first, second) == Merge(
        fields={"full_name": "Mẫu"}, stamps={"name": stamp(2, B)}, shown=("name",), losing=()
    )


def test_the_later_of_two_concurrent_values_is_shown_and_the_earlier_kept() -> None:
    first, second = a_change(stamp(2), name="Mẫu A"), a_change(stamp(3, B), name="Mẫu B")
    lost = Losing(
        group="name",
        values={"full_name": "Mẫu A"},
        stamp=stamp(2),
        base="",
        against=stamp(3, B),
    )
    assert merged(first, second) == Merge(
        fields={"full_name": "Mẫu B"}, stamps={"name": stamp(3, B)}, shown=("name",), losing=(lost,)
    )
    assert merged(second, first) == Merge(
        fields={"full_name": "Mẫu B"}, stamps={"name": stamp(3, B)}, shown=(), losing=(lost,)
    )


def test_two_who_wrote_the_same_have_no_conflict() -> None:
    merge = merged(a_change(stamp(2), name="Mẫu"), a_change(stamp(3, B), name="Mẫu"))
    assert (merge.stamps, merge.losing) == ({"name": stamp(3, B)}, ())


def test_different_groups_of_one_record_do_not_meet() -> None:
    phone = a_change(stamp(3, B), groups={"phone": {"phone": "0912000111"}})
    merge = merged(a_change(stamp(2), name="Mẫu"), phone)
    assert merge.fields == {"full_name": "Mẫu", "phone": "0912000111"}
    assert merge.losing == ()


def test_a_successor_whose_clock_went_back_is_not_shown_but_kept() -> None:
    first, second = a_change(stamp(9), name="cũ"), a_change(stamp(2, B), stamp(9), name="mới")
    merge = merged(first, second)
    assert merge.fields == {"full_name": "cũ"}
    assert [lost.values for lost in merge.losing] == [{"full_name": "mới"}]


def test_a_base_may_name_the_original_or_the_clamped_stamp() -> None:
    first = a_change(clamped(stamp(5), stamp(900)), name="Mau")
    for base in (stamp(5), stamp(900), clamped(stamp(5), stamp(900))):
        assert merged(first, a_change(stamp(6, B), base, name="Mẫu")).losing == ()


def test_the_own_value_coming_back_clamped_takes_the_clamped_stamp() -> None:
    """Otherwise the PC with the wrong clock would go on hiding what the others write."""
    own = a_change(stamp(900), name="của máy này")
    back = replace(own, stamp=clamped(stamp(5), stamp(900)))
    merge = merged(own, back)
    assert merge == Merge(
        fields={"full_name": "của máy này"}, stamps={"name": back.stamp}, shown=(), losing=()
    )
    assert merged(own, back, a_change(stamp(6, B), back.stamp, name="sau")).fields == {
        "full_name": "sau"
    }


def test_what_was_there_is_not_touched() -> None:
    fields, stamps = {"full_name": "Mau", "note": "x"}, {"name": stamp(1)}
    merge = merge_groups(fields, stamps, a_change(stamp(2), stamp(1), name="Mẫu"))
    assert (fields, stamps) == ({"full_name": "Mau", "note": "x"}, {"name": stamp(1)})
    assert merge.fields == {"full_name": "Mẫu", "note": "x"}
