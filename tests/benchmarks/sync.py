"""How fast the exchange is: 100,000 small records from one PC to the centre, and on to another PC.

    python -m tests.benchmarks.sync [--records 100000] [--kind follow_up_task] [--profile]

The centre is a process of its own (`vieclam-central run` with its embedded PostgreSQL), over TLS
with tokens and the chain; the PCs are in this process, with encrypted files. A small record is a
call that is due (`follow_up_task`, its group `plan`), or a worker with name and phone. Each figure
stands beside a yardstick of the same run: bare inserts of the same rows into an encrypted SQLite
file. Times of a virtual machine are noisy: look at the ratios, and at the CPU time of this process.
Nothing here passes or fails.

A third PC is new and receives the stream as a whole. `busy` is the time a processor works: of this
process, and of the centre with its PostgreSQL.
"""

import argparse
import cProfile
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import msgspec

from desktop_app.domain.follow_ups import FollowUpTask
from desktop_app.domain.ids import new_id
from desktop_app.domain.records import Record
from desktop_app.domain.workers import Worker
from desktop_app.protocol.messages import Enrolment
from desktop_app.storage.engine import create_database, sqlcipher
from desktop_app.sync.round import _Talk
from tests.faults.centre_process import CentreProcess
from tests.sync.pcs import KEY, APc, a_pc

PER_TRANSACTION = 100
FAMILY = ("Nông", "Hoàng", "Lý", "Vi", "Triệu", "Lương", "Nguyễn", "Dương")
MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Ngọc", "Đức", "Thu")
GIVEN = ("Páo", "Mẩy", "Hùng", "Hoa", "Bình", "Lan", "Sơn", "Mùi", "Dũng", "Huệ", "Én")


def main() -> None:
    """Measure a push, a pull and a snapshot."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kind", choices=["follow_up_task", "worker"], default="follow_up_task")
    parser.add_argument("--profile", action="store_true", help="print where this side's time goes")
    options = parser.parse_args()
    made = list(small_records(options.kind, options.records))
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        yardstick = bare_inserts(folder / "bare.db", made)
        say("bare SQLCipher inserts", f"{yardstick:,.0f} records/s")
        (folder / "centre").mkdir()
        centre = CentreProcess(folder / "centre" / "data")
        centre.set_up()
        centre.start()
        try:
            exchange(centre, folder, made, yardstick, with_profile=options.profile)
        finally:
            centre.stop()


def say(what: str, *figures: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{what:<24} {' · '.join(figures)}\n")
    sys.stdout.flush()


def small_records(kind: str, count: int) -> Iterator[Record]:
    """Made-up records with one or two field groups filled in."""
    for n in range(count):
        if kind == "worker":
            words = (FAMILY[n % 8], MIDDLE[n // 8 % 7], GIVEN[n // 56 % 11])
            yield Worker(id=new_id(), full_name=" ".join(words), phone=f"09{n:08}")
        else:
            yield FollowUpTask(
                id=new_id(),
                referral_id=new_id(),
                worker_id=new_id(),
                milestone="1m",
                due_on=date(2026, 12, 1 + n % 28),
            )


def bare_inserts(path: Path, made: list[Record]) -> float:
    """Rows a second that SQLCipher alone takes, 500 in a transaction."""
    create_database(path.with_name("other.db"), KEY)  # the first of a process loads libraries
    connection: Any = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT, b TEXT, c TEXT, stamps TEXT)")
    rows = [(one.id, one.id, one.id, "1m", '{"plan":"' + "0" * 34 + '"}') for one in made]
    begun = time.perf_counter()
    for first in range(0, len(rows), 500):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows[first : first + 500])
        connection.execute("COMMIT")
    rate = len(rows) / (time.perf_counter() - begun)
    connection.close()
    return rate


# --- The exchange --------------------------------------------------------------------------------


@dataclass(slots=True)
class Wire:
    """What went over the line, bodies only, as they were compressed."""

    sent: int = 0
    received: int = 0
    requests: int = 0


@contextmanager
def watched() -> Generator[Wire]:
    """Counts the bodies of all requests of this process."""
    wire = Wire()
    send, raw = httpx.Client.send, httpx.Response.iter_raw

    def count_request(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        wire.requests += 1
        wire.sent += int(request.headers.get("Content-Length", "0"))
        return send(client, request, **more)

    def count_answer(response: httpx.Response, chunk_size: int | None = None) -> Iterator[bytes]:
        for part in raw(response, chunk_size):
            wire.received += len(part)
            yield part

    httpx.Client.send = count_request  # type: ignore[method-assign]
    httpx.Response.iter_raw = count_answer  # type: ignore[method-assign]
    try:
        yield wire
    finally:
        httpx.Client.send, httpx.Response.iter_raw = send, raw  # type: ignore[method-assign]


PARTS = {"_push_all": "push", "_pull_all": "pull", "_read": "read", "_verify": "compare"}
"""What a round is made of; `read` is a snapshot, if there is one, and a pull."""


@dataclass(slots=True)
class Spent:
    """Seconds, and those this process was busy."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def timed() -> Generator[dict[str, Spent]]:
    """How long each part of a round takes."""
    spent = {name: Spent() for name in PARTS.values()}
    originals = {method: getattr(_Talk, method) for method in PARTS}
    for method, name in PARTS.items():
        setattr(_Talk, method, _watched_part(originals[method], spent[name]))
    try:
        yield spent
    finally:
        for method, work in originals.items():
            setattr(_Talk, method, work)


def _watched_part(work: Callable[..., Any], spent: Spent) -> Callable[..., Any]:
    def watched_part(*arguments: Any) -> Any:
        cpu, begun = time.process_time(), time.perf_counter()
        try:
            return work(*arguments)
        finally:
            spent.wall += time.perf_counter() - begun
            spent.cpu += time.process_time() - cpu

    return watched_part


def exchange(
    centre: CentreProcess, folder: Path, made: list[Record], yardstick: float, *, with_profile: bool
) -> None:
    """One PC sends everything and reads its own changes back; a second one, which has read the
    stream before, pulls all changes; a new one receives the stream as a whole."""
    files = [centre.enrol("BS", folder / f"{n}.ghidanh") for n in (1, 2, 3)]
    one, two, three = (msgspec.json.decode(f.read_bytes(), type=Enrolment) for f in files)
    with (
        a_pc(folder / "one.db", one) as writer,
        a_pc(folder / "two.db", two) as reader,
        a_pc(folder / "three.db", three) as new,
    ):
        writer.add(made[0])
        writer.well()  # enrolling is not measured
        reader.well()
        for first in range(1, len(made), PER_TRANSACTION):
            writer.add(*made[first : first + PER_TRANSACTION])
        measured = Measured(centre, len(made) - 1, yardstick, with_profile)
        measured.round(writer, "sends", ("push", "pull", "compare"))
        measured.round(reader, "reads", ("pull", "compare"))
        measured.round(new, "is new", ("read", "compare"))


@dataclass(frozen=True, slots=True)
class Measured:
    """So many records go from a PC to the centre, or the other way."""

    centre: CentreProcess
    count: int
    yardstick: float
    with_profile: bool

    def round(self, pc: APc, what: str, parts: tuple[str, ...]) -> None:
        """One round, measured."""
        profile = cProfile.Profile() if self.with_profile else None
        busy = self.centre.busy_s()
        with watched() as wire, timed() as spent:
            begun = time.perf_counter()
            run(pc.well, profile)
            took = time.perf_counter() - begun
        busy = self.centre.busy_s() - busy
        say(
            f"a PC that {what}",
            f"{self.count / took:,.0f} records/s in all",
            f"{wire.sent / self.count:.0f} bytes a record sent, {wire.received / self.count:.0f} "
            "received",
            f"{wire.requests} requests",
            f"centre busy {busy / self.count * 1e6:.0f} µs a record",
        )
        for name in parts:
            one = spent[name]
            say(
                f"  {name}",
                f"{self.count / one.wall:,.0f} records/s",
                f"{self.count / one.wall / self.yardstick:.2f} × bare inserts",
                f"{one.cpu / self.count * 1e6:.0f} µs a record busy here",
            )
        if profile:
            pstats.Stats(profile).sort_stats("cumtime").print_stats(90)


def run(work: Callable[[], object], profile: cProfile.Profile | None) -> None:
    """Do it, watched by the profiler if there is one."""
    if profile is None:
        work()
    else:
        profile.runcall(work)


if __name__ == "__main__":
    main()
