"""The tax code (mã số thuế) of an enterprise: ten digits, the last of them a check digit."""

import re

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def check_tax_code(text: str) -> str | None:
    """What is wrong with a code, as a sentence for the field; None for a right or empty one.

    A branch carries `-001` after its company's code; a household business may use the personal
    number of its owner, twelve digits.
    """
    if not text or re.fullmatch(r"[0-9]{12}", text):
        return None
    if not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?", text):
        return "Mã số thuế có 10 chữ số, chi nhánh thêm -001"
    total = sum(int(digit) * weight for digit, weight in zip(text[:9], _WEIGHTS, strict=True))
    if 10 - total % 11 != int(text[9]):
        return "Mã số thuế không đúng: chữ số kiểm tra không khớp"
    return None
