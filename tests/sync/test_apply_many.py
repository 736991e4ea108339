"""Applying many changes together comes to the same as applying them one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.messages import StreamChange
from desktop_app.storage.tables import RECORD_TABLES
from desktop_app.sync.apply import apply_changes
from tests.sync.pcs import APc, a_pc

DEVICES = ("a" * 16, "b" * 16)

_names = st.sampled_from(["Nông Văn Páo", "Hoàng Thị Mẩy", "Lý A Páo", "Nông Văn Páo B", ""])
_worker: dict[str, st.SearchStrategy[Fields]] = {
    "name": st.fixed_dictionaries({"full_name": _names}),
    "phone": st.fixed_dictionaries(
        {
            "phone": st.sampled_from(["", "0912000111", "0912000222"]),
            "phone_2": st.sampled_from(["", "0912000333"]),  # of a newer program
        }
    ),
    "hidden": st.fixed_dictionaries({"hidden": st.booleans()}),
    "photo": st.just({"photo_of": "x1"}),
}
_employer: dict[str, st.SearchStrategy[Fields]] = {
    "name": st.fixed_dictionaries({"name": _names}),
    "hidden": st.fixed_dictionaries({"hidden": st.booleans()}),
}
_vacancy: dict[str, st.SearchStrategy[Fields]] = {
    "employer": st.fixed_dictionaries(
        {"employer_id": st.sampled_from(["employer-1", "employer-2", ""])}
    ),
    "places": st.fixed_dictionaries({"places": st.sampled_from([None, 1, 20])}),
    "hidden": st.fixed_dictionaries({"hidden": st.booleans()}),
}
_task: dict[str, st.SearchStrategy[Fields]] = {
    "done": st.fixed_dictionaries({"done_by": st.sampled_from(["", "c1"])}),
}
_SAID = {
    "worker": _worker,
    "employer": _employer,
    "vacancy": _vacancy,
    "follow_up_task": _task,
    "job_session": {"all": st.just({"title": "Phiên"})},  # a kind of a newer program
}


@st.composite
def _change(draw: st.DrawFn) -> Change:
    kind = draw(st.sampled_from([*_SAID]))
    groups = draw(st.fixed_dictionaries({}, optional=_SAID[kind]))
    device = draw(st.sampled_from(DEVICES))
    stamp = make_stamp(ms=draw(st.integers(1, 6)), counter=0, device=device)
    if draw(st.booleans()):
        stamp = f"{make_stamp(ms=draw(st.integers(1, 6)), counter=1, device=device)}~{stamp}"
    return Change(
        device=device,
        epoch=1,
        dseq=1,
        tx="t1",
        kind=kind,
        record=f"{kind}-{draw(st.integers(1, 3))}",
        op=draw(st.sampled_from(["insert", "update"])),
        stamp=stamp,
        user="staff-2",
        wire=3,
        groups=groups,
        base=dict.fromkeys(groups, ""),
    )


@pytest.fixture
def two_pcs(tmp_path: Path) -> Iterator[tuple[APc, APc]]:
    with a_pc(tmp_path / "one.db") as one, a_pc(tmp_path / "other.db") as other:
        yield one, other


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_change(), max_size=25), st.integers(1, 25))
def test_many_together_are_as_one_by_one(
    two_pcs: tuple[APc, APc], changes: list[Change], at_once: int
) -> None:
    together, one_by_one = two_pcs
    received = [StreamChange(seq=n, change=change) for n, change in enumerate(changes, start=1)]
    for pc, size in ((together, at_once), (one_by_one, 1)):
        _empty(pc)
        with pc.store.apply() as transaction:
            for first in range(0, len(received), size):
                piece = received[first : first + size]
                apply_changes(transaction, stream="BS", received=piece)
    assert _everything(together) == _everything(one_by_one)
    # The place past what was seen is taken by chance.
    assert _has_moved(together) == _has_moved(one_by_one)


def _empty(pc: APc) -> None:
    with pc.store.apply() as transaction:
        for table in (*RECORD_TABLES, "edit", "unknown_change", "worker_list", "record_words"):
            transaction.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our names
        transaction.exec_driver_sql("DELETE FROM worker_words")
        transaction.exec_driver_sql("UPDATE sync_ctx SET ms = 0, counter = 0")


def _has_moved(pc: APc) -> bool:
    with pc.store.read() as connection:
        return connection.exec_driver_sql("SELECT ms > 0 FROM sync_ctx").scalar_one() == 1


def _everything(pc: APc) -> dict[str, list[Any]]:
    questions = {
        **{kind.name: f"SELECT * FROM {kind.name} ORDER BY id" for kind in KINDS},  # noqa: S608 - our names
        "edit": "SELECT * FROM edit ORDER BY record, stamp",
        "unknown_change": "SELECT * FROM unknown_change ORDER BY seq",
        "list": "SELECT worker_id, sort_key FROM worker_list ORDER BY place",
        "found": """SELECT l.worker_id, words FROM worker_words JOIN worker_list AS l
                    ON l.place = worker_words.rowid ORDER BY 1""",
        "words": "SELECT * FROM record_words ORDER BY record",
    }
    with pc.store.read() as connection:
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(sql)]
            for name, sql in questions.items()
        }
