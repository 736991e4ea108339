"""Registering a vacancy (vị trí việc làm trống), and correcting one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.employers import Employer
from desktop_app.domain.problems import Problem
from desktop_app.domain.vacancies import OFFICE_AREA, Vacancy, check_vacancy
from desktop_app.office import vacancies as office
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import Draft
from desktop_app.office.employers import EmployerPage, employer, find_employers
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor
from ui.forms.editors import (
    MoneyEditor,
    NameEditor,
    NotesEditor,
    NumberEditor,
    PhoneEditor,
    TextEditor,
)
from ui.forms.field import Field, Section
from ui.forms.lookup_editor import LookupEditor
from ui.forms.several_editors import MultiCodeEditor
from ui.screens.detailed_form import DetailedForm
from ui.screens.worker_fields import commune_choices
from ui.workplace import Workplace

OFFERED = 30
"""Employers offered under the field; more are found by typing on."""
FROM_EMPLOYER = (
    "destination",
    "work_commune",
    "work_address",
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
)
"""What a chosen employer fills where nothing was typed."""


@dataclass(frozen=True)
class FoundVacancy:
    """What the form shows: a blank or a known vacancy, and its employer where it has one."""

    vacancy: Vacancy
    employer: Employer | None
    is_new: bool


class VacancyForm(DetailedForm[Vacancy, FoundVacancy]):
    """The employer is looked up while one types; a new vacancy takes from it where the work is
    and whom to ask."""

    name = "vacancy_form"
    rail = "vacancies"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self.employer = LookupEditor()
        self.commune = CodeEditor(commune_choices(desk))
        parts = vacancy_parts(desk, self.employer, self.commune)
        super().__init__(place, parts, partial(_check, desk), first_detail="description")
        self._sought = ""
        self._employers = place.newest(self._offer_employers, owner=self)
        self.employer.sought.connect(self._seek_employers)
        self.employer.picked.connect(self._take_employer)
        self._build()

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundVacancy]:
        """`vacancy_id`: a vacancy to correct; `employer_id`: whose new one; neither: a blank
        form."""
        desk, employer_id = self.place.desk, what.get("employer_id", "")
        if vacancy_id := what.get("vacancy_id", ""):
            return lambda: _known(desk, vacancy_id)
        return lambda: _blank(desk, employer_id)

    def _found_with(self, found: FoundVacancy, record: Vacancy) -> FoundVacancy:
        return replace(found, vacancy=record)

    def _resume(self, draft: Draft) -> None:
        super()._resume(draft)
        desk, employer_id = self.place.desk, self.form.record().employer_id
        if employer_id:
            self.place.read(
                lambda: _employer_if_here(desk, employer_id), self._know_employer, owner=self
            )

    def _know_employer(self, known: Employer | None) -> None:
        """Show the name of the employer a draft was left with."""
        if known is None:
            return
        self.employer.know(Choice(known.id, known.name))
        if self.form.record().employer_id == known.id:
            self.employer.set_value(known.id)

    def _show(self, found: FoundVacancy) -> None:
        desk, vacancy = self.place.desk, found.vacancy
        if found.employer is not None:
            self.employer.know(Choice(found.employer.id, found.employer.name))
        self.commune.set_choices(commune_choices(desk, vacancy.work_commune))
        self._show_base(vacancy, is_new=found.is_new)
        self.title.setText("Thêm việc làm trống" if found.is_new else "Sửa việc làm trống")
        self.who.setText(vacancy.title)
        self.about.setText(found.employer.name if found.employer is not None else "")

    # --- the employer ---

    def _seek_employers(self, text: str) -> None:
        desk, self._sought = self.place.desk, text
        self._employers.want(lambda: find_employers(desk, text=text, offset=0, limit=OFFERED))

    def _offer_employers(self, page: EmployerPage) -> None:
        choices = [
            Choice(row.id, row.name, (" · ".join(filter(None, (row.tax_code, row.address))),))
            for row in page.rows
        ]
        self.employer.offer(self._sought, choices)

    def _take_employer(self, choice: Choice) -> None:
        if not self._is_new:
            return
        desk = self.place.desk
        self.place.read(
            lambda: office.new_vacancy(desk, employer_id=choice.code), self._fill_from, owner=self
        )

    def _fill_from(self, like: Vacancy) -> None:
        """Take over what the employer is known to have, unless another was chosen meanwhile."""
        typed = self.form.record()
        if typed.employer_id == like.employer_id:
            given = {name: getattr(like, name) for name in FROM_EMPLOYER}
            empty = {name: value for name, value in given.items() if not getattr(typed, name)}
            self.form.fill(**{name: value for name, value in empty.items() if value})

    # --- saving ---

    def _verb(self, record: Vacancy) -> Callable[[], Changed]:
        desk = self.place.desk
        verb = office.register_vacancy if self._is_new else office.correct_vacancy
        return lambda: verb(desk, vacancy=record)

    def _saved(self, saved: Changed) -> None:
        after = self.form.record()
        self._settle_undoably(saved, f"Đã cất việc làm trống {after.title}.")
        self.place.go("vacancies", vacancy_id=saved.record_id)

    def _hiding(self, record_id: str) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.hide_vacancy(desk, vacancy_id=record_id)

    def _taking_back(self, before: Vacancy, after: Vacancy) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.take_back_correction(desk, before=before, after=after)

    def _name(self, record: Vacancy) -> str:
        return record.title


def _known(desk: Desk, vacancy_id: str) -> FoundVacancy:
    card = office.vacancy_card(desk, vacancy_id=vacancy_id)
    return FoundVacancy(card.vacancy, replace(card.employer, name=card.row.employer), False)


def _blank(desk: Desk, employer_id: str) -> FoundVacancy:
    found = employer(desk, employer_id=employer_id) if employer_id else None
    return FoundVacancy(office.new_vacancy(desk, employer_id=employer_id), found, True)


def _employer_if_here(desk: Desk, employer_id: str) -> Employer | None:
    """None for one that has not come from the centre yet."""
    try:
        return employer(desk, employer_id=employer_id)
    except LookupError:
        return None


def _check(desk: Desk, vacancy: Vacancy) -> list[Problem]:
    return check_vacancy(vacancy, today=desk.today())


def destination_choices(desk: Desk) -> list[Choice]:
    """Where the work of a vacancy may be: an office's own area is another for each office, the
    commune tells it."""
    found = desk.catalogues.choices("placement_destination", desk.today())
    return [choice for choice in found if choice.code != OFFICE_AREA]


def vacancy_parts(
    desk: Desk, employer_line: LookupEditor, commune: CodeEditor
) -> Sequence[Field | Section]:
    """Everything of a vacancy that is typed, in the order in which it is asked."""
    return [*_short_parts(desk, employer_line, commune), *_more_parts(desk)]


def _short_parts(
    desk: Desk, employer_line: LookupEditor, commune: CodeEditor
) -> list[Field | Section]:
    return [
        Section("Việc làm"),
        Field(
            "employer_id",
            "Người sử dụng lao động",
            employer_line,
            required=True,
            span=2,
            hint="gõ tên hoặc mã số thuế",
        ),
        Field("places", "Số lượng cần tuyển", NumberEditor(), required=True),
        Field("title", "Tên công việc", TextEditor(), required=True),
        Field("occupation", "Nhóm nghề", _code(desk, "occupation")),
        Field("open_until", "Hạn tuyển", DateEditor(desk.today), hint="31/12, hoặc +30"),
        Section("Nơi làm việc và lương"),
        Field("destination", "Nơi làm việc", CodeEditor(destination_choices(desk)), required=True),
        Field("work_commune", "Xã, phường", commune, hint="nếu trong tỉnh"),
        Field("work_address", "Địa chỉ", TextEditor(), hint="thôn, khu; hoặc tỉnh khác, nước khác"),
        Field("wage_from", "Lương thấp nhất (đồng/tháng)", MoneyEditor(), hint="7tr, 7500000"),
        Field("wage_to", "Lương cao nhất (đồng/tháng)", MoneyEditor()),
        Field("contract_kind", "Loại hợp đồng", _code(desk, "contract_type_vacancy")),
        Section("Yêu cầu và liên hệ"),
        Field("general_education", "Học vấn phổ thông", _code(desk, "general_education")),
        Field("technical_level", "Trình độ chuyên môn", _code(desk, "technical_level")),
        Field("experience", "Kinh nghiệm", _code(desk, "experience_required")),
        Field("contact_name", "Người liên hệ", NameEditor()),
        Field("contact_title", "Chức vụ người liên hệ", TextEditor()),
        Field("contact_phone", "Điện thoại liên hệ", PhoneEditor()),
    ]


def _more_parts(desk: Desk) -> list[Field | Section]:
    return [
        Section("Mô tả công việc", more=True),
        Field("description", "Mô tả công việc", NotesEditor(3), span=3),
        Field("position_level", "Chức vụ cần tuyển", _code(desk, "position_level")),
        Field("work_form", "Hình thức làm việc", _code(desk, "work_form")),
        Field("work_purpose", "Mục đích làm việc", _code(desk, "work_purpose")),
        Section("Yêu cầu thêm", more=True),
        Field("trained_field", "Chuyên ngành đào tạo", TextEditor()),
        Field("other_training", "Trình độ khác", TextEditor()),
        Field("skill", "Kỹ năng nghề", TextEditor()),
        Field("skill_grade", "Bậc kỹ năng nghề", _code(desk, "skill_grade")),
        Field("languages", "Ngoại ngữ", TextEditor()),
        Field("computing", "Tin học", TextEditor()),
        Field("soft_skills", "Kỹ năng mềm", _several(desk, "soft_skill"), span=2),
        Field("extra_requirements", "Yêu cầu khác", _several(desk, "extra_requirement")),
        Section("Lương và phúc lợi", more=True),
        Field("wage_band", "Mức lương theo phiếu", _code(desk, "salary_band")),
        Field("benefits", "Phúc lợi", _several(desk, "benefit"), span=2),
        Section("Điều kiện làm việc", more=True),
        Field("cond_place", "Trong nhà, ngoài trời", _code(desk, "cond_place")),
        Field("cond_lift", "Nâng, mang vác", _code(desk, "cond_lift")),
        Field("cond_stand", "Đứng, đi lại", _code(desk, "cond_stand")),
        Field("cond_hear", "Nghe, nói", _code(desk, "cond_hear")),
        Field("cond_sight", "Thị lực", _code(desk, "cond_sight")),
        Field("cond_hand", "Thao tác bằng tay", _code(desk, "cond_hand")),
        Field("cond_two_hands", "Dùng hai tay", _code(desk, "cond_two_hands")),
        Section("Tuyển dụng", more=True),
        Field("priority_groups", "Ưu tiên tuyển", _several(desk, "priority_group"), span=2),
        Field("recruit_channels", "Hình thức tuyển", _several(desk, "recruit_channel")),
        Field("contact_email", "Thư điện tử liên hệ", TextEditor()),
        Field("registered_on", "Ngày đăng ký", DateEditor(desk.today)),
        Field("note", "Ghi chú", NotesEditor(3), span=3),
    ]


def _code(desk: Desk, list_name: str) -> CodeEditor:
    return CodeEditor(desk.catalogues.choices(list_name, desk.today()))


def _several(desk: Desk, list_name: str) -> MultiCodeEditor:
    return MultiCodeEditor(desk.catalogues.choices(list_name, desk.today()))
