"""When the centre opens, adds to and closes conflict cards, and whom it tells of them."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from desktop_app.central.streams import CENTRE_DEVICE
from desktop_app.domain.changes import Change
from desktop_app.domain.conflicts import Conflict, versions_of
from desktop_app.domain.ids import new_id
from desktop_app.domain.kinds import KINDS
from desktop_app.protocol.messages import StreamChange
from desktop_app.storage.tables import RECORD_TABLES, decode_record
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
CARD = RECORD_TABLES["conflict"]
BY_NAME = {kind.name: kind for kind in KINDS}


def named(name: str) -> dict[str, Any]:
    return {"name": {"full_name": name}}


def firm(name: str) -> dict[str, Any]:
    return {"name": {"name": name}}


def cards(central: ACentre) -> list[Conflict]:
    found = [decode_record(BY_NAME["conflict"], row) for row in central.rows(CARD)]
    return [card for card in found if isinstance(card, Conflict)]


def open_card(central: ACentre) -> Conflict:
    (card,) = [card for card in cards(central) if card.is_open]
    return card


def values_on(card: Conflict) -> list[Any]:
    return [version.values for version in versions_of(card)]


def edit(pc: ADevice, record: str, name: str, base: Change | str, **more: Any) -> Change:
    seen = base if isinstance(base, str) else base.stamp
    return pc.write(record=record, groups=named(name), base={"name": seen}, op="update", **more)


def about_cards(changes: list[StreamChange]) -> list[Change]:
    return [entry.change for entry in changes if entry.change.kind == "conflict"]


# --- Opening, joining, closing -------------------------------------------------------------------


def test_two_who_did_not_see_each_other_open_a_card(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    ours = edit(one, created.record, "Mẫu Một", created)
    theirs = edit(two, created.record, "Mẫu Hai", created, ms=one.ms + 1000)
    two.push(theirs)
    one.push(ours)
    card = open_card(central)
    assert (card.about_kind, card.about_record, card.about_group, card.hard) == (
        "worker",
        created.record,
        "name",
        False,
    )
    (version,) = versions_of(card)
    assert (version.stamp, version.user, version.device, version.values) == (
        ours.stamp,
        "staff-1",
        one.device,
        {"full_name": "Mẫu Một"},
    )
    assert json.loads(card.before) == {"full_name": "Mẫu"}


def test_the_value_that_was_shown_before_says_who_wrote_it(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    ours = edit(one, created.record, "Mẫu Một", created)
    one.push(created, ours)
    two.push(edit(two, created.record, "Mẫu Hai", created, ms=one.ms + 1000))
    (version,) = versions_of(open_card(central))
    assert (version.stamp, version.user) == (ours.stamp, "staff-1")


def test_a_third_version_joins_the_card(central: ACentre, a_device: Device) -> None:
    one, two, three = a_device(), a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    for pc, name in ((one, "Một"), (two, "Hai"), (three, "Ba")):
        pc.push(edit(pc, created.record, name, created))
    card = open_card(central)
    assert len(cards(central)) == 1
    shown = central.rows(RECORD_TABLES["worker"])[0]["full_name"]
    names = {v["full_name"] for v in values_on(card)} | {shown}
    assert (len(versions_of(card)), names) == (2, {"Một", "Hai", "Ba"})


def test_own_edits_open_none(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    first = pc.write(groups=named("a"))
    second = edit(pc, first.record, "b", first)
    third = edit(pc, first.record, "c", second)
    pc.push(first, second)
    pc.push(third)
    assert cards(central) == []


def test_own_edits_after_a_conflict_take_the_place_of_the_first(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    far = one.ms + 100_000
    two.push(edit(two, created.record, "Hai", created, ms=far))
    first = edit(one, created.record, "Một", created)
    one.push(first)
    one.push(edit(one, created.record, "Một nữa", first))
    assert values_on(open_card(central)) == [{"full_name": "Một nữa"}]


def test_a_decision_over_all_closes_the_card(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    ours = edit(one, created.record, "Một", created)
    theirs = edit(two, created.record, "Hai", created, ms=one.ms + 1000)
    one.push(ours)
    two.push(theirs)
    one.ms += 2000
    one.push(edit(one, created.record, "Một", f"{ours.stamp}~{theirs.stamp}"))
    (card,) = cards(central)
    assert not card.is_open
    assert values_on(card) == [{"full_name": "Một"}]  # it still tells what was decided over
    assert [change.op for change in about_cards(two.pull()["BS"])] == ["insert", "update"]


def test_what_arrives_after_the_decision_opens_another(central: ACentre, a_device: Device) -> None:
    one, two, three = a_device(), a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    ours = edit(one, created.record, "Một", created)
    theirs = edit(two, created.record, "Hai", created, ms=one.ms + 1000)
    late = edit(three, created.record, "Ba", created)
    one.push(ours)
    two.push(theirs)
    one.ms += 2000
    one.push(edit(one, created.record, "Một", f"{ours.stamp}~{theirs.stamp}"))
    three.push(late)
    assert values_on(open_card(central)) == [{"full_name": "Ba"}]
    assert len(cards(central)) == 2


def test_a_version_on_its_way_stays_on_the_card(central: ACentre, a_device: Device) -> None:
    one, two, three = a_device(), a_device(), a_device()
    created = one.write(groups=named("Mẫu"))
    one.push(created)
    ours = edit(one, created.record, "Một", created)
    theirs = edit(two, created.record, "Hai", created, ms=one.ms + 1000)
    one.push(ours)
    two.push(theirs)
    before = open_card(central)
    three.push(edit(three, created.record, "Ba", created))
    one.ms += 2000
    one.push(edit(one, created.record, "Một", f"{ours.stamp}~{theirs.stamp}"))
    card = open_card(central)
    assert (card.id, values_on(card)) == (before.id, [{"full_name": "Ba"}])
    assert card.stamps["versions"] > before.stamps["versions"]


def test_the_same_said_twice_is_no_conflict(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    created = one.write(groups=named("Mau"))
    one.push(created)
    one.push(edit(one, created.record, "Mẫu", created))
    two.push(edit(two, created.record, "Mẫu", created))
    assert cards(central) == []


def test_a_task_planned_on_two_pcs_alike_has_no_card(central: ACentre, a_device: Device) -> None:
    one, two, task = a_device(), a_device(), new_id()
    plan = {"referral_id": new_id(), "worker_id": new_id(), "milestone": "1m"}
    for pc in (one, two):
        pc.push(pc.write("follow_up_task", task, groups={"plan": {**plan, "due_on": "2026-12-23"}}))
    assert cards(central) == []
    three = a_device()
    three.push(
        three.write("follow_up_task", task, groups={"plan": {**plan, "due_on": "2026-12-24"}})
    )
    assert values_on(open_card(central)) == [{**plan, "due_on": "2026-12-23"}]


def test_a_card_about_a_shared_record_is_told_to_those_who_wrote(
    central: ACentre, a_device: Device
) -> None:
    bs, td, hl = a_device("BS"), a_device("TD"), a_device("HL")
    created = bs.write("employer", groups=firm("Công ty Mẫu"))
    bs.push(created)
    base = {"name": created.stamp}
    changes = [
        (pc, pc.write("employer", created.record, groups=firm(name), base=base, op="update"))
        for pc, name in ((bs, "Công ty Mẫu Một"), (td, "Công ty Mẫu Hai"))
    ]
    for pc, change in changes:
        pc.push(change)
    seen = [
        about_cards(pc.pull().get(office, []))
        for pc, office in ((bs, "BS"), (td, "TD"), (hl, "HL"))
    ]
    assert [len(found) for found in seen] == [1, 1, 0]
    assert about_cards(hl.pull()["common"]) == []
    assert [row["stream"] for row in central.rows(CARD)] == ["common"]


def test_a_decision_about_a_shared_record_goes_where_its_card_went(
    central: ACentre, a_device: Device
) -> None:
    bs, td, hl = a_device("BS"), a_device("TD"), a_device("HL")
    created = bs.write("employer", groups=firm("Công ty Mẫu"))
    bs.push(created)
    for pc, name in ((bs, "Một"), (td, "Hai")):
        pc.push(
            pc.write(
                "employer",
                created.record,
                groups=firm(name),
                base={"name": created.stamp},
                op="update",
            )
        )
    card = open_card(central)
    decision = {"decided_by": "u", "decided_at": None, "decided_over": card.stamps["versions"]}
    td.push(td.write("conflict", card.id, groups={"decision": decision}, op="update"))
    assert [c.device for c in about_cards(bs.pull()["BS"])] == [CENTRE_DEVICE, td.device]
    assert about_cards(hl.pull()["common"]) == []
    # An office that joins later gets the card whole.
    hl.push(
        hl.write(
            "employer",
            created.record,
            groups=firm("Ba"),
            base={"name": created.stamp},
            op="update",
        )
    )
    (told,) = about_cards(hl.pull()["HL"])
    assert (told.op, sorted(told.groups)) == ("insert", ["subject", "versions"])
    assert len(versions_of(open_card(central))) == 2


# --- Events that do not go together --------------------------------------------------------------


def an_event(pc: ADevice, letter: str, move: str, at: str, **more: Any) -> Change:
    values: dict[str, Any] = {
        "referral_id": letter,
        "worker_id": "w",
        "move": move,
        "happened_on": at[:10],
        "at": at,
        "reason": "",
        "justified": "",
        "note": "",
        "counsellor_id": "staff-1",
    }
    corrects = more.get("corrects", "")
    groups = {"event": values}
    if corrects:
        groups["correction"] = {"corrects": corrects}
    return pc.write("referral_event", groups=groups)


def a_letter(pc: ADevice) -> str:
    letter = {
        "number": "BS1-2026-00001",
        "worker_id": "w",
        "employer": "Công ty Mẫu",
        "employer_address": "",
        "position": "May",
        "experience": "",
        "issued_on": "2026-11-23",
        "valid_until": "2026-12-23",
        "counsellor_id": "staff-1",
    }
    written = pc.write("referral", groups={"letter": letter})
    pc.push(written, an_event(pc, written.record, "issued", "2026-11-23T02:00:00Z"))
    return written.record


def test_moves_that_do_not_go_together_make_a_hard_card(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    letter = a_letter(one)
    started = an_event(one, letter, "started_work", "2026-11-24T02:00:00Z")
    refused = an_event(two, letter, "refused_by_worker", "2026-11-24T03:00:00Z")
    two.push(refused)
    assert cards(central) == []
    one.push(started)
    card = open_card(central)
    assert (card.about_kind, card.about_record, card.hard) == ("referral", letter, True)
    assert [v.values["id"] for v in versions_of(card)] == [started.record, refused.record]
    assert [v.user for v in versions_of(card)] == ["staff-1", "staff-1"]
    aside = an_event(one, letter, "set_aside", "2026-11-24T04:00:00Z", corrects=started.record)
    one.push(aside)
    (card,) = cards(central)
    assert not card.is_open
    assert len(central.rows(RECORD_TABLES["referral_event"])) == 4  # nothing is taken away


def test_events_that_go_together_make_none(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    letter = a_letter(one)
    one.push(an_event(one, letter, "passed", "2026-11-24T02:00:00Z"))
    two.push(an_event(two, letter, "started_work", "2026-11-25T02:00:00Z"))
    one.push(an_event(one, letter, "started_work", "2026-11-25T03:00:00Z"))
    assert cards(central) == []


def test_two_at_once_still_make_one_card(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    letters = [a_letter(one) for _ in range(8)]
    with ThreadPoolExecutor(2) as pool:
        for letter in letters:
            first = an_event(one, letter, "started_work", "2026-11-24T02:00:00Z")
            second = an_event(two, letter, "void", "2026-11-24T03:00:00Z")
            for done in [pool.submit(one.push, first), pool.submit(two.push, second)]:
                done.result()
    assert sorted(card.about_record for card in cards(central)) == sorted(letters)


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows_there", "asked"), [(False, 0), (True, 1)])
def test_a_push_that_meets_nobody_asks_at_most_once(
    central: ACentre, a_device: Device, rows_there: bool, asked: int
) -> None:
    pc = a_device()
    created = [pc.write(groups=named(f"Mẫu {n}")) for n in range(5)]
    if rows_there:
        pc.push(*created)
        created = [edit(pc, one.record, "Mẫu", one) for one in created]
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(central.engine, "before_cursor_execute", note)
    try:
        pc.push(*created)
    finally:
        event.remove(central.engine, "before_cursor_execute", note)
    assert sum("FROM conflict" in statement for statement in statements) == asked
