"""Nhật ký truy cập: read page by page by a head; everybody else sees a sentence."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.staff import Staff
from desktop_app.office.audit import Act, note
from desktop_app.storage import records
from tests.office.conftest import Counter
from tests.ui.fixture_types import Showing
from tests.ui.screens.conftest import Trail, words_of
from ui.background import Lanes
from ui.screens.audit import AuditScreen
from ui.workplace import Workplace


@pytest.fixture
def screen(place: Workplace) -> AuditScreen:
    """The screen, not opened yet."""
    return AuditScreen(place)


def test_the_newest_line_stands_first_with_its_names(
    screen: AuditScreen,
    counter: Counter,
    shown: Showing,
    cut_off: Callable[[QWidget], list[str]],
    qtbot: QtBot,
):
    desk, mui = counter.desk, counter.registered()
    letter = counter.issued(mui)
    note(desk, acts=[Act(act="view", at=desk.moment(), kind="worker", record_id=mui.id)])
    printed = Act(
        act="print",
        at=desk.moment(),
        kind="referral",
        record_id=letter.id,
        detail=letter.number,
    )
    note(desk, acts=[printed])
    shown(screen)
    at, me, her = "23/11/2026 08:30", "Lý Thị Hoa", "Triệu Thị Mùi, sinh 1995"
    assert words_of(screen.table) == [
        [at, me, "In giấy tờ", her, letter.number],
        [at, me, "Xem hồ sơ", her, ""],
        [at, me, "Đăng nhập", "", ""],
    ]
    assert screen.about.text() == "3 dòng trên máy này, mới nhất trước · không ai sửa hay xóa"
    qtbot.waitUntil(lambda: cut_off(screen) == [])
    assert screen.focusWidget() is screen.table


def test_a_long_audit_is_read_page_by_page(
    screen: AuditScreen, counter: Counter, shown: Showing, lanes: Lanes, qapp: QApplication
):
    desk = counter.desk
    acts = [Act(act="export", at=desk.moment(), detail=f"lần {n}") for n in range(1000)]
    note(desk, acts=acts)
    shown(screen)
    assert screen.table.count() == 1001
    screen.table.scrollToBottom()
    qapp.processEvents()  # what comes into view is asked for
    lanes.drain()
    lines = [screen.table.record(row) for row in (999, 1000)]
    assert [line.row.detail for line in lines if line is not None] == ["lần 0", ""]


def test_it_reads_anew_whenever_one_comes(screen: AuditScreen, counter: Counter, shown: Showing):
    shown(screen)
    note(counter.desk, acts=[Act(act="export", at=counter.desk.moment(), detail="mới")])
    shown(screen)
    assert words_of(screen.table)[0][4] == "mới"


def test_a_counsellor_sees_a_sentence(
    screen: AuditScreen, counter: Counter, shown: Showing, trail: Trail
):
    desk = counter.desk
    with desk.store.write(user="somebody") as transaction:
        known = records.get(transaction, Staff, desk.user.id)
        assert known is not None
        records.save(transaction, replace(known, role="counsellor"))
    shown(screen)
    assert (screen.table.isVisible(), screen.about.text(), trail.troubled) == (False, "", [])
