"""Days and moments as people type them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.partial_dates import PartialDate
from ui.forms.date_editors import DateEditor, MomentEditor, PartialDateEditor
from ui.forms.editors import LineEditor
from ui.forms.field import Unreadable

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 52, 41, tzinfo=UTC)  # 09:52:41 in Vietnam


def today() -> date:
    return TODAY


def now() -> datetime:
    return NOW


@pytest.mark.parametrize(
    ("editor", "typed", "value", "shown"),
    [
        (DateEditor, "010295", date(1995, 2, 1), "01/02/1995"),
        (DateEditor, "1/2/95", date(1995, 2, 1), "01/02/1995"),
        (DateEditor, "t", TODAY, "23/11/2026"),
        (DateEditor, "+7", date(2026, 11, 30), "30/11/2026"),
        (DateEditor, "", None, ""),
        (PartialDateEditor, "1995", PartialDate(1995), "1995"),
        (PartialDateEditor, "2/1995", PartialDate(1995, 2), "02/1995"),
        (PartialDateEditor, "12031996", PartialDate(1996, 3, 12), "12/03/1996"),
        (PartialDateEditor, "", None, ""),
    ],
)
def test_a_day_is_read_and_written_tidily(
    qtbot: QtBot,
    editor: Callable[[Callable[[], date]], LineEditor],
    typed: str,
    value: object,
    shown: str,
) -> None:
    made = editor(today)
    qtbot.addWidget(made)
    qtbot.keyClicks(made, typed)
    assert made.value() == value
    made.tidy()
    assert (made.text(), made.value()) == (shown, value)


@pytest.mark.parametrize("editor", [DateEditor, PartialDateEditor])
@pytest.mark.parametrize("typed", ["30/02/1996", "12/3/", "hom qua", "32011996"])
def test_a_half_typed_day_is_a_problem_and_stays(
    qtbot: QtBot, editor: Callable[[Callable[[], date]], LineEditor], typed: str
) -> None:
    made = editor(today)
    qtbot.addWidget(made)
    qtbot.keyClicks(made, typed)
    made.tidy()
    value = made.value()
    assert isinstance(value, Unreadable)
    assert value.message
    assert made.text() == typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("23/11/2026 09:52", datetime(2026, 11, 23, 2, 52, tzinfo=UTC)),
        ("1/11/26 0:05", datetime(2026, 10, 31, 17, 5, tzinfo=UTC)),
        ("t 14h30", datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
        ("t", datetime(2026, 11, 23, 2, 52, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_moment_is_typed_on_vietnams_clock_and_kept_in_utc(
    qtbot: QtBot, typed: str, value: datetime | None
) -> None:
    editor = MomentEditor(now)
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor, typed)
    assert editor.value() == value


@pytest.mark.parametrize("typed", ["23/11/2026 25:00", "23/11/2026 9:75", "9:52", "t 9"])
def test_a_moment_that_cannot_be_is_a_problem(qtbot: QtBot, typed: str) -> None:
    editor = MomentEditor(now)
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor, typed)
    assert isinstance(editor.value(), Unreadable)


def test_a_moment_shown_keeps_its_seconds_until_it_is_changed(qtbot: QtBot) -> None:
    editor = MomentEditor(now)
    qtbot.addWidget(editor)
    editor.set_value(NOW)
    assert (editor.text(), editor.value()) == ("23/11/2026 09:52", NOW)
    editor.setText("22/11/2026")
    assert editor.value() == datetime(2026, 11, 22, 2, 52, tzinfo=UTC)
