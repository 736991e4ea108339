"""Email addresses: whether one looks like one. Kept and shown as they were typed."""

import re

_LOOKS_RIGHT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_email(text: str) -> str | None:
    """What is unlikely in an address, as a sentence for the field; None for a likely or empty
    one."""
    if not text or _LOOKS_RIGHT.fullmatch(text):
        return None
    return "Thư điện tử thường có dạng ten@gmail.com"
