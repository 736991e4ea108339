"""Who has a part to play in the demonstration, and what is said in it. What happens is told in
`demo_story.py`.

Everybody is made up.
"""

from dataclasses import dataclass

from desktop_app.office.demo_people import FEMALE, MALE

SEWING, ANISE, WOOD, ELECTRONICS, BRICKS, SUGAR, SHOP = range(7)
"""Places in `demo_employers.FIRMS`."""

VISITS_OF_EMPLOYERS = (
    (1, ANISE, "td", "Cần thêm người sơ chế trước Tết, hỏi cách đăng tuyển"),
    (4, SUGAR, "td", "Bàn đợt tuyển công nhân vụ ép mía, giấy tờ qua cửa khẩu"),
    (9, ELECTRONICS, "cs", "Hỏi chế độ hỗ trợ khi tuyển lao động là người dân tộc thiểu số"),
    (16, SEWING, "dt", "Đề nghị mở lớp may công nghiệp tại xã"),
    (33, SHOP, "td", "Cần nhân viên bán hàng biết tiếng Trung"),
)
"""Days ago, firm, topic (`counsel_topic_employer`), what was asked."""

CONTENTS = {
    "vl": (
        "Hỏi việc gần nhà, nhận làm theo ca",
        "Cần việc ngay, chấp nhận ở trọ",
        "Muốn trở lại nghề cũ, hỏi mức lương",
    ),
    "cs": ("Hỏi chế độ khi đơn vị cũ chậm chốt sổ", "Hỏi quyền lợi khi ký hợp đồng thời vụ"),
    "bhtn": (
        "Hỏi mức hưởng trợ cấp và thủ tục thông báo hằng tháng",
        "Hỏi thời hạn nộp hồ sơ hưởng trợ cấp",
    ),
    "dt": ("Muốn học nghề may, hỏi lớp gần nhất", "Hỏi lớp lái xe và mức hỗ trợ học nghề"),
    "nn": ("Hỏi thủ tục sang làm việc tại Sùng Tả theo hợp đồng",),
}
"""What workers asked, by the first of the topics (`counsel_topic_worker`)."""

ADVICE = (
    "Giới thiệu các vị trí đang tuyển trong địa bàn",
    "Hướng dẫn chuẩn bị hồ sơ, hẹn gặp lại",
    "Đã giải thích quyền lợi và thời hạn",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a part to play."""

    name: str
    sex: str
    born: str
    ethnicity: str
    phone: str
    commune: int = 0
    number: str = ""


MUI = Person(
    name="Triệu Thị Mùi",
    sex=FEMALE,
    born="1995-09-09",
    ethnicity="09",
    phone="0378111204",
    number="020195007890",
)
BINH = Person(
    name="Nông Văn Bình",
    sex=MALE,
    born="1990-03-05",
    ethnicity="02",
    phone="0963118254",
    number="020090001234",
    commune=1,
)
TO_CALL = (
    (BINH, SEWING, -2, "1m"),
    (
        Person(name="Dương Hữu Nghĩa", sex=MALE, born="1988", ethnicity="02", phone="0912345671"),
        WOOD,
        0,
        "1m",
    ),
    (
        Person(
            name="Hoàng Thị Hiên",
            sex=FEMALE,
            born="2001-11-21",
            ethnicity="07",
            phone="0865220917",
            commune=2,
        ),
        ELECTRONICS,
        0,
        "1m",
    ),
    (
        Person(
            name="Lộc Văn Thưởng",
            sex=MALE,
            born="1979-06-14",
            ethnicity="07",
            phone="0977604183",
            commune=3,
        ),
        SUGAR,
        0,
        "3m",
    ),
    (
        Person(
            name="Đặng Mùi Chẳn",
            sex=FEMALE,
            born="1992-02-27",
            ethnicity="09",
            phone="0399471560",
            commune=4,
        ),
        BRICKS,
        1,
        "1m",
    ),
)
"""Placed a month or three ago: who, where, days until the call is due, milestone."""

WAITING = (
    (
        Person(
            name="Hoàng Văn Quỹ", sex=MALE, born="1986-01-30", ethnicity="02", phone="0983402117"
        ),
        WOOD,
        0,
        1,
    ),
    (
        Person(
            name="Lương Thuỵ Bằng",
            sex=MALE,
            born="1997-08-02",
            ethnicity="02",
            phone="0399471506",
            commune=2,
        ),
        SEWING,
        0,
        3,
    ),
    (
        Person(
            name="Vi Thị Ngọc Ánh",
            sex=FEMALE,
            born="2003-04-18",
            ethnicity="07",
            phone="0867740215",
            commune=5,
        ),
        ELECTRONICS,
        0,
        4,
    ),
)
"""Whose letters are about to end: who, where, position, days left."""
