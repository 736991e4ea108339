"""The table: rows, pages, the chosen record, keys, sorting, and what an empty list says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.tables.column import Column, Empty, Mark
from ui.tables.record_model import PAGE, PAGES_KEPT, Deliver
from ui.tables.record_table import RecordTable
from ui.theme import colour, measures


@dataclass(frozen=True)
class Person:
    """A made-up person in a list."""

    id: int
    name: str
    status: str = "Đang làm"


PEOPLE = [Person(3, "Nông Văn Bình"), Person(1, "Triệu Thị Mùi"), Person(2, "Hoàng Thị Én")]
COLUMNS: list[Column[Person]] = [
    Column("Họ và tên", lambda p: p.name, bold=True, sort_key=lambda p: p.name),
    Column("Số", lambda p: str(p.id), width=60, align_right=True, sort_key=lambda p: p.id),
    Column(
        "Tình trạng",
        lambda p: p.status,
        width=140,
        mark=lambda _: Mark("ok", "ok"),
        beside=lambda _: "thêm",
    ),
]


class Source:
    """A list too long to be read at once; it answers when the test says so."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = list(people)
        self.asked: list[tuple[int, int, Deliver[Person]]] = []
        self.offsets: list[int] = []

    def __call__(self, offset: int, limit: int, deliver: Deliver[Person]) -> None:
        self.asked.append((offset, limit, deliver))
        self.offsets.append(offset)

    def answer(self) -> None:
        """Deliver everything asked for, also what the deliveries ask for."""
        while self.asked:
            offset, limit, deliver = self.asked.pop(0)
            deliver(len(self.people), self.people[offset : offset + limit])


@pytest.fixture
def table(on_screen: Callable[[QWidget], None]) -> RecordTable[Person]:
    table: RecordTable[Person] = RecordTable(
        COLUMNS,
        identity=lambda p: p.id,
        empty=Empty("Chưa có người nào.", "Thêm người mới", "F2"),
        name="Danh sách người lao động",
    )
    table.resize(500, 400)
    on_screen(table)
    table.setFocus()
    return table


def names(table: RecordTable[Person]) -> list[str]:
    model = table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def many(count: int) -> list[Person]:
    return [Person(number, f"Người {number}") for number in range(count)]


def test_a_plain_list_is_shown_as_it_comes(table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    assert names(table) == ["Nông Văn Bình", "Triệu Thị Mùi", "Hoàng Thị Én"]
    assert (table.count(), table.record(1), table.record(3)) == (3, PEOPLE[1], None)


def test_arrows_choose_and_enter_activates(qtbot: QtBot, table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    table.choose_first()
    with qtbot.waitSignal(table.chosen) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen.args == [PEOPLE[1]]
    with qtbot.waitSignal(table.activated_record) as activated:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert activated.args == [PEOPLE[1]]
    assert table.chosen_record() == PEOPLE[1]


def test_home_and_end_go_to_the_first_and_the_last_row(
    qtbot: QtBot, table: RecordTable[Person]
) -> None:
    table.show_rows(PEOPLE)
    table.choose_first()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.chosen_record() == PEOPLE[-1]
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.chosen_record() == PEOPLE[0]


def test_a_double_click_activates(qtbot: QtBot, table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    spot = table.visualRect(table.model().index(2, 0)).center()
    with qtbot.waitSignal(table.activated_record) as activated:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert activated.args == [PEOPLE[2]]


def test_the_chosen_record_stays_chosen_through_a_refresh(
    qtbot: QtBot, table: RecordTable[Person]
) -> None:
    table.show_rows(PEOPLE)
    assert table.choose(2)
    changed = replace(PEOPLE[2], status="Tìm việc")
    with qtbot.waitSignal(table.chosen) as chosen:  # the card beside it reads again
        table.show_rows([changed, *PEOPLE[:2]])
    assert chosen.args == [changed]
    assert table.currentIndex().row() == 0


def test_a_chosen_record_that_is_gone_is_told(qtbot: QtBot, table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    table.choose(2)
    with qtbot.waitSignal(table.chosen) as chosen:
        table.show_rows(PEOPLE[:2])
    assert chosen.args == [None]
    assert table.chosen_record() is None
    assert not table.choose(2)


def test_the_header_sorts_a_plain_list_both_ways(qtbot: QtBot, table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    table.choose(1)
    header = table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(1) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [table.record(row) for row in range(3)] == [PEOPLE[1], PEOPLE[2], PEOPLE[0]]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert [table.record(row) for row in range(3)] == [PEOPLE[0], PEOPLE[2], PEOPLE[1]]
    assert table.chosen_record() == PEOPLE[1]


def test_letters_and_digits_belong_to_the_screen(
    qtbot: QtBot, on_screen: Callable[[QWidget], None], table: RecordTable[Person]
) -> None:
    seen: list[str] = []

    class Screen(QWidget):
        def keyPressEvent(self, event) -> None:  # noqa: N802 - Qt's method
            seen.append(event.text())

    screen = Screen()
    QVBoxLayout(screen).addWidget(table)
    on_screen(screen)
    table.show_rows(PEOPLE)
    table.setFocus()
    qtbot.keyClicks(table, "1t")
    assert seen == ["1", "t"]


# --- pages ---


def test_pages_are_read_as_they_come_into_view(qtbot: QtBot, table: RecordTable[Person]) -> None:
    source = Source(many(200_000))
    table.show_pages(source)
    source.answer()
    assert (table.count(), source.offsets) == (200_000, [0])
    table.scrollToBottom()
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    assert set(source.offsets) == {0, 200_000 - PAGE}
    assert table.record(199_999) == Person(199_999, "Người 199999")


def test_a_row_on_its_way_is_blank_and_asked_for_once(table: RecordTable[Person]) -> None:
    source = Source(many(1000))
    table.show_pages(source)
    source.answer()
    assert table.record(950) is None
    assert table.model().index(950, 0).data() == ""
    assert source.offsets == [0, 950]
    source.answer()
    assert table.model().index(950, 0).data() == "Người 950"


def test_the_next_page_is_on_its_way_for_whoever_scrolls_towards_it(
    table: RecordTable[Person],
) -> None:
    source = Source(many(1000))
    table.show_pages(source)
    source.answer()
    table.record(PAGE // 2 - 1)
    assert source.offsets == [0]
    table.record(PAGE // 2)
    assert source.offsets == [0, PAGE]
    source.answer()
    assert table.record(PAGE) is not None
    assert source.offsets == [0, PAGE]


def test_whoever_jumps_asks_for_what_is_seen_only(table: RecordTable[Person]) -> None:
    source = Source(many(1000))
    table.show_pages(source)
    source.answer()
    for row in (500, 549):
        table.record(row)
        source.answer()
        table.record(row)
    assert source.offsets == [0, 500]


def test_a_row_chosen_before_it_is_here_is_told_when_it_is(
    qtbot: QtBot, table: RecordTable[Person]
) -> None:
    source, told = Source(many(1000)), list[Person | None]()
    table.show_pages(source)
    source.answer()
    table.choose_first()
    table.chosen.connect(told.append)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert told == [None]
    source.answer()
    assert told == [None, Person(999, "Người 999")]


def test_only_the_pages_seen_lately_are_kept(table: RecordTable[Person]) -> None:
    source = Source(many(PAGE * (PAGES_KEPT + 5)))
    table.show_pages(source)
    source.answer()
    for page in range(PAGES_KEPT + 5):
        table.record(page * PAGE)
        source.answer()
    assert table.record(0) is None


def test_old_rows_stay_until_the_new_ones_are_there(table: RecordTable[Person]) -> None:
    source = Source(many(3))
    table.show_pages(source)
    source.answer()
    source.people = many(5)
    table.reload()
    assert table.count() == 3
    source.answer()
    assert table.count() == 5


def test_a_late_answer_to_an_old_question_is_dropped(table: RecordTable[Person]) -> None:
    old, new = Source(many(3)), Source(many(5))
    table.show_pages(old)
    table.show_pages(new)
    new.answer()
    old.answer()
    assert table.count() == 5


def test_the_choice_survives_a_reload_on_a_later_page(table: RecordTable[Person]) -> None:
    source = Source(many(500))
    table.show_pages(source)
    source.answer()
    table.record(450)
    source.answer()
    table.choose(450)
    source.people = [Person(-1, "Người mới"), *source.people]
    table.reload()
    source.answer()
    table.record(451)
    source.answer()
    assert (table.chosen_record(), table.currentIndex().row()) == (Person(450, "Người 450"), 451)


def test_a_list_that_has_become_shorter_is_read_at_its_new_end(table: RecordTable[Person]) -> None:
    source = Source(many(500))
    table.show_pages(source)
    source.answer()
    table.record(450)
    source.answer()
    source.people = many(120)
    table.reload()
    source.answer()
    assert (table.count(), table.record(119)) == (120, Person(119, "Người 119"))


def test_waiting_is_shown_after_a_second_only(qtbot: QtBot, table: RecordTable[Person]) -> None:
    source = Source(many(3))
    table.show_pages(source)
    assert top_line(table) != colour("accent")
    qtbot.waitUntil(lambda: top_line(table) == colour("accent"), timeout=3000)
    source.answer()
    assert top_line(table) != colour("accent")


# --- the look ---


def top_line(table: RecordTable[Person]) -> QColor:
    return table.viewport().grab().toImage().pixelColor(250, 0)


def test_rows_and_header_have_the_measures_of_the_preset(table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    assert {table.rowHeight(row) for row in range(3)} == {measures().table_row}
    assert table.horizontalHeader().height() == measures().table_row
    assert [table.columnWidth(1), table.columnWidth(2)] == [60, 140]
    assert table.columnWidth(0) == table.viewport().width() - 200


def test_the_chosen_row_has_a_bar_and_rows_have_hairlines(table: RecordTable[Person]) -> None:
    table.show_rows(PEOPLE)
    table.choose(3)
    image = table.viewport().grab().toImage()
    height = measures().table_row
    assert [image.pixelColor(x, height // 2) for x in (0, 2, 3)] == [
        colour("sel_bar"),
        colour("sel_bar"),
        colour("sel"),
    ]
    assert image.pixelColor(1, height + height // 2) == colour("surface")
    assert image.pixelColor(250, 2 * height - 1) == colour("line")


def test_an_empty_list_says_the_next_step(table: RecordTable[Person]) -> None:
    blank = table.viewport().grab().toImage()
    table.show_rows([])
    said = table.viewport().grab().toImage()
    assert blank != said
    tints = {said.pixelColor(x, y).name() for x in range(150, 350) for y in range(80, 180)}
    assert {colour("text2").name(), colour("accent").name()} <= tints


def test_in_a_low_list_the_next_step_is_not_cut(qtbot: QtBot, table: RecordTable[Person]) -> None:
    table.show_rows([])
    table.setFixedHeight(table.heading.height() + 2 * measures().table_row)
    qtbot.waitUntil(lambda: table.height() < 100)
    image = table.viewport().grab().toImage()
    lines = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y) == colour("accent") for x in range(image.width()))
    ]
    assert lines
    assert lines[-1] < image.height() - 3


def test_a_list_not_read_yet_says_nothing(table: RecordTable[Person]) -> None:
    image = table.viewport().grab().toImage()
    assert {image.pixelColor(x, 120).name() for x in range(image.width())} == {
        colour("surface").name()
    }


def test_the_list_has_a_name_for_screen_readers(table: RecordTable[Person]) -> None:
    assert table.accessibleName() == "Danh sách người lao động"
    assert table.model().headerData(0, Qt.Orientation.Horizontal) == "Họ và tên"


def test_the_list_that_has_the_focus_has_the_ring(table: RecordTable[Person]) -> None:
    seen: list[str] = []
    for focused in (True, False):
        if not focused:
            table.clearFocus()
        seen.append(table.grab().toImage().pixelColor(1, table.height() // 2).name())
    assert seen == [colour("ring").name(), colour("surface").name()]


def test_where_another_list_has_the_keys_no_row_is_seen_to_be_chosen(
    table: RecordTable[Person],
) -> None:
    table.show_rows(PEOPLE)
    table.choose(1)
    middle = table.rowViewportPosition(1) + measures().table_row // 2
    seen: list[str] = []
    for here in (True, False):
        table.show_choice(here)
        seen.append(table.viewport().grab().toImage().pixelColor(4, middle).name())
    assert seen == [colour("sel").name(), colour("surface").name()]
    chosen = table.chosen_record()
    assert chosen is not None
    assert chosen.id == 1
