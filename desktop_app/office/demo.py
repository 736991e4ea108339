"""A database of made-up people at the office of Bắc Sơn, to try the program on (`--demo`).

Marked as such inside, and never exchanged. The same number of people on the same day gives the same
data. Who the people are stands in `demo_people.py`; here is what they did at the office.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from desktop_app.domain import stamps
from desktop_app.domain.dates import start_of_day
from desktop_app.domain.follow_ups import FollowUpContact, FollowUpTask, plan_follow_ups
from desktop_app.domain.kinds import kind_of
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.records import Record
from desktop_app.domain.referrals import Referral, ReferralEvent, letter_number
from desktop_app.domain.staff import Staff
from desktop_app.domain.visits import Visit
from desktop_app.domain.workers import Worker
from desktop_app.office.demo_people import (
    EMPLOYED,
    FEMALE,
    INACTIVE,
    MALE,
    UNEMPLOYED,
    made_up_worker,
    weighted,
)
from desktop_app.office.sign_in import first_run, sign_out
from desktop_app.office.worker_states import after_contact, after_outcome

USER_NAME = "Lý Thị Hoa"
PASSWORD = "hoa-hoi-bac-son"  # noqa: S105 - opens made-up data only, and is shown to whoever tries it
OFFICE_CODE, OFFICE_NAME, PC = "BS", "Văn phòng Bắc Sơn", 1

_COLLEAGUE = "Nguyễn Văn Đạt"
_COMMUNES = tuple(f"new:{code}" for code in ("06325", "06337", "06349", "06364", "06367", "06376"))
_LETTER_DAYS = 14
_DEVICE = "de30" * 4

# (employer, address, positions)
_EMPLOYERS = (
    ("Công ty TNHH May Thất Khê", "Xã Thất Khê, tỉnh Lạng Sơn", ("Thợ may", "Kiểm hàng")),
    ("HTX Hồi Bắc Sơn", "Xã Bắc Sơn, tỉnh Lạng Sơn", ("Sơ chế hoa hồi", "Lái xe tải nhỏ")),
    ("Công ty Gỗ Tân Thành", "Xã Tân Thành, tỉnh Lạng Sơn", ("Vận hành máy", "Lái máy xúc")),
    ("Công ty Điện tử Vân Nham", "Xã Vân Nham, tỉnh Lạng Sơn", ("Công nhân", "Kiểm hàng")),
    ("Công ty Gạch Hữu Lũng", "Xã Hữu Lũng, tỉnh Lạng Sơn", ("Bốc xếp", "Thợ lò")),
    ("Nhà máy đường Sùng Tả", "Sùng Tả, Quảng Tây, Trung Quốc", ("Công nhân nhà máy đường",)),
    ("Siêu thị Đồng Đăng", "Xã Đồng Đăng, tỉnh Lạng Sơn", ("Bán hàng", "Bảo vệ")),
)
_CONTENTS = (
    "Hỏi việc gần nhà, nhận làm theo ca",
    "Hỏi mức hưởng trợ cấp và thủ tục thông báo hằng tháng",
    "Muốn học nghề may, hỏi lớp gần nhất",
    "Hỏi thủ tục sang làm việc tại Sùng Tả theo hợp đồng",
    "Cần việc ngay, chấp nhận ở trọ",
    "Hỏi chế độ khi đơn vị cũ chậm chốt sổ",
)
_ADVICE = (
    "Giới thiệu các vị trí đang tuyển trong địa bàn",
    "Hướng dẫn chuẩn bị hồ sơ, hẹn gặp lại",
    "Đã giải thích quyền lợi và thời hạn",
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Whom to sign in as."""

    user_id: str
    full_name: str
    password: str


def make_demo(folder: Path, *, people: int = 200, now: Callable[[], datetime]) -> DemoAccount:
    """Make the database in an empty folder. 200,000 people take about a minute."""
    desk = first_run(
        folder,
        office_code=OFFICE_CODE,
        office_name=OFFICE_NAME,
        pc=PC,
        full_name=USER_NAME,
        password=PASSWORD,
        now=now,
    ).desk
    from desktop_app.storage import letter_numbers, records
    from desktop_app.storage.setting_rows import set_setting

    try:
        story = _Story(people=people, now=desk.moment(), user_id=desk.user.id)
        with desk.store.apply() as transaction:
            records.add_many(transaction, story.tell(), stream=OFFICE_CODE)
            for _ in range(story.serials.get(desk.today().year, 0)):
                letter_numbers.next_serial(
                    transaction, office_code=OFFICE_CODE, pc=PC, year=desk.today().year
                )
            set_setting(transaction, "demo", "1")
    finally:
        sign_out(desk)
    return DemoAccount(desk.user.id, desk.user.full_name, PASSWORD)
