"""Card texts as bad scanners give them: right or marked, and never a wrong one filled silently."""

import re
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.id_cards import Card, NotACard, card_residence, card_to_worker, read_card
from tests.builders import the_catalogues
from tests.domain.damages import (
    CAPITALS,
    CODES,
    DAMAGES,
    KEYBOARD,
    Damaged,
    Person,
    bar_in_a_word,
    damaged_by_pairs,
    damaged_one_by_one,
    damaged_within,
    last_part_lost,
    people,
)

CATALOGUES = the_catalogues()
PEOPLE = people()
CORPUS = [*damaged_one_by_one(), *damaged_by_pairs(), *damaged_within()]


@cache
def read(text: str) -> Card:
    return read_card(text)


def is_right_or_marked(card: Card, field: str, truth: str) -> bool:
    """Whether every letter that is not that of the truth lies in a doubt."""
    value, pattern, at = getattr(card, field), "", 0
    for doubt in card.doubts:
        if doubt.field == field:
            assert at <= doubt.start < doubt.start + doubt.length <= len(value)
            pattern += re.escape(value[at : doubt.start]) + ".*"
            at = doubt.start + doubt.length
    return re.fullmatch(pattern + re.escape(value[at:]), truth) is not None


def digits(card: Card) -> tuple[str, str, str, str]:
    born, issued = card.birth_date, card.issued_on
    return (
        card.personal_number,
        card.old_id_number,
        f"{born.day:02}{born.month:02}{born.year}" if born else "",
        issued.strftime("%d%m%Y") if issued else "",
    )


def true_digits(person: Person) -> tuple[str, str, str, str]:
    number, old_number, _, born, _, _, issued = person.parts
    return number, old_number, born, issued


def test_the_corpus_is_large_and_of_both_cards() -> None:
    assert len(CORPUS) > 1000
    assert {person.payload.count("|") for person in PEOPLE} == {6, 10}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.parts[2])
def test_an_undamaged_card_is_read_unchanged(person: Person) -> None:
    card = read_card(person.payload)
    assert (card.full_name, card.address, card.doubts) == (person.parts[2], person.parts[5], ())
    assert digits(card) == true_digits(person)
    assert card_residence(card, CATALOGUES).commune == person.commune


def test_digits_are_right_in_all() -> None:
    wrong = [each for each in CORPUS if digits(read(each.text)) != true_digits(each.person)]
    assert wrong == []


def test_no_sex_is_wrong() -> None:
    codes = {"Nam": ("1", ""), "Nữ": ("2", "")}
    wrong = [each for each in CORPUS if read(each.text).sex not in codes[each.person.parts[4]]]
    assert wrong == []


@pytest.mark.parametrize(("field", "part"), [("full_name", 2), ("address", 5)])
def test_letters_are_right_or_marked_in_all(field: str, part: int) -> None:
    wrong = [
        each
        for each in CORPUS
        if not is_right_or_marked(read(each.text), field, each.person.parts[part])
    ]
    assert wrong == []


def test_no_commune_is_filled_wrongly() -> None:
    wrong = [
        each
        for each in CORPUS
        if card_residence(read(each.text), CATALOGUES).commune not in ("", each.person.commune)
    ]
    assert wrong == []


def is_read_outright(damaged: Damaged) -> bool:
    card = read(damaged.text)
    truth = (damaged.person.parts[2], damaged.person.parts[5], ())
    return (card.full_name, card.address, card.doubts) == truth


def test_what_loses_nothing_is_repaired_outright() -> None:
    repaired = Counter(each.damages[0] for each in damaged_one_by_one() if is_read_outright(each))
    structure = {damage.__name__ for damage in DAMAGES[-11:]} - {bar_in_a_word.__name__}
    certain = {damage.__name__ for damage in (*CAPITALS, *CODES, *KEYBOARD)} | structure
    assert {name: repaired[name] for name in certain} == dict.fromkeys(certain, len(PEOPLE))


def test_codes_within_codes_are_repaired_outright() -> None:
    codes = {damage.__name__ for damage in CODES}
    pairs = [each for each in damaged_by_pairs() if set(each.damages) <= codes]
    repaired = [each for each in pairs if is_read_outright(each)]
    assert len(repaired) / len(pairs) > 0.8


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.parts[2])
def test_a_lost_date_of_issue_leaves_the_rest(person: Person) -> None:
    card = read_card(last_part_lost(person.payload))
    assert (card.full_name, card.address, card.doubts) == (person.parts[2], person.parts[5], ())
    assert digits(card)[:3] == true_digits(person)[:3]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CORPUS), st.text(max_size=8), st.data())
def test_nothing_breaks_the_reading(damaged: Damaged, noise: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(damaged.text)))
    try:
        card = read_card(damaged.text[:place] + noise + damaged.text[place:])
    except NotACard as refused:
        assert str(refused)  # noqa: PT017 - either answer is right, nothing else is
    else:
        assert len(card.personal_number) == 12
        assert set(card_to_worker(card, CATALOGUES)) >= {"personal_number"}
