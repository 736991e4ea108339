"""Many people at once in a PC's file and at the centre, as if all of them had been exchanged."""

from collections.abc import Iterator

from sqlalchemy import text

from desktop_app.central import tables
from desktop_app.central.bulk import copy_rows
from desktop_app.central.streams import ENVELOPE, envelope_of, payload_of
from desktop_app.domain.changes import WIRE, Change
from desktop_app.domain.ids import member_id
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log, records
from desktop_app.storage.tables import table_of, to_json
from tests.central_builder import ACentre
from tests.sync.pcs import APc

DEVICE = "00c0ffee00c0ffee"
START_MS = 1_795_000_000_000


def record_id(number: int) -> str:
    """The id of one of them."""
    return member_id("many", str(number))


def fill(centre: ACentre, pc: APc, *, count: int) -> None:
    """So many people in the stream of Bắc Sơn, at the centre and, read to the head, on the PC."""
    with centre.engine.begin() as connection:
        copy_rows(
            connection,
            tables.change,
            ("stream", "seq", *ENVELOPE, "received_ms"),
            (("BS", c.dseq, *envelope_of(c).values(), START_MS) for c in _changes(count)),
        )
        copy_rows(
            connection,
            tables.payload,
            ("stream", "seq", "data", "base"),
            (("BS", c.dseq, *payload_of(c).values()) for c in _changes(count)),
        )
        copy_rows(
            connection,
            table_of(BY_NAME["worker"]),
            ("id", "full_name", "phone", "stamps", "stream"),
            ((w.id, w.full_name, w.phone, to_json(dict(w.stamps)), "BS") for w in _workers(count)),
        )
        connection.execute(
            text("UPDATE exchange.stream SET head = :n WHERE name = 'BS'"), {"n": count}
        )
    with pc.store.apply() as transaction:
        records.add_many(transaction, _workers(count), stream="BS")
        change_log.set_cursor(transaction, "BS", count)
        change_log.set_cursor(transaction, "common", 0)


def _changes(count: int) -> Iterator[Change]:
    for number, worker in enumerate(_workers(count), start=1):
        groups = {"name": {"full_name": worker.full_name}, "phone": {"phone": worker.phone}}
        yield Change(
            device=DEVICE,
            epoch=1,
            dseq=number,
            tx=f"t{number}",
            kind="worker",
            record=worker.id,
            op="insert",
            stamp=worker.stamps["name"],
            user="u1",
            wire=WIRE,
            groups=groups,
            base=dict.fromkeys(groups, ""),
        )


def _workers(count: int) -> Iterator[Worker]:
    for number in range(1, count + 1):
        stamp = make_stamp(ms=START_MS + number, counter=0, device=DEVICE)
        yield Worker(
            id=record_id(number),
            full_name=f"Người Mẫu {number}",
            phone=f"09{number:08}",
            stamps={"name": stamp, "phone": stamp},
        )
