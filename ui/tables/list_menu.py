"""The menus of a list: by what it is sorted, its columns, its saved views."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from ui.tables.record_table import RecordTable

MOST_VIEWS = 9
"""So many views have a key."""


def list_menu(table: "RecordTable[Any]") -> QMenu:
    """All there is to do with a list."""
    menu = _menu(table)
    _add(menu, "&Lọc", table.toggle_filters, key="Ctrl+F")
    _add(menu, "&Chép sang Excel", table.copy, key="Ctrl+C")
    menu.addMenu(_filled_sorts(QMenu("&Xếp theo", menu), table))
    menu.addMenu(_columns(QMenu("Cộ&t", menu), table))
    _add_views(menu, table)
    return menu


def sort_menu(table: "RecordTable[Any]") -> QMenu:
    """The columns a list can be sorted by, each with a digit."""
    return _filled_sorts(_menu(table), table)


def _menu(table: "RecordTable[Any]") -> QMenu:
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, text: str, verb: Callable[[], object], *, key: str = "") -> QAction:
    """`key` is told; it works elsewhere."""
    action = menu.addAction(f"{text}\t{key}" if key else text)
    action.triggered.connect(partial(_do, verb))
    return action


def _do(verb: Callable[[], object], checked: bool = False) -> None:  # noqa: ARG001 - Qt's argument
    verb()


def _filled_sorts(menu: QMenu, table: "RecordTable[Any]") -> QMenu:
    sort = table.sort()
    columns = [at for at in table.looks.in_order() if table.is_sortable(at)]
    for digit, at in enumerate(columns, start=1):
        action = _add(menu, f"&{digit}  {_heading(table, at)}", partial(table.sort_by, at))
        action.setCheckable(True)
        action.setChecked(sort is not None and sort.column == at)
    return menu


def _columns(menu: QMenu, table: "RecordTable[Any]") -> QMenu:
    """One entry for each: whether it is seen, where it stands and how wide it is."""
    for at in range(len(table.columns())):
        away = table.looks.is_put_away(at)
        of_one = menu.addMenu(_heading(table, at) + (" (ẩn)" if away else ""))
        seen = _add(of_one, "&Hiện", partial(_put_away, table, at, not away))
        seen.setCheckable(True)
        seen.setChecked(not away)
        _add(of_one, "Sang &trái", partial(_change, table, table.looks.move, at, -1))
        _add(of_one, "Sang &phải", partial(_change, table, table.looks.move, at, 1))
        if table.looks.has_width(at):
            _add(of_one, "&Rộng hơn", partial(_change, table, table.looks.widen, at, 1))
            _add(of_one, "Hẹp hơ&n", partial(_change, table, table.looks.widen, at, -1))
    menu.addSeparator()
    _add(menu, "Về &mặc định", table.dress_columns)
    return menu


def _put_away(table: "RecordTable[Any]", at: int, wanted: bool) -> None:
    table.looks.put_away(at, wanted)
    table.keep_columns()


def _change(table: "RecordTable[Any]", verb: Callable[[int, int], None], at: int, how: int) -> None:
    verb(at, how)
    table.keep_columns()


def _add_views(menu: QMenu, table: "RecordTable[Any]") -> None:
    menu.addSection("Cách xem")
    _add(menu, "Tất cả, theo thứ tự ban đầu", table.show_plain, key="Ctrl+0")
    for digit, view in enumerate(table.views, start=1):
        key = f"Ctrl+{digit}" if digit <= MOST_VIEWS else ""
        _add(menu, _escaped(view.name), partial(table.show_view, view), key=key)
    if table.names_views:
        _add(menu, "Lư&u cách xem này…", table.name_wanted.emit)
    if table.views:
        delete = menu.addMenu("Xó&a cách xem")
        for view in table.views:
            _add(delete, _escaped(view.name), partial(table.delete_view, view.name))


def _heading(table: "RecordTable[Any]", at: int) -> str:
    return _escaped(table.columns()[at].heading)


def _escaped(text: str) -> str:
    """A name is shown as it is, also with the sign that underlines a letter in menus."""
    return text.replace("&", "&&")
