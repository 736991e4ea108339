"""Whole đồng and other numbers, as they are typed and shown in Vietnam: 1.234.567."""

import re


def show_number(number: int) -> str:
    """A whole number with dots between thousands."""
    return f"{number:,}".replace(",", ".")


def show_money(amount: int | None) -> str:
    """Đồng without the unit; nothing for None."""
    return "" if amount is None else show_number(amount)


def parse_money(text: str) -> int | None:
    """Read `7.000.000`, `7 000 000`, `7,5tr`, `7tr5`, `800k`; None for nothing typed.

    Raises ValueError with a Vietnamese sentence.
    """
    typed = re.sub(r"\s|đồng|đ$|vnđ", "", text.strip().lower())
    if not typed:
        return None
    if short := re.fullmatch(r"(-?\d+)(?:[.,](\d))?(tr|triệu|k|nghìn)(\d)?", typed):
        whole, tenth, unit, after = short.groups()
        scale = 1_000_000 if unit in ("tr", "triệu") else 1_000
        return int(whole) * scale + int(tenth or after or 0) * scale // 10
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+|-?\d+", typed):
        return int(re.sub(r"[.,]", "", typed))
    raise ValueError("Chưa đọc được số tiền: gõ 7000000 hoặc 7tr")
