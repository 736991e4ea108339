"""What a push leaves in the log and in the records, over HTTPS on a real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from desktop_app.central import tables
from desktop_app.central.clamping import AHEAD_MS
from desktop_app.domain.changes import Change
from desktop_app.domain.stamps import effective, milliseconds
from desktop_app.protocol.encoding import START, payloads_hash
from desktop_app.protocol.messages import Held, Push, PushAnswer
from desktop_app.protocol.versions import WIRE
from desktop_app.storage.tables import RECORD_TABLES
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
WORKER = RECORD_TABLES["worker"]


def names(central: ACentre) -> dict[str, str]:
    return {row["id"]: row["full_name"] for row in central.rows(WORKER)}


def named(name: str) -> dict[str, Any]:
    return {"name": {"full_name": name}}


def heads(central: ACentre) -> dict[str, int]:
    return {row["name"]: row["head"] for row in central.rows(tables.stream)}


# --- From PC to PC -------------------------------------------------------------------------------


def test_a_change_reaches_the_other_pc_of_the_office_and_no_other_office(
    central: ACentre, a_device: Device
) -> None:
    one, two, other, centre = a_device("BS"), a_device("BS"), a_device("TD"), a_device("LS")
    change = one.write(groups=named("Nông Văn Mẫu"))
    answer = one.push(change)
    assert answer.acked_dseq == 1
    assert answer.held == []
    assert names(central) == {change.record: "Nông Văn Mẫu"}
    assert heads(central) == {"BS": 1, "HL": 0, "LS": 0, "TD": 0, "common": 0}
    for reader in (one, two, centre):
        assert [(c.seq, c.change) for c in reader.pull()["BS"]] == [(1, change)]
    assert other.pull() == {}


def test_everything_about_a_push_is_kept(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    changes = [pc.write(), pc.write(kind="staff", groups=named("Vi Thị Mẫu"))]
    batch = pc.sealed(changes)
    pc.ask("/v1/push", batch, PushAnswer)
    (link,) = central.rows(tables.link)
    assert {**link, "received_ms": 0} == {
        "device": pc.device,
        "epoch": 1,
        "first_dseq": 1,
        "last_dseq": 2,
        "previous": START,
        "salt": batch.salt,
        "payloads_hash": payloads_hash(changes, salt=batch.salt),
        "hash": batch.link,
        "received_ms": 0,
    }
    stream = next(row for row in central.rows(tables.stream) if row["name"] == "BS")
    assert stream["hash"] == sha256((START + batch.link).encode()).hexdigest()
    assert pc.hello().next_dseq == 3
    assert pc.hello().chain == batch.link


def test_an_edit_changes_only_its_group(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    first = pc.write(groups={**named("Mau"), "phone": {"phone": "0912000111"}})
    second = pc.write(
        record=first.record, groups=named("Mẫu"), base={"name": first.stamp}, op="update"
    )
    pc.push(first, second)
    (row,) = central.rows(WORKER)
    assert (row["full_name"], row["phone"], row["stream"]) == ("Mẫu", "0912000111", "BS")
    assert msgspec.json.decode(row["stamps"]) == {"name": second.stamp, "phone": first.stamp}
    assert central.rows(tables.losing_value) == []


def test_a_blank_record_exists(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    change = pc.write(groups={})
    pc.push(change)
    assert names(central) == {change.record: ""}


# --- Again, gaps, forged -------------------------------------------------------------------------


def test_a_batch_sent_again_is_acked_again_and_stored_once(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    batch = pc.sealed([pc.write(), pc.write(kind="drone", groups={})])
    first = pc.ask("/v1/push", batch, PushAnswer)
    again = pc.ask("/v1/push", batch, PushAnswer)
    assert first == again
    assert first.acked_dseq == 2
    assert [held.dseq for held in again.held] == [2]
    assert [central.count(t) for t in (tables.change, tables.payload, tables.link, WORKER)] == [
        1,
        1,
        1,
        1,
    ]


def test_two_at_once_with_the_same_batch_store_it_once(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    batch = pc.sealed([pc.write() for _ in range(20)])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: pc.ask("/v1/push", batch, PushAnswer), range(4)))
    assert answers == [PushAnswer(acked_dseq=20, chain=batch.link)] * 4
    assert central.count(tables.change) == 20
    assert heads(central)["BS"] == 20


def test_a_batch_sent_again_in_other_pieces_is_acked(central: ACentre, a_device: Device) -> None:
    """The answer was lost and the PC went on with smaller, then with larger batches."""
    pc = a_device()
    log = [pc.write(kind=kind, groups={}) for kind in ("worker", "drone", "worker", "worker")]
    whole = pc.ask("/v1/push", pc.sealed(log[:3]), PushAnswer)
    smaller = pc.ask("/v1/push", pc.sealed(log[:2], previous=START), PushAnswer)
    assert smaller == whole
    larger = pc.sealed(log, previous=START)
    assert pc.ask("/v1/push", larger, PushAnswer) == PushAnswer(
        acked_dseq=4, chain=larger.link, held=whole.held
    )
    assert [row["dseq"] for row in central.rows(tables.change)] == [1, 3, 4]
    assert pc.hello().chain == larger.link


def test_other_changes_under_known_numbers_are_refused(central: ACentre, a_device: Device) -> None:
    """A PC restored from a backup that starts again: its work must not be acked and dropped."""
    pc = a_device()
    pc.push(pc.write(groups=named("trước")), pc.write())
    restored = replace(pc, dseq=0, chain=START)
    new_work = [restored.write(groups=named("sau")), restored.write(), restored.write()]
    for count in (1, 2, 3):
        batch = restored.sealed(new_work[:count], previous=START)
        assert restored.refusal("/v1/push", batch) == (409, "chain")
    assert central.count(tables.change) == 2
    restored.client.close()


def test_a_gap_is_refused(a_device: Device) -> None:
    pc = a_device()
    one, _two, three = pc.write(), pc.write(), pc.write()
    pc.push(one)
    assert pc.refusal("/v1/push", pc.sealed([three])) == (409, "gap")
    assert pc.hello().next_dseq == 2


def test_a_gap_inside_a_batch_is_refused(a_device: Device) -> None:
    pc = a_device()
    one, _two, three = pc.write(), pc.write(), pc.write()
    assert pc.refusal("/v1/push", pc.sealed([one, three])) == (409, "gap")
    assert pc.refusal("/v1/push", pc.sealed([three, one])) == (409, "gap")


def test_a_forged_chain_is_refused(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    pc.push(pc.write())
    change = pc.write()
    forged = [
        pc.sealed([change], previous=START),
        msgspec.structs.replace(pc.sealed([change]), link="ab" * 32),
        msgspec.structs.replace(pc.sealed([change]), salt="cd" * 16),
        msgspec.structs.replace(pc.sealed([change]), changes=[replace(change, user="other")]),
    ]
    for batch in forged:
        assert pc.refusal("/v1/push", batch) == (409, "chain")
    assert central.count(tables.change) == 1


def test_a_higher_epoch_starts_anew_and_closes_the_old_one(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    pc.push(pc.write())
    old = pc.sealed([pc.write()])
    pc.epoch, pc.dseq, pc.chain = 2, 0, START
    assert (pc.hello().next_dseq, pc.hello().chain) == (1, START)
    pc.push(pc.write())
    assert pc.refusal("/v1/push", old) == (409, "epoch")
    assert [(row["epoch"], row["dseq"]) for row in central.rows(tables.change)] == [(1, 1), (2, 1)]


def test_a_newer_program_keeps_its_changes(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    change = replace(pc.write(), wire=WIRE + 1)
    assert pc.refusal("/v1/push", pc.sealed([change])) == (409, "newer")
    assert central.count(tables.change) == 0


def test_the_work_of_another_device_is_refused(a_device: Device) -> None:
    one, two = a_device(), a_device("TD")
    batch = one.sealed([one.write()])
    assert two.refusal("/v1/push", batch) == (403, "device")


# --- Merging -------------------------------------------------------------------------------------


def test_a_concurrent_edit_is_merged_and_the_losing_value_kept(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups={**named("Mau"), "phone": {"phone": ""}})
    one.push(created)
    seen = {"name": created.stamp, "phone": created.stamp}
    ours = one.write(record=created.record, groups=named("Mẫu Một"), base={"name": seen["name"]})
    theirs = two.write(
        record=created.record,
        groups={**named("Mẫu Hai"), "phone": {"phone": "0912000222"}},
        base=seen,
        ms=one.ms + 1000,
    )
    two.push(theirs)
    one.push(ours)
    (row,) = central.rows(WORKER)
    assert (row["full_name"], row["phone"]) == ("Mẫu Hai", "0912000222")
    (lost,) = central.rows(tables.losing_value)
    assert {**lost, "kept_ms": 0} == {
        "kind": "worker",
        "record": created.record,
        "field_group": "name",
        "stamp": ours.stamp,
        "against": theirs.stamp,
        "base": created.stamp,
        "lost": '{"full_name":"Mẫu Một"}',
        "stream": "BS",
        "kept_ms": 0,
    }
    assert heads(central)["BS"] == 4  # with the card


def test_a_clock_years_ahead_is_clamped_for_everybody(central: ACentre, a_device: Device) -> None:
    wrong, right = a_device(), a_device()
    far = central.now_ms() + 40 * 365 * 86_400_000
    created = wrong.write(groups=named("từ tương lai"), ms=far)
    later = wrong.write(groups={}, ms=far + 1)
    wrong.push(created, later)
    one, two = (entry.change for entry in right.pull()["BS"])
    assert one.stamp.split("~")[1] == created.stamp
    assert milliseconds(one.stamp) <= central.now_ms() + AHEAD_MS
    assert effective(one.stamp) < effective(two.stamp)
    edit = right.write(
        record=created.record, groups=named("sửa"), base={"name": one.stamp}, ms=far + 9
    )
    right.push(edit)
    own = wrong.write(record=later.record, groups=named("sửa"), base={"name": ""}, ms=far + 2)
    wrong.push(own)
    assert names(central) == {created.record: "sửa", later.record: "sửa"}
    assert central.rows(tables.losing_value) == []


def test_a_batch_with_clamped_stamps_is_known_when_it_comes_again(a_device: Device) -> None:
    pc = a_device()
    far = pc.ms + 40 * 365 * 86_400_000
    log = [pc.write(ms=far), pc.write(ms=far + 1)]
    answer = pc.ask("/v1/push", pc.sealed(log), PushAnswer)
    assert pc.ask("/v1/push", pc.sealed(log[:1], previous=START), PushAnswer) == answer


def test_the_same_record_made_at_once_on_many_pcs_is_one(
    central: ACentre, a_device: Device
) -> None:
    pcs = [a_device() for _ in range(4)]
    records = [f"task-{number}" for number in range(20)]
    plan = {"plan": {"referral_id": "r", "worker_id": "w", "milestone": "1m", "due_on": None}}

    def push(pc: ADevice) -> None:
        order = records if pc is pcs[0] else records[::-1]
        pc.push(*[pc.write("follow_up_task", record, groups=plan) for record in order])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(push, pcs))
    tasks = central.rows(RECORD_TABLES["follow_up_task"])
    assert [row["id"] for row in tasks] == sorted(records)
    stamps = {
        record: max(c["stamp"] for c in central.rows(tables.change) if c["record"] == record)
        for record in records
    }
    assert {row["id"]: msgspec.json.decode(row["stamps"])["plan"] for row in tasks} == stamps
    assert central.rows(tables.losing_value) == []


# --- Quarantine ----------------------------------------------------------------------------------


def test_what_cannot_be_applied_is_held_whole_and_blocks_nothing(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    good = pc.write()
    strange = pc.write("drone", groups={"wings": {"deep": {"er": [1, {"x": "a\0b"}]}}})
    unknown = pc.write(groups={"tail": {"length": 4}})
    wrong = pc.write(groups={"birth": {"birth_date": "1995-02-30"}})
    after = pc.write(kind="staff")
    answer = pc.push(good, strange, unknown, wrong)
    assert answer.acked_dseq == 4
    assert answer.held == [
        Held(dseq=2, reason="Trung tâm chưa biết loại hồ sơ này."),
        Held(dseq=3, reason="Trung tâm chưa biết nhóm thông tin này."),
        Held(dseq=4, reason="Có giá trị không đúng kiểu dữ liệu."),
    ]
    pc.push(after)
    assert [entry.change.dseq for entry in pc.pull()["BS"]] == [1, 5]
    held = central.rows(tables.quarantine)
    assert [row["reason"] for row in held] == ["kind", "group", "field"]
    kept = Change(
        **{name: held[0][name] for name in Change.__slots__ if name not in {"groups", "base"}},
        groups=msgspec.json.decode(held[0]["data"]),
        base=msgspec.json.decode(held[0]["base"]),
    )
    assert kept == strange


def test_a_value_postgresql_does_not_take_holds_only_its_own_record(
    central: ACentre, a_device: Device
) -> None:
    """Incompressible text beyond what an index can hold, in an indexed column."""
    pc = a_device()
    huge = "".join(sha256(str(n).encode()).hexdigest() for n in range(500))
    good, again = pc.write(), pc.write()
    bad = pc.write(groups={"phone": {"phone": huge}})
    answer = pc.push(good, again, bad)
    assert answer.held == [
        Held(dseq=3, reason="Cơ sở dữ liệu của Trung tâm không nhận giá trị này.")
    ]
    assert sorted(names(central)) == sorted([good.record, again.record])


def test_a_record_of_another_office_cannot_be_changed(central: ACentre, a_device: Device) -> None:
    ours, theirs, centre = a_device("BS"), a_device("TD"), a_device("LS")
    change = ours.write(groups=named("của Bắc Sơn"))
    ours.push(change)
    meddling = theirs.write(record=change.record, groups=named("xen vào"))
    answer = theirs.push(meddling)
    assert answer.held == [Held(dseq=1, reason="Hồ sơ thuộc văn phòng khác.")]
    assert names(central) == {change.record: "của Bắc Sơn"}
    correction = centre.write(
        record=change.record, groups=named("Trung tâm sửa"), base={"name": change.stamp}
    )
    assert centre.push(correction).held == []
    assert names(central) == {change.record: "Trung tâm sửa"}
    assert [entry.change for entry in ours.pull()["BS"]] == [change, correction]
    assert heads(central) == {"BS": 2, "HL": 0, "LS": 0, "TD": 0, "common": 0}


def test_what_a_revoked_device_pushes_waits_in_quarantine(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    answer = pc.push(pc.write())
    assert answer == PushAnswer(
        acked_dseq=1,
        chain=pc.chain,
        held=[Held(dseq=1, reason="Máy đã bị thu hồi quyền.")],
    )
    assert names(central) == {}


# --- Changes of a record the centre does not have -------------------------------------------------

NOT_A_DAY = {"birth": {"birth_date": "1995-02-30"}}
WAITS = "Thay đổi này chờ bản ghi trước được Trung tâm xử lý."
UNKNOWN = "Trung tâm chưa có hồ sơ này."


def test_what_follows_a_held_insert_waits_with_it_and_others_go_on(
    central: ACentre, a_device: Device
) -> None:
    pc, reader = a_device(), a_device()
    made = pc.write(groups={**named("Vi Văn Mẫu"), **NOT_A_DAY})
    phone = pc.write(record=made.record, groups={"phone": {"phone": "0912000111"}}, op="update")
    good = pc.write(groups=named("Nông Văn Mẫu"))
    answer = pc.push(made, phone, good)
    assert answer.acked_dseq == 3
    assert answer.held == [
        Held(dseq=1, reason="Có giá trị không đúng kiểu dữ liệu."),
        Held(dseq=2, reason=WAITS),
    ]
    later = pc.write(record=made.record, groups=named("Vi Văn Mẫu"), op="update")
    edit = pc.write(
        record=good.record,
        groups=named("Nông Văn Mẫu A"),
        base={"name": good.stamp},
        op="update",
    )
    batch = pc.sealed([later, edit])
    answer = pc.ask("/v1/push", batch, PushAnswer)
    assert (answer.acked_dseq, answer.held) == (5, [Held(dseq=4, reason=WAITS)])
    assert pc.ask("/v1/push", batch, PushAnswer) == answer
    assert names(central) == {good.record: "Nông Văn Mẫu A"}
    assert [entry.change for entry in reader.pull()["BS"]] == [good, edit]
    assert [(r["dseq"], r["reason"]) for r in central.rows(tables.quarantine)] == [
        (1, "field"),
        (2, "after_held"),
        (4, "after_held"),
    ]


def test_the_change_of_another_device_waits_for_a_held_insert_too(
    central: ACentre, a_device: Device
) -> None:
    one, two, centre = a_device(), a_device(), a_device("LS")
    made = one.write(groups=NOT_A_DAY)
    one.push(made)
    for pc in (two, centre):
        answer = pc.push(pc.write(record=made.record, op="update"))
        assert answer.held == [Held(dseq=1, reason=WAITS)]
    assert names(central) == {}
    assert set(heads(central).values()) == {0}


def test_what_postgresql_did_not_take_holds_the_changes_after_it(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    huge = "".join(sha256(str(n).encode()).hexdigest() for n in range(500))
    made = pc.write(groups={"phone": {"phone": huge}})
    pc.push(made)
    answer = pc.push(pc.write(record=made.record, op="update"))
    assert answer.held == [Held(dseq=2, reason=WAITS)]
    assert names(central) == {}


def test_what_was_made_on_a_revoked_device_holds_the_changes_after_it(
    central: ACentre, a_device: Device
) -> None:
    revoked, other = a_device(), a_device()
    with central.engine.begin() as connection:
        device = tables.device
        connection.execute(
            device.update().where(device.c.id == revoked.device).values(revoked=True)
        )
    made = revoked.write()
    revoked.push(made)
    answer = other.push(other.write(record=made.record, op="update"))
    assert answer.held == [Held(dseq=1, reason=WAITS)]
    assert names(central) == {}


def test_a_change_of_a_record_that_never_came_waits(central: ACentre, a_device: Device) -> None:
    """The centre was restored and has lost the record: its other groups, and whose it was."""
    centre, owner = a_device("LS"), a_device("BS")
    edit = centre.write(record="lost", groups={"phone": {"phone": "0912000111"}}, op="update")
    again = centre.write(
        record="lost",
        groups={"phone": {"phone": "0912000222"}},
        base={"phone": edit.stamp},
        op="update",
    )
    answer = centre.push(edit, again)
    assert answer.held == [Held(dseq=1, reason=UNKNOWN), Held(dseq=2, reason=WAITS)]
    assert names(central) == {}
    made = owner.write(record="lost", groups=named("Lý Thị Mẫu"))
    assert owner.push(made).held == []
    centre.ms = owner.ms
    correction = centre.write(
        record="lost", groups=named("Lý Thị Mẫu A"), base={"name": made.stamp}, op="update"
    )
    assert centre.push(correction).held == []
    assert names(central) == {"lost": "Lý Thị Mẫu A"}
    assert heads(central) == {"BS": 4, "HL": 0, "LS": 0, "TD": 0, "common": 0}
    assert central.rows(tables.quarantine) == []  # what waited has followed


def test_a_record_of_another_kind_with_the_same_id_is_not_waited_for(a_device: Device) -> None:
    pc = a_device()
    pc.push(pc.write("staff", "same", groups={"name": {"full_name": 7}}))
    answer = pc.push(pc.write(record="same", op="update"))
    assert answer.held == [Held(dseq=2, reason=UNKNOWN)]


def test_a_blank_insert_is_the_record_its_changes_need(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    blank = pc.write(groups={})
    filled = pc.write(record=blank.record, groups=named("Mẫu"), op="update")
    assert pc.push(blank, filled).held == []
    apart = pc.write(groups={})
    pc.push(apart)
    assert pc.push(pc.write(record=apart.record, groups=named("Hai"), op="update")).held == []
    assert names(central) == {blank.record: "Mẫu", apart.record: "Hai"}


def test_an_insert_waits_for_nobody(central: ACentre, a_device: Device) -> None:
    """Two PCs plan the same call; what one of them sent is held."""
    one, two = a_device(), a_device()
    plan = {"referral_id": "r", "worker_id": "w", "milestone": "1m", "due_on": "2026-11-23"}
    wrong = one.write("follow_up_task", "t", groups={"plan": {**plan, "due_on": "2026-02-30"}})
    one.push(wrong)
    right = two.write("follow_up_task", "t", groups={"plan": plan})
    assert two.push(right).held == []
    one.ms = two.ms
    moved = one.write(
        "follow_up_task", "t", groups={"plan": {**plan, "due_on": "2026-11-24"}}, op="update"
    )
    assert one.push(moved).held == []
    (task,) = central.rows(RECORD_TABLES["follow_up_task"])
    assert str(task["due_on"]) == "2026-11-24"


def test_a_held_change_does_not_lock_a_record_the_centre_has(
    central: ACentre, a_device: Device
) -> None:
    """Least of all its correction, or what others have to say."""
    pc, other, meddler = a_device(), a_device(), a_device("TD")
    made = pc.write(groups=named("Mau"))
    wrong = pc.write(record=made.record, groups=NOT_A_DAY, op="update")
    corrected = pc.write(
        record=made.record, groups={"birth": {"birth_date": "1995-02-28"}}, op="update"
    )
    assert [held.dseq for held in pc.push(made, wrong, corrected).held] == [2]
    nonsense = meddler.write(record=made.record, groups={"tail": {"length": 4}}, op="update")
    assert [held.dseq for held in meddler.push(nonsense).held] == [1]
    other.ms = pc.ms
    edit = other.write(
        record=made.record, groups=named("Mẫu"), base={"name": made.stamp}, op="update"
    )
    assert other.push(edit).held == []
    (row,) = central.rows(WORKER)
    assert (row["full_name"], row["birth_date"]) == ("Mẫu", "1995-02-28")
    assert [entry.change for entry in other.pull()["BS"]] == [made, corrected, edit]


# --- Many at once --------------------------------------------------------------------------------


def test_a_reader_misses_nothing_while_eight_push(central: ACentre, a_device: Device) -> None:
    writers, reader = [a_device() for _ in range(8)], a_device()
    pushes, each = 6, 5

    def work(pc: ADevice) -> None:
        for _ in range(pushes):
            pc.push(*[pc.write() for _ in range(each)])

    seen: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        working = [pool.submit(work, pc) for pc in writers]
        while not all(job.done() for job in working):
            seen += read_on(reader, seen)
        for job in working:
            job.result()
    seen += read_on(reader, seen)
    assert seen == list(range(1, 8 * pushes * each + 1))
    assert central.count(WORKER) == len(seen)


def read_on(reader: ADevice, seen: list[int]) -> list[int]:
    return [entry.seq for entry in reader.pull(BS=len(seen)).get("BS", [])]


def test_a_large_transaction_is_taken_whole(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    batch: Push = pc.sealed([pc.write() for _ in range(3000)])
    assert pc.ask("/v1/push", batch, PushAnswer).acked_dseq == 3000
    assert central.count(WORKER) == 3000


@pytest.mark.parametrize("offices", [("BS", "TD"), ("LS", "BS")])
def test_pushes_into_several_streams_do_not_wait_for_each_other(
    central: ACentre, a_device: Device, offices: tuple[str, str]
) -> None:
    """The centre's PCs write into everybody's streams, in whatever order."""
    owners = [a_device(office) for office in offices]
    records = [pc.write() for pc in owners]
    for pc, record in zip(owners, records, strict=True):
        pc.push(record)
    editors = [a_device("LS"), a_device("LS")]

    def work(pc: ADevice) -> None:
        order = records if pc is editors[0] else records[::-1]
        for _ in range(5):
            pc.push(*[pc.write(record=change.record) for change in order])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, editors))
    assert central.count(tables.change) == 2 + 2 * 5 * 2
