"""What every list of the program can do, by keys in the real window: filter, sort, copy, keep its
columns and its views."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.domain.names import has_words
from desktop_app.office.list_looks import list_look
from tests.ui.counsellor import Counsellor
from ui.tables.list_tools import ListTools
from ui.tables.record_table import RecordTable

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LISTS = ("workers", "visits", "referrals", "follow_ups", "vacancies", "employers", "users", "audit")


def rows_of(table: RecordTable[object]) -> list[list[str]]:
    """The words one sees, row by row."""
    model, columns = table.model(), table.looks.in_order()
    return [[model.index(row, at).data() for at in columns] for row in range(table.count())]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_filtered_sorted_copied_and_remembered_by_keys(
    busy: Counsellor, qapp: QApplication, name: str
):
    screen = busy.go(name)
    tools = screen.findChild(ListTools)
    assert tools is not None
    table = tools.table
    table.choose_first()
    busy.settle()
    chosen = table.chosen_record()
    whole = table.whole_count()
    assert chosen is not None
    first = table.looks.in_order()[0]

    # sorted by its first column and back: the same record stays chosen
    orders: list[list[str]] = []
    for _ in range(2):
        busy.press(Qt.Key.Key_Down, ALT)
        _press_in_menu(busy, qapp, Qt.Key.Key_1)
        assert table.chosen_record() == chosen
        orders.append([row[0] for row in rows_of(table)])
    assert sorted(orders[0]) == sorted(orders[1])
    busy.press(Qt.Key.Key_0, CONTROL)

    # filtered by what stands in its first row
    wanted = rows_of(table)[0][0].split()[-1]
    busy.press(Qt.Key.Key_F, CONTROL)
    busy.type(wanted)
    found = rows_of(table)
    assert 0 < len(found) <= whole == table.whole_count()
    column = table.columns()[first]
    records = [table.record(row) for row in range(table.count())]
    beside = [column.beside(record) if column.beside else "" for record in records]
    assert all(
        has_words(f"{row[0]} {more}", wanted) for row, more in zip(found, beside, strict=True)
    )
    assert tools.said.text() == f"{len(found)} / {whole}"

    # what is copied is what one sees
    busy.press(Qt.Key.Key_Return)
    busy.press(Qt.Key.Key_C, CONTROL)
    assert len(qapp.clipboard().text().splitlines()) == 1 + len(found)

    # a view of it, and a column put away, are there for the next window
    table.name_wanted.emit()
    busy.type("Của tôi", Qt.Key.Key_Return)
    table.looks.put_away(table.looks.in_order()[-1], True)
    table.keep_columns()
    busy.settle()
    kept = list_look(busy.main.place.desk, name=f"{name}: {table.accessibleName()}")
    assert [view.name for view in kept.views] == ["Của tôi"]
    assert [look.hidden for look in kept.columns].count(True) == 1
    again = type(screen)(busy.main.place)
    busy.main.stack.addWidget(again)
    busy.main.stack.setCurrentWidget(again)
    again.enter()
    busy.settle()
    tools = again.findChild(ListTools)
    assert tools is not None
    table = tools.table
    assert table.looks.looks() == kept.columns
    table.setFocus()
    busy.press(Qt.Key.Key_1, CONTROL)
    shown = {row[0] for row in rows_of(table)}
    assert shown == {row[0] for row in found}

    # Esc takes the filter away
    table.setFocus()
    busy.press(Qt.Key.Key_Escape)
    assert table.count() == table.whole_count() >= whole  # copying is noted in the audit


def _press_in_menu(busy: Counsellor, qapp: QApplication, key: Qt.Key) -> None:
    """A key for the menu that is open."""
    menu = qapp.activePopupWidget()
    assert menu is not None
    busy.qtbot.keyClick(menu, key)
    busy.settle()
