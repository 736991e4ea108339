"""Removing a person from this PC who has been handed over to another office. Inside `Store.apply`.

Nothing is deleted anywhere else: the other office and the centre have everything. While there is
unsent work about the person (changes the centre has not acknowledged, a form half filled in), or
the centre was restored and has not got back what it lacks, the records stay and the removal is due.
The change log keeps its entries, the audit its lines.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.handovers import HANDOVER, Handover
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.offices import CENTRE_OFFICE
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind
from desktop_app.domain.workers import WORKER
from desktop_app.storage import records, same_person, verifications, worker_index
from desktop_app.storage.tables import (
    RECORD_TABLES,
    change_log,
    draft,
    edit,
    evict_due,
    sync_ctx,
    sync_state,
    table_of,
)

_worker = table_of(WORKER).c
_link = table_of(PERSON_LINK).c


def is_confirmed(change: Change) -> bool:
    """Whether the centre says with this change that somebody has been handed over."""
    answer = change.groups.get("answer", {})
    return (
        change.kind == HANDOVER.name
        and change.device == CENTRE_DEVICE
        and answer.get("state") == "accepted"
    )


def follow(connection: Connection, change: Change) -> None:
    """Do what a handover the centre has confirmed means here: remove the person, or know whose it
    is where all are seen."""
    handover = records.get(connection, Handover, change.record)
    if handover is None:
        return
    own = connection.execute(select(sync_ctx.c.stream)).scalar_one()
    if own == CENTRE_OFFICE:
        _set_stream(connection, handover.worker_id, handover.to_office)
    elif own == handover.to_office:
        connection.execute(delete(evict_due).where(evict_due.c.worker_id == handover.worker_id))
    else:
        statement = insert(evict_due).values(worker_id=handover.worker_id)
        connection.execute(statement.on_conflict_do_nothing())
        remove_due(connection)


def remove_due(connection: Connection) -> bool:
    """Remove whoever is due and has no unsent work any more; whether there was somebody. Nobody
    while the centre is to get back what it has lost: this may be the only copy."""
    removed = False
    if connection.scalar(select(sync_state.c.refilling)):
        return removed
    for worker_id in connection.execute(select(evict_due.c.worker_id)).scalars().all():
        if not _has_unsent_work(connection, worker_id):
            _remove(connection, worker_id)
            removed = True
    return removed


def _remove(connection: Connection, worker_id: str) -> None:
    links = _links_of_nobody_here(connection, worker_id)
    of_person = _of_person(connection, worker_id)
    for kind, ids in of_person.items():
        table = RECORD_TABLES[kind]
        connection.execute(delete(table).where(table.c.id.in_(ids)))
        connection.execute(delete(edit).where(edit.c.record.in_(ids)))
        verifications.forget(connection, kind, ids)
    table = table_of(PERSON_LINK)
    connection.execute(delete(table).where(_link.id.in_(links)))
    verifications.forget(connection, PERSON_LINK.name, links)
    same_person.put(connection, worker_id)
    worker_index.put_many(connection, [worker_id])
    connection.execute(delete(evict_due).where(evict_due.c.worker_id == worker_id))


def _of_person(connection: Connection, worker_id: str) -> Mapping[str, Sequence[str]]:
    """The person's records here by kind, with the conflict cards about them. Not the handovers:
    they say where the person is now."""
    found: dict[str, Sequence[str]] = {}
    for kind in KINDS:
        c = table_of(kind).c
        if kind is WORKER:
            found[kind.name] = [worker_id]
        elif "worker_id" in c and kind is not HANDOVER:
            found[kind.name] = _ids(connection, kind, c.worker_id == worker_id)
    every = [record for ids in found.values() for record in ids]
    card = table_of(CONFLICT).c
    found[CONFLICT.name] = _ids(connection, CONFLICT, card.about_record.in_(every))
    return found


def _links_of_nobody_here(connection: Connection, worker_id: str) -> Sequence[str]:
    """The person's links to records this PC does not have."""
    ours = or_(_link.first == worker_id, _link.second == worker_id)
    other = exists().where(
        or_(_worker.id == _link.first, _worker.id == _link.second), _worker.id != worker_id
    )
    return _ids(connection, PERSON_LINK, ours & ~other)


def _ids(connection: Connection, kind: Kind, which: ColumnElement[bool]) -> Sequence[str]:
    return connection.execute(select(table_of(kind).c.id).where(which)).scalars().all()


def _has_unsent_work(connection: Connection, worker_id: str) -> bool:
    every = [record for ids in _of_person(connection, worker_id).values() for record in ids]
    every += _links_of_nobody_here(connection, worker_id)
    acked = select(sync_state.c.acked_dseq).scalar_subquery()
    unsent = exists().where(change_log.c.dseq > acked, change_log.c.record.in_(every))
    # A form names whom it is about in what it was opened with, or in its fields.
    half_done = exists().where(
        or_(
            draft.c.record.in_(every),
            *(column.contains(worker_id) for column in (draft.c.opened, draft.c.fields)),
        )
    )
    return bool(connection.execute(select(unsent | half_done)).scalar_one())


def _set_stream(connection: Connection, worker_id: str, stream: str) -> None:
    for kind, ids in _of_person(connection, worker_id).items():
        table = RECORD_TABLES[kind]
        connection.execute(update(table).where(table.c.id.in_(ids)).values(stream=stream))
