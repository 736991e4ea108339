"""The worker (người lao động): the record, its field groups and its checks.

Covers the five information groups of Decree 318/2025 art. 4: identity, schooling, work and wishes,
insurance, priority; and what the registration form of Decree 23/2021 (form 01a) and the slip of
Circular 28/2015 (form 01) ask beside them. Religion, health, height and weight are left out: no
placement needs them. Codes are keys of `catalogues`; an empty string means "not asked yet".
"""

import re
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.emails import check_email
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import check_personal_number
from desktop_app.domain.phones import check_phone
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.tax_codes import check_tax_code
from desktop_app.domain.wages import check_wage


@dataclass(frozen=True, kw_only=True)
class Worker(Record):
    """A person looking for work. Wages are whole đồng a month; communes are `places` keys."""

    full_name: str = ""
    birth_date: PartialDate | None = None
    sex: str = ""
    ethnicity: str = ""
    personal_number: str = ""
    personal_number_issued_on: date | None = None
    old_id_number: str = ""
    phone: str = ""
    email: str = ""
    other_contact: str = ""
    residence_commune: str = ""
    residence_detail: str = ""
    present_commune: str = ""
    present_detail: str = ""
    area: str = ""
    general_education: str = ""
    technical_level: str = ""
    trained_field: str = ""
    certificates: str = ""
    employment_status: str = ""
    inactive_reason: str = ""
    job_position: str = ""
    unemployed_kind: str = ""
    unemployed_duration: str = ""
    unemployment_reason: str = ""
    last_occupation: str = ""
    last_contract_kind: str = ""
    last_employer: str = ""
    last_employer_tax_code: str = ""
    last_employer_kind: str = ""
    last_employer_address: str = ""
    last_employer_sector: str = ""
    experience: str = ""
    wanted_jobs: str = ""
    wanted_occupations: tuple[str, ...] = ()
    desired_place: str = ""
    desired_wage: int | None = None
    desired_contract: str = ""
    priority_groups: tuple[str, ...] = ()
    social_insurance_number: str = ""
    benefit_status: str = ""
    benefit_from: date | None = None
    benefit_until: date | None = None
    consent_on: date | None = None
    consent_method: str = ""
    consent_withdrawn_on: date | None = None
    registered_on: date | None = None
    registered_by: str = ""
    note: str = ""
    hidden: bool = False
    personal_number_issued_by: str = ""
    second_technical_level: str = ""
    second_trained_field: str = ""
    other_training: str = ""
    skill: str = ""
    skill_grade: str = ""
    languages: str = ""
    computing: str = ""
    soft_skills: tuple[str, ...] = ()
    strengths: str = ""
    last_position: str = ""
    last_workplace: str = ""
    last_job_from: PartialDate | None = None
    last_job_until: PartialDate | None = None
    last_wage: int | None = None
    worked_abroad: str = ""
    contacted_employers: str = ""
    wanted_counselling: tuple[str, ...] = ()
    wanted_training_field: str = ""
    wanted_training_level: str = ""
    desired_employer_kind: str = ""
    desired_benefits: tuple[str, ...] = ()
    desired_conditions: str = ""
    insurance_kind: str = ""
    insurance_regime: str = ""


WORKER = Kind(
    name="worker",
    record=Worker,
    groups={
        "name": ("full_name",),
        "birth": ("birth_date",),
        "sex": ("sex",),
        "ethnicity": ("ethnicity",),
        "personal_number": ("personal_number", "personal_number_issued_on"),
        "old_id_number": ("old_id_number",),
        "phone": ("phone",),
        "email": ("email", "other_contact"),
        "residence": ("residence_commune", "residence_detail"),
        "present": ("present_commune", "present_detail"),
        "area": ("area",),
        "general_education": ("general_education",),
        "technical": ("technical_level", "trained_field", "certificates"),
        "employment": (
            "employment_status",
            "inactive_reason",
            "job_position",
            "unemployed_kind",
            "unemployed_duration",
            "unemployment_reason",
        ),
        "last_job": (
            "last_occupation",
            "last_contract_kind",
            "last_employer",
            "last_employer_tax_code",
            "last_employer_kind",
            "last_employer_address",
            "last_employer_sector",
        ),
        "experience": ("experience",),
        "wishes": (
            "wanted_jobs",
            "wanted_occupations",
            "desired_place",
            "desired_wage",
            "desired_contract",
        ),
        "priority": ("priority_groups",),
        "insurance": (
            "social_insurance_number",
            "benefit_status",
            "benefit_from",
            "benefit_until",
        ),
        "consent": ("consent_on", "consent_method", "consent_withdrawn_on"),
        "registration": ("registered_on", "registered_by"),
        "note": ("note",),
        "hidden": ("hidden",),
        "personal_number_issuer": ("personal_number_issued_by",),
        "second_training": ("second_technical_level", "second_trained_field", "other_training"),
        "skills": (
            "skill",
            "skill_grade",
            "languages",
            "computing",
            "soft_skills",
            "strengths",
        ),
        "last_job_terms": (
            "last_position",
            "last_workplace",
            "last_job_from",
            "last_job_until",
            "last_wage",
        ),
        "worked_abroad": ("worked_abroad",),
        "search": ("contacted_employers",),
        "wanted_help": ("wanted_counselling", "wanted_training_field", "wanted_training_level"),
        "wish_terms": ("desired_employer_kind", "desired_benefits", "desired_conditions"),
        "insurance_terms": ("insurance_kind", "insurance_regime"),
    },
)


# --- What follows from the record ----------------------------------------------------------------

DRAWING = frozenset({"da_co_qd", "dang_huong", "tiep_tuc", "tam_dung", "chuyen_den"})
"""Codes of `benefit_status` under which a refusal counts: the benefit is granted and not over."""

WORKING_AGE = 15
"""Years from which a person may be employed (Labour Code 45/2019/QH14, art. 3)."""


def name_and_year(worker: Worker) -> str:
    """«Triệu Thị Mùi, sinh 1995»: how somebody is told from others of the same name."""
    born = f", sinh {worker.birth_date.year}" if worker.birth_date else ""
    return f"{worker.full_name}{born}"


def draws_benefit(worker: Worker) -> bool:
    """Whether the worker is a claimant of unemployment benefit."""
    return worker.benefit_status in DRAWING


def has_consent(worker: Worker) -> bool:
    """Whether the worker agreed to the use of the data and has not withdrawn it."""
    return worker.consent_on is not None and worker.consent_withdrawn_on is None


def age(worker: Worker, today: date) -> int | None:
    """Whole years, the greatest that the birth date allows; None where it is unknown."""
    if worker.birth_date is None:
        return None
    born = worker.birth_date.earliest()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# --- Checks --------------------------------------------------------------------------------------

_REQUIRED = (
    ("full_name", "Chưa nhập họ và tên"),
    ("birth_date", "Chưa nhập ngày sinh"),
    ("sex", "Chưa chọn giới tính"),
    ("ethnicity", "Chưa chọn dân tộc"),
    ("employment_status", "Chưa chọn tình trạng việc làm"),
)
_OLDEST = 100


def check_worker(worker: Worker, *, today: date) -> list[Problem]:
    """What is missing, impossible (errors) or unlikely (warnings) in a worker's record.

    Whether somebody else has the same personal number is not known here.
    """
    return [
        *(Problem(name, message) for name, message in _REQUIRED if not getattr(worker, name)),
        *_check_residence(worker),
        *_check_birth(worker, today),
        *check_personal_number(
            worker.personal_number, birth_date=worker.birth_date, sex=worker.sex
        ),
        *_check_papers(worker, today),
        *_check_contact(worker),
        *check_wage("desired_wage", worker.desired_wage),
        *_check_last_job(worker, today),
        *_check_insurance(worker),
        *_check_consent(worker, today),
    ]


def _check_residence(worker: Worker) -> list[Problem]:
    """A commune, or the address in words for people from another province."""
    if worker.residence_commune or worker.residence_detail:
        return []
    return [Problem("residence_commune", "Chưa nhập nơi thường trú")]


def _check_birth(worker: Worker, today: date) -> list[Problem]:
    if worker.birth_date is None:
        return []
    if worker.birth_date.earliest() > today:
        return [Problem("birth_date", "Ngày này chưa tới")]
    years = age(worker, today) or 0
    if years < WORKING_AGE:
        return [warning("birth_date", f"Mới {years} tuổi: chưa đến tuổi lao động")]
    if years > _OLDEST:
        return [warning("birth_date", f"{years} tuổi: hãy xem lại năm sinh")]
    return []


def _check_papers(worker: Worker, today: date) -> list[Problem]:
    problems: list[Problem] = []
    issued = worker.personal_number_issued_on
    if issued and issued > today:
        problems.append(Problem("personal_number_issued_on", "Ngày này chưa tới"))
    elif issued and worker.birth_date and issued < worker.birth_date.earliest():
        problems.append(Problem("personal_number_issued_on", "Ngày cấp trước ngày sinh"))
    old = worker.old_id_number
    if old and not re.fullmatch(r"[0-9]+", old):
        problems.append(Problem("old_id_number", "Số CMND chỉ gồm chữ số"))
    elif old and len(old) != 9:
        problems.append(Problem("old_id_number", f"Số CMND có 9 chữ số; đang có {len(old)}"))
    return problems


def _check_contact(worker: Worker) -> list[Problem]:
    problems: list[Problem] = []
    wrong = check_phone(worker.phone)
    if wrong:
        problems.append(Problem("phone", wrong))
    wrong = check_email(worker.email)
    if wrong:
        problems.append(warning("email", wrong))
    wrong = check_tax_code(worker.last_employer_tax_code)
    if wrong:
        problems.append(warning("last_employer_tax_code", wrong))
    return problems


def _check_last_job(worker: Worker, today: date) -> list[Problem]:
    problems = check_wage("last_wage", worker.last_wage)
    begun, ended = worker.last_job_from, worker.last_job_until
    if begun and begun.earliest() > today:
        problems.append(Problem("last_job_from", "Ngày này chưa tới"))
    if begun and ended and ended.latest() < begun.earliest():
        problems.append(Problem("last_job_until", "Ngày kết thúc trước ngày bắt đầu"))
    return problems


def _check_insurance(worker: Worker) -> list[Problem]:
    problems: list[Problem] = []
    number = worker.social_insurance_number
    # Ten digits of old; the personal number serves as one since.
    if number and not re.fullmatch(r"[0-9]{10}|[0-9]{12}", number):
        problems.append(warning("social_insurance_number", "Mã số BHXH có 10 hoặc 12 chữ số"))
    begins, ends = worker.benefit_from, worker.benefit_until
    if begins and ends and ends < begins:
        problems.append(Problem("benefit_until", "Ngày kết thúc trước ngày bắt đầu hưởng"))
    return problems


def _check_consent(worker: Worker, today: date) -> list[Problem]:
    problems: list[Problem] = []
    agreed, withdrawn = worker.consent_on, worker.consent_withdrawn_on
    if agreed and agreed > today:
        problems.append(Problem("consent_on", "Ngày này chưa tới"))
    if agreed and not worker.consent_method:
        problems.append(Problem("consent_method", "Chưa chọn cách đồng ý"))
    if withdrawn and withdrawn > today:
        problems.append(Problem("consent_withdrawn_on", "Ngày này chưa tới"))
    elif withdrawn and agreed and withdrawn < agreed:
        problems.append(Problem("consent_withdrawn_on", "Ngày rút lại trước ngày đồng ý"))
    return problems
