"""The recovery code on paper: read back, one page, nothing cut, nothing that names a worker."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from desktop_app.letters.recovery_sheet import (
    SENTENCES,
    TITLE,
    RecoverySheet,
    render_recovery_sheet,
)

CODE = "ACDE-FGHJ-KMNP-QRTV-WXY3-4679-ACDE-FGHJ"
MM = 72 / 25.4
USUAL = RecoverySheet(
    office_name="Văn phòng Bắc Sơn",
    pc=2,
    place_name="Bắc Sơn",
    printed_on=date(2026, 11, 23),
    code=CODE,
)


def pages(pdf: bytes) -> list[Any]:
    """The pages of a paper."""
    with pdfplumber.open(BytesIO(pdf)) as paper:
        return [page for page in paper.pages if page.chars]


def test_the_sheet_says_whose_code_it_is_and_what_to_do_with_it():
    paper = render_recovery_sheet(USUAL)
    assert paper.notices == ()
    (page,) = pages(paper.pdf)
    assert (round(float(page.width) / MM, 1), round(float(page.height) / MM, 1)) == (210.0, 148.5)
    lines = page.extract_text().splitlines()
    assert lines[:5] == [
        "Văn phòng Bắc Sơn · máy số 2",
        "Bắc Sơn, ngày 23 tháng 11 năm 2026",
        TITLE,
        "ACDE FGHJ KMNP QRTV",
        "WXY3 4679 ACDE FGHJ",
    ]
    assert " ".join(lines[5:]) == " ".join(SENTENCES)


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("ACDE FGHJ KMNP", ["ACDE FGHJ", "KMNP"]),
        ("ACDE", ["ACDE"]),
    ],
)
def test_the_groups_stand_in_two_lines(code: str, read: list[str]):
    (page,) = pages(render_recovery_sheet(replace(USUAL, code=code)).pdf)
    lines = page.extract_text().splitlines()
    assert lines[3 : 3 + len(read)] == read


def test_everything_keeps_a_margin():
    longest = replace(USUAL, office_name="Văn phòng đại diện Trung tâm Dịch vụ Việc làm Văn Quan")
    (page,) = pages(render_recovery_sheet(longest).pdf)
    edge = 10 * MM
    assert min(char["x0"] for char in page.chars) >= edge
    assert max(char["x1"] for char in page.chars) <= float(page.width) - edge
    assert max(char["bottom"] for char in page.chars) <= float(page.height) - edge


def test_the_fonts_are_embedded():
    (page,) = pages(render_recovery_sheet(USUAL).pdf)
    assert all("+" in char["fontname"] for char in page.chars)  # a subset of its own


def test_letters_the_font_does_not_have_are_told():
    paper = render_recovery_sheet(replace(USUAL, office_name="Văn phòng 北山"))
    assert len(paper.notices) == 1
    assert len(pages(paper.pdf)) == 1
