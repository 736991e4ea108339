"""Making another device of this PC's file: what a copy of another PC's disk becomes, since the two
cannot both be the same one. Everything in it stays, and what it has not sent goes out under its new
name, once the centre has enrolled it.
"""

import secrets

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select, update

from desktop_app.domain.kinds import BY_NAME
from desktop_app.storage import records
from desktop_app.storage.new_epoch import carry_over
from desktop_app.storage.tables import (
    change_log,
    device,
    draft,
    edit,
    sync_ctx,
    sync_state,
    table_of,
    to_json,
)


def become_another(connection: Connection) -> None:
    """A new name and key, and no enrolment yet; the entries the centre has not acknowledged carry
    the new name, in their stamps too, as if they had been written under it. Inside `Store.apply`.
    """
    name = secrets.token_hex(8)
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    acked = connection.execute(select(sync_state.c.acked_dseq)).scalar_one()
    carry_over(connection, after=acked)
    _rename_entries(connection, acked, name)
    connection.execute(
        update(device).values(device=name, private_key=key, code="", enrolled=0, number_due=1)
    )
    connection.execute(update(sync_ctx).values(device=name))
    connection.execute(update(sync_state).values(broke_epoch=0))


def _rename_entries(connection: Connection, acked: int, name: str) -> None:
    c = change_log.c
    entries = connection.execute(select(change_log).where(c.dseq > acked)).all()
    renamed = {entry.stamp: entry.stamp[: -len(name)] + name for entry in entries}
    for entry in entries:
        base: dict[str, str] = msgspec.json.decode(entry.base)
        values = {"device": name, "stamp": renamed[entry.stamp], "base": _renamed(base, renamed)}
        connection.execute(update(change_log).where(c.dseq == entry.dseq).values(values))
        connection.execute(
            update(edit)
            .where(edit.c.record == entry.record, edit.c.stamp == entry.stamp)
            .values(stamp=renamed[entry.stamp])
        )
    for kind, record in sorted({(entry.kind, entry.record) for entry in entries}):
        _rename_stamps(connection, kind, record, renamed)
    for row in connection.execute(select(draft)).all():
        seen = _renamed(msgspec.json.decode(row.stamps), renamed)
        connection.execute(
            update(draft)
            .where(draft.c.user == row.user, draft.c.screen == row.screen)
            .where(draft.c.record == row.record)
            .values(stamps=seen)
        )


def _rename_stamps(
    connection: Connection, kind_name: str, record: str, renamed: dict[str, str]
) -> None:
    kind = BY_NAME.get(kind_name)
    state = records.row_state(connection, kind, record) if kind else None
    if kind is None or state is None:
        return
    moved = {group: renamed[stamp] for group, stamp in state[1].items() if stamp in renamed}
    table = table_of(kind)
    stream = connection.execute(select(table.c.stream).where(table.c.id == record)).scalar_one()
    records.write_foreign(connection, kind, record, {}, moved, stream)


def _renamed(stamps: dict[str, str], renamed: dict[str, str]) -> str:
    """A base may name several stamps, each part after a tilde."""
    return to_json(
        {
            group: "~".join(renamed.get(part, part) for part in stamp.split("~"))
            for group, stamp in stamps.items()
        }
    )
