"""The data that ship: code lists as their readers expect them, fonts and icons that draw."""

import csv
import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from reportlab.pdfbase.ttfonts import TTFontFile

from desktop_app.paths import resources

CATALOGUES = sorted((resources() / "catalogues").glob("*.csv"))
FONTS = sorted((resources() / "fonts").glob("*.ttf"))
ICONS = sorted((resources() / "icons").glob("*.svg"))

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\N{COMBINING GRAVE ACCENT}", "\N{COMBINING HOOK ABOVE}", "\N{COMBINING TILDE}"]
TONES += ["\N{COMBINING ACUTE ACCENT}", "\N{COMBINING DOT BELOW}"]


def vietnamese_letters() -> set[str]:
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    small |= set("bcdđfghjklmnpqrstvwxz")
    return small | {letter.upper() for letter in small}


def rows_of(catalogue: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(catalogue.read_text("utf-8"), newline=""), strict=True))


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name_of)
def test_catalogue_is_plain_utf8(catalogue: Path):
    text = catalogue.read_bytes().decode("utf-8")
    assert text == unicodedata.normalize("NFC", text).removeprefix("\N{BYTE ORDER MARK}")
    assert "\r" not in text


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name_of)
def test_catalogue_rows_fill_its_columns(catalogue: Path):
    rows = rows_of(catalogue)
    assert rows
    for row in rows:
        assert None not in row  # more values than headings
        assert None not in row.values()  # fewer


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=name_of)
def test_catalogue_validity_is_iso_dates(catalogue: Path):
    for row in rows_of(catalogue):
        start, end = row.get("valid_from", ""), row.get("valid_to", "")
        assert date.fromisoformat(start or "0001-01-01") <= date.fromisoformat(end or "9999-12-31")


def test_work_lists_name_each_code_once():
    codes = [
        (row["list"], row["code"]) for row in rows_of(resources() / "catalogues/work_lists.csv")
    ]
    assert len(codes) == len(set(codes))


def test_every_old_commune_leads_to_one_default_new_one():
    folder = resources() / "catalogues"
    old = [row["ward_code"] for row in rows_of(folder / "langson_communes_old.csv")]
    new = {row["code"] for row in rows_of(folder / "langson_communes_new.csv")}
    moves = rows_of(folder / "langson_communes_old_to_new.csv")
    defaults = [move["old_ward_code"] for move in moves if move["is_default"] == "1"]
    assert sorted(defaults) == sorted(old)
    assert {move["new_code"] for move in moves} == new


@pytest.mark.parametrize("font", FONTS, ids=name_of)
def test_font_has_every_vietnamese_letter(font: Path):
    drawn = TTFontFile(str(font)).charToGlyph
    assert {letter for letter in vietnamese_letters() if ord(letter) not in drawn} == set()


@pytest.mark.parametrize("icon", ICONS, ids=name_of)
def test_icon_draws(icon: Path):
    picture = QImage(40, 40, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    blank = picture.copy()
    painter = QPainter(picture)
    QSvgRenderer(str(icon)).render(painter)
    painter.end()
    assert picture != blank
