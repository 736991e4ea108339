"""What of a card's text a scanner may have damaged for good: marked, never guessed.

The text comes with its codes undone (`scanned_codes`). Here signs that stand for lost letters,
accents that are gone, letters that a keyboard program composed and separators in the midst of a
word become doubts, with the readings that are possible syllables where those are few.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from desktop_app.domain.names import fold, nfc, search_fold, title_case
from desktop_app.domain.scanned_codes import CUT_SHORT_LETTERS, UNKNOWN, holds_remains
from desktop_app.domain.syllables import (
    ACCENTED,
    fitting,
    has_onset,
    is_syllable,
    spellings,
    without_tone,
)
from desktop_app.domain.usual_words import (
    is_surname_stripped,
    usual_in_addresses,
    usual_in_names,
)

NAME, ADDRESS = "full_name", "address"
"""The fields of which there are doubts."""

_MOST_READINGS = 12
_LONGEST_RUN = 3
"""Signs for one lost letter, each for a byte of it."""

_JOINT = "\ue000"
"""A separator between two letters: it may stand for a space, or for nothing."""

_ACCENTED = "".join(sorted(ACCENTED))
_LOST = f"{UNKNOWN}{''.join(CUT_SHORT_LETTERS)}"
_LOST_SIGN = re.compile(f"[{_LOST}]")
_LOST_MARKS = re.compile(f"(?<=[aeiouy{_ACCENTED}])[?{UNKNOWN}]+", re.IGNORECASE)
_AROUND = re.compile(rf"^[^\w?{_LOST}]+|[^\w?{_LOST})]+$")
_LOST_RUN = re.compile(f"{UNKNOWN}+|[{_LOST}]")
_WORD = re.compile(f"(?:[^\\W\\d_]|['’{_LOST}])+")
_TOKEN = {NAME: re.compile(r"\S+"), ADDRESS: re.compile(r"[^\s,]+")}
_SIGNS = {NAME: " .'’-", ADDRESS: " .,'’-/():+"}
_FOREIGN = {
    NAME: re.compile(rf"[^\w{re.escape(_SIGNS[NAME])}{_LOST}{_JOINT}]|[\d_]"),
    ADDRESS: re.compile(rf"[^\w{re.escape(_SIGNS[ADDRESS])}{_LOST}{_JOINT}]|_"),
}
"""What neither holds: the rest of a code, digits within a name."""

_NOT_SHOWN = {
    field: re.compile(f"{foreign.pattern}|[{_LOST}]") for field, foreign in _FOREIGN.items()
}
_USUAL = {NAME: usual_in_names, ADDRESS: usual_in_addresses}
_SEPARATORS = "|¦;~^*_=<>{}[]\\§\t"
_BARE_MIDDLE_NAMES = ("Van", "Thi")
_TONE_KEYS = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "j"}
_SHAPE_KEYS = {"\u0302": "", "\u0306": "w", "\u031b": "w"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Letters of a card's text that a scanner damaged and that cannot be told for certain.

    `field` is `full_name` or `address`; the letters are `value[start : start + length]`, where an
    unknown one stands as «?»; `readings` are what they can mean, most likely first; of too many
    only the usual ones, and none where nothing is usual.
    """

    field: str
    start: int
    length: int
    readings: tuple[str, ...]


def read_words(
    text: str, *, field: str, separator: str = "", stripped: bool = False
) -> tuple[str, tuple[Doubt, ...]]:
    """The value of a name or an address, and its doubts.

    `separator` is what stands between the parts of this card; `stripped`: the card's accents were
    lost on the way, so that none of its words can be trusted.
    """
    garbled = holds_remains(text)
    text = _settled(text, field, separator)
    value = _NOT_SHOWN[field].sub("?", text).replace(_JOINT, " ")
    if garbled and value:
        return value, (Doubt(field, 0, len(value), ()),)
    doubts = (
        _moved(doubt, token.start())
        for token in _TOKEN[field].finditer(text)
        for doubt in _doubts_of_token(token.group(), field, stripped=stripped)
    )
    return value, tuple(sorted(doubts, key=lambda doubt: doubt.start))


def show_lost(text: str) -> str:
    """The text with a «?» for each lost letter."""
    return _LOST_SIGN.sub("?", text)


def trim(part: str, separator: str) -> str:
    """A part without the separators about it. Where they became «?», one at each end is theirs and
    the others are lost letters."""
    if separator in ("?", UNKNOWN):
        return part.removeprefix(separator).removesuffix(separator)
    return _AROUND.sub("", part)


def without_lost_marks(text: str) -> str:
    """The letters of a text whose accents, apart from their letters, became «?»: «Nguye??n»."""
    return _LOST_MARKS.sub("", text)


def lost_its_accents(text: str) -> bool:
    """Whether a word of a text could only be Vietnamese if it had accents: «Nguyen», «Bac»."""
    words: list[str] = _WORD.findall(text.replace("?", UNKNOWN))
    return any(word.isascii() and not is_syllable(word) and spellings(fold(word)) for word in words)


def is_name_without_accents(name: str) -> bool:
    """Whether a name bears no accent at all, or a word of it has lost its own for certain."""
    words: list[str] = _WORD.findall(name.replace("?", UNKNOWN))
    return bool(words) and (
        all(word.isascii() for word in words)
        or is_surname_stripped(words[0])
        or any(word.title() in _BARE_MIDDLE_NAMES for word in words[1:-1])
    )


def names_that_fit(
    damaged: str, names: Iterable[str], *, key: Callable[[str], str] = search_fold
) -> list[str]:
    """Those of the names that a text can be, told apart by the key: without accents and capitals.
    Lost letters may stand as «?»; two or three of them can be the bytes of one letter."""
    wanted = key(damaged)
    if "?" not in damaged:
        return [name for name in names if _keyed(key, name) == wanted]
    pattern = re.compile(re.sub(r"(\\\?)+", _one_or_more, re.escape(wanted)))
    return [name for name in names if pattern.fullmatch(_keyed(key, name))]


def _one_or_more(run: re.Match[str]) -> str:
    return f".{{1,{run.group().count('?')}}}"


@lru_cache(maxsize=1024)
def _keyed(key: Callable[[str], str], name: str) -> str:
    """For the names of the catalogues, which are few."""
    return key(name)


# --- The value -----------------------------------------------------------------------------------


def _settled(text: str, field: str, separator: str) -> str:
    """The text as it is kept, but for the signs of what was lost."""
    text = text.replace("?", UNKNOWN)
    foreign = {sign for sign in separator if not sign.isalnum() and sign != UNKNOWN}
    signs = re.escape("".join({*_SEPARATORS, *foreign} - {*_SIGNS[field]}))
    text = re.sub(f"(?<=[\\w{_LOST}])[{signs}]+(?=[\\w{_LOST}])", _JOINT, text)
    text = nfc(re.sub(f"[{signs}]+", " ", text)).replace("\n", " ")
    if field == ADDRESS:
        text = ", ".join(part.strip() for part in text.split(",") if part.strip())
    return title_case(text) if _is_shouted(text) else text


def _is_shouted(text: str) -> bool:
    """All capitals, also when the keyboard's own capitals turned them about."""
    return text.isupper() or (text != text.title() and text.swapcase() == title_case(text))


# --- Doubts --------------------------------------------------------------------------------------


def _doubts_of_token(token: str, field: str, *, stripped: bool) -> Iterator[Doubt]:
    if _FOREIGN[field].search(token):
        yield Doubt(field, 0, len(token), ())
        return
    for at, sign in enumerate(token):
        if sign == _JOINT:
            yield Doubt(field, at, 1, (" ", "") if field == NAME else (", ", " ", ""))
    for word in _WORD.finditer(token):
        for doubt in _doubts_of_word(word.group(), field, stripped=stripped):
            yield _moved(doubt, word.start())


def _doubts_of_word(word: str, field: str, *, stripped: bool) -> Iterator[Doubt]:
    lost = list(_LOST_RUN.finditer(word))
    if stripped and (lost or spellings(fold(word)) or not word.isascii()):
        yield Doubt(field, 0, len(word), _readings_of_stripped(word, field))
    elif not lost and _is_composed_by_keyboard(word):
        yield Doubt(field, 0, len(word), (_keys_typed(word), word))
    else:
        for at, run in enumerate(lost):
            yield Doubt(field, run.start(), len(run.group()), _readings_of_run(word, at, field))


def _moved(doubt: Doubt, by: int) -> Doubt:
    return Doubt(doubt.field, doubt.start + by, doubt.length, doubt.readings)


def _is_composed_by_keyboard(word: str) -> bool:
    """A tone on what cannot begin a syllable: «Ksor» becomes «Ksỏ» under a Vietnamese keyboard."""
    return not word.isascii() and not has_onset(word) and without_tone(word) != word


def _keys_typed(word: str) -> str:
    """The keys of the Telex method that make a word: «Ksỏ» -> «Ksor»."""
    typed, tone = "", ""
    for mark in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "Dd")):
        tone = _TONE_KEYS.get(mark, tone)
        if mark in _SHAPE_KEYS:
            typed += _SHAPE_KEYS[mark] or typed[-1].lower()
        elif mark not in _TONE_KEYS:
            typed += mark
    return typed + tone


# --- Readings ------------------------------------------------------------------------------------


def _readings_of_stripped(word: str, field: str) -> tuple[str, ...]:
    """The words that this can be once it has its accents."""
    if _LOST_RUN.search(word):
        found = [syllable for syllable, _ in _syllables(word, stripped=True)]
    else:
        found = [*spellings(fold(word))]
    if not is_syllable(word) and not word.isascii():
        found.append(_keys_typed(word).lower())
    return _few(_as_in(word, each) for each in _usual_first(found, field))


def _readings_of_run(word: str, at: int, field: str) -> tuple[str, ...]:
    """The letters that the run of lost ones at this place among its like can have been."""
    spans = {syllable: runs[at] for syllable, runs in _syllables(word, stripped=False)}
    letters = (syllable[spans[syllable]] for syllable in _usual_first(spans, field))
    first = _LOST_RUN.match(word) is not None and at == 0
    return _few(each.capitalize() if first else each for each in letters)


def _syllables(word: str, *, stripped: bool) -> Iterator[tuple[str, list[slice]]]:
    """The syllables, in small letters, that a word with lost letters can be, and where its runs of
    lost letters lie in each."""
    pieces = re.split(f"({UNKNOWN}+|[{_LOST}])", word.lower())
    lengths = [range(1, len(run) + 1) for run in pieces[1::2]]
    if any(len(run) > _LONGEST_RUN for run in pieces[1::2]):
        return
    for counts in product(*lengths):
        letters: list[str] = []
        runs: list[slice] = []
        for kept, run, count in zip(pieces[::2], [*pieces[1::2], ""], [*counts, 0], strict=True):
            letters += [_alike(letter) if stripped else letter for letter in kept]
            runs.append(slice(len(letters), len(letters) + count))
            letters += [_letters_left(run)] * count
        for syllable in fitting(letters):
            yield syllable, runs


def _letters_left(run: str) -> str:
    return CUT_SHORT_LETTERS.get(run, _ACCENTED).lower()


def _alike(letter: str) -> str:
    """All letters that are this one but for their accents."""
    return letter + "".join(each for each in _ACCENTED if fold(each) == fold(letter))


def _usual_first(syllables: Iterable[str], field: str) -> list[str]:
    """The usual words of a name or an address first; of too many, only those."""
    each_once = list(dict.fromkeys(syllables))
    usual = [each for each in each_once if each.capitalize() in _USUAL[field](fold(each))]
    others = [each for each in each_once if each not in usual]
    return [*usual, *others] if len(each_once) <= _MOST_READINGS else usual


def _as_in(word: str, syllable: str) -> str:
    return syllable if word[:1].islower() else syllable.capitalize()


def _few(readings: Iterable[str]) -> tuple[str, ...]:
    each_once = tuple(dict.fromkeys(readings))
    return each_once if len(each_once) <= _MOST_READINGS else ()
