"""The exchange on a USB stick: the same guarantees as over the line, whatever is read when."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.central import stick as at_centre
from desktop_app.central import tables
from desktop_app.central.keys import box_key
from desktop_app.central.stick import TakenIn
from desktop_app.domain.faults import DiskFull, Fault, FileReadOnly, NotEnrolled
from desktop_app.domain.workers import Worker
from desktop_app.protocol.stick import BadStick
from desktop_app.storage import change_log, device_keys, sticks
from desktop_app.storage.data_files import Stopped
from desktop_app.sync.stick import (
    AnswerMissing,
    CentreWithoutBox,
    ReadResult,
    StickDamaged,
    StickOfAnother,
    StickOfAnotherKey,
    read_answer,
    write_request,
)
from desktop_app.sync.stick_folder import (
    AllRead,
    NotAnswered,
    NothingOnStick,
    look,
    read_all,
)
from tests.builders import a_visit, a_worker, an_employer
from tests.central_builder import ACentre
from tests.small_disk import SmallDisk, a_small_disk
from tests.sync.pcs import APc, a_pc, states_at
from tests.sync.test_snapshot import send_people

Enrolled = Callable[..., APc]


def a_person(**values: str) -> Worker:
    """Without a number, so that nobody is taken for somebody else."""
    return a_worker(personal_number="", **values)


NOW = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)


def write(pc: APc, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return write_request(pc.store, folder, now=NOW).path


def carry(centre: ACentre, request: Path) -> Path:
    """The operator takes a request in and writes the answer beside it."""
    answer = request.with_name("a.traloi")
    take_in(centre, request, answer)
    return answer


def take_in(centre: ACentre, request: Path, answer: Path) -> TakenIn:
    box = box_key(centre.postgres.keys)
    with request.open("rb") as file, answer.open("wb") as out:
        return at_centre.take_in(centre.engine, box=box, file=file, out=out, now_ms=centre.now_ms())


def read(pc: APc, answer: Path) -> ReadResult:
    return read_answer(pc.store, answer, now=NOW)


def acked(pc: APc) -> tuple[int, int]:
    state = pc.exchange()
    return state.acked_dseq, state.last_dseq


def test_both_ways_without_any_line(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    """A PC that never had a line is enrolled, sends and receives."""
    other = enrolled("BS")
    other.add(a_person(id="w-other"))
    other.well()
    pc = enrolled("BS")
    pc.add(a_person(id="w1"), a_visit(id="v1", worker_id="w1"))
    request = write(pc, tmp_path / "usb")
    assert request.name == "svl-BS2-20261126-0930.guidi"
    assert acked(pc) == (0, 2)
    taken = take_in(central, request, answer := request.with_name("svl-BS2.traloi"))
    assert (taken.sent, taken.refusals) == (2, ())
    assert set(states_at(central, Worker)) == {"w1", "w-other"}
    assert acked(pc) == (0, 2)
    result = read(pc, answer)
    assert (result.acked, result.received, result.refusal) == (2, 1, "")
    assert result.kinds == {"worker"}
    assert acked(pc) == (2, 2)
    assert pc.states(Worker) == states_at(central, Worker)
    assert pc.exchange().cursors == {"BS": 3}
    assert pc.well().received == 0
    other.well()
    assert other.states(Worker) == states_at(central, Worker)


def test_nobody_can_read_what_is_on_it(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    pc.add(a_person(id="w1", full_name="Hoàng Thị Mẫu"))
    request = write(pc, tmp_path / "usb")
    answer = carry(central, request)
    for path in (request, answer):
        content = path.read_bytes()
        for secret in ("Hoàng Thị Mẫu".encode(), b"full_name", b"w1"):
            assert secret not in content


def test_an_answer_read_twice_or_late_changes_nothing(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    pc.add(a_person(id="w1"))
    first = carry(central, write(pc, tmp_path / "1"))
    pc.add(a_person(id="w2"))
    second = carry(central, write(pc, tmp_path / "2"))
    assert read(pc, second).acked == 2
    before = (pc.exchange(), pc.states(Worker))
    assert read(pc, first) == ReadResult(acked=0, received=0, kinds=frozenset(), refusal="")
    assert read(pc, second) == ReadResult(acked=0, received=0, kinds=frozenset(), refusal="")
    assert (pc.exchange(), pc.states(Worker)) == before
    assert pc.well().sent == 0


def test_requests_taken_in_in_the_wrong_order(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    pc.add(a_person(id="w1"))
    first = write(pc, tmp_path / "1")
    pc.add(a_person(id="w2"))
    second = write(pc, tmp_path / "2")
    answers = [
        carry(central, second),
        carry(central, first),
        carry(central, second),
    ]
    assert set(states_at(central, Worker)) == {"w1", "w2"}
    assert [read(pc, answer).acked for answer in answers] == [2, 0, 0]
    assert central.count(tables.change) == 2


def test_stick_and_line_together(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    """What went on the stick goes over the line meanwhile, and the other way round."""
    pc = enrolled("BS")
    pc.well()
    pc.add(a_person(id="w1"))
    request = write(pc, tmp_path / "usb")
    pc.add(a_person(id="w2"))
    pc.well()
    assert read(pc, carry(central, request)).acked == 0
    pc.add(a_person(id="w3"))
    request = write(pc, tmp_path / "usb2")
    answer = carry(central, request)
    assert pc.well().sent == 1
    assert read(pc, answer).acked == 0
    assert acked(pc) == (3, 3)
    assert central.count(tables.change) == 3


def test_a_missing_answer_is_told(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    """The cursors of a request tell where its answer begins; a PC put back behind them waits."""
    pc = enrolled("BS")
    other = enrolled("BS")
    other.add(a_person(id="w1"))
    other.well()
    pc.well()
    late = write(pc, tmp_path / "usb")
    other.add(a_person(id="w2"))
    other.well()
    answer = carry(central, late)
    with pc.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE stream_cursor SET seq = 0")
    with pytest.raises(AnswerMissing):
        read(pc, answer)
    assert set(pc.states(Worker)) == {"w1"}
    pc.well()
    assert set(pc.states(Worker)) == {"w1", "w2"}


def test_a_new_pc_by_stick_gets_large_streams_as_a_whole(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    send_people(central, people=5200)
    pc = enrolled("BS")
    pc.add(a_person(id="w-own"))
    answer = carry(central, write(pc, tmp_path / "usb"))
    assert central.count(tables.snapshot) == 1
    result = read(pc, answer)
    assert (result.acked, result.received) == (1, 5201)
    assert pc.states(Worker) == states_at(central, Worker)
    assert pc.well().received == 0


def test_an_answer_for_another_pc_is_refused(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("BS")
    answer = carry(central, write(pc, tmp_path / "usb"))
    with pytest.raises(StickOfAnother):
        read(other, answer)
    request = write(pc, tmp_path / "usb")
    with pytest.raises(StickOfAnother):
        read(pc, request)


def test_cut_or_flipped_anywhere_nothing_is_read(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("BS")
    other.add(a_person(id="w-other"))
    other.well()
    pc.add(a_person(id="w1"))
    request = write(pc, tmp_path / "usb")
    answer = tmp_path / "usb" / "a.traloi"
    asked = request.read_bytes()
    bad = tmp_path / "bad.guidi"
    for broken in _broken(asked):
        bad.write_bytes(broken)
        with pytest.raises(BadStick):
            take_in(central, bad, answer)
    assert set(states_at(central, Worker)) == {"w-other"}
    carry(central, request)
    told = answer.read_bytes()
    for broken in _broken(told):
        bad.write_bytes(broken)
        with pytest.raises((StickDamaged, StickOfAnother)):
            read(pc, bad)
    assert pc.states(Worker).keys() == {"w1"}
    assert acked(pc) == (0, 1)
    assert read(pc, answer).acked == 1


def _broken(whole: bytes) -> list[bytes]:
    """Cut at many places, and one bit flipped at many."""
    places = [*range(0, len(whole), max(len(whole) // 60, 1))]
    cut = [whole[:at] for at in places]
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    return [*cut, *flipped, whole + b"x", whole + whole]


def test_a_request_signed_by_somebody_else(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, thief = enrolled("BS"), enrolled("BS")
    pc.well()
    thief.well()
    with pc.store.read() as connection:
        device = device_keys.device_keys(connection).device
    with thief.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE device SET device = ?", (device,))
        transaction.exec_driver_sql("UPDATE sync_ctx SET device = ?", (device,))
    thief.add(a_person(id="w-thief"))
    taken = take_in(central, write(thief, tmp_path / "usb"), tmp_path / "a.traloi")
    assert (taken.sent, len(taken.refusals)) == (0, 1)
    assert set(states_at(central, Worker)) == set()


def test_a_revoked_pc_gets_nothing_and_what_it_sends_waits(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("BS")
    pc.well()
    other.add(a_person(id="w-other"))
    other.well()
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    pc.add(a_person(id="w1"))
    result = read(pc, carry(central, write(pc, tmp_path / "usb")))
    assert (result.acked, result.received) == (1, 0)
    assert "thu hồi" in result.refusal
    assert central.count(tables.quarantine) == 1


def test_another_office_gets_only_what_it_may_see(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("TD")
    pc.add(a_person(id="w1"))
    pc.well()
    assert read(other, carry(central, write(other, tmp_path / "usb"))).received == 0
    assert set(other.states(Worker)) == set()


def test_a_used_code_is_told(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    pc = enrolled("BS")
    pc.add(a_person(id="w1"))
    with central.engine.begin() as connection:
        connection.execute(tables.enrolment.update().values(device="ab" * 8))
    result = read(pc, carry(central, write(pc, tmp_path / "usb")))
    assert (result.acked, result.received) == (0, 0)
    assert "đã dùng cho một máy khác" in result.refusal
    assert set(states_at(central, Worker)) == set()


def test_what_is_on_the_stick(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    pc, other = enrolled("BS"), enrolled("BS")
    pc.add(a_person(id="w1"))
    request = write(pc, tmp_path / "usb")
    answer = carry(central, request)
    (tmp_path / "usb" / "khác.guidi").write_bytes(b"not ours")
    (tmp_path / "usb" / "ảnh.jpg").write_bytes(b"not ours")

    def seen(by: APc) -> list[tuple[str, str, int, int, bool, bool]]:
        return [
            (one.path.name, one.what, one.pc, one.changes, one.ours, one.read)
            for one in look(by.store, tmp_path / "usb")
        ]

    os.utime(tmp_path / "usb" / "khác.guidi", (0, 0))
    told = [("a.traloi", "answer", 1, 1, True, False), (request.name, "request", 1, 1, True, False)]
    bad = ("khác.guidi", "damaged", 0, 0, False, False)
    assert seen(pc) == [*told, bad]
    assert seen(other) == [*((*one[:4], False, False) for one in told), bad]
    read(pc, answer)
    assert seen(pc) == [(*told[0][:5], True), told[1], bad]


def test_a_pc_that_cannot_write_sticks(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    with a_pc(tmp_path / "new.db") as pc, pytest.raises(NotEnrolled):
        write(pc, tmp_path / "usb")
    pc = enrolled("BS")
    with pc.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE device SET box_key = ''")
    with pytest.raises(CentreWithoutBox):
        write(pc, tmp_path / "usb")
    pc.well()  # the centre tells its key
    assert read(pc, carry(central, write(pc, tmp_path / "usb"))).refusal == ""


def test_a_stick_that_is_gone_or_full_leaves_nothing_behind(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    pc.add(a_person(id="w1"))
    with pytest.raises(FileReadOnly) as gone:
        write_request(pc.store, tmp_path / "không có", now=NOW)
    assert "USB" in str(gone.value)
    with pytest.raises(FileReadOnly):
        read(pc, tmp_path / "không có.traloi")
    full = tmp_path / "full"
    full.mkdir()
    (full / "svl-BS1-20261126-0930.guidi.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull) as told:
        write_request(pc.store, full, now=NOW)
    assert "USB đã đầy" in str(told.value)
    assert list(full.iterdir()) == []
    assert acked(pc) == (0, 1)
    assert read(pc, carry(central, write(pc, tmp_path / "usb"))).acked == 1


def test_more_than_one_batch_goes_on_a_stick(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    for number in range(10):
        pc.add(a_person(id=f"w{number}"))
    request = write_request(pc.store, tmp_path, now=NOW, size=3).path
    answer = carry(central, request)
    assert central.count(tables.link) == 4
    assert read(pc, answer).acked == 10
    assert pc.well().sent == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk or a stick that can be filled."""
    with a_small_disk(tmp_path / "small") as disk:
        yield disk


def test_a_stick_that_is_really_full(central: ACentre, enrolled: Enrolled, disk: SmallDisk) -> None:
    pc = enrolled("BS")
    pc.add(*(a_person(id=f"w{number}", full_name="Hoàng Thị Mẫu") for number in range(50)))
    disk.fill()
    with pytest.raises(DiskFull) as told:
        write_request(pc.store, disk.folder, now=NOW)
    assert str(told.value).startswith("USB đã đầy")
    assert [path.name for path in disk.folder.iterdir()] == ["photos"]
    disk.make_room()
    written = write_request(pc.store, disk.folder, now=NOW)
    assert written.changes == 50
    assert read(pc, carry(central, written.path)).acked == 50


def test_this_pcs_own_disk_that_is_full_is_not_taken_for_the_stick(
    central: ACentre, disk: SmallDisk, tmp_path: Path
) -> None:
    with (
        a_pc(disk.folder / "bs.db", central.enrolment("BS")) as pc,
        a_pc(tmp_path / "other.db", central.enrolment("BS")) as other,
    ):
        pc.add(a_person(id="w1"))
        other.add(*(a_person(id=f"w-other-{number}") for number in range(300)))
        other.well()
        answer = carry(central, write(pc, tmp_path / "usb"))
        disk.fill(pc.store)
        for work in (lambda: write(pc, tmp_path / "usb2"), lambda: read(pc, answer)):
            with pytest.raises(DiskFull) as told:
                work()
            assert str(told.value).startswith("Ổ đĩa của máy này (không phải USB) đã đầy")
        assert [*(tmp_path / "usb2").iterdir()] == []
        assert (acked(pc), set(pc.states(Worker))) == ((0, 1), {"w1"})
        disk.make_room()
        assert (read(pc, answer).acked, len(pc.states(Worker))) == (1, 301)


def test_all_that_is_due_is_read_oldest_first(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("BS")
    usb = tmp_path / "usb"
    for number in (1, 2):
        pc.add(a_person(id=f"w{number}"))
        other.add(a_person(id=f"w-other-{number}"))
        other.well()
        request = write_request(pc.store, usb_of(usb), now=NOW).path
        take_in(central, request, usb / f"{number}.traloi")
    (usb / "3.traloi").write_bytes((usb / "2.traloi").read_bytes()[:-5])
    (usb / "4.traloi").write_bytes(b"")
    take_in(central, write(other, tmp_path / "2"), usb / "5.traloi")
    came = read_all(pc.store, usb, now=NOW)
    assert (came.files, came.result.acked, came.result.received) == (2, 2, 2)
    assert came.trouble == StickDamaged.sentence
    assert acked(pc) == (2, 2)
    before = pc.exchange()
    for file in ("3.traloi", "4.traloi"):
        (usb / file).unlink()
    refuses(pc, usb, AllRead)
    assert pc.exchange() == before
    with pc.store.read() as connection:
        rounds = change_log.recent_rounds(connection, 9)
        assert sticks.read_at(connection) == {NOW.replace(microsecond=0)}
    assert [(one.sent, one.received, one.fault) for one in rounds] == [(1, 1, ""), (1, 1, "")]


def usb_of(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def refuses(pc: APc, folder: Path, kind: type[Fault]) -> str:
    """Reading what is due is refused; the sentence."""
    with pytest.raises(kind) as told:
        read_all(pc.store, folder, now=NOW)
    assert type(told.value) is kind
    return str(told.value)


def test_why_nothing_is_read(central: ACentre, enrolled: Enrolled, tmp_path: Path) -> None:
    pc, other = enrolled("BS"), enrolled("TD")
    usb = usb_of(tmp_path / "usb")
    refuses(pc, tmp_path / "không có", FileReadOnly)
    refuses(pc, usb, NothingOnStick)
    request = write(other, usb)
    take_in(central, request, usb / "td.traloi")
    assert "chỉ có tệp của máy TD1," in refuses(pc, usb, StickOfAnother)
    assert read(other, usb / "td.traloi").refusal == ""
    write(pc, usb)
    refuses(pc, usb, NotAnswered)
    (usb / "bs.traloi").write_bytes(b"SVL-USB1")
    refuses(pc, usb, StickDamaged)


def test_an_answer_to_an_earlier_key_or_of_another_centre(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc = enrolled("BS")
    answer = carry(central, write(pc, tmp_path / "usb"))
    with pc.store.apply() as transaction:
        transaction.exec_driver_sql("UPDATE device SET box_key = ?", ("09" + "00" * 31,))
    before = pc.exchange()
    told = refuses(pc, answer.parent, StickOfAnotherKey)
    assert told.startswith("Khóa của máy này không mở được tệp")
    assert pc.exchange() == before


def test_whoever_watches_may_stop_it_and_go_on_later(
    central: ACentre, enrolled: Enrolled, tmp_path: Path
) -> None:
    pc, other = enrolled("BS"), enrolled("TD")
    for number in range(6):
        pc.add(a_person(id=f"w{number}"))
    seen: list[tuple[int, int]] = []
    usb = usb_of(tmp_path / "usb")

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        write_request(pc.store, usb, now=NOW, size=2, progress=stop)
    assert (seen, [*usb.iterdir()]) == ([(0, 6), (2, 6)], [])
    other.add(an_employer())
    other.well()
    answer = carry(central, write(pc, usb))
    seen.clear()
    with pytest.raises(Stopped):
        read_answer(pc.store, answer, now=NOW, progress=stop)
    assert seen == [(0, 2), (1, 2)]
    assert (acked(pc), look(pc.store, usb)[0].read) == ((6, 6), False)
    assert read_all(pc.store, usb, now=NOW).result.refusal == ""
    assert pc.well().received == 0
