"""Two versions of one record, and the record both came from: what moved, field group by group.

Whoever saves over a record that has moved meanwhile decides here; nothing is saved by comparing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from desktop_app.domain.faults import Superseded
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.records import Record
from desktop_app.office.desk import Desk
from desktop_app.office.reading import existing, names_of_staff
from desktop_app.storage.edits import edits_of

R = TypeVar("R", bound=Record)
Side = Literal["mine", "theirs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedGroup:
    """A field group that was changed elsewhere. `fields` are those of it that are not the same in
    all versions; `who` changed it and when, as far as this PC knows."""

    name: str
    fields: tuple[str, ...]
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`base` as it was before both, `mine` not saved yet, `theirs` as it is stored. `conflicts`:
    the groups both have changed, to be decided one by one; `taken_over`: those only they have."""

    base: Record
    mine: Record
    theirs: Record
    conflicts: tuple[MovedGroup, ...]
    taken_over: tuple[MovedGroup, ...]


def compare(desk: Desk, *, base: Record, mine: Record) -> Comparison:
    """Compare what was typed over `base` with the record as it is stored now."""
    kind = kind_of(mine)
    conflicts: list[MovedGroup] = []
    taken_over: list[MovedGroup] = []
    with desk.store.read() as connection:
        theirs = existing(connection, type(mine), mine.id)
        written = {each.stamp: each for each in edits_of(connection, [mine.id])}
        staff = names_of_staff(connection)
    for group, names in kind.groups.items():
        before, typed, now = (_values(each, names) for each in (base, mine, theirs))
        if now in (before, typed):
            continue
        edit = written.get(theirs.stamps.get(group, ""))
        moved = MovedGroup(
            name=group,
            fields=tuple(
                name for name in names if len({str(v[name]) for v in (before, typed, now)}) > 1
            ),
            who=staff.get(edit.user, "") if edit else "",
            at=edit.at if edit else None,
        )
        (taken_over if typed == before else conflicts).append(moved)
    return Comparison(
        base=base,
        mine=mine,
        theirs=theirs,
        conflicts=tuple(conflicts),
        taken_over=tuple(taken_over),
    )


def decided(comparison: Comparison, sides: Mapping[str, Side]) -> Record:
    """The record as stored, with what only I changed and the conflicts decided for my side. It has
    the stamps of the stored one, so saving it says what was seen."""
    base, mine, theirs = comparison.base, comparison.mine, comparison.theirs
    open_groups = {group.name for group in comparison.conflicts}
    values: dict[str, Any] = {}
    for group, names in kind_of(mine).groups.items():
        typed = _values(mine, names)
        wanted = sides[group] == "mine" if group in open_groups else typed != _values(base, names)
        if wanted:
            values |= typed
    return replace(theirs, **values)


def taken_back(desk: Desk, *, before: R, after: R) -> R:
    """The stored record with the change from `before` to `after` undone, to be saved. Raises
    Superseded when one of its groups has moved since."""
    kind = kind_of(after)
    with desk.store.read() as connection:
        now = existing(connection, type(after), after.id)
    values: dict[str, Any] = {}
    moved: list[str] = []
    for group, names in kind.groups.items():
        old, new = _values(before, names), _values(after, names)
        if old == new:
            continue
        if _values(now, names) != new:
            moved.append(group)
        values |= old
    if moved:
        raise Superseded(tuple(moved))
    return replace(now, **values)


def _values(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
