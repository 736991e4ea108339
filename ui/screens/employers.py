"""Doanh nghiệp: the employers with their search at the left, the card of one at the right."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt

from desktop_app.domain.money import show_number
from desktop_app.domain.places import PROVINCE
from desktop_app.office.employers import (
    EmployerCard,
    EmployerPage,
    EmployerRow,
    employer_card,
    find_employers,
)
from ui.cards import KeyButton
from ui.screens.employer_card import EmployerCardView
from ui.screens.search_screen import SearchLine, SearchScreen
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


class EmployersScreen(SearchScreen[EmployerRow, EmployerCard]):
    """Enter opens the record, F4 records a counselling of the employer on the card."""

    name = "employers"
    rail = "employers"
    id_name = "employer_id"
    shows = frozenset({"employer", "vacancy", "place_taken", "visit", "referral", "referral_event"})
    list_width = 782
    card_least = 420

    def __init__(self, place: Workplace) -> None:
        self.card = EmployerCardView(place)
        super().__init__(
            place,
            search=SearchLine("Tên (không cần dấu), mã số thuế, điện thoại", "Tìm doanh nghiệp"),
            table=_table(),
            card=self.card,
            new_button=KeyButton("Thêm", "Ctrl+N", icon="plus"),
        )
        self.new_button.clicked.connect(self._add)
        self.card.hidden.connect(self.show_nothing)
        self._build()

    def own_keys(self) -> Mapping[int, Callable[[], None]]:
        """F4, which elsewhere is about a person."""
        return {Qt.Key.Key_F4: self.card.counsel} if self._chosen_id else {}

    def _page_work(self, text: str, offset: int, limit: int) -> Callable[[], EmployerPage]:
        return partial(find_employers, self.place.desk, text=text, offset=offset, limit=limit)

    def _card_work(self, record_id: str) -> Callable[[], EmployerCard]:
        return partial(employer_card, self.place.desk, employer_id=record_id)

    def _name_of(self, found: EmployerCard) -> str:
        return found.employer.name

    def _show_found(self, found: EmployerCard) -> None:
        self.card.show_card(found)

    def _show_none(self) -> None:
        self.card.show_nothing()

    def _show_count(self, total: int) -> None:
        self.count.setText(f"{show_number(total)} đơn vị")
        found = "khớp với từ tìm · " if self._text else ""
        self.order.setText(f"· {found}{self.table.order_words('xếp theo tên')}")

    def _open_row(self, chosen: EmployerRow) -> None:
        self.place.go("employer_form", employer_id=chosen.id)

    def _add(self) -> None:
        self.place.go("employer_form")


def _table() -> RecordTable[EmployerRow]:
    return RecordTable[EmployerRow](
        [
            Column("Tên đơn vị", _name, bold=True),
            Column("Mã số thuế", _tax_code, width=110, gives_way=2),
            Column("Loại hình", _kind, width=138, gives_way=1),
            Column("Địa chỉ", _address, width=148, gives_way=3),
            Column("Đang tuyển", _open, width=82, align_right=True),
            Column("Còn chỗ", _left, width=68, align_right=True),
        ],
        identity=_id,
        empty=Empty("Không có doanh nghiệp nào ở đây.", "Thêm doanh nghiệp", key="Ctrl+N"),
        name="Danh sách doanh nghiệp",
    )


def _id(row: EmployerRow) -> str:
    return row.id


def _name(row: EmployerRow) -> str:
    return row.name


def _tax_code(row: EmployerRow) -> str:
    return row.tax_code


def _kind(row: EmployerRow) -> str:
    return row.kind.replace("Doanh nghiệp", "DN")


def _address(row: EmployerRow) -> str:
    return row.address.removesuffix(f", {PROVINCE}")


def _open(row: EmployerRow) -> str:
    return show_number(row.open_vacancies) if row.open_vacancies else ""


def _left(row: EmployerRow) -> str:
    return show_number(row.places_left) if row.open_vacancies else ""
