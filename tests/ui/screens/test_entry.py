"""Entry as it is on the forms: gaps named, the last visit copied, templates put in, saves taken
back. And what is pasted by mistake breaks none of them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.note_templates import NoteTemplate
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.office.drafts import drafts
from desktop_app.office.employers import find_employers
from desktop_app.office.note_templates import save_note_template
from desktop_app.office.typing_habits import set_advances
from desktop_app.office.visits import record_visit, visits_of
from desktop_app.office.workers import find_workers
from tests.builders import a_visit
from tests.office.conftest import Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail
from tests.ui.screens.test_all_forms import AWKWARD, AllForms, all_forms  # noqa: F401 - a fixture
from ui.background import Lanes
from ui.forms.editors import NameEditor, NotesEditor, TextEditor
from ui.screens.contact_form import ContactForm
from ui.screens.gap_line import KEPT, NOT_KEPT
from ui.screens.template_picker import NONE_YET, TemplatePicker
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.workplace import Workplace

HELD = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def visit(place: Workplace, trail: Trail) -> VisitForm:  # noqa: ARG001 - it listens
    """The form of a visit, not shown yet."""
    return VisitForm(place)


# --- A save with gaps ----------------------------------------------------------------------------


def test_a_save_with_gaps_keeps_the_draft_and_names_them(
    place: Workplace,
    lanes: Lanes,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    form = WorkerForm(place)
    shown(form)
    assert form.gaps.isHidden()
    form.form.focus_field("full_name")
    type_text("Triệu Thị Mùi")
    press(Qt.Key.Key_F10)
    lanes.drain()
    assert [draft.title for draft in drafts(place.desk)] == ["Đăng ký: Triệu Thị Mùi"]
    gaps = [button.text() for button in form.gaps.buttons]
    assert gaps == [
        "Ngày sinh",
        "Giới tính",
        "Dân tộc",
        "Xã, phường thường trú",
        "Tình trạng việc làm",
    ]
    assert (form.gaps.isVisible(), form.gaps._said.text()) == (True, KEPT)
    assert form.form.focused_name() == "birth_date"
    press(Qt.Key.Key_F9)
    assert form.form.focused_name() == "sex"
    type_text("2")
    press(Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "Giới tính" not in [each.text() for each in form.gaps.buttons])
    form.gaps.buttons[-1].click()
    assert form.form.focused_name() == "employment_status"
    press(Qt.Key.Key_F9)
    assert form.form.focused_name() == "birth_date"


def test_an_untouched_form_saved_is_no_draft(
    visit: VisitForm, counter: Counter, shown: Showing, press: Pressing, lanes: Lanes
):
    mui = counter.registered()
    shown(visit, worker_id=mui.id)
    press(Qt.Key.Key_F10)
    lanes.drain()
    assert (drafts(counter.desk), visit.gaps._said.text()) == ([], NOT_KEPT)
    shown(visit, worker_id=mui.id)
    assert visit.gaps.isHidden()


# --- Copying -------------------------------------------------------------------------------------


def test_the_last_visit_is_copied_by_a_key_but_for_its_result(
    visit: VisitForm, counter: Counter, shown: Showing, press: Pressing, type_text: Typing
):
    mui = counter.registered()
    last = a_visit(
        worker_id=mui.id, channel="2", topics=("vl",), content="Hỏi việc", advice="", minutes=15
    )
    record_visit(counter.desk, visit=last)
    shown(visit, worker_id=mui.id)
    visit.form.focus_field("content")
    type_text("Hôm nay hỏi lương")
    press(Qt.Key.Key_D, HELD)
    copied = visit.form.record()
    assert (copied.channel, copied.topics, copied.minutes) == ("2", ("vl",), 15)
    assert (copied.content, copied.advice) == ("Hôm nay hỏi lương", "")
    assert (copied.next_step, copied.next_step_on) == ("", None)


def test_nothing_is_offered_to_copy_at_a_first_visit(
    visit: VisitForm, counter: Counter, shown: Showing, press: Pressing
):
    shown(visit, worker_id=counter.registered().id)
    assert visit.copy_button.isHidden()
    press(Qt.Key.Key_D, HELD)
    assert not visit.form.dirty


# --- Note templates ------------------------------------------------------------------------------


def _pickers() -> list[TemplatePicker]:
    return [
        each
        for each in QApplication.allWidgets()
        if isinstance(each, TemplatePicker) and each.isVisible()
    ]


@pytest.mark.parametrize(("keys", "text"), [("2", "Hỏi ăn ca."), ("gan", "Muốn làm gần nhà.")])
def test_a_template_is_put_in_by_a_digit_or_by_letters(
    visit: VisitForm,
    counter: Counter,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    keys: str,
    text: str,
):
    for name, content in (("Chỗ làm", "Muốn làm gần nhà."), ("Ăn ca", "Hỏi ăn ca.")):
        template = NoteTemplate(id=name.encode().hex(), name=name, text=content)
        save_note_template(counter.desk, template=template)
    shown(visit, worker_id=counter.registered().id)
    visit.form.focus_field("content")
    type_text("Đã gặp.")
    press(Qt.Key.Key_J, HELD)
    lanes.drain()
    assert len(_pickers()) == 1
    names = {"2": "1", "gan": "gan"}  # «Ăn ca» stands first
    type_text(names[keys])
    if keys == "gan":
        press(Qt.Key.Key_Return)
    assert visit.form.record().content == f"Đã gặp. {text}"
    assert (_pickers(), visit.form.focused_name()) == ([], "content")
    type_text(" Xong")
    assert visit.form.record().content == f"Đã gặp. {text} Xong"


def test_escape_leaves_the_templates_and_not_the_form(
    visit: VisitForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    lanes: Lanes,
):
    shown(visit, worker_id=counter.registered().id)
    visit.form.focus_field("advice")
    press(Qt.Key.Key_J, HELD)
    lanes.drain()
    assert (_pickers(), trail.said) == ([], [NONE_YET])
    save_note_template(counter.desk, template=NoteTemplate(id="t1", name="Ăn ca", text="Hỏi"))
    press(Qt.Key.Key_J, HELD)
    lanes.drain()
    press(Qt.Key.Key_Escape)
    if _pickers():  # the first one closes the list under it
        press(Qt.Key.Key_Escape)
    assert (_pickers(), visit.form.focused_name(), trail.back) == ([], "advice", 0)
    assert visit.form.record().advice == ""


# --- Taking back ---------------------------------------------------------------------------------


def test_a_visit_and_its_correction_can_be_taken_back(
    visit: VisitForm, counter: Counter, trail: Trail, shown: Showing, qtbot: QtBot
):
    mui = counter.registered()
    first = a_visit(worker_id=mui.id, content="Hỏi việc")
    record_visit(counter.desk, visit=first)
    shown(visit, visit_id=first.id)
    visit.form.fill(content="Hỏi lương")
    visit.save()
    qtbot.waitUntil(lambda: len(trail.undo) == 1)
    assert [each.content for each in visits_of(counter.desk, worker_id=mui.id)] == ["Hỏi lương"]
    trail.undo.pop()()
    assert [each.content for each in visits_of(counter.desk, worker_id=mui.id)] == ["Hỏi việc"]
    shown(visit, worker_id=mui.id)
    visit.form.fill(channel="1", topics=("vl",), next_step="4")
    visit.save()
    qtbot.waitUntil(lambda: len(trail.undo) == 1)
    assert len(visits_of(counter.desk, worker_id=mui.id)) == 2
    trail.undo.pop()()
    assert [each.content for each in visits_of(counter.desk, worker_id=mui.id)] == ["Hỏi việc"]


# --- The habit -----------------------------------------------------------------------------------


def test_somebody_who_switched_it_off_goes_on_by_enter_only(
    place: Workplace, counter: Counter, shown: Showing, type_text: Typing
):
    set_advances(counter.desk, wanted=False)
    form = ContactForm(place)
    shown(form, worker_id=counter.registered().id)
    assert form.form.focused_name() == "status"
    type_text("1")
    assert form.form.focused_name() == "status"


# --- What is pasted by mistake -------------------------------------------------------------------

TABLE = "Họ tên\tNăm sinh\r\nMùi\t1995\n"
BAD = ("\0\u202e😀" + TABLE) * 400  # 10,000 characters
SAID = "Đã bỏ 800 ký tự không hiện được"


@pytest.mark.parametrize("name", [each for each in AWKWARD if each != "users.giving"])
def test_every_text_of_every_form_takes_what_is_pasted_by_mistake(
    all_forms: AllForms,  # noqa: F811 - the fixture
    press: Pressing,
    name: str,
):
    form, awkward = all_forms.form(name), AWKWARD[name]()
    form.show_record(type(awkward)(id=awkward.id))
    form.show_more(True)
    QGuiApplication.clipboard().setText(BAD)
    texts = [
        cell
        for cell in form.cells()
        if isinstance(cell.field.editor, TextEditor | NotesEditor) and cell.field.editor.isEnabled()
    ]
    for cell in texts:
        form.focus_field(cell.field.name)
        QTest.keyClick(cell.field.editor, Qt.Key.Key_A, HELD)
        QTest.keyClick(cell.field.editor, Qt.Key.Key_V, HELD)
        press(Qt.Key.Key_Tab)
        kept = getattr(form.record(), cell.field.name)
        assert (len(kept) > 8_000, "\0" in kept, "\u202e" in kept, "😀" in kept) == (
            True,
            False,
            False,
            True,
        )
        assert SAID in cell.field.editor.accessibleDescription()
    assert len(BAD) > 10_000


def test_a_person_with_such_texts_is_saved_found_and_shown(
    place: Workplace, counter: Counter, lanes: Lanes, shown: Showing, qtbot: QtBot, trail: Trail
):
    form = WorkerForm(place)
    shown(form)
    texts = {
        cell.field.name: f"Mùi {BAD}"
        for cell in form.form.cells()
        if isinstance(cell.field.editor, TextEditor | NotesEditor)
        and not isinstance(cell.field.editor, NameEditor)
    }
    form.form.fill(
        full_name="Triệu Thị Mùi\0",
        birth_date=PartialDate(1995, 9, 9),
        sex="2",
        ethnicity="09",
        residence_commune="new:06325",
        employment_status="2",
        **texts,
    )
    form.save()
    lanes.drain()
    qtbot.waitUntil(lambda: trail.went != [])
    found = find_workers(counter.desk, text="trieu mui", offset=0, limit=5)
    assert [row.full_name for row in found.rows] == ["Triệu Thị Mùi"]
    assert find_workers(counter.desk, text=BAD, offset=0, limit=5).total == 0
    for sought in (BAD, " ".join(map(str, range(3_000)))):
        assert find_employers(counter.desk, text=sought, offset=0, limit=5).total == 0
