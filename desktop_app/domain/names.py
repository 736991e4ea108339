"""Vietnamese text: clean input, search keys, and the order of words and of people's names.

Rules: Unicode NFC everywhere; the alphabet of 29 letters (with f, j, w, z where they fall), tones
as the second weight (ngang, huyền, hỏi, ngã, sắc, nặng); people are ordered by given name first.
"""

import re
import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANKS = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_PART_END, _SPACE, _LETTER_A, _OTHER = 0x21, 0x22, 0x41, 0x1000
"""Ranks as code points, so that a key is text too: the end of a part before all, then the space,
digits and signs, letters, and whatever is foreign to the alphabet."""


def nfc(text: str) -> str:
    """Text as it is kept: NFC, no control characters, single spaces on a line, no blank ends.

    Line breaks stay.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def fold(text: str) -> str:
    """Text without accents and capitals, đ as d: «Đặng Mùi Chẳn» -> «dang mui chan»."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").casefold().split())


def search_fold(text: str) -> str:
    """The folded form under which spellings find each other: hoà/hòa, Lý/Lí, Quý/Quí."""
    return fold(text).replace("y", "i")


def title_case(text: str) -> str:
    """The name with a capital at the head of each word: «nông văn bình» -> «Nông Văn Bình»."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in nfc(text).split())


def vi_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The order of a Vietnamese text: its letters first, its tones where the letters are equal."""
    letters: list[int] = []
    tones: list[int] = []
    for letter in nfc(text).lower():
        base, tone = _without_tone(letter)
        letters.append(_rank(base))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def name_key(full_name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The order of people: by given name (the last word), then by all that stands before it."""
    words = nfc(full_name).split()
    return vi_key(words[-1] if words else ""), vi_key(" ".join(words[:-1]))


def sort_key(full_name: str) -> str:
    """`name_key` as text for an indexed column: plain binary comparison gives the same order."""
    parts = [part for letters_and_tones in name_key(full_name) for part in letters_and_tones]
    return chr(_PART_END).join("".join(map(chr, part)) for part in parts)


def _without_tone(letter: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    bare = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", bare), _SPACE + tone


def _rank(letter: str) -> int:
    if letter in _RANKS:
        return _LETTER_A + _RANKS[letter]
    if letter.isspace():
        return _SPACE
    return ord(letter) if _SPACE < ord(letter) < _LETTER_A else _OTHER + ord(letter)
