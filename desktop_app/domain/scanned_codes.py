"""Undoing what a scanner did to Vietnamese text where it lost nothing: the letters stand in codes.

Each undoing is exact: the codes of an honest text are not touched, and no digit of a card is made
or changed. What the codes do not tell is left as it came, for `scanned_text` to mark.
"""

import html
import re
import unicodedata
from collections.abc import Mapping

from desktop_app.domain.syllables import ACCENTED

UNKNOWN = "\ufffd"
"""A letter of which nothing is left."""

_PASSES = 4
"""Codes within codes: text damaged twice, each time perhaps read wrongly twice."""

_PERCENT = re.compile(r"(?:%(?!3[0-9])[0-9A-Fa-f]{2})+|%u[0-9A-Fa-f]{4}")
_AS_OF_FORM = re.compile(r"[^ ]*%[0-9A-Fa-f]{2}[^ ]*")
"""A form sends its blanks as «+»."""

_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8});")

_NEXT_BYTE = "(?:0(?:12[89]|1[3-8][0-9]|19[01]))"
_TYPED_LETTER = (
    f"(?:0(?:19[4-9]|20[0-9]|21[0-9]|22[0-3]){_NEXT_BYTE}|0(?:22[4-9]|23[0-9]){_NEXT_BYTE}{{2}})"
)
_TYPED = re.compile(_TYPED_LETTER)
"""Each byte of UTF-8 as four digits: a first byte of 194 and more, then bytes of 128 to 191."""

_VIETNAMESE_PAGE = {  # where code page 1258 differs from 1252
    "Ă": 0xC3, "\u0300": 0xCC, "Đ": 0xD0, "\u0309": 0xD2, "Ơ": 0xD5, "Ư": 0xDD, "\u0303": 0xDE,
    "ă": 0xE3, "\u0301": 0xEC, "đ": 0xF0, "\u0323": 0xF2, "ơ": 0xF5, "ư": 0xFD, "₫": 0xFE,
}  # fmt: skip


def _bytes_by_letter() -> dict[str, int]:
    """What a byte looks like in Latin-1 and in Windows code pages 1252 and 1258."""
    known = dict(_VIETNAMESE_PAGE)
    for byte in range(0x80, 0x100):
        known[chr(byte)] = byte
        shown = bytes([byte]).decode("cp1252", "ignore")
        if shown:
            known[shown] = byte
    return known


_BYTES = _bytes_by_letter()


def _class(first: int, last: int) -> str:
    return (
        "[" + "".join(re.escape(key) for key, byte in _BYTES.items() if first <= byte <= last) + "]"
    )


_NEXT = _class(0x80, 0xBF)
_MISREAD = re.compile(f"{_class(0xC2, 0xDF)}{_NEXT}|{_class(0xE0, 0xEF)}{_NEXT}{_NEXT}")
"""UTF-8 shown in a code page. From the second on, no sign of it is a letter of Vietnamese."""

_FIRST_BYTES = {
    "áº": b"\xe1\xba",
    "á»": b"\xe1\xbb",
    "Ã": b"\xc3",
    "Ă": b"\xc3",
    "Ä": b"\xc4",
    "Å": b"\xc5",
    "Æ": b"\xc6",
}
_CUT_SHORT = re.compile("(á[º»])[?\ufffd]?")
_MISREAD_OR_CUT = re.compile(
    f"{_MISREAD.pattern}|([ÃĂÄÅÆ])(?:[?\ufffd]| (?=[a-z]))?|[ÂÌ][?\ufffd]?"
)
"""The space is what became of the last byte of «à»; Ì begins an accent, Â no letter."""

_LOST_MARK = "\ue000"
"""An accent whose last byte was lost, behind its letter."""


_CUT_SIGNS = {shown: chr(0xE001 + at) for at, shown in enumerate(_FIRST_BYTES)}

CUT_SHORT_LETTERS: Mapping[str, str] = {
    sign: "".join(
        letter
        for small in sorted(ACCENTED)
        for letter in (small, small.upper())
        if letter.encode().startswith(_FIRST_BYTES[shown])
    )
    for shown, sign in _CUT_SIGNS.items()
}
"""A sign of ours for a letter whose last byte was lost -> the letters it can have been."""

_NO_LETTER = re.compile("[\ue000-\uf8ff\ud800-\udfff]")
_STRAY_BYTE = re.compile("[\x80-\x9f]")
_LETTERS_LEFT = "".join(ACCENTED) + "".join(ACCENTED).upper()
_REMAINS = re.compile(
    "[" + re.escape("".join({*_BYTES} - {*_LETTERS_LEFT, "’", "\xa0"})) + "]|\xa0(?=[a-z])"
)
_SHAPES = "\u0302\u0306\u031b"
_LOOSE = re.compile(f"([^\\W\\d_]?)(\\s*)([\u0300-\u036f{_LOST_MARK}]+)")


def undo_signs(text: str) -> str:
    """Undo percent codes and HTML entities, also of signs; the codes of digits stay."""
    if "%" not in text and "&" not in text:
        return text
    text = _AS_OF_FORM.sub(lambda found: found.group().replace("+", " "), text)
    for _ in range(_PASSES):
        before = text
        text = _ENTITY.sub(_of_entity, _PERCENT.sub(_of_percent, text))
        if text == before:
            break
    return text


def undo_letters(text: str) -> str:
    """Undo bytes typed as digits, UTF-8 read in a code page, and accents apart from their letter.

    Where a letter is lost or its last byte is, `UNKNOWN` or a sign of `CUT_SHORT_LETTERS` stands.
    Not for text that holds a personal or an old number: their digits could look typed.
    """
    text = _NO_LETTER.sub(UNKNOWN, text)
    for _ in range(_PASSES):
        before = text
        text = _TYPED.sub(_of_typed, text)
        if _MISREAD.search(text):
            text = _MISREAD_OR_CUT.sub(_of_misread_or_cut, text)
        if text == before:
            break
    text = _STRAY_BYTE.sub(UNKNOWN, _CUT_SHORT.sub(_of_cut, text))
    return _composed(text).replace("Ð", "Đ").replace("ð", "đ")  # the Icelandic letter looks alike


def holds_remains(text: str) -> bool:
    """Whether signs are left that no card bears, but bytes shown in a code page do."""
    return _REMAINS.search(text) is not None


def is_typed(digits: str) -> bool:
    """Whether digits are nothing but letters typed byte by byte."""
    return re.fullmatch(f"(?:{_TYPED_LETTER})+", digits) is not None


def _of_percent(found: re.Match[str]) -> str:
    code = found.group()
    if code[1] == "u":
        return _unless_digit(chr(int(code[2:], 16)), code)
    raw = bytes.fromhex(code.replace("%", ""))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _of_entity(found: re.Match[str]) -> str:
    return _unless_digit(html.unescape(found.group()), found.group())


def _unless_digit(letter: str, code: str) -> str:
    if not letter or letter.isdigit():
        return code
    return UNKNOWN if unicodedata.category(letter[0]) == "Cs" else letter


def _of_typed(found: re.Match[str]) -> str:
    digits = found.group()
    raw = bytes(int(digits[at : at + 4]) for at in range(0, len(digits), 4))
    return _decoded(raw, digits)


def _of_misread_or_cut(found: re.Match[str]) -> str:
    if found.group(1):
        return _of_cut(found)
    if not _MISREAD.fullmatch(found.group()):
        return _LOST_MARK if found.group().startswith("Ì") else UNKNOWN
    return _decoded(bytes(_BYTES[letter] for letter in found.group()), found.group())


def _of_cut(found: re.Match[str]) -> str:
    return _CUT_SIGNS[found.group(1)]


def _decoded(raw: bytes, instead: str) -> str:
    """The text of the bytes, when it is of a kind that a card can hold."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return instead
    return text if all(_is_latin(letter) for letter in text) else instead


def _is_latin(letter: str) -> bool:
    """A Latin letter, an accent, or a sign that is itself a byte shown in a code page."""
    usual = letter <= "\u017f" or letter.lower() in ACCENTED or "\u0300" <= letter <= "\u036f"
    return usual or letter in _BYTES or letter == UNKNOWN


def _composed(text: str) -> str:
    """Accents on their letters, in whatever order they came; where one fits no letter, the letter
    is unknown."""
    text = unicodedata.normalize("NFC", text)
    return _LOOSE.sub(_of_loose, text)


def _of_loose(found: re.Match[str]) -> str:
    letter, space, marks = found.groups()
    marks = unicodedata.normalize("NFD", letter)[1:] + marks
    base = unicodedata.normalize("NFD", letter)[:1]
    ordered = sorted(marks, key=lambda mark: mark not in _SHAPES)
    composed = unicodedata.normalize("NFC", base + "".join(ordered))
    return composed if len(composed) == 1 and not space else UNKNOWN
