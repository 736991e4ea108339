"""The text of an ID card's code."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.addresses import Address
from desktop_app.domain.id_cards import (
    Card,
    NotACard,
    card_residence,
    card_to_worker,
    doubts_to_ask,
    read_card,
)
from desktop_app.domain.partial_dates import PartialDate
from desktop_app.domain.personal_numbers import check_personal_number
from desktop_app.domain.scanned_text import Doubt
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
        (
            "00020101021138540010A00000072701240006970436011001234567890208QRIBFTTA53037045802VN",
            "Đây là mã chuyển tiền của ngân hàng; hãy quét mã trên thẻ căn cước",
        ),
        (
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nông Văn Bình\r\nEND:VCARD",
            "Đây là mã của một danh thiếp; hãy quét mã trên thẻ căn cước",
        ),
        (
            "WIFI:T:WPA;S:VanPhong;P:020195007890;;",
            "Đây là mã của mạng Wi-Fi; hãy quét mã trên thẻ căn cước",
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


@pytest.mark.parametrize(
    "place",
    [
        *(13, 14, 20, MUI.index("09") + 4, MUI.index("Nữ")),
        *(MUI.index("Nữ") + 1, MUI.index("Thôn"), MUI.index("Bắc"), MUI.index("2024")),
    ],
)
def test_half_a_payload_is_said_to_be_half(place: int) -> None:
    with pytest.raises(NotACard) as refused:
        read_card(MUI[:place])
    assert str(refused.value) == "Mã quét bị thiếu; hãy quét lại hoặc nhập tay"


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Tri\ufffdu Thị Mùi", [(3, 1, ("ệ", "ê", "ề", "ể", "ễ", "ế"))]),
        ("Tri?u Thị Mùi", [(3, 1, ("ệ", "ê", "ề", "ể", "ễ", "ế"))]),
        ("Triệu Thị M??i", [(11, 2, ("ù",))]),
        ("?ặng Thị Mùi", [(0, 1, ("Đ",))]),
    ],
)
def test_a_lost_letter_is_marked_with_its_readings(
    text: str, doubts: list[tuple[int, int, tuple[str, ...]]]
) -> None:
    card = read_card(MUI.replace("Triệu Thị Mùi", text))
    assert card.full_name == text.replace("\ufffd", "?")
    assert [(each.start, each.length, each.readings) for each in card.doubts] == doubts


def test_a_name_without_accents_is_doubtful_word_by_word() -> None:
    card = read_card(MUI.replace("Triệu Thị Mùi", "Trieu Thi Mui"))
    assert card.full_name == "Trieu Thi Mui"
    assert [(each.start, each.length, each.readings[:2]) for each in card.doubts] == [
        (0, 5, ("Triệu", "Triêu")),
        (6, 3, ("Thi", "Thị")),
        (10, 3, ("Mùi", "Mui")),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Hoàng Thị Xoan",
        "Đoàn Xuân Doãn",
        "Ksor H'Bia",
        "Kpă Y Wơn",
        "Nguyễn Văn A",
        "Lò Slỷ",
        "Vi Nữ Hoài Thương",
        "Lý A Tủa",
        "Hoàng Thị Én",
        "Nguyễn Thị Hòa",
        "Nguyễn Thị Hoà",
        "Ma Thị Ưu",
        "Tòng Thị Nữ",
    ],
)
def test_an_honest_name_is_neither_changed_nor_marked(name: str) -> None:
    card = read_card(MUI.replace("Triệu Thị Mùi", name))
    assert (card.full_name, card.doubts) == (name, ())


@pytest.mark.parametrize(
    "address",
    [
        "Số 5A/12, ngõ 3, Dĩ An, Bình Dương",
        "Buôn Ma Thuột, Đắk Lắk",
        "Thôn 3, Ea H'leo, Ea H'leo, Đắk Lắk",
        "TDP 5, TT. Chi Lăng, H. Chi Lăng, T. Lạng Sơn",
        "Km 5+200, QL1A, Sao Mai, Chi Lăng, Lạng Sơn",
        "Bản 1 (Nà Sla), Sa Pa, Lào Cai",
    ],
)
def test_an_honest_address_is_neither_changed_nor_marked(address: str) -> None:
    card = read_card(MUI.replace("Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn", address))
    assert (card.address, card.doubts) == (address, ())


@settings(deadline=None)  # the tables of syllables are built when first needed
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
        "", "Thôn Nà Loòng", ("new:06613", "new:06625"), "Lạng Sơn"
    )


def test_a_commune_is_settled_where_exactly_one_fits_what_is_left() -> None:
    damaged = MUI.replace("Hữu Vĩnh, Bắc Sơn, L", "H?u V?nh, Qu?c Kh?nh, Tr?ng ??nh, L")
    card = read_card(damaged)
    home = card_residence(card, CATALOGUES)
    assert home == Address("new:06004", "Thôn H?u V?nh", province="Lạng Sơn")
    assert doubts_to_ask(card, home) == (
        Doubt("address", 6, 1, ("ậ", "ữ")),
        Doubt("address", 10, 1, ("ĩ",)),
    )


def test_lost_accents_leave_a_commune_to_be_asked() -> None:
    card = read_card("020195007890||Trieu Thi Mui|09091995|Nu|Thon 1, Tan Thanh, Lang Son|12112024")
    home = card_residence(card, CATALOGUES)
    assert (home.commune, home.detail) == ("", "Thon 1")
    assert len(home.candidates) > 2


def test_another_province_stays_as_text() -> None:
    card = read_card(MUI.replace("Bắc Sơn, Lạng Sơn", "Sơn Động, Bắc Giang"))
    fields = card_to_worker(card, CATALOGUES)
    assert "residence_commune" not in fields
    assert fields["residence_detail"] == "Thôn Hữu Vĩnh, Sơn Động, Bắc Giang"
    assert card_residence(card, CATALOGUES).province == "Bắc Ninh"
