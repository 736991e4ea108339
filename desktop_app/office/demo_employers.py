"""Made-up employers and vacancies of the demonstration: in the province, in another one, abroad and
across the border. None of these firms exists. What is done with them `demo_story.py` tells."""

from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.domain.employers import Employer
from desktop_app.domain.tax_codes import check_tax_code
from desktop_app.domain.vacancies import (
    ABROAD,
    CHINA,
    IN_PROVINCE,
    OTHER_PROVINCE,
    Vacancy,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job of a firm. `posted` and `ends` are days before and after today, `wage` millions of đồng
    from and to. One that `fills` may run full, in the others some places stay free."""

    title: str
    places: int
    wage: tuple[int, int]
    posted: int = 60
    ends: int = 45
    occupation: str = "93"
    fills: bool = False
    seasonal: bool = False
    closed: bool = False

    @property
    def room(self) -> int:
        """How many may begin to work in it."""
        return self.places if self.fills else max(1, self.places * 2 // 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """An employer; outside the province, where the work is too, without a commune."""

    name: str
    address: str
    commune: str = ""
    kind: str = "2"
    size: str = "3"
    sector: str = "2025:C"
    destination: str = IN_PROVINCE
    contact: str = ""
    jobs: tuple[Job, ...]


FIRMS = (
    Firm(
        name="Công ty TNHH May Thất Khê",
        address="Xã Thất Khê, tỉnh Lạng Sơn",
        commune="new:06040",
        size="5",
        contact="Nông Thị Huệ",
        jobs=(
            Job(title="Thợ may", places=40, wage=(7, 10), posted=140, occupation="75"),
            Job(title="Kiểm hàng", places=6, wage=(6, 8), occupation="75"),
            Job(title="Tổ trưởng chuyền may", places=2, wage=(10, 14), ends=20, occupation="75"),
        ),
    ),
    Firm(
        name="HTX Hồi Bắc Sơn",
        address="Xã Bắc Sơn, tỉnh Lạng Sơn",
        commune="new:06325",
        kind="7",
        size="2",
        contact="Dương Công Đạt",
        jobs=(
            Job(title="Sơ chế hoa hồi", places=15, wage=(5, 7), posted=120, ends=12),
            Job(title="Lái xe tải nhỏ", places=2, wage=(8, 10), ends=30, occupation="83"),
        ),
    ),
    Firm(
        name="Công ty Gỗ Tân Thành",
        address="Xã Tân Thành, tỉnh Lạng Sơn",
        commune="new:06445",
        contact="Vi Văn Lâm",
        jobs=(
            Job(
                title="Vận hành máy", places=2, wage=(7, 9), posted=100, occupation="81", fills=True
            ),
            Job(title="Lái máy xúc", places=1, wage=(10, 13), occupation="83", fills=True),
        ),
    ),
    Firm(
        name="Công ty Điện tử Vân Nham",
        address="Xã Vân Nham, tỉnh Lạng Sơn",
        commune="new:06415",
        kind="3",
        size="6",
        contact="Lương Thị Thuý",
        jobs=(
            Job(title="Công nhân", places=60, wage=(7, 9), posted=130, ends=60, occupation="82"),
            Job(title="Kiểm hàng", places=8, wage=(7, 9), occupation="82"),
            Job(title="Kỹ thuật viên bảo trì", places=3, wage=(10, 15), occupation="31"),
        ),
    ),
    Firm(
        name="Công ty Gạch Hữu Lũng",
        address="Xã Hữu Lũng, tỉnh Lạng Sơn",
        commune="new:06385",
        contact="Hứa Đức Mạnh",
        jobs=(
            Job(title="Bốc xếp", places=8, wage=(6, 9), posted=90, fills=True),
            Job(title="Thợ lò", places=4, wage=(9, 12), ends=-6, occupation="81"),
        ),
    ),
    Firm(
        name="Nhà máy đường Sùng Tả",
        address="Sùng Tả, Quảng Tây, Trung Quốc",
        kind="3",
        size="7",
        destination=CHINA,
        contact="Chu Thị Linh (phiên dịch)",
        jobs=(
            Job(title="Công nhân nhà máy đường", places=80, wage=(11, 14), posted=140, ends=25),
            Job(title="Chặt mía theo vụ", places=120, wage=(10, 13), ends=70, seasonal=True),
        ),
    ),
    Firm(
        name="Siêu thị Đồng Đăng",
        address="Xã Đồng Đăng, tỉnh Lạng Sơn",
        commune="new:06184",
        size="2",
        sector="2025:G",
        contact="Phùng Thị Loan",
        jobs=(
            Job(title="Bán hàng", places=5, wage=(6, 8), occupation="52"),
            Job(title="Bảo vệ", places=2, wage=(6, 7), ends=15, occupation="54", fills=True),
        ),
    ),
    Firm(
        name="Nhà hàng Khau Bao",
        address="Xã Bắc Sơn, tỉnh Lạng Sơn",
        commune="new:06325",
        kind="5",
        size="1",
        sector="2025:I",
        contact="Đàm Thị Xuyến",
        jobs=(
            Job(title="Phụ bếp", places=3, wage=(6, 7), ends=18, occupation="94"),
            Job(title="Phục vụ bàn", places=4, wage=(5, 6), ends=18, occupation="51", closed=True),
        ),
    ),
    Firm(
        name="Công ty Linh kiện Quang Minh Bắc Ninh",
        address="Khu công nghiệp phía Nam, tỉnh Bắc Ninh",
        kind="3",
        size="8",
        destination=OTHER_PROVINCE,
        contact="Ngô Quốc Huy",
        jobs=(
            Job(title="Lắp ráp điện tử", places=200, wage=(9, 12), posted=80, occupation="82"),
            Job(title="Vận hành dây chuyền", places=50, wage=(9, 13), ends=10, occupation="81"),
        ),
    ),
    Firm(
        name="Công ty Giày Hồng Phát Thái Nguyên",
        address="Khu công nghiệp Trung Thành, tỉnh Thái Nguyên",
        size="7",
        destination=OTHER_PROVINCE,
        contact="Đỗ Thị Nga",
        jobs=(Job(title="Thợ may mũ giày", places=70, wage=(8, 11), occupation="75"),),
    ),
    Firm(
        name="Công ty Cung ứng nhân lực Xứ Lạng",
        address="Phường Đông Kinh, tỉnh Lạng Sơn",
        commune="new:05977",
        size="2",
        sector="2025:N",
        destination=ABROAD,
        contact="Hà Minh Tuấn",
        jobs=(
            Job(title="Chế biến thực phẩm tại Nhật Bản", places=12, wage=(28, 35), ends=90),
            Job(title="Hộ lý tại Đài Loan", places=6, wage=(20, 24), ends=40, occupation="53"),
        ),
    ),
    Firm(
        name="Nông trường Ninh Minh",
        address="Ninh Minh, Sùng Tả, Quảng Tây, Trung Quốc",
        size="4",
        sector="2025:A",
        destination=CHINA,
        contact="Mã Thị Vân (phiên dịch)",
        jobs=(Job(title="Trồng và chăm sóc cây ăn quả", places=30, wage=(9, 11), ends=35),),
    ),
)
"""The first seven are those the named people of the story work for."""


def made_up_employer(
    firm: Firm, *, employer_id: str, serial: int, registered_on: date, registered_by: str
) -> Employer:
    """The employer's record."""
    return Employer(
        id=employer_id,
        name=firm.name,
        tax_code=_tax_code(4_900_300 + serial),
        kind=firm.kind,
        size=firm.size,
        sector=firm.sector,
        commune=firm.commune,
        address_detail="" if firm.commune else firm.address,
        phone=f"0205388{7000 + serial * 37}",
        contact_name=firm.contact,
        contact_phone=f"09824{serial * 7919 % 100_000:05}",
        registered_on=registered_on,
        registered_by=registered_by,
    )


def made_up_vacancy(
    job: Job, *, firm: Firm, employer: Employer, vacancy_id: str, today: date
) -> Vacancy:
    """The record of a job."""
    at_home = firm.destination == IN_PROVINCE
    lowest, highest = job.wage
    return Vacancy(
        id=vacancy_id,
        employer_id=employer.id,
        title=job.title,
        places=job.places,
        occupation=job.occupation,
        position_level="1",
        destination=firm.destination,
        work_commune=firm.commune if at_home else "",
        work_address="" if at_home or firm.commune else firm.address,
        wage_from=lowest * 1_000_000,
        wage_to=highest * 1_000_000,
        contract_kind="2",
        work_form="1",
        work_purpose="2" if job.seasonal else "1",
        experience="0",
        benefits=("an1", "bhxh"),
        open_until=today + timedelta(days=job.ends),
        closed_on=today - timedelta(days=3) if job.closed else None,
        contact_name=employer.contact_name,
        contact_phone=employer.contact_phone,
        registered_on=today - timedelta(days=job.posted),
        registered_by=employer.registered_by,
    )


def _tax_code(serial: int) -> str:
    """A code whose check digit fits; the first nine digits begin with 49, Lạng Sơn's."""
    for nine in range(serial * 100, serial * 100 + 100):
        for last in range(10):
            if check_tax_code(f"{nine}{last}") is None:
                return f"{nine}{last}"
    raise ValueError("no tax code of this serial has a check digit")
