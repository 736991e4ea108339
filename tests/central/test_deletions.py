"""An edit beats a concurrent delete, whichever of them arrives first, and a card asks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop_app.domain.changes import Change
from desktop_app.domain.stamps import name_all
from desktop_app.protocol.encoding import START
from desktop_app.storage.tables import RECORD_TABLES
from tests.central.test_cards import open_card, values_on
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]
CARD = RECORD_TABLES["conflict"]


def hide(pc: ADevice, record: str, *seen: Change, **more: Any) -> Change:
    groups: dict[str, Any] = {"hidden": {"hidden": True}}
    base = {"hidden": name_all(change.stamp for change in seen)}
    return pc.write(record=record, groups=groups, base=base, op="update", **more)


def note(pc: ADevice, record: str, text: str, **more: Any) -> Change:
    groups: dict[str, Any] = {"note": {"note": text}}
    return pc.write(record=record, groups=groups, base={"note": ""}, op="update", **more)


def is_hidden(central: ACentre) -> list[bool]:
    return [bool(row["hidden"]) for row in central.rows(RECORD_TABLES["worker"])]


def test_who_had_seen_all_hides_it(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    created = one.write()
    one.push(created)
    noted = note(two, created.record, "ca tối")
    two.push(noted)
    one.push(hide(one, created.record, created, noted))
    assert is_hidden(central) == [True]
    assert central.count(CARD) == 0


def test_a_delete_that_arrives_after_an_edit_it_had_not_seen(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write()
    one.push(created)
    two.push(note(two, created.record, "ca tối"))
    one.push(hide(one, created.record, created, ms=one.ms + 5000))
    assert is_hidden(central) == [False]
    card = open_card(central)
    assert (card.about_record, card.about_group) == (created.record, "hidden")
    assert values_on(card) == [{"hidden": True}]


def test_an_edit_that_arrives_after_a_delete_it_had_not_seen(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write()
    one.push(created)
    one.push(hide(one, created.record, created))
    two.push(note(two, created.record, "ca tối"))
    assert is_hidden(central) == [False]
    assert values_on(open_card(central)) == [{"hidden": True}]
    shown = [entry.change for entry in two.pull()["BS"] if "hidden" in entry.change.groups]
    assert [change.groups["hidden"]["hidden"] for change in shown] == [True, False]


def test_one_device_edits_and_hides_in_whatever_order(central: ACentre, a_device: Device) -> None:
    one = a_device()
    created = one.write()
    noted = note(one, created.record, "ca tối")
    one.push(created, noted, hide(one, created.record, created))
    assert is_hidden(central) == [True]
    assert central.count(CARD) == 0


def test_two_who_hide_the_same_are_of_one_mind(central: ACentre, a_device: Device) -> None:
    one, two = a_device(), a_device()
    created = one.write()
    one.push(created)
    one.push(hide(one, created.record, created))
    two.push(hide(two, created.record, created))
    assert is_hidden(central) == [True]
    assert central.count(CARD) == 0


def test_a_program_that_did_not_say_what_it_saw_hides_as_before(
    central: ACentre, a_device: Device
) -> None:
    one, two = a_device(), a_device()
    created = one.write()
    one.push(created)
    two.push(note(two, created.record, "ca tối"))
    one.push(replace(hide(one, created.record), wire=2))
    assert is_hidden(central) == [True]


def put_back(pc: ADevice, *, epoch: int) -> None:
    """The PC goes on with a file of an earlier day."""
    pc.epoch, pc.dseq, pc.chain = epoch, 0, START


def test_a_pc_that_was_put_back_deletes_what_it_wrote_since(
    central: ACentre, a_device: Device
) -> None:
    one = a_device()
    created = one.write()
    one.push(created, note(one, created.record, "ca tối"))
    put_back(one, epoch=2)
    one.push(hide(one, created.record, created))
    assert is_hidden(central) == [False]
    assert values_on(open_card(central)) == [{"hidden": True}]


def test_a_pc_that_was_put_back_edits_what_it_deleted_since(
    central: ACentre, a_device: Device
) -> None:
    one = a_device()
    created = one.write()
    one.push(created, hide(one, created.record, created))
    put_back(one, epoch=2)
    one.push(note(one, created.record, "ca tối"))
    assert is_hidden(central) == [False]
    assert values_on(open_card(central)) == [{"hidden": True}]


def test_a_pc_edits_what_it_has_deleted_itself(central: ACentre, a_device: Device) -> None:
    one = a_device()
    created = one.write()
    one.push(created, hide(one, created.record, created))
    one.push(note(one, created.record, "ca tối"))
    assert is_hidden(central) == [True]
    assert central.count(CARD) == 0
