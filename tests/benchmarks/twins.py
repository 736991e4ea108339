"""How fast possible twins are found while somebody is typed in, among 200,000 people.

    python -m tests.benchmarks.twins [--folder DIR] [--people 200000]

`measure` prints the figures for an office that is there, with the bare queries beside them.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from random import Random
from statistics import median

from sqlalchemy import Connection, text

from desktop_app.domain.ids import new_id
from desktop_app.domain.names import search_fold
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Desk
from desktop_app.office.sign_in import sign_out
from desktop_app.office.twins import possible_twins
from desktop_app.office.workers import story
from desktop_app.storage import records
from tests.benchmarks.desk import ms_of, p95, say
from tests.benchmarks.large_office import large_office

SAMPLES = 200
COMMONEST = """
    SELECT full_name FROM worker WHERE hidden = 0
    GROUP BY full_name ORDER BY count(*) DESC LIMIT 20
"""


def main() -> None:
    """Measure at an office of its own, or at the one in a folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--people", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        desk = large_office(options.folder or Path(scratch) / "office", people=options.people)
        try:
            measure(desk)
        finally:
            sign_out(desk)


def measure(desk: Desk) -> None:
    """What is told beside the form, stories included: of anybody, and of the commonest names."""
    with desk.store.read() as connection:
        names = [row[0] for row in connection.execute(text(COMMONEST))]
        commonest = records.find(connection, Worker, full_name=tuple(names))
        anybody = _anybody(connection)
    rng = Random(2)  # noqa: S311 - made-up people need no secrets
    common = [replace(each, id=new_id()) for each in rng.sample(commonest, SAMPLES)]
    _say(desk, "twins of anybody", anybody)
    _say(desk, f"twins of {len(commonest)} of {len(names)} names", common)
    without_day = [replace(each, birth_date=_year_of(each), phone="") for each in common]
    _say(desk, "the same, only the year known", without_day)


def _anybody(connection: Connection) -> list[Worker]:
    ids = list(connection.execute(text("SELECT id FROM worker ORDER BY id")).scalars())
    chosen = Random(1).sample(ids, SAMPLES)  # noqa: S311 - made-up people need no secrets
    return [replace(each, id=new_id()) for each in records.find(connection, Worker, id=chosen)]


def _year_of(worker: Worker) -> object:
    return worker.birth_date and replace(worker.birth_date, month=0, day=0)


def _say(desk: Desk, what: str, typed: Sequence[Worker]) -> None:
    ours = [ms_of(_told(desk, each)) for each in typed]
    with desk.store.read() as connection:
        bare = [ms_of(_bare(connection, each)) for each in typed]
    say(
        what,
        f"p95 {p95(ours):.1f} ms (< 50)",
        f"median {median(ours):.1f} ms",
        f"{sum(ours) / sum(bare):.2f} × the bare queries, p95 {p95(bare):.1f} ms",
    )


def _told(desk: Desk, typed: Worker) -> Callable[[], object]:
    def told() -> None:
        for twin in possible_twins(desk, worker=typed).first:
            story(desk, worker=twin.worker)

    return told


def _bare(connection: Connection, typed: Worker) -> Callable[[], object]:
    """The same look-ups, ids only."""
    year = typed.birth_date.year if typed.birth_date else ""
    words = [*search_fold(typed.full_name).split(), str(year)]
    query = " AND ".join(f'"{word}"' for word in words)

    def bare() -> None:
        shared = (("personal_number", typed.personal_number), ("phone", typed.phone))
        for column, value in filter(itemgetter(1), shared):
            sql = f"SELECT id FROM worker WHERE {column} = ?"  # noqa: S608 - ours
            connection.exec_driver_sql(sql, (value,)).all()
        sql = "SELECT rowid FROM worker_words WHERE worker_words MATCH ?"
        connection.exec_driver_sql(sql, (query,)).all()

    return bare


if __name__ == "__main__":
    main()
