"""F1 in the real window: what is shown, what follows, and where the focus goes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desktop_app.office.workers import find_workers
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import CutOff
from ui.help.pages import NAMES, page, title
from ui.help.panel import NOWHERE, HelpPanel
from ui.screens.visit_form import VisitForm
from ui.theme import LIGHT, PRESETS, Theme, apply_theme, colour

F1, F2, ESCAPE, ENTER = Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Return
UP, DOWN, TAB = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab
CONTROL = Qt.KeyboardModifier.ControlModifier


def panel(counsellor: Counsellor) -> HelpPanel:
    """The help, which has been opened."""
    found = counsellor.main.findChild(HelpPanel)
    assert found is not None
    return found


def heading(counsellor: Counsellor) -> str:
    """The first line of the page shown."""
    return panel(counsellor).page.toPlainText().partition("\n")[0]


def test_nothing_of_the_help_is_there_before_it_is_asked_for(counsellor: Counsellor):
    assert counsellor.main.findChild(HelpPanel) is None


def test_f1_shows_the_page_of_the_screen_and_all_keys(counsellor: Counsellor):
    counsellor.go("workers")
    counsellor.press(F1)
    help_panel = panel(counsellor)
    assert help_panel.isVisible()
    assert help_panel.key_map.isVisible()
    assert heading(counsellor) == "Người lao động"
    told = help_panel.key_map.accessibleDescription().splitlines()
    assert "F1: Mở, đóng trợ giúp" in told
    assert "F10, Ctrl+S: Cất" in told


def test_the_page_follows_the_screen_while_one_works(counsellor: Counsellor):
    counsellor.press(F1)
    counsellor.press(F2)
    assert counsellor.here == "worker_form"
    assert panel(counsellor).isVisible()
    assert heading(counsellor) == title(page("worker_form"))
    counsellor.press(Qt.Key.Key_F8)
    assert heading(counsellor) == "Báo cáo"


@pytest.mark.parametrize("key", [F1, ESCAPE])
def test_it_closes_and_one_types_on_where_one_was(busy: Counsellor, key: Qt.Key):
    form = visit_form(busy)
    form.form.focus_field("content")
    field = busy.qapp.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    busy.type("Muốn làm ")
    busy.press(F1)
    assert busy.qapp.focusWidget() is panel(busy).page
    busy.press(key)
    assert not panel(busy).isVisible()
    assert (busy.here, busy.qapp.focusWidget()) == ("visit_form", field)
    busy.type("gần nhà")
    assert field.toPlainText() == "Muốn làm gần nhà"


def test_f1_closes_it_when_the_focus_is_elsewhere(busy: Counsellor):
    busy.press(F1)
    form = visit_form(busy)
    form.form.focus_field("content")
    field = busy.qapp.focusWidget()
    busy.press(F1)
    assert not panel(busy).isVisible()
    assert busy.qapp.focusWidget() is field


def test_escape_in_the_form_beside_it_is_the_forms(busy: Counsellor):
    busy.go("workers")
    form = visit_form(busy)
    busy.press(F1)
    form.form.focus_field("content")
    busy.press(ESCAPE)
    assert panel(busy).isVisible()
    assert busy.here != "visit_form"


def test_all_pages_are_a_key_away(counsellor: Counsellor):
    counsellor.press(F1)
    help_panel = panel(counsellor)
    help_panel.tabs.buttons[1].click()
    assert help_panel.pages.count() == len(NAMES)
    help_panel.pages.setFocus()
    counsellor.type(DOWN, DOWN, ENTER)
    assert heading(counsellor) == title(page(NAMES[2]))
    assert counsellor.qapp.focusWidget() is help_panel.page


def test_a_link_leads_to_its_page(counsellor: Counsellor):
    counsellor.press(F1)
    panel(counsellor).page.anchorClicked.emit(QUrl("decision.md"))
    assert heading(counsellor) == title(page("decision"))


def test_every_part_can_be_reached_with_tab(counsellor: Counsellor):
    counsellor.press(F1)
    help_panel = panel(counsellor)
    met: set[QWidget | None] = set()
    for _ in range(30):
        counsellor.press(TAB)
        met.add(counsellor.qapp.focusWidget())
    parts = {
        help_panel.page,
        help_panel.find_line,
        help_panel.key_map,
        help_panel.tour_button,
    }
    assert parts <= met


# --- finding -------------------------------------------------------------------------------------


def test_words_are_found_without_accents_and_again_from_the_top(counsellor: Counsellor):
    counsellor.press(F1)
    reader = panel(counsellor).page
    counsellor.press(Qt.Key.Key_F, CONTROL)
    counsellor.type("ban nhap")
    first = reader.textCursor()
    assert first.selectedText().casefold() == "bản nháp"
    counsellor.type(ENTER)
    second = reader.textCursor()
    assert second.selectedText().casefold() == "bản nháp"
    assert second.position() > first.position()
    for _ in range(20):
        counsellor.type(ENTER)
        if reader.textCursor().position() == first.position():
            break
    assert reader.textCursor().position() == first.position()


def test_words_that_stand_nowhere_are_told(counsellor: Counsellor):
    counsellor.press(F1)
    counsellor.press(Qt.Key.Key_F, CONTROL)
    counsellor.type("xyz")
    assert panel(counsellor).nowhere.text() == NOWHERE
    for _ in "xyz":
        counsellor.press(Qt.Key.Key_Backspace)
    assert panel(counsellor).nowhere.text() == ""


# --- how it looks --------------------------------------------------------------------------------


@pytest.fixture
def wearing(qapp: QApplication) -> Iterator[None]:
    """The test changes the preset; the light one comes back afterwards."""
    yield
    apply_theme(qapp, LIGHT)


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (900, 500)])
def test_nothing_is_cut_off(
    counsellor: Counsellor, theme: Theme, width: int, height: int, cut_off: CutOff
):
    """900 pixels and less are what a window has at 150 % and more."""
    apply_theme(counsellor.qapp, theme)
    counsellor.main.resize(width, height)
    counsellor.press(F1)
    help_panel = panel(counsellor)
    assert cut_off(help_panel) == []
    stack = counsellor.main.stack.geometry()
    room = help_panel.geometry()
    assert (room.right(), room.top(), room.bottom()) == (
        stack.right(),
        stack.top(),
        stack.bottom(),
    )
    assert room.left() >= 0
    assert not help_panel.page.horizontalScrollBar().maximum()
    counsellor.main.resize(width + 40, height + 40)
    counsellor.settle()
    assert help_panel.geometry().right() == counsellor.main.stack.geometry().right()


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_keys_and_headings_wear_the_preset(counsellor: Counsellor, theme: Theme):
    apply_theme(counsellor.qapp, theme)
    counsellor.press(F1)
    reader = panel(counsellor).page
    assert reader.look_for("F10")
    key = reader.textCursor().charFormat()
    assert (key.background().color(), key.fontWeight()) == (
        colour("sunken"),
        QFont.Weight.DemiBold,
    )
    assert not key.fontFixedPitch()
    assert reader.look_for("Thường làm")
    section = reader.textCursor().charFormat()
    assert (section.foreground().color(), section.fontPointSize()) == (
        colour("accent"),
        theme.measures.card_title_pt,
    )


def visit_form(counsellor: Counsellor) -> VisitForm:
    """A visit of the first person in the book."""
    person = find_workers(counsellor.main.place.desk, text="", offset=0, limit=1).rows[0]
    screen = counsellor.go("visit_form", worker_id=person.id)
    assert isinstance(screen, VisitForm)
    return screen
