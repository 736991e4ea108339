"""Tests of desktop_app/office/office_settings.py on a real database."""

from dataclasses import replace

import msgspec
import pytest

from desktop_app.domain.offices import Office
from desktop_app.office.desk import Changed, Desk, Invalid
from desktop_app.office.exchange import exchange_status
from desktop_app.office.office_settings import (
    ExchangeSettings,
    exchange_settings,
    letterhead,
    save_exchange_settings,
    save_letterhead,
    use_enrolment,
)
from desktop_app.protocol.messages import ENROLMENT_MS, Enrolment
from desktop_app.storage import device_keys
from desktop_app.storage.new_epoch import began_ms, begin_new_epoch
from desktop_app.storage.setting_rows import get_setting
from tests.unsent import unsent_changes


def an_enrolment_file(**other: object) -> bytes:
    file = Enrolment(
        address="https://trung-tam.example:8443",
        ca_certificate="-----BEGIN CERTIFICATE-----",
        office="BS",
        office_name="Văn phòng Bắc Sơn",
        pc=2,
        code="ABCD",
        expires_ms=2_000_000_000_000,
    )
    return msgspec.json.encode(msgspec.structs.replace(file, **other))


def sent_kinds(desk: Desk) -> list[str]:
    with desk.store.read() as connection:
        return [change.kind for change in unsent_changes(connection)]


def test_an_untouched_letterhead_shows_the_usual_words(desk: Desk):
    assert letterhead(desk) == Office(
        id=desk.office.id,
        code="BS",
        name="Văn phòng Bắc Sơn",
        parent_body="Sở Nội vụ tỉnh Lạng Sơn",
        centre_name="Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn",
        place_name="Bắc Sơn",
    )


def test_a_letterhead_nobody_touched_makes_no_record_to_collide_with_another_pcs(desk: Desk):
    changed = save_letterhead(desk, office=letterhead(desk))
    assert changed.kinds == frozenset()
    assert sent_kinds(desk) == ["staff"]


def test_the_letterhead_is_kept_and_sent(desk: Desk):
    entered = replace(letterhead(desk), address="Khu Minh Khai", signer="Lý Thị Hoa")
    assert save_letterhead(desk, office=entered) == Changed(frozenset({"office"}), entered.id)
    shown = letterhead(desk)
    assert shown == entered
    save_letterhead(desk, office=replace(shown, telephone="0205 3 883 120"))
    assert letterhead(desk).telephone == "0205 3 883 120"
    assert save_letterhead(desk, office=letterhead(desk)).kinds == frozenset()
    assert sent_kinds(desk) == ["staff", "office", "office"]


def test_a_letterhead_needs_its_words(desk: Desk):
    with pytest.raises(Invalid) as refused:
        save_letterhead(desk, office=replace(letterhead(desk), centre_name=" "))
    assert [problem.field for problem in refused.value.problems] == ["centre_name"]


def test_before_an_enrolment_there_is_only_the_period(desk: Desk):
    assert exchange_settings(desk) == ExchangeSettings(address="", period_minutes=15)
    save_exchange_settings(desk, settings=ExchangeSettings(address="", period_minutes=5))
    assert exchange_settings(desk).period_minutes == 5
    for wrong, field in (
        (ExchangeSettings(address="https://x.example", period_minutes=5), "address"),
        (ExchangeSettings(address="", period_minutes=0), "period_minutes"),
    ):
        with pytest.raises(Invalid) as refused:
            save_exchange_settings(desk, settings=wrong)
        assert [problem.field for problem in refused.value.problems] == [field]


def test_an_enrolment_brings_address_and_number(desk: Desk):
    use_enrolment(desk, content=an_enrolment_file())
    known = exchange_settings(desk)
    assert known == ExchangeSettings(address="https://trung-tam.example:8443", period_minutes=15)
    with desk.store.read() as connection:
        assert get_setting(connection, "pc", "") == "2"
    moved = replace(known, address="https://moi.example:8443/")
    save_exchange_settings(desk, settings=moved)
    assert exchange_settings(desk).address == "https://moi.example:8443"
    with pytest.raises(Invalid):
        save_exchange_settings(desk, settings=replace(known, address="http://moi.example"))


def test_after_a_restore_only_a_file_written_since_settles_the_number(desk: Desk):
    use_enrolment(desk, content=an_enrolment_file())
    begin_new_epoch(desk.store)
    assert exchange_status(desk).pc is None
    with desk.store.read() as connection:
        earliest = began_ms(connection) - 10 * 60_000 + ENROLMENT_MS
    with pytest.raises(Invalid) as refused:
        use_enrolment(desk, content=an_enrolment_file(expires_ms=earliest - 1))
    assert [problem.message for problem in refused.value.problems] == [
        "Tệp ghi danh này được cấp trước khi máy khôi phục nên số máy trong đó có thể đã dùng. "
        "Hãy xin Trung tâm tệp mới."
    ]
    assert exchange_status(desk).pc is None
    use_enrolment(desk, content=an_enrolment_file(pc=5, expires_ms=earliest))
    assert exchange_status(desk).pc == 5


def test_a_file_of_the_time_that_was_lost_does_not_bring_its_number_back(desk: Desk):
    """The backup is from before the PC was enrolled, so it took a number of its own; the file with
    which it was enrolled, and issued letters, still lies on the stick."""
    begin_new_epoch(desk.store)
    assert exchange_status(desk).pc == 2
    with desk.store.read() as connection:
        earlier = began_ms(connection) - 11 * 60_000 + ENROLMENT_MS
    use_enrolment(desk, content=an_enrolment_file(pc=1, expires_ms=earlier))
    assert exchange_settings(desk).address == "https://trung-tam.example:8443"
    assert exchange_status(desk).pc is None


def test_the_pc_is_enrolled_when_the_centre_has_seen_its_code(desk: Desk):
    use_enrolment(desk, content=an_enrolment_file())
    status = exchange_status(desk)
    assert (status.enrolled, status.enrolling) == (False, True)
    with desk.store.apply() as transaction:
        device_keys.mark_enrolled(transaction)
    status = exchange_status(desk)
    assert (status.enrolled, status.enrolling) == (True, False)
    assert exchange_settings(desk).enrolled is True


def test_another_offices_file_is_refused(desk: Desk):
    with pytest.raises(Invalid) as refused:
        use_enrolment(
            desk, content=an_enrolment_file(office="TD", office_name="Văn phòng Tràng Định")
        )
    assert [problem.message for problem in refused.value.problems] == [
        "Tệp ghi danh này của Văn phòng Tràng Định, còn máy này thuộc Văn phòng Bắc Sơn. "
        "Hãy xin Trung tâm tệp của văn phòng mình."
    ]
    assert exchange_settings(desk).address == ""
