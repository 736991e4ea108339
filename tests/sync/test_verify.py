"""Comparing with the centre: equal sides agree in one small question, and one wrong cell on either
side is found and mended."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from desktop_app.domain.faults import Unreachable
from desktop_app.domain.workers import Worker
from desktop_app.protocol.messages import VerifyAnswer, VerifyRequest
from desktop_app.storage import verifications
from desktop_app.storage.verifications import Verification
from desktop_app.sync import verifying
from desktop_app.sync.verifying import verify
from tests.builders import a_full_worker, a_visit, a_worker, an_employer
from tests.central_builder import ACentre
from tests.sync.many import fill, record_id
from tests.sync.pcs import ALine, APc, TwoOffices, WatchedClient, states_at


def a_while_later(**later: float) -> datetime:
    """After what the rounds have noted, which have the clock of this machine."""
    return datetime.now(UTC) + timedelta(**later)


MENDED = "a row was not what the log says and has been mended"


def compared(pc: APc, *, whole: bool = False, days: float = 0) -> Verification:
    """A comparison by itself; both must stand at the same place."""
    with pc.client() as client:
        result = verify(
            pc.store, client, list(pc.exchange().cursors), now=a_while_later(days=days), whole=whole
        )
    assert result is not None
    return result


def found(result: Verification) -> tuple[int, int, int]:
    """What differed, what was mended, what the centre lacks."""
    return result.differed, result.mended, result.lacking


def flip(pc: APc, sql: str, **values: Any) -> None:
    """Change a cell of this PC's file past everything."""
    with pc.store.apply() as transaction:
        assert transaction.execute(text(sql), values).rowcount == 1


def flip_at(centre: ACentre, sql: str, **values: Any) -> None:
    """Change a cell of the centre past everything."""
    with centre.engine.begin() as connection:
        assert connection.execute(text(sql), values).rowcount == 1


@pytest.fixture
def people(two_offices: TwoOffices) -> list[Worker]:
    """Two people both PCs of Bắc Sơn and the centre know."""
    made = [a_full_worker(), a_worker(full_name="Hoàng Thị Mẫu", personal_number="")]
    two_offices.first.add(*made, a_visit(worker_id=made[0].id), an_employer())
    two_offices.first.well()
    two_offices.second.well()
    return made


def test_a_round_says_how_many_records_agree(two_offices: TwoOffices, people: list[Worker]):
    verified = two_offices.second.well().verified
    assert verified is not None
    assert (verified.records, found(verified)) == (len(people) + 2, (0, 0, 0))


@pytest.mark.usefixtures("people")
def test_what_agrees_costs_one_question_a_stream(two_offices: TwoOffices):
    pc, asked = two_offices.second, list[tuple[VerifyRequest, VerifyAnswer]]()

    class Watched(WatchedClient):
        def verify(self, question: VerifyRequest) -> VerifyAnswer:
            asked.append((question, answer := super().verify(question)))
            return answer

    with pc.client() as line:
        line.__class__ = Watched
        assert verify(pc.store, line, ["BS", "common"], now=a_while_later()) is not None
    assert [(question.level, question.stream, answer.sums) for question, answer in asked] == [
        ("kinds", "BS", {}),
        ("kinds", "common", {}),
    ]


CELLS = {
    "text": ("full_name", "Tên chưa ai viết"),
    "date": ("registered_on", "2020-01-01"),
    "list": ("priority_groups", "[]"),
    "number": ("desired_wage", 1),
    "no list at all": ("wanted_occupations", "[1,"),
    "an empty cell": ("registered_on", None),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_wrong_cell_here_is_found_by_reading_everything(
    two_offices: TwoOffices, people: list[Worker], cell: str
):
    name, value = CELLS[cell]
    pc = two_offices.second
    before = pc.states(Worker)
    flip(pc, f"UPDATE worker SET {name} = :value WHERE id = :id", value=value, id=people[0].id)  # noqa: S608 - our names
    assert found(compared(pc)) == (0, 0, 0)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert pc.states(Worker) == before
    assert found(compared(pc, whole=True)) == (0, 0, 0)


def test_a_value_in_a_group_nobody_has_written_is_found(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    flip(pc, "UPDATE worker SET note = 'x' WHERE id = :id", id=people[1].id)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert pc.one(Worker, people[1].id).note == ""


@pytest.mark.parametrize("stamps", ["{}", "nonsense"])
def test_lost_stamps_here_come_back(two_offices: TwoOffices, people: list[Worker], stamps: str):
    pc = two_offices.second
    before = pc.states(Worker)
    flip(pc, "UPDATE worker SET stamps = :it WHERE id = :id", it=stamps, id=people[0].id)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert pc.states(Worker) == before


def test_a_row_gone_here_comes_back(two_offices: TwoOffices, people: list[Worker]):
    pc = two_offices.second
    before = pc.states(Worker)
    flip(pc, "DELETE FROM worker WHERE id = :id", id=people[0].id)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert pc.states(Worker) == before


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != "an empty cell"])
def test_a_wrong_cell_at_the_centre_is_mended_from_its_log(
    two_offices: TwoOffices, people: list[Worker], cell: str, expect_log: Callable[[str], None]
):
    name, value = CELLS[cell]
    pc, centre = two_offices.second, two_offices.centre
    assert found(compared(pc)) == (0, 0, 0)
    before = states_at(centre, Worker)
    wrong = f"UPDATE worker SET {name} = :value WHERE id = :id"  # noqa: S608 - our names
    flip_at(centre, wrong, value=value, id=people[0].id)
    assert found(compared(pc)) == (0, 0, 0)
    expect_log(MENDED)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert states_at(centre, Worker) == before
    assert pc.states(Worker) == before
    assert found(compared(pc, whole=True)) == (0, 0, 0)


def test_a_row_gone_at_the_centre_is_made_from_its_log(
    two_offices: TwoOffices, people: list[Worker], expect_log: Callable[[str], None]
):
    pc, centre = two_offices.second, two_offices.centre
    assert found(compared(pc)) == (0, 0, 0)
    before = states_at(centre, Worker)
    flip_at(centre, "DELETE FROM worker WHERE id = :id", id=people[0].id)
    expect_log(MENDED)
    assert found(compared(pc, whole=True)) == (1, 1, 0)
    assert states_at(centre, Worker) == before


def test_what_the_centre_has_never_had_is_counted_and_stays(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    stamps = json.dumps(dict(pc.states(Worker)[people[0].id][1]))
    flip(
        pc,
        "INSERT INTO worker (id, full_name, stream, stamps) VALUES ('w-9', 'A', 'BS', :it)",
        it=stamps,
    )
    assert found(compared(pc, whole=True)) == (1, 0, 1)
    assert pc.one(Worker, "w-9").full_name == "A"


def test_what_is_not_sent_yet_waits_and_is_never_touched(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    edited = pc.one(Worker, people[0].id)
    pc.save(Worker(**{**_fields(edited), "note": "Chưa gửi"}))
    with pc.client() as client:
        assert verify(pc.store, client, ["BS", "common"], now=a_while_later(), whole=True) is None
    assert pc.one(Worker, people[0].id).note == "Chưa gửi"


def _fields(worker: Worker) -> dict[str, Any]:
    return {name: getattr(worker, name) for name in worker.__dataclass_fields__}


def test_an_edit_saved_while_comparing_stays(two_offices: TwoOffices, people: list[Worker]):
    pc = two_offices.second
    flip(pc, "UPDATE worker SET phone = '1' WHERE id = :id", id=people[0].id)

    class Busy(WatchedClient):
        def verify(self, question: VerifyRequest) -> VerifyAnswer:
            if question.level == "states":
                edited = pc.one(Worker, people[0].id)
                pc.save(Worker(**{**_fields(edited), "note": "Vừa sửa"}))
            return super().verify(question)

    with pc.client() as line:
        line.__class__ = Busy
        assert verify(pc.store, line, ["BS", "common"], now=a_while_later(), whole=True) is None
    assert pc.one(Worker, people[0].id).note == "Vừa sửa"
    verified = pc.well().verified
    assert verified is not None
    assert found(verified) == (1, 1, 0)
    mended = pc.one(Worker, people[0].id)
    assert (mended.phone, mended.note) == (people[0].phone, "Vừa sửa")


def test_what_was_mended_before_somebody_saved_is_told(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    flip(pc, "UPDATE worker SET phone = '1' WHERE id = :id", id=people[0].id)

    class Busy(WatchedClient):
        def verify(self, question: VerifyRequest) -> VerifyAnswer:
            answer = super().verify(question)
            if question.level == "states":
                edited = pc.one(Worker, people[1].id)
                pc.save(Worker(**{**_fields(edited), "note": "Vừa sửa"}))
            return answer

    with pc.client() as line:
        line.__class__ = Busy
        result = verify(pc.store, line, ["BS", "common"], now=a_while_later(), whole=True)
    assert result is not None
    assert (found(result), result.whole) == ((1, 1, 0), False)
    with pc.store.read() as connection:
        assert verifications.last(connection) == result


def test_somebody_elses_push_meanwhile_is_for_the_next_round(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    two_offices.first.add(a_worker(personal_number=""))
    two_offices.first.well()
    with pc.client() as client:
        assert verify(pc.store, client, ["BS", "common"], now=a_while_later()) is None
    verified = pc.well().verified
    assert verified is not None
    assert verified.records == len(people) + 3


def test_after_a_week_everything_is_read_anew_by_itself(
    two_offices: TwoOffices, people: list[Worker]
):
    pc = two_offices.second
    assert compared(pc, whole=True).whole
    flip(pc, "UPDATE worker SET phone = '1' WHERE id = :id", id=people[0].id)
    assert found(compared(pc, days=6)) == (0, 0, 0)
    assert found(compared(pc, days=7)) == (1, 1, 0)


@pytest.mark.usefixtures("people")
def test_what_it_came_to_is_kept(two_offices: TwoOffices):
    pc = two_offices.second
    result = compared(pc, whole=True)
    with pc.store.read() as connection:
        assert verifications.last(connection) == result
        assert verifications.last(connection, whole=True) == result


def test_the_centres_own_office_compares_all_streams(
    people: list[Worker], enrolled: Callable[..., APc]
):
    centre_pc = enrolled("LS")
    verified = centre_pc.well().verified
    assert verified is not None
    assert (verified.records, found(verified)) == (len(people) + 2, (0, 0, 0))


@pytest.mark.usefixtures("people")
def test_a_comparison_that_fails_spoils_no_round(
    two_offices: TwoOffices, monkeypatch: pytest.MonkeyPatch
):
    def cut(*_: object, **__: object) -> None:
        raise Unreachable

    monkeypatch.setattr(verifying, "verify", cut)
    result = two_offices.second.round()
    assert (result.fault, result.verified) == (None, None)


def test_many_wrong_records_are_all_mended(two_offices: TwoOffices, people: list[Worker]):
    pc = two_offices.second
    two_offices.first.add(
        *(a_worker(full_name=f"Người {n}", personal_number="") for n in range(300))
    )
    two_offices.exchange_all()
    before = pc.states(Worker)
    with pc.store.apply() as transaction:
        transaction.execute(text("UPDATE worker SET full_name = full_name || '?'"))
    total = len(people) + 300
    assert found(compared(pc, whole=True)) != (0, 0, 0)
    while compared(pc).differed:
        pass
    assert (pc.states(Worker), len(before)) == (before, total)


def test_one_wrong_cell_among_many_costs_little(
    two_offices: TwoOffices,
    line: ALine,
    enrolled: Callable[..., APc],
    expect_log: Callable[[str], None],
):
    pc, centre = enrolled("BS", address=line.address), two_offices.centre
    pc.well()
    fill(centre, pc, count=20_000)
    with pc.store.apply() as transaction:
        transaction.execute(text("DELETE FROM digest_stream"))
    assert found(compared(pc)) == (0, 0, 0)
    wrong = {"value": "1", "id": record_id(7)}
    flip(pc, "UPDATE worker SET phone = :value WHERE id = :id", **wrong)
    carried = line.carried
    assert compared(pc, whole=True).mended == 1
    assert line.carried - carried < 100_000
    assert pc.one(Worker, record_id(7)).phone == "0900000007"
    flip_at(centre, "UPDATE worker SET phone = :value WHERE id = :id", **wrong)
    expect_log(MENDED)
    carried = line.carried
    result = compared(pc, whole=True)
    assert (result.records, found(result)) == (20_000, (1, 1, 0))
    assert line.carried - carried < 100_000
    assert found(compared(pc, whole=True)) == (0, 0, 0)
    carried = line.carried
    assert found(compared(pc)) == (0, 0, 0)
    assert line.carried - carried < 8_000  # most of it TLS and the token of a new line
