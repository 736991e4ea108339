"""The code of a card is found in photos as telephones make them."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from desktop_app.domain.id_cards import NotACard
from tests.ui.photos import a_card_code, a_photo
from ui.card_photo import NO_CODE, NOT_A_PHOTO, card_text

EN_CARD = "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"
WEB = "https://example.com/khuyen-mai"


@pytest.mark.parametrize("turned", [0, 17, 90, 180, 233])
def test_a_card_is_read_however_it_is_turned(turned: float):
    assert card_text(a_photo(a_card_code(EN_CARD), turned=turned)) == EN_CARD


def test_a_blurred_card_is_read():
    assert card_text(a_photo(a_card_code(EN_CARD), turned=5, blurred=2)) == EN_CARD


def test_a_large_photo_is_read():
    photo = a_photo(a_card_code(EN_CARD, pixels=8), width=4608, height=3456, turned=8)
    assert card_text(photo) == EN_CARD


def test_of_several_codes_the_card_s_is_taken():
    assert card_text(a_photo(a_card_code(WEB), a_card_code(EN_CARD))) == EN_CARD


def test_another_code_is_given_so_that_it_can_be_told():
    assert card_text(a_photo(a_card_code(WEB))) == WEB


def test_a_photo_without_a_code_is_told():
    with pytest.raises(NotACard, match=NO_CODE):
        card_text(a_photo())


def test_a_file_is_read_and_another_told(tmp_path: Path):
    photo, other = tmp_path / "ảnh thẻ.jpg", tmp_path / "thư.jpg"
    a_photo(a_card_code(EN_CARD)).save(str(photo))
    other.write_text("không phải ảnh", encoding="utf-8")
    assert card_text(photo) == EN_CARD
    for nothing in (other, tmp_path / "không có.png", QImage()):
        with pytest.raises(NotACard, match=NOT_A_PHOTO):
            card_text(nothing)
