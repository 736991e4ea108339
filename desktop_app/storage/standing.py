"""Where this PC and the centre stand to each other after one of them was put back to an earlier
day: the marks set back, the log sent again. Whether that has happened, `sync/rejoining.py` finds
out.

Nothing here takes away a record or an entry. Everything goes inside `Store.apply`.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, select, update

from desktop_app.storage import device_keys
from desktop_app.storage.new_epoch import carry_over
from desktop_app.storage.tables import (
    change_log,
    held_change,
    log_epoch,
    sealed_batch,
    stream_cursor,
    sync_ctx,
    sync_state,
)


def centre_is_restored(
    connection: Connection, *, server_epoch: str, same_up_to: Mapping[str, int] | None
) -> None:
    """The centre's log is another one than was read so far, the same only up to these numbers; None
    where nothing is known of that. What was read stays; it is read again from there, and the centre
    is to get back what it has lost."""
    c = stream_cursor.c
    for row in connection.execute(select(c.stream, c.seq)).all():
        seq = min(row.seq, same_up_to.get(row.stream, row.seq)) if same_up_to is not None else 0
        if seq < row.seq:
            connection.execute(
                update(stream_cursor).where(c.stream == row.stream).values(seq=seq, seen="")
            )
    connection.execute(update(sync_state).values(server_epoch=server_epoch, refilling=1))


def refilled(connection: Connection) -> int:
    """The centre has got everything back; how many entries of the log were sent again."""
    resent = connection.scalar(select(sync_state.c.resent)) or 0
    connection.execute(update(sync_state).values(refilling=0, resent=0))
    return resent


def send_again(connection: Connection, *, epoch: int, dseq: int, chain: str) -> bool:
    """The centre has this PC's log up to there, where that is less than it had acknowledged before:
    the rest is sent again. False where nothing has to be.

    In the epoch under way the log goes on where the centre stands, if that is how it was sealed;
    otherwise in a new epoch, of which the centre leaves alone what it has.
    """
    now, acked = _epoch(connection), _acked(connection)
    place = _place_of(connection, epoch=epoch, dseq=dseq, chain=chain)
    if place is not None and place >= acked:
        return False
    if place is None:
        place = min(_before_the_log(connection), acked)
        carry_over(connection, after=place, above=epoch)
    elif epoch == now:
        connection.execute(delete(held_change).where(held_change.c.dseq > place))
        connection.execute(update(sync_state).values(acked_dseq=place, chain=chain))
    else:
        carry_over(connection, after=place, above=epoch)
    again = acked - _acked(connection)
    connection.execute(update(sync_state).values(resent=sync_state.c.resent + again))
    return True


def break_off(connection: Connection, *, above: int) -> None:
    """The file does not continue what the centre has of this PC: it is one of an earlier day, or a
    copy. It goes on in an epoch of its own, later than `above`, with another number for letters;
    what was written meanwhile comes back from the centre."""
    epoch = carry_over(connection, after=_acked(connection), above=above)
    connection.execute(update(sync_state).values(broke_epoch=epoch))
    device_keys.ask_for_number(connection)


def _place_of(connection: Connection, *, epoch: int, dseq: int, chain: str) -> int | None:
    """The number in the file of the last entry the centre has, given by its number in an epoch and
    the link it ends with. None where it is not an entry of this file, or those after it are gone
    from the log."""
    rows = connection.execute(select(log_epoch.c.epoch, log_epoch.c.first_dseq)).all()
    first = next((row.first_dseq for row in rows if row.epoch == epoch), None)
    if first is None:
        return None
    place = first - 1 + dseq
    later = min((row.first_dseq for row in rows if row.epoch > epoch), default=None)
    if later is not None and place >= later - 1:
        place = later - 1  # more of that epoch was written elsewhere; this file has no more of it
    elif dseq and not _is_sealed_there(connection, place, chain):
        return None
    if place < min(_before_the_log(connection), _acked(connection)):
        return None
    return place


def _is_sealed_there(connection: Connection, place: int, chain: str) -> bool:
    state = connection.execute(select(sync_state.c.acked_dseq, sync_state.c.chain)).one()
    if (state.acked_dseq, state.chain) == (place, chain):
        return True
    c = sealed_batch.c
    found = connection.scalar(select(c.link).where(c.last_dseq == place))
    if found is None and place > state.acked_dseq:
        return True  # it answered when we did not hear; what is sent again will be compared
    return found == chain


def _before_the_log(connection: Connection) -> int:
    """The number before the first entry that is kept."""
    first = connection.scalar(select(func.min(change_log.c.dseq)))
    return _acked(connection) if first is None else first - 1


def _acked(connection: Connection) -> int:
    return connection.execute(select(sync_state.c.acked_dseq)).scalar_one()


def _epoch(connection: Connection) -> int:
    return connection.execute(select(sync_ctx.c.epoch)).scalar_one()
