"""How long it takes, and how many bytes, to find one wrong cell among many records.

    python -m tests.benchmarks.verify [records]

A million people (if no number is given) lie in a PC's file and at the centre. A cell changes
past everything on the PC, then one at the centre; each time all is read anew on both sides. Bytes
are those of the line, TLS and tokens included; the yardstick is the plain reading of all rows.
"""

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text

from desktop_app.storage.verifications import Verification
from desktop_app.sync.verifying import verify
from tests.central_builder import a_central, started
from tests.sync.many import fill, record_id
from tests.sync.pcs import ALine, APc, a_line, a_pc

COUNT = 1_000_000

T = TypeVar("T")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    logging.getLogger().addHandler(logging.NullHandler())
    with ExitStack() as stack:
        postgres = started()
        stack.callback(postgres.at_end.close)
        centre = stack.enter_context(a_central(postgres))
        line = stack.enter_context(a_line(centre.port))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pc = stack.enter_context(a_pc(folder / "pc.db", centre.enrolment(), address=line.address))
        assert pc.round().fault is None
        took("made", lambda: fill(centre, pc, count=count))
        took("yardstick: every row read once on the PC", lambda: read_all(pc))
        with pc.store.apply() as transaction:  # nothing of these has a digest yet
            transaction.execute(text("DELETE FROM digest_stream"))
        measure("first digests", pc, line)
        measure("nothing wrong, kept sums", pc, line)
        measure("nothing wrong, read anew", pc, line, whole=True)
        wrong = {"id": record_id(count // 2)}
        with pc.store.apply() as transaction:
            transaction.execute(text("UPDATE worker SET phone = '1' WHERE id = :id"), wrong)
        measure("one wrong cell on the PC", pc, line, whole=True)
        with centre.engine.begin() as connection:
            connection.execute(text("UPDATE worker SET phone = '1' WHERE id = :id"), wrong)
        measure("one wrong cell at the centre", pc, line, whole=True)


def read_all(pc: APc) -> None:
    with pc.store.read() as connection:
        for _ in connection.execute(text("SELECT * FROM worker")):
            pass


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def took(what: str, work: Callable[[], object]) -> None:
    started_at = time.perf_counter()
    work()
    say(f"{what}: {time.perf_counter() - started_at:.1f} s")


def measure(what: str, pc: APc, line: ALine, *, whole: bool = False) -> None:
    """One comparison: seconds, the longest the window waited, bytes, what was found."""
    longest = 0.0

    def on_store(work: Callable[[], T]) -> T:
        nonlocal longest
        began = time.perf_counter()
        try:
            return work()
        finally:
            longest = max(longest, time.perf_counter() - began)

    before, began = line.carried, time.perf_counter()
    result: Verification | None = None
    while result is None:  # the centre's first digests may take more than one request
        with pc.client() as client:
            result = verify(
                pc.store,
                client,
                ["BS", "common"],
                now=datetime.now(UTC),
                on_store=on_store,
                whole=whole,
            )
    say(
        f"{what}: {time.perf_counter() - began:.1f} s, {line.carried - before:,} bytes, "
        f"longest piece {1000 * longest:.0f} ms, {result.records:,} compared, "
        f"{result.differed} differed, {result.mended} mended"
    )


if __name__ == "__main__":
    main()
