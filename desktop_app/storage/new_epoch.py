"""A new life of this PC's log: what a database restored from a backup begins, before anybody works
with it. Which files are restored, and how, is not decided here.

What the PC wrote after the backup was made may be at the centre under numbers this file would give
again. So it goes on in a new epoch: what the file has not seen acknowledged is sent again there
(the centre knows what it has by the stamps), and all that is written later follows.

Three things must not be the same again as in the time that was lost, though nobody here knows what
was written then, and though several PCs may be restored from one backup under a clock that stands
wrong: the epoch, which is therefore the moment it began; the stamps, for which the clock is moved
on, a little and by chance; and the numbers of letters, for which the PC takes another number.
"""

import secrets

from sqlalchemy import Connection, Integer, cast, delete, func, insert, select, text, update

from desktop_app.storage import clock, device_keys
from desktop_app.storage.setting_rows import get_setting
from desktop_app.storage.store import Store
from desktop_app.storage.tables import (
    RECORD_TABLES,
    change_log,
    held_change,
    letter_serial,
    log_epoch,
    sealed_batch,
    sync_ctx,
    sync_state,
)
from desktop_app.storage.triggers import NOW


def begin_new_epoch(store: Store, *, highest_pc: int = 0) -> None:
    """Begin the next epoch in a file that was just restored, and stop using the PC's number: the
    centre gives another with the next exchange. Without a centre the PC takes the next one itself,
    above all this file knows and above `highest_pc`.
    """
    with store.apply() as transaction:
        acked = transaction.scalar(select(sync_state.c.acked_dseq)) or 0
        _doubt_offset(transaction)
        carry_over(transaction, after=acked)
        if device_keys.enrolment(transaction):
            device_keys.ask_for_number(transaction)
        else:
            known = max(_highest_pc(transaction), highest_pc)
            device_keys.set_pc_number(transaction, known + 1)


def begin_after(connection: Connection, closed: int) -> bool:
    """Give the epoch that a restored file has begun a number above one the centre has closed, which
    a PC under a wrong clock may have begun. False where the centre knows this epoch already, or the
    file was never restored: then it is another file that goes on."""
    epoch = connection.execute(select(sync_ctx.c.epoch)).scalar_one()
    first = connection.scalar(select(log_epoch.c.first_dseq).where(log_epoch.c.epoch == epoch)) or 1
    acked = connection.scalar(select(sync_state.c.acked_dseq)) or 0
    lives = connection.scalar(select(func.count()).select_from(log_epoch)) or 0
    if acked >= first or lives < 2:
        return False
    later = closed + 1 + secrets.randbelow(clock.LARGEST_STEP_MS)
    for table in (log_epoch, change_log):
        connection.execute(update(table).where(table.c.epoch == epoch).values(epoch=later))
    connection.execute(update(sync_ctx).values(epoch=later))
    connection.execute(delete(sealed_batch).where(sealed_batch.c.last_dseq > acked))
    return True


def began_ms(connection: Connection) -> int:
    """When the epoch under way began, milliseconds since 1970 by the clock of that moment."""
    return connection.execute(select(sync_ctx.c.epoch)).scalar_one()


def carry_over(connection: Connection, *, after: int, above: int = 0) -> int:
    """Begin the next epoch, a later one than `above`, with all entries after this one of the file:
    they are to be sent, again or for the first time. The centre knows by their stamps which of them
    it has. What the file has from when it was another PC stays that PC's. The epoch."""
    after = max(after, _last_of_another(connection))
    epoch = max(clock.move_on(connection), above + 1 + secrets.randbelow(clock.LARGEST_STEP_MS))
    connection.execute(insert(log_epoch), {"epoch": epoch, "first_dseq": after + 1})
    connection.execute(update(change_log).where(change_log.c.dseq > after).values(epoch=epoch))
    connection.execute(update(sync_ctx).values(epoch=epoch))
    connection.execute(delete(sealed_batch).where(sealed_batch.c.last_dseq > after))
    connection.execute(delete(held_change).where(held_change.c.dseq > after))
    connection.execute(update(sync_state).values(acked_dseq=after, chain=""))
    return epoch


def _last_of_another(connection: Connection) -> int:
    """The last entry the file has from before it became a PC of its own; 0 if there is none."""
    own = select(sync_ctx.c.device).scalar_subquery()
    last = select(func.max(change_log.c.dseq)).where(change_log.c.device != own)
    return connection.scalar(last) or 0


def _doubt_offset(connection: Connection) -> None:
    """The offset was seen by the clock of the PC the backup is of. Where this is another one whose
    clock is right, it would begin an epoch years ahead, after which the centre takes no other. So
    the clock is read as early as the stamps of the file allow, until the centre is heard again.
    """
    row = connection.execute(select(sync_ctx.c.ms, sync_ctx.c.offset_ms, text(NOW))).one()
    last, offset, here = row[0], row[1], row[2] - row[1]
    possible = [one for one in (0, offset) if here + one >= last]
    clock.set_offset(connection, min(possible, default=max(0, offset)))


def _highest_pc(connection: Connection) -> int:
    """The highest number of a PC in the letters of this office, this PC's own among them."""
    office = get_setting(connection, "office_code", "")
    number = RECORD_TABLES["referral"].c.number
    # The cast reads up to the dash: `BS12-2026-00042` is PC 12.
    pc = func.max(cast(func.substr(number, len(office) + 1), Integer))
    in_letters = select(pc).where(number.startswith(office, autoescape=True))
    given = select(func.max(letter_serial.c.pc)).filter_by(office_code=office)
    found = (connection.scalar(statement) or 0 for statement in (in_letters, given))
    return max(device_keys.pc_number(connection), *found)
