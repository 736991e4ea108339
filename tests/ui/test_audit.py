"""Noting beside the window: each look once, together where they come quickly, and never a crash."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull
from desktop_app.office.audit import audit_page
from desktop_app.office.desk import Desk
from desktop_app.storage import audit as storage
from tests.office.conftest import Clock
from ui.audit import NOT_NOTED, Audit
from ui.background import Lanes


@dataclass
class Noting:
    """The audit of a signed-in head, and what it complained of."""

    desk: Desk
    lanes: Lanes
    troubled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.audit = Audit(self.desk, self.lanes.store, self.troubled.append)

    def lines(self) -> list[tuple[str, str, str]]:
        """What is noted, oldest first; the first run is left out."""
        self.lanes.drain()
        with self.desk.store.read() as connection:
            notes = storage.newest(connection, offset=0, limit=50)[::-1]
        return [(each.act, each.record, each.detail) for each in notes[1:]]


@pytest.fixture
def noting(desk: Desk) -> Iterator[Noting]:
    bugs: list[Exception] = []
    lanes = Lanes(bugs.append)
    yield Noting(desk, lanes)
    lanes.drain()
    lanes.close()
    assert bugs == []


@pytest.fixture
def held_up(noting: Noting) -> Iterator[Callable[[], None]]:
    """The store's lane is busy until what this gives is called."""
    enough = Event()
    noting.lanes.store.run(lambda: enough.wait(20), owner=noting.audit)
    yield enough.set
    enough.set()


def test_a_look_is_noted_once_until_somebody_else_is_looked_at(noting: Noting, clock: Clock):
    for worker_id in ("mui", "mui", "binh", "mui"):
        noting.audit.seen("worker", worker_id)
    assert noting.lines() == [("view", "mui", ""), ("view", "binh", ""), ("view", "mui", "")]
    noting.audit.seen("worker", "mui")
    clock.move(days=1)
    noting.audit.seen("worker", "mui")  # left open overnight
    assert len(noting.lines()) == 4


def test_every_act_is_noted_however_often(noting: Noting):
    for _ in range(2):
        noting.audit.printed("referral", "r1", "BS1-2026-00001")
    noting.audit.saved("referral", "r1", "BS1-2026-00001")
    noting.audit.exported("Danh sách người lao động (50 dòng)")
    assert noting.lines() == [
        ("print", "r1", "BS1-2026-00001"),
        ("print", "r1", "BS1-2026-00001"),
        ("save_pdf", "r1", "BS1-2026-00001"),
        ("export", "", "Danh sách người lao động (50 dòng)"),
    ]


def test_leafing_through_a_list_makes_one_transaction_wait_not_hundreds(
    noting: Noting, held_up: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    sizes: list[int] = []
    really_add = storage.add

    def counted(connection: object, notes: list[storage.Note]) -> None:
        sizes.append(len(notes))
        really_add(connection, notes)  # type: ignore[arg-type]

    monkeypatch.setattr(storage, "add", counted)
    for number in range(300):
        noting.audit.seen("worker", f"w{number}")
    held_up()
    noting.lanes.drain()
    assert sizes == [1, 299]
    assert audit_page(noting.desk, offset=0, limit=1).total == 301


def test_a_full_disk_is_told_once_and_nothing_is_forgotten(
    noting: Noting, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as full:

        def no_room(*_: object) -> None:
            raise DiskFull

        full.setattr(storage, "add", no_room)
        for worker_id in ("mui", "binh", "en"):
            noting.audit.seen("worker", worker_id)
            noting.lanes.drain()
    assert noting.troubled == [f"{NOT_NOTED} {DiskFull.sentence}"]
    noting.audit.seen("worker", "pao")
    assert noting.lines() == [("view", name, "") for name in ("mui", "binh", "en", "pao")]
    assert len(noting.troubled) == 1


def test_what_waits_when_the_program_closes_is_written(desk: Desk, qtbot: QtBot):
    del qtbot
    lanes = Lanes(lambda _: None)
    Audit(desk, lanes.store, print).seen("worker", "mui")
    lanes.close()
    assert audit_page(desk, offset=0, limit=9).total == 2
