"""Việc làm trống: the vacancies with their search at the left, the card of one at the right."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_app.domain.money import show_number
from desktop_app.office.vacancies import (
    VacancyCard,
    VacancyPage,
    VacancyRow,
    find_vacancies,
    vacancy_card,
)
from ui.cards import KeyButton
from ui.forms.code_editor import CodeEditor
from ui.forms.flow import FlowLayout
from ui.screens.search_screen import SearchLine, SearchScreen
from ui.screens.vacancy_card import VacancyCardView
from ui.screens.vacancy_words import left_of_places, until, vacancy_mark, vacancy_state
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.theme import scaled
from ui.workplace import Workplace

STATE = 6
FILTER_WIDTH = 208


class VacanciesScreen(SearchScreen[VacancyRow, VacancyCard]):
    """Enter opens the record; F7 chooses who is referred to the vacancy on the card, F4 records a
    counselling of its employer."""

    name = "vacancies"
    rail = "vacancies"
    id_name = "vacancy_id"
    shows = frozenset({"vacancy", "employer", "place_taken", "referral", "referral_event"})
    list_width = 802
    card_least = 400

    def __init__(self, place: Workplace) -> None:
        self.card = VacancyCardView(place)
        super().__init__(
            place,
            search=SearchLine("Tên công việc, đơn vị, nơi làm việc", "Tìm việc làm trống"),
            table=_table(),
            card=self.card,
            new_button=KeyButton("Thêm", "Ctrl+N", icon="plus"),
        )
        self.only_open = QCheckBox("Chỉ việc đang tuyển")
        self.only_open.toggled.connect(self._leave_out_state)
        self.only_open.setChecked(True)
        self.destination = CodeEditor(
            place.desk.catalogues.choices("placement_destination", place.desk.today())
        )
        self._shown_destination = ""
        self.destination.setPlaceholderText("mọi nơi làm việc")
        self.destination.setAccessibleName("Lọc theo nơi làm việc")
        self.destination.setFixedWidth(scaled(FILTER_WIDTH))
        self.only_open.clicked.connect(self._filter)
        self.destination.changed.connect(self._filter_by_place)
        self.new_button.clicked.connect(self._add)
        self.card.hidden.connect(self.show_nothing)
        self.table.view_with(self._choices, self._choose)
        self._build(self._filters())

    def _filters(self) -> QWidget:
        filters = QWidget()
        inner = FlowLayout(gap=12)
        inner.setContentsMargins(12, 0, 8, 10)
        inner.addWidget(self.only_open)
        inner.addWidget(self.destination)
        filters.setLayout(inner)
        return filters

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """F4 and F7, which elsewhere are about a person."""
        if not self._chosen_id:
            return {}
        return {Qt.Key.Key_F4: self.card.counsel, Qt.Key.Key_F7: self.card.refer}

    # --- the filters ---

    def _filter(self) -> None:
        self._choose_first = True
        self._read_list()

    def _leave_out_state(self, only_open: bool) -> None:
        """Where all are open, the names may have its room."""
        self.table.looks.leave_out(STATE, only_open)

    def _filter_by_place(self) -> None:
        """Once a place is chosen, or the line is empty again."""
        code = self.destination.value()
        if isinstance(code, str) and code != self._shown_destination:
            self._shown_destination = code
            self._filter()

    def _choices(self) -> Mapping[str, str]:
        return {
            "only_open": "1" if self.only_open.isChecked() else "",
            "destination": self._shown_destination,
        }

    def _choose(self, choices: Mapping[str, str]) -> None:
        self.only_open.setChecked(bool(choices.get("only_open")))
        self._shown_destination = choices.get("destination", "")
        self.destination.set_value(self._shown_destination)
        self._filter()

    def _widen(self, found: VacancyCard) -> None:
        if found.row.state != "open":
            self.only_open.setChecked(False)
        self._shown_destination = ""
        self.destination.set_value("")

    # --- the list and the card ---

    def _page_work(self, text: str, offset: int, limit: int) -> Callable[[], VacancyPage]:
        return partial(
            find_vacancies,
            self.place.desk,
            text=text,
            only_open=self.only_open.isChecked(),
            destination=self._shown_destination,
            offset=offset,
            limit=limit,
        )

    def _card_work(self, record_id: str) -> Callable[[], VacancyCard]:
        return partial(vacancy_card, self.place.desk, vacancy_id=record_id)

    def _name_of(self, found: VacancyCard) -> str:
        return f"{found.row.title} {found.row.employer}"

    def _show_found(self, found: VacancyCard) -> None:
        self.card.show_card(found)

    def _show_none(self) -> None:
        self.card.show_nothing()

    def _show_count(self, total: int) -> None:
        self.count.setText(f"{show_number(total)} việc làm")
        found = "khớp với từ tìm · " if self._text else ""
        self.order.setText(f"· {found}{self.table.order_words('sắp hết hạn ở trên')}")

    def _open_row(self, chosen: VacancyRow) -> None:
        self.place.go("vacancy_form", vacancy_id=chosen.id)

    def _add(self) -> None:
        self.place.go("vacancy_form")


def _table() -> RecordTable[VacancyRow]:
    return RecordTable[VacancyRow](
        [
            Column("Tên công việc", _title, bold=True),
            Column("Đơn vị", _employer, gives_way=4),
            Column("Nơi làm việc", _place, width=144, gives_way=1),
            Column("Lương", _wage, width=96, gives_way=3),
            Column("Còn/cần", left_of_places, width=68, sort_key=_by_left),
            Column("Hạn tuyển", until, width=88, gives_way=2),
            Column("Trạng thái", vacancy_state, width=142, mark=vacancy_mark),
        ],
        identity=_id,
        empty=Empty("Không có việc làm trống nào ở đây.", "Thêm việc làm trống", key="Ctrl+N"),
        name="Danh sách việc làm trống",
    )


def _id(row: VacancyRow) -> str:
    return row.id


def _title(row: VacancyRow) -> str:
    return row.title


def _employer(row: VacancyRow) -> str:
    return row.employer


def _by_left(row: VacancyRow) -> object:
    return row.left


def _place(row: VacancyRow) -> str:
    return row.place


def _wage(row: VacancyRow) -> str:
    return row.wage
