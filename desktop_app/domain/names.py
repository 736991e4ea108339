"""Vietnamese text: clean input, search keys, and the order of words and of people's names.

Unicode NFC everywhere. Order: the alphabet of 29 letters (f, j, w, z where they fall), tones as
the second weight (ngang, huyền, hỏi, ngã, sắc, nặng); people by given name, the last word, first.
Names are never checked against Vietnamese syllables: Én and Slỷ are names too.
"""

import re
import unicodedata

VietnameseKey = tuple[tuple[int, ...], tuple[int, ...]]
"""The ranks of the letters, and the tones that stand on them."""

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_INVISIBLE = ("Cc", "Cf", "Cs")

# The ranks are code points, so that a key can be written as text: all of the alphabet lies above
# signs and digits and below any other letter, and the end of a part lies below everything.
_END = " "
_SPACE_RANK = 0x21
_FIRST_RANK = 0x41
_RANKS = {" ": _SPACE_RANK} | {letter: _FIRST_RANK + at for at, letter in enumerate(_ALPHABET)}


def nfc(text: str) -> str:
    """Text as it is kept: NFC, nothing invisible, single spaces, no blank ends; lines stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    visible = (
        letter
        for letter in text
        if letter == "\n" or unicodedata.category(letter) not in _INVISIBLE
    )
    text = unicodedata.normalize("NFC", "".join(visible))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def unseen(text: str) -> int:
    """How many signs `nfc` drops because they cannot be seen: NUL, marks of direction, halves of
    signs. Ends of lines and tabs are not among them."""
    kept = "\n\r\t"
    return sum(letter not in kept and unicodedata.category(letter) in _INVISIBLE for letter in text)


def fold(text: str) -> str:
    """Text without accents and capitals, đ as d: «Đặng Mùi Chẳn» -> «dang mui chan»."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").casefold().split())


def search_fold(text: str) -> str:
    """The folded form in which spellings find each other: hoà and hòa, Lý and Lí, Quý and Quí."""
    return fold(text).replace("y", "i")


def tone_first(word: str) -> str:
    """A word as it is spelled, its tone before its letters: «Bình» -> «\u0300binh».

    Spellings find each other here too, and what is typed of a word begins the whole one. A word
    without accents is its `search_fold`.
    """
    marks = unicodedata.normalize("NFD", word.casefold())
    tone = "".join(mark for mark in marks if mark in _TONES)
    letters = "".join(mark for mark in marks if mark not in _TONES)
    return tone + unicodedata.normalize("NFC", letters).replace("y", "i")


def has_words(text: str, wanted: str) -> bool:
    """Whether every word wanted stands somewhere in the text, be it inside a word; no accents."""
    folded = search_fold(text)
    return all(word in folded for word in search_fold(wanted).split())


def title_case(text: str) -> str:
    """A name with a capital at the head of each word: «NÔNG VĂN BÌNH» -> «Nông Văn Bình»."""
    text = " ".join(nfc(text).split())
    return "".join(
        letter.upper() if before in " -'’" else letter.lower()
        for before, letter in zip(" " + text, text, strict=False)
    )


def vi_key(text: str) -> VietnameseKey:
    """The order of Vietnamese text: by its letters, then by its tones where the letters agree."""
    letters: list[str] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", nfc(text).lower()):
        if not unicodedata.combining(mark):
            letters.append(mark)
            tones.append(0)
        elif letters and mark in _TONES:
            tones[-1] = _TONES[mark]
        elif letters:
            composed = unicodedata.normalize("NFC", letters[-1] + mark)
            letters[-1] = composed if len(composed) == 1 else letters[-1]
    return tuple(map(_rank, letters)), tuple(tones)


def name_key(full_name: str) -> tuple[VietnameseKey, VietnameseKey]:
    """The order of people: by given name (the last word), then by all that stands before it."""
    words = nfc(full_name).split()
    return vi_key(" ".join(words[-1:])), vi_key(" ".join(words[:-1]))


def sort_key(full_name: str) -> str:
    """`name_key` as text for an indexed column: comparing code points gives the same order."""
    parts = (part for key in name_key(full_name) for part in _as_text(key))
    return _END.join(parts)


def text_key(text: str) -> str:
    """`vi_key` as text for an indexed column: titles, names of firms."""
    return _END.join(_as_text(vi_key(text)))


def _as_text(key: VietnameseKey) -> tuple[str, str]:
    letters, tones = key
    return "".join(map(chr, letters)), "".join(map(str, tones))


def _rank(letter: str) -> int:
    """Other signs of ASCII come before the letters, other scripts after them."""
    known = _RANKS.get(letter)
    if known is not None:
        return known
    if letter.isascii():
        return min(max(ord(letter), _SPACE_RANK + 1), _FIRST_RANK - 1)
    return ord(letter)
