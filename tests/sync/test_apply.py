"""Writing what was received: in short transactions, resumable at any change, losing nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.protocol.messages import StreamChange
from desktop_app.storage.tables import unknown_change
from desktop_app.sync.apply import BUDGET_S, FIRST, apply_some
from tests.builders import a_worker
from tests.sync.pcs import APc, a_pc
from tests.unsent import unsent_changes

ELSEWHERE = "f" * 16


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[APc]:
    with a_pc(tmp_path / "pc.db") as made:
        yield made


def received(
    seq: int,
    record: str,
    groups: dict[str, Fields],
    *,
    kind: str = "worker",
    stamp: str = "",
) -> StreamChange:
    """A change of another PC as number `seq` of the stream."""
    change = Change(
        device=ELSEWHERE,
        epoch=1,
        dseq=seq,
        tx=f"t{seq}",
        kind=kind,
        record=record,
        op="insert",
        stamp=stamp or make_stamp(ms=1_795_000_000_000 + seq, counter=0, device=ELSEWHERE),
        user="staff-2",
        wire=1,
        groups=groups,
        base=dict.fromkeys(groups, ""),
    )
    return StreamChange(seq=seq, change=change)


def named(seq: int, name: str) -> StreamChange:
    return received(seq, f"w{seq}", {"name": {"full_name": name}})


class Clock:
    """Each look at it is `step` seconds later."""

    def __init__(self, step: float) -> None:
        self.step = step
        self.now = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_a_transaction_takes_no_more_than_its_time(pc: APc) -> None:
    changes = [named(seq, f"Nông Văn Số {seq}") for seq in range(1, 301)]
    slow = Clock(step=BUDGET_S / 2.5)
    # 25 in two fifths of the time, 37 more in another two; for the 15 more that seem to go into
    # the rest it is over.
    assert apply_some(pc.store, stream="BS", changes=changes, clock=slow) == 77
    assert pc.exchange().cursors == {"BS": 77}
    assert sorted(pc.states(Worker)) == sorted(f"w{seq}" for seq in range(1, 78))
    crawling = Clock(step=60.0)
    assert apply_some(pc.store, stream="BS", changes=changes[77:], clock=crawling) == FIRST
    assert pc.exchange().cursors == {"BS": 102}
    at_rest = Clock(step=0.0)
    assert apply_some(pc.store, stream="BS", changes=changes[102:], clock=at_rest) == 198
    assert pc.exchange().cursors == {"BS": 300}


def test_a_cut_in_the_middle_leaves_rows_and_cursor_as_they_were(pc: APc) -> None:
    changes = [named(seq, f"Nông Văn Số {seq}") for seq in range(1, 2 * FIRST)]
    apply_some(pc.store, stream="BS", changes=changes[:1])

    class PowerCut(BaseException):
        """Nothing after this happens."""

    def cut_at_the_second_look() -> float:
        looks.append(0)
        if len(looks) == 3:
            raise PowerCut
        return 0.0

    looks: list[int] = []
    with pytest.raises(PowerCut):
        apply_some(pc.store, stream="BS", changes=changes[1:], clock=cut_at_the_second_look)
    assert (pc.exchange().cursors, sorted(pc.states(Worker))) == ({"BS": 1}, ["w1"])
    assert apply_some(pc.store, stream="BS", changes=changes[1:], clock=Clock(step=0.0)) == 48
    assert (pc.exchange().cursors, len(pc.states(Worker))) == ({"BS": 49}, 49)


def test_nothing_received_is_logged_as_written_here(pc: APc) -> None:
    apply_some(pc.store, stream="BS", changes=[named(1, "Nông Văn Páo")])
    assert pc.exchange().last_dseq == 0


def test_applying_again_changes_nothing(pc: APc) -> None:
    changes = [
        named(1, "Nông Văn Páo"),
        replace_seq(named(1, "Nông Văn Páo"), seq=2),
        received(3, "w1", {"phone": {"phone": "0912000111"}}),
    ]
    apply_some(pc.store, stream="BS", changes=changes)
    once = pc.states(Worker)
    apply_some(pc.store, stream="BS", changes=changes)
    assert pc.states(Worker) == once
    assert pc.one(Worker, "w1").phone == "0912000111"


def replace_seq(one: StreamChange, *, seq: int) -> StreamChange:
    return msgspec.structs.replace(one, seq=seq)


def test_what_is_written_after_seeing_a_stamp_is_later_than_it(pc: APc) -> None:
    ahead = make_stamp(ms=2**44, counter=7, device=ELSEWHERE)
    apply_some(
        pc.store,
        stream="BS",
        changes=[received(1, "w1", {"name": {"full_name": "Nông Văn Páo"}}, stamp=ahead)],
    )
    pc.save(replace(pc.one(Worker, "w1"), full_name="Nông Văn Pảo"))
    assert pc.one(Worker, "w1").stamps["name"] > ahead


def test_an_unsent_later_edit_here_stays_shown(pc: APc) -> None:
    worker = a_worker(phone="0912000222")
    pc.add(worker)
    early = make_stamp(ms=1, counter=0, device=ELSEWHERE)
    apply_some(
        pc.store,
        stream="BS",
        changes=[received(1, worker.id, {"phone": {"phone": "0912000111"}}, stamp=early)],
    )
    assert pc.one(Worker, worker.id).phone == "0912000222"


def test_own_changes_come_back_with_the_stamp_the_centre_gave(pc: APc) -> None:
    worker = a_worker()
    pc.add(worker)
    with pc.store.read() as connection:
        change = unsent_changes(connection)[0]
    clamped = make_stamp(ms=5, counter=0, device=change.device) + "~" + change.stamp
    back = StreamChange(seq=1, change=replace(change, stamp=clamped))
    apply_some(pc.store, stream="BS", changes=[back])
    assert set(pc.one(Worker, worker.id).stamps.values()) == {clamped}
    pc.save(replace(pc.one(Worker, worker.id), phone="0912000222"))
    with pc.store.read() as connection:
        later = unsent_changes(connection)[1]
    assert later.base == {"phone": clamped}


# --- A newer program's changes -------------------------------------------------------------------


def test_a_kind_this_program_does_not_know_is_kept_whole(pc: APc) -> None:
    unknown = received(2, "x1", {"all": {"title": "Phiên giao dịch"}}, kind="job_session")
    changes = [named(1, "Nông Văn Páo"), unknown, named(3, "Hoàng Thị Mẩy")]
    assert apply_some(pc.store, stream="BS", changes=changes) == 3
    assert pc.exchange().cursors == {"BS": 3}
    assert sorted(pc.states(Worker)) == ["w1", "w3"]
    with pc.store.read() as connection:
        kept = connection.execute(select(unknown_change)).one()
    assert (kept.stream, kept.seq) == ("BS", 2)
    assert msgspec.json.decode(kept.change, type=Change) == unknown.change


def test_fields_and_groups_this_program_does_not_know_are_kept_with_the_record(pc: APc) -> None:
    groups: dict[str, Fields] = {
        "phone": {"phone": "0912000111", "phone_2": "0912000222"},
        "photo": {"photo_of": "x1"},
    }
    apply_some(pc.store, stream="BS", changes=[received(1, "w1", groups)])
    fields, stamps = pc.states(Worker)["w1"]
    assert pc.one(Worker, "w1").phone == "0912000111"
    assert (fields["phone_2"], fields["photo_of"]) == ("0912000222", "x1")
    assert set(stamps) == {"phone", "photo"}


def test_a_change_without_groups_is_a_blank_record_as_at_the_centre(pc: APc) -> None:
    apply_some(pc.store, stream="BS", changes=[received(1, "w1", {})])
    assert pc.exchange().cursors == {"BS": 1}
    assert pc.one(Worker, "w1") == Worker(id="w1")
