"""Vietnamese text: cleaning, folding, order."""

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.names import (
    fold,
    name_key,
    nfc,
    search_fold,
    sort_key,
    text_key,
    title_case,
    tone_first,
    vi_key,
)

ANYTHING = st.text(max_size=40)
LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
TONES = "\u0300\u0309\u0303\u0301\u0323"
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=3), max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nông   Văn\tBình ", "Nông Văn Bình"),
        (unicodedata.normalize("NFD", "Đặng Mùi Chẳn"), "Đặng Mùi Chẳn"),
        ("Én\x00\ufeff\u200b", "Én"),
        ("dòng một \r\n  dòng hai\r", "dòng một\ndòng hai"),
        ("e\u200b\u0302", "ê"),
        ("\udc80", ""),
    ],
)
def test_nfc_cleans(typed: str, kept: str) -> None:
    assert nfc(typed) == kept


@given(ANYTHING)
def test_nfc_is_done_once_and_for_all(text: str) -> None:
    kept = nfc(text)
    assert nfc(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Mùi Chẳn", "dang mui chan"),
        ("  ĐƯỜNG   Lê Lợi", "duong le loi"),
        (unicodedata.normalize("NFD", "Thụy Hùng"), "thuy hung"),
        ("Slỷ", "sly"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("thuý", "thúy"), ("Lý", "Lí"), ("Quý", "Quí"), ("Thuỵ", "Thụy")],
)
def test_spellings_find_each_other(one: str, other: str) -> None:
    assert search_fold(one) == search_fold(other)


@given(NAMES)
def test_fold_leaves_plain_letters_only(name: str) -> None:
    assert fold(name).isascii()
    assert fold(fold(name)) == fold(name) == fold(name.upper())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("nông văn bình", "Nông Văn Bình"),
        ("ĐẶNG  MÙI CHẲN", "Đặng Mùi Chẳn"),
        ("h'mông a-páo", "H'Mông A-Páo"),
        ("", ""),
    ],
)
def test_title_case(typed: str, shown: str) -> None:
    assert title_case(typed) == shown


def test_words_follow_the_alphabet_then_the_tones() -> None:
    ordered = ["a", "à", "ả", "ã", "á", "ạ", "an", "ă", "ằ", "â", "ậ", "b", "d", "đ", "e", "ê"]
    ordered += ["o", "ô", "ơ", "u", "ư", "v", "x", "y"]
    backwards = ordered[::-1]
    assert sorted(backwards, key=vi_key) == ordered


def test_letters_weigh_more_than_tones() -> None:
    assert sorted(["mán", "mạnh", "man"], key=vi_key) == ["man", "mán", "mạnh"]


def test_people_are_ordered_by_given_name() -> None:
    ordered = [
        "Lý A Bảo",
        "Nông Văn Bình",
        "Nông Vy Bình",
        "Triệu Bình",
        "Bế Thị Đào",
        "Én",
        "Hoàng Thị Én",
        "An Văn Ơn",
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=name_key) == ordered


def test_a_loose_mark_is_no_letter() -> None:
    assert vi_key("\u0300") == ((), ())
    assert vi_key("m\u0308\u0301") == (vi_key("m")[0], (4,))


@given(st.one_of(NAMES, ANYTHING), st.one_of(NAMES, ANYTHING))
def test_sort_key_orders_as_name_key(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) == (name_key(one) < name_key(other))
    assert (sort_key(one) == sort_key(other)) == (name_key(one) == name_key(other))


@given(st.lists(st.one_of(NAMES, ANYTHING), max_size=8))
def test_sqlite_orders_the_sort_key_as_python_does(names: list[str]) -> None:
    keys = [sort_key(name) for name in names]
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE person (sort_key TEXT)")
        connection.executemany("INSERT INTO person VALUES (?)", [(key,) for key in keys])
        rows = connection.execute("SELECT sort_key FROM person ORDER BY sort_key").fetchall()
    connection.close()
    assert [key for (key,) in rows] == sorted(keys)


@given(NAMES, NAMES)
def test_the_key_of_a_title_orders_as_text_does(one: str, other: str) -> None:
    assert (text_key(one) < text_key(other)) == (vi_key(one) < vi_key(other))


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("Bình", "\u0300binh"),
        ("hoà", "\u0300hoa"),
        ("hòa", "\u0300hoa"),
        ("Lý", "\u0301li"),
        ("Đặng", "\u0323đăng"),
        ("trần", "\u0300trân"),
        ("Sơn", "sơn"),
        ("An", "an"),
        ("", ""),
    ],
)
def test_the_tone_stands_before_the_letters(word: str, spelled: str):
    assert tone_first(word) == spelled


@given(st.text(LETTERS.upper(), min_size=1, max_size=6), st.integers(1, 6))
def test_what_is_typed_of_a_word_begins_it_once_the_tone_is_there(word: str, length: int):
    begun = tone_first(word[:length])
    tones = [mark for mark in unicodedata.normalize("NFD", word) if mark in TONES]
    if [mark for mark in begun if mark in TONES] == tones:
        assert tone_first(word).startswith(begun)
