"""What is being typed and not saved yet, kept in the encrypted database of this PC only.

When a draft is kept and when it is offered is decided above; nothing here is logged or exchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from desktop_app.domain.kinds import BY_NAME, kind_of
from desktop_app.domain.offices import OFFICE
from desktop_app.domain.records import Kind, Record
from desktop_app.storage.records import row_state
from desktop_app.storage.tables import (
    decode_stamps,
    draft,
    encode_fields,
    forms_of,
    to_json,
    write_time,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A form as it was left. `base` is the record it was opened with, `record` that with what was
    typed; both have the stamps read then, none for a record that is new. `texts` holds what stands
    in the fields that could not be read, `opened` what the screen was opened with."""

    screen: str
    record: Record
    base: Record
    texts: Mapping[str, str]
    opened: Mapping[str, str]
    title: str
    at: datetime


def keep(connection: Connection, user_id: str, kept: Draft) -> None:
    """Keep a draft in place of the last one of this record on this screen."""
    kind = kind_of(kept.record)
    row = {
        "user": user_id,
        "screen": kept.screen,
        "record": kept.record.id,
        "kind": kind.name,
        "fields": to_json(encode_fields(kind, kept.record)),
        "base": to_json(encode_fields(kind, kept.base)),
        "stamps": to_json(dict(kept.base.stamps)),
        "texts": to_json(dict(kept.texts)),
        "opened": _opened(kept.opened),
        "title": kept.title,
        "at": write_time(kept.at),
    }
    connection.execute(insert(draft).prefix_with("OR REPLACE"), row)


def drop(connection: Connection, user_id: str, screen: str, record_id: str) -> None:
    """Forget a draft; nothing happens when there is none."""
    connection.execute(
        delete(draft).where(
            draft.c.user == user_id, draft.c.screen == screen, draft.c.record == record_id
        )
    )


def all_of(connection: Connection, user_id: str) -> list[Draft]:
    """The drafts of one user, the newest first."""
    statement = select(draft).where(draft.c.user == user_id).order_by(draft.c.at.desc())
    return [_draft(row) for row in connection.execute(statement)]


def get(connection: Connection, user_id: str, screen: str, record_id: str) -> Draft | None:
    """The draft of a record on a screen."""
    row = connection.execute(
        select(draft).where(
            draft.c.user == user_id, draft.c.screen == screen, draft.c.record == record_id
        )
    ).first()
    return None if row is None else _draft(row)


def opened_with(
    connection: Connection, user_id: str, screen: str, opened: Mapping[str, str]
) -> Draft | None:
    """The newest draft of a screen that was opened with just this."""
    row = connection.execute(
        select(draft)
        .where(draft.c.user == user_id, draft.c.screen == screen, draft.c.opened == _opened(opened))
        .order_by(draft.c.at.desc())
    ).first()
    return None if row is None else _draft(row)


def is_saved(connection: Connection, kept: Draft) -> bool:
    """Whether what a draft holds stands in the record's table already: the program was ended
    between saving the record and forgetting the draft."""
    kind = kind_of(kept.record)
    state = row_state(connection, kind, kept.record.id)
    if state is None:
        return False
    if not kept.base.stamps and kind is not OFFICE:  # an office is there before its record is
        return True
    typed, before = encode_fields(kind, kept.record), encode_fields(kind, kept.base)
    return not kept.texts and all(
        value == state[0][name] for name, value in typed.items() if value != before[name]
    )


def _draft(row: Row[Any]) -> Draft:
    kind = BY_NAME[row.kind]
    stamps = decode_stamps(row.stamps)
    return Draft(
        screen=row.screen,
        record=_record(kind, row.record, row.fields, stamps),
        base=_record(kind, row.record, row.base, stamps),
        texts=msgspec.json.decode(row.texts, type=dict[str, str]),
        opened=msgspec.json.decode(row.opened, type=dict[str, str]),
        title=row.title,
        at=datetime.fromisoformat(row.at),
    )


def _record(kind: Kind, record_id: str, written: str, stamps: Mapping[str, str]) -> Record:
    """A field an older program did not know yet is blank; one it no longer has is left out."""
    given = cast("dict[str, Any]", msgspec.json.decode(written))
    values = {
        name: form.decode(given[name])
        for name, form in forms_of(kind.name).items()
        if name in given
    }
    return kind.record(id=record_id, stamps=stamps, **values)


def _opened(opened: Mapping[str, str]) -> str:
    return to_json(dict(sorted(opened.items())))
