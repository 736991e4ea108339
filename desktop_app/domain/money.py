"""Money as whole đồng, and numbers, as they are typed and shown in Vietnam: 1.234.567."""

import math
import re

MOST_DIGITS = 12
"""More are a slip of the keyboard: a thousand billion đồng."""

_UNITS = {"": 1, "k": 1_000, "nghìn": 1_000, "ngàn": 1_000, "tr": 1_000_000, "triệu": 1_000_000}
_AMOUNT = re.compile(
    r"(?P<sign>-?)\s*"
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[., ])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:[.,](?P<fraction>[0-9]{1,3}))?"
    r"\s*(?P<unit>k|nghìn|ngàn|tr|triệu)?(?P<tenth>(?<=tr)[0-9])?"
    r"\s*(?:đồng|đ|vnđ|vnd)?",
)


def parse_money(text: str) -> int | None:
    """Whole đồng typed as 7500000, 7.500.000, 7,5 triệu, 7tr5 or 500k; None for blank text.

    Raises ValueError with a sentence for the field.
    """
    text = text.strip().lower()
    if not text:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["fraction"] and found["tenth"]):
        raise ValueError("Chưa đọc được số tiền; hãy gõ như 7.500.000 hoặc 7,5 triệu")
    unit = _UNITS[found["unit"] or ""]
    fraction = found["fraction"] or found["tenth"] or ""
    if fraction and unit == 1:
        raise ValueError("Số tiền là số đồng nguyên; hãy gõ như 7.500.000 hoặc 7,5 triệu")
    whole = re.sub(r"[., ]", "", found["whole"])
    amount = int(whole + fraction) * unit // 10 ** len(fraction)
    if len(str(amount)) > MOST_DIGITS:
        raise ValueError("Số tiền quá lớn")
    return -amount if found["sign"] else amount


def show_money(amount: int | None) -> str:
    """1.234.567, without the unit; empty for None."""
    return "" if amount is None else show_number(amount)


def show_number(number: int) -> str:
    """A whole number with dots between the thousands."""
    return f"{number:,}".replace(",", ".")


def show_size(size: int) -> str:
    """The size of a file, given in bytes: «820 KB», «12,4 MB», «1,2 GB»."""
    if size < 1_000_000:
        return f"{math.ceil(size / 1000)} KB"
    unit, name = (1_000_000, "MB") if size < 1_000_000_000 else (1_000_000_000, "GB")
    return f"{size / unit:.1f} {name}".replace(".", ",")
