"""What became of a letter: recorded with keys alone, the second refusal said, the paper again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.referrals import SECOND_REFUSAL, Referral, ReferralEvent
from desktop_app.domain.workers import Worker
from desktop_app.office.follow_ups import due_follow_ups
from desktop_app.office.referrals import case
from tests.builders import a_worker_on_benefit
from tests.office.conftest import Clock, Counter
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.screens.outcome_form import OutcomeForm
from ui.workplace import Workplace


@pytest.fixture
def form(place: Workplace, trail: Trail) -> OutcomeForm:  # noqa: ARG001 - it listens
    """The form, not shown yet."""
    return OutcomeForm(place)


@pytest.fixture
def letter(counter: Counter) -> Referral:
    """A letter issued to Triệu Thị Mùi."""
    return counter.issued(counter.registered())


@pytest.fixture
def claimant(counter: Counter) -> Worker:
    """A worker drawing unemployment benefit."""
    return counter.registered(a_worker_on_benefit(registered_on=None))


def recorded(counter: Counter, letter: Referral) -> list[ReferralEvent]:
    """What was recorded of a letter after it was issued."""
    return list(case(counter.desk, referral_id=letter.id).events[1:])


def test_the_work_that_began_is_recorded_with_keys_alone_and_planned_after(
    form: OutcomeForm,
    counter: Counter,
    clock: Clock,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id)
    type_text("3")
    type_text("20/11/2026")
    press(Qt.Key.Key_Return)
    type_text("3")  # in another province
    type_text("Làm ca sáng")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert event == ReferralEvent(
        id=event.id,
        referral_id=letter.id,
        worker_id=letter.worker_id,
        move="started_work",
        happened_on=date(2026, 11, 20),
        at=datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
        note="Làm ca sáng",
        counsellor_id=counter.desk.user.id,
        destination="3",
    )
    assert trail.went == [("workers", {"worker_id": letter.worker_id})]
    assert trail.said == [
        "Phiếu BS1-2026-00001: Đã nhận việc, đi làm. Sẽ nhắc gọi sau 1 tháng và 3 tháng."
    ]
    clock.move(days=100)
    assert [row.due_on for row in due_follow_ups(counter.desk)] == [
        date(2026, 12, 20),
        date(2027, 2, 20),
    ]


def test_a_form_opened_with_its_outcome_asks_what_is_missing(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id, move="refused_by_employer")
    type_text("1")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert (event.move, event.reason) == ("refused_by_employer", "1")
    shown(form, referral_id=letter.id, move="attended")  # not any more
    assert not form.unsaved()


def test_where_the_work_is_comes_from_the_vacancy(
    form: OutcomeForm,
    counter: Counter,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    firm = counter.an_employer()
    near = counter.a_vacancy(firm, work_commune="new:06325")  # in the area of this office
    letter = counter.letter_to(counter.registered(), near)
    shown(form, referral_id=letter.id)
    assert not form.unsaved()
    type_text("4")  # a refusal is not asked where the work would be
    assert (form.form.record().destination, form.destination.isEnabled()) == ("", False)
    form.form.focus_field("move")
    type_text("3")
    assert form.destination.text() == "1   Trong địa bàn văn phòng"
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert (event.move, event.destination) == ("started_work", "1")


def test_each_outcome_marks_what_it_needs(form: OutcomeForm, letter: Referral, shown: Showing):
    shown(form, referral_id=letter.id)
    needed = {
        "started_work": ["destination"],
        "refused_by_worker": ["reason", "justified"],
        "refused_by_employer": ["reason"],
        "void": ["note"],
        "attended": [],
    }
    for move, names in needed.items():
        form.form.fill(move=move)
        marked = [cell.field.name for cell in form.form.cells() if cell.required]
        assert sorted(marked) == sorted(["move", "happened_on", *names])


def test_a_day_before_the_letter_is_warned_of_and_can_be_saved(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id)
    form.form.fill(move="attended")
    form.form.focus_field("happened_on")
    type_text("20/11/2026")
    press(Qt.Key.Key_Return)
    warned = [(problem.field, problem.message) for problem in form.form.problems()]
    assert warned == [("happened_on", "Trước ngày cấp phiếu (23/11/2026)")]
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    assert [event.happened_on for event in recorded(counter, letter)] == [date(2026, 11, 20)]


def test_a_refusal_by_the_worker_is_recorded_with_its_reason(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id)
    type_text("431")  # refused, too far from home, with good reason
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert (event.move, event.reason, event.justified) == ("refused_by_worker", "3", "1")
    assert not form.warning.isVisible()


def test_the_employers_reasons_are_other_ones(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id)
    type_text("4")
    type_text("1")
    type_text("1")
    form.form.focus_field("move")
    type_text("5")  # not the worker after all: what was asked of a worker's refusal is gone
    assert not form.justified.isEnabled()
    type_text("2")
    assert form.reason.text() == "2   Không đủ trình độ, tay nghề"
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert (event.move, event.reason, event.justified) == ("refused_by_employer", "2", "")


def test_what_an_outcome_needs_is_said_under_its_field(
    form: OutcomeForm, counter: Counter, letter: Referral, shown: Showing, type_text: Typing
):
    shown(form, referral_id=letter.id)
    form.save()
    assert [(p.field, p.message) for p in form.form.problems()] == [("move", "Chưa chọn kết quả")]
    type_text("4")
    form.save()
    assert [(p.field, p.message) for p in form.form.problems()] == [
        ("reason", "Chưa chọn lý do"),
        ("justified", "Chưa chọn có lý do chính đáng hay không"),
    ]
    assert recorded(counter, letter) == []


# --- the second refusal --------------------------------------------------------------------------


def test_the_second_unjustified_refusal_is_said_before_it_is_saved(
    form: OutcomeForm,
    counter: Counter,
    claimant: Worker,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    lanes: Lanes,
    qtbot: QtBot,
    cut_off: Callable[[QWidget], list[str]],
):
    first, second = counter.issued(claimant), counter.issued(claimant)
    counter.outcome(first, "refused_by_worker", reason="1", justified="2")
    shown(form, referral_id=second.id)
    type_text("43")
    lanes.drain()
    assert not form.warning.isVisible()
    type_text("2")
    lanes.drain()
    assert form.warning.text() == f"{SECOND_REFUSAL}."
    assert hidden_below(form.warning) == 0
    qtbot.waitUntil(lambda: cut_off(form) == [])
    assert recorded(counter, second) == []
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, second)
    assert (event.move, event.justified) == ("refused_by_worker", "2")


def hidden_below(widget: QWidget) -> int:
    """Pixels of a widget's height that do not show."""
    return widget.height() - widget.visibleRegion().boundingRect().height()


def test_a_good_reason_takes_the_warning_back(
    form: OutcomeForm,
    counter: Counter,
    claimant: Worker,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
):
    first, second = counter.issued(claimant), counter.issued(claimant)
    counter.outcome(first, "refused_by_worker", reason="1", justified="2")
    shown(form, referral_id=second.id)
    type_text("432")
    lanes.drain()
    assert form.warning.isVisible()
    form.form.focus_field("justified")
    type_text("1")
    lanes.drain()
    assert not form.warning.isVisible()


def test_a_first_refusal_is_not_warned_of(
    form: OutcomeForm,
    counter: Counter,
    claimant: Worker,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
):
    shown(form, referral_id=counter.issued(claimant).id)
    type_text("432")
    lanes.drain()
    assert not form.warning.isVisible()


# --- where the letter stands ---------------------------------------------------------------------


def test_a_move_that_is_not_allowed_cannot_be_chosen(
    form: OutcomeForm, counter: Counter, letter: Referral, shown: Showing, type_text: Typing
):
    counter.outcome(letter, "passed")
    shown(form, referral_id=letter.id)
    assert form.chip.text() == "Đã trúng tuyển"
    type_text("12")
    assert form.outcome.value() == ""
    type_text("3")
    assert form.outcome.value() == "started_work"


def test_a_letter_is_made_void_with_its_reason_and_not_printed_again(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    press: Pressing,
    type_text: Typing,
    qtbot: QtBot,
):
    shown(form, referral_id=letter.id)
    type_text("6")
    form.save()
    assert [(p.field, p.message) for p in form.form.problems()] == [
        ("note", "Chưa ghi vì sao hủy phiếu")
    ]
    type_text("Ghi nhầm đơn vị")
    press(Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: trail.went != [])
    [event] = recorded(counter, letter)
    assert (event.move, event.note) == ("void", "Ghi nhầm đơn vị")
    shown(form, referral_id=letter.id)
    assert form.warning.text() == "Phiếu này đã hủy: không ghi kết quả và không in lại."
    enabled = [
        button.isEnabled() for button in (form.save_button, form.print_button, form.pdf_button)
    ]
    assert enabled == [False, False, False]


def test_a_letter_with_its_last_result_can_only_be_printed(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
):
    counter.outcome(letter, "refused_by_employer", reason="2", note="Hẹn tháng sau")
    shown(form, referral_id=letter.id)
    assert form.warning.text() == "Phiếu này đã có kết quả cuối cùng, không ghi thêm được."
    assert (form.save_button.isEnabled(), form.print_button.isEnabled()) == (False, True)
    assert (form.form.isVisible(), form.foot.text(), form.unsaved()) == (False, "", False)
    assert form.focusWidget() is form.print_button
    told = [form.history.itemAt(at) for at in range(form.history.count())]
    parts = [item.widget() for item in told if item and item.widget()]
    lines = [[word.text() for word in part.findChildren(QLabel)] for part in parts if part]
    assert lines[1:] == [
        ["23/11/2026", "Cấp phiếu giới thiệu", "Lý Thị Hoa"],
        [
            "23/11/2026",
            "Đơn vị không nhận",
            "Không đủ trình độ, tay nghề · Hẹn tháng sau · Lý Thị Hoa",
        ],
    ]
    assert cut_off(form) == []


def test_a_result_recorded_elsewhere_meanwhile_is_said(
    form: OutcomeForm,
    counter: Counter,
    letter: Referral,
    shown: Showing,
    type_text: Typing,
    lanes: Lanes,
    trail: Trail,
):
    shown(form, referral_id=letter.id)
    type_text("3")
    counter.outcome(letter, "refused_by_employer", reason="1")
    form.save()
    lanes.drain()
    assert [(p.field, p.message) for p in form.form.problems()] == [
        ("move", "Phiếu này đang ở trạng thái «Không được nhận», không ghi được kết quả này.")
    ]
    assert trail.went == []


# --- the paper -----------------------------------------------------------------------------------


def test_the_letter_is_saved_as_pdf_under_its_number(
    form: OutcomeForm,
    letter: Referral,
    trail: Trail,
    shown: Showing,
    tmp_path: Path,
    qtbot: QtBot,
):
    folder = tmp_path / "saved"
    folder.mkdir()
    shown(form, referral_id=letter.id)
    form.pdf_button.click()
    dialog = form.window().findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(folder))
    dialog.selectFile("BS1-2026-00001.pdf")
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: trail.said != [])
    assert trail.said == ["Đã lưu BS1-2026-00001.pdf."]
    saved = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert saved == {"BS1-2026-00001.pdf": form.paper.view.pdf}
