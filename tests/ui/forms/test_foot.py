"""The foot of a form."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.cards import Glyph, KeyButton
from ui.forms.foot import FormFoot
from ui.theme import measures


def test_the_foot_says_what_is_still_to_do(on_screen: Callable[[QWidget], None]) -> None:
    save = KeyButton("Cất", "F10", role="primary")
    foot = FormFoot(KeyButton("Hoãn", "Esc"), save)
    foot.resize(700, measures().foot)
    on_screen(foot)
    glyph = foot.findChild(Glyph)
    assert isinstance(glyph, Glyph)
    assert (foot.text(), glyph.isVisible()) == ("", False)
    foot.say("prob", "Còn 1 chỗ phải sửa: Điện thoại")
    assert (foot.text(), glyph.isVisible()) == ("Còn 1 chỗ phải sửa: Điện thoại", True)
    assert foot.height() == measures().foot
    assert save.geometry().right() < foot.width()


def test_a_narrow_foot_has_its_sentence_above_the_buttons(
    qtbot: QtBot, on_screen: Callable[[QWidget], None], cut_off: Callable[[QWidget], list[str]]
) -> None:
    save = KeyButton("Cất", "F10", role="primary")
    foot = FormFoot(KeyButton("Hoãn", "Esc"), KeyButton("Cất và tiếp", "Ctrl+Enter"), save)
    foot.resize(420, measures().foot)
    on_screen(foot)
    foot.say("prob", "Còn 1 chỗ phải sửa: Điện thoại · chưa có: Dân tộc")
    qtbot.waitUntil(lambda: foot.height() == measures().foot + measures().small_button)
    assert cut_off(foot) == []
    foot.resize(900, foot.height())
    qtbot.waitUntil(lambda: foot.height() == measures().foot)
