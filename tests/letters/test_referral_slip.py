"""The printed slip is read back and measured: wording, places, letters, and nothing cut silently.

All people, firms, addresses and numbers are made up.
"""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdftypes import resolve1

from desktop_app.letters.letterhead import Letterhead
from desktop_app.letters.referral_slip import (
    CUT_NOTICE,
    SMALL_PRINT_NOTICE,
    ReferralSlip,
    render_referral_slip,
)

MM = 72 / 25.4
OFFICE_LEFT, HANDED_LEFT, COPY_WIDTH = 14.0, 160.5, 124.5

LETTERHEAD = Letterhead(
    parent_body="Sở Nội vụ tỉnh Lạng Sơn",
    centre_name="Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn",
    office_name="Văn phòng đại diện Bắc Sơn",
    address="Thị trấn Bắc Sơn",
    telephone="0205 000 000",
    place_name="Bắc Sơn",
    signer="Hoàng Văn Thái",
)
USUAL = ReferralSlip(
    number="BS1-2026-00042",
    letterhead=LETTERHEAD,
    issued_on=date(2026, 11, 24),
    employer="Công ty TNHH May Hoa Đào Xứ Lạng",
    worker_name="Nông Thị Hoa",
    birth_date="14/03/1995",
    personal_number="020195001234",
    personal_number_issued_on=date(2021, 5, 12),
    phone="0912 345 678",
    email="",
    residence="Thôn Nà Cạn, xã Tràng Định, tỉnh Lạng Sơn",
    present_address="Số nhà 15, khối 3, xã Thất Khê, tỉnh Lạng Sơn",
    general_education="Tốt nghiệp THPT",
    technical_level="Sơ cấp, nghề May công nghiệp",
    experience=(
        "04 năm làm công nhân may (chuyền may áo khoác) tại khu công nghiệp ở tỉnh Bắc Ninh, "
        "từ tháng\u00a06/2022 đến tháng\u00a09/2026"
    ),
    position="Công nhân may công nghiệp",
    valid_until=date(2026, 12, 9),
    counsellor="Hoàng Văn Thái",
)
LONGEST = replace(
    USUAL,
    employer=(
        "Công ty Cổ phần Đầu tư Xây dựng, Sản xuất và Thương mại Dịch vụ "
        "Xuất nhập khẩu Nông lâm sản Hữu Nghị Đông Bắc Miền Núi"
    ),
    worker_name="Nguyễn Hoàng Thị Phương Thảo Nguyên Trường Thượng Hương Giang",
    email="nguyenhoangthiphuongthaonguyen.huonggiang1995@hopthudientu.example.vn",
    residence=(
        "Số nhà 128B, ngách 17/5, ngõ 203, đường Trần Hưng Đạo kéo dài, tổ dân phố số 12, "
        "khối Nà Trang B, nay thuộc khu tái định cư Khòn Lèng – Nà Pia (trước đây là thôn "
        "Pò Mục, xã Bình Xá, huyện Đình Lập), nhà văn hóa thôn đi vào 300 m, xã Kiên Mộc, "
        "tỉnh Lạng Sơn"
    ),
    present_address=(
        "Phòng 1204, nhà ở công nhân số 3 thuộc Khu công nghiệp, đô thị và dịch vụ Đồng Bành "
        "mở rộng giai đoạn 2, lô CN-07, đường gom quốc lộ 1A, thôn Lũng Cút – Làng Bu, cạnh "
        "trạm y tế cũ và nhà văn hóa thôn, xã Chi Lăng, tỉnh Lạng Sơn (thuê trọ nhà ông Vi Văn Mẫu)"
    ),
    general_education="Tốt nghiệp THPT (hệ giáo dục thường xuyên)",
    technical_level=(
        "Cao đẳng, ngành Công nghệ kỹ thuật điều khiển và tự động hóa; "
        "Chứng chỉ nghề dưới 3 tháng (vận hành xe nâng)"
    ),
    experience=(
        "07 năm 04 tháng: công nhân vận hành dây chuyền lắp ráp linh kiện điện tử (2017–2019); "
        "tổ trưởng chuyền kiểm tra chất lượng sản phẩm, phụ trách 28 người (2019–2022); nhân viên "
        "kỹ thuật bảo trì máy ép nhựa và máy dập, có chứng nhận an toàn lao động nhóm 3 "
        "(2022–2024); lao động qua biên giới tại Sùng Tả (2024–2025)"
    ),
    position=(
        "Kỹ thuật viên vận hành, bảo trì dây chuyền sấy và đóng gói nông sản xuất khẩu, làm theo ca"
    ),
    counsellor="Hoàng Nguyễn Phương Thảo Vi",
)
EMPTY = replace(
    USUAL,
    birth_date="",
    personal_number="",
    personal_number_issued_on=None,
    phone="",
    residence="",
    present_address="",
    general_education="",
    technical_level="",
    experience="",
)


# --- Reading back --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A printed character; places in mm from the copy's left and the page's top."""

    text: str
    font: str
    size: float
    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Dots:
    """A leader, in mm of the page."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Page:
    office: tuple[Letter, ...]
    handed: tuple[Letter, ...]
    leaders: tuple[Dots, ...]
    overlaps: tuple[tuple[str, str], ...]


def read(pdf: bytes) -> Page:
    """The only page of the file, taken apart."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        (page,) = document.pages
        assert (round(page.width / MM, 1), round(page.height / MM, 1)) == (297, 210)
        half = page.width / 2
        letters = [
            [char for char in page.chars if (char["x0"] < half) == left_half]
            for left_half in (True, False)
        ]
        leaders = [
            Dots(line["x0"] / MM, line["x1"] / MM, line["top"] / MM)
            for line in page.lines
            if round(line["linewidth"], 2) == 0.6
        ]
        words = page.extract_words(x_tolerance=1, y_tolerance=1)
    return Page(
        office=tuple(letter(char, OFFICE_LEFT) for char in letters[0]),
        handed=tuple(letter(char, HANDED_LEFT) for char in letters[1]),
        leaders=tuple(leaders),
        overlaps=overlapping(words),
    )


def letter(char: dict[str, Any], left: float) -> Letter:
    return Letter(
        text=char["text"],
        font=char["fontname"].partition("-")[2] or "Regular",
        size=round(char["size"], 2),
        left=char["x0"] / MM - left,
        right=char["x1"] / MM - left,
        y=210 - char["matrix"][5] / MM,
    )


def overlapping(words: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    ordered = sorted(words, key=lambda word: word["top"])
    for position, one in enumerate(ordered):
        for other in ordered[position + 1 :]:
            if other["top"] >= one["bottom"] - 0.3:
                break
            if other["x0"] < one["x1"] - 0.3 and one["x0"] < other["x1"] - 0.3:
                found.append((one["text"], other["text"]))
    return tuple(found)


def squeezed(text: str) -> str:
    """Without white space, since lines may break anywhere there is some."""
    return "".join(text.split())


def text_of(letters: Sequence[Letter]) -> str:
    """The characters in the order they were drawn, which is the order they are copied in."""
    return squeezed("".join(letter.text for letter in letters))


def find(letters: Sequence[Letter], text: str) -> tuple[Letter, ...]:
    """The printed letters of a text that stands on one line, once on the copy."""
    every = "".join(letter.text for letter in letters)
    assert every.count(text) == 1, text
    start = every.index(text)
    return tuple(letters[start : start + len(text)])


def place(letters: Sequence[Letter], text: str) -> tuple[float, float]:
    """The middle and the baseline of a text that stands on one line."""
    found = find(letters, text)
    assert len({round(letter.y, 2) for letter in found}) == 1, text
    return (found[0].left + found[-1].right) / 2, found[0].y


def outside(letters: Sequence[Letter]) -> list[Letter]:
    return [
        letter
        for letter in letters
        if letter.left < -0.01 or letter.right > COPY_WIDTH + 0.01 or not 10 < letter.y <= 203.21
    ]


def before_experience(slip: ReferralSlip, *, for_the_office: bool) -> str:
    """What form 01 says down to the label of the experience, filled in."""
    issued = slip.personal_number_issued_on
    return squeezed(
        f"{slip.letterhead.parent_body.upper()}{slip.letterhead.centre_name.upper()}(Đóng dấu treo)"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"
        f"{slip.letterhead.place_name}, ngày 24 tháng 11 năm 2026"
        f"PHIẾU GIỚI THIỆU VIỆC LÀM {'(Bản lưu)' if for_the_office else ''}"
        f"Kính gửi: {slip.employer}"
        f"{slip.letterhead.centre_name} trân trọng giới thiệu:"
        f"Ông/bà: {slip.worker_name.upper()} Sinh ngày {slip.birth_date or '//'}"
        f"Số định danh cá nhân: {slip.personal_number}"
        f"Ngày cấp {issued.strftime('%d/%m/%Y') if issued else '//'}"
        f"Điện thoại: {slip.phone} Email (nếu có): {slip.email}"
        f"Nơi thường trú: {slip.residence}"
        f"Nơi ở hiện nay: {slip.present_address}"
        f"Trình độ giáo dục phổ thông: {slip.general_education}"
        f"Trình độ chuyên môn kỹ thuật: {slip.technical_level}"
        "Kinh nghiệm làm việc:"
    )


def after_experience(slip: ReferralSlip, *, for_the_office: bool) -> str:
    """What form 01 says below the experience, filled in."""
    office_signature = (
        "Người lao động được giới thiệu việc làm (Ký, và ghi rõ họ tên)" + slip.worker_name
    )
    return squeezed(
        f"Vị trí dự tuyển: {slip.position}"
        "Đến quý đơn vị để liên hệ, dự tuyển lao động."
        f"Phiếu giới thiệu việc làm có giá trị hết ngày {slip.valid_until.strftime('%d/%m/%Y')}"
        f"{office_signature if for_the_office else ''}"
        f"Người giới thiệu ({'Ký,' if for_the_office else 'Ký'} và ghi rõ họ tên){slip.counsellor}"
        f"Mã phiếu: {slip.number}"
    )


def experience_on(letters: Sequence[Letter], slip: ReferralSlip, *, for_the_office: bool) -> str:
    """The experience as printed, once everything around it is found to be word for word."""
    text = text_of(letters)
    before = before_experience(slip, for_the_office=for_the_office)
    after = after_experience(slip, for_the_office=for_the_office)
    assert text[: len(before)] == before
    assert text[-len(after) :] == after
    return text[len(before) : -len(after)]


def check(slip: ReferralSlip) -> Page:
    """What holds for every slip on which nothing had to be cut."""
    paper = render_referral_slip(slip)
    assert paper.notices == ()
    page = read(paper.pdf)
    for letters, for_the_office in ((page.office, True), (page.handed, False)):
        printed = experience_on(letters, slip, for_the_office=for_the_office)
        assert printed == squeezed(slip.experience)
        assert outside(letters) == []
    assert page.overlaps == ()
    return page


# --- Wording and order ---------------------------------------------------------------------------


@pytest.mark.parametrize("slip", [USUAL, LONGEST, EMPTY], ids=["usual", "longest", "empty"])
def test_the_form_stands_word_for_word_inside_its_box(slip: ReferralSlip):
    check(slip)


def test_copied_text_gives_one_copy_whole_and_then_the_other():
    pdf = render_referral_slip(LONGEST).pdf

    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()

    office, handed = (
        before_experience(LONGEST, for_the_office=for_the_office)
        + squeezed(LONGEST.experience)
        + after_experience(LONGEST, for_the_office=for_the_office)
        for for_the_office in (True, False)
    )
    assert squeezed(text) == office + handed
    assert unicodedata.is_normalized("NFC", text)


def test_both_copies_say_and_place_the_same_except_title_line_and_signatures():
    page = check(LONGEST)

    bodies: list[list[Letter]] = []
    for letters in (page.office, page.handed):
        expiry = place(letters, "Phiếu giới thiệu việc làm có giá trị hết ngày")[1]
        bodies.append([one for one in letters if one.y <= expiry and not 43 < one.y < 44.5])
    office, handed = bodies
    assert [(one.text, one.font, one.size, one.y) for one in office] == [
        (one.text, one.font, one.size, one.y) for one in handed
    ]
    assert [one.left for one in office] == pytest.approx([one.left for one in handed], abs=0.01)
    assert place(page.office, "(Bản lưu)") == pytest.approx((62.25, 43.8), abs=0.1)


# --- Places --------------------------------------------------------------------------------------


def test_the_head_and_the_signatures_stand_where_the_drawing_has_them():
    page = check(USUAL)

    for letters in (page.office, page.handed):
        for text, middle, y in [
            ("SỞ NỘI VỤ TỈNH LẠNG SƠN", 23.5, 14),
            ("TRUNG TÂM DỊCH VỤ", 23.5, 18.4),
            ("VIỆC LÀM TỈNH LẠNG SƠN", 23.5, 22.8),
            ("(Đóng dấu treo)", 23.5, 29.8),
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 87.5, 14),
            ("Độc lập - Tự do - Hạnh phúc", 87.5, 18.8),
            ("Bắc Sơn, ngày 24 tháng 11 năm 2026", 87.5, 29.8),
            ("PHIẾU GIỚI THIỆU VIỆC LÀM", 62.25, 38.6),
            ("Kính gửi: Công ty TNHH May Hoa Đào Xứ Lạng", 62.25, 51.86),
            ("Người giới thiệu", 91, 154.8),
            ("Hoàng Văn Thái", 91, 188.5),
        ]:
            assert place(letters, text) == pytest.approx((middle, y), abs=0.3), text
    assert place(page.office, "Người lao động") == pytest.approx((30, 154.8), abs=0.3)
    assert place(page.office, "Nông Thị Hoa") == pytest.approx((30, 188.5), abs=0.3)


def test_employer_name_position_and_expiry_are_bold_and_second_fields_keep_their_tab():
    page = check(USUAL)

    def cut(text: str) -> set[str]:
        return {letter.font for letter in find(page.handed, text)}

    for text in (USUAL.employer, "NÔNG THỊ HOA", USUAL.position, "09/12/2026"):
        assert cut(text) == {"Bold"}
    for text in (USUAL.residence, USUAL.personal_number, "Vị trí dự tuyển:"):
        assert cut(text) == {"Regular"}
    for text, tab in (("Sinh ngày", 80), ("Ngày cấp", 80), ("Email", 54)):
        assert find(page.handed, text)[0].left == pytest.approx(tab, abs=0.01)


def test_the_longest_record_ends_at_ten_points_with_nineteen_mm_to_sign():
    page = check(LONGEST)

    assert {letter.size for letter in find(page.office, LONGEST.position[:40])} == {10}
    note = find(page.office, "được giới thiệu việc làm(Ký, và ghi rõ họ tên)")[-1].y
    name = place(page.office, "Nguyên Trường Thượng Hương Giang")[1]
    assert name - note == pytest.approx(19, abs=0.01)
    assert place(page.office, LONGEST.counsellor)[1] == name
    assert place(page.handed, LONGEST.counsellor)[1] == name
    assert place(page.office, "THƯỢNG HƯƠNG GIANG")[1] == place(page.office, "Sinh ngày")[1]


def test_the_place_of_the_signed_code_stays_free():
    for slip in (USUAL, LONGEST, EMPTY):
        page = read(render_referral_slip(slip).pdf)

        assert [letter for letter in page.handed if letter.left < 25 and 177 < letter.y < 200] == []


def test_a_year_of_birth_alone_is_printed_as_it_is():
    page = check(replace(USUAL, birth_date="1961"))

    assert place(page.handed, "Sinh ngày 1961")[1] == place(page.handed, "NÔNG THỊ HOA")[1]


def test_an_email_too_wide_for_its_tab_takes_a_row_of_its_own():
    page = check(replace(USUAL, email="nong.thi.hoa.1995@example.vn", phone="0912 345 678"))

    assert find(page.handed, "Email (nếu có): nong.thi.hoa.1995@example.vn")[0].left == (
        pytest.approx(0, abs=0.01)
    )


# --- Dots ----------------------------------------------------------------------------------------


def test_filled_fields_have_no_dots_and_the_empty_email_has():
    page = read(render_referral_slip(USUAL).pdf)

    rows = [place(letters, "Email (nếu có):")[1] for letters in (page.office, page.handed)]
    assert [dots.y for dots in page.leaders] == pytest.approx([y + 0.15 for y in rows], abs=0.01)
    assert [dots.right for dots in page.leaders] == pytest.approx([138.5, 285], abs=0.01)


def test_dots_begin_on_whole_mm_and_blank_dates_have_three_places():
    page = read(render_referral_slip(EMPTY).pdf)

    assert [dots.left for dots in page.leaders] == pytest.approx(
        [round(dots.left) for dots in page.leaders], abs=0.01
    )
    office = [dots for dots in page.leaders if dots.right < 148]
    rows = {
        label: [dots for dots in office if abs(dots.y - place(page.office, label)[1]) < 1]
        for label in (
            "Sinh ngày",
            "Ngày cấp",
            "Điện thoại:",
            "Nơi thường trú:",
            "Nơi ở hiện nay:",
            "Trình độ giáo dục phổ thông:",
            "Trình độ chuyên môn kỹ thuật:",
            "Kinh nghiệm làm việc:",
            "Vị trí dự tuyển:",
        )
    }
    assert [len(found) for found in rows.values()] == [3, 4, 2, 1, 1, 1, 1, 1, 0]
    assert len(office) == 14


# --- Too much text -------------------------------------------------------------------------------


def test_only_the_experience_is_cut_and_the_counsellor_is_told():
    slip = replace(LONGEST, experience="; ".join([LONGEST.experience] * 6))

    paper = render_referral_slip(slip)

    page = read(paper.pdf)
    assert paper.notices == (CUT_NOTICE,)
    for letters, for_the_office in ((page.office, True), (page.handed, False)):
        printed = experience_on(letters, slip, for_the_office=for_the_office)
        assert printed.endswith("…")
        assert squeezed(slip.experience).startswith(printed[:-1])
        assert len(printed) > 250
        assert outside(letters) == []
    assert {letter.size for letter in find(page.office, "Kinh nghiệm làm việc:")} == {9.5}
    assert page.overlaps == ()


def test_texts_that_fill_the_page_by_themselves_are_set_smaller_and_told():
    slip = replace(LONGEST, residence=" ".join([LONGEST.residence] * 6))

    paper = render_referral_slip(slip)

    page = read(paper.pdf)
    assert paper.notices == (CUT_NOTICE, SMALL_PRINT_NOTICE)
    assert experience_on(page.office, slip, for_the_office=True) == "…"
    assert outside(page.office) == []
    assert page.overlaps == ()


def test_texts_that_no_size_can_hold_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        render_referral_slip(replace(USUAL, residence=" ".join([LONGEST.residence] * 200)))


def test_a_letter_no_font_has_is_told():
    paper = render_referral_slip(replace(USUAL, position="Lễ tân ☎"))

    assert paper.notices == (
        "Phông chữ không có ký tự “☎” (U+260E): trên giấy in thay bằng ô vuông □.",
    )
    assert find(read(paper.pdf).handed, "Lễ tân □")


# --- Letterheads ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parent", "centre"),
    [
        ("", "Trung tâm Dịch vụ Việc làm"),
        ("Sở Nội vụ tỉnh Lạng Sơn", "Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn, cơ sở Bắc Sơn"),
        (
            "Ủy ban nhân dân tỉnh Lạng Sơn – Sở Nội vụ",
            "Trung tâm Dịch vụ Việc làm và Giáo dục nghề nghiệp thường xuyên tỉnh Lạng Sơn",
        ),
        ("Sở " * 30, "Trung tâm Ệ Ẵ Ỗ Ự Ọ " * 8),
    ],
)
def test_other_letterheads_keep_clear_of_the_title_and_of_the_motto(parent: str, centre: str):
    letterhead = replace(LETTERHEAD, parent_body=parent.strip(), centre_name=centre.strip())

    page = check(replace(USUAL, letterhead=letterhead))

    stamp = place(page.office, "(Đóng dấu treo)")[1]
    assert 29.7 < stamp < 32
    head = [letter for letter in page.office if letter.y < stamp - 0.1 and letter.left < 49]
    assert [letter for letter in head if letter.right > 47.01] == []


def test_a_very_long_place_name_stays_in_its_column():
    place_name = "Văn phòng đại diện Bắc Sơn, xã Bắc Sơn, tỉnh Lạng Sơn"
    page = check(replace(USUAL, letterhead=replace(LETTERHEAD, place_name=place_name)))

    line = find(page.handed, f"{place_name}, ngày 24 tháng 11 năm 2026")
    assert line[0].left > 50.4
    assert line[-1].right < 124.6


# --- Names and letters ---------------------------------------------------------------------------


def test_a_firm_with_marks_of_markup_and_stacked_letters_is_printed_whole():
    check(
        replace(
            USUAL,
            employer="Công ty <Sao> & Bạn",
            worker_name="Đặng Ằm Ẳng Ẵng Ặc Ểnh Ễnh Ệnh Ổn Ỗn Ộn",
            position="Ửng Ữ Ự ỹ đ Đ ằẳẵặ ểễệ ổỗộ ửữự",
        )
    )


def test_decomposed_input_prints_composed():
    decomposed = replace(USUAL, worker_name=unicodedata.normalize("NFD", USUAL.worker_name))

    page = read(render_referral_slip(decomposed).pdf)

    assert place(page.office, "NÔNG THỊ HOA")[1] == place(page.office, "Sinh ngày")[1]


syllables = st.sampled_from(
    (
        *("Nông", "Thị", "Hoa", "Ằm", "Ẳng", "Ẵng", "Ặc", "Ểnh", "Ễnh", "Ệnh", "Ổn", "Ỗn", "Ộn"),
        *("Ửng", "Ữ", "Ự", "Kỹ", "Đặng", "đường", "Nguyễn", "Phương", "Thảo", "Trường", "Thượng"),
        *("xã", "thôn", "tỉnh", "Lạng", "Sơn", "số", "12", "17/5", "(thuê", "–", "trọ)", "CN-07,"),
        *("<b>", "&", "tháng\u00a09/2026", "khôngcódấucáchdàihơnbìnhthường"),
    )
)


def phrases(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(syllables, min_size=least, max_size=most).map(" ".join)


slips = st.builds(
    ReferralSlip,
    number=st.just("BS1-2026-00042"),
    letterhead=st.just(LETTERHEAD),
    issued_on=st.just(date(2026, 11, 24)),
    employer=phrases(1, 25),
    worker_name=phrases(1, 10),
    birth_date=st.sampled_from(["", "1961", "3/1961", "14/03/1995"]),
    personal_number=st.sampled_from(["", "020195001234", "082123456"]),
    personal_number_issued_on=st.none() | st.dates(date(2016, 1, 1), date(2026, 1, 1)),
    phone=st.sampled_from(["", "0912 345 678", "0912 345 678; 0205 381 2345"]),
    email=st.sampled_from(["", "a@b.vn", "hoa@example.vn"])
    | st.from_regex(r"[a-z.]{1,60}@[a-z]{1,60}\.vn", fullmatch=True),
    residence=phrases(0, 60),
    present_address=phrases(0, 60),
    general_education=phrases(0, 10),
    technical_level=phrases(0, 30),
    experience=phrases(0, 200),
    position=phrases(1, 20),
    valid_until=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    counsellor=phrases(0, 7),
)


@given(slips)
@settings(max_examples=100, deadline=None)
def test_any_person_is_printed_whole_or_told_of(slip: ReferralSlip):
    paper = render_referral_slip(slip)

    page = read(paper.pdf)
    assert page.overlaps == ()
    for letters, for_the_office in ((page.office, True), (page.handed, False)):
        assert outside(letters) == []
        printed = experience_on(letters, slip, for_the_office=for_the_office)
        if CUT_NOTICE in paper.notices:
            assert printed.endswith("…")
            assert squeezed(slip.experience).startswith(printed[:-1])
        else:
            assert printed == squeezed(slip.experience)
            assert paper.notices == ()


# --- The file ------------------------------------------------------------------------------------


def test_the_file_names_itself_and_embeds_all_its_fonts():
    pdf = render_referral_slip(USUAL).pdf

    with pdfplumber.open(BytesIO(pdf)) as document:
        catalog: dict[str, Any] = resolve1(document.doc.catalog)
        fonts = resolve1(resolve1(document.pages[0].page_obj.resources)["Font"])
        described = [resolve1(font) for font in fonts.values()]
        metadata = document.metadata
    assert catalog["Lang"] == b"vi-VN"
    assert resolve1(catalog["ViewerPreferences"]) == {"DisplayDocTitle": True}
    assert metadata["Title"] == "Phiếu giới thiệu việc làm BS1-2026-00042"
    assert metadata["Author"] == "Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn"
    assert ["FontFile2" in resolve1(font["FontDescriptor"]) for font in described] == [True] * len(
        fonts
    )
    assert sorted(str(font["BaseFont"]).partition("+")[2].strip("'") for font in described) == [
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
    ]


def test_nothing_is_written_to_disk(tmp_path: Path):
    script = """
import os, sys
from datetime import date
from test_referral_slip import LONGEST, render_referral_slip
render_referral_slip(LONGEST)  # the fonts are read once
written = []
def watch(event, arguments):
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        written.append(arguments[0])
sys.addaudithook(watch)
render_referral_slip(LONGEST)
sys.stdout.write(repr(written))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout, done.stderr) == ("[]", "")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def taking_turns() -> Iterator[None]:
    """Threads take turns more often than in the program, where it is rare that they meet."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("taking_turns")
def test_papers_made_at_once_are_all_whole():
    with ThreadPoolExecutor(4) as hands:
        papers = list(hands.map(render_referral_slip, [USUAL] * 60))
    assert {len(pypdfium2.PdfDocument(paper.pdf)) for paper in papers} == {1}
