"""How a PC becomes known to the centre: once, with the code of its file."""

from collections.abc import Callable
from pathlib import Path

from desktop_app.central import tables
from desktop_app.domain.faults import NotEnrolled, Refused
from desktop_app.domain.workers import WORKER
from desktop_app.protocol.messages import ENROLMENT_MS
from desktop_app.storage import change_log, device_keys
from desktop_app.storage.tables import table_of
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.sync.pcs import APc, a_pc, stored


def enrolment_of(pc: APc) -> device_keys.StoredEnrolment:
    with pc.store.read() as connection:
        known = device_keys.enrolment(connection)
    assert known is not None
    return known


def test_a_pc_without_a_file_says_so_and_notes_no_round(tmp_path: Path) -> None:
    with a_pc(tmp_path / "pc.db") as pc:
        pc.add(a_worker())
        result = pc.round()
        assert type(result.fault) is NotEnrolled
        with pc.store.read() as connection:
            assert change_log.recent_rounds(connection, limit=1) == []


def test_the_code_is_presented_once_and_forgotten(
    central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled("TD")
    assert not enrolment_of(pc).enrolled
    pc.well()
    assert (enrolment_of(pc).enrolled, enrolment_of(pc).code) == (True, "")
    pc.well()
    known = [(row["id"], row["office"], row["pc"]) for row in central.rows(tables.device)]
    assert known == [(pc.exchange().device, "TD", 1)]


def test_an_answer_lost_while_enrolling_does_not_cost_the_code(
    central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled()
    with pc.client() as client:
        client.enrol(enrolment_of(pc).code)  # and the PC dies before it is noted
    assert not enrolment_of(pc).enrolled
    pc.well()
    assert enrolment_of(pc).enrolled
    assert [row["id"] for row in central.rows(tables.device)] == [pc.exchange().device]


def test_the_file_of_another_pc_is_refused(central: ACentre, tmp_path: Path) -> None:
    enrolment = central.enrolment("BS")
    with a_pc(tmp_path / "a.db", enrolment) as one, a_pc(tmp_path / "b.db", enrolment) as two:
        one.well()
        two.add(a_worker())
        result = two.round()
        assert isinstance(result.fault, Refused)
        assert (result.fault.reason, two.exchange().acked_dseq) == ("code_used", 0)


def test_a_file_older_than_three_days_is_refused(
    central: ACentre, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled()
    central.clock_ms = ENROLMENT_MS + 60_000
    result = pc.round()
    assert isinstance(result.fault, Refused)
    assert result.fault.reason == "code_expired"


def test_work_from_before_the_file_is_sent_and_belongs_to_the_office(
    central: ACentre, tmp_path: Path
) -> None:
    with a_pc(tmp_path / "pc.db") as pc:
        pc.add(a_worker())
        with pc.store.apply() as transaction:
            device_keys.save_enrolment(transaction, stored(central.enrolment("BS")))
        assert pc.well().sent == 1
    assert [row["stream"] for row in central.rows(table_of(WORKER))] == ["BS"]
