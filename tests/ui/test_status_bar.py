"""The bar below every screen: what is said gives way where there is no room for it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.status_bar import ALL_WORDS_FROM, News, StatusBar
from ui.theme import scaled

LONG = "Đã cất lượt tư vấn của Công ty TNHH Một thành viên Xuất nhập khẩu Tổng hợp Hữu Nghị."


def test_long_news_do_not_widen_the_window(on_screen: Callable[[QWidget], None]) -> None:
    bar = StatusBar()
    on_screen(bar)
    bar.say("Đã cất.")
    least = bar.minimumSizeHint().width()
    bar.say(LONG)
    assert bar.minimumSizeHint().width() == least


def test_news_that_are_cut_are_whole_in_the_tip(
    qtbot: QtBot, on_screen: Callable[[QWidget], None]
) -> None:
    news = News()
    news.setText(LONG)
    news.resize(200, 20)
    on_screen(news)
    qtbot.waitUntil(lambda: news.toolTip() == LONG)
    news.resize(news.sizeHint())
    qtbot.waitUntil(lambda: news.toolTip() == "")


def test_on_a_narrow_bar_the_lock_says_by_itself_what_it_means(
    on_screen: Callable[[QWidget], None],
) -> None:
    bar = StatusBar()
    bar.resize(scaled(ALL_WORDS_FROM), bar.height())
    on_screen(bar)
    assert bar.lock_words.isVisible()
    bar.resize(scaled(ALL_WORDS_FROM) - 1, bar.height())
    assert not bar.lock_words.isVisible()
