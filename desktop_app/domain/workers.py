"""The worker (người lao động): the record, its field groups and its checks.

Covers the five information groups of Decree 318/2025 art. 4: identity, schooling, work and wishes,
insurance, priority. Codes are keys of `catalogues`; an empty string means "not asked yet".
"""

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Kind, Record


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
    },
)


DRAWING = frozenset({"dang_huong", "tiep_tuc", "tam_dung"})
"""Benefit states in which a refusal counts: drawing, resumed, and suspended for a while."""


def draws_benefit(worker: Worker) -> bool:
    """Whether the worker draws unemployment benefit."""
    return worker.benefit_status in DRAWING


def has_consent(worker: Worker) -> bool:
    """Whether the worker agreed to the use of the data and has not withdrawn it."""
    return worker.consent_on is not None and worker.consent_withdrawn_on is None
