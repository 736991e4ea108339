"""How fast a new PC writes what it receives as a whole, against the same rows inserted bare.

    python -m tests.benchmarks.snapshot [records]

One record in six is a worker, the others are visits. In CPU time, for the machine may be busy;
without the line and the centre, which `sync.py` measures.
"""

import hashlib
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import BY_NAME
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.messages import SnapshotAnswer, SnapshotChunk
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import forms_of
from desktop_app.sync.snapshot import take_snapshots

KEY = bytes(32)
IN_CHUNK = 5000
FAMILY, MIDDLE, GIVEN = (
    ["Hoàng", "Nông", "Lý", "Chu", "Vi", "Lương"],
    ["Thị", "Văn", "Đình"],
    ["Mẫu", "Páo", "Én"],
)

Chunk = tuple[str, int, bytes]


class AShelf:
    """The chunks of a snapshot, at hand."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks

    def snapshot(self, stream: str) -> SnapshotAnswer:
        """The manifest."""
        told = [
            SnapshotChunk(kind=kind, records=count, sha256=hashlib.sha256(data).hexdigest())
            for kind, count, data in self.chunks
        ]
        records = sum(one.records for one in told)
        return SnapshotAnswer(
            server_epoch="e",
            stream=stream,
            snapshot="a" * 16,
            seq=records,
            ready=True,
            records=records,
            chunks=told,
        )

    def chunk(self, stream: str, snapshot: str, number: int) -> bytes:
        """One of them."""
        del stream, snapshot
        return self.chunks[number][2]


def made_up(records: int) -> list[list[RecordState]]:
    """Lists of up to 5,000 states of one kind."""
    rng = Random(records)  # noqa: S311 - made-up people need no secrets
    workers = [_worker(rng, n) for n in range(records // 6)]
    visits = [_visit(n, workers[n % len(workers)].id) for n in range(records - len(workers))]
    return [
        some[at : at + IN_CHUNK]
        for some in (workers, visits)
        for at in range(0, len(some), IN_CHUNK)
    ]


def _worker(rng: Random, number: int) -> RecordState:
    stamp = make_stamp(ms=1_795_000_000_000 + number, counter=0, device="ab" * 8)
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)} {number}"
    return RecordState(
        kind="worker",
        id=new_id(),
        fields={"full_name": name, "phone": f"09{number:08}", "sex": "1"},
        stamps=dict.fromkeys(("name", "phone", "sex"), stamp),
    )


def _visit(number: int, worker: str) -> RecordState:
    stamp = make_stamp(ms=1_795_000_000_000 + number, counter=1, device="ab" * 8)
    fields = {
        "worker_id": worker,
        "at": "2026-11-23T02:52:07Z",
        "channel": "1",
        "topics": ["vl"],
        "content": "Hỏi việc gần nhà",
        "advice": "",
        "next_step": "1",
        "next_step_on": None,
        "minutes": 20,
        "counsellor_id": "u1",
    }
    return RecordState(
        kind="visit", id=new_id(), fields=fields, stamps={"client": stamp, "visit": stamp}
    )


def bare(store: Store, lists: list[list[RecordState]]) -> float:
    """The same rows by executemany, nothing else; seconds of CPU."""
    rows: list[tuple[str, list[Any]]] = []
    for some in lists:
        kind = BY_NAME[some[0].kind]
        forms = forms_of(kind.name)
        names = list(some[0].fields)
        sql = (
            f"INSERT INTO {kind.name} (id, stream, stamps, {', '.join(names)}) "  # noqa: S608 - our names
            f"VALUES ({', '.join('?' * (3 + len(names)))})"
        )
        values = [
            (
                one.id,
                "BS",
                to_json(one.stamps),
                *(forms[name].to_sql(one.fields[name]) for name in names),
            )
            for one in some
        ]
        rows.append((sql, values))
    started = time.process_time()
    for sql, values in rows:
        with store.apply() as transaction:
            transaction.exec_driver_sql(sql, values)
    return time.process_time() - started


def received(store: Store, shelf: AShelf, records: int) -> float:
    """Receive all of it; seconds of CPU."""
    started = time.process_time()
    take_snapshots(store, shelf, {"BS": records}, large=0)
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    lists = made_up(records)
    shelf = AShelf([(some[0].kind, len(some), to_json(some)) for some in lists])
    with tempfile.TemporaryDirectory() as folder:
        seconds: list[float] = []
        for name in ("bare", "received"):
            path = Path(folder) / f"{name}.db"
            create_database(path, KEY)
            store = open_database(path, KEY)
            seconds.append(
                bare(store, lists) if name == "bare" else received(store, shelf, records)
            )
            store.close()
    print(f"{records} records: received {records / seconds[1]:,.0f}/s of CPU")  # noqa: T201
    print(f"bare executemany {records / seconds[0]:,.0f}/s: {seconds[1] / seconds[0]:.2f} x")  # noqa: T201


if __name__ == "__main__":
    main()
