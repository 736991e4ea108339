"""The card of one employer: who it is, its vacancies, what was counselled, who was sent there."""

from functools import partial

from PySide6.QtCore import Signal

from desktop_app.domain.dates import local_date, show_date
from desktop_app.domain.employers import Employer
from desktop_app.domain.phones import show_phone
from desktop_app.office import employers as office
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.employers import EmployerCard
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.vacancies import VacancyRow
from desktop_app.office.visits import VisitRow
from ui.cards import KeyButton
from ui.screens.card_page import CardPage, ListCard
from ui.screens.referrals import state_mark, state_words
from ui.screens.vacancy_words import left_of_places, vacancy_mark, vacancy_state
from ui.screens.visit_form import short_topics
from ui.tables.column import Column, Empty
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace


class EmployerCardView(CardPage):
    """Shows an `EmployerCard`. `hidden`: it has been deleted, as far as one sees."""

    hidden = Signal()

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._employer_id = ""
        self.visit_button = KeyButton(
            "Tư vấn đơn vị", "F4", icon="visit", role="primary", bind=False
        )
        self.vacancy_button = KeyButton("Thêm việc làm trống", icon="plus")
        self.edit_button = KeyButton("Sửa", icon="draft")
        self.hide_button = KeyButton("Xóa", icon="close")
        self.vacancies = ListCard("Việc làm trống", "vacancy", _vacancy_table())
        self.visits = ListCard("Đã tư vấn", "visit", _visit_table(place.desk))
        self.letters = ListCard("Phiếu giới thiệu", "referral", letter_table())
        super().__init__(
            buttons=(self.visit_button, self.vacancy_button, self.edit_button, self.hide_button),
            lists=(self.vacancies, self.visits, self.letters),
            icon="employer",
            empty="Chọn một doanh nghiệp trong danh sách để xem.",
            step="Thêm doanh nghiệp",
            key="Ctrl+N",
        )
        self.visit_button.clicked.connect(self.counsel)
        self.vacancy_button.clicked.connect(self._add_vacancy)
        self.edit_button.clicked.connect(self.edit)
        self.hide_button.clicked.connect(self._hide)
        self.vacancies.table.activated_record.connect(self._open_vacancy)
        self.letters.table.activated_record.connect(self._open_letter)

    def show_card(self, card: EmployerCard) -> None:
        """Show an employer."""
        desk, employer = self.place.desk, card.employer
        self._employer_id = employer.id
        self.name.setText(employer.name)
        waiting = [row for row in card.vacancies if row.state == "open"]
        self.state.show_status(f"Đang tuyển {len(waiting)} vị trí" if waiting else "", "ok")
        self.about.setText(about(desk, employer))
        self.facts.show_facts(_facts(desk, card))
        self.vacancies.show_rows(card.vacancies)
        self.visits.show_rows(card.visits)
        self.letters.show_rows(card.letters)
        self.show_content()

    # --- going on ---

    def edit(self) -> None:
        """Open the record."""
        self.place.go("employer_form", employer_id=self._employer_id)

    def counsel(self) -> None:
        """Record a counselling of the employer."""
        self.place.go("visit_form", employer_id=self._employer_id)

    def _add_vacancy(self) -> None:
        self.place.go("vacancy_form", employer_id=self._employer_id)

    def _open_vacancy(self, row: VacancyRow) -> None:
        self.place.go("vacancies", vacancy_id=row.id)

    def _open_letter(self, letter: ReferralRow) -> None:
        self.place.go("outcome_form", referral_id=letter.id)

    def _hide(self) -> None:
        verb = partial(office.hide_employer, self.place.desk, employer_id=self._employer_id)
        self.place.write(verb, self._on_hidden, owner=self)

    def _on_hidden(self, changed: Changed) -> None:
        self.hidden.emit()
        self.place.announce(changed)
        back = partial(office.show_employer, self.place.desk, employer_id=changed.record_id)
        self.place.undoable(f"Đã xóa {self.name.text()}.", back)


def about(desk: Desk, employer: Employer) -> str:
    """«Doanh nghiệp FDI · 51 - 100 lao động · MST 4900123456»."""
    size = desk.catalogues.name("employer_size", employer.size) if employer.size else ""
    parts = (
        desk.catalogues.name("employer_type", employer.kind),
        f"{size} lao động" if size else "",
        f"MST {employer.tax_code}" if employer.tax_code else "chưa có mã số thuế",
    )
    return " · ".join(part for part in parts if part)


def _facts(desk: Desk, card: EmployerCard) -> dict[str, str]:
    """What is asked most, with a dash where it was never asked, and what else is known."""
    employer, lists = card.employer, desk.catalogues
    always = {
        "Địa chỉ": card.address,
        "Điện thoại": show_phone(employer.phone),
        "Liên hệ": contact_words(
            employer.contact_name,
            employer.contact_title,
            employer.contact_phone,
            employer.contact_email,
        ),
        "Ngành": lists.name("sector", employer.sector) if employer.sector else "",
    }
    known = {
        "Thư điện tử": employer.email,
        "Người đại diện": employer.representative,
        "Đăng ký ngày": show_date(employer.registered_on),
        "Ghi chú": employer.note,
    }
    rest = {name: value for name, value in known.items() if value}
    return {**{name: value or "–" for name, value in always.items()}, **rest}


def contact_words(name: str, title: str, phone: str, email: str) -> str:
    """«Hà Thị Lan, nhân sự, 0205 3 883 120»."""
    number = show_phone(phone).replace(" ", "\u00a0")  # stays in one line
    return ", ".join(part for part in (name, title, number, email) if part)


# --- the lists -----------------------------------------------------------------------------------


def _vacancy_table() -> RecordTable[VacancyRow]:
    return RecordTable[VacancyRow](
        [
            Column("Công việc", _title, bold=True),
            Column("Còn/cần", left_of_places, width=66),
            Column("Trạng thái", vacancy_state, width=142, mark=vacancy_mark),
        ],
        identity=_vacancy_id,
        empty=Empty("Chưa có việc làm trống."),
        name="Việc làm trống của đơn vị",
    )


def _visit_table(desk: Desk) -> RecordTable[VisitRow]:
    return RecordTable[VisitRow](
        [
            Column("Ngày", _visit_day, width=92),
            Column("Nội dung", partial(_visit_topics, desk)),
            Column("Cán bộ", _counsellor, width=124),
        ],
        identity=_visit_id,
        empty=Empty("Chưa có lượt tư vấn."),
        name="Các lần tư vấn đơn vị",
    )


def letter_table() -> RecordTable[ReferralRow]:
    """The letters to one employer, or to one vacancy."""
    return RecordTable[ReferralRow](
        [
            Column("Người lao động", _worker, bold=True),
            Column("Kết quả", state_words, width=184, mark=state_mark),
        ],
        identity=_letter_id,
        empty=Empty("Chưa có phiếu giới thiệu."),
        name="Phiếu giới thiệu đến đây",
    )


def _vacancy_id(row: VacancyRow) -> str:
    return row.id


def _title(row: VacancyRow) -> str:
    return row.title


def _visit_id(row: VisitRow) -> str:
    return row.visit.id


def _visit_day(row: VisitRow) -> str:
    return show_date(local_date(row.visit.at)) if row.visit.at else ""


def _visit_topics(desk: Desk, row: VisitRow) -> str:
    return ", ".join(short_topics(desk, row.visit))


def _counsellor(row: VisitRow) -> str:
    return row.counsellor


def _letter_id(letter: ReferralRow) -> str:
    return letter.id


def _worker(letter: ReferralRow) -> str:
    return letter.worker_name
