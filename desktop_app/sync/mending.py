"""Making a record the same as the centre's again, without losing what only this PC has.

Pure: what is written, and whether the centre is told, `verifying.py` sees to.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.changes import Fields
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import effective, original
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage.row_states import RowState

_PART = r"[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{16}"
_STAMP = re.compile(rf"{_PART}(?:~{_PART})?")


@dataclass(frozen=True, slots=True)
class Mended:
    """A record as this PC is to have it. `lacking`: the centre does not have all of it."""

    fields: Fields
    stamps: dict[str, str]
    lacking: bool


def mended(
    kind: Kind, mine: RowState | None, theirs: RecordState, blank: Mapping[str, Any]
) -> Mended:
    """Group by group: under the same stamp, and under a later one, the centre is right, for its log
    has told it so. What this PC has under a later stamp stays, and the centre lacks it; if it is
    only the stamp that differs, or no stamp at all, there is nothing to keep."""
    if mine is None:
        return Mended({**blank, **theirs.fields}, dict(theirs.stamps), lacking=False)
    my_fields, my_stamps = mine
    fields: Fields = dict(blank)
    stamps: dict[str, str] = {}
    lacking = False
    known = {name for names in kind.groups.values() for name in names}
    for group in {**kind.groups, **theirs.stamps, **my_stamps}:
        names = kind.groups.get(group)
        if names is None:
            continue
        their_stamp, my_stamp = theirs.stamps.get(group, ""), my_stamps.get(group, "")
        if _is_only_mine(my_stamp, their_stamp) and any(
            my_fields[name] != theirs.fields.get(name, blank[name]) for name in names
        ):
            lacking = True
            stamps[group] = my_stamp
            fields |= {name: my_fields[name] for name in names}
        elif their_stamp:
            stamps[group] = their_stamp
            fields |= {name: theirs.fields[name] for name in names}
    unknown = _unknown_part(kind, theirs.fields, theirs.stamps, known)
    if not unknown[1]:
        unknown = _unknown_part(kind, my_fields, my_stamps, known)
    return Mended(fields | unknown[0], stamps | unknown[1], lacking)


def _is_only_mine(mine: str, theirs: str) -> bool:
    """Whether a stamp of this PC is one that was given, and later than the centre's."""
    if not _STAMP.fullmatch(mine) or original(mine) == original(theirs):
        return False
    return (effective(mine), mine) > (effective(theirs), theirs)


def _unknown_part(
    kind: Kind, fields: Mapping[str, Any], stamps: Mapping[str, str], known: set[str]
) -> tuple[Fields, dict[str, str]]:
    """What a newer program has written: kept together, for which field is whose is not known."""
    return (
        {name: value for name, value in fields.items() if name not in known},
        {group: stamp for group, stamp in stamps.items() if group not in kind.groups},
    )
