"""Vietnamese telephone numbers: as kept (`0912345678`) and as shown (`0912 345 678`)."""

import re

_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])\d{7}")
_LANDLINE = re.compile(r"02\d{8,9}")


def normalise_phone(text: str) -> str:
    """The digits alone, +84 as 0; anything that is no number stays as typed."""
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(\+84|84(?=\d{9}$))", "0", digits)
    return digits if digits.isdigit() else text.strip()


def show_phone(number: str) -> str:
    """Grouped for reading: `0912 345 678`, `0205 3 812 345`."""
    if _MOBILE.fullmatch(number):
        return f"{number[:4]} {number[4:7]} {number[7:]}"
    if re.fullmatch(r"0205\d{7}", number):
        return f"{number[:4]} {number[4]} {number[5:8]} {number[8:]}"
    return number


def check_phone(number: str) -> str:
    """What is wrong with a number, in Vietnamese; "" when nothing is."""
    number = normalise_phone(number)
    if not number or _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return ""
    if not number.isdigit():
        return "Điện thoại chỉ gồm chữ số"
    if number.startswith("0") and not number.startswith("02") and len(number) != 10:
        difference = 10 - len(number)
        word = "Thiếu" if difference > 0 else "Thừa"
        return f"{word} {abs(difference)} chữ số: di động có 10 số"
    return "Đầu số điện thoại này không có ở Việt Nam"
