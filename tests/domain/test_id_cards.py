"""The text of an ID card's code."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.addresses import Address
from desktop_app.domain.id_cards import Card, NotACard, card_residence, card_to_worker, read_card
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import check_personal_number
from desktop_app.paths import resources
from tests.builders import the_catalogues

CATALOGUES = the_catalogues()
SAMPLES = [
    line
    for line in Path(resources() / "samples/cards.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
MUI = "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||"
READ_MUI = Card(
    personal_number="020195007890",
    full_name="Triệu Thị Mùi",
    birth_date=PartialDate(1995, 9, 9),
    sex="2",
    address="Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn",
    issued_on=date(2024, 11, 12),
)


def test_the_sample_cards_are_read() -> None:
    assert [read_card(sample) for sample in SAMPLES] == [
        Card(
            personal_number="020090001234",
            old_id_number="082012345",
            full_name="Nông Văn Bình",
            birth_date=PartialDate(1990, 3, 5),
            sex="1",
            address="Thôn Nà Pài, Quốc Khánh, Tràng Định, Lạng Sơn",
            issued_on=date(2021, 8, 15),
        ),
        Card(
            personal_number="020301004567",
            full_name="Hoàng Thị Én",
            birth_date=PartialDate(2001, 11, 21),
            sex="2",
            address="Khu 2, Thất Khê, Tràng Định, Lạng Sơn",
            issued_on=date(2021, 9, 3),
        ),
        READ_MUI,
    ]


def test_the_sample_cards_prove_themselves() -> None:
    for sample in SAMPLES:
        card = read_card(sample)
        found = check_personal_number(
            card.personal_number, birth_date=card.birth_date, sex=card.sex
        )
        assert found == []


@pytest.mark.parametrize(
    "text",
    [
        MUI + "\r\n",
        "\ufeff" + MUI + "\0",
        MUI.replace("|", "\t"),
        MUI.replace("|", ";"),
        MUI.replace("Nữ", "Nu"),
        MUI.replace("Nữ", "NỮ"),
        MUI.replace("Triệu Thị Mùi", "TRIỆU THỊ MÙI"),
        MUI.replace("Triệu Thị Mùi", " Triệu  Thị Mùi "),
        MUI.removesuffix("||||"),
        MUI.replace("20||", "20||") + "|x",
    ],
)
def test_the_usual_quirks_change_nothing(text: str) -> None:
    assert read_card(text) == READ_MUI


def test_a_lost_last_part_is_missing_only_itself() -> None:
    card = read_card(MUI.removesuffix("|12112024||||"))
    assert card.issued_on is None
    assert card.address == READ_MUI.address


@pytest.mark.parametrize(
    ("damaged", "field", "left"),
    [
        (MUI.replace("Triệu", "Tri\ufffdu"), "full_name", ""),
        (MUI.replace("Triệu", "Tri?u"), "full_name", ""),
        (MUI.replace("Hữu", "H?u"), "address", ""),
        (MUI.replace("09091995", "31021995"), "birth_date", None),
        (MUI.replace("09091995", "1995"), "birth_date", None),
        (MUI.replace("|Nữ|", "|x|"), "sex", ""),
        (MUI.replace("||Tri", "|08201234|Tri"), "old_id_number", ""),
        (MUI.replace("12112024", ""), "issued_on", None),
    ],
)
def test_a_damaged_part_is_left_out_and_the_rest_read(
    damaged: str, field: str, left: str | None
) -> None:
    card = read_card(damaged)
    assert getattr(card, field) == left
    others = [name for name in READ_MUI.__slots__ if name != field]
    assert [getattr(card, name) for name in others] == [getattr(READ_MUI, name) for name in others]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Chưa quét được gì; hãy quét lại"),
        ("\r\n", "Chưa quét được gì; hãy quét lại"),
        (
            "https://vneid.gov.vn/x|y",
            "Đây là mã của một trang web, không phải mã trên thẻ căn cước",
        ),
        ("www.example.com", "Đây là mã của một trang web, không phải mã trên thẻ căn cước"),
        (
            "DN4200123456789|547269e1bb87752054687320|09/09/1995|2|4cc6b0|20 - 001",
            "Đây là mã của thẻ bảo hiểm y tế; hãy quét mã trên thẻ căn cước",
        ),
        (
            "020195007890|547269e1bb87752054687320|09/09/1995|2|4cc6b0|20 - 001|x",
            "Đây là mã của thẻ bảo hiểm y tế; hãy quét mã trên thẻ căn cước",
        ),
        ("020195007890||Triệu Thị Mùi", "Mã quét bị thiếu; hãy quét lại hoặc nhập tay"),
        ("020195007890", "Đây không phải mã trên thẻ căn cước; hãy quét lại hoặc nhập tay"),
        (MUI[1:], "Đây không phải mã trên thẻ căn cước; hãy quét lại hoặc nhập tay"),
        ("Nông Văn Bình", "Đây không phải mã trên thẻ căn cước; hãy quét lại hoặc nhập tay"),
    ],
)
def test_what_is_no_card_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotACard) as refused:
        read_card(text)
    assert str(refused.value) == sentence


@given(st.text(max_size=60), st.integers(0, len(MUI)))
def test_no_text_breaks_the_reading(noise: str, place: int) -> None:
    for text in (noise, MUI[:place] + noise + MUI[place:], MUI[:place]):
        try:
            card = read_card(text)
        except NotACard as refused:
            assert str(refused)  # noqa: PT017 - either answer is right, nothing else is
        else:
            assert len(card.personal_number) == 12
            assert set(card_to_worker(card, CATALOGUES)) >= {"personal_number"}


def test_a_card_fills_a_worker() -> None:
    assert [card_to_worker(read_card(sample), CATALOGUES) for sample in SAMPLES] == [
        {
            "personal_number": "020090001234",
            "personal_number_issued_on": date(2021, 8, 15),
            "old_id_number": "082012345",
            "full_name": "Nông Văn Bình",
            "birth_date": PartialDate(1990, 3, 5),
            "sex": "1",
            "residence_commune": "new:06004",
            "residence_detail": "Thôn Nà Pài",
        },
        {
            "personal_number": "020301004567",
            "personal_number_issued_on": date(2021, 9, 3),
            "full_name": "Hoàng Thị Én",
            "birth_date": PartialDate(2001, 11, 21),
            "sex": "2",
            "residence_commune": "new:06040",
            "residence_detail": "Khu 2",
        },
        {
            "personal_number": "020195007890",
            "personal_number_issued_on": date(2024, 11, 12),
            "full_name": "Triệu Thị Mùi",
            "birth_date": PartialDate(1995, 9, 9),
            "sex": "2",
            "residence_commune": "new:06325",
            "residence_detail": "Thôn Hữu Vĩnh",
        },
    ]


def test_an_ambiguous_commune_is_left_to_be_asked() -> None:
    card = read_card(MUI.replace("Hữu Vĩnh, Bắc Sơn", "Nà Loòng, Bính Xá, Đình Lập"))
    fields = card_to_worker(card, CATALOGUES)
    assert "residence_commune" not in fields
    assert fields["residence_detail"] == "Thôn Nà Loòng"
    assert card_residence(card, CATALOGUES) == Address(
        "", "Thôn Nà Loòng", ("new:06613", "new:06625")
    )


def test_another_province_stays_as_text() -> None:
    card = read_card(MUI.replace("Bắc Sơn, Lạng Sơn", "Sơn Động, Bắc Giang"))
    fields = card_to_worker(card, CATALOGUES)
    assert "residence_commune" not in fields
    assert fields["residence_detail"] == "Thôn Hữu Vĩnh, Sơn Động, Bắc Giang"
