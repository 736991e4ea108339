"""Thiết lập: the letterhead typed and saved, the period, the enrolment file, and nothing typed lost
to what others save meanwhile."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.domain.offices import Office
from desktop_app.domain.staff import Staff
from desktop_app.office.desk import Changed
from desktop_app.office.drafts import DRAFTS, DraftRow, drafts
from desktop_app.office.office_settings import (
    ExchangeSettings,
    exchange_settings,
    letterhead,
    save_letterhead,
    save_scanner_port,
    scanner_port,
)
from desktop_app.storage import records
from tests.office.conftest import Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.dialogs.enrolment_file import Unreadable
from ui.exchange import Exchange
from ui.screens.settings import SettingsScreen
from ui.screens.settings_tabs import HEADS_ONLY
from ui.workplace import Workplace

ENTER, F10, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_F10, Qt.Key.Key_Escape
FAR_FUTURE_MS = 4_000_000_000_000
NO_FILE = "Máy này chưa ghi danh: xin Trung tâm một tệp ghi danh (.ghidanh)."
FILE_IS_HERE = "Đã có tệp ghi danh; Trung tâm sẽ nhận máy này khi có mạng."


@pytest.fixture
def exchange(place: Workplace) -> Exchange:
    """The exchange beside the screen; not started."""
    return Exchange(place)


@pytest.fixture
def screen(place: Workplace, exchange: Exchange, trail: Trail, shown: Showing) -> SettingsScreen:
    """The screen, as it is opened."""
    assert trail.went == []
    screen = SettingsScreen(place, exchange)
    shown(screen)
    return screen


@pytest.fixture
def retype(
    screen: SettingsScreen, type_text: Typing, press: Pressing, lanes: Lanes
) -> Callable[..., None]:
    """`retype(address="Khu 2")` types over what stands in fields of the letterhead, or of the line
    where they are the line's."""

    def typed(**texts: str) -> None:
        for name, text in texts.items():
            form = screen.line if name in ("server", "period_minutes") else screen.letterhead
            form.focus_field("address" if name == "server" else name)
            press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            press(Qt.Key.Key_Delete)
            type_text(text)
        lanes.drain()

    return typed


def an_enrolment_file(folder: Path, **changes: Any) -> Path:
    """A file as the centre writes it, for another number than this PC took itself."""
    content: dict[str, Any] = {
        "format": "vieclam-enrolment",
        "version": 1,
        "address": "https://localhost:9",
        "ca_certificate": "made up",
        "office": "BS",
        "office_name": "Văn phòng Bắc Sơn",
        "pc": 3,
        "code": "made-up-code",
        "expires_ms": FAR_FUTURE_MS,
    }
    file = folder / "bac-son-3.ghidanh"
    file.write_text(json.dumps(content | changes), encoding="utf-8")
    return file


def test_what_is_set_is_shown_and_the_first_field_has_the_focus(
    screen: SettingsScreen, counter: Counter, cut_off: Callable[[QWidget], list[str]]
):
    assert screen.letterhead.record() == letterhead(counter.desk)
    assert (screen.line.record().address, screen.line.record().period_minutes) == ("", 15)
    assert (screen.enrolled.text(), screen.unsaved(), cut_off(screen)) == (NO_FILE, False, [])
    focused = screen.focusWidget()
    assert focused is screen.letterhead.cells()[0].field.editor


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (F10, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_typed_and_saved(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
    place: Workplace,
    key: Qt.Key,
    held: Qt.KeyboardModifier,
):
    heard: list[Changed] = []
    place.changed.connect(heard.append)
    before = letterhead(counter.desk)
    retype(address="Khu Minh Khai, xã Bắc Sơn", signer="Lý Thị Hoa", period_minutes="30")
    assert screen.unsaved()
    press(key, held)
    lanes.drain()
    now = letterhead(counter.desk)
    assert replace(now, stamps=before.stamps) == replace(
        before, address="Khu Minh Khai, xã Bắc Sơn", signer="Lý Thị Hoa"
    )
    assert exchange_settings(counter.desk) == ExchangeSettings(address="", period_minutes=30)
    assert trail.said == ["Đã cất thiết lập."]
    assert [each.kinds for each in heard if each != DRAFTS] == [frozenset({"office"})]
    assert not screen.unsaved()
    assert screen.letterhead.record() == now  # the next save begins from it
    retype(signer="Nông Thị Ba")
    press(key, held)
    lanes.drain()
    assert letterhead(counter.desk).signer == "Nông Thị Ba"


def test_enter_leads_through_the_fields_to_the_button(
    screen: SettingsScreen, press: Pressing, qapp: QApplication
):
    for _ in (*screen.letterhead.cells(), *screen.line.cells()):
        press(ENTER)
    assert qapp.focusWidget() is screen.save_button


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"centre_name": ""}, "centre_name", "Chưa nhập tên Trung tâm"),
        ({"period_minutes": "0"}, "period_minutes", "Số phút từ 1 đến 1.440"),
        ({"period_minutes": ""}, "period_minutes", "Số phút từ 1 đến 1.440"),
        (
            {"server": "https://trung-tam.example"},
            "address",
            "Địa chỉ Trung tâm có trong tệp ghi danh; hãy chọn tệp.",
        ),
    ],
)
def test_what_will_not_do_is_said_under_its_field_and_nothing_is_saved(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
    typed: dict[str, str],
    field: str,
    said: str,
):
    before = letterhead(counter.desk), exchange_settings(counter.desk)
    retype(**typed)
    press(F10)
    lanes.drain()
    problems = [*screen.letterhead.problems(), *screen.line.problems()]
    assert [(problem.field, problem.message) for problem in problems] == [(field, said)]
    assert (letterhead(counter.desk), exchange_settings(counter.desk)) == before
    assert (trail.said, screen.unsaved()) == ([], True)


def another_pc_saves(counter: Counter, place: Workplace, **changes: str) -> Office:
    """Somebody else's change has come with an exchange."""
    save_letterhead(counter.desk, office=replace(letterhead(counter.desk), **changes))
    place.announce(Changed(frozenset({"office"})))
    return letterhead(counter.desk)


def test_what_others_save_is_shown_but_never_over_something_typed(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
    trail: Trail,
    answering: Callable[[bool], None],
):
    newer = another_pc_saves(counter, place, signer="Nông Thị Ba")
    lanes.drain()
    assert screen.letterhead.record() == newer
    retype(signer="Lý Thị Hoa")
    newest = another_pc_saves(counter, place, signer="Vi Văn Tư")
    lanes.drain()
    assert screen.letterhead.record().signer == "Lý Thị Hoa"
    answering(False)
    press(ESCAPE)
    assert screen.letterhead.record().signer == "Lý Thị Hoa"
    answering(True)
    screen.cancel_button.click()
    lanes.drain()
    assert (screen.letterhead.record(), screen.unsaved()) == (newest, False)
    assert (drafts(counter.desk), trail.troubled) == ([], [])


def two_versions(counter: Counter, place: Workplace, retype: Callable[..., None]) -> None:
    """The head types while another PC's letterhead comes in."""
    retype(signer="Lý Thị Hoa")
    another_pc_saves(counter, place, signer="Vi Văn Tư", telephone="02053868687")


def test_a_letterhead_that_has_moved_is_compared_and_the_choice_saved(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
    trail: Trail,
):
    two_versions(counter, place, retype)
    press(F10)
    lanes.drain()
    assert (screen.comparison.isVisible(), screen.body.isVisible()) == (True, False)
    assert [each.key for each in screen.comparison.lines] == ["letterhead"]
    press(ESCAPE)  # back to what was typed
    assert (screen.comparison.isVisible(), screen.save_button.isVisible()) == (False, True)
    assert screen.letterhead.record().signer == "Lý Thị Hoa"
    press(F10)
    lanes.drain()
    press(Qt.Key.Key_1)
    press(F10)
    lanes.drain()
    now = letterhead(counter.desk)
    assert (now.signer, now.telephone) == ("Lý Thị Hoa", "")
    assert (screen.comparison.isVisible(), screen.unsaved()) == (False, False)
    assert (trail.said, drafts(counter.desk)) == (["Đã cất thiết lập."], [])


def test_theirs_can_be_taken_instead(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
    shown: Showing,
):
    two_versions(counter, place, retype)
    press(F10)
    lanes.drain()
    shown(screen)  # come back to from another screen
    press(Qt.Key.Key_2)
    press(F10)
    lanes.drain()
    now = letterhead(counter.desk)
    assert (now.signer, now.telephone) == ("Vi Văn Tư", "02053868687")
    assert (screen.letterhead.record(), screen.unsaved()) == (now, False)


# --- the draft -----------------------------------------------------------------------------------


def again(place: Workplace, exchange: Exchange, shown: Showing, draft: DraftRow) -> SettingsScreen:
    """The screen of the next program, opened from the list of drafts."""
    screen = SettingsScreen(place, exchange)
    shown(screen, **draft.opened, draft=draft.record_id)
    return screen


def test_a_letterhead_left_half_way_is_offered_and_goes_on_as_it_was(
    screen: SettingsScreen,
    retype: Callable[..., None],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
    exchange: Exchange,
    shown: Showing,
):
    retype(signer="Lý Thị Hoa", centre_name="")
    screen.hide()
    lanes.drain()
    assert (screen.unsaved(), screen.at_risk()) == (True, False)
    (draft,) = drafts(counter.desk)
    assert (draft.screen, draft.record_id, draft.title) == (
        "settings",
        counter.desk.office.id,
        f"Đầu giấy: {counter.desk.office.name}",
    )
    later = again(place, exchange, shown, draft)
    typed = later.letterhead.record()
    assert (typed.signer, typed.centre_name) == ("Lý Thị Hoa", "")
    assert later.draft_line.text().startswith("Bản nháp giữ lúc ")
    later.letterhead.fill(centre_name="Trung tâm Dịch vụ việc làm")
    press(F10)
    lanes.drain()
    assert letterhead(counter.desk).signer == "Lý Thị Hoa"
    assert (drafts(counter.desk), later.draft_line.isVisible()) == ([], False)


def test_a_draft_from_before_the_office_had_a_record_outlives_the_first_record(
    screen: SettingsScreen,
    retype: Callable[..., None],
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
):
    retype(signer="Lý Thị Hoa")
    screen.keep()
    lanes.drain()
    another_pc_saves(counter, place, signer="Vi Văn Tư")
    lanes.drain()
    assert [draft.screen for draft in drafts(counter.desk)] == ["settings"]
    assert screen.letterhead.record().signer == "Lý Thị Hoa"


def test_what_is_typed_back_leaves_no_draft(
    screen: SettingsScreen, retype: Callable[..., None], lanes: Lanes, counter: Counter
):
    retype(signer="Lý Thị Hoa")
    screen.keep()
    retype(signer="")
    screen.keep()
    lanes.drain()
    assert (screen.unsaved(), drafts(counter.desk)) == (False, [])


def test_a_draft_is_thrown_away_and_can_be_put_back(
    screen: SettingsScreen,
    retype: Callable[..., None],
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
    exchange: Exchange,
    shown: Showing,
):
    undone: list[Callable[[], Changed]] = []
    place.done_undoably.connect(lambda _, verb: undone.append(verb))
    retype(signer="Lý Thị Hoa")
    screen.hide()
    lanes.drain()
    later = again(place, exchange, shown, drafts(counter.desk)[0])
    later.draft_line.pressed.emit()
    lanes.drain()
    assert (later.unsaved(), drafts(counter.desk)) == (False, [])
    undone[0]()
    shown(later, draft=counter.desk.office.id)
    assert later.letterhead.record().signer == "Lý Thị Hoa"
    place.draft_dropped.emit("settings", counter.desk.office.id)
    lanes.drain()
    assert (later.unsaved(), drafts(counter.desk)) == (False, [])


# --- enrolment -----------------------------------------------------------------------------------


def test_an_enrolment_file_is_taken_and_the_centre_asked_at_once(
    screen: SettingsScreen,
    tmp_path: Path,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
    retype: Callable[..., None],
    press: Pressing,
):
    retype(signer="Lý Thị Hoa")  # something typed stays, and can be saved afterwards
    screen.enrol(an_enrolment_file(tmp_path))
    lanes.drain()
    assert exchange_settings(counter.desk).address == "https://localhost:9"
    assert screen.line.record().address == "https://localhost:9"
    assert trail.said == ["Đã nhận tệp ghi danh, đang liên lạc với Trung tâm."]
    assert (screen.enrolled.text(), trail.troubled) == (FILE_IS_HERE, [])
    press(F10)
    lanes.drain()
    assert letterhead(counter.desk).signer == "Lý Thị Hoa"


@pytest.mark.parametrize("chosen", ["a folder", "gone", "none", "another office"])
def test_another_file_is_refused_with_a_sentence(
    screen: SettingsScreen,
    tmp_path: Path,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
    chosen: str,
):
    file = tmp_path / "chosen.ghidanh"
    if chosen == "a folder":
        file.mkdir()
    elif chosen == "none":
        file.write_bytes(bytes(range(256)))
    elif chosen == "another office":
        file = an_enrolment_file(tmp_path, office="TD", office_name="Văn phòng Tràng Định")
    screen.enrol(file)
    lanes.drain()
    said = {
        "a folder": Unreadable.sentence,
        "gone": Unreadable.sentence,
        "none": "Tệp này không phải tệp ghi danh của Trung tâm. Hãy chọn tệp có đuôi .ghidanh.",
        "another office": (
            "Tệp ghi danh này của Văn phòng Tràng Định, còn máy này thuộc Văn phòng Bắc Sơn. "
            "Hãy xin Trung tâm tệp của văn phòng mình."
        ),
    }
    assert (trail.troubled, trail.said) == ([said[chosen]], [])
    assert (exchange_settings(counter.desk).address, screen.enrolled.text()) == ("", NO_FILE)


def test_nothing_can_be_saved_before_the_settings_are_there(
    place: Workplace, exchange: Exchange, lanes: Lanes, trail: Trail
):
    screen = SettingsScreen(place, exchange)
    screen.show()
    screen.save_button.click()
    assert (screen.save_button.isEnabled(), screen.letterhead.isEnabled()) == (False, False)
    lanes.drain()
    assert (trail.said, trail.troubled) == ([], [])
    screen.deleteLater()


# --- who may -------------------------------------------------------------------------------------


def test_a_counsellor_sees_a_sentence_and_no_form(
    place: Workplace,
    exchange: Exchange,
    counter: Counter,
    shown: Showing,
    trail: Trail,
    press: Pressing,
):
    desk = counter.desk
    with desk.store.write(user="somebody") as transaction:
        known = records.get(transaction, Staff, desk.user.id)
        assert known is not None
        records.save(transaction, replace(known, role="counsellor"))
    screen = SettingsScreen(place, exchange)
    shown(screen)
    told = [label.text() for label in screen.body.findChildren(QLabel) if label.isVisible()]
    assert HEADS_ONLY in told
    for part in (screen.letterhead, screen.line, screen.save_button, screen.enrol_button):
        assert part.isVisible() is False
    press(F10)
    screen.save_button.click()
    assert (trail.said, trail.troubled, screen.unsaved()) == ([], [], False)


def test_the_port_of_the_scanner_is_kept_as_soon_as_it_is_chosen(
    screen: SettingsScreen,
    type_text: Typing,
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    panel = screen.scanner
    assert panel.port.text() == "0   Như bàn phím (không dùng cổng)"
    save_scanner_port(counter.desk, port="COM7")
    panel.refresh()
    lanes.drain()
    assert panel.port.text().endswith("COM7 (chưa cắm)")
    panel.port.setFocus()
    panel.port.selectAll()
    type_text("0")
    press(ENTER)
    lanes.drain()
    assert (scanner_port(counter.desk), trail.said) == ("", ["Đã cất thiết lập máy quét."])
