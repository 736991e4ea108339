"""Dates as they are typed, shown and written."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.dates import (
    local_date,
    long_date,
    parse_date,
    parse_partial_date,
    show_ago,
    show_clock,
    show_date,
    show_time,
    start_of_day,
    weekday,
)
from desktop_app.domain.partial_dates import PartialDate

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("010295", date(1995, 2, 1)),
        ("01021995", date(1995, 2, 1)),
        ("1/2/95", date(1995, 2, 1)),
        ("1/2/1995", date(1995, 2, 1)),
        (" 1 . 2 . 1995 ", date(1995, 2, 1)),
        ("1-2-95", date(1995, 2, 1)),
        ("1 2 1995", date(1995, 2, 1)),
        ("1995-02-01", date(1995, 2, 1)),
        ("7/12", date(2026, 12, 7)),
        ("1/2/27", date(2027, 2, 1)),
        ("1/2/46", date(2046, 2, 1)),
        ("1/2/47", date(1947, 2, 1)),
        ("29/2/2024", date(2024, 2, 29)),
        ("t", TODAY),
        ("T", TODAY),
        ("+7", date(2026, 11, 30)),
        ("-1", date(2026, 11, 22)),
    ],
)
def test_a_day_is_read(typed: str, day: date) -> None:
    assert parse_date(typed, today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/2/1995", "Không có ngày 31/02/1995"),
        ("290295", "Không có ngày 29/02/1995"),
        ("0/2/1995", "Không có ngày 00/02/1995"),
        ("1/13/1995", "Không có tháng 13"),
        ("1995", "Cần đủ ngày, tháng, năm"),
        ("2/1995", "Cần đủ ngày, tháng, năm"),
        ("1/2/0195", "Năm phải từ 1900 đến 2100"),
        ("1/2/195", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("12", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("10295", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("hôm qua", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("1/2/1995/3", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
        ("٠١٠٢٩٥", "Chưa đọc được ngày; hãy gõ như 01/02/1995 hoặc 010295"),
    ],
)
def test_what_is_no_day_is_said(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_date(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1995", PartialDate(1995)),
        ("2/1995", PartialDate(1995, 2)),
        ("02-1995", PartialDate(1995, 2)),
        ("010295", PartialDate(1995, 2, 1)),
        ("1/2/26", PartialDate(2026, 2, 1)),
        ("1/2/27", PartialDate(1927, 2, 1)),
    ],
)
def test_a_birth_date_is_read_as_precisely_as_it_is_known(typed: str, born: PartialDate) -> None:
    assert parse_partial_date(typed, today=TODAY) == born


@pytest.mark.parametrize("typed", ["1895", "13/1995", "30/2/1995", "abc", "", "95"])
def test_what_is_no_birth_date_raises(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^(Năm|Không có|Chưa đọc được)"):
        parse_partial_date(typed, today=TODAY)


@given(st.text("0123456789/+-t. ", max_size=12))
def test_reading_raises_nothing_but_a_sentence(text: str) -> None:
    for parse in (parse_date, parse_partial_date):
        try:
            parse(text, today=TODAY)
        except ValueError as error:
            assert re.match("Năm|Không có|Chưa đọc được|Cần đủ", str(error))  # noqa: PT017


@given(DAYS)
def test_what_is_shown_is_read_back(day: date) -> None:
    assert parse_date(show_date(day), today=TODAY) == day
    for partial in (
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate.from_date(day),
    ):
        assert parse_partial_date(show_date(partial), today=TODAY) == partial


def test_dates_are_shown() -> None:
    assert show_date(date(1995, 2, 1)) == "01/02/1995"
    assert show_date(PartialDate(1995)) == "1995"
    assert show_date(PartialDate(1995, 2)) == "02/1995"
    assert show_date(None) == ""


def test_times_are_shown_as_in_vietnam() -> None:
    moment = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert show_time(moment) == "23/11/2026 01:05"
    assert show_clock(moment) == "01:05"
    assert local_date(moment) == date(2026, 11, 23)
    assert local_date(moment - timedelta(hours=2)) == date(2026, 11, 22)


@given(DAYS)
def test_a_day_begins_at_its_first_moment(day: date) -> None:
    start = start_of_day(day)
    assert start.tzinfo is UTC
    assert show_time(start) == f"{show_date(day)} 00:00"


def test_a_time_without_its_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        show_time(datetime(2026, 11, 23, 9, 52))  # noqa: DTZ001 - that is the point


def test_dates_are_written_as_on_papers() -> None:
    assert long_date(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert long_date(date(2026, 3, 12)) == "ngày 12 tháng 3 năm 2026"
    assert weekday(TODAY) == "Thứ Hai"
    assert weekday(date(2026, 11, 29)) == "Chủ Nhật"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-1, "vừa xong"),  # the clock was set back
        (0, "vừa xong"),
        (0.2, "12 phút trước"),
        (1, "1 giờ trước"),
        (9.9, "9 giờ trước"),
        (11, "hôm qua"),
        (35, "2 ngày trước"),
    ],
)
def test_how_long_ago_by_the_days_on_the_calendar(hours: float, said: str):
    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam
    assert show_ago(now - timedelta(hours=hours), now=now) == said
