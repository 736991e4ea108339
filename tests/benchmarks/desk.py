"""How fast the desk is with 200,000 workers and 1,000,000 visits.

    python -m tests.benchmarks.desk [--folder DIR] [--people 200000]

It prints each figure with its goal, and ratios to yardsticks measured in the same run; nothing here
passes or fails. Times of a virtual machine are noisy: look at the ratios first. The office is made
in DIR when it is not there yet, and kept.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, text

from desktop_app.domain.dates import start_of_day
from desktop_app.domain.ids import new_id
from desktop_app.domain.periods import Period, period_around, step
from desktop_app.office.desk import Desk
from desktop_app.office.figures import figures
from desktop_app.office.sign_in import sign_out
from desktop_app.office.visits import new_visit, record_visit
from desktop_app.office.workers import (
    correct_worker,
    find_workers,
    new_worker,
    register_worker,
    worker,
    worker_card,
)
from desktop_app.storage.tables import write_time
from desktop_app.storage.worker_index import match
from tests.benchmarks.large_office import PASSWORD, large_office

PAGE = 50
TYPED = (
    "triệu thị mùi",
    "nong van binh",
    "hoang thi en 1995",
    "lý văn hùng bắc sơn",
    "0378 111",
    "nguyen thi ngoc anh",
    "vi thi hoa",
)
BARE_SEARCH = """
    SELECT l.worker_id FROM worker_words AS f JOIN worker_list AS l ON l.place = f.rowid
    WHERE worker_words MATCH ? ORDER BY l.sort_key LIMIT 50
"""
ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--people", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        folder = options.folder or Path(scratch) / "office"
        desk = large_office(folder, people=options.people)
        try:
            say_what_there_is(desk)
            ids = some_workers(desk)
            search(desk)
            save(desk, ids)
            card(desk, ids)
            numbers(desk)
        finally:
            sign_out(desk)
        start(folder)


def say(what: str, *figures: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{what:<34} {' · '.join(figures)}\n")
    sys.stdout.flush()


def say_what_there_is(desk: Desk) -> None:
    """How large the office is."""
    with desk.store.read() as connection:
        counts = [
            connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - ours
            for table in ("worker", "visit", "referral")
        ]
    size = sum(file.stat().st_size for file in desk.folder.glob("so-viec-lam.db*"))
    say("office", "{:,} workers, {:,} visits, {:,} letters".format(*counts), f"{size >> 20} MB")


# --- Measuring -----------------------------------------------------------------------------------


def ms_of(work: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def p95(times: Sequence[float]) -> float:
    """The time 95 of 100 stay under."""
    return statistics.quantiles(times, n=20)[-1]


def keystrokes() -> Iterator[str]:
    """What stands in the search box after each key."""
    for whole in TYPED:
        yield from (whole[:end] for end in range(1, len(whole) + 1))


# --- The figures ---------------------------------------------------------------------------------


def search(desk: Desk) -> None:
    """Each keystroke in the search box; the bare search reads ids only."""
    typed = [each for each in keystrokes() if match(each)]
    ours = [
        ms_of(lambda each=each: find_workers(desk, text=each, offset=0, limit=PAGE))
        for each in typed
    ]

    def bare(connection: Connection, each: str) -> None:
        connection.exec_driver_sql(BARE_SEARCH, (match(each),)).all()

    with desk.store.read() as connection:
        yardstick = [ms_of(lambda each=each: bare(connection, each)) for each in typed]
    say(
        "search, per keystroke",
        f"p95 {p95(ours):.1f} ms (< 50)",
        f"median {statistics.median(ours):.1f} ms",
        f"{sum(ours) / sum(yardstick):.2f} × MATCH … ORDER BY sort_key LIMIT 50",
    )


def some_workers(desk: Desk) -> list[str]:
    """Ids from all over the office."""
    rng = Random(1)  # noqa: S311 - made-up people need no secrets
    total = find_workers(desk, text="", offset=0, limit=1).total
    places = [rng.randrange(total) for _ in range(100)]
    return [find_workers(desk, text="", offset=at, limit=1).rows[0].id for at in places]


def save(desk: Desk, ids: Sequence[str]) -> None:
    """Registering, correcting and counselling; each with its commit to the disk."""
    today = desk.today()

    def register(number: int) -> None:
        known = worker(desk, worker_id=ids[number])
        fresh = replace(
            known,
            id=new_id(),
            stamps={},
            personal_number="",
            registered_on=today,
            full_name=f"{known.full_name} Mới",
        )
        register_worker(desk, worker=replace(new_worker(desk), **_fields(fresh)))

    def correct(number: int) -> None:
        known = worker(desk, worker_id=ids[number])
        correct_worker(desk, worker=replace(known, note=f"Sửa {new_id()}", personal_number=""))

    def counsel(number: int) -> None:
        visit = new_visit(desk, worker_id=ids[number])
        done = replace(visit, channel="1", topics=("vl",), next_step="1")
        record_visit(desk, visit=done)

    for name, verb in (("register", register), ("correct", correct), ("counsel", counsel)):
        times = [ms_of(partial(verb, number)) for number in range(len(ids))]
        say(f"save: {name}", f"p95 {p95(times):.1f} ms (< 100)")


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def card(desk: Desk, ids: Sequence[str]) -> None:
    """Opening a person with everything that happened."""
    times = [ms_of(lambda each=each: worker_card(desk, worker_id=each)) for each in ids]
    say("card open", f"p95 {p95(times):.1f} ms (< 150)")


# The same counts by hand: what nobody would need a program for.
BARE_NUMBERS = (
    "SELECT count(*) FROM visit WHERE at >= :start AND at < :end AND employer_id = ''",
    """SELECT value, count(*) FROM visit, json_each(visit.topics)
       WHERE at >= :start AND at < :end AND employer_id = '' GROUP BY value""",
    """SELECT channel, count(*) FROM visit
       WHERE at >= :start AND at < :end AND employer_id = '' GROUP BY channel""",
    """SELECT count(DISTINCT worker_id) FROM visit
       WHERE at >= :start AND at < :end AND employer_id = ''""",
    """SELECT value, count(DISTINCT worker_id) FROM visit, json_each(visit.topics)
       WHERE at >= :start AND at < :end AND employer_id = '' GROUP BY value""",
    """SELECT channel, count(DISTINCT worker_id) FROM visit
       WHERE at >= :start AND at < :end AND employer_id = '' GROUP BY channel""",
    "SELECT count(*) FROM visit WHERE at >= :start AND at < :end AND employer_id <> ''",
    "SELECT count(*) FROM worker WHERE registered_on BETWEEN :first AND :last AND hidden = 0",
    """SELECT count(*), count(DISTINCT worker_id) FROM referral
       WHERE issued_on BETWEEN :first AND :last""",
    """SELECT move, count(DISTINCT referral_id) FROM referral_event
       WHERE move <> 'issued' AND happened_on BETWEEN :first AND :last GROUP BY move""",
    """SELECT count(*) FROM referral_event WHERE move = 'refused_by_worker' AND justified = '2'
       AND happened_on BETWEEN :first AND :last""",
    """SELECT destination, count(DISTINCT worker_id) FROM referral_event
       WHERE move = 'started_work' AND happened_on BETWEEN :first AND :last GROUP BY destination""",
    """SELECT milestone, status, count(*) FROM follow_up_contact AS c
       JOIN follow_up_task AS t ON t.done_by = c.id
       WHERE at >= :start AND at < :end GROUP BY milestone, status""",
)


def numbers(desk: Desk) -> None:
    """The numbers of the last whole month, undivided and by sex."""
    month = step(period_around(desk.today(), "month"), "month", -1)
    ours = statistics.median(
        ms_of(lambda: figures(desk, period=month, split="none")) for _ in range(5)
    )
    split = ms_of(lambda: figures(desk, period=month, split="sex"))
    with desk.store.read() as connection:
        yardstick = statistics.median(
            ms_of(lambda: _bare_numbers(connection, month)) for _ in range(5)
        )
    say(
        "the numbers of a month",
        f"{ours:.0f} ms (< 2000)",
        f"{ours / yardstick:.2f} × raw SQL (< 2)",
        f"by sex {split:.0f} ms",
    )


def _bare_numbers(connection: Connection, period: Period) -> None:
    start, end = start_of_day(period.first), start_of_day(period.last + timedelta(days=1))
    values = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "start": write_time(start),
        "end": write_time(end),
    }
    for sql in BARE_NUMBERS:
        used = {name: value for name, value in values.items() if f":{name}" in sql}
        connection.execute(text(sql), used).all()


# --- Starting ------------------------------------------------------------------------------------


def start(folder: Path) -> None:
    """From the command to the painted window, from the password to a window that can be used."""
    empty = [run_start("empty")["painted"] for _ in range(5)]
    door = [run_start("door", str(folder))["painted"] for _ in range(5)]
    say(
        "start to the sign-in window",
        f"{statistics.median(door):.0f} ms",
        f"{statistics.median(door) / statistics.median(empty):.2f} × an empty PySide6 window (< 2)",
    )
    inside = [run_start("inside", str(folder), PASSWORD) for _ in range(3)]
    usable = statistics.median(each["usable"] for each in inside)
    say("sign-in to usable", f"{usable:.0f} ms (< 2000), the stretching of the password in it")
    resident = max(each["memory"] for each in inside)
    say("memory", f"{resident:.0f} MB (< 300) after lists, a card, a letter and the numbers")


def run_start(*words: str) -> dict[str, float]:
    """What `starting.py` measured in a process of its own."""
    begun = time.time()
    with _quiet_home() as home:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.starting", *words],
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": home},
            check=True,
        )
    found = dict(line.split() for line in ran.stdout.splitlines())
    times = {name: float(value) for name, value in found.items()}
    if "painted" in times:
        times["painted"] = (times["painted"] - begun) * 1000
    return times


@contextmanager
def _quiet_home() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as home:
        yield home


if __name__ == "__main__":
    main()
