"""Who may offer and answer, and what the centre makes of an acceptance, over HTTPS."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.storage.tables import RECORD_TABLES, decode_stamps
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
HANDOVER, WORKER, VISIT = (RECORD_TABLES[kind] for kind in ("handover", "worker", "visit"))


def answer(state: str) -> dict[str, Any]:
    return {"answer": {"state": state, "answered_by": "u1", "answered_at": "2026-11-23T02:52:00Z"}}


def offer(
    worker: str, *, state: str = "offered", origin: str = "BS", to: str = "TD"
) -> dict[str, Any]:
    return {
        "offer": {
            "worker_id": worker,
            "worker_words": "Hoàng Thị Mẫu, sinh 1990",
            "from_office": origin,
            "to_office": to,
            "note": "",
            "asked_by": "u1",
            "asked_at": "2026-11-23T02:52:00Z",
        },
        "answer": {"state": state, "answered_by": "", "answered_at": None},
    }


def offered(device: ADevice, worker: str, **other: str) -> str:
    made = device.write("handover", groups=offer(worker, **other))
    assert device.push(made).held == []
    return made.record


def answered(central: ACentre, device: ADevice, handover: str, state: str) -> int:
    """How many of it were set aside."""
    (row,) = [row for row in central.rows(HANDOVER) if row["id"] == handover]
    base = {"answer": decode_stamps(row["stamps"])["answer"]}
    said = device.write("handover", handover, groups=answer(state), base=base, op="update")
    return len(device.push(said).held)


def states(central: ACentre) -> list[str]:
    return [row["state"] for row in central.rows(HANDOVER)]


def streams(central: ACentre) -> dict[str, str]:
    return {row["id"]: row["stream"] for table in (WORKER, VISIT) for row in central.rows(table)}


def about(worker: str) -> dict[str, Any]:
    return {"client": {"worker_id": worker}}


def test_the_history_stands_before_the_confirmation_in_its_order(
    central: ACentre, a_device: Device
) -> None:
    here, there = a_device("BS"), a_device("TD")
    first = here.write()
    others = here.write(), here.write()
    later = here.write(record=first.record, groups={"note": {"note": "x"}}, op="update")
    here.push(first, *others, later)
    handover = offered(here, first.record)
    assert answered(central, there, handover, "accepted") == 0
    came = [one.change for one in there.pull()["TD"]]
    assert came[2:4] == [first, later]
    assert [(c.kind, c.device == CENTRE_DEVICE) for c in came] == [
        ("handover", False),
        ("handover", False),
        ("worker", False),
        ("worker", False),
        ("handover", True),
    ]
    assert came[-1].groups["answer"] == answer("accepted")["answer"]
    assert [one.change for one in here.pull()["BS"]][-1].groups == came[-1].groups
    assert streams(central) == {
        first.record: "TD",
        **dict.fromkeys((one.record for one in others), "BS"),
    }


@pytest.mark.parametrize("office", ["BS", "HL"])
def test_nobody_accepts_but_the_office_that_is_asked(
    central: ACentre, a_device: Device, office: str
) -> None:
    here, stranger = a_device("BS"), a_device(office)
    worker = here.write()
    here.push(worker)
    handover = offered(here, worker.record)
    answered(central, stranger, handover, "accepted")
    assert states(central) == ["offered"]
    assert streams(central) == {worker.record: "BS"}


def test_nobody_takes_a_person_by_an_offer_of_his_own(central: ACentre, a_device: Device) -> None:
    here, thief = a_device("BS"), a_device("TD")
    worker = here.write()
    here.push(worker)
    offered(thief, worker.record, state="accepted")
    assert states(central) == ["withdrawn"]
    assert streams(central) == {worker.record: "BS"}
    assert "handover" not in {one.change.kind for one in here.pull()["BS"]}


def test_an_offer_is_not_turned_into_another_one(central: ACentre, a_device: Device) -> None:
    here, there = a_device("BS"), a_device("TD")
    mine, wanted = here.write(), here.write()
    here.push(mine, wanted)
    handover = offered(here, mine.record)
    turned = {"offer": offer(wanted.record)["offer"], **answer("accepted")}
    there.push(there.write("handover", handover, groups=turned, op="update"))
    assert [(row["worker_id"], row["state"]) for row in central.rows(HANDOVER)] == [
        (mine.record, "accepted")
    ]
    assert streams(central) == {mine.record: "TD", wanted.record: "BS"}


def test_an_answer_that_comes_too_late_is_written_over(central: ACentre, a_device: Device) -> None:
    here, there = a_device("BS"), a_device("TD")
    worker = here.write()
    here.push(worker)
    handover = offered(here, worker.record)
    answered(central, there, handover, "accepted")
    here.ms += 60_000  # a clock that is ahead: its answer would be shown
    answered(central, here, handover, "withdrawn")
    assert states(central) == ["accepted"]
    assert streams(central) == {worker.record: "TD"}
    assert central.rows(RECORD_TABLES["conflict"]) == []
    last = [here.pull()["BS"][-1].change, there.pull()["TD"][-1].change]
    assert [change.groups["answer"]["state"] for change in last] == ["accepted"] * 2


def test_an_office_hears_that_its_offer_comes_too_late(central: ACentre, a_device: Device) -> None:
    """Another PC of it has handed the person over already: the offer goes where the person is."""
    here, beside, there = a_device("BS"), a_device("BS"), a_device("TD")
    worker = here.write()
    here.push(worker)
    answered(central, there, offered(here, worker.record), "accepted")
    late = offered(beside, worker.record, to="HL")
    assert states(central) == ["accepted", "withdrawn"]
    last = beside.pull()["BS"][-1].change
    assert (last.record, last.groups["answer"]["state"]) == (late, "withdrawn")


def test_who_was_offered_to_two_offices_goes_to_the_first_that_accepts(
    central: ACentre, a_device: Device
) -> None:
    here, there, third = a_device("BS"), a_device("TD"), a_device("HL")
    worker = here.write()
    here.push(worker)
    one, other = offered(here, worker.record), offered(here, worker.record, to="HL")
    answered(central, there, one, "accepted")
    answered(central, third, other, "accepted")
    assert sorted(states(central)) == ["accepted", "withdrawn"]
    assert streams(central) == {worker.record: "TD"}


def test_a_visit_pushed_while_the_person_moves_is_with_the_person(
    central: ACentre, a_device: Device
) -> None:
    here, second, there = a_device("BS"), a_device("BS"), a_device("TD")
    for _ in range(10):
        worker = here.write()
        here.push(worker)
        handover = offered(here, worker.record)
        visit = second.write("visit", groups=about(worker.record))
        with ThreadPoolExecutor(2) as pool:
            pushed = pool.submit(second.push, visit)
            moved = pool.submit(answered, central, there, handover, "accepted")
            assert (pushed.result().held, moved.result()) == ([], 0)
        assert streams(central)[visit.record] == "TD"
        assert visit.record in {one.change.record for one in pulled_all(there)}


def pulled_all(device: ADevice) -> list[Any]:
    return [one for changes in device.pull().values() for one in changes]


def test_other_offices_still_may_not_write(central: ACentre, a_device: Device) -> None:
    here, third = a_device("BS"), a_device("HL")
    worker = here.write()
    here.push(worker)
    edit: Change = third.write(record=worker.record, groups={"note": {"note": "x"}}, op="update")
    visit = third.write("visit", groups=about(worker.record))
    assert [held.dseq for held in third.push(edit, visit).held] == [edit.dseq]
    assert streams(central) == {worker.record: "BS", visit.record: "HL"}
