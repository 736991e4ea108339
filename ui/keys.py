"""The keys of the program: the one list of what each does, by where it works.

The main window binds its keys from here and F1 shows all of them. A key of a form, a field or a
list is bound where it works, and only told here; a test compares both.
"""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

QT_NAMES = {"←": "Left", "→": "Right", "−": "-", "Page": "Pg"}
"""Keys as they are written on the screen -> as Qt writes them, where that differs."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """Keys that do the same, written as on the screen: «Ctrl+K», «Alt+←». `verb` names what the
    main window does at them, or the screen it opens."""

    keys: tuple[str, ...]
    does: str
    verb: str = ""


WINDOW = (
    KeyLine(("F1",), "Mở, đóng trợ giúp", "help"),
    KeyLine(("Ctrl+K", "F3"), "Tìm người, doanh nghiệp, việc làm, số phiếu, lệnh", "search"),
    KeyLine(("F5",), "Nạp lại màn hình này", "refresh"),
    KeyLine(("Ctrl+Z",), "Hoàn tác việc vừa làm; trong ô: chữ vừa gõ", "undo"),
    KeyLine(("Alt+←",), "Về màn hình trước", "back"),
    KeyLine(("Alt+→",), "Sang màn hình sau", "forward"),
)
OPENING = (
    KeyLine(("F2",), "Đăng ký người mới", "worker_form"),
    KeyLine(("F4",), "Ghi lượt tư vấn", "visit_form"),
    KeyLine(("F6",), "Ghi kết quả theo dõi", "contact_form"),
    KeyLine(("F7",), "Lập phiếu giới thiệu việc làm", "referral_form"),
    KeyLine(("F8",), "Báo cáo", "figures"),
)
GROUPS: tuple[tuple[str, tuple[KeyLine, ...]], ...] = (
    ("Ở mọi màn hình", (*WINDOW, KeyLine(("F12",), "Lấy thẻ vừa quét đang chờ"))),
    ("Việc với người đang mở", OPENING),
    (
        "Trong biểu mẫu",
        (
            KeyLine(("F10", "Ctrl+S"), "Cất"),
            KeyLine(("Ctrl+Enter",), "Cất và tiếp, cất và gọi tiếp"),
            KeyLine(("Ctrl+P",), "In"),
            KeyLine(("Esc",), "Hoãn: rời biểu mẫu, bản nháp còn đó"),
            KeyLine(("Enter", "↓"), "Ô sau"),
            KeyLine(("Shift+Enter", "↑"), "Ô trước"),
            KeyLine(("Tab",), "Ô sau, cả khi ở ô nhiều dòng"),
            KeyLine(("1–9",), "Chọn mục theo số"),
            KeyLine(("Alt+↓",), "Mở danh sách của ô"),
            KeyLine(("Space",), "Đánh dấu, bỏ dấu"),
            KeyLine(("T", "+7"), "Ô ngày: hôm nay, bảy ngày nữa"),
            KeyLine(("Alt+1",), "Nút thứ nhất bên phải: người có thể trùng, xã mới"),
            KeyLine(("F9",), "Ô còn thiếu tiếp theo"),
            KeyLine(("Alt+V",), "Đăng ký: dán mã thẻ hoặc ảnh thẻ"),
            KeyLine(("Alt+O",), "Đăng ký: chọn ảnh thẻ"),
            KeyLine(("Alt+B",), "Màn hình hẹp: mở, đóng bảng bên"),
            KeyLine(("Ctrl+D",), "Chép lượt tư vấn trước"),
            KeyLine(("Ctrl+J",), "Chèn mẫu câu"),
        ),
    ),
    (
        "Trong danh sách",
        (
            KeyLine(("↑", "↓"), "Dòng trước, dòng sau"),
            KeyLine(("Enter",), "Mở dòng đang chọn"),
            KeyLine(("Ctrl+N",), "Thêm doanh nghiệp, việc làm trống"),
            KeyLine(("Ins",), "Thêm người dùng"),
            KeyLine(("Delete",), "Bỏ bản nháp ở Hôm nay"),
            KeyLine(("1–6",), "Kết quả của cuộc gọi, của phiếu đang chọn"),
            KeyLine(("Ctrl+Tab",), "Danh sách sau ở Hôm nay"),
            KeyLine(("Ctrl+Shift+Tab",), "Danh sách trước ở Hôm nay"),
            KeyLine(("Ctrl+L",), "Nối hồ sơ của người đang mở với hồ sơ khác"),
            KeyLine(("Ctrl+C",), "Chép danh sách sang Excel"),
            KeyLine(("Ctrl+F",), "Lọc danh sách theo cột"),
            KeyLine(("Alt+↓",), "Vào tên cột; rồi 1–9 xếp theo cột"),
            KeyLine(("Ctrl+1",), "Cách xem đã lưu thứ nhất, Ctrl+2 thứ hai…"),
            KeyLine(("Ctrl+0",), "Bỏ lọc, xem tất cả"),
            KeyLine(("Menu",), "Cột và cách xem"),
        ),
    ),
    (
        "Báo cáo",
        (
            KeyLine(("1–7",), "Ngày, tuần, tháng, 15→14, quý, 6 tháng, năm"),
            KeyLine(("Ctrl+PageUp",), "Kỳ trước"),
            KeyLine(("Ctrl+PageDown",), "Kỳ sau"),
            KeyLine(("T",), "Tách theo"),
            KeyLine(("Enter",), "Xem những người trong số đang chọn"),
        ),
    ),
    (
        "So sánh, quyết định",
        (
            KeyLine(("1–9", "↑", "↓"), "Chọn"),
            KeyLine(("F10", "Enter"), "Cất lựa chọn"),
            KeyLine(("Esc",), "Để sau"),
        ),
    ),
    (
        "Xem trước phiếu",
        (
            KeyLine(("Ctrl++",), "Phóng to"),
            KeyLine(("Ctrl+−",), "Thu nhỏ"),
        ),
    ),
    (
        "Trong trợ giúp",
        (
            KeyLine(("Ctrl+F",), "Tìm trong trang"),
            KeyLine(("Esc",), "Đóng, về ô đang gõ"),
        ),
    ),
)


def sequence(key: str) -> QKeySequence:
    """The key as Qt knows it."""
    for shown, qt in QT_NAMES.items():
        key = key.replace(shown, qt)
    return QKeySequence(key)
