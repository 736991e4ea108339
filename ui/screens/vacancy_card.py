"""The card of one vacancy: the places, what is asked and offered, and who was sent there."""

from functools import partial

from PySide6.QtCore import Signal

from desktop_app.domain.catalogues import Catalogues
from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_money
from desktop_app.domain.vacancies import STATE_NAMES, Vacancy
from desktop_app.office import vacancies as office
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.vacancies import VacancyCard
from ui.cards import KeyButton
from ui.screens.card_page import CardPage, ListCard
from ui.screens.employer_card import contact_words, letter_table
from ui.screens.vacancy_words import MARKS, places_words
from ui.workplace import Workplace

CODED = (
    ("Nhóm nghề", "occupation", "occupation"),
    ("Chức vụ", "position_level", "position_level"),
    ("Loại hợp đồng", "contract_kind", "contract_type_vacancy"),
    ("Hình thức", "work_form", "work_form"),
    ("Mục đích", "work_purpose", "work_purpose"),
    ("Học vấn", "general_education", "general_education"),
    ("Chuyên môn", "technical_level", "technical_level"),
    ("Kinh nghiệm", "experience", "experience_required"),
    ("Trong nhà, ngoài trời", "cond_place", "cond_place"),
    ("Nâng, mang vác", "cond_lift", "cond_lift"),
    ("Đứng, đi lại", "cond_stand", "cond_stand"),
    ("Nghe, nói", "cond_hear", "cond_hear"),
    ("Thị lực", "cond_sight", "cond_sight"),
    ("Thao tác bằng tay", "cond_hand", "cond_hand"),
    ("Dùng hai tay", "cond_two_hands", "cond_two_hands"),
)
"""Name on the card, field, code list."""
SEVERAL = (
    ("Kỹ năng mềm", "soft_skills", "soft_skill"),
    ("Yêu cầu khác", "extra_requirements", "extra_requirement"),
    ("Phúc lợi", "benefits", "benefit"),
    ("Ưu tiên tuyển", "priority_groups", "priority_group"),
    ("Hình thức tuyển", "recruit_channels", "recruit_channel"),
)
TYPED = (
    ("Mô tả", "description"),
    ("Chuyên ngành", "trained_field"),
    ("Trình độ khác", "other_training"),
    ("Kỹ năng nghề", "skill"),
    ("Ngoại ngữ", "languages"),
    ("Tin học", "computing"),
    ("Ghi chú", "note"),
)


class VacancyCardView(CardPage):
    """Shows a `VacancyCard`. `hidden`: it has been deleted, as far as one sees."""

    hidden = Signal()

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._vacancy_id = ""
        self._employer_id = ""
        self._closed = False
        self.refer_button = KeyButton(
            "Giới thiệu người", "F7", icon="referral", role="primary", bind=False
        )
        self.employer_button = KeyButton("Mở đơn vị", icon="employer")
        self.edit_button = KeyButton("Sửa", icon="draft")
        self.close_button = KeyButton("Ngừng tuyển", icon="stuck")
        self.hide_button = KeyButton("Xóa", icon="close")
        self.letters = ListCard("Phiếu giới thiệu", "referral", letter_table())
        super().__init__(
            buttons=(
                self.refer_button,
                self.employer_button,
                self.edit_button,
                self.close_button,
                self.hide_button,
            ),
            lists=(self.letters,),
            icon="vacancy",
            empty="Chọn một việc làm trong danh sách để xem.",
            step="Thêm việc làm trống",
            key="Ctrl+N",
        )
        self.refer_button.clicked.connect(self.refer)
        self.employer_button.clicked.connect(self._open_employer)
        self.edit_button.clicked.connect(self.edit)
        self.close_button.clicked.connect(self._close_or_reopen)
        self.hide_button.clicked.connect(self._hide)
        self.letters.table.activated_record.connect(self._open_letter)

    def show_card(self, card: VacancyCard) -> None:
        """Show a vacancy."""
        row, mark = card.row, MARKS[card.row.state]
        self._vacancy_id, self._employer_id = row.id, row.employer_id
        self._closed = row.state == "closed"
        self.name.setText(row.title)
        self.state.show_status(STATE_NAMES[row.state], mark.tone or "mute", icon=mark.icon)
        self.about.setText(row.employer)
        self.employer_button.setEnabled(bool(card.employer.name))  # it may not have arrived yet
        self.strip.show_message(places_words(row), mark.tone or "info", icon="workers")
        self.close_button.setText("Tuyển lại" if self._closed else "Ngừng tuyển")
        self.close_button.setAccessibleName(self.close_button.text())
        self.close_button.updateGeometry()
        self.facts.show_facts(_facts(self.place.desk, card))
        self.letters.show_rows(card.letters)
        self.show_content()

    # --- going on ---

    def edit(self) -> None:
        """Open the record."""
        self.place.go("vacancy_form", vacancy_id=self._vacancy_id)

    def refer(self) -> None:
        """Choose who is to be referred to it."""
        self.place.go("workers", vacancy_id=self._vacancy_id)

    def counsel(self) -> None:
        """Record a counselling of its employer."""
        if self.employer_button.isEnabled():
            self.place.go("visit_form", employer_id=self._employer_id)

    def _open_employer(self) -> None:
        self.place.go("employers", employer_id=self._employer_id)

    def _open_letter(self, letter: ReferralRow) -> None:
        self.place.go("outcome_form", referral_id=letter.id)

    # --- closing and deleting ---

    def _close_or_reopen(self) -> None:
        verb = office.reopen_vacancy if self._closed else office.close_vacancy
        done = self._on_reopened if self._closed else self._on_closed
        work = partial(verb, self.place.desk, vacancy_id=self._vacancy_id)
        self.place.write(work, done, owner=self)

    def _on_closed(self, changed: Changed) -> None:
        self.place.announce(changed)
        back = partial(office.reopen_vacancy, self.place.desk, vacancy_id=changed.record_id)
        self.place.undoable(f"Đã ngừng tuyển {self.name.text()}.", back)

    def _on_reopened(self, changed: Changed) -> None:
        self.place.announce(changed)
        self.place.said.emit(f"Tuyển lại {self.name.text()}.")

    def _hide(self) -> None:
        verb = partial(office.hide_vacancy, self.place.desk, vacancy_id=self._vacancy_id)
        self.place.write(verb, self._on_hidden, owner=self)

    def _on_hidden(self, changed: Changed) -> None:
        self.hidden.emit()
        self.place.announce(changed)
        back = partial(office.show_vacancy, self.place.desk, vacancy_id=changed.record_id)
        self.place.undoable(f"Đã xóa việc làm trống {self.name.text()}.", back)


def _facts(desk: Desk, card: VacancyCard) -> dict[str, str]:
    """What is asked most, with a dash where it was never asked, and what else is known."""
    vacancy = card.vacancy
    always = {
        "Nơi làm việc": _place(desk.catalogues, vacancy),
        "Lương": _wage(desk.catalogues, vacancy),
        "Hạn tuyển": show_date(vacancy.open_until),
        "Liên hệ": contact_words(
            vacancy.contact_name,
            vacancy.contact_title,
            vacancy.contact_phone,
            vacancy.contact_email,
        ),
    }
    if vacancy.closed_on is not None:
        always["Ngừng tuyển"] = show_date(vacancy.closed_on)
    return {
        **{name: value or "–" for name, value in always.items()},
        **_known(desk.catalogues, vacancy),
    }


def _known(lists: Catalogues, vacancy: Vacancy) -> dict[str, str]:
    coded = {
        name: lists.name(code_list, code)
        for name, field, code_list in CODED
        if (code := getattr(vacancy, field))
    }
    several = {
        name: "; ".join(lists.names(code_list, codes))
        for name, field, code_list in SEVERAL
        if (codes := getattr(vacancy, field))
    }
    typed = {name: text for name, field in TYPED if (text := getattr(vacancy, field))}
    return {**coded, **several, **typed}


def _place(lists: Catalogues, vacancy: Vacancy) -> str:
    where = lists.places.show_address(vacancy.work_commune, vacancy.work_address)
    kind = lists.name("placement_destination", vacancy.destination)
    return " · ".join(part for part in (where, kind) if part)


def _wage(lists: Catalogues, vacancy: Vacancy) -> str:
    lowest, highest = show_money(vacancy.wage_from), show_money(vacancy.wage_to)
    if lowest and highest:
        return f"{lowest} đ/tháng" if lowest == highest else f"{lowest} – {highest} đ/tháng"
    if lowest or highest:
        return f"{'từ' if lowest else 'đến'} {lowest or highest} đ/tháng"
    return lists.name("salary_band", vacancy.wage_band) if vacancy.wage_band else ""
