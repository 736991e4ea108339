"""Card texts of made-up people, and what bad scanners do to them."""

import html.entities
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from urllib.parse import quote, quote_plus

Damage = Callable[[str], str]
"""What is done to the text of a code."""


@dataclass(frozen=True)
class Person:
    """Somebody made up; `commune` is the key of today, `payload` the text of the card's code."""

    commune: str
    payload: str

    @property
    def parts(self) -> list[str]:
        """Number, old number, name, birth date, sex, residence, date of issue."""
        return self.payload.split("|")[:7]


@dataclass(frozen=True)
class Damaged:
    """A damaged text, the person it is of, and the names of the damages."""

    text: str
    person: Person
    damages: tuple[str, ...]


def people() -> list[Person]:
    """Both cards, addresses of before and since the merger, names of four peoples."""
    lines = (Path(__file__).parent / "card_people.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return [Person(commune, payload) for commune, payload in pairs]


def _each(text: str, change: Callable[[str], str]) -> str:
    """The text with every letter that is not ASCII changed."""
    return "".join(sign if sign.isascii() else change(sign) for sign in text)


# --- The same letters in codes -------------------------------------------------------------------


def typed_bytes(text: str) -> str:
    """Each byte of UTF-8 typed as four digits."""
    return _each(text, lambda letter: "".join(f"{byte:04}" for byte in letter.encode()))


def percent(text: str) -> str:
    """Percent codes of the bytes."""
    return _each(text, lambda letter: quote(letter))


def decimal_entities(text: str) -> str:
    """Entities of HTML."""
    return _each(text, lambda letter: f"&#{ord(letter)};")


def hex_entities(text: str) -> str:
    """Entities of HTML, in hexadecimal."""
    return _each(text, lambda letter: f"&#x{ord(letter):X};")


def percent_with_signs(text: str) -> str:
    """As an address in a browser carries it."""
    return quote(text, safe="")


def percent_as_form(text: str) -> str:
    """As a form in a browser sends it."""
    return quote_plus(text)


_NAMED = {
    letter: name
    for name, letter in html.entities.html5.items()
    if name.endswith(";") and len(letter) == 1 and letter.isalpha()
}


def named_entities(text: str) -> str:
    """Entities of HTML, named where there is a name."""
    return _each(
        text, lambda letter: f"&{_NAMED[letter]}" if letter in _NAMED else f"&#{ord(letter)};"
    )


def misread(text: str) -> str:
    """UTF-8 shown in code page 1252; bytes that it does not know stay as they are."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def misread_as_latin(text: str) -> str:
    """UTF-8 shown in Latin-1."""
    return text.encode().decode("latin-1")


def misread_as_vietnamese(text: str) -> str:
    """UTF-8 shown in code page 1258."""
    return "".join(
        bytes([byte]).decode("cp1258", "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def misread_twice(text: str) -> str:
    """UTF-8 shown in code page 1252, twice over."""
    return misread(misread(text))


def loose_marks(text: str) -> str:
    """All accents apart from their letters."""
    return unicodedata.normalize("NFD", text)


def loose_tones(text: str) -> str:
    """The tones apart, before the shape of the letter is given: «e», sắc, circumflex."""
    return "".join(_tone_first(letter) for letter in text)


def _tone_first(letter: str) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
    return base + "".join(sorted(marks, key=lambda mark: mark in "\u0302\u0306\u031b"))


CODES: tuple[Damage, ...] = (
    typed_bytes,
    percent,
    percent_with_signs,
    percent_as_form,
    named_entities,
    decimal_entities,
    hex_entities,
    misread,
    misread_as_latin,
    misread_as_vietnamese,
    misread_twice,
    loose_marks,
    loose_tones,
)
"""Nothing is lost."""


# --- Letters lost --------------------------------------------------------------------------------


def lost_accents(text: str) -> str:
    """All accents gone."""
    kept = (mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return "".join(kept).replace("đ", "d").replace("Đ", "D")


def lost_tones(text: str) -> str:
    """The tones gone, the letters kept."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    kept = (mark for mark in unicodedata.normalize("NFD", text) if mark not in tones)
    return unicodedata.normalize("NFC", "".join(kept))


def best_fit(text: str) -> str:
    """Only what Western Europe writes keeps its accent."""
    return "".join(letter if letter <= "\xff" else lost_accents(letter) for letter in text)


def some_question_marks(text: str) -> str:
    """«?» for what Western Europe does not write."""
    return text.encode("cp1252", "replace").decode("cp1252")


def question_marks(text: str) -> str:
    """«?» for every letter of Vietnamese."""
    return _each(text, lambda letter: "?" * len(letter))


def question_marks_for_bytes(text: str) -> str:
    """«?» for every byte of such a letter."""
    return _each(text, lambda letter: "?" * len(letter.encode()))


def replacement_signs(text: str) -> str:
    """U+FFFD for every third of the letters."""
    places = [place for place, letter in enumerate(text) if not letter.isascii()][::3]
    return "".join("\ufffd" if place in places else letter for place, letter in enumerate(text))


def misread_and_dropped(text: str) -> str:
    """UTF-8 shown in code page 1252, without the bytes that it does not know."""
    return text.encode().decode("cp1252", "ignore")


def misread_and_replaced(text: str) -> str:
    """UTF-8 shown in code page 1252, with «?» for the bytes that it does not know."""
    return text.encode().decode("cp1252", "replace").replace("\ufffd", "?")


LOSSES: tuple[Damage, ...] = (
    lost_accents,
    lost_tones,
    best_fit,
    question_marks,
    some_question_marks,
    question_marks_for_bytes,
    replacement_signs,
    misread_and_dropped,
    misread_and_replaced,
)


# --- A keyboard program between scanner and form -------------------------------------------------

_VOWELS = "aeiouyăâêôơư"
_TELEX = {"f": "\u0300", "r": "\u0309", "x": "\u0303", "s": "\u0301", "j": "\u0323"}
_VNI = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_SHAPES = {
    "telex": {"aa": "â", "ee": "ê", "oo": "ô", "dd": "đ", "aw": "ă", "ow": "ơ", "uw": "ư"},
    "vni": {"a6": "â", "e6": "ê", "o6": "ô", "d9": "đ", "a8": "ă", "o7": "ơ", "u7": "ư"},
}


def telex(text: str) -> str:
    """The keys of a scanner under UniKey's Telex."""
    return _composed(text, _TELEX, _SHAPES["telex"])


def vni(text: str) -> str:
    """The keys of a scanner under UniKey's VNI."""
    return _composed(text, _VNI, _SHAPES["vni"])


def _composed(text: str, tones: dict[str, str], shapes: dict[str, str]) -> str:
    done, word = "", ""
    for key in text:
        changed = _press(word, key, tones, shapes)
        if changed is not None:
            word = changed
        elif key.isalpha():
            word += key
        else:
            done, word = done + word + key, ""
    return done + word


def _press(word: str, key: str, tones: dict[str, str], shapes: dict[str, str]) -> str | None:
    """The word after a key that composes; None when it does not."""
    for place in reversed(range(len(word))):
        letter = word[place]
        shaped = shapes.get(letter.lower() + key.lower())
        if shaped:
            shaped = shaped if letter.islower() else shaped.upper()
            return word[:place] + shaped + word[place + 1 :]
        if key.lower() in tones and letter.lower() in _VOWELS:
            toned = unicodedata.normalize("NFC", letter + tones[key.lower()])
            return word[:place] + toned + word[place + 1 :]
    return None


KEYBOARD: tuple[Damage, ...] = (telex, vni)


# --- Separators and what stands about the text ---------------------------------------------------


def tabs(text: str) -> str:
    """Another separator."""
    return text.replace("|", "\t")


def semicolons(text: str) -> str:
    """Another separator, which is also a sign of entities."""
    return text.replace("|", ";")


def tildes(text: str) -> str:
    """A bar as another keyboard types it."""
    return text.replace("|", "~")


def commas(text: str) -> str:
    """A separator that addresses hold too."""
    return text.replace("|", ",")


def doubled_bars(text: str) -> str:
    """Every separator twice."""
    return text.replace("|", "||")


def bar_in_the_name(text: str) -> str:
    """A separator too many, at the first blank of the name."""
    return text.replace(" ", " |", 1)


def bar_in_a_word(text: str) -> str:
    """A separator too many, in the midst of the address."""
    place = max(text.find(", ") - 2, 0)
    return text[:place] + "|" + text[place:]


def no_bars(text: str) -> str:
    """No separator at all."""
    return text.replace("|", "")


def bar_before_sex_lost(text: str) -> str:
    """One separator missing."""
    return text.replace("|N", "N", 1)


def bar_became_a_sign(text: str) -> str:
    """The separator before the sex damaged."""
    before, bar, after = text.partition("|Na" if "|Na" in text else "|N")
    return before + bar.replace("|", "¦") + after


def noise_about(text: str) -> str:
    """What a cable and an editor add."""
    return f"\ufeff{text}\0\r\n"


def last_part_lost(text: str) -> str:
    """No date of issue and nothing behind it."""
    return text.rstrip("|").rpartition("|")[0]


STRUCTURE: tuple[Damage, ...] = (
    tabs,
    semicolons,
    tildes,
    commas,
    doubled_bars,
    bar_in_the_name,
    bar_in_a_word,
    no_bars,
    bar_before_sex_lost,
    bar_became_a_sign,
    noise_about,
)


# --- The card's own capitals ---------------------------------------------------------------------


def capitals(text: str) -> str:
    """All in capitals."""
    return text.upper()


def caps_lock(text: str) -> str:
    """Capitals turned about."""
    return text.swapcase()


CAPITALS: tuple[Damage, ...] = (capitals, caps_lock)

DAMAGES: tuple[Damage, ...] = (*CAPITALS, *CODES, *LOSSES, *KEYBOARD, *STRUCTURE)
"""In the order in which they happen: card, reader, code page, keyboard, cable."""


def damaged_one_by_one() -> Iterator[Damaged]:
    """Every person's card by every damage."""
    for person in people():
        for damage in DAMAGES:
            yield Damaged(damage(person.payload), person, (damage.__name__,))


def damaged_by_pairs() -> Iterator[Damaged]:
    """Every pair of damages, on one card and then the next."""
    everybody = people()
    pairs = (pair for pair in combinations(DAMAGES, 2) if pair != CAPITALS)
    for at, (first, second) in enumerate(pairs):
        person = everybody[at % len(everybody)]
        names = (first.__name__, second.__name__)
        yield Damaged(second(first(person.payload)), person, names)


def damaged_within() -> Iterator[Damaged]:
    """The name alone, and the address alone, by every damage to letters; but for those that drop
    some accents and keep others, which no scanner does to one part only."""
    for person in people():
        for damage in (*CODES, *(each for each in LOSSES if each not in (best_fit, lost_tones))):
            for place in (2, 5):
                parts = person.payload.split("|")
                parts[place] = damage(parts[place])
                yield Damaged("|".join(parts), person, (damage.__name__, f"part {place}"))
