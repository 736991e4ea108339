"""Whoever sees badly, has no mouse, or hears the screen read aloud can do everything here."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop_app.office.employers import find_employers
from desktop_app.office.referrals import open_referrals
from desktop_app.office.workers import find_workers
from tests.ui.counsellor import HEIGHT, WIDTH, Counsellor
from tests.ui.fixture_types import CutOff
from ui.screens.everything import Screens
from ui.screens.screen import Screen
from ui.theme import LIGHT, PRESETS, Theme, apply_theme, zoomed

LARGEST = 175
CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)


@pytest.fixture(params=PRESETS, ids=lambda theme: theme.name)
def enlarged(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    """Each preset, as large as it gets."""
    theme = zoomed(request.param, LARGEST)
    apply_theme(qapp, theme)
    yield theme
    apply_theme(qapp, LIGHT)


@pytest.mark.usefixtures("enlarged")
def test_no_word_is_cut_off_at_the_largest_zoom(busy: Counsellor, cut_off: CutOff) -> None:
    found = {}
    for screen in each_screen(busy):
        assert busy.main.size().toTuple() == (WIDTH, HEIGHT), screen.name
        found[screen.name] = cut_off(busy.main)
    assert {name: words for name, words in found.items() if words} == {}


def test_every_control_has_a_name_that_is_read_aloud(busy: Counsellor) -> None:
    nameless = {
        screen.name: [told(part) for part in controls(busy.main) if not name_of(part)]
        for screen in each_screen(busy)
    }
    assert {name: parts for name, parts in nameless.items() if parts} == {}


def test_tab_reaches_every_control_and_never_stays(busy: Counsellor) -> None:
    for screen in each_screen(busy):
        wanted = {part for part in controls(screen) if takes_tab(part)}
        met = set(met_by_tab(busy))
        assert wanted - met == set(), screen.name


def each_screen(counsellor: Counsellor) -> Iterator[Screen]:
    """Every screen of the program, filled, one after the other."""
    screens = counsellor.main.screens
    assert isinstance(screens, Screens)
    for name in screens.names():
        counsellor.go(name, **filled(counsellor, name))
        counsellor.main.resize(WIDTH, HEIGHT)
        counsellor.settle()
        yield counsellor.main.current()


def filled(counsellor: Counsellor, name: str) -> dict[str, str]:
    """What a screen is opened with so that it has something to show."""
    desk = counsellor.main.place.desk
    person = find_workers(desk, text="", offset=0, limit=1).rows[0].id
    firm = find_employers(desk, text="", offset=0, limit=1).rows[0].id
    return {
        "workers": {"worker_id": person},
        "visit_form": {"worker_id": person},
        "contact_form": {"worker_id": person},
        "referral_form": {"worker_id": person},
        "outcome_form": {"referral_id": open_referrals(desk)[0].id},
        "employers": {"employer_id": firm},
        "vacancy_form": {"employer_id": firm},
    }.get(name, {})


def controls(within: QWidget) -> list[QWidget]:
    """All that one works with, and sees."""
    return [
        part
        for part in within.findChildren(QWidget)
        if isinstance(part, CONTROLS) and part.isVisible() and part.isEnabled()
    ]


def name_of(part: QWidget) -> str:
    """What a screen reader says of it."""
    return part.accessibleName() or (part.text() if isinstance(part, QAbstractButton) else "")


def told(part: QWidget) -> str:
    """Which one it is, for whoever mends it."""
    above = part.parentWidget()
    return f"{type(part).__name__} {part.objectName()} in {type(above).__name__}"


def takes_tab(part: QWidget) -> bool:
    """Whether Tab may stop there."""
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def met_by_tab(counsellor: Counsellor) -> Iterator[QWidget]:
    """Where Tab comes by, from the focus on until it comes back."""
    first = counsellor.qapp.focusWidget()
    for _ in range(300):
        here = counsellor.qapp.focusWidget()
        assert here is not None
        yield here
        QTest.keyClick(here, Qt.Key.Key_Tab)
        if counsellor.qapp.focusWidget() in (first, here):
            return
