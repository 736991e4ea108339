"""The small building blocks: what they say, how they are pressed, what they look like."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.money import show_number
from ui.cards import (
    Badge,
    Card,
    Chip,
    Figure,
    Glyph,
    IconButton,
    KeyButton,
    Keycap,
    Strip,
    column,
    line,
    row,
    show_or_hide,
    words,
)
from ui.theme import colour, measures


@pytest.fixture
def window(on_screen: Callable[[QWidget], None]) -> Callable[..., QWidget]:
    """`window(parts…)` shows parts side by side."""

    def show(*parts: QWidget) -> QWidget:
        made = QWidget()
        made.resize(700, 200)
        made.setLayout(row(*parts, 1))
        on_screen(made)
        return made

    return show


def test_making_a_part_opens_no_window_of_its_own(qapp: QApplication) -> None:
    parts = [
        Badge(3),
        Chip("Chờ kết quả", "warn"),
        Strip("Phiếu chưa có kết quả.", "warn", button="Mở"),
        Card("Quá trình", icon="clock", count=7),
        Figure("lượt tư vấn", "7", icon="ok", tone="ok"),
        KeyButton("Cất", "F10"),
        Glyph("save"),
        Keycap("F1"),
    ]
    assert [part for part in parts if part.isVisible()] == []
    assert [widget for widget in qapp.topLevelWidgets() if widget.isVisible()] == []


def test_a_key_presses_its_button(qtbot: QtBot, window: Callable[..., QWidget]) -> None:
    save, other = KeyButton("Cất", "F10", role="primary"), KeyButton("Mở", "F9", bind=False)
    shown = window(save, other)
    with qtbot.waitSignal(save.clicked), qtbot.assertNotEmitted(other.clicked):
        qtbot.keyClick(shown, Qt.Key.Key_F9)
        qtbot.keyClick(shown, Qt.Key.Key_F10)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_the_focused_button(
    qtbot: QtBot, window: Callable[..., QWidget], key: Qt.Key
) -> None:
    button = KeyButton("Cất")
    window(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


@pytest.mark.parametrize("role", ["", "primary", "flat", "small"])
def test_a_button_has_room_for_icon_words_and_key(
    window: Callable[..., QWidget], role: str
) -> None:
    plain, full = KeyButton("Cất", role=role), KeyButton("Cất", "F10", icon="save", role=role)
    window(plain, full)
    assert full.width() > plain.width() + measures().icon
    assert full.height() == measures().small_button if role == "small" else measures().field
    assert full.size() == full.sizeHint()


def test_every_icon_button_says_what_it_does(qtbot: QtBot) -> None:
    button = IconButton("close", "Đóng")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Đóng", "Đóng")


def test_a_chip_tells_a_status_by_tint_icon_and_word(window: Callable[..., QWidget]) -> None:
    chip = Chip("Chờ kết quả", "warn")
    window(chip)
    assert (chip.text(), chip.height()) == ("Chờ kết quả", measures().chip)
    assert chip.grab().toImage().pixelColor(3, 10) == colour("warn_tint")
    chip.show_status("Đã nhận việc", "ok")
    assert chip.grab().toImage().pixelColor(3, 10) == colour("ok_tint")
    chip.show_status("", "mute")
    assert not chip.isVisible()


def test_a_strip_says_its_sentence_and_its_button_works(
    qtbot: QtBot, window: Callable[..., QWidget]
) -> None:
    strip = Strip("còn 3 ngày.", "warn", title="Phiếu 0138", button="Ghi kết quả")
    window(strip)
    assert strip.text() == "Phiếu 0138 còn 3 ngày."
    button = strip.findChild(KeyButton)
    assert isinstance(button, KeyButton)
    with qtbot.waitSignal(strip.pressed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    strip.show_message("", "info")
    assert not strip.isVisible()


def test_a_strip_in_a_narrow_panel_shows_all_its_words(
    qtbot: QtBot, on_screen: Callable[[QWidget], None], cut_off: Callable[[QWidget], list[str]]
) -> None:
    panel = QWidget()
    sentence = "Từ chối lần hai không có lý do chính đáng: có thể chấm dứt hưởng trợ cấp."
    panel.setLayout(column(Strip(sentence, "warn", button="Mở"), Strip(sentence, "info"), 1))
    panel.setFixedWidth(292)
    panel.resize(292, 500)
    on_screen(panel)
    qtbot.waitUntil(lambda: cut_off(panel) == [])


def test_a_badge_counts_and_hides_without_a_number(window: Callable[..., QWidget]) -> None:
    badge = Badge(1284)
    window(badge)
    assert (badge.text(), badge.isVisible()) == ("1.284", True)
    badge.show_count(None)
    assert not badge.isVisible()
    badge.show_count(0)
    assert (badge.text(), badge.isVisible()) == ("0", True)


def test_a_figure_of_nothing_has_no_colour(window: Callable[..., QWidget]) -> None:
    held = Figure("bị giữ lại", icon="stuck", tone="prob")
    window(held)
    [number] = [each for each in held.findChildren(QLabel) if each.property("role") == "num"]
    for count, tone in ((1284, "prob"), (0, "")):
        held.show_count(count)
        assert (number.text(), number.property("tone")) == (show_number(count), tone)


def test_a_part_hidden_and_wanted_again_appears_with_its_window(qtbot: QtBot) -> None:
    part = words("Bản nháp")
    show_or_hide(part, False)
    show_or_hide(part, True)
    window = QWidget()
    qtbot.addWidget(window)
    QHBoxLayout(window).addWidget(part)
    window.show()
    assert part.isVisible()


def test_a_card_has_a_head_and_a_body(window: Callable[..., QWidget]) -> None:
    card = Card("Quá trình", icon="clock", count=7)
    card.body.addWidget(words("Tư vấn lần 3"))
    window(card)
    assert (card.title.text(), card.badge.text()) == ("Quá trình", "7")
    head = card.title.parentWidget()
    assert head is not None
    assert head.height() == measures().card_head


def test_hairlines_are_one_pixel(window: Callable[..., QWidget]) -> None:
    upright, flat = line(upright=True), line()
    window(upright, flat)
    assert (upright.width(), flat.height()) == (1, 1)
    assert upright.height() > 100
