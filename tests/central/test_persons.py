"""Links between records of one person, made by the real centre over HTTPS."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from desktop_app.central import tables
from desktop_app.central.persons import MOST_ALIKE
from desktop_app.domain.changes import CENTRE_DEVICE, Change
from desktop_app.domain.person_links import link_id
from desktop_app.domain.stamps import name_all
from desktop_app.storage.tables import RECORD_TABLES, decode_stamps
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
LINK = RECORD_TABLES["person_link"]
NUMBER = "020190001234"


def groups(
    name: str = "Hoàng Thị Mẫu", born: str = "1990-03-02", number: str = NUMBER
) -> dict[str, Any]:
    return {"name": {"full_name": name}, "birth": {"birth_date": born}, **numbered(number)}


def numbered(number: str) -> dict[str, Any]:
    return {"personal_number": {"personal_number": number, "personal_number_issued_on": None}}


def said(state: str, by: str) -> dict[str, Any]:
    return {"state": {"state": state, "decided_by": by, "decided_at": "2026-11-23T02:52:00Z"}}


def link_row(central: ACentre) -> dict[str, Any]:
    (row,) = central.rows(LINK)
    return row


def states(central: ACentre) -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["state"], row["decided_by"]) for row in central.rows(LINK)}


def links_pulled(device: ADevice) -> dict[str, list[Change]]:
    found = {
        stream: [one.change for one in changes if one.change.kind == "person_link"]
        for stream, changes in device.pull().items()
    }
    return {stream: changes for stream, changes in found.items() if changes}


def in_order(one: str, other: str) -> tuple[str, str]:
    first, second = sorted((one, other))
    return first, second


def test_two_records_that_agree_are_linked_and_both_offices_are_told(
    central: ACentre, a_device: Device
) -> None:
    here, there, third, all_seeing = (a_device(code) for code in ("BS", "TD", "HL", "LS"))
    one, other = here.write(groups=groups()), there.write(groups=groups("HOÀNG THI MẪU"))
    here.push(one)
    there.push(other)
    first, second = in_order(one.record, other.record)
    words = {one.record: "Hoàng Thị Mẫu, 1990, VP Bắc Sơn"}
    words[other.record] = "HOÀNG THI MẪU, 1990, VP Tràng Định"
    row = link_row(central)
    made = {name: row[name] for name in row if name not in {"stamps", "extra"}}
    assert made == {
        "id": link_id(one.record, other.record),
        "first": first,
        "second": second,
        "first_words": words[first],
        "second_words": words[second],
        "reason": "alike",
        "state": "linked",
        "decided_by": "",
        "decided_at": None,
        "stream": "BS" if first == one.record else "TD",
    }
    (ours,), (theirs,) = links_pulled(here)["BS"], links_pulled(there)["TD"]
    assert (ours.groups, ours.stamp) == (theirs.groups, theirs.stamp)
    assert ours.device == CENTRE_DEVICE
    assert links_pulled(third) == {}
    assert links_pulled(all_seeing).keys() == {"BS", "TD"}


def test_nothing_of_the_other_record_travels_but_the_words(
    central: ACentre, a_device: Device
) -> None:
    here, there = a_device("BS"), a_device("TD")
    here.push(here.write(groups=groups()))
    there.push(there.write(groups=groups()))
    assert central.count(LINK) == 1
    for device, stream in ((here, "BS"), (there, "TD")):
        came = device.pull()
        assert came.keys() == {stream}
        assert [one.change.kind for one in came[stream]] == ["worker", "person_link"]


def test_the_number_alone_proposes(central: ACentre, a_device: Device) -> None:
    here, there = a_device("BS"), a_device("TD")
    one, other = here.write(groups=groups()), there.write(groups=groups(born="1991-03-02"))
    here.push(one)
    there.push(other)
    assert states(central) == {link_id(one.record, other.record): ("proposed", "")}
    assert link_row(central)["reason"] == "number"


def test_two_records_in_one_push_are_linked(central: ACentre, a_device: Device) -> None:
    here = a_device("BS")
    one, other = here.write(groups=groups()), here.write(groups=groups())
    here.push(one, other)
    assert states(central) == {link_id(one.record, other.record): ("linked", "")}
    assert central.rows(tables.also_in) == []


def test_what_nobody_decided_follows_the_facts(central: ACentre, a_device: Device) -> None:
    here, there = a_device("BS"), a_device("TD")
    one, other = here.write(groups=groups()), there.write(groups=groups(born="1991-03-02"))
    here.push(one)
    there.push(other)
    link = link_id(one.record, other.record)
    seen = [other.stamp]
    for change, expected in (
        ({"birth": {"birth_date": "1990-03-02"}}, "linked"),
        ({"name": {"full_name": "Hoàng Thị Mận"}}, "proposed"),
        (numbered("020190004321"), "apart"),
        (numbered(""), "apart"),
        (numbered(NUMBER), "proposed"),
        ({"hidden": {"hidden": True}}, "apart"),
    ):
        base = dict.fromkeys(change, name_all(seen))
        pushed = there.write(record=other.record, groups=change, base=base, op="update")
        seen.append(pushed.stamp)
        there.push(pushed)
        assert states(central) == {link: (expected, "")}
    assert len(links_pulled(here)["BS"]) == 7 - 1  # once emptied, it was apart already
    row = link_row(central)
    assert {row["first_words"], row["second_words"]} == {
        "Hoàng Thị Mẫu, 1990, VP Bắc Sơn",
        "Hoàng Thị Mận, 1990, VP Tràng Định",
    }


def test_a_decision_of_the_other_office_arrives_and_is_never_reopened(
    central: ACentre, a_device: Device
) -> None:
    here, there = a_device("BS"), a_device("TD")
    one, other = here.write(groups=groups()), there.write(groups=groups(born="1991-03-02"))
    here.push(one)
    there.push(other)
    link = link_id(one.record, other.record)
    for device in (here, there):  # each of the two, whosever stream the link is in
        base = decode_stamps(link_row(central)["stamps"])["state"]
        decision = device.write(
            "person_link", link, groups=said("apart", "u1"), base={"state": base}, op="update"
        )
        assert device.push(decision).held == []
    there.push(
        there.write(
            record=other.record, groups={"birth": {"birth_date": "1990-03-02"}}, op="update"
        )
    )
    assert states(central) == {link: ("apart", "u1")}


def test_a_decision_taken_before_the_facts_changed_is_not_undone_by_them(
    central: ACentre, a_device: Device
) -> None:
    here, there = a_device("BS"), a_device("TD")
    one, other = here.write(groups=groups()), there.write(groups=groups(born="1991-03-02"))
    here.push(one)
    there.push(other)
    link = link_id(one.record, other.record)
    base = decode_stamps(link_row(central)["stamps"])["state"]
    central.clock_ms = 60_000
    there.push(
        there.write(
            record=other.record, groups={"birth": {"birth_date": "1990-03-02"}}, op="update"
        )
    )
    here.push(
        here.write(
            "person_link", link, groups=said("apart", "u1"), base={"state": base}, op="update"
        )
    )
    assert states(central) == {link: ("apart", "u1")}
    last = [links_pulled(device)[name][-1] for device, name in ((here, "BS"), (there, "TD"))]
    assert [change.groups for change in last] == [said("apart", "u1")] * 2


def test_somebody_hidden_and_somebody_without_a_number_are_not_linked(
    central: ACentre, a_device: Device
) -> None:
    here, there = a_device("BS"), a_device("TD")
    here.push(here.write(groups={**groups(), "hidden": {"hidden": True}}))
    here.push(here.write(groups=groups(number="")))
    there.push(there.write(groups=groups()), there.write(groups=groups(number="")))
    assert central.rows(LINK) == []


def test_a_number_many_have_links_nobody(central: ACentre, a_device: Device) -> None:
    here = a_device("BS")
    here.push(*(here.write(groups=groups(number="000000000000")) for _ in range(MOST_ALIKE + 1)))
    assert central.rows(LINK) == []


def test_two_pushes_at_once_do_not_miss_each_other(central: ACentre, a_device: Device) -> None:
    devices = [a_device(code) for code in ("BS", "TD") * 2]
    for turn in range(10):
        number = f"0201900100{turn:02}"
        new = [device.write(groups=groups(number=number)) for device in devices]
        with ThreadPoolExecutor(len(devices)) as pool:
            list(pool.map(ADevice.push, devices, new))
    assert central.count(LINK) == 10 * 6
    assert {row["state"] for row in central.rows(LINK)} == {"linked"}


def test_a_link_made_by_hand_goes_to_both_offices_only_from_where_both_are_seen(
    a_device: Device,
) -> None:
    here, there, all_seeing = a_device("BS"), a_device("TD"), a_device("LS")
    one, other = here.write(groups=groups(number="")), there.write(groups=groups(number=""))
    here.push(one)
    there.push(other)
    first, second = in_order(one.record, other.record)
    made = {"pair": {"first": first, "second": second}, **said("linked", "u1")}
    link = link_id(first, second)
    assert all_seeing.push(all_seeing.write("person_link", link, groups=made)).held == []
    assert [links_pulled(device).keys() for device in (here, there)] == [{"BS"}, {"TD"}]
    third = a_device("HL")
    third.push(third.write("person_link", "forged", groups=made))
    assert [len(*links_pulled(device).values()) for device in (here, there)] == [1, 1]


def test_a_decision_about_a_link_that_a_restored_centre_makes_again(
    central: ACentre, a_device: Device
) -> None:
    """It arrives with the record from which the link follows, or even before it."""
    here, there = a_device("BS"), a_device("BS")
    one, other = here.write(groups=groups()), there.write(groups=groups())
    link = link_id(one.record, other.record)
    early, late = (
        pc.write("person_link", link, groups=said("apart", user), op="update")
        for pc, user in ((here, "u1"), (there, "u2"))
    )
    here.push(one, early)
    there.push(other, late)
    assert central.rows(tables.quarantine) == []
    assert states(central)[link] in {("apart", "u1"), ("apart", "u2")}
