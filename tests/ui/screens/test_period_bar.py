"""The bar of a report's days: usual periods by digit and button, typed dates, a step beside."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.periods import PRESET_NAMES, Period
from tests.ui.fixture_types import Typing
from ui.screens.period_bar import PeriodBar, days_of, name_of

TODAY = date(2026, 11, 23)  # a Monday
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
ENTER = Qt.Key.Key_Return


@pytest.fixture
def chosen() -> list[Period]:
    """The periods the bar has told."""
    return []


@pytest.fixture
def bar(on_screen: Callable[[QWidget], None], chosen: list[Period]) -> PeriodBar:
    """The bar on a Monday in November."""
    bar = PeriodBar(lambda: TODAY)
    bar.changed.connect(chosen.append)
    bar.resize(1170, 40)
    on_screen(bar)
    return bar


def marked(bar: PeriodBar) -> list[str]:
    """The usual periods shown as chosen."""
    return [preset for preset, button in bar.presets.items() if button.isChecked()]


def dates(bar: PeriodBar) -> tuple[str, str]:
    """The two dates shown."""
    return bar.first.text(), bar.last.text()


def test_it_begins_with_this_month(bar: PeriodBar, cut_off: Callable[[QWidget], list[str]]):
    assert (bar.period, marked(bar)) == (NOVEMBER, ["month"])
    assert dates(bar) == ("01/11/2026", "30/11/2026")
    assert cut_off(bar) == []


@pytest.mark.parametrize(
    ("digit", "first", "last"),
    [
        ("1", date(2026, 11, 23), date(2026, 11, 23)),
        ("2", date(2026, 11, 23), date(2026, 11, 29)),
        ("4", date(2026, 11, 15), date(2026, 12, 14)),
        ("5", date(2026, 10, 1), date(2026, 12, 31)),
        ("6", date(2026, 7, 1), date(2026, 12, 31)),
        ("7", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_digit_chooses_the_usual_period_around_today(
    bar: PeriodBar, chosen: list[Period], digit: str, first: date, last: date
):
    assert bar.choose_by_digit(digit)
    assert (bar.period, chosen) == (Period(first, last), [Period(first, last)])
    assert marked(bar) == [list(PRESET_NAMES)[int(digit) - 1]]


def test_other_keys_are_no_period(bar: PeriodBar, chosen: list[Period]):
    assert [bar.choose_by_digit(key) for key in ("0", "8", "", "t", "12")] == [False] * 5
    assert chosen == []


def test_the_digit_of_today_leads_back_from_anywhere(bar: PeriodBar):
    for _ in range(3):
        bar.go_back()
    assert bar.period == Period(date(2026, 8, 1), date(2026, 8, 31))
    bar.choose_by_digit("1")
    assert bar.period == Period(TODAY, TODAY)


def test_a_button_chooses_too_and_stays_pressed(qtbot: QtBot, bar: PeriodBar, chosen: list[Period]):
    quarter = bar.presets["quarter"]
    for _ in range(2):  # pressed again it is chosen still
        qtbot.mouseClick(quarter, Qt.MouseButton.LeftButton)
        assert marked(bar) == ["quarter"]
    assert chosen == [Period(date(2026, 10, 1), date(2026, 12, 31))]


def test_one_step_back_and_on(qtbot: QtBot, bar: PeriodBar, chosen: list[Period]):
    qtbot.mouseClick(bar.before_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.after_button, Qt.MouseButton.LeftButton)
    assert chosen == [Period(date(2026, 10, 1), date(2026, 10, 31)), NOVEMBER]


def test_any_days_can_be_typed(
    qtbot: QtBot, bar: PeriodBar, chosen: list[Period], type_text: Typing
):
    bar.first.setFocus()
    bar.first.selectAll()
    type_text("2/11")
    qtbot.keyClick(bar.first, ENTER)
    assert bar.last.hasFocus()
    type_text("051126")
    with qtbot.waitSignal(bar.done):
        qtbot.keyClick(bar.last, ENTER)
    assert chosen[-1] == Period(date(2026, 11, 2), date(2026, 11, 5))
    assert (dates(bar), marked(bar)) == (("02/11/2026", "05/11/2026"), [])
    assert not bar.before_button.isEnabled()  # nobody knows what comes before such days
    bar.go_back()
    assert bar.period == chosen[-1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("32", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("31/10/2026", "Ngày đầu phải trước ngày cuối"),
        ("", "Cần cả hai ngày"),
    ],
)
def test_dates_that_cannot_be_change_nothing_and_say_so(
    qtbot: QtBot, bar: PeriodBar, chosen: list[Period], type_text: Typing, typed: str, said: str
):
    bar.last.setFocus()
    bar.last.selectAll()
    qtbot.keyClick(bar.last, Qt.Key.Key_Delete)
    type_text(typed)
    with qtbot.assertNotEmitted(bar.done):
        qtbot.keyClick(bar.last, ENTER)
    assert (bar.problem.text(), bar.problem.isVisible()) == (said, True)
    assert (bar.last.property("state"), bar.first.property("state")) == ("prob", "")
    assert (bar.period, chosen) == (NOVEMBER, [])
    bar.choose_by_digit("3")
    assert (bar.problem.isVisible(), dates(bar)) == (False, ("01/11/2026", "30/11/2026"))


def test_two_dates_that_cannot_be_are_both_marked(qtbot: QtBot, bar: PeriodBar, type_text: Typing):
    bar.first.setFocus()
    bar.first.selectAll()
    type_text("300226")
    qtbot.keyClick(bar.first, ENTER)
    type_text("3")
    qtbot.keyClick(bar.last, ENTER)
    assert [each.property("state") for each in (bar.first, bar.last)] == ["prob", "prob"]
    assert bar.problem.text() == "Không có ngày 30/02/2026"
    bar.first.setFocus()
    bar.first.selectAll()
    type_text("1/2")
    qtbot.keyClick(bar.first, ENTER)
    assert [each.property("state") for each in (bar.first, bar.last)] == ["", "prob"]
    assert bar.problem.text().startswith("Chưa đọc được ngày")


@pytest.mark.parametrize(
    ("first", "last", "name", "days"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "Thứ Hai, 23/11/2026", "23/11/2026"),
        (date(2026, 11, 23), date(2026, 11, 29), "Tuần 23/11–29/11/2026", "23/11–29/11/2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "Tháng 02/2026", "01/02–28/02/2026"),
        (date(2026, 12, 15), date(2027, 1, 14), "15/12/2026–14/01/2027", "15/12/2026–14/01/2027"),
        (date(2026, 10, 1), date(2026, 12, 31), "Quý IV/2026", "01/10–31/12/2026"),
        (date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026", "01/01–30/06/2026"),
        (date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026", "01/07–31/12/2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "Năm 2026", "01/01–31/12/2026"),
        (date(2026, 1, 3), date(2026, 1, 9), "03/01–09/01/2026", "03/01–09/01/2026"),
    ],
)
def test_a_period_is_named_as_an_office_names_it(first: date, last: date, name: str, days: str):
    assert (name_of(Period(first, last)), days_of(Period(first, last))) == (name, days)
