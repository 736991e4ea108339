"""Vietnamese syllables."""

import pytest

from desktop_app.domain.syllables import fitting, has_onset, is_syllable, spellings, without_tone
from desktop_app.domain.usual_words import usual_in_addresses, usual_in_names
from tests.builders import the_catalogues

WORDS = "Nguyễn Huỳnh Quyết Quốc gì giếng Yến Uyên ương Xoan hoà hòa thuý Loòng Slỷ Én nghĩa khuỷu"
NO_WORDS = "Nguyen Trieu Bac Ksor ka ce ngi Duong tẽc Jut Wang nghà H'Bia Hòà"


@pytest.mark.parametrize("word", WORDS.split())
def test_what_can_be_a_syllable(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", NO_WORDS.split())
def test_what_cannot(word: str) -> None:
    assert not is_syllable(word)


def test_every_commune_of_the_province_is_made_of_syllables() -> None:
    names = [each.short_name for each in the_catalogues().places.communes.values()]
    assert [word for name in names for word in name.split() if not is_syllable(word)] == []


def test_a_word_without_accents_has_all_its_spellings() -> None:
    assert spellings("nguyen") == ("nguyên", "nguyền", "nguyển", "nguyễn", "nguyến", "nguyện")
    assert spellings("bac") == ("bác", "bạc", "bấc", "bậc", "bắc", "bặc")
    assert {"hoà", "hòa"} < set(spellings("hoa"))
    assert spellings("ksor") == ()


def test_lost_letters_are_found_by_the_rest() -> None:
    assert list(fitting(["t", "r", "i", "ệếêmn", "u"])) == ["triêu", "triếu", "triệu"]
    assert list(fitting(["đ", "ặắ", "nx", "g"])) == ["đắng", "đặng"]
    assert list(fitting(["x"])) == []


def test_parts_of_a_word() -> None:
    assert [has_onset(word) for word in ("Nghĩa", "Slỷ", "Ksỏ", "Kpă")] == [
        True,
        True,
        False,
        False,
    ]
    assert without_tone("Nguyễn Thị Hòa Đượm") == "Nguyên Thi Hoa Đươm"


def test_usual_words_are_found_without_their_accents() -> None:
    assert usual_in_names("trieu") == ("Triệu",)
    assert usual_in_names("van") == ("Văn", "Vân")
    assert usual_in_addresses("thon") == ("Thôn",)
    assert usual_in_names("xyz") == ()
