"""Thiết lập › Sao lưu: what is there, a backup at once, and the second folder, which only the head
chooses."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.staff import COUNSELLOR, Staff
from desktop_app.office.backups import back_up, keep_test, prove_newest
from desktop_app.office.desk import Desk
from desktop_app.office.restoring import second_folder_of
from desktop_app.storage import records
from tests.office.conftest import Clock
from tests.ui.fixture_types import Pressing, Showing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.care import Care
from ui.screens.backups import BackupsScreen
from ui.workplace import Workplace

F10 = Qt.Key.Key_F10


@pytest.fixture
def screen(place: Workplace, trail: Trail) -> BackupsScreen:
    """The screen, not shown yet."""
    assert trail.went == []
    return BackupsScreen(place, Care(place))


def settle(lanes: Lanes) -> None:
    for _ in range(12):
        lanes.drain()


def test_without_any_it_says_so(
    screen: BackupsScreen, shown: Showing, cut_off: Callable[[QWidget], list[str]]
):
    shown(screen)
    assert screen.headline.text() == "Chưa có bản sao lưu nào của máy này"
    assert (screen.table.count(), cut_off(screen)) == (0, [])


def test_what_is_there_is_listed(
    screen: BackupsScreen,
    shown: Showing,
    desk: Desk,
    clock: Clock,
    cut_off: Callable[[QWidget], list[str]],
):
    back_up(desk)
    clock.move(days=1)
    back_up(desk)
    test = prove_newest(desk)
    assert test is not None
    keep_test(desk, test=test)
    clock.move(hours=2)
    shown(screen)
    assert (screen.headline.text(), screen.age.text(), screen.proof.text()) == (
        "Bản sao lưu gần nhất: 24/11/2026 08:30",
        "2 giờ trước",
        "Bản sao lưu 24/11/2026 08:30: đã mở thử, tốt",
    )
    assert [row[:3] for row in words_of(screen.table)] == [
        ["24/11/2026 08:30", "máy này", "tốt"],
        ["23/11/2026 08:30", "máy này", ""],
    ]
    assert cut_off(screen) == []


def test_one_is_made_at_once(screen: BackupsScreen, shown: Showing, press: Pressing, lanes: Lanes):
    shown(screen)
    press(F10)
    settle(lanes)
    assert screen.proof.text() == "Bản sao lưu 23/11/2026 08:30: đã mở thử, tốt"
    assert (screen.table.count(), screen.now_button.isEnabled(), screen.work.text()) == (
        1,
        True,
        "",
    )


def test_the_head_chooses_the_second_folder(
    screen: BackupsScreen,
    shown: Showing,
    desk: Desk,
    lanes: Lanes,
    answering: Callable[[bool], None],
    tmp_path_factory: pytest.TempPathFactory,
):
    stick = tmp_path_factory.mktemp("stick")
    shown(screen)
    screen.use(stick)
    settle(lanes)
    assert (screen.second.text(), screen.second_state.text()) == (
        str(stick),
        "đã có bản mới nhất",
    )
    assert [row[1] for row in words_of(screen.table)] == ["máy này và thư mục thứ hai"]
    answering(True)
    screen.none_button.click()
    settle(lanes)
    assert second_folder_of(desk.folder) is None
    assert screen.second.text().startswith("Chưa chọn.")


def test_a_folder_that_will_not_do_is_a_sentence(
    screen: BackupsScreen, shown: Showing, desk: Desk, lanes: Lanes, trail: Trail
):
    shown(screen)
    screen.use(desk.folder / "backups")
    settle(lanes)
    (said,) = trail.troubled
    assert said.startswith("Thư mục này nằm trong thư mục dữ liệu")


def test_a_counsellor_looks_and_backs_up_but_does_not_choose(
    screen: BackupsScreen,
    shown: Showing,
    desk: Desk,
    lanes: Lanes,
    trail: Trail,
    tmp_path: Path,
    cut_off: Callable[[QWidget], list[str]],
):
    with desk.store.write(user=desk.user.id) as transaction:
        me = records.get(transaction, Staff, desk.user.id)
        assert me is not None
        records.save(transaction, replace(me, role=COUNSELLOR))
    shown(screen)
    assert (screen.choose_button.isEnabled(), screen.only_heads.isVisible()) == (False, True)
    assert (screen.now_button.isEnabled(), cut_off(screen)) == (True, [])
    screen.use(tmp_path)
    settle(lanes)
    assert trail.troubled == [str(NotAllowed())]
    assert second_folder_of(desk.folder) is None
