"""What a worker's record must hold, and what follows from it."""

from datetime import date
from typing import Any

import pytest

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.problems import Problem, Severity
from desktop_app.domain.workers import age, check_worker, draws_benefit, has_consent
from tests.builders import TODAY, a_full_worker, a_worker, a_worker_on_benefit, the_catalogues


def test_a_good_record_has_no_problem() -> None:
    assert check_worker(a_worker(), today=TODAY) == []
    assert check_worker(a_full_worker(), today=TODAY) == []
    assert check_worker(a_worker_on_benefit(), today=TODAY) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"personal_number": "", "personal_number_issued_on": None},
        {"personal_number": "", "old_id_number": "082012345"},
        {"birth_date": PartialDate(1995)},
        {"residence_commune": "", "residence_detail": "Số 5, phường Dĩ An, TP Hồ Chí Minh"},
        {"residence_detail": ""},
        {"phone": ""},
        {"desired_wage": 7_000_000},
        {"last_employer_tax_code": "0100109106-001"},
        {"social_insurance_number": "020195007890"},
        {"full_name": "Slỷ"},
    ],
)
def test_what_is_unusual_but_right(changes: dict[str, Any]) -> None:
    assert check_worker(a_worker(**changes), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"full_name": ""}, "full_name", "Chưa nhập họ và tên"),
        ({"birth_date": None}, "birth_date", "Chưa nhập ngày sinh"),
        ({"sex": ""}, "sex", "Chưa chọn giới tính"),
        ({"ethnicity": ""}, "ethnicity", "Chưa chọn dân tộc"),
        (
            {"residence_commune": "", "residence_detail": ""},
            "residence_commune",
            "Chưa nhập nơi thường trú",
        ),
        ({"employment_status": ""}, "employment_status", "Chưa chọn tình trạng việc làm"),
        (
            {"personal_number": "02019500789"},
            "personal_number",
            "Số định danh có 12 chữ số; đang có 11",
        ),
        (
            {
                "personal_number": "",
                "personal_number_issued_on": None,
                "birth_date": PartialDate(2027),
            },
            "birth_date",
            "Ngày này chưa tới",
        ),
        (
            {"personal_number_issued_on": date(2026, 11, 24)},
            "personal_number_issued_on",
            "Ngày này chưa tới",
        ),
        ({"old_id_number": "08201234"}, "old_id_number", "Số CMND có 9 chữ số; đang có 8"),
        ({"old_id_number": "08201234x"}, "old_id_number", "Số CMND chỉ gồm chữ số"),
        ({"phone": "0378 111 20"}, "phone", "Thiếu 1 chữ số: di động có 10 số"),
        ({"desired_wage": -1}, "desired_wage", "Mức lương không thể âm"),
        (
            {"benefit_from": date(2026, 9, 1), "benefit_until": date(2026, 8, 31)},
            "benefit_until",
            "Ngày kết thúc trước ngày bắt đầu hưởng",
        ),
        ({"consent_on": date(2026, 11, 24)}, "consent_on", "Ngày này chưa tới"),
        ({"consent_method": ""}, "consent_method", "Chưa chọn cách đồng ý"),
        (
            {"consent_withdrawn_on": date(2026, 11, 22)},
            "consent_withdrawn_on",
            "Ngày rút lại trước ngày đồng ý",
        ),
        (
            {"consent_withdrawn_on": date(2026, 11, 24)},
            "consent_withdrawn_on",
            "Ngày này chưa tới",
        ),
    ],
)
def test_what_blocks(changes: dict[str, Any], field: str, message: str) -> None:
    found = check_worker(a_worker(**changes), today=TODAY)
    assert found == [Problem(field, message, Severity.ERROR)]


def test_a_card_cannot_be_older_than_the_person() -> None:
    worker = a_worker(personal_number_issued_on=date(1995, 9, 8))
    message = "Ngày cấp trước ngày sinh"
    assert check_worker(worker, today=TODAY) == [Problem("personal_number_issued_on", message)]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"birth_date": PartialDate(1996, 9, 9)},
            "birth_date",
            "Số định danh không khớp năm sinh: số ghi 1995",
        ),
        ({"sex": "1"}, "sex", "Số định danh không khớp giới tính: số ghi Nữ"),
        (
            {"personal_number": "", "birth_date": PartialDate(2012, 5, 1)},
            "birth_date",
            "Mới 14 tuổi: chưa đến tuổi lao động",
        ),
        (
            {"personal_number": "", "birth_date": PartialDate(1905)},
            "birth_date",
            "121 tuổi: hãy xem lại năm sinh",
        ),
        ({"email": "mui.trieu"}, "email", "Thư điện tử thường có dạng ten@gmail.com"),
        (
            {"last_employer_tax_code": "0100109105"},
            "last_employer_tax_code",
            "Mã số thuế không đúng: chữ số kiểm tra không khớp",
        ),
        ({"desired_wage": 7}, "desired_wage", "Ghi số đồng mỗi tháng; đang ghi 7 đồng"),
        (
            {"social_insurance_number": "201234567"},
            "social_insurance_number",
            "Mã số BHXH có 10 hoặc 12 chữ số",
        ),
    ],
)
def test_what_warns_but_never_blocks(changes: dict[str, Any], field: str, message: str) -> None:
    found = check_worker(a_worker(**changes), today=TODAY)
    assert found == [Problem(field, message, Severity.WARNING)]


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (PartialDate(1995, 11, 23), 31),
        (PartialDate(1995, 11, 24), 30),
        (PartialDate(1995, 12), 30),
        (PartialDate(1995), 31),
        (PartialDate(2000, 2, 29), 26),
        (None, None),
    ],
)
def test_age(born: PartialDate | None, years: int | None) -> None:
    assert age(a_worker(birth_date=born), TODAY) == years


def test_a_claimant_is_one_whose_benefit_is_granted_and_not_over() -> None:
    statuses = the_catalogues().choices("benefit_status", TODAY)
    drawing = {each.code for each in statuses if draws_benefit(a_worker(benefit_status=each.code))}
    assert drawing == {"da_co_qd", "dang_huong", "tam_dung", "tiep_tuc", "chuyen_den"}
    assert not draws_benefit(a_worker())


def test_consent_holds_until_it_is_withdrawn() -> None:
    assert has_consent(a_worker())
    assert not has_consent(a_worker(consent_on=None))
    assert not has_consent(a_worker(consent_withdrawn_on=TODAY))
