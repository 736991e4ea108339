"""How long this PC keeps its log: until the centre's backup covers it and it is 30 days old. Until
then a centre that has lost its last hours can be given them back.

Only here are entries ever let go, always the oldest ones, a few at a time.
"""

from sqlalchemy import Connection, delete, func, select, update

from desktop_app.domain.stamps import make_stamp
from desktop_app.storage.tables import change_log, held_change, log_epoch, sealed_batch, sync_state

KEPT_MS = 30 * 86_400_000
AT_ONCE = 500
"""So many entries go in one transaction."""


def mark_safe(connection: Connection, *, epoch: int, dseq: int) -> None:
    """The centre's backup covers this epoch up to there, as far as the centre has acknowledged it,
    and all that was written before. Inside `Store.apply`."""
    if dseq == 0:
        return
    first = connection.scalar(select(log_epoch.c.first_dseq).where(log_epoch.c.epoch == epoch))
    if first is None:
        return
    safe = func.min(first - 1 + dseq, sync_state.c.acked_dseq)
    connection.execute(update(sync_state).values(safe_dseq=safe))


def let_go(connection: Connection, *, now_ms: int) -> int:
    """Let the oldest entries go that are safe and old, at most AT_ONCE; how many. What lies in the
    centre's quarantine stays, and all after it. Inside `Store.apply`."""
    state = connection.execute(select(sync_state)).one()
    held = connection.scalar(select(func.min(held_change.c.dseq)))
    last = min(state.safe_dseq, state.acked_dseq, *([held - 1] if held else []))
    old = make_stamp(ms=max(now_ms - KEPT_MS, 0), counter=0, device="0" * 16)
    c = change_log.c
    oldest = connection.execute(
        select(c.dseq, c.stamp).where(c.dseq <= last).order_by(c.dseq).limit(AT_ONCE)
    ).all()
    going = 0
    for entry in oldest:
        if entry.stamp >= old:
            break
        going = entry.dseq
    if going == 0:
        return 0
    gone = connection.execute(delete(change_log).where(c.dseq <= going)).rowcount
    connection.execute(delete(sealed_batch).where(sealed_batch.c.last_dseq < going))
    return gone
