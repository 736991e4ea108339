"""The vacancy (vị trí việc làm trống): the record, the places taken, and the checks.

The fields are those of the vacancy slip (Phiếu thông tin nhu cầu tuyển dụng, Decree 23/2021, forms
03 and 03a).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from desktop_app.domain.ids import member_id
from desktop_app.domain.phones import check_phone
from desktop_app.domain.places import Places
from desktop_app.domain.problems import Problem, warning
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.wages import check_wage


@dataclass(frozen=True, kw_only=True)
class Vacancy(Record):
    """A job to be filled, open to the people of all offices. Wages are whole đồng a month.

    `destination` is a code of `placement_destination` but for 1, the office's own area, which is
    another for each office: inside the province the commune tells.
    """

    employer_id: str = ""
    title: str = ""
    places: int | None = None
    description: str = ""
    occupation: str = ""
    position_level: str = ""
    destination: str = ""
    work_commune: str = ""
    work_address: str = ""
    wage_from: int | None = None
    wage_to: int | None = None
    wage_band: str = ""
    contract_kind: str = ""
    work_form: str = ""
    work_purpose: str = ""
    general_education: str = ""
    technical_level: str = ""
    trained_field: str = ""
    other_training: str = ""
    skill: str = ""
    skill_grade: str = ""
    languages: str = ""
    computing: str = ""
    soft_skills: tuple[str, ...] = ()
    experience: str = ""
    extra_requirements: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    cond_place: str = ""
    cond_lift: str = ""
    cond_stand: str = ""
    cond_hear: str = ""
    cond_sight: str = ""
    cond_hand: str = ""
    cond_two_hands: str = ""
    priority_groups: tuple[str, ...] = ()
    recruit_channels: tuple[str, ...] = ()
    open_until: date | None = None
    closed_on: date | None = None
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    registered_on: date | None = None
    registered_by: str = ""
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Record):
    """A place of a vacancy somebody has begun to work in. It names nobody, so that every office may
    know how many places are left. Its id is derived from the letter's. One with `corrects` gives
    that place back: the work has not begun after all."""

    vacancy_id: str = ""
    taken_on: date | None = None
    corrects: str = ""


VACANCY = Kind(
    name="vacancy",
    record=Vacancy,
    groups={
        "employer": ("employer_id",),
        "job": ("title", "description", "occupation", "position_level"),
        "places": ("places",),
        "workplace": ("destination", "work_commune", "work_address"),
        "wage": ("wage_from", "wage_to", "wage_band"),
        "terms": ("contract_kind", "work_form", "work_purpose"),
        "training": (
            "general_education",
            "technical_level",
            "trained_field",
            "other_training",
            "skill",
            "skill_grade",
            "languages",
            "computing",
            "soft_skills",
        ),
        "demands": ("experience", "extra_requirements"),
        "benefits": ("benefits",),
        "conditions": (
            "cond_place",
            "cond_lift",
            "cond_stand",
            "cond_hear",
            "cond_sight",
            "cond_hand",
            "cond_two_hands",
        ),
        "priority": ("priority_groups",),
        "recruiting": ("recruit_channels", "open_until"),
        "closing": ("closed_on",),
        "contact": ("contact_name", "contact_title", "contact_phone", "contact_email"),
        "registration": ("registered_on", "registered_by"),
        "note": ("note",),
        "hidden": ("hidden",),
    },
    stream="common",
)
PLACE_TAKEN = Kind(
    name="place_taken",
    record=PlaceTaken,
    groups={"place": ("vacancy_id", "taken_on"), "correction": ("corrects",)},
    append_only=True,
    stream="common",
)

OFFICE_AREA = "1"
"""The code of `placement_destination` for an office's own area, another for each office."""
IN_PROVINCE, OTHER_PROVINCE, ABROAD, CHINA = "2", "3", "4", "5"
"""Codes of `placement_destination` a vacancy may have."""

VacancyState = Literal["open", "full", "closed", "expired"]
STATE_NAMES: dict[VacancyState, str] = {
    "open": "Đang tuyển",
    "full": "Đã đủ người",
    "closed": "Đã ngừng tuyển",
    "expired": "Hết hạn tuyển",
}


def place_given_back(place: PlaceTaken) -> PlaceTaken:
    """That nobody has begun to work in a place; any PC that records it makes the same record."""
    return PlaceTaken(
        id=member_id(place.id, "given back"), vacancy_id=place.vacancy_id, corrects=place.id
    )


def place_taken(*, referral_id: str, vacancy_id: str, on: date) -> PlaceTaken:
    """The place a letter's worker has taken; any PC that records it makes the same one."""
    return PlaceTaken(id=member_id(referral_id, "place"), vacancy_id=vacancy_id, taken_on=on)


def destination_of(vacancy: Vacancy, places: Places, *, office: str) -> str:
    """Where its workers go, as an office counts it: the office's own area is told apart."""
    if vacancy.destination == IN_PROVINCE and places.is_served_by(vacancy.work_commune, office):
        return OFFICE_AREA
    return vacancy.destination


def places_left(vacancy: Vacancy, taken: int) -> int:
    """How many places are still free, never below none."""
    return max(0, (vacancy.places or 0) - taken)


def state_of(vacancy: Vacancy, *, taken: int, today: date) -> VacancyState:
    """Whether somebody can be referred to it now."""
    if vacancy.closed_on is not None:
        return "closed"
    if places_left(vacancy, taken) == 0:
        return "full"
    if vacancy.open_until is not None and vacancy.open_until < today:
        return "expired"
    return "open"


# --- Checks --------------------------------------------------------------------------------------

_REQUIRED = (
    ("employer_id", "Chưa chọn người sử dụng lao động"),
    ("title", "Chưa nhập tên công việc"),
    ("places", "Chưa nhập số lượng cần tuyển"),
    ("destination", "Chưa chọn nơi làm việc"),
)
_MOST_PLACES = 10_000


def check_vacancy(vacancy: Vacancy, *, today: date) -> list[Problem]:
    """What is missing, impossible (errors) or unlikely (warnings) in a vacancy."""
    problems = [
        Problem(name, message)
        for name, message in _REQUIRED
        if getattr(vacancy, name) in ("", None)
    ]
    if vacancy.places is not None and not 1 <= vacancy.places <= _MOST_PLACES:
        problems.append(Problem("places", "Số lượng từ 1 đến 10.000"))
    if vacancy.open_until is None:
        problems.append(warning("open_until", "Chưa có hạn tuyển"))
    elif vacancy.open_until < today and vacancy.closed_on is None:
        problems.append(warning("open_until", "Hạn tuyển đã qua"))
    if vacancy.closed_on is not None and vacancy.closed_on > today:
        problems.append(Problem("closed_on", "Ngày này chưa tới"))
    wrong = check_phone(vacancy.contact_phone)
    if wrong:
        problems.append(warning("contact_phone", wrong))
    return [*problems, *_check_wages(vacancy)]


def _check_wages(vacancy: Vacancy) -> list[Problem]:
    lowest, highest = vacancy.wage_from, vacancy.wage_to
    problems = [*check_wage("wage_from", lowest), *check_wage("wage_to", highest)]
    if lowest is not None and highest is not None and highest < lowest:
        problems.append(Problem("wage_to", "Mức cao nhất thấp hơn mức thấp nhất"))
    return problems
