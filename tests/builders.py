"""Made-up records for the tests of all floors. Nobody of these people exists.

Each builder gives a record that passes its checks on `TODAY`; a test names only what it is about:
`a_worker(full_name="Hoàng Thị Én")`.
"""

from datetime import UTC, date, datetime
from typing import Any

from desktop_app.domain.catalogues import Catalogues, load_catalogues
from desktop_app.domain.employers import Employer
from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask
from desktop_app.domain.ids import new_id
from desktop_app.domain.offices import Office
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.referrals import Referral, ReferralEvent
from desktop_app.domain.staff import Staff
from desktop_app.domain.vacancies import Vacancy
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.paths import resources

NOW = datetime(2026, 11, 23, 2, 52, tzinfo=UTC)
"""09:52 on a Monday at the counter."""
TODAY = date(2026, 11, 23)


def the_catalogues() -> Catalogues:
    """The code lists that ship with the program."""
    return load_catalogues(resources() / "catalogues")


def an_office(**changes: Any) -> Office:
    """The office in Bắc Sơn with its letterhead."""
    record: dict[str, Any] = {
        "id": new_id(),
        "code": "BS",
        "name": "Văn phòng Bắc Sơn",
        "parent_body": "Sở Nội vụ tỉnh Lạng Sơn",
        "centre_name": "Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn",
        "address": "Khu Minh Khai, xã Bắc Sơn, tỉnh Lạng Sơn",
        "telephone": "02053883120",
        "place_name": "Bắc Sơn",
        "signer": "Lý Thị Hoa",
    }
    return Office(**(record | changes))


def a_member_of_staff(**changes: Any) -> Staff:
    """A counsellor."""
    record: dict[str, Any] = {"id": new_id(), "full_name": "Lý Thị Hoa", "role": "counsellor"}
    return Staff(**(record | changes))


def a_worker(**changes: Any) -> Worker:
    """A woman looking for work who draws no benefit and has agreed to the use of her data."""
    record: dict[str, Any] = {
        "id": new_id(),
        "full_name": "Triệu Thị Mùi",
        "birth_date": PartialDate(1995, 9, 9),
        "sex": "2",
        "ethnicity": "09",
        "personal_number": "020195007890",
        "personal_number_issued_on": date(2024, 11, 12),
        "phone": "0378111204",
        "residence_commune": "new:06325",
        "residence_detail": "Thôn Hữu Vĩnh",
        "general_education": "3",
        "technical_level": "4",
        "trained_field": "may công nghiệp",
        "employment_status": "2",
        "experience": "6 tháng may công nghiệp",
        "consent_on": TODAY,
        "consent_method": "1",
        "registered_on": TODAY,
    }
    return Worker(**(record | changes))


def a_worker_on_benefit(**changes: Any) -> Worker:
    """The same, drawing unemployment benefit."""
    benefit: dict[str, Any] = {"benefit_status": "dang_huong", "benefit_from": date(2026, 9, 1)}
    return a_worker(**(benefit | changes))


def a_full_worker(**changes: Any) -> Worker:
    """A worker with something in every field, for what must survive unharmed."""
    record: dict[str, Any] = {
        "old_id_number": "082012345",
        "email": "mui.trieu@example.com",
        "other_contact": "Chồng: anh Hoàng Văn Páo, 0912 345 678",
        "present_commune": "new:06337",
        "present_detail": "Nhà bà Nông Thị Én, thôn Nà Kéo",
        "area": "2",
        "certificates": "Chứng chỉ may công nghiệp 3 tháng",
        "inactive_reason": "3",
        "job_position": "4",
        "unemployed_kind": "2",
        "unemployed_duration": "1",
        "unemployment_reason": "Hết hạn hợp đồng",
        "last_occupation": "75",
        "last_contract_kind": "2",
        "last_employer": "Công ty TNHH May Thất Khê",
        "last_employer_tax_code": "0100109106",
        "last_employer_kind": "3",
        "last_employer_address": "Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        "last_employer_sector": "2025:C",
        "wanted_jobs": "May, đóng gói",
        "wanted_occupations": ("75", "93"),
        "desired_place": "1",
        "desired_wage": 7_000_000,
        "desired_contract": "2",
        "priority_groups": ("ho_ngheo", "khuyet_tat"),
        "social_insurance_number": "2012345678",
        "benefit_status": "dang_huong",
        "benefit_from": date(2026, 9, 1),
        "benefit_until": date(2026, 11, 30),
        "consent_withdrawn_on": TODAY,
        "registered_by": new_id(),
        "note": "Muốn làm gần nhà.\nCon nhỏ học lớp 1.",
        "personal_number_issued_by": "Cục Cảnh sát QLHC về TTXH",
        "second_technical_level": "2",
        "second_trained_field": "trồng hồi",
        "other_training": "Sửa máy may",
        "skill": "May công nghiệp",
        "skill_grade": "2",
        "languages": "Tiếng Trung, HSK 2",
        "computing": "Biết dùng Word",
        "soft_skills": ("gt", "nhom"),
        "strengths": "Khéo tay",
        "last_position": "Công nhân may",
        "last_workplace": "Xưởng may số 2, xã Thất Khê",
        "last_job_from": PartialDate(2024, 3),
        "last_job_until": PartialDate(2026, 8, 31),
        "last_wage": 6_500_000,
        "worked_abroad": "Trung Quốc, 2019",
        "contacted_employers": "Công ty TNHH May Đồng Mỏ",
        "wanted_counselling": ("vl", "dt"),
        "wanted_training_field": "may thời trang",
        "wanted_training_level": "4",
        "desired_employer_kind": "3",
        "desired_benefits": ("an1", "xe"),
        "desired_conditions": "Không làm ca đêm",
        "insurance_kind": "1",
        "insurance_regime": "Trợ cấp thất nghiệp",
    }
    return a_worker(**(record | changes))


def an_employer(**changes: Any) -> Employer:
    """A sewing company in Thất Khê that looks for people."""
    record: dict[str, Any] = {
        "id": new_id(),
        "name": "Công ty TNHH May Thất Khê",
        "tax_code": "0100109106",
        "kind": "2",
        "commune": "new:06040",
        "address_detail": "Khu 2",
        "phone": "02053883120",
        "contact_name": "Nông Thị Én",
        "contact_phone": "0912345671",
        "registered_on": TODAY,
    }
    return Employer(**(record | changes))


def a_full_employer(**changes: Any) -> Employer:
    """An employer with something in every field, for what must survive unharmed."""
    record: dict[str, Any] = {
        "size": "5",
        "sector": "2025:C",
        "industrial_zone": "Cụm công nghiệp Thất Khê",
        "email": "maythatkhe@example.com",
        "representative": "Hoàng Văn Páo",
        "contact_title": "Trưởng phòng nhân sự",
        "contact_email": "nhansu.maythatkhe@example.com",
        "registered_by": new_id(),
        "note": "Nhận người mới thứ Hai hằng tuần.\nCó xe đưa đón.",
        "hidden": True,
    }
    return an_employer(**(record | changes))


def a_vacancy(**changes: Any) -> Vacancy:
    """Ten sewing machinists wanted until the end of the year."""
    record: dict[str, Any] = {
        "id": new_id(),
        "employer_id": new_id(),
        "title": "Thợ may công nghiệp",
        "places": 10,
        "destination": "2",
        "work_commune": "new:06040",
        "wage_from": 6_500_000,
        "wage_to": 9_000_000,
        "open_until": date(2026, 12, 31),
        "registered_on": TODAY,
    }
    return Vacancy(**(record | changes))


def a_full_vacancy(**changes: Any) -> Vacancy:
    """A vacancy with something in every field, for what must survive unharmed."""
    record: dict[str, Any] = {
        "description": "May hoàn chỉnh áo khoác.\nLàm theo chuyền.",
        "occupation": "75",
        "position_level": "1",
        "work_address": "Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        "wage_band": "2",
        "contract_kind": "2",
        "work_form": "1",
        "work_purpose": "1",
        "general_education": "2",
        "technical_level": "2",
        "trained_field": "May công nghiệp",
        "other_training": "Biết vắt sổ",
        "skill": "May",
        "skill_grade": "2",
        "languages": "Tiếng Trung giao tiếp",
        "computing": "Không cần",
        "soft_skills": ("gt", "nhom"),
        "experience": "1",
        "extra_requirements": ("1", "2"),
        "benefits": ("an1", "bhxh", "xe"),
        "cond_place": "1",
        "cond_lift": "1",
        "cond_stand": "2",
        "cond_hear": "2",
        "cond_sight": "2",
        "cond_hand": "2",
        "cond_two_hands": "1",
        "priority_groups": ("ho_ngheo", "khuyet_tat"),
        "recruit_channels": ("1", "2"),
        "closed_on": TODAY,
        "contact_name": "Nông Thị Én",
        "contact_title": "Trưởng phòng nhân sự",
        "contact_phone": "0912345671",
        "contact_email": "nhansu.maythatkhe@example.com",
        "registered_by": new_id(),
        "note": "Gọi trước khi đến.",
        "hidden": True,
    }
    return a_vacancy(**(record | changes))


def a_visit(**changes: Any) -> Visit:
    """A counselling about work and unemployment insurance."""
    record: dict[str, Any] = {
        "id": new_id(),
        "worker_id": new_id(),
        "at": NOW,
        "channel": "1",
        "topics": ("vl", "bhtn"),
        "content": "Muốn làm gần nhà vì con nhỏ.",
        "next_step": "1",
        "minutes": 20,
        "counsellor_id": new_id(),
    }
    return Visit(**(record | changes))


def a_referral(**changes: Any) -> Referral:
    """A letter to a sewing company, numbered and dated today."""
    record: dict[str, Any] = {
        "id": new_id(),
        "number": "BS1-2026-00042",
        "worker_id": new_id(),
        "employer": "Công ty TNHH May Thất Khê",
        "employer_address": "Khu 2, xã Thất Khê, tỉnh Lạng Sơn",
        "position": "Thợ may công nghiệp",
        "experience": "6 tháng may công nghiệp",
        "issued_on": TODAY,
        "valid_until": date(2026, 12, 7),
        "counsellor_id": new_id(),
    }
    return Referral(**(record | changes))


def an_event(**changes: Any) -> ReferralEvent:
    """The worker of a letter has started work today."""
    record: dict[str, Any] = {
        "id": new_id(),
        "referral_id": new_id(),
        "worker_id": new_id(),
        "move": "started_work",
        "happened_on": TODAY,
        "at": NOW,
        "counsellor_id": new_id(),
    }
    return ReferralEvent(**(record | changes))


def a_refusal(**changes: Any) -> ReferralEvent:
    """The worker of a letter has refused the job without good reason."""
    refusal: dict[str, Any] = {"move": "refused_by_worker", "reason": "1", "justified": "2"}
    return an_event(**(refusal | changes))


def a_task(**changes: Any) -> FollowUpTask:
    """A call due today, one month after the work began."""
    record: dict[str, Any] = {
        "id": new_id(),
        "referral_id": new_id(),
        "worker_id": new_id(),
        "milestone": "1m",
        "due_on": TODAY,
    }
    return FollowUpTask(**(record | changes))


def a_contact(**changes: Any) -> FollowUpContact:
    """A call to somebody who works where the letter led."""
    record: dict[str, Any] = {
        "id": new_id(),
        "worker_id": new_id(),
        "at": NOW,
        "channel": "1",
        "status": "1",
        "still_employed": True,
        "employer": "Công ty TNHH May Thất Khê",
        "placement_destination": "2",
        "found_through": "1",
        "wage": 7_500_000,
        "contract_kind": "2",
        "counsellor_id": new_id(),
    }
    return FollowUpContact(**(record | changes))
