"""The merge of one change into one record: pure, and the same on every PC and at the centre.

Stamps decide only which value is shown; base stamps decide whether there was a conflict. On
(fields, stamps) merging is commutative, associative and idempotent: in whatever order and however
often changes arrive, everybody ends with the same record. That holds because a field group is
always sent whole and its fields never change from version to version (PROTOCOL.md §2).

Beside it stands what a conflict card holds (`heads_after`, and `heads_among` for what came out of
order): the versions of a group that nobody has written over knowingly. Not here: who may change
what, which kinds have cards, and what a kind's fields mean. Groups and fields this program does not
know are merged like the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.stamps import effective, names_same, original
from desktop_app.protocol.encoding import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Losing:
    """A value that is not shown although its writer had not seen the one that is.

    `stamp` is its own, `against` that of the value shown; `base` is the stamp that the later of the
    two to arrive named as seen.
    """

    group: str
    values: Fields
    stamp: str
    base: str
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The record after a change. `shown`: the groups of the change whose value is now shown."""

    fields: Fields
    stamps: dict[str, str]
    shown: tuple[str, ...]
    losing: tuple[Losing, ...]


def merge_groups(
    current_fields: Mapping[str, object], current_stamps: Mapping[str, str], change: Change
) -> Merge:
    """The record `current_fields` (flat: field name -> JSON value) with a change merged into it.

    For a record that is not there yet both mappings are empty.
    """
    fields, stamps = dict(current_fields), dict(current_stamps)
    shown: list[str] = []
    losing: list[Losing] = []
    for group, values in change.groups.items():
        theirs, ours = change.stamp, current_stamps.get(group, "")
        if not ours:
            fields |= values
            stamps[group] = theirs
            shown.append(group)
            continue
        if original(theirs) == original(ours):
            stamps[group] = max(theirs, ours, key=len)  # the clamped form is the one all others see
            if _rank(values) > _rank(_same_fields(fields, values)):
                fields |= values
            continue
        before = _same_fields(fields, values)
        base = change.base.get(group, "")
        concurrent = not names_same(base, ours) and values != before
        if _order(theirs) > _order(ours):
            fields |= values
            stamps[group] = theirs
            shown.append(group)
            if concurrent:
                losing.append(
                    Losing(group=group, values=before, stamp=ours, base=base, against=theirs)
                )
        elif values != before:  # also a successor whose clock went back: its value must not vanish
            losing.append(Losing(group=group, values=values, stamp=theirs, base=base, against=ours))
    return Merge(fields=fields, stamps=stamps, shown=tuple(shown), losing=tuple(losing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a field group held under a stamp."""

    stamp: str
    values: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A version as its author wrote it; `base` names what he had before him."""

    version: Version
    base: str


def heads_after(heads: Sequence[Version], came: Version, *, base: str) -> tuple[Version, ...]:
    """The heads of a field group after a version has come whose author had seen `base`.

    The heads are the versions that nobody has written over knowingly, in the order of their stamps:
    the last is the one shown, whatever its author had seen; the others belong on the card. Whoever
    writes takes away those his base names. Two that say the same are one, the later. A version that
    comes again, also in its clamped form, changes nothing but the form of its stamp.
    """
    again = [head for head in heads if original(head.stamp) == original(came.stamp)]
    if again:
        kept = [head for head in heads if head not in again]
        came = Version(
            stamp=max(again[0].stamp, came.stamp, key=len),
            values=max(again[0].values, came.values, key=_rank),
        )
    else:
        shown = max((head.stamp for head in heads), key=_order, default="")
        kept = [
            head
            for head in heads
            if not names_same(base, head.stamp)
            or (head.stamp == shown and _order(shown) > _order(came.stamp))
        ]
    once: dict[bytes, Version] = {}
    for head in sorted((*kept, came), key=_place):
        once.pop(_rank(head.values), None)
        once[_rank(head.values)] = head
    return tuple(once.values())


def heads_among(there: Sequence[Version], history: Sequence[Written]) -> tuple[Version, ...]:
    """The heads of a field group by all that is known to have been written of it, in whatever order
    it came, as after a restore: among `there`, of which the last is shown, and the history."""
    *_, shown = there
    left: tuple[Version, ...] = ()
    for version in (*there, *(one.version for one in history)):
        if version.stamp == shown.stamp or not _is_written_over(version, history):
            left = heads_after(left, version, base="")
    return left


def _is_written_over(version: Version, history: Sequence[Written]) -> bool:
    """Whether another author had seen it, or one that says the same and does not come before it."""
    past = _past(version, history)
    same = _parts(version).union(
        *(_parts(one.version) for one in history if one.version.values == version.values)
    )
    return any(
        not (same - past).isdisjoint(one.base.split("~"))
        for one in history
        if original(one.version.stamp) != original(version.stamp)
    )


def _past(version: Version, history: Sequence[Written]) -> set[str]:
    """The parts of the stamps of all that came before it: what its author had seen, and so on."""
    bases = {part: one.base for one in history for part in _parts(one.version)}
    past: set[str] = set()
    left = [bases.get(original(version.stamp), "")]
    while left:
        new = {*left.pop().split("~")} - past - {""}
        past |= new
        left += [bases.get(part, "") for part in new]
    return past


def _parts(version: Version) -> set[str]:
    return {*version.stamp.split("~")}


def _place(version: Version) -> tuple[str, str]:
    return _order(version.stamp)


def _same_fields(fields: Mapping[str, object], values: Fields) -> Fields:
    return {name: fields.get(name) for name in values}


def _order(stamp: str) -> tuple[str, str]:
    return effective(stamp), stamp


def _rank(values: Fields) -> bytes:
    """Two values under one stamp come only from a broken clock; all still have to agree on one."""
    return canonical(values)
