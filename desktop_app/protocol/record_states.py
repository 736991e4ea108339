"""A record as it stands, in one form for snapshots, for comparing and for offering.

`fields` are the flat fields of the groups that have a stamp, and those a program does not know; a
record without any stamp has none. Merging a state is merging changes whose stamp is the group's:
the same stamp is the same version, so it never opens a card.

What two sides have is compared by the digests of states: `record_digests.py`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from desktop_app.domain.changes import WIRE, Change, Fields
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import device
from desktop_app.protocol.forms import Name, ShownStamp, Word


class RecordState(Struct, frozen=True, kw_only=True):
    """One record: `fields` flat, name -> JSON value; `stamps` by field group."""

    kind: str
    id: str
    fields: dict[str, Any]
    stamps: dict[str, str]


class OfferedRecord(RecordState, frozen=True, kw_only=True):
    """A record held to its form, for all others get it. `fields` has all those of the groups in
    `stamps`."""

    kind: Word
    id: Name
    fields: dict[Word, Any]
    stamps: dict[Word, ShownStamp]


def as_offered(state: RecordState) -> OfferedRecord:
    """The record as it is offered."""
    return OfferedRecord(kind=state.kind, id=state.id, fields=state.fields, stamps=state.stamps)


def state_of(
    kind: Kind, record_id: str, fields: Mapping[str, Any], stamps: Mapping[str, str]
) -> RecordState:
    """The state of a record of which all fields are given, also those nobody has filled in."""
    unsaid = names_unsaid(kind.name, tuple(stamps))
    said = {name: value for name, value in fields.items() if name not in unsaid} if stamps else {}
    return RecordState(kind=kind.name, id=record_id, fields=said, stamps=dict(stamps))


@lru_cache(maxsize=5000)  # few of all combinations of groups are ever filled in
def names_unsaid(kind_name: str, groups: tuple[str, ...]) -> frozenset[str]:
    """The fields of a kind's other groups than these."""
    kind = BY_NAME[kind_name]
    return frozenset(
        name for group, names in kind.groups.items() if group not in groups for name in names
    )


def as_changes(kind: Kind, state: RecordState) -> list[Change]:
    """What `merge_groups` takes: one change for each stamp, with an empty base.

    Which of the fields this program does not know belong to which group is not told: all of them
    go with each group it does not know.
    """
    known = {name for names in kind.groups.values() for name in names}
    others: Fields = {name: value for name, value in state.fields.items() if name not in known}
    by_stamp: dict[str, dict[str, Fields]] = {}
    for group, stamp in state.stamps.items():
        names = kind.groups.get(group)
        values = others if names is None else {name: state.fields[name] for name in names}
        by_stamp.setdefault(stamp, {})[group] = values
    return [
        Change(
            device=device(stamp),
            epoch=1,
            dseq=1,
            tx=state.id,
            kind=state.kind,
            record=state.id,
            op="insert",
            stamp=stamp,
            user="",
            wire=WIRE,
            groups=groups,
            base=dict.fromkeys(groups, ""),
        )
        for stamp, groups in sorted(by_stamp.items())
    ]
