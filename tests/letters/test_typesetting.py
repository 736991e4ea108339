"""Letters that print, and lines that break where Vietnamese and e-mail addresses allow it."""

import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.letters.typesetting import (
    MISSING_LETTER,
    Run,
    balanced,
    legible,
    legible_record,
    line_width,
    missing_letters_notice,
    serif,
    text_width,
    wrap,
)
from desktop_app.paths import resources

STACKED = "ẰẲẴẶ ỂỄỆ ỔỖỘ ỬỮỰ ằẳẵặ ểễệ ổỗộ ửữự ỹ ỵ Ỹ Ỵ đ Đ ơ Ơ ư Ư"


def test_every_vietnamese_letter_can_be_printed():
    bases = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = "".join(unicodedata.normalize("NFC", base + tone) for base in bases for tone in tones)
    every = f"{letters}{letters.upper()}đĐ"

    assert len(every) == 146
    assert legible(every, serif()) == (every, ())


def test_decomposed_accents_are_put_together():
    assert legible(unicodedata.normalize("NFD", STACKED), serif()) == (STACKED, ())


def test_white_space_becomes_one_space_but_a_no_break_space_stays():
    text = "  tháng\u00a09/2026\r\n đến\tnay \u202f "

    assert legible(text, serif()) == ("tháng\u00a09/2026 đến nay \u00a0", ())


def test_characters_that_show_nothing_are_dropped():
    assert legible("\ufeffNông\u200b Thị\u00ad Hoa\x00\ufe0f", serif()) == ("Nông Thị Hoa", ())


def test_a_letter_the_typeface_lacks_is_seen_and_told():
    printed, missing = legible("☎ 0912 漢 \ud800 ☎", serif())

    assert printed == f"{MISSING_LETTER} 0912 {MISSING_LETTER} {MISSING_LETTER} {MISSING_LETTER}"
    assert missing == ("☎", "漢", "\ud800")
    assert missing_letters_notice(missing) == (
        "Phông chữ không có ký tự “☎” (U+260E), “漢” (U+6F22), U+D800: "
        "trên giấy in thay bằng ô vuông □."
    )


def test_a_record_is_made_legible_with_the_records_inside_it():
    @dataclass(frozen=True)
    class Inner:
        place: str

    @dataclass(frozen=True)
    class Outer:
        name: str
        count: int
        inner: Inner

    record, missing = legible_record(Outer("a☎", 3, Inner("b\n漢")), serif())

    assert record == Outer("a□", 3, Inner("b □"))
    assert missing == ("☎", "漢")


@pytest.mark.parametrize("complete", [True, False])
def test_windows_lends_times_new_roman_only_if_all_of_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complete: bool
):
    fonts = tmp_path / "Fonts"
    fonts.mkdir()
    cuts = {"times.ttf": "Regular", "timesbd.ttf": "Bold", "timesi.ttf": "Italic"}
    for name, cut in list(cuts.items())[: None if complete else 2]:
        shutil.copy(resources() / "fonts" / f"LiberationSerif-{cut}.ttf", fonts / name)
    monkeypatch.setenv("WINDIR", str(tmp_path))

    face = serif()

    family = "Times New Roman" if complete else "Liberation Serif"
    assert (face.regular, face.bold, face.italic) == (
        f"{family} Regular",
        f"{family} Bold",
        f"{family} Italic",
    )


words = st.text(alphabet=STACKED.replace(" ", "") + "abc.@,\u00a0", min_size=1, max_size=25)


@given(st.lists(words, min_size=1, max_size=20), st.floats(min_value=20, max_value=120))
@settings(max_examples=200, deadline=None)
def test_lines_keep_to_their_room_and_lose_nothing(parts: list[str], room: float):
    face = serif()
    label, value = Run("Nơi ở:", face.regular), Run(" ".join(parts), face.bold)

    lines = wrap([label, value], 12, room, indent=5)

    assert [line for line in lines if line_width(line, 12) > room] == []
    printed = "".join(run.text for line in lines for run in line)
    assert printed.replace(" ", "") == "Nơiở:" + "".join(parts)


def test_a_line_breaks_at_spaces_and_never_at_a_no_break_space():
    font = serif().regular
    room = text_width("từ tháng 6/2022 đến tháng", font, 12)

    lines = wrap([Run("từ tháng 6/2022 đến tháng\u00a09/2026", font)], 12, room)

    assert [line[0].text for line in lines] == ["từ tháng 6/2022 đến", "tháng\u00a09/2026"]


@pytest.mark.parametrize("dot_and_at", ["@", "."])
def test_an_address_wider_than_the_line_breaks_before_its_signs(dot_and_at: str):
    font = serif().regular
    address = f"nguyenhoangthiphuongthao{dot_and_at}hopthudientu"
    room = text_width(address, font, 12) - 1

    lines = wrap([Run(address, font)], 12, room)

    assert [line[0].text for line in lines] == [
        "nguyenhoangthiphuongthao",
        f"{dot_and_at}hopthudientu",
    ]


def test_balanced_lines_are_few_and_even():
    font = serif().bold
    name = "TRUNG TÂM DỊCH VỤ VIỆC LÀM TỈNH LẠNG SƠN"

    assert balanced(name, font, 9.9, 47) == ["TRUNG TÂM DỊCH VỤ", "VIỆC LÀM TỈNH LẠNG SƠN"]
    assert balanced(name, font, 10, 80) == ["TRUNG TÂM DỊCH VỤ", "VIỆC LÀM TỈNH LẠNG SƠN"]
    assert balanced(name, font, 10, 90) == [name]
    assert balanced("", font, 10, 90) == []
