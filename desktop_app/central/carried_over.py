"""Changes a restored PC sends again in a new epoch though the centre has them from an earlier one.

Its backup did not know that they had arrived. They are known by their stamps, which a device never
gives twice. Such a change is neither merged nor logged again: merged after its own successors it
would look as if somebody else had written it. What is sent again within one epoch is known by its
numbers, in `intake.py`.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, literal, select

from desktop_app.central import tables
from desktop_app.domain.stamps import original
from desktop_app.protocol.messages import Push

_FIRST_EPOCH = 1
_FETCHED_AT_ONCE = 200


def carried_over(connection: Connection, push: Push) -> dict[int, str]:
    """The `dseq` of each change of the push that came in an earlier epoch already, with the word
    for why it lies in quarantine, "" if it does not. The device's row is locked."""
    if push.epoch == _FIRST_EPOCH:
        return {}
    sent = {change.stamp: change for change in push.changes}
    oldest = min(sent)
    found: dict[int, str] = {}
    for row in _kept_since(connection, push, oldest):
        change = sent.get(original(row["stamp"]))
        if change and all(row[name] == getattr(change, name) for name in ("tx", "kind", "record")):
            found[change.dseq] = row["reason"]
    return found


def _kept_since(connection: Connection, push: Push, oldest: str) -> Iterator[RowMapping]:
    """What came of the device in earlier epochs with this stamp or later ones. Within an epoch
    stamps rise with the numbers, so only the end of each is read."""
    link, change, quarantine = tables.link.c, tables.change, tables.quarantine
    epochs = select(link.epoch).where(link.device == push.device, link.epoch < push.epoch)
    for epoch in connection.execute(epochs.distinct()).scalars().all():
        for table, reason in ((change, literal("")), (quarantine, quarantine.c.reason)):
            c = table.c
            result = connection.execute(
                select(c.tx, c.kind, c.record, c.stamp, reason.label("reason"))
                .where(c.device == push.device, c.epoch == epoch)
                .order_by(c.dseq.desc())
                .execution_options(yield_per=_FETCHED_AT_ONCE)
            )
            for row in result.mappings():
                if original(row["stamp"]) < oldest:
                    break
                yield row
            result.close()
