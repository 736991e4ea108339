"""Log entries this PC wrote and its database does not have, because it was damaged or restored:
which they are, and putting them back into the log. Where they were found, and what they do to the
records, is `office/journals.py`'s.

An entry is known by its stamp, which a device never gives twice. One that is put back has the `tx`,
`stamp` and `base` it had. Where it follows on what is there it gets the number it had too, so that
the log is the same again; otherwise the log needs a new epoch first (`new_epoch.py`).
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from desktop_app.domain.changes import Change
from desktop_app.storage.change_log import exchange_state
from desktop_app.storage.tables import change_log, log_epoch, sync_state, to_json


def unknown_of(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Those of these entries the log does not have. What lies before its first entry it had."""
    first = connection.scalar(select(change_log.c.stamp).order_by(change_log.c.dseq).limit(1))
    left = [change for change in changes if change.stamp >= (first or "")]
    left = _without(left, _stamps_at(connection, left))
    if not left:
        return []
    wanted = [change.stamp for change in left]
    found = connection.scalars(select(change_log.c.stamp).where(change_log.c.stamp.in_(wanted)))
    return _without(left, set(found))


def _without(changes: Iterable[Change], stamps: Collection[str]) -> list[Change]:
    return [change for change in changes if change.stamp not in stamps]


def _stamps_at(connection: Connection, changes: Sequence[Change]) -> set[str]:
    """The stamps found where these entries stood when they were written: quick, and nearly always
    all of them."""
    rows = connection.execute(select(log_epoch.c.epoch, log_epoch.c.first_dseq))
    firsts = {row.epoch: row.first_dseq for row in rows}
    places = [firsts[one.epoch] + one.dseq - 1 for one in changes if one.epoch in firsts]
    found = connection.scalars(select(change_log.c.stamp).where(change_log.c.dseq.in_(places)))
    return set(found)


def put_back(connection: Connection, changes: Sequence[Change]) -> None:
    """Write entries to the end of the log, inside `Store.apply`. In a new epoch all that is to be
    sent is brought into the order of its stamps, by which the centre knows what it has."""
    epoch = exchange_state(connection).epoch
    rows = [
        {
            "device": change.device,
            "epoch": epoch,
            "tx": change.tx,
            "kind": change.kind,
            "record": change.record,
            "op": change.op,
            "stamp": change.stamp,
            "user": change.user,
            "wire": change.wire,
            "groups": to_json(change.groups),
            "base": to_json(change.base),
        }
        for change in changes
    ]
    connection.execute(insert(change_log), rows)
    _order(connection)


def _order(connection: Connection) -> None:
    c = change_log.c
    acked = select(sync_state.c.acked_dseq).scalar_subquery()
    there = connection.execute(select(c.dseq, c.stamp).where(c.dseq > acked).order_by(c.dseq)).all()
    wanted = sorted(there, key=lambda row: row.stamp)
    moved = [
        {"was": row.dseq, "number": at.dseq}
        for at, row in zip(there, wanted, strict=True)
        if at.dseq != row.dseq
    ]
    if not moved:
        return
    aside = update(change_log).where(c.dseq == bindparam("was")).values(dseq=-bindparam("was"))
    connection.execute(aside, moved)
    back = update(change_log).where(c.dseq == -bindparam("was"))
    connection.execute(back.values(dseq=bindparam("number")), moved)
