"""Registering an employer (người sử dụng lao động), and correcting one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.employers import Employer, check_employer
from desktop_app.domain.problems import Problem
from desktop_app.office import employers as office
from desktop_app.office.desk import Changed, Desk
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor
from ui.forms.editors import LineEditor, NameEditor, NotesEditor, PhoneEditor, TextEditor
from ui.forms.field import Field, Section
from ui.screens.detailed_form import DetailedForm
from ui.screens.worker_fields import commune_choices
from ui.workplace import Workplace

TAX_CODE, BRANCH = 10, 3
"""Digits of a company's tax code, and of what a branch adds to it."""


@dataclass(frozen=True)
class FoundEmployer:
    """What the form shows: a blank or a known employer."""

    employer: Employer
    is_new: bool


class EmployerForm(DetailedForm[Employer, FoundEmployer]):
    """Another employer with the same tax code is named under the field; it blocks nothing."""

    name = "employer_form"
    rail = "employers"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self.tax_code = TaxCodeEditor()
        self.sector = CodeEditor(sector_choices(desk))
        self.commune = CodeEditor(commune_choices(desk))
        parts = employer_parts(desk, self.tax_code, self.sector, self.commune)
        super().__init__(place, parts, check_employer, first_detail="contact_email")
        self._twins = place.newest(self._tell_twin, owner=self)
        self._build()

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundEmployer]:
        """`employer_id`: an employer to correct; without it a blank form."""
        desk, employer_id = self.place.desk, what.get("employer_id", "")
        if employer_id:
            return lambda: _known(desk, employer_id)
        return lambda: FoundEmployer(office.new_employer(desk), True)

    def _found_with(self, found: FoundEmployer, record: Employer) -> FoundEmployer:
        return replace(found, employer=record)

    def _show(self, found: FoundEmployer) -> None:
        desk, employer = self.place.desk, found.employer
        self.sector.set_choices(sector_choices(desk, employer.sector))
        self.commune.set_choices(commune_choices(desk, employer.commune))
        self._show_base(employer, is_new=found.is_new)
        self.title.setText("Thêm doanh nghiệp" if found.is_new else "Sửa doanh nghiệp")
        self.who.setText(employer.name)
        self._follow_commune()

    def _follow_commune(self) -> None:
        """An address is in a commune of this province, or in words."""
        self.form.require("address_detail", self.commune.value() == "")

    # --- the same tax code ---

    def _on_typed(self) -> None:
        self._follow_commune()
        super()._on_typed()
        desk, typed = self.place.desk, self.form.record()
        self._twins.want(lambda: office.check_employer(desk, employer=typed))

    def _tell_twin(self, problems: list[Problem]) -> None:
        """What only the database knows of the tax code, under the field; the rest the form tells
        by itself when the field is left."""
        known = check_employer(self.form.record())
        said = [each for each in problems if each.field == "tax_code" and each not in known]
        self.form.note("tax_code", said[0].message if said else "", "warn")

    # --- saving ---

    def _verb(self, record: Employer) -> Callable[[], Changed]:
        desk = self.place.desk
        verb = office.register_employer if self._is_new else office.correct_employer
        return lambda: verb(desk, employer=record)

    def _saved(self, saved: Changed) -> None:
        after = self.form.record()
        self._settle_undoably(saved, f"Đã cất {after.name}.")
        self.place.go("employers", employer_id=saved.record_id)

    def _hiding(self, record_id: str) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.hide_employer(desk, employer_id=record_id)

    def _taking_back(self, before: Employer, after: Employer) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.take_back_correction(desk, before=before, after=after)

    def _name(self, record: Employer) -> str:
        return record.name


def _known(desk: Desk, employer_id: str) -> FoundEmployer:
    return FoundEmployer(office.employer(desk, employer_id=employer_id), False)


class TaxCodeEditor(LineEditor):
    """A tax code without spaces; the number of a branch behind a dash."""

    def read(self, text: str) -> str:
        code = "".join(text.split())
        digits = code.replace(".", "").replace("-", "")
        if digits.isdecimal() and len(digits) == TAX_CODE + BRANCH:
            return f"{digits[:TAX_CODE]}-{digits[TAX_CODE:]}"
        return code


def sector_choices(desk: Desk, kept: str = "") -> list[Choice]:
    """The sectors of today by their letters, with the year of the list: the letters have moved.
    `kept` is one more to show, of an older list."""
    found = desk.catalogues.choices("sector", desk.today())
    choices = [_lettered(each.code, each.name) for each in found]
    if not kept or any(choice.code == kept for choice in choices):
        return choices
    return [*choices, _lettered(kept, desk.catalogues.name("sector", kept))]


def _lettered(code: str, name: str) -> Choice:
    version, _, letter = code.partition(":")
    return Choice(code, f"{letter} · {name} (VSIC {version})" if letter else name, (letter,))


def employer_parts(
    desk: Desk, tax_code: TaxCodeEditor, sector: CodeEditor, commune: CodeEditor
) -> Sequence[Field | Section]:
    """Everything of an employer that is typed, in the order in which it is asked."""
    lists, today = desk.catalogues, desk.today()
    return [
        Section("Đơn vị"),
        Field("name", "Tên đơn vị", TextEditor(), required=True, span=2),
        Field("tax_code", "Mã số thuế", tax_code, hint="10 số, chi nhánh thêm -001"),
        Field(
            "kind",
            "Loại hình",
            CodeEditor(lists.choices("employer_type", today)),
            required=True,
        ),
        Field("size", "Số lao động", CodeEditor(lists.choices("employer_size", today))),
        Field("sector", "Ngành kinh tế", sector, hint="chữ cái của ngành, hoặc tên"),
        Field("representative", "Người đại diện", NameEditor()),
        Field("phone", "Điện thoại", PhoneEditor()),
        Field("email", "Thư điện tử", TextEditor()),
        Section("Địa chỉ"),
        Field("commune", "Xã, phường", commune, hint="để trống nếu ở tỉnh khác"),
        Field("address_detail", "Địa chỉ", TextEditor(), hint="thôn, khu, số nhà"),
        Field("industrial_zone", "Khu, cụm công nghiệp", TextEditor()),
        Section("Người liên hệ"),
        Field("contact_name", "Họ và tên", NameEditor()),
        Field("contact_title", "Chức vụ", TextEditor()),
        Field("contact_phone", "Điện thoại liên hệ", PhoneEditor()),
        Section("Thêm", more=True),
        Field("contact_email", "Thư điện tử liên hệ", TextEditor()),
        Field("registered_on", "Ngày đăng ký", DateEditor(desk.today)),
        Field("note", "Ghi chú", NotesEditor(3), span=3),
    ]
