"""Báo cáo: the period by a digit, the parts, walking from number to number, the people behind one,
and copying."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull
from desktop_app.domain.periods import Period
from desktop_app.office.audit import audit_page
from desktop_app.office.desk import Changed
from desktop_app.office.employers import register_employer
from desktop_app.office.figures import FigureRow, FigureTable, SplitColumn
from desktop_app.office.visits import new_visit, record_visit
from tests.builders import a_worker, an_employer
from tests.office.conftest import Clock, Counter
from tests.ui.counsellor import Counsellor
from tests.ui.fixture_types import Pressing, Showing, Typing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens import figures as screen_module
from ui.screens.figure_model import Place
from ui.screens.figure_people import Asked, FigurePeopleScreen
from ui.screens.figure_table import FigureView
from ui.screens.figures import FiguresScreen
from ui.screens.workers import WorkersScreen
from ui.theme import colour, measures
from ui.workplace import Workplace

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE, DOWN, RIGHT = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Down,
    Qt.Key.Key_Right,
)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
VISITS = Place("visits")


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> FiguresScreen:  # noqa: ARG001 - it listens
    """The numbers, not shown yet."""
    return FiguresScreen(place)


@pytest.fixture
def people(place: Workplace, trail: Trail) -> FigurePeopleScreen:  # noqa: ARG001 - it listens
    """The people behind a number, not shown yet."""
    return FigurePeopleScreen(place)


@pytest.fixture
def autumn(counter: Counter, clock: Clock) -> None:
    """Mùi came on 21/09, on 22/11 and today, Bình today."""
    clock.move(days=-63)
    consent = counter.desk.today()
    mui = counter.registered(a_worker(registered_on=None, consent_on=consent))
    counter.visited(mui)
    clock.move(days=62)
    counter.visited(mui, topics=("vl", "dn"))
    clock.move(days=1)
    counter.visited(mui)
    counter.visited(counter.registered(counter.binh()), channel="2")


def numbers(screen: FiguresScreen, row: str) -> list[int]:
    """Total and parts of a figure, as they stand in the table."""
    columns = screen.table.model().columnCount()
    keys = ["", *(part.key for part in shown_table(screen).columns)]
    found = [screen.table.figure_at(Place(row, key)) for key in keys]
    assert len(found) == columns
    return found


def shown_table(screen: FiguresScreen) -> FigureTable:
    """What the screen shows."""
    table = screen.table.table()
    assert table is not None
    return table


def headings(table: FigureView) -> list[str]:
    """The headings of the columns."""
    model = table.model()
    return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]


def clipboard() -> list[list[str]]:
    """The cells of what is on the clipboard as text."""
    return [line.split("\t") for line in QApplication.clipboard().text().splitlines()]


def exports(place: Workplace, lanes: Lanes) -> list[str]:
    """What the audit says of lists that were copied."""
    lanes.drain()
    rows = audit_page(place.desk, offset=0, limit=20).rows
    return [row.detail for row in rows if row.act == "export"]


# --- the period ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("autumn")
def test_the_page_opens_with_this_month(
    screen: FiguresScreen, shown: Showing, cut_off: Callable[[QWidget], list[str]]
):
    shown(screen)
    assert (screen.about.text(), shown_table(screen).period) == ("Tháng 11/2026", NOVEMBER)
    assert [numbers(screen, key) for key in ("visits", "people", "registered")] == [[3], [2], [1]]
    assert headings(screen.table) == ["Tổng"]
    assert cut_off(screen) == []


@pytest.mark.usefixtures("autumn")
def test_a_digit_in_the_table_chooses_the_period(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, type_text: Typing
):
    shown(screen)
    counted: list[tuple[str, list[int]]] = []
    for digit in "1257":
        type_text(digit)
        lanes.drain()
        counted.append((screen.about.text(), numbers(screen, "visits")))
    assert counted == [
        ("Thứ Hai, 23/11/2026", [2]),
        ("Tuần 23/11–29/11/2026", [2]),
        ("Quý IV/2026", [3]),
        ("Năm 2026", [4]),
    ]


@pytest.mark.usefixtures("autumn")
def test_page_up_and_down_step_from_month_to_month(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, press: Pressing
):
    shown(screen)
    seen: list[tuple[str, list[int]]] = []
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        press(key, CONTROL)
        lanes.drain()
        seen.append((screen.about.text(), numbers(screen, "visits")))
    assert seen == [("Tháng 10/2026", [0]), ("Tháng 09/2026", [1]), ("Tháng 10/2026", [0])]


@pytest.mark.usefixtures("autumn")
def test_typed_dates_lead_back_to_the_numbers(
    screen: FiguresScreen,
    shown: Showing,
    lanes: Lanes,
    press: Pressing,
    type_text: Typing,
    cut_off: Callable[[QWidget], list[str]],
):
    shown(screen)
    screen.bar.first.setFocus()
    screen.bar.first.selectAll()
    type_text("21/9")
    press(ENTER)
    type_text("22/11")
    press(ENTER)
    lanes.drain()
    assert screen.table.hasFocus()
    assert (screen.about.text(), numbers(screen, "visits")) == ("21/09–22/11/2026", [2])
    top = screen.table.mapTo(screen, screen.table.pos()).y()
    screen.bar.last.setFocus()
    screen.bar.last.selectAll()
    type_text("3x")
    press(ENTER)
    assert screen.bar.problem.isVisible()
    assert screen.table.mapTo(screen, screen.table.pos()).y() == top  # nothing jumps
    assert cut_off(screen) == []
    press(ESCAPE)
    lanes.drain()
    assert screen.table.hasFocus()
    assert (screen.bar.last.text(), numbers(screen, "visits")) == ("22/11/2026", [2])


# --- the parts -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("autumn")
def test_t_and_a_digit_divide_the_numbers(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, type_text: Typing
):
    shown(screen)
    type_text("t")
    assert screen.split.hasFocus()
    type_text("3")
    lanes.drain()
    assert screen.table.hasFocus()
    assert headings(screen.table) == ["Tổng", "Nam", "Nữ"]
    assert numbers(screen, "visits") == [3, 1, 2]
    type_text("7")  # the parts stay when the period changes
    lanes.drain()
    assert numbers(screen, "visits") == [4, 1, 3]


@pytest.mark.usefixtures("autumn")
def test_parts_can_be_found_by_their_name_and_taken_with_enter(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, press: Pressing, type_text: Typing
):
    shown(screen)
    type_text("t")
    type_text("gioi")
    press(ENTER)
    lanes.drain()
    assert screen.table.hasFocus()
    assert headings(screen.table) == ["Tổng", "Nam", "Nữ"]
    type_text("t")
    press(ESCAPE)
    assert screen.table.hasFocus()
    assert headings(screen.table) == ["Tổng", "Nam", "Nữ"]


def test_eight_parts_find_room_on_the_screens_of_the_offices(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, type_text: Typing, qapp: QApplication
):
    shown(screen)
    screen.resize(1202, 692)
    type_text("t")
    type_text("7")
    lanes.drain()
    qapp.processEvents()
    assert len(headings(screen.table)) == 9
    assert screen.table.horizontalScrollBar().maximum() == 0


# --- walking and opening -------------------------------------------------------------------------


@pytest.mark.usefixtures("autumn")
def test_arrows_walk_from_number_to_number_and_pass_over_the_sections(
    screen: FiguresScreen, shown: Showing, press: Pressing
):
    shown(screen)
    keys = [row.key for row in shown_table(screen).rows]
    assert screen.table.place() == VISITS  # not the line that names the section
    walked = ["visits"]
    for _ in keys[1:]:
        press(DOWN)
        at = screen.table.place()
        assert at is not None
        walked.append(at.row)
    assert walked == keys


@pytest.mark.usefixtures("autumn")
def test_the_cell_stays_when_other_numbers_come(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, press: Pressing, type_text: Typing
):
    shown(screen)
    type_text("t")
    type_text("3")
    lanes.drain()
    for key in (DOWN, DOWN, RIGHT, RIGHT):
        press(key)
    at = screen.table.place()
    assert at is not None
    assert at.column == "2"
    press(Qt.Key.Key_1)
    lanes.drain()
    assert screen.table.place() == at
    type_text("t")
    type_text("1")  # no parts any more: the total of the same line
    lanes.drain()
    assert screen.table.place() == Place(at.row)


@pytest.mark.usefixtures("autumn")
def test_enter_opens_the_people_behind_a_number(
    screen: FiguresScreen,
    shown: Showing,
    lanes: Lanes,
    press: Pressing,
    type_text: Typing,
    trail: Trail,
):
    shown(screen)
    type_text("t")
    type_text("3")
    lanes.drain()
    for key in (DOWN, DOWN, RIGHT, RIGHT, ENTER):
        press(key)
    topic = shown_table(screen).rows[2]
    asked = Asked(
        period=NOVEMBER,
        split="sex",
        row=topic.key,
        column="2",
        unit="lượt",
        title=f"Lượt tư vấn · {topic.title} · Nữ · 01/11–30/11/2026",
    )
    assert (topic.key, topic.parts) == ("visits.topic:vl", (1, 2))
    assert trail.went == [("figure_people", {"asked": asked})]


def test_a_zero_opens_nothing(screen: FiguresScreen, shown: Showing, press: Pressing, trail: Trail):
    shown(screen)
    press(ENTER)
    assert (trail.went, trail.said) == ([], ["Không có ai trong số này."])


@pytest.mark.usefixtures("autumn")
def test_a_double_click_opens_too(
    qtbot: QtBot, screen: FiguresScreen, shown: Showing, trail: Trail
):
    shown(screen)
    spot = screen.table.visualRect(screen.table.currentIndex()).center()
    viewport = screen.table.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=spot)
    assert [name for name, _ in trail.went] == ["figure_people"]


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("autumn")
def test_the_numbers_follow_what_is_recorded(
    screen: FiguresScreen, shown: Showing, lanes: Lanes, place: Workplace, counter: Counter
):
    shown(screen)
    en = a_worker(id="w9", registered_on=None, personal_number="020195004567")
    counter.visited(counter.registered(en))
    place.announce(Changed(frozenset({"visit"})))
    lanes.drain()
    assert numbers(screen, "visits") == [4]


def test_numbers_that_cannot_be_read_leave_those_before(
    screen: FiguresScreen,
    shown: Showing,
    lanes: Lanes,
    trail: Trail,
    type_text: Typing,
    monkeypatch: pytest.MonkeyPatch,
):
    shown(screen)

    def no_room(*_: object, **__: object) -> FigureTable:
        raise DiskFull

    monkeypatch.setattr(screen_module, "figures", no_room)
    type_text("1")
    lanes.drain()
    assert len(trail.troubled) == 1
    assert (screen.about.text(), shown_table(screen).period) == ("Tháng 11/2026", NOVEMBER)


# --- the look of the table -----------------------------------------------------------------------


def a_figure(key: str, *parts: int, level: int = 0, section: str = "Tư vấn") -> FigureRow:
    """A line of a table."""
    title = {"a": "Lượt tư vấn", "b": "Nội dung: Việc làm"}.get(key, key)
    return FigureRow(
        key=key,
        title=title,
        unit="lượt",
        level=level,
        section=section,
        total=sum(parts),
        parts=parts,
    )


def a_table(*rows: FigureRow) -> FigureTable:
    """A table of two parts."""
    columns = (SplitColumn("1", "Nam"), SplitColumn("-", "Chưa ghi"))
    return FigureTable(NOVEMBER, "sex", columns, rows)


@pytest.fixture
def table(on_screen: Callable[[QWidget], None]) -> FigureView:
    """A table in its window, with the focus."""
    table = FigureView("Số liệu")
    table.resize(640, 300)
    on_screen(table)
    table.setFocus()
    return table


def test_numbers_have_dots_and_say_what_they_are(table: FigureView):
    table.show_table(a_table(a_figure("a", 1284, 0), a_figure("b", 3, 4, level=1)), title="")
    assert words_of(table) == [[None] * 3, ["1.284", "1.284", "0"], ["7", "3", "4"]]
    said = table.model().index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Lượt tư vấn, Nam: 1.284 lượt"
    assert table.titles_of(Place("b", "-")) == ["Lượt tư vấn", "Nội dung: Việc làm", "Chưa ghi"]
    assert (table.unit_at(Place("b")), table.accessibleName()) == ("lượt", "Số liệu")


def test_every_section_has_its_line(table: FigureView):
    rows = [
        a_figure("a", 1, 0),
        a_figure("b", 1, 0, level=1),
        a_figure("c", 2, 1, section="Kết quả"),
    ]
    table.show_table(a_table(*rows), title="")
    model = table.model()
    names = [model.headerData(at, Qt.Orientation.Vertical) for at in range(model.rowCount())]
    assert names == ["Tư vấn", "Lượt tư vấn", "Nội dung: Việc làm", "Kết quả", "c"]


def test_what_is_counted_stays_in_view_when_one_scrolls(table: FigureView):
    columns = tuple(SplitColumn(str(at), f"Văn phòng số {at}") for at in range(20))
    row = FigureRow(
        key="a",
        title="Lượt",
        unit="lượt",
        level=0,
        section="S",
        total=0,
        parts=tuple(range(20)),
    )
    table.show_table(FigureTable(NOVEMBER, "office", columns, (row,)), title="")
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert table.horizontalScrollBar().maximum() > 0
    assert table.verticalHeader().isVisible()
    assert table.verticalHeader().geometry().left() == table.frameWidth()


def test_the_row_and_the_cell_one_is_at_are_seen(table: FigureView):
    table.show_table(a_table(a_figure("a", 1, 2), a_figure("b", 1, 2, level=1)), title="")
    image = table.viewport().grab().toImage()
    height, width = measures().table_row, table.columnWidth(0)
    middle = height + height // 2
    tints = [image.pixelColor(x, middle) for x in (0, 4, width + 4)]
    assert tints == [colour("sel_bar"), colour("sel"), colour("accent_tint")]
    assert image.pixelColor(4, middle + height) == colour("surface")


def test_waiting_is_shown_after_a_second_only(qtbot: QtBot, table: FigureView):
    def top_line() -> QColor:
        return table.viewport().grab().toImage().pixelColor(50, 0)

    table.show_table(a_table(a_figure("a", 1, 2)), title="")
    table.wait()
    assert top_line() != colour("accent")
    qtbot.waitUntil(lambda: top_line() == colour("accent"), timeout=3000)
    table.stop_waiting()
    assert top_line() != colour("accent")


# --- copying -------------------------------------------------------------------------------------


def test_the_table_is_copied_with_its_headings(table: FigureView):
    rows = [a_figure("a", 1284, 0), a_figure("b", 3, 4, level=1)]
    table.show_table(a_table(*rows), title="Số liệu tháng 11")
    table.copy()
    assert clipboard() == [
        ["Số liệu tháng 11"],
        ["Chỉ tiêu", "Đơn vị", "Tổng", "Nam", "Chưa ghi"],
        ["Tư vấn"],
        ["Lượt tư vấn", "lượt", "1284", "1284", "0"],
        ["– Nội dung: Việc làm", "lượt", "7", "3", "4"],
    ]
    assert QApplication.clipboard().mimeData().html().count("<td>") == 6


@pytest.mark.usefixtures("autumn")
def test_ctrl_c_and_the_button_copy_and_the_audit_knows(
    screen: FiguresScreen,
    shown: Showing,
    press: Pressing,
    trail: Trail,
    place: Workplace,
    lanes: Lanes,
):
    shown(screen)
    press(Qt.Key.Key_C, CONTROL)
    lines = clipboard()
    assert lines[0] == ["Số liệu 01/11–30/11/2026 · Văn phòng Bắc Sơn"]
    assert lines[3] == ["Lượt tư vấn", "lượt", "3"]
    screen.copy_button.click()
    count = len(lines) - 2
    assert trail.said == [f"Đã chép {count} dòng. Sang Excel, bấm Ctrl+V để dán."] * 2
    assert exports(place, lanes) == [f"Số liệu 01/11–30/11/2026 ({count} dòng)"] * 2


# --- the people ----------------------------------------------------------------------------------


def asked(row: str, *, unit: str = "lượt") -> Asked:
    """The total of a figure in November."""
    return Asked(
        period=NOVEMBER,
        split="none",
        row=row,
        column="",
        unit=unit,
        title="Lượt tư vấn · 01/11–30/11/2026",
    )


@pytest.mark.usefixtures("autumn")
def test_the_list_has_as_many_rows_as_the_number_says(
    people: FigurePeopleScreen, shown: Showing, cut_off: Callable[[QWidget], list[str]]
):
    shown(people, asked=asked("visits"))
    assert people.title.text() == "3 lượt"
    assert people.about.text() == "Lượt tư vấn · 01/11–30/11/2026"
    assert [row[:3] for row in words_of(people.table)] == [
        ["22/11/2026", "Triệu Thị Mùi", "1995"],
        ["23/11/2026", "Nông Văn Bình", "1990"],
        ["23/11/2026", "Triệu Thị Mùi", "1995"],
    ]
    assert people.table.hasFocus()
    assert cut_off(people) == []


@pytest.mark.usefixtures("autumn")
def test_enter_opens_the_person_and_escape_goes_back(
    people: FigurePeopleScreen, shown: Showing, press: Pressing, trail: Trail
):
    shown(people, asked=asked("visits"))
    press(DOWN)
    binh = people.worker_id()
    press(ENTER)
    assert trail.went == [("workers", {"worker_id": binh})]
    press(ESCAPE)
    assert trail.back == 1


def test_an_employers_visit_opens_the_employer(
    people: FigurePeopleScreen, place: Workplace, shown: Showing, press: Pressing, trail: Trail
):
    employer = an_employer()
    register_employer(place.desk, employer=employer)
    visit = new_visit(place.desk, employer_id=employer.id)
    record_visit(
        place.desk,
        visit=replace(visit, channel="1", topics=("td",), content="Cần người", next_step="1"),
    )
    shown(people, asked=asked("employer_visits"))
    assert (people.table.count(), people.worker_id()) == (1, "")
    press(ENTER)
    assert trail.went == [("employers", {"employer_id": employer.id})]


@pytest.mark.usefixtures("autumn")
def test_copying_the_people_says_which_they_are(
    people: FigurePeopleScreen,
    shown: Showing,
    press: Pressing,
    place: Workplace,
    lanes: Lanes,
    trail: Trail,
):
    shown(people, asked=asked("people", unit="người"))
    press(Qt.Key.Key_C, CONTROL)
    assert clipboard()[0] == [
        "Ngày",
        "Họ và tên",
        "Năm sinh",
        "Xã, phường",
        "Văn phòng",
        "Nội dung",
    ]
    assert len(clipboard()) == 3
    assert trail.said == ["Đã chép 2 dòng. Sang Excel, bấm Ctrl+V để dán."]
    what = "Danh sách trong số liệu · Lượt tư vấn · 01/11–30/11/2026"
    assert exports(place, lanes) == [f"{what} (2 dòng)"]


# --- in the window -------------------------------------------------------------------------------


def test_the_days_numbers_are_two_keys_away_from_anywhere(busy: Counsellor):
    busy.go("settings")
    busy.type(Qt.Key.Key_F8, "1")
    screen = busy.main.current()
    assert isinstance(screen, FiguresScreen)
    assert screen.about.text() == "Thứ Hai, 23/11/2026"
    busy.go("today")
    busy.press(Qt.Key.Key_F8)  # chosen last, chosen still
    assert (busy.main.current(), screen.about.text()) == (screen, "Thứ Hai, 23/11/2026")


def test_going_back_leads_through_the_list_to_the_same_cell(busy: Counsellor):
    busy.type(Qt.Key.Key_F8, "7", DOWN, DOWN)
    screen = busy.main.current()
    assert isinstance(screen, FiguresScreen)
    at = screen.table.place()
    assert at is not None
    busy.press(ENTER)
    people = busy.main.current()
    assert isinstance(people, FigurePeopleScreen)
    assert people.table.count() == screen.table.figure_at(at)
    busy.type(DOWN, ENTER)
    person = people.worker_id()
    assert (busy.here, busy.main.current().worker_id()) == ("workers", person)
    busy.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (busy.main.current(), people.worker_id()) == (people, person)
    busy.press(ESCAPE)
    assert (busy.main.current(), screen.table.place()) == (screen, at)
    assert screen.table.hasFocus()


def test_any_list_is_copied_and_noted(busy: Counsellor):
    busy.go("workers")
    workers = busy.main.current()
    assert isinstance(workers, WorkersScreen)
    workers.table.setFocus()
    busy.press(Qt.Key.Key_C, CONTROL)
    count = workers.table.count()
    assert len(clipboard()) == count + 1
    assert exports(busy.main.place, busy.program.lanes) == [
        f"Danh sách người lao động ({count} dòng)"
    ]
