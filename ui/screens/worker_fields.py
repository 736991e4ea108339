"""The fields of a worker's record: what registering asks at once, and what waits for «Thêm chi
tiết». Nothing about saving."""

from collections.abc import Sequence

from desktop_app.domain.catalogues import Choice
from desktop_app.office.desk import Desk
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor, PartialDateEditor
from ui.forms.editors import (
    DatedCheckEditor,
    DigitsEditor,
    MoneyEditor,
    NameEditor,
    NotesEditor,
    PhoneEditor,
    TextEditor,
)
from ui.forms.field import Field, Section
from ui.forms.several_editors import MultiCodeEditor
from ui.screens.card_number import CardNumberEditor
from ui.screens.template_picker import TEMPLATES_HINT

COMMUNE_FIELDS = ("residence_commune", "present_commune")
MINORITY = "dtts"
"""The priority group that nobody chooses: it follows from the ethnic code."""


def worker_parts(desk: Desk, number: CardNumberEditor) -> list[Field | Section]:
    """Everything of a worker that is typed, in the order in which it is asked.

    `number` is the editor of the personal number, which takes a scanned card as well.
    """
    return [*_short_parts(desk, number), *_more_parts(desk)]


def commune_choices(desk: Desk, kept: str = "") -> list[Choice]:
    """The communes of today; `kept` is one more to show, an old commune in an old record."""
    choices = desk.catalogues.choices("commune", desk.today(), office=desk.office.code)
    if not kept or any(choice.code == kept for choice in choices):
        return choices
    return [*choices, Choice(kept, desk.catalogues.places.show_commune(kept))]


def _short_parts(desk: Desk, number: CardNumberEditor) -> list[Field | Section]:
    return [
        Section("Nhân thân"),
        Field("personal_number", "Số định danh cá nhân", number, hint="gõ số, quét hoặc dán mã QR"),
        Field("full_name", "Họ và tên", NameEditor(), required=True),
        Field(
            "birth_date",
            "Ngày sinh",
            PartialDateEditor(desk.today),
            required=True,
            hint="010295, hoặc chỉ năm: 1995",
        ),
        Field("sex", "Giới tính", _code(desk, "sex"), required=True),
        Field(
            "ethnicity",
            "Dân tộc",
            _code(desk, "ethnic_group"),
            required=True,
            hint="số hoặc chữ không dấu: ta, nu",
        ),
        Field("phone", "Điện thoại", PhoneEditor()),
        Section("Nơi ở"),
        Field(
            "residence_commune",
            "Xã, phường thường trú",
            CodeEditor(commune_choices(desk)),
            required=True,
        ),
        Field("residence_detail", "Thôn, khu, số nhà", TextEditor()),
        Field("present_detail", "Nơi ở hiện nay", TextEditor(), hint="để trống: như thường trú"),
        Section("Trình độ và nhu cầu"),
        Field("general_education", "Học vấn phổ thông", _code(desk, "general_education")),
        Field("technical_level", "Trình độ chuyên môn", _code(desk, "technical_level")),
        Field("employment_status", "Tình trạng việc làm", _code(desk, "employment_status"), True),
        Field(
            "priority_groups",
            "Đối tượng ưu tiên",
            MultiCodeEditor(_priority_choices(desk)),
            hint="gõ để tìm, Enter để thêm",
        ),
        Field("wanted_jobs", "Việc muốn làm", TextEditor()),
        Field("desired_place", "Nơi muốn làm", _code(desk, "desired_place")),
        Field("personal_number_issued_on", "Ngày cấp số định danh", DateEditor(desk.today)),
        Field("consent_on", "Đồng ý cho dùng thông tin", DatedCheckEditor(desk.today)),
        Field("consent_method", "Cách đồng ý", _code(desk, "consent_method")),
    ]


def _more_parts(desk: Desk) -> list[Field | Section]:
    return [
        Section("Giấy tờ và liên lạc khác", more=True),
        Field("old_id_number", "Số CMND cũ (9 số)", DigitsEditor((3, 3, 3), length=9)),
        Field("personal_number_issued_by", "Nơi cấp số định danh", TextEditor()),
        Field("email", "Thư điện tử", TextEditor()),
        Field("other_contact", "Liên lạc khác", TextEditor(), hint="người thân, Zalo, trưởng thôn"),
        Field(
            "present_commune",
            "Xã, phường đang ở",
            CodeEditor(commune_choices(desk)),
        ),
        Field("area", "Khu vực", _code(desk, "area")),
        Section("Nghề và kinh nghiệm", more=True),
        Field("trained_field", "Ngành, nghề được đào tạo", TextEditor()),
        Field("second_technical_level", "Trình độ thứ hai", _code(desk, "technical_level")),
        Field("second_trained_field", "Ngành, nghề thứ hai", TextEditor()),
        Field("other_training", "Trình độ khác", TextEditor()),
        Field("certificates", "Chứng chỉ nghề", TextEditor(), span=2),
        Field("skill", "Kỹ năng nghề", TextEditor()),
        Field("skill_grade", "Bậc kỹ năng nghề", _code(desk, "skill_grade")),
        Field("computing", "Tin học, trình độ", TextEditor()),
        Field("languages", "Ngoại ngữ, chứng chỉ, trình độ", TextEditor(), span=2),
        Field("strengths", "Khả năng nổi trội", TextEditor()),
        Field("soft_skills", "Kỹ năng mềm", _several(desk, "soft_skill"), span=2),
        Field("worked_abroad", "Đã làm việc ở nước ngoài", TextEditor(), hint="nước, năm"),
        Field("experience", "Kinh nghiệm làm việc (in trên phiếu)", NotesEditor(2), span=3),
        Section("Tình trạng việc làm", more=True),
        Field("job_position", "Vị thế việc làm", _code(desk, "job_position")),
        Field("inactive_reason", "Lý do không tham gia", _code(desk, "inactive_reason")),
        Field("unemployed_kind", "Loại thất nghiệp", _code(desk, "unemployed_kind")),
        Field("unemployed_duration", "Thời gian thất nghiệp", _code(desk, "unemployed_duration")),
        Field("unemployment_reason", "Lý do thất nghiệp", TextEditor(), span=2),
        Field("contacted_employers", "Nơi đã liên hệ tìm việc", TextEditor(), span=3),
        Section("Việc làm gần nhất", more=True),
        Field("last_occupation", "Nghề", _code(desk, "occupation")),
        Field("last_position", "Vị trí, chức vụ", TextEditor()),
        Field("last_contract_kind", "Loại hợp đồng", _code(desk, "contract_type_vacancy")),
        Field("last_employer", "Nơi làm việc", TextEditor()),
        Field("last_employer_tax_code", "Mã số thuế", DigitsEditor()),
        Field("last_employer_kind", "Loại hình", _code(desk, "employer_type")),
        Field("last_employer_sector", "Ngành kinh tế", _code(desk, "sector")),
        Field("last_employer_address", "Trụ sở đơn vị", TextEditor(), span=2),
        Field("last_wage", "Lương (đồng/tháng)", MoneyEditor()),
        Field("last_workplace", "Địa điểm làm việc", TextEditor()),
        Field("last_job_from", "Làm từ", PartialDateEditor(desk.today), hint="3/2024, hoặc 2024"),
        Field("last_job_until", "Làm đến", PartialDateEditor(desk.today)),
        Section("Việc làm mong muốn", more=True),
        Field(
            "wanted_occupations",
            "Nhóm nghề muốn làm",
            _several(desk, "occupation"),
            hint="gõ để tìm, Enter để thêm",
        ),
        Field("desired_wage", "Lương mong muốn (đồng/tháng)", MoneyEditor()),
        Field("desired_contract", "Loại hợp đồng mong muốn", _code(desk, "contract_type_vacancy")),
        Field("desired_employer_kind", "Loại hình mong muốn", _code(desk, "employer_type")),
        Field("desired_benefits", "Phúc lợi mong muốn", _several(desk, "benefit"), span=2),
        Field("desired_conditions", "Điều kiện mong muốn", TextEditor(), span=3),
        Section("Nhu cầu tư vấn, học nghề", more=True),
        Field(
            "wanted_counselling",
            "Cần tư vấn",
            _several(desk, "counsel_topic_worker"),
            hint="gõ để tìm, Enter để thêm",
        ),
        Field("wanted_training_field", "Ngành, nghề muốn học", TextEditor()),
        Field("wanted_training_level", "Trình độ muốn học", _code(desk, "technical_level")),
        Section("Bảo hiểm", more=True),
        Field("social_insurance_number", "Mã số BHXH", DigitsEditor()),
        Field("insurance_kind", "Loại BHXH", _code(desk, "insurance_kind")),
        Field("insurance_regime", "Chế độ đang hưởng", TextEditor()),
        Field("benefit_status", "Tình trạng hưởng BHTN", _code(desk, "benefit_status"), span=2),
        Field("benefit_from", "Hưởng từ ngày", DateEditor(desk.today)),
        Field("benefit_until", "Hưởng đến ngày", DateEditor(desk.today)),
        Field("consent_withdrawn_on", "Ngày rút lại đồng ý", DateEditor(desk.today)),
        Section("Ghi chú", more=True),
        Field("note", "Ghi chú của văn phòng", NotesEditor(3), span=3, hint=TEMPLATES_HINT),
    ]


def _code(desk: Desk, list_name: str) -> CodeEditor:
    return CodeEditor(_choices(desk, list_name))


def _several(desk: Desk, list_name: str) -> MultiCodeEditor:
    return MultiCodeEditor(_choices(desk, list_name))


def _choices(desk: Desk, list_name: str) -> list[Choice]:
    return desk.catalogues.choices(list_name, desk.today())


def _priority_choices(desk: Desk) -> Sequence[Choice]:
    return [each for each in _choices(desk, "priority_group") if each.code != MINORITY]
