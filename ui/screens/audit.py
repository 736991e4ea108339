"""Thiết lập › Nhật ký truy cập: who looked at, printed, saved or copied whose data."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.dates import show_time
from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.money import show_number
from desktop_app.office.audit import ACT_NAMES, AuditPage, AuditRow, audit_page
from desktop_app.office.desk import Desk
from ui.cards import Card, column, words
from ui.screens.list_page import put_list
from ui.screens.screen import Screen
from ui.screens.settings_tabs import HeadsOnly, settings_head
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace

ACT_ICONS = {
    "view": "eye",
    "print": "printer",
    "save_pdf": "file",
    "export": "report",
    "sign_in": "user",
}


@dataclass(frozen=True)
class Line:
    """A row of the list; `number` counts from the newest."""

    number: int
    row: AuditRow


class AuditScreen(Screen):
    """A list to read, newest first; nobody can change it. It reads again whenever one comes."""

    name = "audit"
    rail = "settings"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._round = 0
        self.about = words("", "sub", wrap=True)
        self.table = _table()
        self.table.filled.connect(self._on_filled)
        card = Card()
        put_list(self.table, into=card.body)
        inner = column(card)
        inner.setContentsMargins(16, 6, 16, 14)
        content = QWidget()
        content.setLayout(inner)
        self.body = HeadsOnly(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(place, self.name, self.about))
        whole.addWidget(self.body, 1)

    def refresh(self) -> None:
        """Read from the newest line on."""
        self._round += 1
        self.table.show_pages(self._request)

    def enter(self) -> None:
        """Come to the list, read anew: lines come by themselves."""
        self._stale = True
        super().enter()

    def _request(self, offset: int, limit: int, deliver: Deliver[Line]) -> None:
        desk = self.place.desk
        self.place.read(
            lambda: _page(desk, offset, limit),
            partial(self._read, self._round, offset, deliver),
            owner=self,
        )

    def _read(
        self, asked: int, offset: int, deliver: Deliver[Line], page: AuditPage | None
    ) -> None:
        if asked != self._round:
            return
        self.body.allow(page is not None)
        if page is None:
            self.about.setText("")
            deliver(0, [])
            return
        deliver(page.total, [Line(offset + at, each) for at, each in enumerate(page.rows)])

    def _on_filled(self) -> None:
        if self.body.currentWidget() is not self.body.body:
            return
        order = self.table.order_words("mới nhất trước")
        lines = show_number(self.table.whole_count())
        self.about.setText(f"{lines} dòng trên máy này, {order} · không ai sửa hay xóa")
        if self.table.chosen_record() is None:
            self.table.choose_first()
        if self.isVisible() and not self.table.heading.has_filter_focus():
            self.table.setFocus()


def _page(desk: Desk, offset: int, limit: int) -> AuditPage | None:
    """A page; None for whoever may not read it, which is no fault here: the screen says so."""
    try:
        return audit_page(desk, offset=offset, limit=limit)
    except NotAllowed:
        return None


def _table() -> RecordTable[Line]:
    return RecordTable[Line](
        [
            Column("Lúc", _at, width=132),
            Column("Người dùng", _user, width=196, bold=True),
            Column("Việc", _act, width=148, mark=_act_mark),
            Column("Hồ sơ của", _subject, width=240),
            Column("Chi tiết", _detail, gives_way=1),
        ],
        identity=_number,
        empty=Empty("Chưa ghi dòng nào.", "Nạp lại", key="F5"),
        name="Nhật ký truy cập",
    )


def _number(line: Line) -> int:
    return line.number


def _at(line: Line) -> str:
    return show_time(line.row.at)


def _user(line: Line) -> str:
    return line.row.user_name


def _act(line: Line) -> str:
    return ACT_NAMES.get(line.row.act, line.row.act)


def _act_mark(line: Line) -> Mark:
    return Mark(ACT_ICONS.get(line.row.act, "info"))


def _subject(line: Line) -> str:
    return line.row.subject


def _detail(line: Line) -> str:
    return line.row.detail
