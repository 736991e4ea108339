"""Telephone numbers: how they are kept, shown and checked.

Vietnamese numbers are kept with a leading 0; foreign ones (a border province has many) with their
+ and country code, unchecked.
"""

import re

from desktop_app.domain.names import nfc

_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_LANDLINE = re.compile(r"02[0-9]{9}")
_FOREIGN = re.compile(r"\+(?!84)[0-9]{7,15}")


def normalise_phone(text: str) -> str:
    """The number without spaces and signs, +84 as 0; text that is no number stays as it is."""
    bare = re.sub(r"[\s.()-]", "", text)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        return nfc(text)
    if re.fullmatch(r"\+840?[0-9]{8,10}|84[0-9]{9,10}", bare):
        return "0" + re.sub(r"^\+?840?", "", bare)
    return bare


def show_phone(text: str) -> str:
    """0912 345 678 for mobiles, 0205 3 883 120 for landlines; anything else as it is kept."""
    phone = normalise_phone(text)
    if _LANDLINE.fullmatch(phone):
        return f"{phone[:4]} {phone[4]} {phone[5:8]} {phone[8:]}"
    if re.fullmatch(r"0[0-9]{9}", phone):
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    return phone


def check_phone(text: str) -> str | None:
    """What is wrong with a number, as a sentence for the field; None for a right or empty one."""
    phone = normalise_phone(text)
    if not phone or any(form.fullmatch(phone) for form in (_MOBILE, _LANDLINE, _FOREIGN)):
        return None
    if not phone.isascii() or not phone.isdecimal():
        return "Chỉ gõ chữ số của một số điện thoại"
    if not phone.startswith("0"):
        return "Số điện thoại bắt đầu bằng 0"
    kind, length = ("cố định", 11) if phone.startswith("02") else ("di động", 10)
    if len(phone) < length:
        return f"Thiếu {length - len(phone)} chữ số: {kind} có {length} số"
    if len(phone) > length:
        return f"Thừa {len(phone) - length} chữ số: {kind} có {length} số"
    return f"Không có đầu số di động {phone[:3]}"
