"""Vietnamese syllables: whether a word can be one, and which spellings fit what a scanner left.

A syllable is an onset, a rhyme and a tone; the tables hold the spellings in use. They narrow down
the readings of a damaged word and never judge an undamaged one: Ksor and Slỷ are names too.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from desktop_app.domain.names import fold

_LONG_ONSETS = "ngh ch gh gi kh ng nh ph qu sl th tr"
_SHORT_ONSETS = "b c d đ g h k l m n p r s t v x"
_ONSETS = (*_LONG_ONSETS.split(), *_SHORT_ONSETS.split(), "")
"""The longer first. «sl» is Tày and Nùng: Slỷ."""

_RHYMES_IN_USE = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo "
    "oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uôc uôi uôm uôn uông uôt "
    "uy uya uych uyên uyêt uyn uynh uyp uyt uyu "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
    "y ych yêm yên yêng yêt yêu yn ynh yt"
)
_RHYMES = frozenset(_RHYMES_IN_USE.split())
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_STOPPED = ("c", "p", "t", "ch")
"""A rhyme that ends so bears sắc or nặng."""

_STOPPED_TONES = ("\u0301", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_ONSET_AND_VOWEL = re.compile(f"(?:{'|'.join(_ONSETS)})[{_VOWELS}]")
_SHAPED = "ăâêôơư"
_FRONT = ("e", "ê", "i", "y")
_BEFORE_Y = ("", "h", "k", "l", "m", "qu", "s", "sl", "t", "th", "v")

ACCENTED = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in _VOWELS
    for tone in _TONES
    if vowel + tone not in "aeiouy"
) | {"đ"}
"""The small letters of Vietnamese that are not ASCII."""


def is_syllable(word: str) -> bool:
    """Whether a word, without regard to capitals and the place of its tone, can be Vietnamese."""
    marks = [mark for mark in unicodedata.normalize("NFD", word.lower()) if mark in _TONES]
    plain = without_tone(word.lower())
    tone = marks[0] if marks else ""
    return len(marks) <= 1 and any(
        plain.startswith(onset) and _goes(onset, plain[len(onset) :], tone) for onset in _ONSETS
    )


def has_onset(word: str) -> bool:
    """Whether a word begins as a syllable can: some consonants, then a vowel."""
    return _ONSET_AND_VOWEL.match(without_tone(word.lower())) is not None


def without_tone(text: str) -> str:
    """«Nguyễn» -> «Nguyên»: the tones gone, the letters kept."""
    kept = (mark for mark in unicodedata.normalize("NFD", text) if mark not in _TONES)
    return unicodedata.normalize("NFC", "".join(kept))


@cache
def spellings(folded: str) -> tuple[str, ...]:
    """The syllables, in small letters, that are `folded` once their accents are gone."""
    return tuple(
        onset + toned
        for onset in _ONSETS
        if folded.startswith(fold(onset))
        for rhyme in _rhymes_by_fold().get(folded[len(onset) :], ())
        for tone in _TONES
        if _goes(onset, rhyme, tone)
        for toned in _toned(rhyme, tone, onset=onset)
    )


def fitting(letters: Sequence[str]) -> Iterator[str]:
    """The syllables, in small letters, whose every letter is one of the string at its place."""
    classes = [f"[{re.escape(allowed)}]" for allowed in letters]
    for onset in _ONSETS:
        length = len(onset)
        if length < len(letters) and re.fullmatch("".join(classes[:length]), onset):
            pattern = re.compile("".join(classes[length:]))
            for rhyme, tone, toned in _toned_rhymes().get(len(letters) - length, ()):
                if pattern.fullmatch(toned) and _goes(onset, rhyme, tone):
                    yield onset + toned


def _goes(onset: str, rhyme: str, tone: str) -> bool:
    """Whether the three are written together in Vietnamese."""
    if rhyme not in _RHYMES or (rhyme.endswith(_STOPPED) and tone not in _STOPPED_TONES):
        return False
    front = rhyme.startswith(_FRONT)
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rhyme.startswith("i")
    if onset in ("k", "gh", "ngh"):
        return front
    if rhyme.startswith("y"):
        return onset in (("", "qu") if len(rhyme) > 1 else _BEFORE_Y)
    if onset == "qu":
        return rhyme == "ôc" or rhyme[0] not in "oôuư"
    return not rhyme.startswith("iê") or onset not in ("", "gi")


@cache
def _rhymes_by_fold() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rhyme in sorted(_RHYMES):
        found.setdefault(fold(rhyme), []).append(rhyme)
    return found


@cache
def _toned_rhymes() -> dict[int, list[tuple[str, str, str]]]:
    """Length -> rhyme, tone, and the two written together."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for rhyme in sorted(_RHYMES):
        for tone in _TONES:
            for toned in _toned(rhyme, tone, onset=""):
                found.setdefault(len(rhyme), []).append((rhyme, tone, toned))
    return found


def _toned(rhyme: str, tone: str, *, onset: str) -> list[str]:
    """A rhyme with its tone where it is written; hoà and hòa are both."""
    if not tone:
        return [rhyme]
    places = [1, 0] if rhyme in ("oa", "oe", "uy") and onset != "qu" else [_tone_place(rhyme)]
    return [
        unicodedata.normalize("NFC", rhyme[: place + 1] + tone + rhyme[place + 1 :])
        for place in places
    ]


def _tone_place(rhyme: str) -> int:
    vowels = [place for place, letter in enumerate(rhyme) if letter in _VOWELS]
    shaped = [place for place in vowels if rhyme[place] in _SHAPED]
    if shaped:
        return shaped[-1]
    if len(vowels) == len(rhyme):
        return 1 if len(vowels) == 3 else 0
    return vowels[-1]
