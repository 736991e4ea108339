"""What lies in quarantine: shown to the operator, merged once it can be, by itself where it only
waited for a record; and its PC learns of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from desktop_app.central import intake, tables
from desktop_app.central.quarantine import held_lines, retry, retry_at_start
from desktop_app.central.roll import set_revoked
from desktop_app.domain.dates import show_time
from desktop_app.domain.stamps import effective, original
from desktop_app.protocol.messages import Held, PushAnswer
from desktop_app.storage.tables import RECORD_TABLES
from tests.central.test_intake import NOT_A_DAY, heads, named, names
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
PHONE = {"phone": {"phone": "0912000111"}}


def waiting(central: ACentre) -> list[tuple[int, str]]:
    return [(row["dseq"], row["reason"]) for row in central.rows(tables.quarantine)]


def again(central: ACentre, device: str = "", dseq: int = 0) -> int:
    return retry(central.engine, device=device, dseq=dseq, now_ms=central.now_ms())


def revoke(central: ACentre, device: ADevice, *, revoked: bool = True) -> None:
    with central.engine.begin() as connection:
        set_revoked(connection, device.device, revoked=revoked)


def test_what_waited_for_a_record_follows_it_by_itself(central: ACentre, a_device: Device) -> None:
    editor, owner = a_device("LS"), a_device("BS")
    phone = editor.write(record="w", groups=PHONE, op="update")
    note = editor.write(record="w", groups={"note": {"note": "Gọi buổi tối"}}, op="update")
    assert [held.dseq for held in editor.push(phone, note).held] == [1, 2]
    made = owner.write(record="w", groups=named("Lý Thị Mẫu"))
    assert owner.push(made).held == []
    (row,) = central.rows(RECORD_TABLES["worker"])
    there = (row["full_name"], row["phone"], row["note"])
    assert there == ("Lý Thị Mẫu", "0912000111", "Gọi buổi tối")
    assert waiting(central) == []
    assert [one.change for one in owner.pull()["BS"]] == [made, phone, note]


def test_what_two_devices_wrote_in_turn_is_applied_in_turn(
    central: ACentre, a_device: Device
) -> None:
    """The record was made on a device that was revoked; its colleague's edits wait for it."""
    lost, other = a_device(), a_device()
    revoke(central, lost)
    made = lost.write(groups=named("Vi Văn Mẫu"))
    lost.push(made)
    other.ms = lost.ms
    edit = other.write(
        record=made.record, groups=named("Vi Văn Mẫu A"), base={"name": made.stamp}, op="update"
    )
    other.push(edit)
    assert sorted(waiting(central)) == [(1, "after_held"), (1, "revoked")]
    assert again(central) == 0
    revoke(central, lost, revoked=False)
    assert again(central, lost.device) == 2
    assert (names(central), waiting(central)) == ({made.record: "Vi Văn Mẫu A"}, [])
    assert [one.change for one in other.pull()["BS"]] == [made, edit]
    assert central.count(tables.losing_value) == 0


def test_what_still_cannot_be_stays_and_what_can_be_does_not_wait_for_it(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    revoke(central, pc)
    good, wrong = pc.write(groups=named("Nông Văn Mẫu")), pc.write(groups=NOT_A_DAY)
    after = pc.write(record=wrong.record, groups=PHONE, op="update")
    pc.push(good, wrong, after)
    assert waiting(central) == [(1, "revoked"), (2, "revoked"), (3, "revoked")]
    revoke(central, pc, revoked=False)
    assert again(central) == 1
    assert names(central) == {good.record: "Nông Văn Mẫu"}
    assert waiting(central) == [(2, "field"), (3, "after_held")]
    assert (again(central), heads(central)["BS"]) == (0, 1)


def test_one_change_may_be_tried_by_itself(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    revoke(central, pc)
    one, two = pc.write(groups=named("Một")), pc.write(groups=named("Hai"))
    pc.push(one, two)
    revoke(central, pc, revoked=False)
    assert again(central, pc.device, 2) == 1
    assert (names(central), waiting(central)) == ({two.record: "Hai"}, [(1, "revoked")])


def test_a_program_that_knows_more_applies_it_when_it_starts(
    central: ACentre, a_device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc = a_device()
    with monkeypatch.context() as older:
        older.setattr(intake, "why_not", lambda _: "kind")
        change = pc.write(groups=named("Triệu Thị Mẫu"))
        assert [held.dseq for held in pc.push(change).held] == [1]
    retry_at_start(central.engine, now_ms=central.now_ms())
    assert (names(central), waiting(central)) == ({change.record: "Triệu Thị Mẫu"}, [])
    assert pc.pull()["BS"][0].change == change


def test_a_push_sent_again_afterwards_is_known(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    revoke(central, pc)
    batch = pc.sealed([pc.write(groups=named("Nông Văn Mẫu"))])
    first = pc.ask("/v1/push", batch, PushAnswer)
    assert first.held == [Held(dseq=1, reason="Máy đã bị thu hồi quyền.")]
    revoke(central, pc, revoked=False)
    again(central)
    assert pc.ask("/v1/push", batch, PushAnswer) == PushAnswer(acked_dseq=1, chain=first.chain)
    assert heads(central)["BS"] == 1


def test_what_its_own_device_has_written_over_since_puts_nothing_on_a_card(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    made = pc.write(groups=named("Mẫu"))
    pc.push(made)
    revoke(central, pc)
    held = pc.write(
        record=made.record,
        groups={**named("Mẫu A"), **PHONE},
        base={"name": made.stamp},
        op="update",
    )
    pc.push(held)
    revoke(central, pc, revoked=False)
    pc.push(
        pc.write(record=made.record, groups=named("Mẫu B"), base={"name": held.stamp}, op="update")
    )
    cards = central.rows(RECORD_TABLES["conflict"])
    assert again(central) == 1
    (row,) = central.rows(RECORD_TABLES["worker"])
    assert (row["full_name"], row["phone"]) == ("Mẫu B", "0912000111")
    assert central.rows(RECORD_TABLES["conflict"]) == cards
    lost = {one["lost"] for one in central.rows(tables.losing_value)}
    assert '{"full_name":"Mẫu A"}' in lost  # kept all the same


def test_what_somebody_else_wrote_meanwhile_opens_one(central: ACentre, a_device: Device) -> None:
    pc, other = a_device(), a_device()
    made = pc.write(groups=named("Mẫu"))
    pc.push(made)
    revoke(central, pc)
    held = pc.write(
        record=made.record, groups=named("Mẫu A"), base={"name": made.stamp}, op="update"
    )
    pc.push(held)
    other.ms = pc.ms
    other.push(
        other.write(
            record=made.record, groups=named("Mẫu B"), base={"name": made.stamp}, op="update"
        )
    )
    revoke(central, pc, revoked=False)
    assert again(central) == 1
    assert names(central) == {made.record: "Mẫu B"}
    (card,) = central.rows(RECORD_TABLES["conflict"])
    assert (card["about_record"], card["about_group"], card["is_open"]) == (made.record, "name", 1)


def test_a_stamp_from_the_far_future_counts_as_when_it_came(
    central: ACentre, a_device: Device
) -> None:
    """Not as of today: what was written over it meanwhile is later."""
    pc, other = a_device(), a_device()
    made = other.write(groups=named("Mẫu"))
    other.push(made)
    revoke(central, pc)
    year = 365 * 24 * 3600 * 1000
    wrong_clock = pc.write(
        record=made.record,
        groups=named("Từ tương lai"),
        base={"name": made.stamp},
        ms=pc.ms + year,
        op="update",
    )
    pc.push(wrong_clock)
    central.clock_ms = 10 * 60_000
    other.ms += 10 * 60_000
    edit = other.write(
        record=made.record, groups=named("Sau đó"), base={"name": made.stamp}, op="update"
    )
    other.push(edit)
    revoke(central, pc, revoked=False)
    assert again(central) == 1
    assert names(central) == {made.record: "Sau đó"}
    (late,) = [one.change for one in other.pull()["BS"] if one.change.device == pc.device]
    assert original(late.stamp) == wrong_clock.stamp
    assert effective(late.stamp) < edit.stamp
    assert [row["lost"] for row in central.rows(tables.losing_value)] == [
        '{"full_name":"Từ tương lai"}'
    ]


def test_the_operator_sees_what_from_whom_since_when_and_why(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    change = pc.write(groups={**named("Triệu Thị Mẫu"), **NOT_A_DAY})
    pc.push(change)
    (row,) = central.rows(tables.quarantine)
    since = show_time(datetime.fromtimestamp(row["received_ms"] / 1000, UTC))
    with central.engine.connect() as connection:
        lines = list(held_lines(connection))
        of_nobody = list(held_lines(connection, device="another"))
    (number,) = [row["pc"] for row in central.rows(tables.device)]
    assert lines == [
        f"{since}  BS máy {number} ({pc.device}) số 1  worker {change.record} "
        "(insert: birth, name)  Có giá trị không đúng kiểu dữ liệu.",
        "Đang chờ: 1 thay đổi.",
    ]
    assert of_nobody == ["Đang chờ: 0 thay đổi."]
