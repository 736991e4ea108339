"""What a PC may ask and offer when the centre was restored. That it helps: `tests/sync`."""

from collections.abc import Callable
from typing import Any

from desktop_app.central import tables
from desktop_app.domain.changes import CENTRE_DEVICE
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.stamps import LATEST_MS, make_stamp
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.messages import LackingAnswer, OfferAnswer
from tests.central.test_handovers import answered, states, streams
from tests.central_builder import ACentre, ADevice, refusal

Device = Callable[..., ADevice]

STAMP = make_stamp(ms=1_795_000_000_000, counter=0, device="00c0ffee00c0ffee")
RECORD: dict[str, Any] = {
    "kind": "worker",
    "id": "w1",
    "fields": {"full_name": "Hoàng Thị Mẫu"},
    "stamps": {"name": STAMP},
}


def offer(*records: dict[str, Any]) -> dict[str, Any]:
    return {"stream": "BS", "records": records}


def test_records_that_are_none_are_refused_whole(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    late = make_stamp(ms=LATEST_MS + 1, counter=0, device="00c0ffee00c0ffee")
    for wrong in (
        {"id": "w\0"},
        {"id": "w1\n"},
        {"id": ""},
        {"kind": "worker\n"},
        {"fields": {"Name": ""}},
        {"stamps": {"name\0": STAMP}},
        {"stamps": {"name": "now"}},
        {"stamps": {"name": STAMP + "\n"}},
        {"stamps": {"name": late}},
        {"stamps": {"name": f"{STAMP}~{STAMP}~{STAMP}"}},
    ):
        body = to_json(offer(RECORD, RECORD | wrong))
        assert refusal(pc.post("/v1/offer", body)) == (400, "malformed"), wrong
    many = to_json(offer(*[RECORD] * 1001))
    assert refusal(pc.post("/v1/offer", many)) == (400, "malformed")
    assert central.count(tables.change) == 0
    clamped = RECORD | {"stamps": {"name": f"{STAMP}~{STAMP}"}}
    assert pc.ask("/v1/offer", offer(clamped), OfferAnswer).taken == 1


def test_a_record_has_all_fields_of_the_groups_it_names(a_device: Device) -> None:
    pc = a_device()
    part = offer(RECORD, RECORD | {"id": "w2", "fields": {}})
    assert pc.refusal("/v1/offer", part) == (409, "inconsistent")
    later = offer(RECORD, RECORD | {"kind": "drone"}, RECORD | {"stamps": {"wings": STAMP}})
    assert pc.ask("/v1/offer", later, OfferAnswer).taken == 1


def test_a_damaged_stamp_does_not_spoil_the_question(a_device: Device) -> None:
    pc = a_device()
    stamps = {"w1": {"name": STAMP}, "w2": {"name": "damaged"}, "w3": {"name": ""}}
    asked: dict[str, Any] = {"stream": "BS", "kind": "worker", "stamps": stamps}
    assert pc.ask("/v1/lacking", asked, LackingAnswer).ids == ["w1", "w2", "w3"]
    assert pc.ask("/v1/lacking", asked | {"kind": "drone"}, LackingAnswer).ids == []


def test_questions_that_are_none(a_device: Device) -> None:
    pc = a_device()
    for wrong in (
        {"stream": ""},
        {"kind": ""},
        {"stamps": {"w\0": {}}},
        {"stamps": {"w1": {"name": "x" * 101}}},
        {"stamps": {f"w{number}": {} for number in range(1001)}},
    ):
        body = to_json({"stream": "BS", "kind": "worker", "stamps": {}} | wrong)
        assert refusal(pc.post("/v1/lacking", body)) == (400, "malformed"), wrong
    assert pc.refusal("/v1/lacking", {"stream": "TD", "kind": "worker", "stamps": {}}) == (
        403,
        "stream",
    )


def a_handover(worker: str, **offered: str) -> dict[str, Any]:
    """An acceptance as the centre would have confirmed it."""
    stamp = make_stamp(ms=1_795_000_000_000, counter=0, device=CENTRE_DEVICE)
    fields = {
        "worker_id": worker,
        "worker_words": "Hoàng Thị Mẫu, sinh 1990",
        "from_office": "BS",
        "to_office": "TD",
        "note": "",
        "asked_by": "u1",
        "asked_at": "2026-11-23T02:52:00Z",
        "state": "accepted",
        "answered_by": "u2",
        "answered_at": "2026-11-23T02:52:00Z",
    }
    return {
        "kind": "handover",
        "id": "h1",
        "fields": fields | offered,
        "stamps": {"offer": stamp, "answer": stamp},
    }


def test_nobody_takes_a_person_by_giving_a_handover_back(
    central: ACentre, a_device: Device
) -> None:
    here, thief = a_device("BS"), a_device("TD")
    worker = here.write()
    here.push(worker)
    stolen = {"stream": "TD", "records": [a_handover(worker.record)]}
    assert thief.ask("/v1/offer", stolen, OfferAnswer).taken == 0
    assert streams(central) == {worker.record: "BS"}
    nowhere = offer(a_handover(worker.record, to_office="XX"))
    assert here.ask("/v1/offer", nowhere, OfferAnswer).taken == 1
    assert streams(central) == {worker.record: "BS"}
    without_office = a_handover(worker.record)
    without_office["stamps"] = {"answer": without_office["stamps"]["answer"]}
    without_office["fields"] = {
        name: without_office["fields"][name] for name in HANDOVER.groups["answer"]
    }
    without_office["id"] = "h2"
    assert here.ask("/v1/offer", offer(without_office), OfferAnswer).taken == 0


def test_nobody_takes_a_person_by_giving_back_an_offer_nobody_made(
    central: ACentre, a_device: Device
) -> None:
    here, thief = a_device("BS"), a_device("TD")
    worker = here.write()
    here.push(worker)
    made_up = {"stream": "TD", "records": [a_handover(worker.record, state="offered")]}
    assert thief.ask("/v1/offer", made_up, OfferAnswer).taken == 1
    assert states(central) == ["withdrawn"]
    assert answered(central, thief, "h1", "accepted") == 0
    reopened = {"stream": "TD", "records": [a_handover(worker.record, state="offered")]}
    late = make_stamp(ms=1_795_000_900_000, counter=0, device=CENTRE_DEVICE)
    reopened["records"][0]["stamps"] = {"offer": late, "answer": late}
    assert thief.ask("/v1/offer", reopened, OfferAnswer).taken == 0
    assert streams(central) == {worker.record: "BS"}
    assert states(central) == ["withdrawn"]


def test_an_offer_is_given_back_only_as_it_was_made(central: ACentre, a_device: Device) -> None:
    """Else the office that made it could turn it round and take somebody of the other."""
    here, there = a_device("BS"), a_device("TD")
    mine, theirs = here.write(), there.write()
    here.push(mine)
    there.push(theirs)
    made = offer(a_handover(mine.record, state="offered"))
    assert here.ask("/v1/offer", made, OfferAnswer).taken == 1
    late = make_stamp(ms=1_795_000_900_000, counter=0, device=CENTRE_DEVICE)
    turned = a_handover(theirs.record, from_office="TD", to_office="BS")
    turned["stamps"] = {"offer": late, "answer": late}
    for pc, stream in ((here, "BS"), (there, "TD")):  # nor is it made the other's own
        wrong = {"stream": stream, "records": [turned]}
        assert pc.ask("/v1/offer", wrong, OfferAnswer).taken == 0
    assert streams(central) == {mine.record: "BS", theirs.record: "TD"}
