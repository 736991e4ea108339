"""The form over a record: read back whole, walked with keys, problems under the fields."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor, PartialDateEditor
from ui.forms.editors import (
    DatedCheckEditor,
    DigitsEditor,
    MoneyEditor,
    NameEditor,
    NotesEditor,
    NumberEditor,
    PhoneEditor,
    TextEditor,
)
from ui.forms.field import Field, Section
from ui.forms.record_form import COLUMN_GAP, RecordForm, _named
from ui.forms.scroll import FormScroll
from ui.forms.several_editors import MultiCodeEditor, TilesEditor

TODAY = date(2026, 11, 23)
SEX = (Choice("1", "Nam"), Choice("2", "Nữ"))
GROUPS = (Choice("ho_ngheo", "Thuộc hộ nghèo"), Choice("dtts", "Dân tộc thiểu số"))
AWKWARD = Worker(
    id="w1",
    full_name="  triệu  THỊ Mu\u0300i ",
    birth_date=PartialDate(1951),
    sex="9",
    personal_number="02019500431",
    phone="hỏi chị Hoa",
    desired_wage=-1,
    priority_groups=("la", "dtts"),
    consent_on=date(2020, 2, 29),
    note="một\r\n\n hai\n",
)


def today() -> date:
    return TODAY


def check(worker: Worker) -> list[Problem]:
    found: list[Problem] = []
    if not worker.full_name:
        found.append(Problem("full_name", "Chưa có họ và tên"))
    if worker.phone and len(worker.phone) != 10:
        found.append(Problem("phone", "Di động có 10 số"))
    if worker.birth_date and worker.birth_date.year < 1960:
        found.append(Problem("birth_date", "Đã quá tuổi lao động", Severity.WARNING))
    if not worker.id:
        found.append(Problem("id", "Không có mã"))
    return found


def worker_form(**how: Any) -> RecordForm[Worker]:
    return RecordForm[Worker](
        [
            Section("Nhân thân"),
            Field("personal_number", "Số định danh cá nhân", DigitsEditor(length=12)),
            Field("full_name", "Họ và tên", NameEditor(), required=True),
            Field("birth_date", "Ngày sinh", PartialDateEditor(today)),
            Field("sex", "Giới tính", CodeEditor(SEX)),
            Field("phone", "Điện thoại", PhoneEditor(), hint="10 số"),
            Section("Nhu cầu"),
            Field("desired_wage", "Lương thấp nhất", MoneyEditor()),
            Field("priority_groups", "Đối tượng ưu tiên", MultiCodeEditor(GROUPS), span=2),
            Field("consent_on", "Đồng ý cho dùng thông tin", DatedCheckEditor(today), span=3),
            Section("Chi tiết", more=True),
            Field("note", "Ghi chú", NotesEditor(), span=3),
        ],
        check,
        **how,
    )


class Page:
    """A form in a window with a save button, as a person has it."""

    def __init__(self, form: RecordForm[Worker]) -> None:
        self.form = form
        self.window = QWidget()
        self.window.resize(900, 600)
        self.save = QPushButton("Cất")
        layout = QVBoxLayout(self.window)
        layout.addWidget(form, 1)
        layout.addWidget(self.save)
        form.leads_to(self.save)

    @property
    def focused(self) -> str:
        """The name of the field with the focus, or "save"."""
        widget = self.window.focusWidget()
        if widget is self.save:
            return "save"
        for cell in self.form.cells():
            editor = cell.field.editor
            if widget is not None and (editor is widget or editor.isAncestorOf(widget)):
                return cell.field.name
        return ""

    def message(self, name: str) -> str:
        """What stands under a field."""
        editor = next(c.field.editor for c in self.form.cells() if c.field.name == name)
        return editor.accessibleDescription()

    def state(self, name: str) -> str:
        """How a field is marked."""
        editor = next(c.field.editor for c in self.form.cells() if c.field.name == name)
        return editor.property("state") or ""


@pytest.fixture
def page(on_screen: Callable[[QWidget], None]) -> Page:
    page = Page(worker_form())
    on_screen(page.window)
    page.form.show_record(Worker(id="w1"))
    page.form.focus_first()
    return page


@pytest.fixture
def press(qtbot: QtBot, page: Page) -> Callable[..., None]:
    """`press(Qt.Key.Key_Return, …)` presses keys where the focus is."""

    def keys(*codes: Qt.Key, shift: bool = False) -> None:
        how = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for code in codes:
            qtbot.keyClick(page.window.focusWidget(), code, how)

    return keys


Press = Callable[..., None]
Type = Callable[[str], None]


def test_the_rules_for_every_form_hold(
    on_screen: Callable[[QWidget], None], check_form: Callable[[RecordForm[Any], Any], None]
) -> None:
    form = worker_form()
    on_screen(form)
    check_form(form, AWKWARD)


def test_what_is_typed_is_read_back_whole(page: Page, press: Press, type_text: Type) -> None:
    start = replace(AWKWARD, full_name="", birth_date=None, sex="", phone="", desired_wage=None)
    page.form.show_record(start)
    page.form.focus_field("full_name")
    type_text("nông văn bình")
    press(Qt.Key.Key_Return)
    type_text("010295")
    press(Qt.Key.Key_Return)
    type_text("1")  # a digit takes the choice and goes on
    type_text("0912345678")
    press(Qt.Key.Key_Return)
    type_text("7tr5")
    press(Qt.Key.Key_Return)
    assert page.form.record() == replace(
        start,
        full_name="Nông Văn Bình",
        birth_date=PartialDate(1995, 2, 1),
        sex="1",
        phone="0912345678",
        desired_wage=7_500_000,
    )


def test_enter_and_down_go_on_and_shift_enter_and_up_go_back(page: Page, press: Press) -> None:
    press(Qt.Key.Key_Return)
    assert page.focused == "full_name"
    press(Qt.Key.Key_Down, Qt.Key.Key_Enter)
    assert page.focused == "sex"
    press(Qt.Key.Key_Return, shift=True)
    assert page.focused == "birth_date"
    press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert page.focused == "personal_number"


def test_enter_after_the_last_field_goes_to_the_save_button_and_never_presses_it(
    qtbot: QtBot, page: Page, press: Press
) -> None:
    page.form.focus_field("consent_on")
    with qtbot.assertNotEmitted(page.save.clicked):
        press(Qt.Key.Key_Return)
    assert page.focused == "save"


def test_ctrl_enter_belongs_to_the_screen(qtbot: QtBot, page: Page) -> None:
    page.form.focus_field("sex")
    qtbot.keyClick(
        page.window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    assert page.focused == "sex"


def test_tab_walks_in_the_order_of_the_fields(page: Page, press: Press) -> None:
    order = []
    for _ in range(9):
        order.append(page.focused)
        press(Qt.Key.Key_Tab)
    listed = [cell.field.name for cell in page.form.cells()]
    assert order == [*listed[:-1], "save"]  # the last one is folded away


def test_a_full_number_goes_on_by_itself(page: Page, type_text: Type, qtbot: QtBot) -> None:
    type_text("020195004318")
    qtbot.waitUntil(lambda: page.focused == "full_name")


def test_a_full_day_goes_on_by_itself_and_a_choice_does_unless_it_is_switched_off(
    page: Page, type_text: Type, qtbot: QtBot
) -> None:
    page.form.focus_field("birth_date")
    type_text("01021995")
    qtbot.waitUntil(lambda: page.focused == "sex")
    type_text("2")
    assert page.focused == "phone"
    page.form.advances = False
    page.form.focus_field("sex")
    type_text("1")
    assert page.focused == "sex"


def test_a_field_is_checked_when_it_is_left_not_before(
    page: Page, press: Press, type_text: Type
) -> None:
    page.form.focus_field("phone")
    type_text("0912")
    assert (page.message("phone"), page.state("phone")) == ("", "")
    press(Qt.Key.Key_Return)
    assert (page.message("phone"), page.state("phone")) == ("Di động có 10 số", "prob")
    assert page.message("full_name") == ""  # not left yet: nobody is scolded in advance
    press(Qt.Key.Key_Up)
    type_text("0912345678")
    press(Qt.Key.Key_Return)
    assert (page.message("phone"), page.state("phone")) == ("", "")


def test_a_warning_is_shown_and_does_not_block(page: Page, press: Press, type_text: Type) -> None:
    page.form.focus_field("birth_date")
    type_text("1951")
    press(Qt.Key.Key_Return)
    assert page.state("birth_date") == "warn"
    assert page.message("birth_date") == "Đã quá tuổi lao động · Chỉ biết năm"


def test_a_half_typed_value_is_a_problem_and_the_record_keeps_the_old_one(
    page: Page, press: Press, type_text: Type
) -> None:
    page.form.show_record(Worker(id="w1", full_name="A", birth_date=PartialDate(1990)))
    page.form.focus_field("birth_date")
    type_text("12/3/")
    press(Qt.Key.Key_Return)
    assert page.state("birth_date") == "prob"
    assert page.form.record().birth_date == PartialDate(1990)
    assert page.form.dirty
    assert [problem.field for problem in page.form.validate()] == ["birth_date"]


def test_validate_shows_everything_and_goes_to_the_first_error(page: Page) -> None:
    page.form.show_record(Worker(id="", phone="1", birth_date=PartialDate(1950)))
    assert [problem.field for problem in page.form.validate()] == [
        "full_name",
        "phone",
        "birth_date",
        "id",
    ]
    assert page.focused == "full_name"
    assert page.message("full_name") == "Chưa có họ và tên"


def test_what_is_put_right_is_no_longer_complained_of(page: Page, type_text: Type) -> None:
    page.form.show_record(replace(AWKWARD, full_name="", phone=""))
    page.form.validate()
    page.form.focus_field("full_name")
    assert "full_name" in {problem.field for problem in page.form.problems()}
    type_text("nông")
    assert "full_name" not in {problem.field for problem in page.form.problems()}


def test_problems_of_a_verb_stay_until_their_field_is_changed(
    page: Page, press: Press, type_text: Type
) -> None:
    page.form.show_record(Worker(id="w1", full_name="Nông Văn Bình", phone="0912345678"))
    twin = Problem("personal_number", "Số này là của người khác")
    elsewhere = Problem("employer", "Chưa có đơn vị")
    assert page.form.place([twin, elsewhere]) == [elsewhere]
    assert page.focused == "personal_number"
    press(Qt.Key.Key_Return)
    assert page.message("personal_number") == "Số này là của người khác"
    press(Qt.Key.Key_Up)
    type_text("1")
    press(Qt.Key.Key_Return)
    assert page.message("personal_number") == ""


def test_the_summary_says_what_to_correct_and_what_is_missing(
    page: Page, press: Press, type_text: Type
) -> None:
    assert page.form.summary() == ("info", "Chưa có: Họ và tên")
    page.form.focus_field("phone")
    type_text("0912")
    press(Qt.Key.Key_Return)
    assert page.form.summary() == (
        "prob",
        "Còn 1 chỗ phải sửa: Điện thoại · chưa có: Họ và tên",
    )
    page.form.fill(full_name="Nông Văn Bình", phone="0912345678")
    assert page.form.summary() == ("ok", "")


def test_a_nought_is_wrong_rather_than_missing(qtbot: QtBot) -> None:
    def some(vacancy: Vacancy) -> list[Problem]:
        return [] if vacancy.places else [Problem("places", "Ít nhất một người")]

    form = RecordForm[Vacancy](
        [Field("places", "Số lượng cần tuyển", NumberEditor(), required=True)], some
    )
    qtbot.addWidget(form)
    form.show_record(Vacancy(id="v1"))
    assert form.summary() == ("info", "Chưa có: Số lượng cần tuyển")
    form.fill(places=0)
    form.validate()
    assert form.summary() == ("prob", "Còn 1 chỗ phải sửa: Số lượng cần tuyển")


def test_filling_from_a_card_counts_as_typed(qtbot: QtBot, page: Page) -> None:
    with qtbot.waitSignal(page.form.changed):
        page.form.fill(full_name="Vi Văn Minh", phone="123")
    assert page.form.dirty
    assert page.form.record().full_name == "Vi Văn Minh"
    assert page.message("phone") == "Di động có 10 số"


def test_what_no_editor_shows_goes_with_the_record(page: Page) -> None:
    page.form.fill(full_name="Vi Văn Minh", registered_by="s1")
    assert page.form.record().registered_by == "s1"
    page.form.fill(full_name=page.form.record().full_name, registered_by="")
    assert page.form.record().registered_by == ""
    page.form.show_record(Worker(id="w2"))
    page.form.fill(registered_by="s1")
    assert page.form.dirty


def test_a_note_stands_under_a_field_without_problem(page: Page) -> None:
    page.form.note("birth_date", "31 tuổi")
    assert page.message("birth_date") == "31 tuổi"
    page.form.fill(birth_date=PartialDate(1950))
    assert page.message("birth_date") == "Đã quá tuổi lao động · Chỉ biết năm"


def test_showing_another_record_forgets_problems_and_changes(page: Page) -> None:
    page.form.fill(phone="12")
    page.form.show_record(Worker(id="w2"))
    assert (page.message("phone"), page.form.dirty, page.form.problems()) == ("", False, [])


def test_details_unfold_and_an_error_there_unfolds_them(page: Page) -> None:
    note = page.form.cells()[-1].field.editor
    assert not note.isVisible()
    page.form.show_more(True)
    assert note.isVisible()
    page.form.show_more(False)
    page.form.focus_field("note")
    assert (note.isVisible(), page.focused) == (True, "note")


def test_a_form_without_a_record_says_so(qtbot: QtBot) -> None:
    form = worker_form()
    qtbot.addWidget(form)
    with pytest.raises(RuntimeError):
        form.record()


# --- the look ---


def columns_of(form: RecordForm[Worker]) -> int:
    return len({c.field.editor.x() for c in form.cells() if c.field.span == 1})


@pytest.mark.parametrize(("width", "columns"), [(900, 3), (600, 2), (300, 1)])
def test_narrow_windows_have_fewer_columns(
    qtbot: QtBot, on_screen: Callable[[QWidget], None], width: int, columns: int
) -> None:
    form = worker_form()
    scroll = FormScroll(form)
    scroll.resize(width, 500)
    on_screen(scroll)
    qtbot.waitUntil(lambda: columns_of(form) == columns)
    widths = {c.field.editor.width() for c in form.cells() if c.field.span == 1}
    assert max(widths) - min(widths) <= 1  # equal columns, no drift
    assert form.width() <= scroll.viewport().width()


def test_a_side_form_may_have_narrow_columns(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    form = worker_form(columns=2, narrowest=150)
    form.resize(340, 600)
    on_screen(form)
    qtbot.waitUntil(lambda: columns_of(form) == 2)
    first, second = form.cells()[0].field.editor, form.cells()[1].field.editor
    assert second.x() - first.geometry().right() - 1 == COLUMN_GAP


def test_nothing_jumps_when_a_message_appears(qtbot: QtBot, page: Page) -> None:
    def tops() -> list[int]:
        return [cell.field.editor.y() for cell in page.form.cells()]

    before = tops()
    page.form.validate()
    qtbot.waitUntil(lambda: page.message("full_name") != "")
    page.window.grab()
    assert tops() == before


def test_every_label_leads_to_its_field_and_required_ones_carry_a_star(page: Page) -> None:
    labels = [label for label in page.form.findChildren(QLabel) if label.buddy()]
    ticks = {"consent_on"}
    named = {c.field.label: c.field.editor for c in page.form.cells() if c.field.name not in ticks}
    assert {label.text(): label.buddy() for label in labels if label.text()} == named
    name = page.form.cells()[1].field.editor
    assert name.accessibleName() == "Họ và tên, bắt buộc"
    stars = [label for label in page.form.findChildren(QLabel) if label.text() == "*"]
    assert len(stars) == 1


def test_the_focus_is_scrolled_into_view(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    form = worker_form()
    scroll = FormScroll(form)
    scroll.resize(300, 200)
    on_screen(scroll)
    form.show_record(Worker(id="w1"))
    form.focus_field("priority_groups")
    editor = form.cells()[6].field.editor

    def seen() -> bool:
        corner = editor.mapTo(scroll.viewport(), editor.rect().bottomLeft())
        return 0 <= corner.y() <= scroll.viewport().height()

    qtbot.waitUntil(seen)


def test_read_only_fields_are_passed_over(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    shown_only = TextEditor()
    shown_only.setReadOnly(True)
    shown_only.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    form = RecordForm[Visit](
        [
            Field("counsellor_id", "Cán bộ", shown_only),
            Field("next_step_on", "Hẹn gặp lại", DateEditor(today)),
            Field("topics", "Nội dung", TilesEditor(SEX)),
        ],
        lambda _: [],
    )
    on_screen(form)
    form.show_record(Visit(id="v", counsellor_id="Lý Thị Hoa"))
    form.focus_first()
    assert isinstance(form.focusWidget(), DateEditor)
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Return)
    assert isinstance(form.focusWidget(), TilesEditor)
    assert form.record() == Visit(id="v", counsellor_id="Lý Thị Hoa")


def test_a_hint_is_shown_while_the_field_is_empty(page: Page) -> None:
    phone = page.form.cells()[4].field.editor
    assert isinstance(phone, QLineEdit)
    assert phone.placeholderText() == "10 số"


def test_the_foot_names_what_finds_room_and_counts_the_rest() -> None:
    labels = ["Dân tộc", "Xã, phường thường trú", "Tình trạng việc làm"]
    assert _named(labels, 88) == "Dân tộc, Xã, phường thường trú, Tình trạng việc làm"
    assert _named(labels, 44) == "Dân tộc, Xã, phường thường trú và 1 ô khác"
    assert _named(labels, 1) == "Dân tộc và 2 ô khác"
