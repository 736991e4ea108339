"""A save that takes its time: what is typed or asked for meanwhile is not taken for saved."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull
from desktop_app.domain.workers import Worker
from desktop_app.office.cleaning import LONGEST_TEXT
from desktop_app.office.visits import visits_of
from tests.office.conftest import Counter
from tests.ui.fixture_types import Pressing, Typing
from tests.ui.full_disk import MUCH, a_full_disk
from tests.ui.screens.conftest import Trail
from ui.background import Lanes
from ui.screens.visit_form import VisitForm
from ui.workplace import Workplace


@pytest.fixture
def mui(counter: Counter) -> Worker:
    """Triệu Thị Mùi."""
    return counter.registered()


@pytest.fixture
def form(
    place: Workplace,
    trail: Trail,  # noqa: ARG001 - it listens
    shown: Callable[..., None],
    press: Pressing,
    type_text: Typing,
    mui: Worker,
) -> VisitForm:
    """The form about her, filled in."""
    form = VisitForm(place)
    shown(form, worker_id=mui.id)
    for field, text in (("channel", "1"), ("topics", "2"), ("next_step", "1"), ("content", "gấp")):
        form.form.focus_field(field)
        type_text(text)
    press(Qt.Key.Key_Tab)
    return form


@pytest.fixture
def busy(place: Workplace, form: VisitForm) -> Event:
    """Something else is being written until the event is set."""
    enough = Event()
    place.write(lambda: enough.wait(20), lambda _: None, owner=form)
    return enough


def test_nothing_is_typed_that_would_be_lost(
    form: VisitForm,
    busy: Event,
    mui: Worker,
    counter: Counter,
    trail: Trail,
    press: Pressing,
    type_text: Typing,
    qapp: QApplication,
    qtbot: QtBot,
) -> None:
    press(Qt.Key.Key_F10)
    assert not form.form.isEnabled()
    if qapp.focusWidget() is not None:
        type_text("và thêm nữa")
    busy.set()
    qtbot.waitUntil(lambda: trail.went != [])
    assert [visit.content for visit in visits_of(counter.desk, worker_id=mui.id)] == ["gấp"]
    assert form.form.record().content == "gấp"


def test_nobody_else_comes_into_the_form_and_nobody_leaves_it(
    form: VisitForm,
    busy: Event,
    mui: Worker,
    counter: Counter,
    lanes: Lanes,
    trail: Trail,
    press: Pressing,
) -> None:
    binh = counter.registered(counter.binh())
    press(Qt.Key.Key_F10)
    form.open(worker_id=binh.id)
    form.cancel_button.click()
    assert (form.worker_id(), trail.went) == (mui.id, [])
    busy.set()
    lanes.drain()
    assert trail.went == [("workers", {"worker_id": mui.id})]


def test_a_refused_save_gives_the_form_back_where_it_was(
    form: VisitForm,
    busy: Event,
    counter: Counter,
    lanes: Lanes,
    press: Pressing,
    type_text: Typing,
    qapp: QApplication,
) -> None:
    where = qapp.focusWidget()
    busy.set()
    lanes.drain()
    with a_full_disk(counter.desk):
        form.form.fill(content=MUCH[:LONGEST_TEXT])
        press(Qt.Key.Key_F10)
        lanes.drain()
        assert form.strip.text() == DiskFull.sentence
        assert form.form.isEnabled()
        assert qapp.focusWidget() is where
        type_text("chỉ tiếp")
        lanes.drain()
    assert form.form.record().advice == "chỉ tiếp"
