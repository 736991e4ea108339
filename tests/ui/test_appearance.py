"""Thiết lập › Hiển thị dresses the whole program anew and loses nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.office.appearance import APPEARANCE_FILE, Appearance, appearance_of
from desktop_app.office.drafts import drafts
from tests.ui.counsellor import Counsellor
from ui.screens.worker_form import WorkerForm
from ui.theme import LIGHT, apply_theme, current_theme

CARDS = (
    "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021",
    "020195007890||Triệu Thị Mùi|09091995|Nữ|Thôn Hữu Vĩnh, Bắc Sơn, Lạng Sơn|12112024||||",
)


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp, LIGHT)


def change(counsellor: Counsellor, preset: str, zoom: str) -> None:
    """As hands do it: the digits of both rows, then F10."""
    counsellor.go("display_settings")
    counsellor.type(preset, zoom, Qt.Key.Key_F10)
    counsellor.qtbot.waitUntil(lambda: counsellor.main.isEnabled())
    counsellor.come_in()


def test_two_digits_and_f10_change_the_look_at_once(counsellor: Counsellor):
    before = counsellor.main
    change(counsellor, "3", "2")
    assert (current_theme().name, current_theme().zoom) == ("high-contrast", 110)
    assert (counsellor.main is not before, counsellor.here) == (True, "display_settings")
    assert appearance_of(counsellor.program.folder) == Appearance("high-contrast", 110)


def test_the_sign_in_wears_it_the_next_time(counsellor: Counsellor):
    change(counsellor, "2", "1")
    apply_theme(counsellor.qapp, LIGHT)
    counsellor.program._wear()
    assert current_theme().name == "large-type"


def test_what_is_being_typed_is_kept_as_a_draft(counsellor: Counsellor):
    counsellor.go("worker_form")
    counsellor.type("012345")
    change(counsellor, "1", "3")
    assert [draft.screen for draft in drafts(counsellor.main.place.desk)] == ["worker_form"]


def test_a_card_that_waits_goes_on_waiting(counsellor: Counsellor):
    for card in CARDS:
        intake = counsellor.program.cards
        assert intake is not None
        intake.take(card)
        counsellor.settle()
    assert "Triệu Thị Mùi" in counsellor.main.cards.text()
    change(counsellor, "1", "2")
    assert "Triệu Thị Mùi" in counsellor.main.cards.text()
    counsellor.press(Qt.Key.Key_F12)
    screen = counsellor.main.current()
    assert isinstance(screen, WorkerForm)
    assert screen.form.record().full_name == "Triệu Thị Mùi"
    assert counsellor.main.cards.text() == ""


def test_a_folder_that_takes_no_file_changes_nothing(counsellor: Counsellor):
    (counsellor.program.folder / APPEARANCE_FILE).mkdir()
    before = counsellor.main
    counsellor.go("display_settings")
    counsellor.type("3", "2", Qt.Key.Key_F10)
    assert (counsellor.main, current_theme()) == (before, LIGHT)
    assert "giữ nguyên như cũ" in counsellor.main.strip.text()
    assert before.isEnabled()
