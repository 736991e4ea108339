"""Người lao động: the list with its search at the left, the card of one at the right."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.money import show_number
from desktop_app.domain.names import name_key
from desktop_app.domain.workers import Worker, name_and_year
from desktop_app.office.vacancies import VacancyCard, VacancyRow, vacancy_card
from desktop_app.office.worker_states import STATE_NAMES
from desktop_app.office.workers import (
    WorkerCard,
    WorkerPage,
    WorkerRow,
    find_workers,
    worker_card,
)
from ui.cards import KeyButton, Strip, column
from ui.screens.search_screen import SearchLine, SearchScreen
from ui.screens.worker_card import STATE_MARKS, WorkerCardView
from ui.tables.column import Column, Empty, Long, Mark
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


class WorkersScreen(SearchScreen[WorkerRow, WorkerCard]):
    """F4, F6 and F7 are about the person on the card.

    Opened with `vacancy_id` it asks who is to be referred there: Enter and F7 then write that
    letter. «Nối hồ sơ» on the card asks for another record of the person: Enter then lays both
    side by side.
    """

    name = "workers"
    rail = "workers"
    id_name = "worker_id"
    shows = frozenset(
        {
            "worker",
            "visit",
            "referral",
            "referral_event",
            "follow_up_contact",
            "person_link",
            "handover",
        }
    )

    def __init__(self, place: Workplace) -> None:
        self._vacancy: VacancyRow | None = None
        self._twin_of: Worker | None = None
        self.card = WorkerCardView(place)
        super().__init__(
            place,
            search=SearchLine("Tên (không cần dấu), số, điện thoại", "Tìm người lao động"),
            table=_table(),
            card=self.card,
            new_button=KeyButton("Người mới", "F2", icon="plus", bind=False),
        )
        self.purpose = Strip()
        self.purpose.pressed.connect(self._no_purpose)
        self.new_button.clicked.connect(self._new_worker)
        self.card.refer_wanted.connect(self._refer)
        self.card.twin_wanted.connect(self._seek_twin)
        self.card.hidden.connect(self.show_nothing)
        inner = column(self.purpose, gap=0)
        inner.setContentsMargins(12, 0, 8, 10)
        self._above = QWidget()
        self._above.setLayout(inner)
        self._build(self._above)
        self._show_purpose()

    def open(self, **what: object) -> None:
        """`worker_id`: show a person; `text`: the people that fit it, with the first one chosen;
        `vacancy_id`: ask whom to refer to that vacancy."""
        desk, vacancy_id = self.place.desk, str(what.get("vacancy_id", ""))
        if vacancy_id:
            self.place.read(
                lambda: vacancy_card(desk, vacancy_id=vacancy_id), self._ask_whom, owner=self
            )
        elif "worker_id" in what:
            self._no_purpose()
        super().open(**what)

    def worker_id(self) -> str:
        """The person on the card."""
        return self._chosen_id

    # --- what somebody is chosen for ---

    def _ask_whom(self, card: VacancyCard) -> None:
        self._vacancy, self._twin_of = card.row, None
        self._show_purpose()

    def _no_purpose(self) -> None:
        self._vacancy = self._twin_of = None
        self._show_purpose()

    def _show_purpose(self) -> None:
        vacancy, twin_of = self._vacancy, self._twin_of
        icon, title, said = "vacancy", "", ""
        if vacancy is not None:
            title = "Giới thiệu vào"
            said = f"{vacancy.title}, {vacancy.employer}. Enter chọn người."
        elif twin_of is not None:
            icon, title = "twins", "Nối hồ sơ"
            said = f"{name_and_year(twin_of)}. Tìm hồ sơ kia, Enter chọn."
        self.purpose.show_message(
            said, "info", icon=icon, title=title, button="Thôi" if said else ""
        )
        self._above.setVisible(bool(said))

    # --- the other record of a person ---

    def _seek_twin(self, worker_id: str) -> None:
        """Look for the other record, first among those of the same name."""
        if self._found is None or self._found.worker.id != worker_id:
            return
        self._vacancy, self._twin_of = None, self._found.worker
        self._show_purpose()
        self._set_text(self._twin_of.full_name)
        self._look_for(self._twin_of.full_name)
        self.search.setFocus()
        self.search.selectAll()

    def _take_twin(self, twin_of: Worker, other: str) -> None:
        if other == twin_of.id:
            self.place.troubled.emit("Đây là chính hồ sơ đang nối. Hãy chọn hồ sơ kia.")
            return
        self._no_purpose()
        self.place.go("person_question", pair=f"{twin_of.id} {other}")

    # --- referring somebody to a vacancy ---

    def _refer(self) -> None:
        if not self._chosen_id:
            return
        what = {"vacancy_id": self._vacancy.id} if self._vacancy is not None else {}
        self._no_purpose()
        self.place.go("referral_form", worker_id=self._chosen_id, **what)

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """F7, which elsewhere knows the person only, while a vacancy waits for one."""
        return {Qt.Key.Key_F7: self._refer} if self._vacancy is not None else {}

    # --- the list and the card ---

    def _page_work(self, text: str, offset: int, limit: int) -> Callable[[], WorkerPage]:
        query = self.table.query
        return partial(
            find_workers,
            self.place.desk,
            text=text,
            offset=offset,
            limit=limit,
            filters=query.filters,
            descending=query.descending,
            total=self._known_total(query),
        )

    def _card_work(self, record_id: str) -> Callable[[], WorkerCard]:
        return partial(worker_card, self.place.desk, worker_id=record_id)

    def _name_of(self, found: WorkerCard) -> str:
        return found.worker.full_name

    def _show_found(self, found: WorkerCard) -> None:
        self.card.show_card(found)

    def _show_none(self) -> None:
        self.card.show_nobody()

    def _show_count(self, total: int) -> None:
        self.count.setText(f"{show_number(total)} người")
        found = "khớp với từ tìm · " if self._text else ""
        self.order.setText(f"· {found}{self.table.order_words('xếp theo tên')}")

    def _open_row(self, chosen: WorkerRow) -> None:
        if self._twin_of is not None:
            self._take_twin(self._twin_of, chosen.id)
        elif self._vacancy is not None and chosen.id == self._chosen_id:
            self._refer()
        else:
            self.place.go("worker_form", worker_id=chosen.id)

    def _new_worker(self) -> None:
        self.place.go("worker_form")


def _table() -> RecordTable[WorkerRow]:
    return RecordTable[WorkerRow](
        [
            Column("Họ và tên", _name, bold=True, sort_key=_by_name),
            Column("Năm sinh", _year, width=74, gives_way=3),
            Column("Xã, phường", _commune, width=104, gives_way=1),
            Column("Số cuối", _last_four, width=66, gives_way=2),
            Column("Tình trạng", _state, width=118, mark=_state_mark),
        ],
        identity=_id,
        empty=Empty("Không có người lao động nào ở đây.", "Đăng ký người mới", key="F2"),
        name="Danh sách người lao động",
        long=Long(
            {
                "Họ và tên": "name",
                "Năm sinh": "birth_year",
                "Xã, phường": "commune",
                "Số cuối": "last_four",
                "Tình trạng": "state",
            },
            ordered_by="Họ và tên",
        ),
    )


def _id(worker: WorkerRow) -> str:
    return worker.id


def _name(worker: WorkerRow) -> str:
    return worker.full_name


def _by_name(worker: WorkerRow) -> object:
    return name_key(worker.full_name)


def _year(worker: WorkerRow) -> str:
    return str(worker.birth_year or "")


def _commune(worker: WorkerRow) -> str:
    return worker.commune


def _last_four(worker: WorkerRow) -> str:
    return f"…{worker.last_four}" if worker.last_four else ""


def _state(worker: WorkerRow) -> str:
    return STATE_NAMES[worker.state]


def _state_mark(worker: WorkerRow) -> Mark:
    return STATE_MARKS[worker.state]
