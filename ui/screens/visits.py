"""Tư vấn: the office's counselling visits, newest first, and the chosen one in full."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop_app.domain.dates import show_date, show_time
from desktop_app.domain.money import show_number
from desktop_app.domain.names import name_key, vi_key
from desktop_app.domain.visits import topics_of
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.visits import (
    VisitPage,
    VisitRow,
    recent_visits,
    restore_visit,
    withdraw_visit,
)
from ui.cards import Card, KeyButton, clear, column, words
from ui.forms.scroll import FormScroll
from ui.screens.fold_out import FoldButton
from ui.screens.list_page import lay_out_list
from ui.screens.own_keys import OwnKeysScreen
from ui.screens.visit_form import short_topics
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_model import Deliver
from ui.tables.record_table import RecordTable
from ui.theme import measures
from ui.workplace import Workplace

NONE_CHOSEN = "Chọn một lượt trong danh sách để xem."


class VisitsScreen(OwnKeysScreen):
    """Enter opens the person or the employer of the chosen visit; F4 begins a new visit of the
    same one. A visit deleted here is withdrawn: it can be taken back for a while."""

    name = "visits"
    rail = "visits"
    shows = frozenset({"visit", "worker", "employer"})

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.about = words("", "sub")
        self.add_button = KeyButton("Thêm", "F4", icon="plus", bind=False)
        self.edit_button = KeyButton("Sửa", icon="draft")
        self.withdraw_button = KeyButton("Xóa", icon="close")
        self.add_button.clicked.connect(self._add)
        self.edit_button.clicked.connect(self._edit)
        self.withdraw_button.clicked.connect(self._withdraw)
        self.table = _table(place.desk)
        self.table.chosen.connect(self._on_chosen)
        self.table.activated_record.connect(self._open_client)
        self.table.filled.connect(self._on_filled)
        self.detail = VisitDetail(place.desk)
        self.fold_button = FoldButton(self, self.detail)
        lay_out_list(
            self,
            "Tư vấn",
            self.about,
            tools=(self.add_button, self.edit_button, self.withdraw_button, self.fold_button),
            table=self.table,
            aside=self.detail,
        )

    # --- reading ---

    def refresh(self) -> None:
        """Read the list again; the chosen visit stays chosen."""
        if self.table.count():
            self.table.reload()
        else:
            self.table.show_pages(self._request)

    def _request(self, offset: int, limit: int, deliver: Deliver[VisitRow]) -> None:
        desk = self.place.desk
        self.place.read(
            lambda: recent_visits(desk, offset=offset, limit=limit),
            partial(self._deliver, deliver),
            owner=self,
        )

    def _deliver(self, deliver: Deliver[VisitRow], page: VisitPage) -> None:
        deliver(page.total, page.rows)

    def _on_filled(self) -> None:
        order = self.table.order_words("mới nhất trước")
        total = show_number(self.table.whole_count())
        self.about.setText(f"{total} lượt, kể cả tư vấn đơn vị · {order}")
        if self.table.chosen_record() is None:
            self.table.choose_first()
        if not self.table.count():
            self._on_chosen(None)

    def enter(self) -> None:
        """Come to the list."""
        super().enter()
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self.fold_button.fit()

    # --- going on ---

    def worker_id(self) -> str:
        """The person of the chosen visit."""
        chosen = self.table.chosen_record()
        return chosen.visit.worker_id if chosen is not None else ""

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """F4, which elsewhere is about a person, where the chosen visit is an employer's."""
        chosen = self.table.chosen_record()
        of_employer = chosen is not None and bool(chosen.visit.employer_id)
        return {Qt.Key.Key_F4: self._add} if of_employer else {}

    def _on_chosen(self, chosen: VisitRow | None) -> None:
        self.detail.show_visit(chosen)
        for button in (self.edit_button, self.withdraw_button):
            button.setEnabled(chosen is not None)

    def _open_client(self, chosen: VisitRow) -> None:
        if chosen.visit.employer_id:
            self.place.go("employers", employer_id=chosen.visit.employer_id)
        else:
            self.place.go("workers", worker_id=chosen.visit.worker_id)

    def _add(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is None:
            self.place.go("workers")
            self.place.said.emit("Hãy tìm người lao động, rồi bấm F4.")
        elif chosen.visit.employer_id:
            self.place.go("visit_form", employer_id=chosen.visit.employer_id)
        else:
            self.place.go("visit_form", worker_id=chosen.visit.worker_id)

    def _edit(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is not None:
            self.place.go("visit_form", visit_id=chosen.visit.id)

    # --- deleting ---

    def _withdraw(self) -> None:
        chosen = self.table.chosen_record()
        if chosen is not None:
            verb = partial(withdraw_visit, self.place.desk, visit_id=chosen.visit.id)
            self.place.write(verb, partial(self._on_withdrawn, chosen), owner=self)

    def _on_withdrawn(self, row: VisitRow, changed: Changed) -> None:
        self.place.announce(changed)
        back = partial(restore_visit, self.place.desk, visit_id=row.visit.id)
        self.place.undoable(f"Đã xóa lượt tư vấn của {_client(row)}.", back)


class VisitDetail(Card):
    """One visit in full."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("Lượt tư vấn", icon="visit")
        self._desk = desk
        self.setFixedWidth(measures().side_panel)
        self._parts = QVBoxLayout()
        self._parts.setContentsMargins(14, 10, 14, 12)
        self._parts.setSpacing(2)
        inner = QWidget()
        inner.setLayout(self._parts)
        self.body.addWidget(FormScroll(inner), 1)

    def show_visit(self, row: VisitRow | None) -> None:
        """Show a visit, or none."""
        clear(self._parts)
        if row is None:
            self._parts.addWidget(words(NONE_CHOSEN, "sub", wrap=True))
            self._parts.addStretch(1)
            return
        for label, value in self._told(row):
            if value:
                said = QWidget()
                said.setLayout(
                    column(words(label, "label"), words(value, "text", wrap=True), gap=0)
                )
                self._parts.addWidget(said)
                self._parts.addSpacing(6)
        self._parts.addStretch(1)

    def texts(self) -> list[str]:
        """The words shown of the visit, from top to bottom."""
        told = [item for at in range(self._parts.count()) if (item := self._parts.itemAt(at))]
        parts = [part for item in told if (part := item.widget())]
        return [word.text() for part in parts for word in part.findChildren(QLabel)]

    def _told(self, row: VisitRow) -> list[tuple[str, str]]:
        visit, lists = row.visit, self._desk.catalogues
        step = lists.name("visit_next_step", visit.next_step)
        on = f", {show_date(visit.next_step_on)}" if visit.next_step_on else ""
        return [
            ("Người sử dụng lao động", row.employer),
            ("Người lao động", row.worker_name),
            ("Ngày, giờ", show_time(visit.at) if visit.at else ""),
            ("Hình thức", lists.name("visit_channel", visit.channel)),
            ("Nội dung tư vấn", ", ".join(lists.names(topics_of(visit), visit.topics))),
            ("Ghi chép", visit.content),
            ("Đã tư vấn, hướng dẫn", visit.advice),
            ("Kết quả", f"{step}{on}" if step else ""),
            ("Thời gian", f"{visit.minutes} phút" if visit.minutes is not None else ""),
            ("Cán bộ tư vấn", row.counsellor),
        ]


def _table(desk: Desk) -> RecordTable[VisitRow]:
    return RecordTable[VisitRow](
        [
            Column("Ngày, giờ", _at, width=128),
            Column(
                "Người lao động, đơn vị",
                _client,
                width=220,
                bold=True,
                mark=_client_mark,
                beside=_year,
                beside_heading="Năm sinh",
                sort_key=_by_client,
            ),
            Column("Hình thức", partial(_channel, desk), width=176, gives_way=1),
            Column("Nội dung tư vấn", partial(_topics, desk)),
            Column("Kết quả", partial(_step, desk), width=160, gives_way=2),
        ],
        identity=_visit_id,
        empty=Empty("Chưa có lượt tư vấn nào.", "Tìm người để ghi lượt đầu tiên", key="Ctrl+K"),
        name="Các lượt tư vấn",
    )


# --- the columns ---------------------------------------------------------------------------------


def _visit_id(row: VisitRow) -> str:
    return row.visit.id


def _at(row: VisitRow) -> str:
    return show_time(row.visit.at) if row.visit.at else ""


def _client(row: VisitRow) -> str:
    return row.employer or row.worker_name


def _by_client(row: VisitRow) -> object:
    """Firms by their names, after the people."""
    firm = bool(row.visit.employer_id)
    return (firm, vi_key(row.employer) if firm else name_key(row.worker_name))


def _client_mark(row: VisitRow) -> Mark | None:
    return Mark("employer") if row.visit.employer_id else None


def _year(row: VisitRow) -> str:
    return str(row.birth_year or "")


def _channel(desk: Desk, row: VisitRow) -> str:
    return desk.catalogues.name("visit_channel", row.visit.channel)


def _topics(desk: Desk, row: VisitRow) -> str:
    return ", ".join(short_topics(desk, row.visit))


def _step(desk: Desk, row: VisitRow) -> str:
    return desk.catalogues.name("visit_next_step", row.visit.next_step)
