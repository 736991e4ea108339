"""A row of a record table as the exchange sees it: all fields, and the stamps of the groups.

Not for showing: `records.py` reads what people see.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from desktop_app.domain.changes import Fields
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.records import Kind
from desktop_app.storage.tables import decode_stamps, forms_of, from_columns

RowState = tuple[Fields, dict[str, str]]


def read_row(kind: Kind, row: Mapping[Any, Any]) -> RowState | None:
    """The fields, also those this program does not know, and the stamps; None where a cell holds
    what was never written there."""
    try:
        extra = msgspec.json.decode(row["extra"], type=dict[str, Any])
        return {**from_columns(kind, row), **extra}, decode_stamps(row["stamps"])
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError, ValueError):
        return None


@cache
def blank_fields(kind_name: str) -> Mapping[str, Any]:
    """The fields of a record nobody has filled in, as JSON values."""
    described = BY_NAME[kind_name].record.__dataclass_fields__
    return {
        name: form.encode(described[name].default) for name, form in forms_of(kind_name).items()
    }
