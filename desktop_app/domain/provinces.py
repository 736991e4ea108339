"""The provinces: the 63 of before 1 July 2025, which older cards name, and the 34 since.

The names are those of `cccd_province_codes.csv`; the mergers those of Resolution 202/2025/QH15.
"""

from collections.abc import Mapping

_ABSORBED: Mapping[str, tuple[str, ...]] = {
    "Hà Nội": (),
    "Cao Bằng": (),
    "Tuyên Quang": ("Hà Giang",),
    "Điện Biên": (),
    "Lai Châu": (),
    "Sơn La": (),
    "Lào Cai": ("Yên Bái",),
    "Thái Nguyên": ("Bắc Kạn",),
    "Lạng Sơn": (),
    "Quảng Ninh": (),
    "Bắc Ninh": ("Bắc Giang",),
    "Phú Thọ": ("Vĩnh Phúc", "Hoà Bình"),
    "Hải Phòng": ("Hải Dương",),
    "Hưng Yên": ("Thái Bình",),
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Thanh Hóa": (),
    "Nghệ An": (),
    "Hà Tĩnh": (),
    "Quảng Trị": ("Quảng Bình",),
    "Huế": (),
    "Đà Nẵng": ("Quảng Nam",),
    "Quảng Ngãi": ("Kon Tum",),
    "Gia Lai": ("Bình Định",),
    "Khánh Hòa": ("Ninh Thuận",),
    "Đắk Lắk": ("Phú Yên",),
    "Lâm Đồng": ("Bình Thuận", "Đắk Nông"),
    "Đồng Nai": ("Bình Phước",),
    "Hồ Chí Minh": ("Bình Dương", "Bà Rịa - Vũng Tàu"),
    "Tây Ninh": ("Long An",),
    "Đồng Tháp": ("Tiền Giang",),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "An Giang": ("Kiên Giang",),
    "Cần Thơ": ("Hậu Giang", "Sóc Trăng"),
    "Cà Mau": ("Bạc Liêu",),
}
"""The provinces since the merger, each with those it took in."""

_OTHER_NAMES = {
    "Thừa Thiên Huế": "Huế",
    "Thừa Thiên - Huế": "Huế",
    "HCM": "Hồ Chí Minh",
    "Bắc Cạn": "Thái Nguyên",
    "Đắc Lắc": "Đắk Lắk",
    "Đăk Lăk": "Đắk Lắk",
    "Đắc Nông": "Lâm Đồng",
    "Đăk Nông": "Lâm Đồng",
    "Hòa Bình": "Phú Thọ",
    "Thanh Hoá": "Thanh Hóa",
    "Khánh Hoà": "Khánh Hòa",
}

PROVINCES: Mapping[str, str] = {
    name: today for today, absorbed in _ABSORBED.items() for name in (today, *absorbed)
}
"""A province of before or since the merger -> the one it is or lies in today."""

PROVINCE_SPELLINGS: Mapping[str, str] = {**PROVINCES, **_OTHER_NAMES}
"""Every name under which papers know one -> the province of today."""
