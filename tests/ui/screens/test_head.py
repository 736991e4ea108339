"""The head of a screen takes a second line before it cuts a word."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.cards import KeyButton, words
from ui.screens.head import Head
from ui.theme import measures


@pytest.fixture
def head(on_screen: Callable[[QWidget], None]) -> Head:
    about = words("87 lượt, mới nhất trước", "sub")
    tools = (KeyButton("Thêm", "F4", bind=False), KeyButton("Chép sang Excel"))
    head = Head((words("Tư vấn", "h1"), about), tools, edge=16)
    on_screen(head)
    return head


@pytest.mark.parametrize(("width", "lines"), [(900, 1), (360, 2)])
def test_it_has_as_many_lines_as_it_needs(
    head: Head,
    qapp: QApplication,
    cut_off: Callable[[QWidget], list[str]],
    width: int,
    lines: int,
):
    head.resize(width, head.height())
    qapp.processEvents()
    assert (head.height() > measures().title_row) == (lines == 2)
    assert cut_off(head) == []


def test_longer_words_take_the_second_line_too(
    head: Head, qtbot, cut_off: Callable[[QWidget], list[str]]
):
    head.resize(520, head.height())
    title, about = head.findChildren(type(words("")))
    about.setText("12.487 lượt của 9.214 người, mới nhất trước")
    qtbot.waitUntil(lambda: head.height() > measures().title_row)
    qtbot.waitUntil(lambda: cut_off(head) == [])
    assert title.isVisible()


def test_words_at_the_right_that_may_wrap_stand_in_one_line_where_there_is_room(
    on_screen: Callable[[QWidget], None], qtbot: QtBot
):
    about = words("1 dòng trên máy này, mới nhất trước · không ai sửa hay xóa", "sub", wrap=True)
    head = Head((words("Thiết lập", "h1"),), (about,), edge=16)
    screen = QWidget()
    QVBoxLayout(screen).addWidget(head)
    screen.resize(900, 200)
    on_screen(screen)
    one_line = about.fontMetrics().horizontalAdvance(about.text())
    qtbot.waitUntil(lambda: about.width() >= one_line)
    screen.resize(300, 200)
    qtbot.waitUntil(lambda: about.width() < one_line)
    assert screen.width() == 300
