"""Registering and correcting a worker with the keys a counsellor presses."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import Superseded
from desktop_app.domain.id_cards import Doubt
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed
from desktop_app.office.drafts import drafts
from desktop_app.office.workers import (
    CardReading,
    correct_worker,
    find_workers,
    new_worker,
    read_card_text,
    worker,
)
from tests.builders import a_full_worker, a_worker
from tests.office.conftest import Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.photos import a_card_code, a_photo
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.cards import KeyButton
from ui.forms.scroll import FormScroll
from ui.screens.fold_out import FoldButton
from ui.screens.worker_form import WorkerForm
from ui.workplace import Workplace

ENTER, F10, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_F10, Qt.Key.Key_Escape
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
EN_CARD = "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"
MUI_CARD = "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||"
TORN_CARD = "020190001111||Vi Văn Nọi|05031990|Nam|Bản Cạo, Bính Xá, Đình Lập, Lạng Sơn|15082021"
"""An old commune of which parts went to two new ones."""


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> WorkerForm:  # noqa: ARG001 - it listens
    """The screen, not shown yet."""
    return WorkerForm(place)


@pytest.fixture
def keys(press: Pressing, type_text: Typing) -> Callable[..., int]:
    """`keys("Én", ENTER, …)` types texts and presses keys in turn, and counts them."""

    def typed(*parts: str | Qt.Key) -> int:
        for part in parts:
            if isinstance(part, str):
                type_text(part)
            else:
                press(part)
        return sum(len(part) if isinstance(part, str) else 1 for part in parts)

    return typed


def everybody(counter: Counter) -> list[Worker]:
    """All workers of the office."""
    rows = find_workers(counter.desk, text="", offset=0, limit=99).rows
    return [worker(counter.desk, worker_id=row.id) for row in rows]


def messages(screen: WorkerForm) -> list[tuple[str, str]]:
    """The problems under the fields."""
    return [(problem.field, problem.message) for problem in screen.form.problems()]


def editor_of(screen: WorkerForm, name: str) -> Any:
    """The editor of a field."""
    return next(cell.field.editor for cell in screen.form.cells() if cell.field.name == name)


# --- registering ---------------------------------------------------------------------------------


def test_a_worker_is_registered_with_keys_alone(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    qtbot: QtBot,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    shown(screen)
    pressed = keys("020195004318")  # the twelfth digit leads on
    qtbot.waitUntil(editor_of(screen, "full_name").hasFocus)
    pressed += keys("triệu thị mùi", ENTER, "120395", ENTER)
    pressed += keys("2", "dao", ENTER, "0378111204", ENTER)
    pressed += keys("bac", ENTER, "Thôn Hữu Vĩnh", ENTER, ENTER)
    pressed += keys("3", ENTER, "2")
    pressed += keys(F10)
    lanes.drain()
    [registered] = everybody(counter)
    assert registered == Worker(
        id=registered.id,
        personal_number="020195004318",
        full_name="Triệu Thị Mùi",
        birth_date=PartialDate(1995, 3, 12),
        sex="2",
        ethnicity="09",
        phone="0378111204",
        residence_commune="new:06325",
        residence_detail="Thôn Hữu Vĩnh",
        general_education="3",
        employment_status="2",
        registered_on=date(2026, 11, 23),
        registered_by=counter.desk.user.id,
    )
    assert trail.went == [("workers", {"worker_id": registered.id})]
    assert trail.said == ["Đã cất hồ sơ Triệu Thị Mùi."]
    assert pressed <= 90


def test_a_card_fills_the_form(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
):
    shown(screen)
    keys(EN_CARD, ENTER)  # as the scanner types it
    lanes.drain()
    assert editor_of(screen, "ethnicity").hasFocus()  # no card tells it
    pressed = keys("ta", ENTER, "0365111222", ENTER, ENTER, ENTER, ENTER, "4", ENTER, "1", F10)
    lanes.drain()
    [registered] = everybody(counter)
    assert registered == Worker(
        id=registered.id,
        personal_number="020301004567",
        personal_number_issued_on=date(2021, 9, 3),
        full_name="Hoàng Thị Én",
        birth_date=PartialDate(2001, 11, 21),
        sex="2",
        ethnicity="02",
        phone="0365111222",
        residence_commune="new:06040",
        residence_detail="Khu 2",
        general_education="4",
        employment_status="1",
        registered_on=date(2026, 11, 23),
        registered_by=counter.desk.user.id,
    )
    assert pressed <= 29


def test_a_card_is_pasted(screen: WorkerForm, shown: Showing, press: Pressing, lanes: Lanes):
    QGuiApplication.clipboard().setText(MUI_CARD + "\r\n")
    shown(screen)
    press(Qt.Key.Key_V, CONTROL)
    lanes.drain()
    assert screen.form.record() == replace(
        screen.form.record(),
        personal_number="020195007890",
        full_name="Triệu Thị Mùi",
        birth_date=PartialDate(1995, 9, 9),
        sex="2",
        residence_commune="new:06325",
        residence_detail="Thôn Hữu Vĩnh",
        personal_number_issued_on=date(2024, 11, 12),
    )
    QGuiApplication.clipboard().clear()


def test_a_screen_opened_with_a_card_reads_it(screen: WorkerForm, shown: Showing):
    shown(screen, card=EN_CARD)
    assert screen.form.record().full_name == "Hoàng Thị Én"
    assert editor_of(screen, "ethnicity").hasFocus()


def test_an_old_commune_that_was_divided_is_asked_about(
    screen: WorkerForm, shown: Showing, press: Pressing, lanes: Lanes
):
    shown(screen, card=TORN_CARD)
    lanes.drain()
    assert (screen.form.record().residence_commune, screen.aside.asks) == ("", True)
    press(Qt.Key.Key_2, ALT)
    assert (screen.form.record().residence_commune, screen.aside.asks) == ("new:06625", False)
    assert screen.form.record().residence_detail == "Bản Cạo"


def test_a_known_person_s_card_opens_the_person(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    mui = counter.registered()
    counter.issued(mui)
    shown(screen)
    keys(MUI_CARD, ENTER)
    lanes.drain()
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert trail.said == [
        "Triệu Thị Mùi: đăng ký hôm nay, giới thiệu đến HTX Hồi Bắc Sơn, chưa có kết quả"
    ]
    assert not screen.unsaved()


def test_a_known_person_s_card_takes_nothing_typed_away(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    mui = counter.registered()
    shown(screen)
    editor_of(screen, "full_name").setFocus()
    keys("Vi Văn Nọi")
    screen.number.setFocus()
    keys(MUI_CARD, ENTER)
    lanes.drain()
    (twin,) = screen.aside.twins()
    assert (twin.worker_id, trail.went) == (mui.id, [])
    assert screen.form.record().full_name == "Vi Văn Nọi"
    press(Qt.Key.Key_1, ALT)
    lanes.drain()
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert [draft.title for draft in drafts(counter.desk)] == ["Đăng ký: Vi Văn Nọi"]


def test_what_is_no_card_is_told_under_the_field(
    screen: WorkerForm, shown: Showing, keys: Callable[..., int], lanes: Lanes
):
    shown(screen)
    keys("https://example.com/a|b", ENTER)
    lanes.drain()
    assert messages(screen)[0] == (
        "personal_number",
        "Đây là mã của một trang web, không phải mã trên thẻ căn cước",
    )


def test_control_enter_saves_and_begins_the_next(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    shown(screen)
    keys(EN_CARD, ENTER)
    lanes.drain()
    screen.form.fill(ethnicity="02", employment_status="1")
    press(ENTER, CONTROL)
    lanes.drain()
    assert [each.full_name for each in everybody(counter)] == ["Hoàng Thị Én"]
    assert (screen.form.record().full_name, screen.unsaved(), trail.went) == ("", False, [])
    assert screen.number.hasFocus()


def test_nothing_is_filled_in_beforehand(screen: WorkerForm, shown: Showing, counter: Counter):
    shown(screen)
    blank = screen.form.record()
    assert blank == replace(new_worker(counter.desk), id=blank.id)


# --- problems ------------------------------------------------------------------------------------


def test_what_is_missing_is_told_under_the_fields(
    screen: WorkerForm, shown: Showing, press: Pressing, counter: Counter
):
    shown(screen)
    press(F10)
    assert messages(screen) == [
        ("full_name", "Chưa nhập họ và tên"),
        ("birth_date", "Chưa nhập ngày sinh"),
        ("sex", "Chưa chọn giới tính"),
        ("ethnicity", "Chưa chọn dân tộc"),
        ("employment_status", "Chưa chọn tình trạng việc làm"),
        ("residence_commune", "Chưa nhập nơi thường trú"),
    ]
    assert screen.foot.text() == (
        "Chưa có: Họ và tên, Ngày sinh, Giới tính, Dân tộc, Xã, phường thường trú, "
        "Tình trạng việc làm"
    )
    assert editor_of(screen, "full_name").hasFocus()
    assert everybody(counter) == []


def test_a_wrong_number_blocks_and_a_doubtful_one_warns(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
):
    complete = a_worker(personal_number="", registered_on=None)
    shown(screen)
    names = {cell.field.name for cell in screen.form.cells()}
    screen.form.fill(**{name: getattr(complete, name) for name in names})
    screen.number.setFocus()
    keys("02019500", F10)
    assert messages(screen) == [("personal_number", "Số định danh có 12 chữ số; đang có 8")]
    screen.number.selectAll()
    keys("020196007890", F10)
    assert messages(screen) == [("birth_date", "Số định danh không khớp năm sinh: số ghi 1996")]
    lanes.drain()
    assert [each.personal_number for each in everybody(counter)] == ["020196007890"]


def test_a_number_already_here_is_told_at_once_and_blocks(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    mui = counter.registered()
    shown(screen)
    keys("020195007890")
    lanes.drain()
    (twin,) = screen.aside.twins()
    assert (twin.full_name, twin.about) == ("Triệu Thị Mùi", "Nữ · 09/09/1995 · Xã Bắc Sơn · …7890")
    said = [label.text() for label in screen.form.findChildren(QLabel)]
    assert said.count("Số này đã có: Triệu Thị Mùi, sinh 1995") == 1
    screen.form.fill(
        full_name="Triệu Thị Mùi",
        birth_date=PartialDate(1995),
        sex="2",
        ethnicity="09",
        employment_status="2",
        residence_commune="new:06325",
    )
    press(F10)
    lanes.drain()
    assert messages(screen) == [("personal_number", "Số này đã có: Triệu Thị Mùi, sinh 1995")]
    assert (len(everybody(counter)), trail.went) == (1, [])
    press(Qt.Key.Key_1, ALT)
    lanes.drain()
    assert trail.went == [("workers", {"worker_id": mui.id})]
    assert len(drafts(counter.desk)) == 1


# --- leaving -------------------------------------------------------------------------------------


def test_escape_leaves_and_keeps_the_draft(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    shown(screen)
    keys("0201", ESCAPE)
    lanes.drain()
    assert (trail.back, trail.said) == (1, ["Đã giữ bản nháp."])
    assert [draft.title for draft in drafts(counter.desk)] == ["Đăng ký: chưa có tên"]


def test_a_card_that_opens_a_known_person_leaves_no_draft(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
    qtbot: QtBot,
):
    mui = counter.registered()
    shown(screen)
    keys(MUI_CARD)
    qtbot.waitUntil(lambda: len(drafts(counter.desk)) == 1)  # the scanner paused
    keys(ENTER)
    lanes.drain()
    lanes.drain()
    assert (trail.went, drafts(counter.desk)) == ([("workers", {"worker_id": mui.id})], [])


def test_coming_back_finds_what_was_typed(
    screen: WorkerForm, shown: Showing, keys: Callable[..., int]
):
    shown(screen)
    keys("0201")
    shown(screen)
    assert screen.form.record().personal_number == "0201"


# --- correcting ----------------------------------------------------------------------------------


def test_every_field_of_a_worker_is_on_the_form(screen: WorkerForm):
    shown_fields = {cell.field.name for cell in screen.form.cells()}
    kept_elsewhere = {"id", "stamps", "registered_on", "registered_by", "hidden"}
    assert shown_fields | kept_elsewhere == {each.name for each in fields(Worker)}


def test_the_form_keeps_the_rules_of_all_forms(
    screen: WorkerForm, shown: Showing, check_form: Callable[..., None]
):
    shown(screen)
    check_form(
        screen.form,
        a_full_worker(
            full_name="  lý  THỊ hòa ",
            birth_date=PartialDate(1951, 7),
            ethnicity="77",
            phone="hỏi chị Hoa",
            residence_commune="old:06187",
            technical_level="9z",
            priority_groups=("la", "dtts"),
            wanted_occupations=("75", "0x"),
            desired_wage=-1,
            note="một\r\n\n hai\n",
        ),
    )


def test_a_whole_record_is_shown_and_saved_unchanged(
    screen: WorkerForm,
    shown: Showing,
    press: Pressing,
    lanes: Lanes,
    counter: Counter,
    trail: Trail,
):
    full = a_full_worker(residence_commune="old:06187", registered_by=counter.desk.user.id)
    counter.registered(full)
    shown(screen, worker_id=full.id)
    assert (screen.title.text(), screen.who.text()) == ("Sửa hồ sơ", "Triệu Thị Mùi")
    assert editor_of(screen, "residence_commune").text() == "Thị trấn Cao Lộc (huyện Cao Lộc cũ)"
    assert (screen.form.record(), screen.unsaved()) == (full, False)
    press(F10)
    lanes.drain()
    assert worker(counter.desk, worker_id=full.id) == full
    assert trail.went == [("workers", {"worker_id": full.id})]


def test_a_correction_is_saved(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
):
    mui = counter.registered()
    shown(screen, worker_id=mui.id)
    assert screen.worker_id() == mui.id
    phone = editor_of(screen, "phone")
    phone.setFocus()
    phone.selectAll()
    keys("0912 345 671", F10)
    lanes.drain()
    assert worker(counter.desk, worker_id=mui.id) == replace(
        mui,
        phone="0912345671",
        registered_on=counter.desk.today(),
        registered_by=counter.desk.user.id,
    )


def test_a_saved_correction_can_be_taken_back(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
    place: Workplace,
):
    mui = counter.registered()
    undo: list[Callable[[], Changed]] = []
    place.done_undoably.connect(lambda _, verb: undo.append(verb))
    shown(screen, worker_id=mui.id)
    phone = editor_of(screen, "phone")
    phone.setFocus()
    phone.selectAll()
    keys("0912 345 671", F10)
    lanes.drain()
    correct_worker(
        counter.desk, worker=replace(worker(counter.desk, worker_id=mui.id), general_education="4")
    )
    undo[0]()
    after = worker(counter.desk, worker_id=mui.id)
    assert (after.phone, after.general_education) == (mui.phone, "4")
    with pytest.raises(Superseded):
        undo[0]()  # the number is no longer the one that was saved


# --- a record that has moved ---------------------------------------------------------------------


@dataclass
class Moved:
    """Mùi's record, corrected here and elsewhere at once."""

    screen: WorkerForm
    counter: Counter
    lanes: Lanes
    keys: Callable[..., int]
    shown: Showing
    mui: Worker

    def type(self, **typed: str) -> None:
        for name, text in typed.items():
            self.screen.form.focus_field(name)
            editor_of(self.screen, name).selectAll()
            self.keys(text)

    def elsewhere(self, **other: Any) -> None:
        stored = worker(self.counter.desk, worker_id=self.mui.id)
        correct_worker(self.counter.desk, worker=replace(stored, **other))

    def press(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            self.keys(key)
            for _ in range(3):
                self.lanes.drain()

    def stored(self) -> Worker:
        return worker(self.counter.desk, worker_id=self.mui.id)

    def comparison(self) -> list[list[str]]:
        """Label, before, mine, theirs of each line, as one reads them."""
        return [
            [
                label.text()
                for part in (row.label, row.before, row.mine, row.theirs)
                for label in part.findChildren(QLabel)[:1]
            ]
            for row in self.screen.comparison.lines
        ]


@pytest.fixture
def moved(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
) -> Moved:
    """Mùi's record, open."""
    mui = counter.registered()
    shown(screen, worker_id=mui.id)
    return Moved(screen, counter, lanes, keys, shown, mui)


def test_what_both_have_changed_is_decided_group_by_group(moved: Moved, trail: Trail):
    moved.type(phone="0912345671", experience="một năm", residence_detail="Thôn Nà Kéo")
    moved.elsewhere(
        phone="0865220917", experience="hai năm", residence_commune="new:06337", email="mui@vd.vn"
    )
    moved.press(F10)
    assert (messages(moved.screen), moved.screen.strip.text()) == ([], "")
    assert (trail.went, moved.screen.comparison.isVisible()) == ([], True)
    assert moved.comparison() == [
        ["Điện thoại", "0378 111 204", "0912 345 671", "0865 220 917"],
        [
            "Xã, phường thường trú\nThôn, khu, số nhà",
            "Xã Bắc Sơn\nThôn Hữu Vĩnh",
            "Xã Bắc Sơn\nThôn Nà Kéo",
            "Xã Tân Tri\nThôn Hữu Vĩnh",
        ],
        ["Kinh nghiệm làm việc (in trên phiếu)", "6 tháng may công nghiệp", "một năm", "hai năm"],
    ]
    said = [label.text() for label in moved.screen.comparison.findChildren(QLabel)]
    assert said.count("Đã nhận từ nơi khác vì bạn không sửa ở đây: Thư điện tử: mui@vd.vn") == 1
    assert len([text for text in said if text.startswith("Lý Thị Hoa, ")]) == 3
    moved.press(F10)  # nothing is decided yet
    assert (moved.stored().phone, moved.screen.comparison.isVisible()) == ("0865220917", True)
    missing = [row.mine.property("missing") for row in moved.screen.comparison.lines]
    assert missing == [True, True, True]
    assert moved.screen.comparison.foot.text() == "Chưa cất: còn 3 dòng chưa chọn, đã đánh dấu."
    moved.press("1", "2", "2", Qt.Key.Key_Up, Qt.Key.Key_Up, "2", "1", ENTER)
    after = moved.stored()
    assert (after.phone, after.email, after.experience) == ("0865220917", "mui@vd.vn", "hai năm")
    assert (after.residence_commune, after.residence_detail) == ("new:06325", "Thôn Nà Kéo")
    assert trail.went == [("workers", {"worker_id": moved.mui.id})]
    assert drafts(moved.counter.desk) == []


def test_what_only_others_have_changed_is_taken_over_without_a_word_to_decide(
    moved: Moved, trail: Trail
):
    moved.type(phone="0912345671")
    moved.elsewhere(general_education="4")
    moved.press(F10)
    after = moved.stored()
    assert (after.phone, after.general_education) == ("0912345671", "4")
    assert trail.went == [("workers", {"worker_id": moved.mui.id})]


def test_escape_goes_back_to_the_form_and_neither_version_is_lost(moved: Moved, trail: Trail):
    moved.type(phone="0912345671")
    moved.elsewhere(phone="0865220917")
    moved.press(F10, ESCAPE)
    assert not moved.screen.comparison.isVisible()
    assert (moved.screen.form.record().phone, trail.back) == ("0912345671", 0)
    moved.press(ESCAPE)
    assert (moved.stored().phone, trail.back) == ("0865220917", 1)
    moved.shown(moved.screen, worker_id=moved.mui.id)
    assert moved.screen.form.record().phone == "0912345671"
    moved.press(F10, "1", F10)
    assert (moved.stored().phone, drafts(moved.counter.desk)) == ("0912345671", [])


def test_a_record_that_moves_again_is_compared_again(moved: Moved):
    moved.type(phone="0912345671")
    moved.elsewhere(phone="0865220917")
    moved.press(F10, "1")
    moved.elsewhere(phone="0977000111")
    moved.press(ENTER)
    assert moved.comparison() == [["Điện thoại", "0865 220 917", "0912 345 671", "0977 000 111"]]
    moved.press("2", ENTER)
    assert moved.stored().phone == "0977000111"


def test_what_is_decided_may_still_be_refused(moved: Moved):
    """Both numbers are right alone; together with what came from elsewhere mine is not."""
    moved.type(birth_date="1996", phone="0912345671")
    moved.elsewhere(phone="0865220917")
    moved.counter.registered(moved.counter.binh())
    moved.type(personal_number="020090001234")
    moved.press(F10)
    assert moved.screen.form.problems() != []
    assert moved.screen.form.record().phone == "0912345671"


# --- the look ------------------------------------------------------------------------------------


def test_the_short_form_fits_without_scrolling(
    screen: WorkerForm, shown: Showing, cut_off: Callable[..., list[str]]
):
    shown(screen)
    scroll = screen.findChild(FormScroll)
    assert isinstance(scroll, FormScroll)
    assert scroll.verticalScrollBar().maximum() == 0
    assert cut_off(screen) == []


def test_more_details_unfold_with_the_focus_on_the_first(
    screen: WorkerForm, shown: Showing, qtbot: QtBot
):
    shown(screen)
    assert screen.more_button.isVisible()
    screen.more_button.click()
    qtbot.waitUntil(editor_of(screen, "old_id_number").hasFocus)
    assert screen.more_button.text() == "Bớt chi tiết"
    screen.more_button.click()
    assert not editor_of(screen, "old_id_number").isVisible()


def test_a_narrow_screen_shows_the_panel_only_when_it_asks(
    screen: WorkerForm, shown: Showing, keys: Callable[..., int], lanes: Lanes, counter: Counter
):
    counter.registered()
    shown(screen)
    screen.resize(900, 620)
    assert not screen.aside.isVisible()
    keys("020195007890")
    lanes.drain()
    assert screen.aside.isVisible()


def test_on_a_narrow_screen_the_panel_is_folded_out_and_in_by_a_key(
    screen: WorkerForm, shown: Showing, qtbot: QtBot
):
    shown(screen)
    [fold] = screen.findChildren(FoldButton)
    assert (screen.aside.isVisible(), fold.isVisible()) == (True, False)
    screen.resize(900, 620)
    assert (screen.aside.isVisible(), fold.isVisible()) == (False, True)
    for out in (True, False):
        qtbot.keyClick(screen, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
        assert screen.aside.isVisible() == out


# --- letters in doubt ----------------------------------------------------------------------------


def a_reading(counter: Counter, name: str, *doubts: Doubt) -> CardReading:
    """What a damaged card says."""
    whole = read_card_text(counter.desk, text=EN_CARD)
    return replace(whole, draft=replace(whole.draft, full_name=name), doubts=doubts)


def offered(screen: WorkerForm) -> list[str]:
    """The readings on the buttons of the panel."""
    QGuiApplication.processEvents()
    buttons = screen.aside.findChildren(KeyButton)
    return [each.text() for each in buttons if each.property("reading") and each.isVisible()]


def test_lost_letters_are_asked_about_and_block_saving(
    screen: WorkerForm,
    shown: Showing,
    keys: Callable[..., int],
    lanes: Lanes,
    counter: Counter,
):
    shown(screen)
    lost = [Doubt("full_name", at, 1, ()) for at in (4, 8)]
    screen.take_card(a_reading(counter, "Nguy?n V?n Bình", *lost))
    screen.form.fill(ethnicity="02", employment_status="1")
    name = editor_of(screen, "full_name")
    asked = ("full_name", "Máy quét làm hỏng 2 chữ: Nguy?n V?n Bình. Hãy xem thẻ và sửa.")
    assert (messages(screen)[0], name.hasFocus()) == (asked, True)
    keys(F10)
    lanes.drain()
    assert everybody(counter) == []
    assert name.selectedText() == "?"
    keys("ễ")
    assert [mark.start for mark in name.marks()] == [8]
    name.setCursorPosition(9)
    keys(Qt.Key.Key_Backspace, "ă", F10)
    lanes.drain()
    assert [each.full_name for each in everybody(counter)] == ["Nguyễn Văn Bình"]


def test_the_readings_of_a_letter_are_offered_by_digit(
    screen: WorkerForm, shown: Showing, press: Pressing, counter: Counter
):
    shown(screen)
    doubts = (Doubt("full_name", 0, 3, ("Lỷ",)), Doubt("full_name", 9, 2, ("Hoà",)))
    screen.take_card(a_reading(counter, "Lý? Thị Hoa", *doubts))
    name = editor_of(screen, "full_name")
    press(Qt.Key.Key_1, ALT)
    assert (name.text(), [mark.start for mark in name.marks()]) == ("Lỷ Thị Hoa", [8])
    press(Qt.Key.Key_2, ALT)  # as it stands
    assert (name.text(), name.marks(), screen.aside.asks) == ("Lỷ Thị Hoa", [], False)
    assert "full_name" not in [field for field, _ in messages(screen)]


def test_letters_are_asked_about_one_by_one_and_no_broken_name_is_offered(
    screen: WorkerForm, shown: Showing, press: Pressing, counter: Counter
):
    shown(screen)
    doubts = (
        Doubt("full_name", 2, 1, ("à",)),
        Doubt("full_name", 8, 1, ("ị", "i")),
        Doubt("full_name", 11, 1, ("à", "ĩ")),
    )
    screen.take_card(a_reading(counter, "Ho?ng Th? L?nh", *doubts))
    assert offered(screen) == ["Hoàng Th…"]
    press(Qt.Key.Key_1, ALT)
    assert offered(screen) == ["Hoàng Thị L…", "Hoàng Thi L…"]
    press(Qt.Key.Key_1, ALT)
    assert offered(screen) == ["Hoàng Thị Lành", "Hoàng Thị Lĩnh"]
    press(Qt.Key.Key_2, ALT)
    assert (editor_of(screen, "full_name").text(), screen.aside.asks) == ("Hoàng Thị Lĩnh", False)


def test_a_draft_goes_on_asking_for_lost_letters(
    screen: WorkerForm, shown: Showing, lanes: Lanes, counter: Counter
):
    shown(screen)
    screen.take_card(a_reading(counter, "Hoàng Thị ?n", Doubt("full_name", 10, 1, ())))
    screen.keep()
    lanes.drain()
    [draft] = drafts(counter.desk)
    screen.drop()
    shown(screen, draft=draft.record_id)
    assert messages(screen)[0][0] == "full_name"


def test_a_card_comes_from_the_clipboard_on_several_lines(
    screen: WorkerForm, shown: Showing, press: Pressing, lanes: Lanes
):
    QGuiApplication.clipboard().setText(EN_CARD.replace("Thất", "\nThất"))
    shown(screen)
    press(Qt.Key.Key_V, ALT)
    lanes.drain()
    assert screen.form.record().full_name == "Hoàng Thị Én"
    QGuiApplication.clipboard().setImage(a_photo(a_card_code(MUI_CARD)))
    shown(screen)
    press(Qt.Key.Key_V, ALT)
    lanes.drain()
    lanes.drain()
    assert screen.form.record().full_name == "Triệu Thị Mùi"
    QGuiApplication.clipboard().clear()
