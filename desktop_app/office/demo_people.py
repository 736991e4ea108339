"""Made-up people of the Lạng Sơn offices, plausible enough that lists and searches look real.

Nobody in here exists. What they do at the office is told in `demo.py`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.workers import Worker

MALE, FEMALE = "1", "2"
EMPLOYED, UNEMPLOYED, INACTIVE = "1", "2", "3"

# (code of `ethnic_group`, weight, surnames)
_PEOPLES = (
    ("02", 40, "Nông Hoàng Lý Vi Lương Bế Hà Dương Lộc Ma Đàm Nguyễn Hứa"),
    ("07", 38, "Nông Hoàng Vi Lương Lâm Mã Lộc Chu Linh Phùng Hứa Triệu"),
    ("01", 16, "Nguyễn Trần Lê Phạm Vũ Đỗ Bùi Ngô Dương"),
    ("09", 6, "Triệu Bàn Đặng Phùng Lý Dương"),
)
_MIDDLE = {
    MALE: ("Văn", "Văn", "Văn", "Hữu", "Công", "Đức", "Minh", "Ngọc", "Xuân", "Quốc", "Thanh"),
    FEMALE: ("Thị", "Thị", "Thị", "Thị Bích", "Thị Kim", "Thị Ngọc", "Thị Thu", "Thuý", "Thanh"),
}
_GIVEN = {
    MALE: (
        "An Bằng Bình Chiến Công Cường Doanh Dũng Duy Đạt Điệp Đoàn Đông Hải Hiếu Hoà Hoàn Huân "
        "Hùng Huy Khánh Kiên Lâm Long Lực Mạnh Mẫn Minh Nam Nghĩa Nguyên Nhất Phong Phúc Quân "
        "Quang Quỹ Quyết Sơn Tài Thắng Thành Thiện Thưởng Toàn Tòng Trọng Tuấn Tùng Việt Vinh"
    ),
    FEMALE: (
        "Anh Ánh Bích Chi Chinh Diệp Duyên Đào Én Giang Hà Hạnh Hằng Hiên Hoa Hoài Hồng Huệ Hương "
        "Khuyên Lan Liên Linh Loan Mai Mến Mơ Mùi My Nga Ngà Ngân Ngoan Ngọc Nguyệt Nhung Oanh "
        "Phương Quyên Thảo Thu Thuỷ Thuý Thương Tiên Trang Tuyết Vân Xuân Xuyến Yến"
    ),
}
_HAMLETS = (
    "Hữu Vĩnh",
    "Nà Pài",
    "Bắc Sơn 1",
    "Nà Hoà",
    "Bản Cầm",
    "Lân Páng",
    "Tiên Hội",
    "Đon Riệc",
    "Nà Riềng",
    "Pắc Mỏ",
    "Làng Dọc",
    "Khau Bao",
    "Yên Lãng",
    "Minh Đán",
    "Nội Hoà",
)
_MOBILE = (
    "032",
    "034",
    "036",
    "037",
    "038",
    "086",
    "088",
    "090",
    "091",
    "094",
    "096",
    "097",
    "098",
)
_TRADES = (
    "May công nghiệp",
    "Điện dân dụng",
    "Hàn",
    "Lái xe hạng C",
    "Chế biến gỗ",
    "Thú y",
    "Kế toán",
    "Sửa chữa máy nông nghiệp",
    "Nấu ăn",
)
_WISHES = (
    "Thợ may",
    "Công nhân lắp ráp",
    "Lái xe",
    "Bảo vệ",
    "Phụ bếp",
    "Bán hàng",
    "Thợ hàn",
    "Công nhân chế biến gỗ",
    "Đi làm ở Trung Quốc theo hợp đồng",
    "Công nhân nhà máy đường",
    "Kế toán",
)
_EXPERIENCE = (
    "",
    "",
    "6 tháng may công nghiệp",
    "2 năm phụ xây",
    "1 năm lắp ráp điện tử tại Bắc Ninh",
    "3 năm bốc xếp ở cửa khẩu",
    "Trồng và sơ chế hồi của gia đình",
    "4 năm lái xe tải",
    "8 tháng phục vụ nhà hàng",
)

Choice = TypeVar("Choice")


def weighted(rng: Random, choices: Sequence[tuple[Choice, int]]) -> Choice:
    """One of the choices, each as often as its weight says."""
    return rng.choices([value for value, _ in choices], [weight for _, weight in choices])[0]


def made_up_name(rng: Random, *, sex: str) -> tuple[str, str]:
    """A full name and the code of the people (dân tộc) it is usual in."""
    ethnicity, surnames = weighted(rng, [((code, names), n) for code, n, names in _PEOPLES])
    words = (rng.choice(surnames.split()), rng.choice(_MIDDLE[sex]))
    if ethnicity == "09" and sex == FEMALE:
        words = (words[0], rng.choice(("Mùi", "Thị")))
    given = rng.choice([word for word in _GIVEN[sex].split() if word not in words[1].split()])
    return " ".join((*words, given)), ethnicity


def personal_number(*, sex: str, birth_year: int, serial: int) -> str:
    """A number of Lạng Sơn (020) that fits sex and birth year; serials below a million differ."""
    century = 2 * (birth_year // 100 - 19) + (sex == FEMALE)
    return f"020{century}{birth_year % 100:02}{serial * 7919 % 1_000_000:06}"


def made_up_worker(
    rng: Random,
    *,
    worker_id: str,
    serial: int,
    communes: Sequence[str],
    registered_on: date,
    registered_by: str,
) -> Worker:
    """Somebody who registers on that day. The first commune is the most usual one."""
    sex = rng.choice((MALE, FEMALE))
    full_name, ethnicity = made_up_name(rng, sex=sex)
    age = min(16 + int(rng.gammavariate(2.6, 7)), 64)
    born = registered_on - timedelta(days=age * 365 + rng.randrange(5, 360))
    year_only = age > 55 and rng.random() < 0.3
    has_number = rng.random() < 0.94
    issued = date(rng.choice((2021, 2022, 2023, 2024)), rng.randint(1, 12), rng.randint(1, 28))
    level = weighted(rng, (("1", 62), ("2", 8), ("3", 12), ("4", 8), ("5", 5), ("6", 3), ("7", 2)))
    status = weighted(rng, ((UNEMPLOYED, 80), (EMPLOYED, 12), (INACTIVE, 8)))
    worked = rng.random() < 0.7
    draws = status == UNEMPLOYED and rng.random() < 0.08
    consents = rng.random() < 0.9
    return Worker(
        id=worker_id,
        full_name=full_name,
        birth_date=PartialDate(born.year) if year_only else PartialDate.from_date(born),
        sex=sex,
        ethnicity=ethnicity,
        personal_number=(
            personal_number(sex=sex, birth_year=born.year, serial=serial) if has_number else ""
        ),
        personal_number_issued_on=max(issued, born) if has_number else None,
        phone=made_up_phone(rng, serial) if rng.random() < 0.93 else "",
        residence_commune=rng.choice((communes[0], *communes)),
        residence_detail=f"Thôn {rng.choice(_HAMLETS)}",
        area=weighted(rng, (("2", 85), ("1", 15))),
        general_education=weighted(rng, (("1", 3), ("2", 12), ("3", 45), ("4", 40))),
        technical_level=level,
        trained_field=rng.choice(_TRADES) if level >= "3" else "",
        employment_status=status,
        inactive_reason=rng.choice(("1", "3", "5")) if status == INACTIVE else "",
        job_position=rng.choice(("2", "3", "4")) if status == EMPLOYED else "",
        unemployed_kind=("2" if worked else "1") if status == UNEMPLOYED else "",
        unemployed_duration=rng.choice("123") if status == UNEMPLOYED and worked else "",
        experience=rng.choice(_EXPERIENCE),
        wanted_jobs=rng.choice(_WISHES),
        desired_place=weighted(rng, (("1", 35), ("2", 20), ("3", 20), ("4", 5), ("5", 20))),
        desired_wage=rng.randrange(5_000_000, 12_500_000, 500_000),
        priority_groups=weighted(
            rng, (((), 70), (("ho_ngheo",), 10), (("ho_can_ngheo",), 14), (("xuat_ngu",), 6))
        ),
        benefit_status="dang_huong" if draws else "",
        benefit_from=registered_on if draws else None,
        benefit_until=registered_on + timedelta(days=30 * rng.randint(3, 8)) if draws else None,
        consent_on=registered_on if consents else None,
        consent_method=rng.choice(("1", "1", "2")) if consents else "",
        registered_on=registered_on,
        registered_by=registered_by,
    )


def made_up_phone(rng: Random, serial: int) -> str:
    """A mobile number; serials below ten million differ."""
    return f"{rng.choice(_MOBILE)}{serial * 7919 % 10_000_000:07}"
