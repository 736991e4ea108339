"""Copying a list: what lies on the clipboard for Excel, and how much of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.child import run_child
from ui.tables.column import Column, Empty
from ui.tables.copying import UNSEEN, Sheet, as_html, as_text
from ui.tables.reading import MOST_WHOLE, READ_AT_ONCE
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Person:
    """A made-up person in a list."""

    id: int
    name: str
    phone: str = "0912 345 678"
    wage: str = "7.500.000"


COLUMNS: list[Column[Person]] = [
    Column("Họ và tên", lambda p: p.name, beside=lambda _: "1995", beside_heading="Năm sinh"),
    Column("Điện thoại", lambda p: p.phone),
    Column("Lương", lambda p: p.wage, align_right=True, sort_key=lambda p: p.wage),
]
PEOPLE = [Person(1, "Triệu Thị Mùi"), Person(2, "Nông Văn <Bình>", wage="thỏa thuận")]


class Source:
    """A long list; it answers when the test says so."""

    def __init__(self, count: int) -> None:
        self.people = [Person(number, f"Người {number}") for number in range(count)]
        self.asked: list[tuple[int, int, Deliver[Person]]] = []
        self.limits: list[int] = []

    def __call__(self, offset: int, limit: int, deliver: Deliver[Person]) -> None:
        self.asked.append((offset, limit, deliver))
        self.limits.append(limit)

    def answer(self) -> None:
        """Deliver what has been asked for, and what the deliveries ask for."""
        while self.asked:
            offset, limit, deliver = self.asked.pop(0)
            deliver(len(self.people), self.people[offset : offset + limit])


@pytest.fixture
def copied() -> list[tuple[int, int]]:
    """What the table has said about its copies."""
    return []


@pytest.fixture
def table(
    on_screen: Callable[[QWidget], None], copied: list[tuple[int, int]]
) -> RecordTable[Person]:
    """A list in its window, with the focus."""
    table: RecordTable[Person] = RecordTable(
        COLUMNS, identity=lambda p: p.id, empty=Empty("Chưa có người nào."), name="Danh sách"
    )
    table.copied.connect(lambda rows, of: copied.append((rows, of)))
    table.resize(500, 400)
    on_screen(table)
    table.setFocus()
    QApplication.clipboard().setText("từ trước")
    return table


def clipboard() -> list[list[str]]:
    """The cells of what is on the clipboard as text."""
    return [line.split("\t") for line in QApplication.clipboard().text().splitlines()]


def names() -> Sequence[str]:
    """The first column of the copied rows."""
    return [cells[0] for cells in clipboard()[1:]]


# --- the two forms -------------------------------------------------------------------------------


def test_texts_stay_texts_and_numbers_are_numbers():
    sheet = Sheet(("Số phiếu", "Người"), [("0012", 1284), ("=1+1", -3)], title="Số liệu")
    assert as_text(sheet) == "Số liệu\nSố phiếu\tNgười\n0012\t1284\n'=1+1\t-3\n"
    text = """ style='mso-number-format:"\\@"'"""
    assert as_html(sheet) == (
        '<html><head><meta charset="utf-8"></head><body><table>\n'
        f"<tr><td{text}>Số liệu</td></tr>\n"
        f"<tr><td{text}>Số phiếu</td><td{text}>Người</td></tr>\n"
        f"<tr><td{text}>0012</td><td>1284</td></tr>\n"
        f"<tr><td{text}>&#x27;=1+1</td><td>-3</td></tr>\n"
        "</table></body></html>"
    )


@pytest.mark.parametrize("typed", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"])
def test_what_excel_would_reckon_with_is_made_harmless(typed: str):
    assert as_text(Sheet(("Ghi chú",), [(typed,)])) == f"Ghi chú\n'{typed}\n"


@pytest.mark.parametrize("typed", ["+84 912 345 678", "-", "- 5", "0912 345 678", "a=b"])
def test_a_telephone_or_a_dash_is_left_alone(typed: str):
    assert as_text(Sheet(("Ghi chú",), [(typed,)])) == f"Ghi chú\n{typed}\n"


def test_a_cell_never_breaks_its_row():
    sheet = Sheet(("Ghi chú",), [("một\thai\r\nba  <b>&",)])
    assert as_text(sheet) == "Ghi chú\nmột hai ba <b>&\n"
    assert ">một hai ba &lt;b&gt;&amp;</td>" in as_html(sheet)


# --- a list --------------------------------------------------------------------------------------


def test_ctrl_c_copies_the_whole_list_with_its_headings(
    qtbot: QtBot, table: RecordTable[Person], copied: list[tuple[int, int]]
):
    table.show_rows(PEOPLE)
    table.choose_first()
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert clipboard() == [
        ["Họ và tên", "Năm sinh", "Điện thoại", "Lương"],
        ["Triệu Thị Mùi", "1995", "0912 345 678", "7500000"],
        ["Nông Văn <Bình>", "1995", "0912 345 678", "thỏa thuận"],
    ]
    html = QApplication.clipboard().mimeData().html()
    assert html.count("<td>") == 1  # the one number
    assert copied == [(2, 2)]


def test_the_list_is_copied_in_the_order_one_sees(qtbot: QtBot, table: RecordTable[Person]):
    table.show_rows([Person(1, "Bình", wage="2"), Person(2, "Én", wage="1")])
    table.horizontalHeader().sectionClicked.emit(2)
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert names() == ["Én", "Bình"]


def test_of_several_chosen_rows_only_those_are_copied(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.show_rows([Person(number, f"Người {number}") for number in range(5)])
    rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    for row in (3, 1):
        table.selectionModel().select(table.model().index(row, 0), rows)
    table.copy()
    assert (names(), copied) == (["Người 1", "Người 3"], [(2, 2)])


def test_an_empty_list_leaves_the_clipboard_alone(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    table.show_rows([])
    table.copy()
    assert (QApplication.clipboard().text(), copied) == ("từ trước", [])


def test_a_paged_list_is_read_whole_in_large_pages(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    source = Source(READ_AT_ONCE + 284)
    table.show_pages(source)
    source.answer()
    source.limits.clear()
    table.copy()
    assert copied == []
    source.answer()
    assert (source.limits, copied) == ([READ_AT_ONCE] * 2, [(1284, 1284)])
    assert names() == [person.name for person in source.people]


def test_of_a_list_too_long_the_beginning_is_copied(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    source = Source(MOST_WHOLE + 1)
    table.show_pages(source)
    table.copy()
    source.answer()
    assert (len(names()), copied) == (MOST_WHOLE, [(MOST_WHOLE, MOST_WHOLE + 1)])


def test_another_list_ends_a_copy_under_way(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    old, new = Source(3), Source(5)
    table.show_pages(old)
    table.copy()
    table.show_pages(new)
    old.answer()
    new.answer()
    assert (QApplication.clipboard().text(), copied) == ("từ trước", [])


def test_a_list_read_again_is_copied_again(
    table: RecordTable[Person], copied: list[tuple[int, int]]
):
    source = Source(3)
    table.show_pages(source)
    source.answer()
    table.copy()
    source.people = source.people[:2]
    table.reload()
    source.answer()
    assert (names(), copied) == (["Người 0", "Người 1"], [(2, 2)])


def test_the_program_ends_well_with_a_copy_on_the_clipboard():
    printed = run_child(
        """
from ui.tables.copying import Sheet, put_on_clipboard

app = ui.app.make_application(["vieclam"])
put_on_clipboard(Sheet(("Họ và tên",), [("Triệu Thị Mùi",)]))
print(QApplication.clipboard().mimeData().formats())
"""
    )
    kinds = ["text/plain", "text/html", UNSEEN]
    assert printed.strip() == str(kinds)
