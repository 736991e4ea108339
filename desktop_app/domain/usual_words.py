"""Words that names and addresses of Lạng Sơn usually hold: the first readings to offer for a word
that a scanner damaged. They order readings; a word that is not among them is as good."""

from collections.abc import Sequence

from desktop_app.domain.names import fold

_SURNAMES = (
    "Âu Bàn Bế Bùi Cao Chảo Chu Chung Chương Dương Đàm Đào Đặng Đinh Đoàn Đỗ Giáp Hà Hoàng Hoa "
    "Hồ Hứa Hướng Kiều Kim La Lã Lăng Lâm Lê Leo Lèo Liễu Linh Long Lộc Luân Lục Lương Lường Lưu "
    "Lý Ly Ma Mã Mạc Mai Mạch Mè Mông Mùng Ngô Ngọc Nguyễn Ninh Nông Ông Phạm Phan Phàn Phùng "
    "Phương Quách Quan Sái Sầm Tạ Tằng Tăng Thạch Thân Thẩm Tô Tống Tôn Trần Triệu Trịnh Trương "
    "Từ Tướng Ưng Văn Vi Viên Voòng Vòng Vũ Vy Vương"
)
_OTHER_NAMES = (
    "An Anh Ánh Ân Bảo Bắc Bằng Bích Biên Bình Bộ Ca Cầm Cảnh Chanh Châm Châu Chẳn Chi Chí Chiên "
    "Chiến Chinh Chuyên Chức Công Cúc Cường Dậu Diễm Diệp Diệu Dịu Doanh Dũng Dung Duy Duyên Đại "
    "Đan Đạt Điệp Đình Định Đông Đồng Đức Én Giang Hà Hai Hải Hạnh Hào Hảo Hằng Hậu Hiên Hiền Hiển "
    "Hiếu Hiệp Hiệu Hoa Hoà Hòa Hoài Hoan Hoạt Hồng Huân Huệ Hùng Huy Huyền Huyên Huỳnh Hưng Hương "
    "Hường Hữu Kết Khải Khang Khánh Khoa Khoái Khuê Kiên Kiều Kim Lài Lan Lanh Lành Lâm Lập Lệ "
    "Liên Liễu Linh Loan Lộc Lợi Luận Lực Lương Ly Mai Mạnh Mão Mẩy Mây Mến Minh Mùi Muội My Mỹ "
    "Nam Nga Ngà Ngân Nghĩa Nghiệp Ngọc Nguyên Nguyệt Nhàn Nhân Nhật Nhi Nhiên Nhung Như Ninh "
    "Nương Oanh Páo Phẩy Phong Phú Phúc Phước Phương Phượng Pảo Quang Quân Quế Quốc Quý Quyên "
    "Quyết Quỳnh Sáng Sao Sen Sính Sinh Slỷ Sơn Tài Tám Tâm Tân Tấn Thái Thanh Thành Thảo Thăng "
    "Thắm Thắng Thân Thêm Thêu Thi Thị Thiện Thìn Thoa Thơ Thơm Thu Thuận Thủy Thuỷ Thúy Thuý "
    "Thùy Thuỳ Thư Thương Tiên Tiến Tiềm Tình Tịnh Toàn Toản Tới Trà Trang Trâm Tri Trí Trinh "
    "Trọng Trung Trường Tú Tuân Tuấn Tuệ Tùng Tuyên Tuyến Tuyền Tuyết Tư Tươi Uyên Vân Văn Vẩy "
    "Viên Viết Việt Vinh Vĩnh Vui Vượng Xanh Xoan Xuân Xuyến Y Ý Yên Yến"
)
_PLACES = (
    "Bản Bắc Bình Bó Cao Chi Cốc Còn Đình Đội Đông Đồng Đường Gia Giang Hà Hải Hoà Hòa Hồng Hợp "
    "Hưng Hữu Kéo Khánh Khau Khe Khối Khu Khuổi Khun Lạng Lăng Lập Lĩnh Long Lộc Lũng Mỏ Nà Nam "
    "Ngõ Nhất Nội Pác Pài Phai Phiêng Phố Phú Pò Quảng Quang Quốc Sơn Tân Thái Thành Thanh Thiện "
    "Thôn Thống Thuỷ Thủy Tiến Tổ Tràng Trung Văn Vân Việt Vĩnh Vũ Xã Xóm Xuân Yên"
)


def _by_fold(*tables: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in dict.fromkeys(" ".join(tables).split()):
        found[fold(word)] = (*found.get(fold(word), ()), word)
    return found


_NAMES_BY_FOLD = _by_fold(_SURNAMES, _OTHER_NAMES)
_PLACES_BY_FOLD = _by_fold(_PLACES, _OTHER_NAMES)
_SURNAMES_BY_FOLD = _by_fold(_SURNAMES)


def usual_in_names(folded: str) -> Sequence[str]:
    """The usual words of a name that fold to this, surnames first."""
    return _NAMES_BY_FOLD.get(folded, ())


def usual_in_addresses(folded: str) -> Sequence[str]:
    """The usual words of an address that fold to this."""
    return _PLACES_BY_FOLD.get(folded, ())


def is_surname_stripped(word: str) -> bool:
    """Whether a word is no surname as it stands, but one of accents would be: «Hoang»."""
    known = _SURNAMES_BY_FOLD.get(fold(word), ())
    return bool(known) and word.isascii() and word.title() not in known
