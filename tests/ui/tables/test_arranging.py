"""Sorting and filtering a list, its columns and its saved views, by keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.list_looks import ColumnLook, ListLook, View
from desktop_app.domain.names import name_key
from tests.ui.fixture_types import Typing
from ui.tables.arrangement import Query, Sort
from ui.tables.column import Column, Empty, Long
from ui.tables.list_tools import ListTools
from ui.tables.reading import MOST_WHOLE
from ui.tables.record_model import PAGE, Deliver
from ui.tables.record_table import RecordTable

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHOWN = Qt.ItemDataRole.AccessibleTextRole


@dataclass(frozen=True)
class Person:
    """A made-up person in a list."""

    name: str
    seen: str = ""
    wage: str = ""
    commune: str = "Bắc Sơn"


PEOPLE = [
    Person("Nông Văn Thắng", "02/11/2026 08:00", "12.000.000", "Vũ Lễ"),
    Person("Đặng Mùi Én", "09/12/2025 10:00", "9.500.000", "Nhất Hoà"),
    Person("Triệu Thị Mùi", "11/11/2026 07:30", "", "Tân Tri"),
    Person("Lý Thị Đào", "", "thỏa thuận", "Bắc Sơn"),
]
COLUMNS: list[Column[Person]] = [
    Column("Họ và tên", lambda p: p.name, sort_key=lambda p: name_key(p.name)),
    Column("Gặp lúc", lambda p: p.seen, width=130),
    Column("Lương", lambda p: p.wage, width=90, align_right=True),
    Column("Xã, phường", lambda p: p.commune, width=100),
]
LONG = Long({"Họ và tên": "name", "Xã, phường": "commune"}, ordered_by="Họ và tên")


class Source:
    """A paged list that answers at once, and notes what it was asked."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.table: RecordTable[Person] | None = None
        self.asked: list[tuple[int, int, Query]] = []

    def __call__(self, offset: int, limit: int, deliver: Deliver[Person]) -> None:
        assert self.table is not None
        self.asked.append((offset, limit, self.table.query))
        deliver(len(self.people), self.people[offset : offset + limit])


@dataclass(frozen=True)
class Shown:
    """A list over its tools."""

    table: RecordTable[Person]
    tools: ListTools

    def names(self) -> list[str]:
        """The given names one sees, from the top."""
        rows = (self.table.record(row) for row in range(self.table.count()))
        return [row.name.split()[-1] if row is not None else "" for row in rows]


@pytest.fixture
def shown(on_screen: Callable[[QWidget], None]) -> Shown:
    table: RecordTable[Person] = RecordTable(
        COLUMNS,
        identity=lambda p: p.name,
        empty=Empty("Chưa có người nào.", "Thêm", "F2"),
        name="Danh sách",
        long=LONG,
    )
    tools = ListTools(table)
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(table)
    layout.addWidget(tools)
    window.resize(600, 400)
    on_screen(window)
    table.setFocus()
    return Shown(table, tools)


@pytest.fixture
def press(qapp: QApplication) -> Iterator[Callable[..., None]]:
    """Press a key where the focus is, in a menu while one is open."""

    def pressed(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = qapp.activePopupWidget() or qapp.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, held)

    yield pressed
    while isinstance(menu := qapp.activePopupWidget(), QMenu):
        menu.close()


Pressing = Callable[..., None]


# --- sorting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digit", "sorted_names"),
    [
        (Qt.Key.Key_1, ["Đào", "Én", "Mùi", "Thắng"]),
        (Qt.Key.Key_2, ["Én", "Thắng", "Mùi", "Đào"]),
        (Qt.Key.Key_3, ["Én", "Thắng", "Đào", "Mùi"]),
        (Qt.Key.Key_4, ["Đào", "Én", "Mùi", "Thắng"]),
    ],
)
def test_names_days_numbers_and_words_stand_in_their_own_order(
    shown: Shown, press: Pressing, digit: Qt.Key, sorted_names: list[str]
):
    shown.table.show_rows(PEOPLE)
    press(Qt.Key.Key_Down, ALT)
    press(digit)
    assert shown.names() == sorted_names


def test_the_heading_says_the_order_and_the_chosen_row_stays(shown: Shown, press: Pressing):
    shown.table.show_rows(PEOPLE)
    shown.table.choose("Triệu Thị Mùi")
    model, across = shown.table.model(), Qt.Orientation.Horizontal
    for words in ("Lương, xếp tăng dần", "Lương, xếp giảm dần"):
        press(Qt.Key.Key_Down, ALT)
        press(Qt.Key.Key_3)
        assert model.headerData(2, across, SHOWN) == words
        assert shown.table.chosen_record() == PEOPLE[2]
    assert shown.table.heading.sortIndicatorSection() == 2
    press(Qt.Key.Key_0, CONTROL)
    assert shown.names() == ["Thắng", "Én", "Mùi", "Đào"]


def test_a_new_list_comes_in_the_order_it_is_sorted_by(shown: Shown):
    shown.table.show_rows(PEOPLE)
    shown.table.sort_by(0)
    shown.table.show_rows([*PEOPLE, Person("Hoàng Văn Bình")])
    assert shown.names() == ["Bình", "Đào", "Én", "Mùi", "Thắng"]


# --- the filter row ------------------------------------------------------------------------------


def test_filters_find_parts_of_words_without_accents_and_all_must_fit(
    shown: Shown, press: Pressing, type_text: Typing
):
    shown.table.show_rows(PEOPLE)
    press(Qt.Key.Key_F, CONTROL)
    type_text("thi")
    assert (shown.names(), shown.tools.said.text()) == (["Mùi", "Đào"], "2 / 4")
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    type_text("ac so")
    assert (shown.names(), shown.tools.said.text()) == (["Đào"], "1 / 4")
    press(Qt.Key.Key_Escape)
    assert (shown.names(), shown.tools.said.isVisible()) == (["Thắng", "Én", "Mùi", "Đào"], False)
    assert shown.table.hasFocus()


def test_the_rows_begin_under_the_filter_row(shown: Shown, press: Pressing):
    shown.table.show_rows(PEOPLE)
    high, top = shown.table.heading.height(), shown.table.viewport().y()
    press(Qt.Key.Key_F, CONTROL)
    assert shown.table.heading.height() == high + 30
    assert shown.table.viewport().y() == top + 30
    press(Qt.Key.Key_F, CONTROL)
    assert shown.table.viewport().y() == top


def test_enter_goes_from_the_filter_to_its_first_row(
    shown: Shown, press: Pressing, type_text: Typing
):
    shown.table.show_rows(PEOPLE)
    press(Qt.Key.Key_F, CONTROL)
    type_text("mui")
    press(Qt.Key.Key_Return)
    assert (shown.table.hasFocus(), shown.table.chosen_record()) == (True, PEOPLE[1])
    press(Qt.Key.Key_Escape)
    assert (len(shown.names()), shown.table.chosen_record()) == (4, PEOPLE[1])


def test_the_chosen_row_is_chosen_again_after_a_filter_that_hid_it(
    shown: Shown, press: Pressing, type_text: Typing
):
    shown.table.show_rows(PEOPLE)
    shown.table.choose("Nông Văn Thắng")
    press(Qt.Key.Key_F, CONTROL)
    type_text("mui")
    assert shown.table.chosen_record() is None
    press(Qt.Key.Key_F, CONTROL)
    assert shown.table.chosen_record() == PEOPLE[0]


def test_only_the_rows_and_columns_one_sees_are_copied(
    shown: Shown, press: Pressing, type_text: Typing
):
    shown.table.show_rows(PEOPLE)
    shown.table.looks.put_away(1, True)
    shown.table.looks.move(3, -1)
    press(Qt.Key.Key_F, CONTROL)
    type_text("thi")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text().splitlines() == [
        "Họ và tên\tXã, phường\tLương",
        "Triệu Thị Mùi\tTân Tri\t",
        "Lý Thị Đào\tBắc Sơn\tthỏa thuận",
    ]


# --- lists read by pages -------------------------------------------------------------------------


def many(count: int) -> list[Person]:
    return [Person(f"Người {number:06}", wage=str(count - number)) for number in range(count)]


def test_a_paged_list_that_is_short_is_read_whole_to_be_sorted(
    shown: Shown, press: Pressing, type_text: Typing
):
    source = Source(many(1500))
    source.table = shown.table
    shown.table.show_pages(source)
    shown.table.choose("Người 000007")
    press(Qt.Key.Key_Down, ALT)
    press(Qt.Key.Key_3)
    assert shown.names()[:2] == ["001499", "001498"]
    assert shown.table.chosen_record() == source.people[7]
    press(Qt.Key.Key_F, CONTROL)
    type_text("00149")
    assert (shown.names()[-1], shown.tools.said.text()) == ("000149", "11 / 1.500")
    source.people = source.people[:1495]
    shown.table.reload()
    assert (shown.names()[0], shown.tools.said.text()) == ("001494", "6 / 1.495")
    assert all(query == Query() for _, _, query in source.asked)
    press(Qt.Key.Key_0, CONTROL)
    shown.table.reload()
    assert (shown.table.count(), source.asked[-1][:2]) == (1495, (0, PAGE))


def test_of_a_long_list_is_asked_what_its_source_can(
    shown: Shown, press: Pressing, type_text: Typing
):
    source = Source(many(MOST_WHOLE + 1))
    source.table = shown.table
    shown.table.show_pages(source)
    assert [shown.table.is_sortable(at) for at in range(4)] == [True, False, False, False]
    press(Qt.Key.Key_F, CONTROL)
    type_text("mùi")
    press(Qt.Key.Key_Tab)  # the columns between cannot be filtered
    type_text("bac")
    wanted = {"name": "mùi", "commune": "bac"}
    assert source.asked[-2:] == [(0, 1, Query()), (0, PAGE, Query(wanted))]
    shown.table.sort_by(0)
    assert source.asked[-1] == (0, PAGE, Query(wanted, descending=True))
    shown.table.reload()
    assert source.asked[-1] == (0, PAGE, Query(wanted, descending=True))
    press(Qt.Key.Key_Escape)
    shown.table.sort_by(0)
    assert (source.asked[-1], shown.table.sort()) == ((0, PAGE, Query()), Sort(0))


def test_what_a_long_list_cannot_do_is_let_go_of(shown: Shown):
    source = Source(many(MOST_WHOLE + 1))
    source.table = shown.table
    shown.table.show_pages(source)
    shown.table.show_view(View(name="cũ", filters={"Lương": "12"}, sort="Lương"))
    assert (shown.table.is_filtered(), shown.table.heading.filters()) == (False, {})
    assert shown.table.sort() == Sort(0)


# --- columns and views ---------------------------------------------------------------------------


def test_columns_are_changed_by_keys_and_kept(shown: Shown, press: Pressing, qtbot: QtBot):
    shown.table.show_rows(PEOPLE)
    kept: list[ListLook] = []
    shown.table.look_changed.connect(kept.append)

    def column(number: int, *keys: Qt.Key) -> None:
        """Open the menu of a column, by the context key, and press these in it."""
        qtbot.mouseMove(shown.table)
        QApplication.sendEvent(shown.table, _menu_key(shown.table))
        for key in (Qt.Key.Key_T, *[Qt.Key.Key_Down] * number, Qt.Key.Key_Right, *keys):
            press(key)

    column(1, Qt.Key.Key_R)
    column(2, Qt.Key.Key_H)
    column(3, Qt.Key.Key_T)
    assert kept[-1].columns == (
        ColumnLook(heading="Họ và tên"),
        ColumnLook(heading="Gặp lúc", width=146),
        ColumnLook(heading="Xã, phường"),
        ColumnLook(heading="Lương", hidden=True),
    )
    again: RecordTable[Person] = RecordTable(
        COLUMNS, identity=lambda p: p.name, empty=Empty(""), name="Danh sách"
    )
    qtbot.addWidget(again)
    again.show_look(kept[-1])
    assert again.looks.looks() == kept[-1].columns
    again.dress_columns()
    assert again.looks.looks() == ()


def _menu_key(table: QWidget) -> QContextMenuEvent:
    reason = QContextMenuEvent.Reason.Keyboard
    return QContextMenuEvent(
        reason, table.rect().center(), table.mapToGlobal(table.rect().center())
    )


def test_the_last_column_cannot_be_put_away(shown: Shown):
    for at in range(4):
        shown.table.looks.put_away(at, True)
    assert shown.table.looks.in_order() == [3]


def test_a_column_there_is_no_room_for_comes_back_unless_it_was_put_away(shown: Shown):
    for at in (1, 2):
        shown.table.looks.leave_out(at, True)
    shown.table.looks.put_away(2, True)
    for at in (1, 2):
        shown.table.looks.leave_out(at, False)
    assert shown.table.looks.in_order() == [0, 1, 3]


@dataclass
class Choosing:
    """A screen with one choice of its own, and what it was told to choose."""

    told: list[Mapping[str, str]]

    def read(self) -> Mapping[str, str]:
        """What is chosen."""
        return {"only_open": "1"}

    def write(self, told: Mapping[str, str]) -> None:
        """Choose."""
        self.told.append(told)


def test_a_view_is_named_shown_and_deleted_by_keys(
    shown: Shown, press: Pressing, type_text: Typing
):
    screen = Choosing([])
    shown.table.view_with(screen.read, screen.write)
    shown.table.show_rows(PEOPLE)
    press(Qt.Key.Key_F, CONTROL)
    type_text("thi")
    shown.table.sort_by(3)
    shown.table.name_wanted.emit()
    type_text("Họ Thị")
    press(Qt.Key.Key_Return)
    assert shown.table.hasFocus()
    assert shown.table.views == (
        View(
            name="Họ Thị",
            filters={"Họ và tên": "thi"},
            sort="Xã, phường",
            choices={"only_open": "1"},
        ),
    )
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_0, CONTROL)
    assert shown.names() == ["Thắng", "Én", "Mùi", "Đào"]
    press(Qt.Key.Key_1, CONTROL)
    assert (shown.names(), screen.told) == (["Đào", "Mùi"], [{"only_open": "1"}])
    assert shown.table.heading.filters_open()
    shown.table.delete_view("Họ Thị")
    assert shown.table.views == ()


# --- where there is no room ----------------------------------------------------------------------


@pytest.fixture
def narrow(on_screen: Callable[[QWidget], None]) -> RecordTable[Person]:
    """Of its columns two give way, the wage first."""
    name, seen, wage, commune = COLUMNS
    columns = [name, seen, replace(wage, gives_way=1), replace(commune, gives_way=2)]
    table = RecordTable(columns, identity=lambda p: p.name, empty=Empty("Không có ai."), name="Ai")
    on_screen(table)
    table.show_rows(PEOPLE)
    return table


@pytest.mark.parametrize(
    ("width", "seen"), [(600, [0, 1, 2, 3]), (440, [0, 1, 3]), (300, [0, 1]), (120, [0, 1])]
)
def test_columns_give_way_in_their_order(narrow: RecordTable[Person], width: int, seen: list[int]):
    narrow.resize(width, 300)
    assert narrow.looks.in_order() == seen
    assert narrow.looks.looks() == ()  # nobody has put them away


def test_what_gave_way_comes_back_and_is_copied_all_the_while(narrow: RecordTable[Person]):
    narrow.resize(300, 300)
    narrow.setFocus()
    QTest.keyClick(narrow, Qt.Key.Key_C, CONTROL)
    head = QApplication.clipboard().text().splitlines()[0]
    assert head == "Họ và tên\tGặp lúc\tLương\tXã, phường"
    narrow.resize(700, 300)
    assert narrow.looks.in_order() == [0, 1, 2, 3]
